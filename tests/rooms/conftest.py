"""A database of each kind, and rooms in it with a clock that is set by hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from nplv_dash.domain.rooms import Limits
from nplv_dash.rooms.database import migrate
from nplv_dash.rooms.store import Rooms
from scripts.postgres import Postgres
from tests.postgres import database
from tests.rooms.hall import Clock, Hall, empty


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with empty tables, to be copied."""
    file = tmp_path_factory.mktemp("template") / "rooms.sqlite3"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_tables(postgres: Postgres) -> Iterator[str]:
    """A database with tables, for all tests; each empties it."""
    with database(postgres) as url:
        migrate(url)
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with empty tables, of each kind."""
    if request.param == "sqlite":
        file = tmp_path / "rooms.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), file)
        return f"sqlite:///{file}"
    found: str = request.getfixturevalue("postgres_tables")
    empty(found)
    return found


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'rooms.sqlite3'}"
    else:
        with database(request.getfixturevalue("postgres")) as url:
            yield url


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make(url: str, clock: Clock) -> Iterator[Callable[..., Rooms]]:
    """Opens the rooms of the database, as one more process would."""
    made: list[Rooms] = []

    def opened(**limits: int) -> Rooms:
        made.append(Rooms(url, Limits(**limits), clock))
        return made[-1]

    yield opened
    for rooms in made:
        rooms.close()


@pytest.fixture
def hall(make: Callable[..., Rooms], clock: Clock) -> Hall:
    """An open room."""
    rooms = make()
    room, secret = rooms.create("plea", "nl", "Zaal 3")
    return Hall(rooms, clock, room.code, secret)
