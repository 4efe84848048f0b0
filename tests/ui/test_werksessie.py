"""The page of a room: who opens it decides what it is, and what goes wrong is said in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from nplv_dash.domain.rooms import ENOUGH, Room, RoomError, Round, new_token, spoken
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.text import Text
from nplv_dash.rooms.store import Rooms
from nplv_dash.services.workshop import content_of
from nplv_dash.ui import model, rooms
from nplv_dash.ui.blocks.room import lead, live
from tests.ui.helpers import assert_sound, html, run_page

T = Text("nl")
TASK, TITLE = "plea", "<i>Raad</i> [x](https://a.example)"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rooms]:
    """No rooms yet."""
    monkeypatch.setenv("NPLV_DATA_DIR", str(tmp_path))
    rooms.store.clear()
    found = rooms.store()
    yield found
    found.close()
    rooms.store.clear()


def shown(app: object) -> str:
    """All texts of a page."""
    return " ".join(str(one.value) for kind in ("title", "markdown", "caption", "warning", "info", "success")
                    for one in getattr(app, kind))  # fmt: skip


def test_the_start_opens_a_room_for_who_leads_it(store: Rooms) -> None:
    app = run_page("werksessie")
    assert_sound(app)
    app.text_input(key="kamer_titel").input(TITLE)
    app.button[[one.label for one in app.button].index(T("werksessie.open.button"))].click().run()
    assert_sound(app)
    code = app.query_params["kamer"][0] if isinstance(app.query_params["kamer"], list) else app.query_params["kamer"]
    secret = app.query_params["sleutel"]
    room = store.claim(code, secret[0] if isinstance(secret, list) else secret)
    assert (room.title, room.task) == (TITLE, app.selectbox[0].value if app.selectbox else TASK)
    labels = [one.label for one in app.button]
    assert T("werksessie.lead.close") in labels
    assert T("werksessie.lead.next") in labels


def test_buttons_of_a_leader_keep_their_keys_whatever_they_are_for(store: Rooms) -> None:
    room, secret = store.create(TASK, "nl")
    app = run_page("werksessie", kamer=room.code, sleutel=secret)
    before = [one.key for one in app.button]
    app.button(key="kamer_open").click().run()
    assert_sound(app)
    assert T("werksessie.lead.reopen") in [one.label for one in app.button]
    app.button(key="kamer_shown").click().run()
    assert_sound(app)
    assert T("werksessie.lead.hide") in [one.label for one in app.button]
    assert [one.key for one in app.button] == before


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ({"kamer": "ZZZZZZ"}, "room_unknown"),
        ({"kamer": "no code"}, "room_code"),
        ({"kamer": "", "scherm": "1"}, "room_code"),
    ],
)
@pytest.mark.usefixtures("store")
def test_a_room_that_is_not_there_is_said_in_words(query: dict[str, str], key: str) -> None:
    app = run_page("werksessie", **query)
    assert_sound(app)
    assert T(f"errors.{key}.what", length=6) in shown(app)
    assert T("werksessie.back") in [one.label for one in app.button]


def test_a_wrong_secret_leads_nothing(store: Rooms) -> None:
    room, _ = store.create(TASK, "nl")
    app = run_page("werksessie", kamer=room.code, sleutel=new_token())
    assert_sound(app)
    assert T("errors.room_not_yours.what") in shown(app)
    assert T("werksessie.lead.close") not in [one.label for one in app.button]


def test_a_phone_sends_and_finds_it_back(store: Rooms) -> None:
    room, _ = store.create(TASK, "nl", TITLE)
    person = new_token()
    query = {"kamer": room.code, "ik": person, "v": "1", "share_redirected": "0.3"}
    app = run_page("werksessie", **query)
    assert_sound(app)
    assert T("werksessie.phone.not_yet") in shown(app)
    send = T("werksessie.phone.send", number=1)
    app.button[[one.label for one in app.button].index(send)].click().run()
    assert_sound(app)
    found = store.answers(room.code, 1)
    assert [one.content["levers"] for one in found] == [{"share_redirected": 0.3}]
    # In another session, with the address alone.
    again = run_page("werksessie", **query)
    assert "nummer 1" in shown(again)
    assert again.select_slider(key="share_redirected").value == 0.3


def test_too_few_answers_show_nothing_and_enough_do(store: Rooms) -> None:
    room, secret = store.create(TASK, "nl")
    content = content_of(Scenario.of(model.parameters(), {"share_redirected": 0.6}))
    for _ in range(ENOUGH - 1):
        store.submit(room.code, new_token(), 1, new_token(), content)
    store.set_shown(room.code, secret, True)
    few = T("werksessie.few", enough=ENOUGH)
    query = {"kamer": room.code, "scherm": "1"}
    assert few in shown(run_page("werksessie", **query))
    store.submit(room.code, new_token(), 1, new_token(), content)
    app = run_page("werksessie", **query)
    assert_sound(app)
    assert few not in shown(app)
    assert T("werksessie.strips.key") in shown(app)


def test_a_phone_shows_the_own_choice_beside_that_of_the_group(store: Rooms) -> None:
    room, secret = store.create(TASK, "nl")
    me = new_token()
    people = [me, *(new_token() for _ in range(ENOUGH))]
    for person, share in zip(people, (0.25, 0.6, 0.6, 0.6, 0.6, 0.6), strict=False):
        content = content_of(Scenario.of(model.parameters(), {"share_redirected": share}))
        store.submit(room.code, person, 1, new_token(), content)
    store.set_open(room.code, secret, False)
    store.set_shown(room.code, secret, True)

    def tables(person: str) -> str:
        app = run_page("werksessie", kamer=room.code, ik=person)
        assert_sound(app)
        return next((one for one in html(app).split("<table") if T("werksessie.minutes.head.group") in one), "")

    heading, group = T("werksessie.minutes.head.own"), T("werksessie.minutes.head.group")
    mine = tables(me)
    assert mine.index(heading) < mine.index(group)
    assert mine.index("25%") < mine.index("60%")
    # Who sent nothing in sees the group only.
    assert heading not in tables(new_token())


def test_a_store_that_is_away_leaves_the_levers_as_they_were(store: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    room, _ = store.create(TASK, "nl")
    app = run_page("werksessie", kamer=room.code, ik=new_token(), v="1", share_redirected="0.3")

    def away(*_: object, **__: object) -> None:
        raise RoomError("rooms_away", "kamer")

    with monkeypatch.context() as broken:
        broken.setattr(Rooms, "submit", away)
        send = T("werksessie.phone.send", number=1)
        app.button[[one.label for one in app.button].index(send)].click().run()
        assert_sound(app)
        assert T("errors.rooms_away.what") in shown(app)
        assert app.select_slider(key="share_redirected").value == 0.3
        broken.setattr(Rooms, "find", away)
        app.run()
        assert_sound(app)
        assert T("errors.rooms_away.what") in shown(app)
    app.run()
    assert app.select_slider(key="share_redirected").value == 0.3


def test_a_room_is_spoken_in_halves_and_its_name_is_text_only(store: Rooms) -> None:
    room, _ = store.create(TASK, "nl", TITLE)
    app = run_page("werksessie", kamer=room.code, scherm="1")
    bodies = " ".join(one.proto.body for one in app.get("html"))
    assert spoken(room.code) in bodies
    assert "&lt;i&gt;Raad&lt;/i&gt; [x](https://a.example)" in bodies
    assert TITLE not in shown(app)


AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def room(version: int, *, is_open: bool = True, is_shown: bool = False, number: int = 1) -> Room:
    return Room("ABCDEF", "", TASK, "nl", AT, AT, is_finished=False, round=Round(number, is_open, is_shown),
                version=version)  # fmt: skip


def test_what_others_send_wakes_no_phone_until_it_is_shown_and_closed() -> None:
    assert live.stage(room(1)) == live.stage(room(9))
    assert live.stage(room(1, is_shown=True)) == live.stage(room(9, is_shown=True))
    assert live.stage(room(1)) == live.stage(room(2, is_shown=True))
    assert live.stage(room(1)) != live.stage(room(2, is_open=False))
    assert live.stage(room(1)) != live.stage(room(2, number=2))
    closed = {"is_open": False, "is_shown": True}
    assert live.stage(room(1, **closed)) != live.stage(room(2, **closed))
    assert live.everything(room(1)) != live.everything(room(2))


@pytest.mark.parametrize(
    ("one", "hidden"),
    [
        (room(1), [False, True]),
        (room(1, is_shown=True), [False, True]),
        (room(1, is_open=False), [False, True]),
        (room(1, is_open=False, is_shown=True), [False, False]),
        (replace(room(1, is_open=False), is_finished=True), [False, False]),
    ],
)
def test_the_minutes_tell_no_round_that_nobody_sees(one: Room, hidden: list[bool]) -> None:
    now = replace(one, round=replace(one.round, number=2))
    assert [lead._is_hidden(now, number) for number in (1, 2)] == hidden


def press_send(app: AppTest, number: int = 1) -> None:
    labels = [one.label for one in app.button]
    app.button[labels.index(T("werksessie.phone.send", number=number))].click().run()
    assert_sound(app)


def test_an_answer_that_was_stored_unheard_does_not_hold_up_the_next(
    store: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, _ = store.create(TASK, "nl")
    person, submit = new_token(), Rooms.submit
    app = run_page("werksessie", kamer=room.code, ik=person, v="1", share_redirected="0.3")

    def unheard(*given: object) -> None:
        submit(*given)  # type: ignore[arg-type]
        raise RoomError("rooms_away", "kamer")

    with monkeypatch.context() as broken:
        broken.setattr(Rooms, "submit", unheard)
        press_send(app)
        assert T("errors.rooms_away.what") in shown(app)
    app.select_slider(key="share_redirected").set_value(0.5).run()
    press_send(app)
    last = store.last(room.code, person, 1)
    assert last is not None
    assert (last.number, last.content["levers"]) == (2, {"share_redirected": 0.5})
    assert "nummer 2" in shown(app)


def test_a_run_without_the_person_in_its_address_is_of_the_same_person(store: Rooms) -> None:
    room, _ = store.create(TASK, "nl")
    app = run_page("werksessie", kamer=room.code)
    del app.query_params["ik"]
    app.run()
    assert_sound(app)
    assert store.counts(room.code).joined == 1
    assert "ik" in app.query_params


def test_a_second_room_in_the_same_tab_begins_where_its_task_does(store: Rooms) -> None:
    first, second = (store.create(TASK, "nl")[0] for _ in range(2))
    begin = run_page("werksessie", kamer=second.code).select_slider(key="share_redirected").value
    app = run_page("werksessie", kamer=first.code, v="1", share_redirected="0.3")
    assert app.select_slider(key="share_redirected").value == 0.3 != begin
    app.query_params["kamer"] = second.code
    app.run()
    assert_sound(app)
    assert app.select_slider(key="share_redirected").value == begin


def test_who_must_wait_can_try_again_where_they_are(store: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    room, _ = store.create(TASK, "nl")

    def slow(*_: object, **__: object) -> None:
        raise RoomError("room_slow", "kamer", seconds=2)

    with monkeypatch.context() as slowed:
        slowed.setattr(rooms, "visit", slow)
        app = run_page("werksessie", kamer=room.code)
        assert_sound(app)
    labels = [one.label for one in app.button]
    app.button[labels.index(T("werksessie.again"))].click().run()
    assert_sound(app)
    assert T("werksessie.phone.not_yet") in shown(app)


class DrawnAnewError(Exception):
    """Instead of a rerun."""


class Looks:
    """The looks of one page at a store that answers what it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.session: dict[str, object] = {}
        self.answer: Room | RoomError = room(1)
        self.looked: list[bool] = []
        page = SimpleNamespace(session_state=self.session, caption=lambda _: None, rerun=self._rerun)
        monkeypatch.setattr(live, "st", page)
        monkeypatch.setattr(live.rooms, "store", lambda: SimpleNamespace(find=self._find))

    def look(self) -> bool:
        """Whether the page is drawn anew."""
        try:
            live._look("ABCDEF", live.everything, 1, self.looked)
        except DrawnAnewError:
            return True
        return False

    def _find(self, _code: str) -> Room:
        if isinstance(self.answer, RoomError):
            raise self.answer
        return self.answer

    def _rerun(self) -> None:
        raise DrawnAnewError


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> Looks:
    return Looks(monkeypatch)


