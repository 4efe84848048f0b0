"""A shelf: folders of files that are put there once, whole, and never changed, and that together have a limit."""

from __future__ import annotations

import fcntl
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from nplv_dash.domain.errors import DataError, of_system

#: Of who puts something there, so that nobody else does meanwhile.
LOCK: Final = ".lock"


def put(shelf: Path, name: str, files: Mapping[str, bytes], most: int) -> bool:
    """Put a folder on a shelf: all of its files, or nothing. Whoever comes second finds that of the first.

    Args:
        most: bytes that may be there, also when several processes put something there at the same time.

    Returns:
        Whether it was put there; False where there is one with that name.

    Raises:
        DataError: `archive_full`, or `not_writable`. Nothing was put there then.
    """
    target = shelf / name
    try:
        shelf.mkdir(parents=True, exist_ok=True)
        with _alone(shelf):
            if target.exists():
                return False
            if size(shelf) + sum(map(len, files.values())) > most:
                raise DataError("archive_full", shelf.name, most=f"{most // 1024**2} MB")
            # On the same disk, so that the last step is a rename.
            with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=shelf) as held:
                new = Path(held) / "new"
                new.mkdir()
                for file, content in files.items():
                    (new / file).write_bytes(content)
                new.rename(target)
    except OSError as error:
        raise DataError("not_writable", error.filename or shelf, reason=of_system(error)) from error
    return True


@contextmanager
def _alone(shelf: Path) -> Iterator[None]:
    """Wait until nobody else puts something on the shelf, in this process or another; it takes them a moment.

    The system lets go of the lock of a process that was killed.
    """
    with (shelf / LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def take(shelf: Path, name: str, file: str) -> bytes | None:
    """The content of a file in a folder on the shelf; None where there is none.

    Args:
        name, file: names and no paths; the caller has checked that.

    Raises:
        DataError: `table_unreadable`, where it is there and cannot be read.
    """
    path = shelf / name / file
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise DataError("table_unreadable", path, reason=of_system(error)) from error


def size(shelf: Path) -> int:
    """Bytes of all files on a shelf."""
    found = 0
    # Passes over folders that go meanwhile, where a glob stops.
    for folder, _, names in os.walk(shelf):
        for name in names:
            # What another is putting there gets its final name meanwhile.
            with suppress(FileNotFoundError):
                found += (Path(folder) / name).stat().st_size
    return found
