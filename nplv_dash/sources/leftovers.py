"""Folders in which files of visitors stand for a moment, and what is left of them where a server was killed."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

_PREFIX: Final = "nplv_own_"
#: Digits of the number of a process, which stands after that.
_DIGITS: Final = 9
#: Seconds after which nobody reads in a folder any more.
_STALE: Final = 3_600
_sweeping: Final = threading.Lock()


def prefix() -> str:
    """Beginning of the name of such a folder: with the number of this process, by which the next one knows it."""
    return f"{_PREFIX}{os.getpid()}_"


def sweep() -> None:
    """Take away the folders of servers that are no more; once per process, before it makes one itself."""
    with _sweeping:
        _sweep()


@cache
def _sweep() -> None:
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # That of somebody else, or gone meanwhile.
        with suppress(OSError):
            if not _may_be_read(left.name) or left.stat().st_mtime < time.time() - _STALE:
                shutil.rmtree(left)


def _may_be_read(name: str) -> bool:
    """Whether a folder may be of another server that lives. In a container all have one number."""
    number = name.removeprefix(_PREFIX).partition("_")[0]
    if not number.isdecimal() or len(number) > _DIGITS:
        return True
    if int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
