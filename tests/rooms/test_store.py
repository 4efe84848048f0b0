"""What the store promises, on both databases."""

from __future__ import annotations

import datetime as dt
import math
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection, select

from nplv_dash.domain.rooms import Counts, Room, RoomError, Stats, new_token
from nplv_dash.rooms.store import Rooms
from nplv_dash.rooms.tables import METADATA
from tests.rooms.hall import NOON, Hall

ANNE, BEN, CEM = (f"{name}-{'x' * 20}" for name in ("anne", "ben", "cem"))
#: What breaks a store that puts texts together, or a page that shows them as they are.
NASTY = (
    "'; DROP TABLE rooms; --",
    '" OR ""="',
    "<script>alert(1)</script>",
    "=1+1",
    "%s %(code)s :code {code} \\",
    "Wijk ’t Zand 🏘️ ünïcode",
)


def refused(key: str, work: Callable[[], object]) -> RoomError:
    with pytest.raises(RoomError) as caught:
        work()
    assert caught.value.key == key
    return caught.value


def everything(rooms: Rooms) -> str:
    """All that stands in the database."""

    def work(connection: Connection) -> str:
        return "\n".join(str(row) for table in METADATA.sorted_tables for row in connection.execute(select(table)))

    return rooms.database.read(work)


def test_a_room_is_what_was_asked_for(make: Callable[..., Rooms]) -> None:
    rooms = make(days=3)
    room, secret = rooms.create("plea", "en", "  Zaal \n 3 ")
    assert (room.title, room.task, room.lang, room.is_finished) == ("Zaal 3", "plea", "en", False)
    assert (room.round.number, room.round.is_open, room.round.is_shown) == (1, True, False)
    assert (room.created, room.expires) == (NOON, NOON + dt.timedelta(days=3))
    assert rooms.find(room.code) == rooms.claim(room.code, secret) == room
    assert rooms.find(f"{room.code[:3]}-{room.code[3:].lower()}") == room


def test_what_is_sent_in_is_there_for_every_process(hall: Hall, make: Callable[..., Rooms]) -> None:
    receipt = hall.send(BEN, {"share": 30})
    hall.send(ANNE, {"share": 10})
    hall.send(BEN, {"share": 40, "where": ["a", None, True, 1.5]})
    assert (receipt.round, receipt.number, receipt.at, receipt.is_again) == (1, 1, NOON, False)
    other = make()
    answers = other.answers(hall.code, 1)
    assert [(one.seat, one.number, one.content) for one in answers] == [
        (1, 2, {"share": 40, "where": ["a", None, True, 1.5]}),
        (2, 1, {"share": 10}),
    ]
    assert other.last(hall.code, ANNE, 1) == answers[1]
    assert other.last(hall.code, CEM, 1) is None
    assert other.counts(hall.code) == Counts(joined=2, sent=2)
    assert other.stats() == Stats(rooms=1, people=2, answers=3)


def test_a_request_that_comes_again_is_stored_once(hall: Hall) -> None:
    token = new_token()
    first = hall.send(ANNE, {"share": 30}, token)
    hall.send(ANNE, {"share": 50})
    hall.clock.now += dt.timedelta(minutes=5)
    # Also when the answer of the server was lost, and the round ended before the page asked again.
    hall.rooms.next_round(hall.code, hall.secret, after=1)
    assert hall.send(ANNE, {"share": 30}, token) == replace(first, is_again=True)
    hall.rooms.finish(hall.code, hall.secret)
    assert hall.send(ANNE, {"share": 30}, token) == replace(first, is_again=True)
    assert [one.number for one in hall.rooms.all_answers(hall.code)] == [2]
    refused("token_used", lambda: hall.send(ANNE, {"share": 31}, token))
    refused("token_used", lambda: hall.send(ANNE, {"share": 30}, token, number=2))


def test_a_double_click_is_stored_once(hall: Hall) -> None:
    first = hall.send(ANNE, {"share": 30, "wait": True})
    assert hall.send(ANNE, {"wait": True, "share": 30}) == replace(first, is_again=True)
    # Going back to it after something else is a choice of its own.
    assert hall.send(ANNE, {"share": 40}).number == 2
    assert hall.send(ANNE, {"share": 30, "wait": True}).number == 3
    # And what another one sends in is another's.
    assert hall.send(BEN, {"share": 30, "wait": True}).number == 1


