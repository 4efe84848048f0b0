"""The one door for rooms: the store, made once per process and shared by all visitors, and slow for whoever guesses.

room = visit(code, person=person)       # where a code comes in
room = store().find(room.code)          # from then on
"""

from __future__ import annotations

import logging
import math
import time
from typing import Any, Final

import streamlit as st
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from nplv_dash.domain.rooms import Room, RoomError, is_token
from nplv_dash.rooms.database import migrate
from nplv_dash.rooms.store import Rooms
from nplv_dash.services.allowance import household
from nplv_dash.services.settings import settings
from nplv_dash.ui.address import visitor

#: Each a limit, and the parts of the key that it holds for.
Windows = tuple[tuple[Any, ...], ...]

_log = logging.getLogger(__name__)
#: Only what went wrong counts: a hall full of people has one address between them, and they type the right code.
_WRONG_HERE: Final = parse("10/minute")
#: Of all together: there are 890 million codes, and a guesser with many addresses must not keep halls out.
_WRONG: Final = parse("600/minute")
#: Rooms that are opened.
_OPENED_HERE: Final = parse("20/hour")
_OPENED: Final = parse("120/hour")
#: In memory only, and each address for a minute or an hour: who was here stands nowhere.
_limiter: Final = MovingWindowRateLimiter(MemoryStorage())


@st.cache_resource(show_spinner=False)
def store() -> Rooms:
    """The rooms of this server. Raises a NplvError where the settings are wrong or the database cannot be used."""
    now = settings()
    migrate(now.rooms_url)
    rooms = Rooms(now.rooms_url, now.limits)
    # A laptop that is opened for a workshop has nobody who runs `rooms purge` every night.
    _log.info("rooms past their date that were removed: %d", rooms.purge())
    return rooms


def visit(code: str, *, person: str = "", secret: str = "") -> Room:
    """The room with a code that this visitor typed or opened (`find_guarded`)."""
    return find_guarded(code, visitor(), person=person, secret=secret)


def open_room(task: str, lang: str, title: str) -> tuple[Room, str]:
    """Open a room for this visitor (`create_guarded`); the room, and the secret of its facilitator."""
    return create_guarded(task, lang, title, visitor())


def find_guarded(code: str, address: str, *, person: str = "", secret: str = "") -> Room:
    """The room with a code, unless too many wrong ones came in a moment ago.

    Whoever shows that they are in the room already, or lead it, need not wait for what others do.

    Args:
        address: that the visitor comes from; empty on the machine of the server.

    Raises:
        RoomError: `room_slow`, with the seconds to wait; else as `Rooms.find`.
    """
    if _is_known(code, person, secret):
        return store().find(code)
    wrong = ((_WRONG_HERE, "wrong", household(address)), (_WRONG, "wrong"))
    _check(wrong)
    try:
        return store().find(code)
    except RoomError as error:
        if error.key == "room_unknown":
            _count(wrong)
        raise


def create_guarded(task: str, lang: str, title: str, address: str) -> tuple[Room, str]:
    """Open a room (`Rooms.create`), unless too many were opened a moment ago.

    Raises:
        RoomError: `room_slow`, with the seconds to wait; else as `Rooms.create`.
    """
    opened = ((_OPENED_HERE, "opened", household(address)), (_OPENED, "opened"))
    _check(opened)
    made = store().create(task, lang, title)
    _count(opened)
    return made


def _is_known(code: str, person: str, secret: str) -> bool:
    if is_token(person) and store().knows(code, person):
        return True
    return is_token(secret) and store().leads(code, secret)


def _check(windows: Windows) -> None:
    for limit, *key in windows:
        if not _limiter.test(limit, *key):
            wait = _limiter.get_window_stats(limit, *key).reset_time - time.time()
            raise RoomError("room_slow", "kamer", seconds=max(2, math.ceil(wait)))


def _count(windows: Windows) -> None:
    for limit, *key in windows:
        _limiter.hit(limit, *key)
