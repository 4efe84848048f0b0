"""What an administrator does with the rooms: remove what is past its date, keep a copy, put it back, look.

A copy is one file for every database: a gzip file of JSON lines. The first says what it is, then there is one for each
room, and the last has the SHA-256 of all before it. Answers are in it, and of secrets and people only the hashes.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeVar

from nplv_dash.domain.errors import DataError, of_system
from nplv_dash.domain.rooms import Room
from nplv_dash.rooms.copies import Loaded, Record, dump, load
from nplv_dash.rooms.database import migrate
from nplv_dash.rooms.store import Rooms
from nplv_dash.services.settings import Settings, settings

T = TypeVar("T")

#: What the first line says.
FORMAT: Final = {"format": "nplv_dash rooms", "version": 1}


@contextmanager
def opened(now: Settings | None = None) -> Iterator[Rooms]:
    """The rooms that the settings name, with their tables brought up to date."""
    now = now or settings()
    migrate(now.rooms_url)
    rooms = Rooms(now.rooms_url, now.limits)
    try:
        yield rooms
    finally:
        rooms.close()


def purge() -> int:
    """Remove the rooms past their date; how many there were."""
    return _with(Rooms.purge)


def alive() -> tuple[tuple[Room, int, int], ...]:
    """Every room that is alive, with how many people are in it and how many answers there are; without secrets."""
    return _with(Rooms.alive)


def backup(path: Path, *, is_replacing: bool = False) -> int:
    """Write all rooms to a file, whole or not at all; how many there were.

    Args:
        is_replacing: a file that is there gives way; else that is an error.

    Raises:
        DataError: `file_taken`, `not_writable`. There is no new file then.
    """
    if path.exists() and not is_replacing:
        raise DataError("file_taken", path)
    records = _with(lambda rooms: dump(rooms.database))
    _write(path, _packed(records))
    return len(records)


def restore(path: Path, *, is_replacing: bool = False) -> Loaded:
    """Put the rooms of a file back, all or none.

    Args:
        is_replacing: a room that is there with the same code gives way; else that is an error.

    Raises:
        DataError: `foreign_missing`, `foreign_unreadable`, `copy_damaged`, `copy_version`.
        RoomError: `rooms_exist`.
    """
    records = _read(path)
    try:
        return _with(lambda rooms: load(rooms.database, records, is_replacing=is_replacing))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError("copy_damaged", path) from error


def _with(work: Callable[[Rooms], T]) -> T:
    with opened() as rooms:
        return work(rooms)


def _packed(records: tuple[Record, ...]) -> bytes:
    lines = "".join(f"{_line(one)}\n" for one in (FORMAT, *records)).encode()
    end = _line({"rooms": len(records), "sha256": hashlib.sha256(lines).hexdigest()})
    # Without the time: the same rooms are the same file.
    return gzip.compress(lines + f"{end}\n".encode(), mtime=0)


def _line(record: Record) -> str:
    return json.dumps(record, sort_keys=True, separators=(",", ":"))


def _write(path: Path, content: bytes) -> None:
    try:
        # On the same disk, so that the last step is a rename; readable for the owner only, as the file of the rooms is.
        with tempfile.NamedTemporaryFile(prefix=f".{path.name}-", dir=path.parent, delete=False) as held:
            try:
                held.write(content)
                held.flush()
                os.fsync(held.fileno())
                Path(held.name).replace(path)
            except BaseException:
                Path(held.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise DataError("not_writable", path, reason=of_system(error)) from error


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise DataError("foreign_missing", path) from error
    except OSError as error:
        raise DataError("foreign_unreadable", path, reason=of_system(error)) from error
    try:
        lines = gzip.decompress(content).splitlines(keepends=True)
        first, *rooms, last = map(json.loads, lines)
        is_whole = last["sha256"] == hashlib.sha256(b"".join(lines[:-1])).hexdigest()
    except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError) as error:
        raise DataError("copy_damaged", path) from error
    if not is_whole or first.get("format") != FORMAT["format"]:
        raise DataError("copy_damaged", path)
    if first != FORMAT:
        raise DataError("copy_version", path, version=first.get("version"), known=FORMAT["version"])
    return rooms
