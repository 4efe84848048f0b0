"""The one door for the model: its country and parameters, and what scenarios gave, shared by all visitors."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

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
_KEPT = 64


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


@st.cache_resource(show_spinner=False)
def _results() -> Results:
    return Results()


def best(scenario: Scenario) -> Result:
    """The sharpest answer at hand; at least the quick one, which is computed when there is none."""
    results = _results()
    known = results.get(scenario, FULL) or results.get(scenario, QUICK)
    return known or results.put(run(country(), parameters(), scenario, QUICK))


def sharpen(scenario: Scenario) -> bool:
    """Compute the answer that stands, and say whether it was not at hand yet.

    In parts, with a word to the browser in between: that is where Streamlit lets a visitor who has moved on go.
    """
    results = _results()
    if results.get(scenario, FULL):
        return False
    place = st.empty()
    for result in run_in_parts(country(), parameters(), scenario, FULL, QUICK):
        place.empty()
        if result is not None:
            results.put(result)
    return True