def test_a_page_rests_between_what_it_drew_and_its_next_look(looks: Looks) -> None:
    looks.answer = room(2)
    assert [looks.look(), looks.look()] == [False, True]


@pytest.mark.parametrize("key", [f"{live.SEND}_1", live.MINUTES])
@pytest.mark.parametrize("answer", [room(2), RoomError("room_expired", "kamer")])
def test_a_press_goes_before_a_look(looks: Looks, key: str, answer: Room | RoomError) -> None:
    looks.look()
    looks.answer, looks.session[key] = answer, True
    assert not looks.look()
    looks.session[key] = False
    assert looks.look()


def test_a_store_that_is_back_draws_the_page_once(looks: Looks) -> None:
    looks.look()
    looks.answer = RoomError("rooms_away", "kamer")
    assert not looks.look()
    looks.answer = room(1)
    assert [looks.look(), looks.look()] == [True, False]


def test_a_double_click_is_one_press(monkeypatch: pytest.MonkeyPatch) -> None:
    done, at = list[str](), 100.0
    monkeypatch.setattr(lead, "st", SimpleNamespace(session_state={}))
    monkeypatch.setattr(lead, "monotonic", lambda: at)
    for slot, moment in (("open", 100.0), ("open", 100.2), ("shown", 100.3), ("shown", 101.0)):
        at = moment
        lead._once(slot, lambda slot=slot, moment=moment: done.append(f"{slot} {moment}"))
    assert done == ["open 100.0", "shown 100.3", "shown 101.0"]
