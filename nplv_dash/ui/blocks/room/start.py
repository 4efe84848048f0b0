"""The start: open a room, or come into one with its code."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.rooms import read_code
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.ui import own_areas, rooms, tasks
from nplv_dash.ui.blocks.room import notices
from nplv_dash.ui.blocks.room.addresses import PERSON, ROOM, SCREEN, SECRET

#: In the session: what was filled in.
_CODE, _TASK, _TITLE = "kamer_code", "kamer_taak", "kamer_titel"


def draw(t: Text, n: Numbers) -> None:
    """Draw both ways in, and what is kept."""
    st.title(t("werksessie.title"))
    st.markdown(t("werksessie.lead_text"))
    notices.of_last_press(t)
    limits = rooms.store().limits
    with st.container(key="kamer_start"):
        join, lead = st.columns(2, gap="large")
        with join.form("kamer_in", border=True):
            st.header(t("werksessie.join.title"))
            st.text_input(
                t("werksessie.join.code"), key=_CODE, max_chars=20, placeholder=t("werksessie.join.example")
            )  # fmt: skip
            st.form_submit_button(
                t("werksessie.join.button"), type="primary", width="stretch", on_click=notices.attempt, args=(_enter,)
            )
        with lead.form("kamer_nieuw", border=True):
            st.header(t("werksessie.open.title"))
            known = {task.id: task for task in tasks.tasks()}
            st.selectbox(
                t("werksessie.open.task"), list(known), key=_TASK, format_func=lambda key: known[key].name(t.lang)
            )  # fmt: skip
            st.text_input(t("werksessie.open.name"), key=_TITLE, max_chars=limits.title)
            st.form_submit_button(
                t("werksessie.open.button"), width="stretch", on_click=notices.attempt, args=(lambda: _open(t.lang),)
            )
    if own_areas.definitions():
        st.info(t("werksessie.own_areas"), icon=":material/draw:")
    with st.expander(t("werksessie.kept.title"), icon=":material/shield_person:"):
        st.markdown(t("werksessie.kept.text", days=n.integer(limits.days)))
    with st.expander(t("werksessie.tasks"), icon=":material/list:"):
        for task in known.values():
            st.markdown(f"**{task.name(t.lang)}**  \n{task.question(t.lang)}")


def back(t: Text) -> None:
    """The way back to the start, from a room that is not there."""
    st.button(t("werksessie.back"), icon=":material/arrow_back:", on_click=_leave)


def _enter() -> None:
    st.query_params[ROOM] = read_code(st.session_state[_CODE])


def _open(lang: str) -> None:
    room, secret = rooms.open_room(st.session_state[_TASK], lang, st.session_state[_TITLE])
    st.query_params[ROOM] = room.code
    st.query_params[SECRET] = secret


def _leave() -> None:
    for name in (ROOM, SECRET, PERSON, SCREEN):
        st.query_params.pop(name, None)
