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
#: How the keys of the buttons begin whose press is read while the page is drawn, and not in a callback before it.
SEND, MINUTES = "kamer_verstuur", "kamer_verslag"


def everything(room: Room) -> object:
    """For the screen: whatever somebody sends in changes it."""
    return room.version


def stage(room: Room) -> object:
    """For phones: what others send in changes nothing on them, until it is shown and nobody can send any more."""
    now = room.round
    is_told = now.is_shown and not now.is_open
    return (now.number, now.is_open, room.is_finished, is_told, room.version if is_told else None)


def follow(room: Room, seen: Callable[[Room], object], every: float) -> None:
    """Draw the page anew when what is seen of the room changes.

    Args:
        seen: what of a room the page shows.
        every: seconds.
    """
    st.fragment(_look, run_every=every)(room.code, seen, seen(room), [])


def until_back(code: str) -> None:
    """Draw the page anew once the store answers."""
    st.fragment(_look, run_every=PHONE)(code, lambda _room: True, False, [])


def _look(code: str, seen: Callable[[Room], object], now: object, looked: list[bool]) -> None:
    """Look whether there is something new; `looked` is empty in the run that draws the page, and of that run alone."""
    if not looked:
        # That run drew what there was. Were it drawn anew at once, a page would never rest while answers come in.
        looked.append(True)
        return
    try:
        room = rooms.store().find(code)
    except RoomError as error:
        if not error.key.startswith("rooms_"):
            # It is gone; the page says so.
            _draw_anew()
            return
        st.session_state[_AWAY] = True
        st.caption(Text(language.current())("werksessie.away"))
        return
    if seen(room) != now or _AWAY in st.session_state:
        _draw_anew()


def _draw_anew() -> None:
    # A press may come in the same run as a look, most of all after the store was away. A rerun would drop it: the press
    # goes first, and the next look draws the page.
    if not any(st.session_state[key] for key in st.session_state if str(key).startswith((SEND, MINUTES))):
        st.session_state.pop(_AWAY, None)
        st.rerun()
