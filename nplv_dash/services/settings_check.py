"""Whether what the settings name can be used; nothing is made or changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from nplv_dash.domain.errors import DataError, NplvError
from nplv_dash.domain.rooms import RoomError
from nplv_dash.rooms.database import reach
from nplv_dash.services.settings import Settings, name_of


def problems(settings: Settings) -> tuple[NplvError, ...]:
    """What is wrong with the folders and the database; empty where they can be used."""
    return (*_folders(settings), *_database(settings))


def _folders(settings: Settings) -> Iterator[NplvError]:
    # With a database elsewhere nothing is kept in the folder.
    if settings.database_url is None and not _can_hold(settings.data_dir):
        yield DataError("setting_folder", name_of("data_dir"), folder=settings.data_dir)
    if settings.archive is not None and not _can_hold(settings.archive):
        yield DataError("setting_folder", name_of("archive"), folder=settings.archive)


def _database(settings: Settings) -> Iterator[NplvError]:
    if settings.database_url is None and not settings.data_dir.exists():
        # The server will make it.
        return
    try:
        reach(settings.rooms_url)
    except RoomError as error:
        yield NplvError(error.key, name_of("database_url"), **error.values)


def _can_hold(folder: Path) -> bool:
    """Whether files can be written in a folder, or it can be made."""
    above = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    return above.is_dir() and os.access(above, os.W_OK | os.X_OK)
