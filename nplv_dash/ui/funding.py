"""The one door for the model of funding: what was measured, and what scenarios gave, shared by all visitors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

import streamlit as st

from nplv_dash import ROOT
from nplv_dash.domain.backtest import Backtest
from nplv_dash.domain.futures import Domain, FutureScenario, Plan
from nplv_dash.domain.parameters import Parameters
from nplv_dash.services import backtest, calibration, futures_doubt
from nplv_dash.services.futures import FULL, Course, Future, Ground, Result, future_of, ground_of, result_of, yardsticks
from nplv_dash.services.futures_belief import Belief, Evidence, evidence_of, pool_of
from nplv_dash.services.futures_doubt import Flip
from nplv_dash.services.redistribution import spreads_of
from nplv_dash.ui import model

#: Grounds take about a megabyte, what is told of a future a tenth of that.
_KEPT: Final = 32
_FUTURES: Final = 512
#: Draws of the answer with the other belief, of which only a few figures are told.
NULL: Final = 1000
#: What the effects are weighed with: what we measured of the krachtwijken, or what SCP (2013) found of them.
_Held = Literal["measured", "null"]


def parameters() -> Parameters:
    """Every parameter of this model. Raises DataError when the file is damaged."""
    return model.parameters("funding")


@st.cache_resource(show_spinner=False)
def evidence() -> Evidence:
    """What was measured. Raises DataError when a file is damaged."""
    return evidence_of(parameters(), calibration.kept(ROOT), measured())


def deviation() -> float:
    """Points of the Leefbaarometer in a standard deviation of wijken. Raises DataError when the file is damaged."""
    return measured().deviation


def result(scenario: FutureScenario) -> Result:
    """What a scenario gives, weighed with what we measured of the krachtwijken."""
    return _result(scenario, "measured")


def null(scenario: FutureScenario) -> Result:
    """The same, weighed with what SCP (2013) found of them instead."""
    return _result(scenario, "null")


@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def beliefs(seed: int, *years: int) -> Mapping[Domain, Belief]:
    """What is held of the full effect, with what we measured of the krachtwijken in some years only."""
    return pool_of(spreads_of(parameters()), seed, FULL, evidence().only(*years)).beliefs()


def flips(scenario: FutureScenario) -> tuple[Flip, ...]:
    """Where the conclusion turns round; takes a third of a second."""
    return _flips(scenario.id, scenario)


@st.cache_resource(show_spinner=False)
def measured() -> Backtest:
    """What was measured of the krachtwijken. Raises DataError when the file is damaged."""
    return backtest.kept(ROOT)


def _result(scenario: FutureScenario, held: _Held) -> Result:
    """Of every future is remembered what was told: a lever moves one or two of them."""
    levers, ground = scenario.levers(parameters()), _ground(scenario.seed, held)

    def tell(plan: Plan) -> Future:
        return _future(scenario.seed, held, plan, levers.level_after, levers.until)

    return result_of(parameters(), scenario, ground, tell)


@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _ground(seed: int, held: _Held) -> Ground:
    found, count = (evidence(), FULL) if held == "measured" else (evidence().as_null(), NULL)
    return ground_of(parameters(), seed, found, count)


# Five megabytes.
@st.cache_resource(show_spinner=False, max_entries=8)
def _yardsticks(seed: int, held: _Held, level_after: float | None) -> tuple[Course, Course]:
    return yardsticks(_ground(seed, held), level_after)


@st.cache_resource(show_spinner=False, max_entries=_FUTURES)
def _future(seed: int, held: _Held, plan: Plan, level_after: float | None, until: int) -> Future:
    return future_of(_ground(seed, held), plan, _yardsticks(seed, held, level_after), level_after, until)


# By its id, which Streamlit can take for a key.
@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _flips(scenario_id: str, _scenario: FutureScenario) -> tuple[Flip, ...]:  # noqa: ARG001
    return futures_doubt.flips(parameters(), _scenario, evidence())
