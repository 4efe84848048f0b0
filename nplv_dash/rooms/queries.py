"""What the store asks of its tables. Each question is put together once, and asked with other values each time."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, insert, select, update

from nplv_dash.domain.rooms import Counts, Stats, new_code
from nplv_dash.rooms.tables import ANSWERS, PEOPLE, ROOMS

_ROOM: Final = select(ROOMS).where(ROOMS.c.code == bindparam("code"))
_ROOM_LOCKED: Final = _ROOM.with_for_update()
_BY_SECRET: Final = select(ROOMS).where(ROOMS.c.secret == bindparam("secret"))
_ALIVE: Final = select(ROOMS.c.id).where(ROOMS.c.expires > bindparam("now"))
_COUNT_ALIVE: Final = select(func.count()).select_from(_ALIVE.subquery())
_TOUCH: Final = (
    update(ROOMS).where(ROOMS.c.id == bindparam("room_id")).values(version=ROOMS.c.version + 1).returning(ROOMS)
)
_PURGE: Final = delete(ROOMS).where(ROOMS.c.expires <= bindparam("now"))

_HERE: Final = PEOPLE.c.room_id == bindparam("room_id")
_PERSON: Final = select(PEOPLE).where(_HERE, PEOPLE.c.person == bindparam("person"))
_PEOPLE: Final = select(func.count()).select_from(PEOPLE).where(_HERE)
_SENT: Final = (
    select(func.count(ANSWERS.c.person_id.distinct()))
    .join_from(ANSWERS, PEOPLE)
    .where(_HERE, ANSWERS.c.round == bindparam("round"))
)

_MINE: Final = select(ANSWERS).where(ANSWERS.c.person_id == bindparam("person_id"))
_BY_TOKEN: Final = _MINE.where(ANSWERS.c.token == bindparam("token"))
_LAST: Final = _MINE.where(ANSWERS.c.round == bindparam("round")).order_by(ANSWERS.c.number.desc()).limit(1)

_ROUND_OF: Final = (ANSWERS.c.person_id, ANSWERS.c.round)
_NEWEST: Final = (
    select(*_ROUND_OF, func.max(ANSWERS.c.number).label("number"))
    .join_from(ANSWERS, PEOPLE)
    .where(_HERE)
    .group_by(*_ROUND_OF)
    .subquery()
)
#: The last answer of every person of a room in every round, with their seat.
_LATEST: Final = (
    select(ANSWERS, PEOPLE.c.seat)
    .join_from(ANSWERS, PEOPLE)
    .join(_NEWEST, and_(*(_NEWEST.c[name] == ANSWERS.c[name] for name in ("person_id", "round", "number"))))
    .order_by(ANSWERS.c.round, PEOPLE.c.seat)
)
_LATEST_IN_ROUND: Final = _LATEST.where(ANSWERS.c.round == bindparam("round"))

_LIST: Final = (
    select(
        ROOMS,
        func.count(PEOPLE.c.id.distinct()).label("people"),
        func.count(ANSWERS.c.number).label("answers"),
    )
    .outerjoin_from(ROOMS, PEOPLE)
    .outerjoin(ANSWERS, ANSWERS.c.person_id == PEOPLE.c.id)
    .where(ROOMS.c.expires > bindparam("now"))
    .group_by(ROOMS.c.id)
    .order_by(ROOMS.c.id)
)
_ALL_PEOPLE: Final = select(PEOPLE.c.id).where(PEOPLE.c.room_id.in_(_ALIVE))
_STATS: Final = select(
    *(
        select(func.count()).select_from(one.subquery()).scalar_subquery()
        for one in (_ALIVE, _ALL_PEOPLE, select(ANSWERS.c.number).where(ANSWERS.c.person_id.in_(_ALL_PEOPLE)))
    )
)


def room(connection: Connection, code: str, *, is_locked: bool = False) -> Row[Any] | None:
    """The room with a code; `is_locked`: nobody else changes it, or what is in it, until the transaction ends."""
    return connection.execute(_ROOM_LOCKED if is_locked else _ROOM, {"code": code}).first()


def room_by_secret(connection: Connection, secret: str) -> Row[Any] | None:
    """The room with the hash of a secret."""
    return connection.execute(_BY_SECRET, {"secret": secret}).first()


def add_room(connection: Connection, **values: Any) -> Row[Any]:
    """A new room, with a code that no other has."""
    code = new_code()
    while room(connection, code) is not None:
        code = new_code()
    return connection.execute(insert(ROOMS).returning(ROOMS), {"code": code, **values}).one()


def touch(connection: Connection, room_id: int, **new: Any) -> Row[Any]:
    """Change a room, or what is in it: pages read it again when its version has grown."""
    return connection.execute(_TOUCH, {"room_id": room_id, **new}).one()


def alive(connection: Connection, now: object) -> int:
    """How many rooms are not past their date."""
    return connection.execute(_COUNT_ALIVE, {"now": now}).scalar_one()


def purge(connection: Connection, now: object) -> int:
    """Remove the rooms past their date, with all that is in them; how many there were."""
    return connection.execute(_PURGE, {"now": now}).rowcount


def listed(connection: Connection, now: object) -> list[Row[Any]]:
    """The rooms that are alive, each with its numbers of `people` and `answers`, oldest first."""
    return list(connection.execute(_LIST, {"now": now}).all())


def stats(connection: Connection, now: object) -> Stats:
    """How much there is of all rooms that are alive."""
    return Stats(*connection.execute(_STATS, {"now": now}).one())


def is_there(connection: Connection) -> bool:
    """Whether there is any room, past its date or not; an error where there are no tables."""
    return connection.execute(select(ROOMS.c.id).limit(1)).first() is not None


def somebody(connection: Connection, room_id: int, person: str) -> Row[Any] | None:
    """A person of a room, by the hash that they are known by."""
    return connection.execute(_PERSON, {"room_id": room_id, "person": person}).first()


def people(connection: Connection, room_id: int) -> int:
    """How many people are in a room."""
    return connection.execute(_PEOPLE, {"room_id": room_id}).scalar_one()


def add_person(connection: Connection, **values: Any) -> Row[Any]:
    """A new person in a room."""
    return connection.execute(insert(PEOPLE).returning(PEOPLE), values).one()


def counts(connection: Connection, room_id: int, round_number: int) -> Counts:
    """How many people are in a room, and how many sent in something in a round."""
    sent = connection.execute(_SENT, {"room_id": room_id, "round": round_number}).scalar_one()
    return Counts(people(connection, room_id), sent)


def with_token(connection: Connection, person_id: int, token: str) -> Row[Any] | None:
    """The answer of a person that they sent in under the hash of a token."""
    return connection.execute(_BY_TOKEN, {"person_id": person_id, "token": token}).first()


def last(connection: Connection, person_id: int, round_number: int) -> Row[Any] | None:
    """What a person sent in last, in a round."""
    return connection.execute(_LAST, {"person_id": person_id, "round": round_number}).first()


def latest(connection: Connection, room_id: int, round_number: int | None = None) -> list[Row[Any]]:
    """The last answer of every person of a room, with their `seat`: in one round, or in each; by round and seat."""
    if round_number is None:
        return list(connection.execute(_LATEST, {"room_id": room_id}).all())
    return list(connection.execute(_LATEST_IN_ROUND, {"room_id": room_id, "round": round_number}).all())


def add_answer(connection: Connection, **values: Any) -> None:
    """A new answer of a person."""
    connection.execute(insert(ANSWERS), values)