def test_an_answer_belongs_to_a_round_that_takes_it(hall: Hall) -> None:
    rooms, code, secret = hall.rooms, hall.code, hall.secret
    rooms.set_open(code, secret, is_open=False)
    assert refused("round_closed", lambda: hall.send(ANNE, {})).values == {"round": 1}
    rooms.set_open(code, secret, is_open=True)
    hall.send(ANNE, {"a": 1})
    rooms.next_round(code, secret, after=1)
    assert refused("round_past", lambda: hall.send(ANNE, {})).values == {"round": 1, "now": 2}
    refused("round_past", lambda: hall.send(ANNE, {}, number=3))
    hall.send(ANNE, {"a": 2}, number=2)
    rooms.finish(code, secret)
    refused("room_finished", lambda: hall.send(ANNE, {"a": 3}, number=2))
    assert [(one.round, one.content) for one in rooms.all_answers(code)] == [(1, {"a": 1}), (2, {"a": 2})]


def test_a_room_that_is_finished_can_be_shown_and_no_more(hall: Hall) -> None:
    rooms, code, secret = hall.rooms, hall.code, hall.secret
    finished = rooms.finish(code, secret)
    assert finished.is_finished
    assert not finished.round.is_open
    assert rooms.finish(code, secret) == finished
    assert rooms.set_shown(code, secret, is_shown=True).round.is_shown
    refused("room_finished", lambda: rooms.set_open(code, secret, is_open=True))
    refused("room_finished", lambda: rooms.next_round(code, secret, after=1))


def test_only_who_has_the_secret_leads(hall: Hall) -> None:
    rooms, code = hall.rooms, hall.code
    before = rooms.find(code)
    steps: tuple[Callable[[str], Room], ...] = (
        lambda secret: rooms.claim(code, secret),
        lambda secret: rooms.set_open(code, secret, is_open=False),
        lambda secret: rooms.set_shown(code, secret, is_shown=True),
        lambda secret: rooms.next_round(code, secret, after=1),
        lambda secret: rooms.finish(code, secret),
    )
    other, others = rooms.create("plea", "nl")
    for step in steps:
        for wrong in ("", others, hall.secret[:-1], hall.secret + "x", "' OR 1=1 --", "\ud800"):
            refused("room_not_yours", lambda step=step, wrong=wrong: step(wrong))  # type: ignore[misc]
    assert rooms.find(code) == before
    assert rooms.leads(code, hall.secret)
    assert not rooms.leads(code, others)
    assert not rooms.leads("ZZZZZZ", hall.secret)
    assert rooms.leads(other.code, others)


def test_two_facilitators_who_both_press_get_one_new_round(hall: Hall, make: Callable[..., Rooms]) -> None:
    processes = [hall.rooms, make()]
    together = threading.Barrier(2)

    def press(rooms: Rooms) -> Room:
        together.wait()
        return rooms.next_round(hall.code, hall.secret, after=1)

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(press, processes))
    assert [room.round.number for room in found] == [2, 2]
    assert found[0].version == found[1].version


def test_every_change_that_can_be_seen_raises_the_version(hall: Hall) -> None:
    rooms, code, secret = hall.rooms, hall.code, hall.secret
    token, versions = new_token(), [rooms.find(code).version]
    changes: tuple[Callable[[], object], ...] = (
        lambda: rooms.join(code, ANNE),
        lambda: hall.send(ANNE, {"a": 1}, token),
        lambda: hall.send(BEN, {"a": 1}),
        lambda: rooms.set_open(code, secret, is_open=False),
        lambda: rooms.set_shown(code, secret, is_shown=True),
        lambda: rooms.next_round(code, secret, after=1),
        lambda: rooms.finish(code, secret),
    )
    for change in changes:
        change()
        versions.append(rooms.find(code).version)
    assert versions == sorted(set(versions))
    # What changes nothing does not make every page draw itself anew.
    for again in (changes[0], changes[1], changes[-1]):
        again()
    assert rooms.find(code).version == versions[-1]


