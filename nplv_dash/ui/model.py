"""The one door for the model: its country and parameters, and what scenarios gave, shared by all visitors."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition, Lock
from typing import Final

import streamlit as st

from nplv_dash import ROOT
from nplv_dash.domain.parameters import Parameters
from nplv_dash.domain.scenario import Example, Scenario
from nplv_dash.services.country import Country, country_of
from nplv_dash.services.redistribution import FULL, QUICK, Result, run, run_in_parts
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import examples as read_examples
from nplv_dash.ui.data import workspace

#: A result takes about half a megabyte.
_KEPT: Final = 64
#: Draws of a part of the answer that stands: while one is running nobody's first answer can have its processor.
_PART: Final = 50
#: Seconds after which a visitor who waits to sharpen is asked whether they are still there.
_PATIENCE: Final = 0.1


@st.cache_resource(show_spinner=False)
def parameters() -> Parameters:
    """Every parameter. Raises DataError when the file is damaged."""
    return load_parameters(ROOT)


@st.cache_resource(show_spinner=False)
def examples() -> tuple[Example, ...]:
    """The named scenarios, in their order. Raises NplvError when a file is damaged."""
    return read_examples(ROOT, parameters())


@st.cache_resource(show_spinner=False)
def country() -> Country:
    """The wijken as the model sees them. Raises SeveralErrors when the data cannot be used."""
    return country_of(workspace())


def warm_up() -> None:
    """Compile the model, or read what was compiled before, while nobody waits."""
    run(country(), parameters(), Scenario(), 2)


class Results:
    """What was computed, by scenario and number of draws; what nobody asked for the longest goes first."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[Scenario, int], Result] = OrderedDict()
        self._lock = Lock()

    def get(self, scenario: Scenario, count: int) -> Result | None:
        """The result, if it is kept."""
        with self._lock:
            key = (scenario, count)
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def put(self, result: Result) -> Result:
        """Keep a result."""
        with self._lock:
            self._found[(result.scenario, result.count)] = result
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)
        return result


class Turns:
    """Who may compute: first answers at once, parts of sharper ones one at a time and only while no first one runs.

    Ten people who move a lever together would otherwise wait for each other's thousand draws.
    """

    def __init__(self) -> None:
        self._change = Condition()
        self._first = 0
        self._sharpening = False

    @contextmanager
    def first(self) -> Iterator[None]:
        """A turn for a first answer."""
        with self._change:
            self._first += 1
        try:
            yield
        finally:
            with self._change:
                self._first -= 1
                self._change.notify_all()

    @contextmanager
    def part(self, patience: float) -> Iterator[bool]:
        """A turn for a part of a sharper answer; False when there was none within `patience` seconds."""
        with self._change:
            mine = self._change.wait_for(lambda: not self._first and not self._sharpening, patience)
            self._sharpening = self._sharpening or mine
        try:
            yield mine
        finally:
            if mine:
                with self._change:
                    self._sharpening = False
                    self._change.notify_all()


@st.cache_resource(show_spinner=False)
def _results() -> Results:
    return Results()


@st.cache_resource(show_spinner=False)
def _turns() -> Turns:
    return Turns()


@st.cache_resource(show_spinner=False)
def _one_at_a_time() -> Lock:
    """Held by whoever sharpens: a thousand draws take a hundred megabytes until they are summarised."""
    return Lock()


def best(scenario: Scenario) -> Result:
    """The sharpest answer at hand; at least the quick one, which is computed when there is none."""
    results = _results()
    known = results.get(scenario, FULL) or results.get(scenario, QUICK)
    if known:
        return known
    with _turns().first():
        return results.put(run(country(), parameters(), scenario, QUICK))


def sharpen(scenario: Scenario) -> bool:
    """Compute the answer that stands, and say whether it was not at hand yet.

    In parts, with a word to the browser in between: that is where Streamlit lets a visitor who has moved on go.
    """
    results = _results()
    if results.get(scenario, FULL):
        return False
    place, lock = st.empty(), _one_at_a_time()
    while not lock.acquire(timeout=_PATIENCE):
        place.empty()
    try:
        # Whoever was before may have had the same scenario.
        parts, result = run_in_parts(country(), parameters(), scenario, FULL, _PART), results.get(scenario, FULL)
        while result is None:
            place.empty()
            with _turns().part(_PATIENCE) as mine:
                result = next(parts) if mine else None
    finally:
        lock.release()
    results.put(result)
    return True
