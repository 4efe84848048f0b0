"""Placing households on a phone, and what a group made of it on the screen."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from nplv_dash import ROOT
from nplv_dash.domain.rooms import Answer
from nplv_dash.domain.tasks import PlacingTask
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services import placing
from nplv_dash.services.placing import Job, Placing
from nplv_dash.sources.tasks import load_tasks
from nplv_dash.ui import model
from nplv_dash.ui.blocks.room import placing_screen, placing_view
from tests.ui.helpers import html

T, N = Text("nl"), Numbers("nl")
TASK = next(
    task
    for task in load_tasks(ROOT, model.parameters(), model.examples())
    if isinstance(task, PlacingTask) and task.id == "placing_rotterdam"
)


def job() -> Job:
    return placing_view.view_of(TASK, T, N).job


def answers(*placings: Placing) -> list[Answer]:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    return [Answer(1, seat, 1, placing.content_of(job(), one), now) for seat, one in enumerate(placings, start=1)]


#: What AppTest runs: the block alone, with what the session hands it.
PHONE = """
import streamlit as st
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.ui.blocks.room.placing import draw_participant

lang = st.session_state["lang"]
st.session_state["sent"] = draw_participant(st.session_state["task"], Text(lang), Numbers(lang))
"""
SCREEN = """
import streamlit as st
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.ui.blocks.room.placing_screen import draw_screen

draw_screen(st.session_state["task"], st.session_state["now"], st.session_state["before"], Text("nl"), Numbers("nl"))
"""


def a_phone(lang: Lang = "nl", **query: str) -> AppTest:
    app = AppTest.from_string(PHONE, default_timeout=60)
    app.session_state["task"], app.session_state["lang"] = TASK, lang
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def a_screen(now: list[Answer], before: list[Answer]) -> AppTest:
    app = AppTest.from_string(SCREEN, default_timeout=60)
    app.session_state["task"], app.session_state["now"], app.session_state["before"] = TASK, now, before
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def nearly() -> Placing:
    """A placing that still lacks some presses."""
    return (0, *job().goal[1:])


def test_it_can_be_sent_once_it_adds_up_and_not_before() -> None:
    app = a_phone("en", plaats=placing.to_text(job(), nearly()))
    left = job().count - sum(nearly())
    assert left > 0
    for one in job().receivers:
        while left and not (key := app.button(key=f"erbij_lijst_{one.code}")).disabled:
            assert app.session_state["sent"] is None
            expected = min(job().step, left, one.room - placed_in(app, one.code))
            assert key.label == Text("en")("plaatsen.more", wijk=one.name, number=expected)
            press(app, f"erbij_lijst_{one.code}")
            left -= expected
    assert left == 0
    assert Text("en")("plaatsen.left.none") in html(app)
    assert sum(placing.check(job(), app.session_state["sent"])) == job().count
    assert all(button.disabled for button in app.button if button.key and button.key.startswith("erbij_"))


def placed_in(app: AppTest, code: str) -> int:
    found = placing.of_text(job(), dict(app.query_params).get("plaats", ""))
    assert found is not None
    return found[job().index[code]]


def test_a_phone_that_comes_back_finds_its_placing_in_the_address() -> None:
    half = placing.to_text(job(), tuple(number // 2 for number in job().goal))
    app = a_phone(plaats=half, wijk=job().receivers[0].code, stap="1")
    left = job().count - sum(number // 2 for number in job().goal)
    assert f"<strong>{N.integer(left)}</strong>" in html(app)
    # The wijk that was chosen on the map stands under it, with keys of its own.
    assert app.button(key=f"erbij_kaart_{job().receivers[0].code}")
    again = a_phone(plaats=placing.to_text(job(), job().goal))
    assert placing.check(job(), again.session_state["sent"]) == job().goal


@pytest.mark.parametrize("hostile", ["<script>", "059999x3", "x", "-" * 5000])
def test_an_address_that_says_something_else_begins_anew(hostile: str) -> None:
    app = a_phone(plaats=hostile, wijk=hostile, stap=hostile)
    assert app.session_state["sent"] is None
    assert f"<strong>{N.integer(job().count)}</strong>" in html(app)
    assert "script" not in html(app)


def test_one_can_take_back_and_begin_again() -> None:
    code = job().receivers[0].code
    app = a_phone()
    press(app, f"erbij_lijst_{code}")
    assert placed_in(app, code) > 0
    press(app, f"eraf_lijst_{code}")
    assert placed_in(app, code) == 0
    assert "plaats" not in app.query_params
    press(app, f"erbij_lijst_{code}")
    next(button for button in app.button if button.label == T("plaatsen.again")).click().run()
    assert placed_in(app, code) == 0


def test_the_screen_lays_the_group_beside_the_goal_finder() -> None:
    other = placing.moved(job(), job().goal, 0, -5)
    other = placing.moved(job(), other, 1, 5)
    now = answers(other, other, other)
    app = a_screen(now, answers(*[job().goal] * 3))
    view = placing_view.view_of(TASK, T, N)
    apart = placing.elsewhere(other, job().goal)
    said = "\n".join(block.value for block in app.markdown)
    assert T("plaatsen.screen.apart", apart=view.households(apart), count=N.integer(job().count)) in said
    assert T("plaatsen.screen.agree") in said
    body = html(app)
    assert T("plaatsen.screen.marks.earlier") in body
    assert all(one.name in body for one in job().receivers)


def test_answers_of_other_figures_are_counted_and_left_out() -> None:
    now = [*answers(*[job().goal] * 3), Answer(1, 9, 1, {"placed": {}}, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))]
    app = a_screen(now, [])
    assert T("werksessie.refused", count="1") in [warning.value for warning in app.warning]
    assert T("plaatsen.screen.same", count=N.integer(job().count), apart="") in [one.value for one in app.markdown]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_minutes_tell_per_wijk_and_of_nobody(lang: Lang) -> None:
    text, n = Text(lang), Numbers(lang)
    other = placing.moved(job(), placing.moved(job(), job().goal, 0, -5), 1, 5)
    tell = partial(placing_screen.told, TASK, t=text, n=n)
    told = tell(answers(job().goal, other, other))
    assert told == tell(answers(other, job().goal, other))
    for one in job().receivers:
        assert sum(line.people for line in told.lines if line.key == one.code) == 3
    assert sum(int(value.replace(".", "").replace(",", "")) for _, value, _ in told.group) == job().count
    assert len(told.sentences) == 2
    assert told.passport
    assert told.own == ()


def test_who_placed_sees_the_own_placing_beside_that_of_the_group() -> None:
    other = placing.moved(job(), placing.moved(job(), job().goal, 0, -5), 1, 5)
    everybody = answers(job().goal, job().goal, other)
    told = placing_screen.told(TASK, everybody, T, N, everybody[-1])
    assert told.own == tuple(N.integer(number) for number in other)
    assert len(told.own) == len(told.group)
    unreadable = Answer(1, 9, 1, {"placed": {}}, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert placing_screen.told(TASK, everybody, T, N, unreadable).own == ()
