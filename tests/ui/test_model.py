"""What was computed is kept, and first answers go before sharper ones."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from nplv_dash.domain.scenario import Scenario
from nplv_dash.services.redistribution import FULL, QUICK, Result, run
from nplv_dash.ui import model

LONG = 30.0


def scenario(seed: int) -> Scenario:
    return Scenario(seed=seed)


@pytest.fixture(scope="module")
def result() -> Result:
    return run(model.country(), model.parameters(), Scenario(), 2)


def test_what_nobody_asked_for_the_longest_goes_first(result: Result, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "_KEPT", 2)
    kept = model.Results()
    for seed in (1, 2):
        kept.put(replace(result, scenario=scenario(seed)))
    assert kept.get(scenario(1), 2) is not None
    kept.put(replace(result, scenario=scenario(3)))
    assert [seed for seed in (1, 2, 3) if kept.get(scenario(seed), 2)] == [1, 3]


def test_a_result_is_found_by_its_own_number_of_draws(result: Result) -> None:
    kept = model.Results()
    kept.put(result)
    assert kept.get(Scenario(), 2) is result
    assert kept.get(Scenario(), QUICK) is None
    assert kept.get(Scenario(), FULL) is None


class Work:
    """What a sharpener is given to do: answers in three parts, each of which waits for the test."""

    def __init__(self, result: Result) -> None:
        self.results, self.begun, self.parts = model.Results(), queue.Queue[int](), threading.Semaphore(0)
        self._result = replace(result, count=FULL)
        self.sharpener = model.Sharpener(self.results, self._compute)

    def _compute(self, wanted: Scenario) -> Iterator[Result | None]:
        for _ in range(2):
            self.begun.put(wanted.seed)
            assert self.parts.acquire(timeout=LONG)
            yield None
        yield replace(self._result, scenario=wanted)

    def has(self, seed: int) -> bool:
        return self.results.get(scenario(seed), FULL) is not None

    def wait_for(self, seed: int) -> None:
        """Wait until nobody wants this answer any longer."""
        with self.sharpener._change:
            assert self.sharpener._change.wait_for(lambda: not self.sharpener.wants(scenario(seed)), LONG)


@pytest.fixture
def work(result: Result, monkeypatch: pytest.MonkeyPatch) -> Work:
    monkeypatch.setattr(model, "_LULL", 0.0)
    return Work(result)


def test_answers_are_sharpened_one_at_a_time_in_the_order_they_were_asked_for(work: Work) -> None:
    work.sharpener.ask("anna", scenario(1))
    assert work.begun.get(timeout=LONG) == 1
    work.sharpener.ask("bram", scenario(2))
    work.parts.release(4)
    work.wait_for(2)
    assert [work.begun.get_nowait() for _ in range(3)] == [1, 2, 2]
    assert work.has(1)
    assert work.has(2)


def test_who_moves_on_no_longer_wants_the_answer_before(work: Work) -> None:
    work.sharpener.ask("anna", scenario(1))
    assert work.begun.get(timeout=LONG) == 1
    for seed in (2, 3):
        work.sharpener.ask("anna", scenario(seed))
    work.parts.release(3)
    work.wait_for(3)
    # The first was let go after the part under way; the second was never begun.
    assert [work.begun.get_nowait() for _ in range(2)] == [3, 3]
    assert [work.has(seed) for seed in (1, 2, 3)] == [False, False, True]


def test_what_two_want_is_computed_once_and_goes_on_when_one_of_them_moves_on(work: Work) -> None:
    for visitor in ("anna", "bram"):
        work.sharpener.ask(visitor, scenario(1))
    assert work.begun.get(timeout=LONG) == 1
    work.sharpener.ask("bram", scenario(2))
    work.parts.release(4)
    work.wait_for(2)
    assert [work.begun.get_nowait() for _ in range(3)] == [1, 2, 2]
    assert work.has(1)


def test_who_keeps_moving_does_not_keep_others_waiting(work: Work) -> None:
    work.sharpener.ask("anna", scenario(1))
    assert work.begun.get(timeout=LONG) == 1
    work.sharpener.ask("bram", scenario(10))
    for seed in (2, 3):
        work.sharpener.ask("anna", scenario(seed))
    work.parts.release(5)
    work.wait_for(3)
    assert [work.begun.get_nowait() for _ in range(4)] == [10, 10, 3, 3]
    assert work.has(10)


def test_who_has_left_or_has_the_answer_wants_none(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    work.sharpener.ask("anna", scenario(1))
    assert work.begun.get(timeout=LONG) == 1
    work.sharpener.ask("bram", scenario(2))
    work.sharpener.ask("bram", None)
    monkeypatch.setattr(model, "_GONE", -1.0)
    work.sharpener.ask("cees", scenario(3))
    work.sharpener.ask("anna", scenario(1))
    work.parts.release(1)
    with work.sharpener._change:
        assert work.sharpener._change.wait_for(lambda: not work.sharpener._wanted, LONG)
    assert work.begun.empty()
    assert [work.has(seed) for seed in (1, 2, 3)] == [False, False, False]


def test_a_part_waits_for_first_answers(work: Work) -> None:
    with work.sharpener.first():
        with work.sharpener.first():
            work.sharpener.ask("anna", scenario(1))
        # One of two first answers is ready, the other is not.
        with pytest.raises(queue.Empty):
            work.begun.get(timeout=0.05)
    assert work.begun.get(timeout=LONG) == 1
    work.parts.release(2)
    work.wait_for(1)


def test_a_part_does_not_wait_for_ever(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "_PATIENCE", 0.05)
    with work.sharpener.first():
        work.sharpener.ask("anna", scenario(1))
        work.parts.release(2)
        work.wait_for(1)
    assert work.has(1)


def test_a_turn_is_given_back_when_its_computation_fails(work: Work) -> None:
    with pytest.raises(ZeroDivisionError), work.sharpener.first():
        raise ZeroDivisionError
    work.sharpener.ask("anna", scenario(1))
    assert work.begun.get(timeout=LONG) == 1
    work.parts.release(2)
    work.wait_for(1)


def test_what_goes_wrong_is_known_and_the_next_one_is_computed(
    result: Result, caplog: pytest.LogCaptureFixture
) -> None:
    def compute(wanted: Scenario) -> Iterator[Result | None]:
        if wanted.seed == 1:
            raise ZeroDivisionError
        yield replace(result, scenario=wanted, count=FULL)

    results = model.Results()
    sharpener = model.Sharpener(results, compute)
    for visitor, seed in (("anna", 1), ("bram", 2)):
        sharpener.ask(visitor, scenario(seed))
    with sharpener._change:
        assert sharpener._change.wait_for(lambda: not sharpener._wanted, LONG)
    assert [sharpener.failed(scenario(seed)) for seed in (1, 2)] == [True, False]
    assert "ZeroDivisionError" in caplog.text
    assert results.get(scenario(2), FULL) is not None


def test_answers_are_drawn_in_the_order_they_were_asked_for() -> None:
    order, begun, go_on = list[str](), threading.Event(), threading.Event()

    def draw(name: str, *, hold: bool = False) -> None:
        with model.in_order():
            order.append(name)
            if hold:
                begun.set()
                assert go_on.wait(LONG)

    first = threading.Thread(target=draw, args=("first",), kwargs={"hold": True})
    first.start()
    assert begun.wait(LONG)
    second = threading.Thread(target=draw, args=("second",))
    second.start()
    second.join(0.3)
    assert order == ["first"]
    go_on.set()
    for one in (first, second):
        one.join(LONG)
    assert order == ["first", "second"]


def test_an_answer_does_not_wait_for_ever_for_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "_IN_ORDER", 0.0)
    drawn = threading.Event()

    def draw() -> None:
        with model.in_order():
            drawn.set()

    with model.in_order():
        threading.Thread(target=draw).start()
        assert drawn.wait(LONG)


def test_the_more_who_wait_the_longer_each_waits_to_look_again(monkeypatch: pytest.MonkeyPatch) -> None:
    class Asked:
        asked = 0

    monkeypatch.setattr(model, "_sharpener", Asked)
    assert model.look_again() == model._LOOK
    Asked.asked = 4 * model._LOOKING
    assert model.look_again() == 4 * model._LOOK
