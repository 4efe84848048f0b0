"""What was computed is kept, and first answers go before sharper ones."""

from __future__ import annotations

import threading
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


def test_a_part_waits_for_a_first_answer_and_for_another_part() -> None:
    turns = model.Turns()
    with turns.part(0.0) as mine:
        assert mine
        with turns.part(0.0) as second:
            assert not second
    with turns.first():
        with turns.part(0.0) as mine:
            assert not mine
        with turns.first(), turns.part(0.0) as mine:
            assert not mine
        # One of two first answers is ready, the other is not.
        with turns.part(0.0) as mine:
            assert not mine
    with turns.part(0.0) as mine:
        assert mine


def test_a_first_answer_waits_for_nobody() -> None:
    turns, begun = model.Turns(), threading.Event()

    def answer() -> None:
        with turns.first():
            begun.set()

    with turns.part(0.0) as mine:
        assert mine
        thread = threading.Thread(target=answer)
        thread.start()
        assert begun.wait(LONG)
        thread.join(LONG)


def test_who_waits_for_a_part_gets_it_when_the_first_answer_is_there() -> None:
    turns, waiting, got = model.Turns(), threading.Event(), []

    def sharpen() -> None:
        waiting.set()
        with turns.part(LONG) as mine:
            got.append(mine)

    with turns.first():
        thread = threading.Thread(target=sharpen)
        thread.start()
        assert waiting.wait(LONG)
        assert got == []
    thread.join(LONG)
    assert got == [True]


def test_a_turn_is_given_back_when_its_computation_fails() -> None:
    turns = model.Turns()
    for turn in (turns.first, lambda: turns.part(0.0)):
        with pytest.raises(ZeroDivisionError), turn():
            raise ZeroDivisionError
    with turns.part(0.0) as mine:
        assert mine
