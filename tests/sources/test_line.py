"""A line of people who wait: everybody in the order in which they came, and told how many go first."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from nplv_dash.sources import line as module
from nplv_dash.sources.line import Line


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FIRST_LOOK", 0.005)
    monkeypatch.setattr(module, "_LOOK", 0.005)
    monkeypatch.setattr(module, "_AGAIN", 60.0)


@pytest.fixture
def line() -> Iterator[Line]:
    found = Line(1)
    yield found
    assert (found._free, len(found._waiting)) == (1, 0), "somebody kept a turn or a place"


def nobody(_: int) -> None:
    pytest.fail("nobody waits here")


def test_everybody_in_the_order_in_which_they_came_and_told_when_their_place_changed(line: Line) -> None:
    order: list[int] = []
    told: dict[int, list[int]] = {number: [] for number in range(4)}
    stands = [threading.Event() for _ in told]
    gone = [threading.Event() for _ in told]

    def come(number: int) -> None:
        def tell(ahead: int) -> None:
            told[number].append(ahead)
            stands[number].set()

        with line.turn(60, tell):
            order.append(number)
            # The next one goes once all that wait behind have seen their new place.
            gone[number].wait(60)

    with ThreadPoolExecutor(4) as pool:
        with line.turn(0, nobody):
            waiting = []
            for number in told:
                waiting.append(pool.submit(come, number))
                assert stands[number].wait(60)
            assert {number: ahead[-1] for number, ahead in told.items()} == {0: 1, 1: 2, 2: 3, 3: 4}
            for event in stands:
                event.clear()
        for number in told:
            for behind in list(told)[number + 1 :]:
                assert stands[behind].wait(60)
                stands[behind].clear()
            gone[number].set()
        for one in waiting:
            one.result(60)
    assert order == [0, 1, 2, 3]
    assert told == {0: [1], 1: [2, 1], 2: [3, 2, 1], 3: [4, 3, 2, 1]}


def test_whoever_waits_for_too_long_leaves_the_line(line: Line) -> None:
    with line.turn(0, nobody), pytest.raises(TimeoutError), line.turn(0, lambda _: None):
        pytest.fail("it was let in")
    with line.turn(0, nobody):
        pass


def test_who_has_left_is_noticed_where_the_place_does_not_change(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AGAIN", 0.0)
    told = []

    class GoneError(Exception):
        """As Streamlit ends a run."""

    def tell(ahead: int) -> None:
        told.append(ahead)
        if len(told) == 3:
            raise GoneError

    with line.turn(0, nobody), pytest.raises(GoneError), line.turn(60, tell):
        pytest.fail("it was let in")
    assert told == [1, 1, 1]


def test_whatever_happens_the_turn_is_given_back(line: Line) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), line.turn(0, nobody):
            raise ZeroDivisionError


def test_several_at_once() -> None:
    line, told = Line(2), []
    with line.turn(0, nobody), line.turn(0, nobody), pytest.raises(TimeoutError), line.turn(0, told.append):
        pytest.fail("it was let in")
    assert told == [2]
