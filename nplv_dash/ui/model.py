"""The one door for the model: its country and parameters, and what scenarios gave, shared by all visitors."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Lock, Thread
from time import monotonic
from typing import Final
from uuid import uuid4

import streamlit as st

from nplv_dash import ROOT
from nplv_dash.domain.parameters import Model, Parameters
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
#: Seconds without a first answer before answers are sharpened: whoever moves one lever often moves it on.
_LULL: Final = 0.25
#: In the session: who asks.
_VISITOR: Final = "_visitor"


@st.cache_resource(show_spinner=False)
def parameters(model: Model = "redistribution") -> Parameters:
    """Every parameter of one model. Raises DataError when the file is damaged."""
    return load_parameters(ROOT, model)


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


class Sharpener:
    """Computes the answers that stand, one at a time, beside the visitors' own runs.

    First answers go before: it works in parts, and starts one only when nobody has asked for a first answer for a
    moment. Who moves a lever on no longer wants the answer to the one before, and then it is not computed further.
    """

    def __init__(self, results: Results, compute: Callable[[Scenario], Iterator[Result | None]]) -> None:
        self._results, self._compute = results, compute
        self._change = Condition()
        self._wanted: dict[str, Scenario] = {}
        self._failed: dict[Scenario, Exception] = {}
        self._first, self._rested_at = 0, 0.0
        Thread(target=self._work, name="sharpen", daemon=True).start()

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
                self._rested_at = monotonic() + _LULL
                self._change.notify_all()

    def ask(self, visitor: str, scenario: Scenario) -> None:
        """Want the answer that stands to a scenario, and no longer to the one that this visitor asked for before."""
        with self._change:
            if self._wanted.get(visitor) != scenario:
                self._wanted[visitor] = scenario
                self._change.notify_all()

    def check(self, scenario: Scenario) -> None:
        """Raise what went wrong with a scenario, if anything did."""
        error = self._failed.pop(scenario, None)
        if error:
            raise error

    def _work(self) -> None:
        while True:
            scenario = self._next()
            try:
                parts = self._compute(scenario)
                while self._may(scenario):
                    result = next(parts)
                    if result is not None:
                        self._results.put(result)
                        break
            except Exception as error:  # noqa: BLE001  whoever wants the answer is told
                self._failed[scenario] = error
            with self._change:
                self._wanted = {visitor: one for visitor, one in self._wanted.items() if one != scenario}
                self._change.notify_all()

    def _next(self) -> Scenario:
        with self._change:
            self._change.wait_for(lambda: self._wanted)
            return next(iter(self._wanted.values()))

    def _may(self, scenario: Scenario) -> bool:
        """Wait for a lull; whether somebody still wants the answer then."""
        with self._change:
            while scenario in self._wanted.values():
                rest = self._rested_at - monotonic()
                if not self._first and rest <= 0:
                    return True
                self._change.wait(rest if not self._first else None)
            return False


@st.cache_resource(show_spinner=False)
def _results() -> Results:
    return Results()


@st.cache_resource(show_spinner=False)
def _sharpener() -> Sharpener:
    return Sharpener(_results(), lambda scenario: run_in_parts(country(), parameters(), scenario, FULL, _PART))


def best(scenario: Scenario) -> Result:
    """The sharpest answer at hand; at least the quick one, which is computed when there is none."""
    results = _results()
    known = results.get(scenario, FULL) or results.get(scenario, QUICK)
    if known:
        return known
    with _sharpener().first():
        return results.put(run(country(), parameters(), scenario, QUICK))


def sharpen(scenario: Scenario) -> None:
    """Have the answer that stands computed for this visitor, if it is not at hand; `sharp` tells when it is."""
    if not sharp(scenario):
        visitor = st.session_state.setdefault(_VISITOR, uuid4().hex)
        _sharpener().ask(visitor, scenario)


def sharp(scenario: Scenario) -> bool:
    """Whether the answer that stands is at hand. Raises what went wrong while it was computed."""
    _sharpener().check(scenario)
    return _results().get(scenario, FULL) is not None