def test_limits_hold_and_name_themselves(make: Callable[..., Rooms]) -> None:
    rooms = make(rooms=2, seats=2, answers=2, rounds=2, title=5, answer=20)
    room, secret = rooms.create("plea", "nl", "Zaal3")
    code = room.code
    refused("room_title", lambda: rooms.create("plea", "nl", "Zaal 3"))
    rooms.create("plea", "nl")
    assert refused("rooms_many", lambda: rooms.create("plea", "nl")).values == {"most": 2}
    assert [rooms.join(code, person) for person in (ANNE, BEN, ANNE)] == [1, 2, 1]
    refused("room_full", lambda: rooms.join(code, CEM))
    refused("room_full", lambda: rooms.submit(code, CEM, 1, new_token(), {}))
    assert [rooms.submit(code, ANNE, 1, new_token(), {"a": n}).number for n in (1, 2)] == [1, 2]
    refused("answers_many", lambda: rooms.submit(code, ANNE, 1, new_token(), {"a": 3}))
    rooms.next_round(code, secret, after=1)
    assert rooms.submit(code, ANNE, 2, new_token(), {"a": 3}).number == 1
    refused("rounds_many", lambda: rooms.next_round(code, secret, after=2))
    rooms.submit(code, BEN, 2, new_token(), {"a": "x" * 12})
    refused("answer_large", lambda: rooms.submit(code, BEN, 2, new_token(), {"a": "x" * 13}))
    # A refused answer leaves nothing behind: not even a seat.
    assert rooms.counts(code) == Counts(joined=2, sent=2)


@pytest.mark.parametrize(
    "content", [{"a": math.nan}, {"a": -math.inf}, {"a": {1, 2}}, {"a": b"x"}, {("a",): 1}], ids=str
)
def test_what_is_no_json_is_refused(hall: Hall, content: dict[Any, Any]) -> None:
    refused("answer_wrong", lambda: hall.send(ANNE, content))
    assert hall.rooms.counts(hall.code) == Counts(0, 0)


def test_content_that_never_ends_is_refused(hall: Hall) -> None:
    deep: dict[str, Any] = {}
    for _ in range(100_000):
        deep = {"a": deep}
    circle: dict[str, Any] = {}
    circle["a"] = circle
    refused("answer_wrong", lambda: hall.send(ANNE, deep))
    refused("answer_wrong", lambda: hall.send(ANNE, circle))


@pytest.mark.parametrize("text", NASTY)
def test_texts_are_texts_whatever_they_say(hall: Hall, text: str) -> None:
    room, _ = hall.rooms.create(text, "nl", text)
    assert hall.rooms.find(room.code).title == text
    hall.send(ANNE, {text: [text]})
    last = hall.rooms.last(hall.code, ANNE, 1)
    assert last is not None
    assert last.content == {text: [text]}
    refused("room_code", lambda: hall.rooms.find(text))
    refused("room_person", lambda: hall.rooms.join(hall.code, text))
    refused("room_person", lambda: hall.send(ANNE, {}, token=text))
    assert hall.rooms.last(hall.code, text, 1) is None
    assert hall.rooms.stats() == Stats(rooms=2, people=1, answers=1)


def test_what_nobody_can_see_stays_out_of_a_title(hall: Hall) -> None:
    room, _ = hall.rooms.create("plea", "nl", "a\x00b\x1b[31m\u202egnp\u2028c\ud800\ue000 ")
    assert hall.rooms.find(room.code).title == "a b [31m gnp c"
    hall.send(ANNE, {"text": "\x00\ud800\u202e"})
    last = hall.rooms.last(hall.code, ANNE, 1)
    assert last is not None
    assert last.content == {"text": "\x00\ud800\u202e"}


def test_no_secret_person_or_token_stands_in_the_database(hall: Hall) -> None:
    token = new_token()
    hall.send(ANNE, {"a": 1}, token)
    text = everything(hall.rooms)
    assert hall.code in text
    assert [one for one in (hall.secret, ANNE, token) if one in text] == []


