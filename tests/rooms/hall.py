"""What tests of rooms have in hand: a clock that is set by hand, and a room with its facilitator."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete

from nplv_dash.domain.rooms import Receipt, new_token
from nplv_dash.rooms.database import Database
from nplv_dash.rooms.store import Rooms
from nplv_dash.rooms.tables import ROOMS

NOON = dt.datetime(2026, 5, 4, 12, tzinfo=dt.UTC)


@dataclass
class Clock:
    """A clock that stands still until somebody moves it."""

    now: dt.datetime = NOON

    def __call__(self) -> dt.datetime:
        return self.now


@dataclass
class Hall:
    """Rooms, with one room that is open and its facilitator's secret."""

    rooms: Rooms
    clock: Clock
    code: str
    secret: str

    def send(self, person: str, content: dict[str, Any], token: str | None = None, number: int = 1) -> Receipt:
        return self.rooms.submit(self.code, person, number, token or new_token(), content)


def empty(url: str) -> None:
    """Remove all rooms."""
    found = Database(url)
    found.write(lambda connection: connection.execute(delete(ROOMS)))
    found.close()
