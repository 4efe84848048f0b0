"""The store as anybody would write it without a database: what the real one is compared with."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from nplv_dash.domain.rooms import Answer, Counts, Limits, Receipt, Room, RoomError, Stats
from tests.rooms.hall import Clock


@dataclass
class Sent:
    """An answer of somebody."""

    token: str
    content: Mapping[str, Any]
    receipt: Receipt


@dataclass
class Place:
    """One room, with its people by seat, and what each sent in."""

    room: Room
    secret: str
    people: dict[str, list[Sent]] = field(default_factory=dict)


class Model:
    """All rooms, in memory."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self.limits, self.clock = limits, clock
        self.places: dict[str, Place] = {}

    def alive(self) -> list[Place]:
        return [place for place in self.places.values() if place.room.expires > self.clock()]

    def create(self, room: Room, secret: str) -> None:
        """Take over what the real store made; that took away what was past its date."""
        self.purge()
        self.places[room.code] = Place(room, secret)

    def place(self, code: str, secret: str | None = None) -> Place:
        if code not in self.places:
            raise RoomError("room_unknown", "")
        place = self.places[code]
        if place.room.expires <= self.clock():
            raise RoomError("room_expired", "")
        if secret not in {None, place.secret}:
            raise RoomError("room_not_yours", "")
        return place

    def join(self, code: str, person: str) -> int:
        place = self.place(code)
        if person not in place.people:
            if len(place.people) == self.limits.seats:
                raise RoomError("room_full", "")
            place.people[person] = []
        return 1 + list(place.people).index(person)

    def submit(self, code: str, person: str, number: int, token: str, content: Mapping[str, Any]) -> Receipt:
        place = self.place(code)
        sent = place.people.get(person, [])
        for one in sent:
            if one.token == token:
                if one.receipt.round != number or not _alike(one.content, content):
                    raise RoomError("token_used", "")
                return replace(one.receipt, is_again=True)
        here = [one for one in sent if one.receipt.round == number]
        if here and _alike(here[-1].content, content):
            return replace(here[-1].receipt, is_again=True)
        self._takes(place, number)
        self.join(code, person)
        if len(here) == self.limits.answers:
            raise RoomError("answers_many", "")
        receipt = Receipt(number, len(here) + 1, self.clock(), is_again=False)
        place.people[person].append(Sent(token, content, receipt))
        return receipt

    def _takes(self, place: Place, number: int) -> None:
        if place.room.is_finished:
            raise RoomError("room_finished", "")
        if place.room.round.number != number:
            raise RoomError("round_past", "")
        if not place.room.round.is_open:
            raise RoomError("round_closed", "")

    def answers(self, code: str) -> tuple[Answer, ...]:
        """The last of every person in every round."""
        people = enumerate(self.place(code).people.values(), start=1)
        last = {
            (one.receipt.round, seat): Answer(one.receipt.round, seat, one.receipt.number, one.content, one.receipt.at)
            for seat, sent in people
            for one in sent
        }
        return tuple(last[key] for key in sorted(last))

    def counts(self, code: str) -> Counts:
        now = self.place(code).room.round.number
        return Counts(len(self.places[code].people), sum(one.round == now for one in self.answers(code)))

    def steer(self, code: str, secret: str, change: Callable[[Room], Room], *, is_for_good: bool = False) -> Room:
        place = self.place(code, secret)
        if place.room.is_finished and not is_for_good:
            raise RoomError("room_finished", "")
        place.room = change(place.room)
        return place.room

    def next_round(self, code: str, secret: str, after: int) -> Room:
        def change(room: Room) -> Room:
            if room.round.number != after:
                return room
            if after == self.limits.rounds:
                raise RoomError("rounds_many", "")
            return replace(room, round=replace(room.round, number=after + 1, is_open=True, is_shown=False))

        return self.steer(code, secret, change)

    def purge(self) -> int:
        past = [code for code, place in self.places.items() if place.room.expires <= self.clock()]
        for code in past:
            del self.places[code]
        return len(past)

    def stats(self) -> Stats:
        people = [sent for place in self.alive() for sent in place.people.values()]
        return Stats(len(self.alive()), len(people), sum(map(len, people)))

    def move(self, step: dt.timedelta) -> None:
        self.clock.now += step


def _alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two contents say the same; to Python, True and 1 are equal, and to who sent them in they are not."""
    first, second = (json.dumps(content, sort_keys=True) for content in (one, other))
    return first == second
