"""Versions of the data, each a whole folder that is never changed, and a pointer to the one that holds.

    versions/current                       the name of the one that holds; not there: `shipped`
    versions/2026-11-30-0123456789ab/      data/, static/geo/, version.yaml, and what changed
    versions/.new-...                      of a refresh that runs, or was killed

Putting the pointer in the place of the one before is the only switch. It is one step of the file system, so whoever is
killed before it leaves the earlier version, and after it the new one.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from nplv_dash import __version__
from nplv_dash.domain.errors import DataError, Reason, of_system
from nplv_dash.domain.versions import NAME, SHIPPED, SHIPPED_INDELING, Version
from nplv_dash.sources.yamlfiles import read_record

POINTER: Final = "current"
RECORD: Final = "version.yaml"
_STAGING: Final = ".new-"
_LOCK: Final = ".lock"
#: What a version is; whatever else lies in its folder tells about it.
_PARTS: Final = ("data", "static/geo")
_DIGITS: Final = 12


@dataclass(frozen=True)
class Store:
    """The versions in a folder, which need not exist yet.

    Attributes:
        folder: of the versions.
        shipped: of the project, whose `data/` is the version that came with the code.
    """

    folder: Path
    shipped: Path

    def names(self) -> tuple[str, ...]:
        """Every version that is there: the one that came with the code, then the oldest first."""
        try:
            found = sorted(path.name for path in self.folder.iterdir() if NAME.fullmatch(path.name) and path.is_dir())
        except FileNotFoundError:
            found = []
        except OSError as error:
            raise _unreadable(self.folder, error) from error
        return (SHIPPED, *found)

    def chosen(self) -> str:
        """The name that the pointer holds, whether it is there or not.

        Raises:
            DataError: `version_pointer`, where the pointer cannot be read or holds no name.
        """
        pointer = self.folder / POINTER
        try:
            text = pointer.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return SHIPPED
        except (OSError, ValueError) as error:
            raise DataError("version_pointer", pointer, found=_why(error)) from error
        if text != SHIPPED and not NAME.fullmatch(text):
            raise DataError("version_pointer", pointer, found=repr(text[:40]))
        return text

    def root(self, name: str | None = None) -> Path:
        """The folder with `data/` and `static/` of a version; without a name, of the one that holds.

        Raises:
            DataError: `version_pointer`, `version_missing`, `version_damaged` where it is not as it was made, or
                `version_program` where another version of the program made it.
        """
        name = self.chosen() if name is None else name
        if name == SHIPPED:
            return self.shipped
        if name not in self.names():
            raise DataError("version_missing", self.folder, version=name, known=", ".join(self.names()))
        folder = self.folder / name
        try:
            whole = digest(folder) == name[-_DIGITS:]
        except OSError as error:
            raise _unreadable(folder, error) from error
        if not whole:
            raise DataError("version_damaged", folder, version=name)
        made_by = read_record(folder / RECORD, Version).program
        if made_by != __version__:
            # Its parameters and scenarios are those of another model.
            raise DataError("version_program", folder, version=name, program=made_by, now=__version__)
        return folder

    def record(self, name: str) -> Version | None:
        """What is known of a version; None of the one that came with the code.

        Raises:
            DataError: the record is missing or damaged.
        """
        return None if name == SHIPPED else read_record(self.folder / name / RECORD, Version)

    def indeling(self, name: str) -> int:
        """Year of the wijken and buurten of a version. Raises as `record`."""
        found = self.record(name)
        return found.indeling if found else SHIPPED_INDELING

    def use(self, name: str) -> Path:
        """Let a version hold for whoever starts from now on.

        Raises:
            DataError: what `root` raises, `refresh_busy`, or `not_writable`; nothing has changed then.
        """
        with self._locked():
            return self.switch(name)

    def switch(self, name: str) -> Path:
        """As `use`, for whoever is in `alone` already."""
        root = self.root(name)
        try:
            # Made as any file, and not as one for this user only: servers may be another user, and must read it.
            new = self.folder / f"{_STAGING}{secrets.token_hex(8)}"
            with new.open("x", encoding="utf-8") as file:
                file.write(f"{name}\n")
                file.flush()
                os.fsync(file.fileno())
            new.replace(self.folder / POINTER)
            _settle(self.folder)
        except OSError as error:
            raise _not_writable(self.folder, error) from error
        return root

    @contextmanager
    def alone(self) -> Iterator[Path]:
        """A new folder to make a version in, for one at a time; it goes at the end, as do those of who was killed.

        Raises:
            DataError: `refresh_busy`, where another is at it; `not_writable`.
        """
        with self._locked(), self._staging() as folder:
            yield folder

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # The system lets go of the lock of a process that was killed.
            lock = FileLock(self.folder / _LOCK, timeout=0)
            lock.acquire()
        except Timeout:
            raise DataError("refresh_busy", self.folder) from None
        except OSError as error:
            raise _not_writable(self.folder, error) from error
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        try:
            for left in self.folder.glob(f"{_STAGING}*"):
                _remove(left)
            folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=self.folder))
        except OSError as error:
            raise _not_writable(self.folder, error) from error
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def put(self, made: Path, name: str) -> Path:
        """Give what was made its name, whole; where there is one with that name, that one stays if it is whole.

        Args:
            made: a folder below one of `alone`.

        Raises:
            DataError: `not_writable`.
        """
        target = self.folder / name
        try:
            for path in made.rglob("*"):
                if path.is_file():
                    _settle(path)
            if target.exists():
                if digest(target) == name[-_DIGITS:]:
                    return target
                # Damaged since: it makes room.
                target.rename(made.parent / f"damaged-{name}")
            made.rename(target)
            _settle(self.folder)
        except OSError as error:
            raise _not_writable(self.folder, error) from error
        return target


def digest(folder: Path) -> str:
    """Twelve hexadecimal digits of every file of a version and its place; OSError where one cannot be read."""
    found = hashlib.sha256()
    for part in _PARTS:
        for path in sorted(one for one in (folder / part).rglob("*") if one.is_file()):
            found.update(
                f"{path.relative_to(folder).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode()
            )
    return found.hexdigest()[:_DIGITS]


def _settle(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(FileNotFoundError):
            path.unlink()


def _why(error: OSError | ValueError) -> Reason:
    return of_system(error) if isinstance(error, OSError) else Reason("reasons.no_text")


def _not_writable(folder: Path, error: OSError) -> DataError:
    return DataError("not_writable", error.filename or folder, reason=of_system(error))


def _unreadable(folder: Path, error: OSError) -> DataError:
    return DataError("foreign_unreadable", error.filename or folder, reason=of_system(error))
