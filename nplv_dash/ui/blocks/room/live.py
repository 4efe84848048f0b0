"""Live, and little: a look at the version of a room once a second; the page is drawn anew only when it changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from nplv_dash.domain.rooms import Room, RoomError
from nplv_dash.present.text import Text
from nplv_dash.ui import language, rooms

#: Seconds between two looks: of the screen and the facilitator, and of phones, of which there are many.
SCREEN, PHONE = 1.0, 3.0
#: In the session: the store was away at the last look.
_AWAY: Final = "_kamer_weg"


def everything(room: Room) -> object:
    """For the screen: whatever somebody sends in changes it."""
    return room.version


def stage(room: Room) -> object:
    """For phones: what others send in changes nothing on them, until it is shown and nobody can send any more."""
    now = room.round
    return (now, room.is_finished, room.version if now.is_shown and not now.is_open else None)


def follow(room: Room, seen: Callable[[Room], object], every: float) -> None:
    """Draw the page anew when what is seen of the room changes.

    Args:
        seen: what of a room the page shows.
        every: seconds.
    """
    st.fragment(_look, run_every=every)(room.code, seen, seen(room))


def until_back(code: str) -> None:
    """Draw the page anew once the store answers."""
    st.fragment(_look, run_every=PHONE)(code, lambda _room: True, False)


def _look(code: str, seen: Callable[[Room], object], now: object) -> None:
    try:
        room = rooms.store().find(code)
    except RoomError as error:
        if not error.key.startswith("rooms_"):
            # It is gone; the page says so.
            st.rerun()
        st.session_state[_AWAY] = True
        st.caption(Text(language.current())("werksessie.away"))
        return
    if seen(room) != now or st.session_state.pop(_AWAY, False):
        st.rerun()
