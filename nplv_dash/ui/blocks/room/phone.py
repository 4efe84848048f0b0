"""The page of who takes part, made for a thumb: set, send, and see what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from nplv_dash.domain.rooms import ENOUGH, Answer, Receipt, Room, RoomError, is_token, new_token
from nplv_dash.domain.tasks import PlacingTask, ScenarioTask
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.minutes import HERE
from nplv_dash.ui import rooms
from nplv_dash.ui.blocks.room import live, notices, screen
from nplv_dash.ui.blocks.room.addresses import PERSON
from nplv_dash.ui.blocks.room.kinds import kind_of
from nplv_dash.ui.meters import METERS

#: In the session: by what the store knows the answer that is being made, by room and round.
_MADE: Final = "_kamer_antwoord"
#: In the session, with the code of a room: who this is there.
_PERSON: Final = "_kamer_ik_"


def draw(room: Room, task: ScenarioTask | PlacingTask, t: Text, n: Numbers) -> None:
    """Draw the page.

    Raises:
        RoomError: `room_full`.
    """
    person = _person(room)
    rooms.store().join(room.code, person)
    with st.container(key="kamer_telefoon"):
        st.title(task.name(t.lang))
        screen.name(room)
        st.markdown(task.question(t.lang))
        if room.is_finished:
            st.info(t("werksessie.phone.finished"), icon=":material/flag:")
        elif room.round.is_open:
            _form(room, task, person, t, n)
        else:
            _closed(room, person, t, n)
        if room.round.is_shown and not room.round.is_open:
            _results(room, task, person, t, n)
    live.follow(room, live.stage, live.PHONE)


def _person(room: Room) -> str:
    """Who this is: a random text in the address of their own page, and in the session.

    A run that comes without it in the address must not make a second person of the same one.
    """
    key = f"{_PERSON}{room.code}"
    known = (st.query_params.get(PERSON, ""), st.session_state.get(key, ""))
    person = next((one for one in known if is_token(one)), None) or new_token()
    st.session_state[key] = person
    if known[0] != person:
        st.query_params[PERSON] = person
    return person


@st.fragment
def _form(room: Room, task: ScenarioTask | PlacingTask, person: str, t: Text, n: Numbers) -> None:
    """What to set, and the button; a fragment, so that a lever makes nothing else anew."""
    content = kind_of(task).ask(task, t, n)
    with st.container(key="kamer_versturen"):
        label = t("werksessie.phone.send", number=room.round.number)
        sent = st.button(
            # Of one round: a press while the next one is drawn is not for that.
            label,
            key=f"{live.SEND}_{room.round.number}",
            type="primary",
            width="stretch",
            disabled=content is None,
            icon=":material/send:",
        )
        try:
            if sent and content is not None:
                _said(_submit(room, person, content), t, n)
            else:
                _before(rooms.store().last(room.code, person, room.round.number), content, t, n)
        except RoomError as error:
            notices.refused(error, t)


def _submit(room: Room, person: str, content: Mapping[str, Any]) -> Receipt:
    """Store an answer."""
    try:
        receipt = _store(room, person, content)
    except RoomError as error:
        if error.key != "token_used":
            raise
        # The store was away while it stored an earlier answer, which is safe then: this is another one.
        st.session_state.pop(_MADE, None)
        receipt = _store(room, person, content)
    st.session_state.pop(_MADE, None)
    return receipt


def _store(room: Room, person: str, content: Mapping[str, Any]) -> Receipt:
    with METERS.storing():
        return rooms.store().submit(room.code, person, room.round.number, _token(room), content)


def _token(room: Room) -> str:
    """By what the store knows this answer: pressing twice, or once more after a lost connection, sends it once."""
    where = (room.code, room.round.number)
    kept = st.session_state.get(_MADE)
    if kept is None or kept[0] != where:
        kept = st.session_state[_MADE] = (where, new_token())
    return str(kept[1])


def _said(receipt: Receipt | Answer, t: Text, n: Numbers) -> None:
    time = receipt.at.astimezone(HERE).strftime("%H:%M")
    st.success(t("werksessie.phone.sent", time=time, number=n.integer(receipt.number)), icon=":material/check_circle:")


def _before(last: Answer | None, content: object, t: Text, n: Numbers) -> None:
    """What was sent in before, and whether it is what stands there now."""
    if last is None:
        st.caption(t("werksessie.phone.not_yet"))
        return
    _said(last, t, n)
    if content is not None and dict(last.content) != content:
        st.caption(t("werksessie.phone.changed"))


def _closed(room: Room, person: str, t: Text, n: Numbers) -> None:
    st.info(t("werksessie.phone.closed", number=room.round.number), icon=":material/hourglass_top:")
    last = rooms.store().last(room.code, person, room.round.number)
    if last is not None:
        _said(last, t, n)
    if not room.round.is_shown:
        st.markdown(t("werksessie.phone.wait"))


def _results(room: Room, task: ScenarioTask | PlacingTask, person: str, t: Text, n: Numbers) -> None:
    """What came in, in words and one table: small, so that sixty phones on one hotspot have it at once."""
    answers = rooms.store().answers(room.code, room.round.number)
    if len(answers) < ENOUGH:
        st.info(t("werksessie.few", enough=ENOUGH), icon=":material/visibility_off:")
        return
    told = kind_of(task).told(task, answers, t, n, rooms.store().last(room.code, person, room.round.number))
    st.header(t("werksessie.phone.results", people=n.integer(len(answers))))
    head = [t(f"werksessie.minutes.head.{key}") for key in ("what", *(["own"] if told.own else []), "group", "middle")]
    # What they chose themselves stands before what all chose.
    rows = [
        [Cell(what), *map(Cell, told.own[i : i + 1]), Cell(group), Cell(middle)]
        for i, (what, group, middle) in enumerate(told.group)
    ]
    st.html(table(t("werksessie.table.caption"), head, [Group(rows)], numbers=()))
    for sentence in (told.differ, *told.sentences):
        st.markdown(sentence)
    if told.passport:
        st.caption(told.passport)
