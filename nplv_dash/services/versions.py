"""Which version of the data holds: the one door to `data/` and `static/geo/`, of the app and of commands.

    data_root() / "data" / "areas.yaml"

It is found once per process, so that a server that runs never mixes two versions: a switch holds from its next start.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from nplv_dash import ROOT
from nplv_dash.services.settings import settings
from nplv_dash.sources.versions import Store


def store() -> Store:
    """The versions of this server. Raises SeveralErrors where a setting is wrong."""
    return Store(settings().versions_folder, ROOT)


def data_root() -> Path:
    """The folder with `data/` and `static/` of the version that holds.

    Raises:
        DataError: `version_pointer`, `version_missing` or `version_damaged`; the next call looks again.
    """
    return _found(settings().versions_folder)


# By folder: tests have their own.
@lru_cache(maxsize=4)
def _found(folder: Path) -> Path:
    return Store(folder, ROOT).root()


def without_folders(text: str) -> str:
    """A sentence without the folders of this server, with which a visitor has no business."""
    for folder in (ROOT, settings().versions_folder.absolute(), settings().versions_folder):
        text = text.replace(f"{folder}{os.sep}", "")
    return text
