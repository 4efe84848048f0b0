"""The store of rooms: every write is one transaction, and doing it twice is doing it once.

    rooms = Rooms("sqlite:////srv/rooms.sqlite3")
    room, secret = rooms.create("plea", "nl")
    rooms.submit(room.code, person, 1, token, {"share": 30})

Secrets, people and tokens are kept as their hashes. What came first says a number and never a time: a clock may jump.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, Row

from nplv_dash.domain.rooms import (
    Answer,
    Counts,
    Limits,
    Receipt,
    Room,
    RoomError,
    Round,
    Stats,
    is_token,
    new_token,
    read_code,
)
from nplv_dash.rooms import queries
from nplv_dash.rooms.database import Database

DEFAULTS: Final = Limits()
#: Where errors of a room are: not its code, which would stand in the log then.
_HERE: Final = "kamer"
#: Kinds of characters that are no text: controls, those that turn the direction of writing, halves of characters.
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def utcnow() -> dt.datetime:
    """Now, in UTC."""
    return dt.datetime.now(dt.UTC)


class Rooms:
    """All rooms of a database; threads and processes may share it.

    Every method may raise a RoomError `room_code` or `room_unknown` for a code that is none, `room_expired` for a room
    past its date, and `rooms_away`, `rooms_disk`, `rooms_readonly` or `rooms_damaged` where the database cannot be
    used. Nothing is stored then.

    Args:
        url: of the database, which has its tables (`database.migrate`).
        clock: a moment with its zone.
    """

    def __init__(self, url: str, limits: Limits = DEFAULTS, clock: Callable[[], dt.datetime] = utcnow) -> None:
        self.database = Database(url)
        self.limits = limits
        self._clock = clock

    def create(self, task: str, lang: str, title: str = "") -> tuple[Room, str]:
        """Open a room, with a first round that takes answers and hides them; rooms past their date are removed.

        Returns:
            The room, and the secret of its facilitator, of which only the hash is stored.

        Raises:
            RoomError: `room_title` (too long), `rooms_many`.
        """
        name, secret = self._title(title), new_token()

        def work(connection: Connection) -> Row[Any]:
            self.database.alone(connection)
            made = queries.room_by_secret(connection, _hash(secret))
            if made is not None:
                return made
            now = self._clock()
            # A server that is never started anew has them taken away too.
            queries.purge(connection, now)
            if queries.alive(connection, now) >= self.limits.rooms:
                raise RoomError("rooms_many", _HERE, most=self.limits.rooms)
            return queries.add_room(
                connection,
                secret=_hash(secret),
                title=name,
                task=task,
                lang=lang,
                created=now,
                expires=now + dt.timedelta(days=self.limits.days),
                is_finished=False,
                version=1,
                **_fresh_round(1),
            )

        return _room(self.database.write(work)), secret

    def find(self, code: str) -> Room:
        """The room with a code."""
        return _room(self.database.read(lambda connection: self._row(connection, code)))

    def claim(self, code: str, secret: str) -> Room:
        """The room, for its facilitator.

        Raises:
            RoomError: `room_not_yours`.
        """
        return _room(self.database.read(lambda connection: _owned(self._row(connection, code), secret)))

    def knows(self, code: str, person: str) -> bool:
        """Whether somebody is in a room already; False too where there is no such room, or no longer."""

        def work(connection: Connection) -> bool:
            room = self._alive(connection, code)
            return room is not None and queries.somebody(connection, room.id, _hash(person)) is not None

        return self.database.read(work)

    def leads(self, code: str, secret: str) -> bool:
        """Whether a secret is that of the facilitator; False too where there is no such room, or no longer."""
        room = self.database.read(lambda connection: self._alive(connection, code))
        return room is not None and _is_secret(room, secret)

    def join(self, code: str, person: str) -> int:
        """Take a seat, 1 for the first who comes in; who has one keeps it.

        Raises:
            RoomError: `room_full`; `room_person`, where `person` is no token.
        """
        _check_person(person)

        def seat(connection: Connection) -> int | None:
            found = queries.somebody(connection, self._row(connection, code).id, _hash(person))
            return None if found is None else found.seat

        # Pages ask at every rerun, and only the first time there is something to write.
        return self.database.read(seat) or self.database.write(
            lambda connection: self._seated(connection, self._row(connection, code, is_locked=True), person).seat
        )

    def submit(self, code: str, person: str, round_number: int, token: str, content: Mapping[str, Any]) -> Receipt:
        """Store an answer; who has no seat yet takes one. When this returns, the answer is on the disk.

        The same token again gives the first receipt, whatever the round does by then. So does another token with what
        this person sent last in this round: that was a double click.

        Raises:
            RoomError: `room_finished`, `round_past`, `round_closed`, `answers_many`, `answer_large`, `answer_wrong`
                (no JSON, such as an infinite number), `token_used` (for something else), `room_person`, `room_full`.
        """
        _check_person(person)
        _check_person(token)
        packed = self._packed(content)

        def work(connection: Connection) -> Receipt:
            room = self._row(connection, code, is_locked=True)
            known = queries.somebody(connection, room.id, _hash(person))
            same = known and queries.with_token(connection, known.id, _hash(token))
            last = known and queries.last(connection, known.id, round_number)
            again = _again(same, last, round_number, packed)
            if again is not None:
                return Receipt(round_number, again.number, again.at, is_again=True)
            _check_takes(room, round_number)
            number = 1 + (last.number if last else 0)
            if number > self.limits.answers:
                raise RoomError("answers_many", _HERE, most=self.limits.answers)
            now, known = self._clock(), known or self._seated(connection, room, person)
            queries.add_answer(
                connection,
                person_id=known.id,
                round=round_number,
                number=number,
                token=_hash(token),
                content=packed,
                at=now,
            )
            queries.touch(connection, room.id)
            return Receipt(round_number, number, now, is_again=False)

        return self.database.write(work)

    def counts(self, code: str) -> Counts:
        """How many people are in a room, and how many of them have sent in something in its present round."""

        def work(connection: Connection) -> Counts:
            room = self._row(connection, code)
            return queries.counts(connection, room.id, room.round)

        return self.database.read(work)

    def answers(self, code: str, round_number: int) -> tuple[Answer, ...]:
        """The last answer of every person in a round, by seat."""
        return self._answers(code, round_number)

    def all_answers(self, code: str) -> tuple[Answer, ...]:
        """The last answer of every person in every round, by round and seat."""
        return self._answers(code, None)

    def last(self, code: str, person: str, round_number: int) -> Answer | None:
        """What a person sent last in a round."""

        def work(connection: Connection) -> Answer | None:
            known = queries.somebody(connection, self._row(connection, code).id, _hash(person))
            if known is None:
                return None
            sent = queries.last(connection, known.id, round_number)
            return None if sent is None else _answer(sent, known.seat)

        return self.database.read(work)

    def set_open(self, code: str, secret: str, is_open: bool) -> Room:  # noqa: FBT001  the one thing it sets
        """Take answers, or not.

        Raises:
            RoomError: `room_not_yours`, `room_finished`.
        """
        return self._steer(code, secret, lambda _room: {"is_open": is_open})

    def set_shown(self, code: str, secret: str, is_shown: bool) -> Room:  # noqa: FBT001  the one thing it sets
        """Show what came in, or hide it; of a room that is finished too.

        Raises:
            RoomError: `room_not_yours`.
        """
        return self._steer(code, secret, lambda _room: {"is_shown": is_shown}, is_for_good=True)

    def next_round(self, code: str, secret: str, after: int) -> Room:
        """Begin the round after `after`; where somebody has done so already, nothing changes.

        Raises:
            RoomError: `room_not_yours`, `room_finished`, `rounds_many`.
        """

        def change(room: Row[Any]) -> Mapping[str, Any]:
            if room.round != after:
                return {}
            if after >= self.limits.rounds:
                raise RoomError("rounds_many", _HERE, most=self.limits.rounds)
            return _fresh_round(after + 1)

        return self._steer(code, secret, change)

    def finish(self, code: str, secret: str) -> Room:
        """Take nothing any more; all that was sent in can still be read.

        Raises:
            RoomError: `room_not_yours`.
        """
        return self._steer(code, secret, lambda _room: {"is_finished": True, "is_open": False}, is_for_good=True)

    def purge(self) -> int:
        """Remove the rooms past their date, with all that is in them; how many there were."""
        return self.database.write(lambda connection: queries.purge(connection, self._clock()))

    def alive(self) -> tuple[tuple[Room, int, int], ...]:
        """Every room that is alive, with how many people are in it and how many answers there are, oldest first."""
        rows = self.database.read(lambda connection: queries.listed(connection, self._clock()))
        return tuple((_room(row), row.people, row.answers) for row in rows)

    def stats(self) -> Stats:
        """How much there is of all rooms that are alive."""
        return self.database.read(lambda connection: queries.stats(connection, self._clock()))

    def ping(self) -> None:
        """Raise where the database cannot be used or has no tables."""
        self.database.read(queries.is_there)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        self.database.close()

    def _row(self, connection: Connection, code: str, *, is_locked: bool = False) -> Row[Any]:
        row = queries.room(connection, read_code(code), is_locked=is_locked)
        if row is None:
            raise RoomError("room_unknown", _HERE)
        if row.expires <= self._clock():
            raise RoomError("room_expired", _HERE)
        return row

    def _alive(self, connection: Connection, code: str) -> Row[Any] | None:
        row = queries.room(connection, read_code(code))
        return row if row is not None and row.expires > self._clock() else None

    def _answers(self, code: str, round_number: int | None) -> tuple[Answer, ...]:
        rows = self.database.read(
            lambda connection: queries.latest(connection, self._row(connection, code).id, round_number)
        )
        return tuple(_answer(row, row.seat) for row in rows)

    def _steer(
        self,
        code: str,
        secret: str,
        change: Callable[[Row[Any]], Mapping[str, Any]],
        *,
        is_for_good: bool = False,
    ) -> Room:
        """Let a facilitator change a room; `is_for_good`: also one that is finished."""

        def work(connection: Connection) -> Row[Any]:
            room = _owned(self._row(connection, code, is_locked=True), secret)
            if room.is_finished and not is_for_good:
                raise RoomError("room_finished", _HERE)
            new = {name: value for name, value in change(room).items() if getattr(room, name) != value}
            return queries.touch(connection, room.id, **new) if new else room

        return _room(self.database.write(work))

    def _seated(self, connection: Connection, room: Row[Any], person: str) -> Row[Any]:
        """A person of a room that is locked, who takes a seat if need be."""
        known = queries.somebody(connection, room.id, _hash(person))
        if known is not None:
            return known
        seat = 1 + queries.people(connection, room.id)
        if seat > self.limits.seats:
            raise RoomError("room_full", _HERE, most=self.limits.seats)
        queries.touch(connection, room.id)
        return queries.add_person(connection, room_id=room.id, seat=seat, person=_hash(person))

    def _title(self, text: str) -> str:
        seen = "".join(
            " " if unicodedata.category(one) in _UNSEEN else one for one in unicodedata.normalize("NFC", text)
        )
        title = " ".join(seen.split())
        if len(title) > self.limits.title:
            raise RoomError("room_title", _HERE, most=self.limits.title)
        return title

    def _packed(self, content: Mapping[str, Any]) -> str:
        """As JSON, the same for the same content."""
        try:
            packed = json.dumps(dict(content), allow_nan=False, sort_keys=True, separators=(",", ":"))
        except (TypeError, ValueError, RecursionError) as error:
            raise RoomError("answer_wrong", _HERE) from error
        if len(packed) > self.limits.answer:
            raise RoomError("answer_large", _HERE, most=self.limits.answer)
        return packed


def _hash(text: str) -> str:
    # Secrets, people and tokens are random and long: nobody finds them back by trying.
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _check_person(text: str) -> None:
    """Somebody who made up their own `1` would share it with the next who did."""
    if not is_token(text):
        raise RoomError("room_person", _HERE)


def _is_secret(room: Row[Any], secret: str) -> bool:
    return hmac.compare_digest(room.secret, _hash(secret))


def _owned(room: Row[Any], secret: str) -> Row[Any]:
    if not _is_secret(room, secret):
        raise RoomError("room_not_yours", _HERE)
    return room


def _again(same: Row[Any] | None, last: Row[Any] | None, round_number: int, packed: str) -> Row[Any] | None:
    """The answer that an answer repeats: the one with its token, or else the last one where that says the same."""
    if same is not None and (same.round, same.content) != (round_number, packed):
        raise RoomError("token_used", _HERE)
    if same is None and last is not None and last.content == packed:
        return last
    return same


def _check_takes(room: Row[Any], round_number: int) -> None:
    if room.is_finished:
        raise RoomError("room_finished", _HERE)
    if room.round != round_number:
        raise RoomError("round_past", _HERE, round=round_number, now=room.round)
    if not room.is_open:
        raise RoomError("round_closed", _HERE, round=round_number)


def _room(row: Row[Any]) -> Room:
    return Room(
        code=row.code,
        title=row.title,
        task=row.task,
        lang=row.lang,
        created=row.created,
        expires=row.expires,
        is_finished=row.is_finished,
        round=Round(row.round, row.is_open, row.is_shown),
        version=row.version,
    )


def _answer(row: Row[Any], seat: int) -> Answer:
    return Answer(row.round, seat, row.number, json.loads(row.content), row.at)


def _fresh_round(number: int) -> dict[str, Any]:
    return {"round": number, "is_open": True, "is_shown": False}
