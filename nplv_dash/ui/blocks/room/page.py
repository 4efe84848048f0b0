"""The page of a room: the address says whether it is the start, a phone, the screen or the facilitator's.

All that somebody set stands in the address, so that a page that comes back from a dead connection is as it was.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.rooms import Room, RoomError
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.ui import rooms, tasks
from nplv_dash.ui.blocks.room import lead, live, notices, phone, screen, start
from nplv_dash.ui.blocks.room.addresses import PERSON, ROOM, SCREEN, SECRET

_STYLE: Final = Path(__file__).parents[2] / "room.css"


def draw(t: Text, n: Numbers) -> None:
    """Draw the page in one language."""
    st.html(_STYLE)
    code = st.query_params.get(ROOM)
    if code is None:
        start.draw(t, n)
        return
    try:
        query = st.query_params
        room = rooms.visit(code, person=query.get(PERSON, ""), secret=query.get(SECRET, ""))
        _draw(room, t, n)
    except NplvError as error:
        notices.refused(error, t)
        if isinstance(error, RoomError) and error.key.startswith("rooms_"):
            # The store is away for a moment: the page comes back by itself.
            live.until_back(code)
        else:
            if error.key == "room_slow":
                # The run after the press tries it.
                st.button(t("werksessie.again"), icon=":material/refresh:", type="primary")
            start.back(t)


def _draw(room: Room, t: Text, n: Numbers) -> None:
    task = tasks.task_of(room)
    if st.query_params.get(SCREEN) == "1":
        screen.draw(room, task, t, n)
    elif SECRET in st.query_params:
        lead.draw(room, task, st.query_params[SECRET], t, n)
    else:
        phone.draw(room, task, t, n)
