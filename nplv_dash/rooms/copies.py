"""Rooms as plain records, the same from every database, and back again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, Table, delete, insert, select

from nplv_dash.domain.rooms import RoomError
from nplv_dash.rooms.database import Database
from nplv_dash.rooms.tables import ANSWERS, PEOPLE, ROOMS, Utc

#: A row as JSON can hold it; that of a room holds its `people`, and theirs the `answers`.
Record = Mapping[str, Any]
#: Columns that mean something inside one database only.
_INNER: Final = {"id", "room_id", "person_id"}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rooms were put into a database, and how many of those took the place of one that was there."""

    rooms: int
    replaced: int


def dump(database: Database) -> tuple[Record, ...]:
    """Every room, those past their date too, all as they are at one moment; by code."""

    def room(connection: Connection, row: Row[Any]) -> Record:
        people = select(PEOPLE).where(PEOPLE.c.room_id == row.id).order_by(PEOPLE.c.seat)
        return {**_plain(ROOMS, row), "people": [person(connection, one) for one in _all(connection, people)]}

    def person(connection: Connection, row: Row[Any]) -> Record:
        answers = select(ANSWERS).where(ANSWERS.c.person_id == row.id).order_by(ANSWERS.c.round, ANSWERS.c.number)
        return {**_plain(PEOPLE, row), "answers": [_plain(ANSWERS, one) for one in _all(connection, answers)]}

    def work(connection: Connection) -> tuple[Record, ...]:
        return tuple(room(connection, one) for one in _all(connection, select(ROOMS).order_by(ROOMS.c.code)))

    return database.read(work, is_whole=True)


def load(database: Database, records: Iterable[Record], *, is_replacing: bool = False) -> Loaded:
    """Put rooms into a database: all of them, or none. What else is in it stays.

    Args:
        is_replacing: a room with the same code gives way; else that is an error.

    Raises:
        RoomError: `rooms_exist`.
        KeyError, TypeError, ValueError: the records are none of `dump`.
    """
    rooms = tuple(records)
    codes = [room["code"] for room in rooms]

    def work(connection: Connection) -> Loaded:
        database.alone(connection)
        there = _all(connection, select(ROOMS.c.id, ROOMS.c.code).where(ROOMS.c.code.in_(codes)))
        if there and not is_replacing:
            raise RoomError("rooms_exist", "database", count=len(there), total=len(rooms))
        connection.execute(delete(ROOMS).where(ROOMS.c.id.in_([one.id for one in there])))
        for room in rooms:
            room_id = _put(connection, ROOMS, room)
            for person in room["people"]:
                person_id = _put(connection, PEOPLE, person, room_id=room_id)
                for answer in person["answers"]:
                    _put(connection, ANSWERS, answer, person_id=person_id)
        return Loaded(len(rooms), len(there))

    return database.write(work)


def _all(connection: Connection, query: Select[Any]) -> list[Row[Any]]:
    return list(connection.execute(query).all())


def _columns(table: Table) -> dict[str, bool]:
    """The columns that a record has, and whether each is a moment."""
    return {column.name: isinstance(column.type, Utc) for column in table.columns if column.name not in _INNER}


def _plain(table: Table, row: Row[Any]) -> dict[str, Any]:
    values = row._mapping  # noqa: SLF001  its public name, underscored so that it is no column
    return {
        name: values[name].isoformat() if is_moment else values[name] for name, is_moment in _columns(table).items()
    }


def _put(connection: Connection, table: Table, record: Record, **inner: int) -> int:
    values = {
        name: dt.datetime.fromisoformat(record[name]) if is_moment else record[name]
        for name, is_moment in _columns(table).items()
    }
    new = insert(table).values(**values, **inner).returning(*table.primary_key)
    made: int = connection.execute(new).one()[0]
    return made
