"""Zip files of strangers: looked through before anything is unpacked, and counted again while it is.

What the directory of a zip says of sizes may be a lie, so the bytes that come out are counted too. Nothing is ever
written under a name from the file.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Final

from nplv_dash.domain.errors import NplvError
from nplv_dash.sources.own.limits import Limits

#: Bytes that are read at once.
_PIECE: Final = 1 << 16
#: Below this size a file may be packed as tightly as it likes: an empty table is.
_SMALL: Final = 100_000
#: Endings of what is a file of files itself.
_ARCHIVES: Final = (".zip", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".rar", ".tar", ".kmz", ".gpkz")
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
#: What every file in a zip begins with.
_LOCAL: Final = b"PK\x03\x04"
#: What the library raises for a zip that is not what it says. A name before a file may be no text: a ValueError.
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, OverflowError, NotImplementedError,
    RuntimeError,
)  # fmt: skip


class Archive:
    """A zip that has been looked through; `read` gives what is in it.

    Attributes:
        names: of the files in it, in order.
    """

    def __init__(self, archive: zipfile.ZipFile, where: str, limits: Limits) -> None:
        self._archive, self._where, self._limits = archive, where, limits
        self._left = limits.unpacked
        entries = archive.infolist()
        if len(entries) > limits.entries:
            raise NplvError("own_zip_many", where, count=len(entries), most=limits.entries)
        for entry in entries:
            _check_name(entry, where, limits)
            _check_kind(entry, where)
        self._check_sizes(entries)
        self.names = tuple(entry.filename for entry in entries if not entry.is_dir())
        double = [name for name in self.names if self.names.count(name) > 1]
        if double:
            raise NplvError("own_zip_double", where, name=double[0])

    def _check_sizes(self, entries: list[zipfile.ZipInfo]) -> None:
        limits = self._limits
        total = sum(entry.file_size for entry in entries)
        if total > limits.unpacked:
            raise NplvError("own_zip_total", self._where, size=total // 1_000_000, most=limits.unpacked // 1_000_000)
        for entry in entries:
            ratio = entry.file_size // max(1, entry.compress_size)
            if entry.file_size > _SMALL and ratio > limits.ratio:
                raise NplvError("own_zip_ratio", self._where, name=entry.filename, ratio=ratio, most=limits.ratio)
        # Files that lie over each other let a few bytes stand for many.
        end = 0
        for entry in sorted(entries, key=lambda one: one.header_offset):
            if entry.header_offset < end:
                raise NplvError("own_zip_overlap", self._where, name=entry.filename)
            end = entry.header_offset + len(_LOCAL) + len(entry.filename) + entry.compress_size

    def pieces(self, name: str) -> Generator[bytes, None, None]:
        """The content of a file in it, piece by piece; to be closed by who stops before its end.

        Raises:
            NplvError: `own_zip_damaged`, or `own_zip_total` where more comes out than the bounds allow.
        """
        try:
            with self._archive.open(name) as file:
                while piece := file.read(_PIECE):
                    self._left -= len(piece)
                    if self._left < 0:
                        most = self._limits.unpacked // 1_000_000
                        raise NplvError("own_zip_total", self._where, size=most + 1, most=most)
                    yield piece
        except _DAMAGE as error:
            raise NplvError("own_zip_damaged", self._where) from error

    def read(self, name: str) -> bytes:
        """The content of a file in it. Raises as `pieces`."""
        return b"".join(self.pieces(name))

    def write(self, name: str, path: Path) -> None:
        """Write the content of a file in it to `path`. Raises as `pieces`."""
        with path.open("wb") as file:
            for piece in self.pieces(name):
                file.write(piece)


@contextmanager
def opened(path: Path, where: str, limits: Limits) -> Iterator[Archive]:
    """Open a zip and look through it.

    Args:
        where: name of the file, for the errors.

    Raises:
        NplvError: it is damaged (`own_zip_damaged`); too many files (`own_zip_many`); a name that leads elsewhere
            (`own_zip_name`) or stands twice (`own_zip_double`); a link (`own_zip_link`), a file of files
            (`own_zip_nested`), a password (`own_zip_encrypted`), another way of packing (`own_zip_method`); larger than
            the bounds (`own_zip_total`, `own_zip_ratio`), or files over each other (`own_zip_overlap`).
    """
    try:
        archive = zipfile.ZipFile(path)
    except _DAMAGE as error:
        raise NplvError("own_zip_damaged", where) from error
    with archive:
        yield Archive(archive, where, limits)


def _check_name(entry: zipfile.ZipInfo, where: str, limits: Limits) -> None:
    # The library cuts a name at a NUL; what stood there is in `orig_filename`.
    name = entry.orig_filename
    path = PurePosixPath(name)
    leads_away = path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name
    if leads_away or not name.strip() or len(name) > limits.name or not name.isprintable():
        raise NplvError("own_zip_name", where, name=name[:60])


def _check_kind(entry: zipfile.ZipInfo, where: str) -> None:
    mode = entry.external_attr >> 16
    if mode and not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or not stat.S_IFMT(mode)):
        raise NplvError("own_zip_link", where, name=entry.filename)
    if entry.flag_bits & _ENCRYPTED:
        raise NplvError("own_zip_encrypted", where)
    if entry.compress_type not in _METHODS:
        raise NplvError("own_zip_method", where, name=entry.filename)
    if entry.filename.lower().endswith(_ARCHIVES):
        raise NplvError("own_zip_nested", where, name=entry.filename)
