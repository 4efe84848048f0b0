"""The facilitator's page: the way in for the hall, the round, the screen, and the minutes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from time import monotonic
from typing import Final

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.rooms import ENOUGH, Room
from nplv_dash.domain.tasks import PlacingTask, ScenarioTask
from nplv_dash.present import pdf
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services import minutes
from nplv_dash.services.minutes import Minutes, Section
from nplv_dash.ui import rooms
from nplv_dash.ui.address import base
from nplv_dash.ui.blocks import downloads
from nplv_dash.ui.blocks.bar import Tell, bar
from nplv_dash.ui.blocks.room import addresses, live, notices, screen
from nplv_dash.ui.blocks.room.kinds import kind_of

#: In the session: the minutes, and what they are of.
_MADE: Final = "_kamer_verslag"
#: Pixels of the QR code, and of a button.
_CODE, _WIDTH = 260, 210
#: In the session: the last button that was pressed, and when; and the seconds in which a second press is the same one.
_PRESSED: Final = "_kamer_gedrukt"
_DOUBLE: Final = 0.5


def draw(room: Room, task: ScenarioTask | PlacingTask, secret: str, t: Text, n: Numbers) -> None:
    """Draw the page.

    Raises:
        RoomError: `room_not_yours`.
    """
    room = rooms.store().claim(room.code, secret)
    notices.of_last_press(t)
    st.title(task.name(t.lang))
    screen.name(room)
    left, right = st.columns([3, 2], gap="large")
    with left:
        screen.count(room, t, n)
        _steer(room, secret, t)
        _minutes(room, task, secret, t, n)
    with right:
        screen.code(room, t, _CODE)
        screen.way_in(room, t)
        if addresses.only_here():
            st.warning(t("werksessie.only_here"), icon=":material/wifi_off:")
        st.link_button(t("werksessie.lead.screen"), addresses.screen(room), icon=":material/present_to_all:")
        with st.expander(t("werksessie.lead.secret"), icon=":material/key:"):
            st.markdown(t("werksessie.lead.secret_text"))
            st.code(addresses.secret(room, secret), language=None, wrap_lines=True)
        st.caption(t("werksessie.lead.until", date=n.date(minutes.day_of(room.expires))))
    if room.round.is_shown:
        st.divider()
        screen.results(room, task, t, n)
    live.follow(room, live.everything, live.SCREEN)


def _steer(room: Room, secret: str, t: Text) -> None:
    """What a facilitator does, in the order of a session."""
    now, store, code = room.round, rooms.store(), room.code
    st.header(t("werksessie.round", number=now.number))
    with st.container(horizontal=True):
        if not room.is_finished:
            _button(
                "open", "close" if now.is_open else "reopen", t,
                lambda: store.set_open(code, secret, not now.is_open), is_primary=now.is_open,
            )  # fmt: skip
        _button(
            "shown", "hide" if now.is_shown else "show", t, lambda: store.set_shown(code, secret, not now.is_shown),
            is_primary=not now.is_open and not now.is_shown,
        )  # fmt: skip
        if not room.is_finished:
            _button(
                "next", "next", t, lambda: store.next_round(code, secret, now.number),
                is_primary=now.is_shown and not now.is_open,
            )  # fmt: skip
    st.caption(t("werksessie.lead.hint", enough=ENOUGH))
    if not room.is_finished:
        with st.popover(t("werksessie.lead.finish"), icon=":material/flag:"):
            st.markdown(t("werksessie.lead.finish_text"))
            _button("finish", "finish_sure", t, lambda: store.finish(code, secret), is_primary=True)


def _button(slot: str, words: str, t: Text, act: Callable[[], object], *, is_primary: bool = False) -> None:
    """A button that keeps its place, its width and its key whatever it is for now.

    Were it another button, or a wider one, those beside it would move while the page is drawn anew, from under a
    finger: a press would be lost, or go to the next one.
    """
    st.button(
        t(f"werksessie.lead.{words}"), key=f"kamer_{slot}", type="primary" if is_primary else "secondary",
        on_click=_once, args=(slot, act), width=_WIDTH,
    )  # fmt: skip


def _once(slot: str, act: Callable[[], object]) -> None:
    """A double click is one press: the second would undo what the first did."""
    (last, at), now = st.session_state.get(_PRESSED, ("", 0.0)), monotonic()
    st.session_state[_PRESSED] = slot, now
    if last != slot or now - at > _DOUBLE:
        notices.attempt(act)


@st.fragment
def _minutes(room: Room, task: ScenarioTask | PlacingTask, secret: str, t: Text, n: Numbers) -> None:
    """The minutes as files: made when asked for, and again when more came in."""
    st.header(t("werksessie.minutes.title"))
    st.markdown(t("werksessie.minutes.text"))
    if st.button(t("werksessie.minutes.make"), icon=":material/description:", key=live.MINUTES):
        try:
            with bar(t("werksessie.minutes.busy")) as tell:
                st.session_state[_MADE] = _files(rooms.store().claim(room.code, secret), task, t, n, tell)
        except NplvError as error:
            notices.refused(error, t)
    code, version, paper, export = st.session_state.get(_MADE, ("", 0, b"", None))
    if code != room.code or export is None:
        return
    name = f"nplv_werksessie_{day(room)}"
    if version != room.version:
        st.caption(t("werksessie.minutes.older"))
    with st.container(horizontal=True):
        st.download_button(
            t("werksessie.minutes.pdf"), lambda: paper, f"{name}.pdf", "application/pdf",
            icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        downloads.draw(lambda: downloads.Offer(name, lambda: export), t, "kamer_tabel")


def day(room: Room) -> str:
    """The day of a room, for names of files."""
    return minutes.day_of(room.created).isoformat()


def _files(room: Room, task: ScenarioTask | PlacingTask, t: Text, n: Numbers, tell: Tell) -> tuple[object, ...]:
    """Of which state of the room the minutes are, and the minutes: as PDF and as a table. Tells how far it is."""
    found = _of(room, task, t, n, tell)
    return room.code, room.version, pdf.pdf(minutes.document(found, t, n)), minutes.table(found, t)


def _of(room: Room, task: ScenarioTask | PlacingTask, t: Text, n: Numbers, tell: Tell) -> Minutes:
    answers = rooms.store().all_answers(room.code)
    sections = []
    for number in range(1, room.round.number + 1):
        here = [one for one in answers if one.round == number]
        is_hidden = _is_hidden(room, number)
        told = kind_of(task).told(task, here, t, n, None) if len(here) >= ENOUGH and not is_hidden else None
        sections.append(Section(number, len(here), told, is_hidden))
        # After the last round comes the paper.
        tell(number / (room.round.number + 1))
    return Minutes(
        title=room.title,
        task=task.name(t.lang),
        question=task.question(t.lang),
        joined=rooms.store().counts(room.code).joined,
        sections=tuple(sections),
        held=minutes.day_of(room.created),
        made=minutes.day_of(dt.datetime.now(dt.UTC)),
        base=base(),
    )


def _is_hidden(room: Room, number: int) -> bool:
    """Whether a round is still at work: what was chosen in it nobody sees yet, and so neither who makes the minutes."""
    now = room.round
    return number == now.number and not room.is_finished and (now.is_open or not now.is_shown)
