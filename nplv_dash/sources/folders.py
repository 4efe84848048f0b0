"""Folders that a command writes: whole or not at all, and never over what somebody else put there."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from nplv_dash.domain.errors import DataError, of_system


@dataclass(frozen=True)
class Mark:
    """How a folder is known to be of an earlier time: a file with this name that begins so."""

    name: str
    begin: bytes

    def on(self, folder: Path) -> bool:
        """Whether the folder has it; OSError where that cannot be read."""
        path = folder / self.name
        return path.is_file() and path.read_bytes()[: len(self.begin)] == self.begin


def check_folder(folder: Path, known: Collection[str], mark: Mark) -> None:
    """See whether `folder` may be written: it is not there, is empty, or has the mark and nothing but `known` files.

    Raises:
        DataError: `folder_taken`, where there is something else; `not_writable`, where it cannot be looked into.
    """
    try:
        if not folder.exists():
            return
        found = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else [folder.name]
        ours = folder.is_dir() and mark.on(folder)
    except OSError as error:
        raise _not_writable(folder, error) from error
    others = [name for name in found if not (ours and name in known)]
    if others:
        raise DataError("folder_taken", folder, count=len(others), names=", ".join(others[:5]))


def write_folder(folder: Path, files: Mapping[str, bytes], mark: Mark, more: Collection[str] = ()) -> None:
    """Put `files` (name -> content) in `folder`, in the place of those of an earlier time, and of `more` of that time.

    They are written to a folder beside it, which then gets its name: whoever looks sees the old files or the new ones.

    Raises:
        DataError: what `check_folder` raises, or `not_writable`. No file was changed then.
    """
    check_folder(folder, (*files, *more), mark)
    try:
        # Where the name is a link, the folder that it points to is meant.
        _replace(folder.resolve(), files)
    except OSError as error:
        raise _not_writable(folder, error) from error


def write_file(path: Path, content: bytes) -> None:
    """Write one file, whole or not at all; one that is there is replaced.

    Raises:
        DataError: `not_writable`. No file was changed then.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # On the same disk, so that the last step is a rename.
        with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as held:
            new = Path(held) / "new"
            new.write_bytes(content)
            new.replace(path)
    except OSError as error:
        raise _not_writable(path, error) from error


def _replace(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    # On the same disk, so that each step is a rename.
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as held:
        new, old = Path(held) / "new", Path(held) / "old"
        new.mkdir()
        for name, content in files.items():
            (new / name).write_bytes(content)
        if folder.exists():
            folder.rename(old)
        try:
            new.rename(folder)
        except OSError:
            if old.exists():
                old.rename(folder)
            raise


def _not_writable(folder: Path, error: OSError) -> DataError:
    return DataError("not_writable", error.filename or folder, reason=of_system(error))
