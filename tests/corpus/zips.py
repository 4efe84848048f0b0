"""Zip files that are dangerous, or damaged."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterator

from tests.corpus.case import Case
from tests.corpus.good import shapefile, zipped


def _named(name: str) -> bytes:
    return zipped({**shapefile(), name: b"x"})


def _with(change: Callable[[zipfile.ZipInfo], None], content: bytes = b"x") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        entry = zipfile.ZipInfo("own.shp", (2000, 1, 1, 0, 0, 0))
        change(entry)
        archive.writestr(entry, content)
    return out.getvalue()


def _link(entry: zipfile.ZipInfo) -> None:
    entry.external_attr = 0o120777 << 16


def _bzip(entry: zipfile.ZipInfo) -> None:
    entry.compress_type = zipfile.ZIP_BZIP2


def bomb() -> bytes:
    """Thirty megabytes of nothing in thirty kilobytes."""
    return zipped({"own.shp": bytes(30_000_000)})


def huge() -> bytes:
    """More than may come out, in files that are each within the ratio."""
    line = bytes(range(256)) * 1024
    return zipped({f"{i}.shp": line * 20 for i in range(13)})


def lying() -> bytes:
    """A file that says in the directory, and before itself, that it is small."""
    content = bytearray(zipped({**shapefile(), "own.shp": bytes(30_000_000)}))
    size = struct.pack("<I", 30_000_000)
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = struct.pack("<I", 1_000)
    return bytes(content)


def overlap() -> bytes:
    """Two names for the same bytes, as in the bombs that are a copy of themselves."""
    content = bytearray(zipped({"a.shp": b"x" * 500, "b.shp": b"x" * 500}))
    second = content.rfind(b"PK\x01\x02")
    content[second + 42 : second + 46] = struct.pack("<I", 0)
    return bytes(content)


def encrypted() -> bytes:
    """The sign of a password at every file."""
    content = bytearray(zipped(shapefile()))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content[at + place] |= 1
    return bytes(content)


def _flipped() -> bytes:
    content = bytearray(zipped(shapefile()))
    content[80] ^= 0xFF
    return bytes(content)


def _other_name() -> bytes:
    """Before the file stands another name than in the directory, and that is no text."""
    content = bytearray(zipped(shapefile()))
    content[7] |= 0x08
    content[31] = 0xF8
    return bytes(content)


def cases() -> Iterator[Case]:
    """Files of this kind."""
    made: dict[str, tuple[Callable[[], bytes], str]] = {
        "bomb_by_ratio": (bomb, "own_zip_ratio"),
        "bomb_by_total": (huge, "own_zip_total"),
        "bomb_that_lies": (lying, "own_zip_damaged"),
        "bomb_of_entries": (lambda: zipped({f"{i}.txt": b"" for i in range(5_000)}), "own_zip_many"),
        "bomb_in_a_bomb": (lambda: zipped({"inner.zip": bomb()}), "own_zip_nested"),
        "gzip_within": (lambda: _named("own.tar.gz"), "own_zip_nested"),
        "entries_over_each_other": (overlap, "own_zip_overlap"),
        "path_upwards": (lambda: _named("../../etc/cron.d/own"), "own_zip_name"),
        "path_from_the_root": (lambda: _named("/etc/passwd"), "own_zip_name"),
        "path_with_backslashes": (lambda: _named("..\\..\\windows\\own.shp"), "own_zip_name"),
        "path_with_a_drive": (lambda: _named("C:own.shp"), "own_zip_name"),
        "name_with_a_newline": (lambda: _named("own\n.shp"), "own_zip_name"),
        "name_without_end": (lambda: _named("a" * 5_000), "own_zip_name"),
        "link": (lambda: _with(_link, b"/etc/passwd"), "own_zip_link"),
        "other_compression": (lambda: _with(_bzip), "own_zip_method"),
        "password": (encrypted, "own_zip_encrypted"),
        "cut_off": (lambda: zipped(shapefile())[:-40], "own_zip_damaged"),
        "wrong_checksum": (_flipped, "own_zip_damaged"),
        "name_of_no_letters": (_other_name, "own_zip_damaged"),
        "no_directory": (lambda: b"PK\x03\x04" + bytes(200), "own_zip_damaged"),
        "zip_of_nothing": (lambda: zipped({}), "own_shape_none"),
        "zip_of_a_picture": (lambda: zipped({"foto.png": b"\x89PNG"}), "own_shape_none"),
    }
    for name, (content, key) in made.items():
        yield Case(f"zip_{name}", "borders", "grenzen.zip", content, key)