def test_a_room_past_its_date_is_closed_and_then_removed(hall: Hall) -> None:
    rooms, code = hall.rooms, hall.code
    hall.send(ANNE, {"a": 1})
    hall.clock.now += dt.timedelta(days=29)
    young, _ = rooms.create("plea", "nl")
    assert rooms.purge() == 0
    hall.clock.now += dt.timedelta(days=1)
    uses: tuple[Callable[[], object], ...] = (
        lambda: rooms.find(code),
        lambda: rooms.claim(code, hall.secret),
        lambda: rooms.join(code, ANNE),
        lambda: hall.send(ANNE, {"a": 2}),
        lambda: rooms.counts(code),
        lambda: rooms.all_answers(code),
        lambda: rooms.set_open(code, hall.secret, is_open=False),
    )
    for use in uses:
        refused("room_expired", use)
    assert not rooms.knows(code, ANNE)
    assert rooms.purge() == 1
    refused("room_unknown", uses[0])
    assert rooms.find(young.code) == young
    assert '"a":1' not in everything(rooms)


def test_opening_a_room_removes_those_past_their_date(hall: Hall, make: Callable[..., Rooms]) -> None:
    hall.send(ANNE, {"a": 1})
    hall.clock.now += dt.timedelta(days=30)
    # It takes no room from others any more.
    make(rooms=1).create("plea", "nl")
    refused("room_unknown", lambda: hall.rooms.find(hall.code))
    assert '"a":1' not in everything(hall.rooms)


def test_a_clock_that_jumps_back_puts_nothing_out_of_order(hall: Hall) -> None:
    hall.send(ANNE, {"a": 1})
    hall.clock.now -= dt.timedelta(days=365)
    assert hall.send(ANNE, {"a": 2}).number == 2
    hall.send(BEN, {"a": 3})
    hall.rooms.next_round(hall.code, hall.secret, after=1)
    assert [(one.seat, one.content["a"]) for one in hall.rooms.answers(hall.code, 1)] == [(1, 2), (2, 3)]
    assert hall.rooms.purge() == 0


def test_everybody_who_comes_at_once_gets_a_seat_of_their_own(hall: Hall, make: Callable[..., Rooms]) -> None:
    processes = [make(seats=30) for _ in range(3)]
    people = [new_token() for _ in range(30)]

    # Each comes in twice, by way of different processes.
    with ThreadPoolExecutor(12) as pool:
        calls = [(processes[n % 3], person) for n, person in enumerate(people * 2)]
        seats = list(pool.map(lambda call: call[0].join(hall.code, call[1]), calls))
    assert seats[:30] == seats[30:]
    assert sorted(seats[:30]) == list(range(1, 31))


def test_answers_that_come_at_once_are_stored_exactly_once(hall: Hall, make: Callable[..., Rooms]) -> None:
    processes = [make() for _ in range(3)]
    sent = [(person, {"n": n}, new_token()) for n in range(20) for person in (ANNE, BEN)]

    def send(call: tuple[int, tuple[str, dict[str, int], str]]) -> tuple[str, int]:
        number, (person, content, token) = call
        receipt = processes[number % 3].submit(hall.code, person, 1, token, content)
        return token, receipt.number

    with ThreadPoolExecutor(12) as pool:
        receipts = list(pool.map(send, enumerate(sent * 2)))
    # The same request got the same number, and no number was given twice.
    assert len(set(receipts)) == len(sent)
    assert hall.rooms.stats() == Stats(rooms=1, people=2, answers=len(sent))
    assert sorted(number for _, number in set(receipts)) == sorted(list(range(1, 21)) * 2)


def test_a_limit_on_rooms_holds_for_all_processes_together(make: Callable[..., Rooms]) -> None:
    processes = [make(rooms=4) for _ in range(3)]

    with ThreadPoolExecutor(12) as pool:
        tried = [pool.submit(rooms.create, "plea", "nl") for rooms in processes * 4]
    errors = [str(one.exception()) for one in tried if one.exception()]
    assert errors == ["rooms_many in kamer (most=4)"] * 8
