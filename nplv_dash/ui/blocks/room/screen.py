"""The screen at the front of a hall: how to come in, how many did, and what came in once it is shown."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.rooms import ENOUGH, Room, spoken
from nplv_dash.domain.tasks import PlacingTask, ScenarioTask
from nplv_dash.present import html
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.qr import qr
from nplv_dash.present.text import Text
from nplv_dash.ui import rooms
from nplv_dash.ui.blocks.room import addresses, live
from nplv_dash.ui.blocks.room.kinds import kind_of

#: Pixels of the QR code: read from the back of a hall, and beside what came in.
_LARGE, _SMALL = 420, 110


def draw(room: Room, task: ScenarioTask | PlacingTask, t: Text, n: Numbers) -> None:
    """Draw the screen."""
    # Its name makes the style sheet put away all that is not the room.
    with st.container(key="kamer_scherm"):
        if room.round.is_shown:
            _shown(room, task, t, n)
        else:
            _waiting(room, task, t, n)
    live.follow(room, live.everything, live.SCREEN)


def _waiting(room: Room, task: ScenarioTask | PlacingTask, t: Text, n: Numbers) -> None:
    st.title(task.name(t.lang))
    name(room)
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left:
        st.markdown(f"## {task.question(t.lang)}")
        way_in(room, t)
        count(room, t, n)
    with right:
        code(room, t, _LARGE)


def _shown(room: Room, task: ScenarioTask | PlacingTask, t: Text, n: Numbers) -> None:
    with st.container(key="kamer_uitslag", horizontal=True, vertical_alignment="center", gap="large"):
        with st.container(gap="xsmall"):
            st.title(task.name(t.lang))
            name(room)
        with st.container(gap="xsmall"):
            st.html(html.note("nplv-room-title", t("werksessie.round", number=room.round.number)))
            count(room, t, n)
        if not room.is_finished:
            with st.container(width="content", gap="xsmall"):
                st.html(html.note("nplv-room-title", spoken(room.code)))
            with st.container(width="content"):
                code(room, t, _SMALL)
    results(room, task, t, n)


def results(room: Room, task: ScenarioTask | PlacingTask, t: Text, n: Numbers) -> None:
    """What came in; nothing of it where so few answered that each could tell what the others chose."""
    store = rooms.store()
    answers = store.answers(room.code, room.round.number)
    if len(answers) < ENOUGH:
        st.info(t("werksessie.few", enough=ENOUGH), icon=":material/visibility_off:")
        return
    before = store.answers(room.code, room.round.number - 1) if room.round.number > 1 else ()
    kind_of(task).show(task, answers, before, t, n)


def name(room: Room) -> None:
    """What the facilitator called the room: text of a stranger."""
    if room.title:
        st.html(html.note("nplv-room-title", room.title))


def way_in(room: Room, t: Text) -> None:
    """The address to type, and the code."""
    st.html(html.note("nplv-room-way", t("werksessie.way_in", address=addresses.typed())))
    st.html(html.note("nplv-room-code", spoken(room.code)))


def code(room: Room, t: Text, pixels: int) -> None:
    """The QR code for phones."""
    address = addresses.phones(room)
    st.image(qr(address), width=pixels, alt=t("share.link.qr_alt", address=address))


def count(room: Room, t: Text, n: Numbers) -> None:
    """How many are in, and how many of them sent something in."""
    counts = rooms.store().counts(room.code)
    key = "finished" if room.is_finished else "open" if room.round.is_open else "closed"
    said = t("werksessie.count", joined=n.integer(counts.joined), sent=n.integer(counts.sent))
    st.html(html.note("nplv-room-count", said, t(f"werksessie.state.{key}")))
