"""The migrations make the tables that the store knows, and take them away again."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from nplv_dash.domain.rooms import RoomError
from nplv_dash.rooms.database import VERSION_TABLE, Database, migrate
from nplv_dash.rooms.store import Rooms
from nplv_dash.rooms.tables import METADATA

#: What a database has after the way back down: the record of it.
BARE = [VERSION_TABLE]


def tables(url: str) -> list[str]:
    database = Database(url)
    try:
        return sorted(database.read(lambda connection: inspect(connection).get_table_names()))
    finally:
        database.close()


def differences(connection: Connection) -> list[object]:
    found: list[object] = compare_metadata(
        MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True}), METADATA
    )
    return found


def test_up_down_and_up_again(empty_url: str) -> None:
    migrate(empty_url)
    assert tables(empty_url) == sorted([*BARE, *METADATA.tables])
    database = Database(empty_url)
    assert database.read(differences) == []
    database.close()
    migrate(empty_url, "base")
    assert tables(empty_url) == BARE
    migrate(empty_url)
    rooms = Rooms(empty_url)
    rooms.ping()
    assert rooms.create("plea", "nl")[0].round.number == 1
    rooms.close()


def test_a_second_time_changes_nothing(url: str) -> None:
    rooms = Rooms(url)
    room, _ = rooms.create("plea", "nl")
    migrate(url)
    assert rooms.find(room.code) == room
    rooms.close()


def test_tables_of_a_later_app_are_left_alone(empty_url: str) -> None:
    migrate(empty_url)
    database = Database(empty_url)
    database.write(lambda connection: connection.execute(text("UPDATE rooms_version SET version_num = '9999'")))
    database.close()
    with pytest.raises(RoomError) as caught:
        migrate(empty_url)
    assert caught.value.key == "rooms_newer"
    assert tables(empty_url) == sorted([*BARE, *METADATA.tables])


@pytest.mark.parametrize(
    "url", ["", "rooms.sqlite3", "mysql://a:secret@b/c", "sqlite://", "sqlite:///:memory:", "postgresql://b:x/c"]
)
def test_what_is_no_database_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(RoomError) as caught:
        migrate(url)
    assert caught.value.key == "rooms_url"
    assert "secret" not in str(caught.value)
