"""The one door for the model of funding: what was measured, and what scenarios gave, shared by all visitors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import streamlit as st

from nplv_dash.domain.backtest import Backtest
from nplv_dash.domain.futures import CONTINUED, REFERENCE, Domain, FutureLevers, FutureScenario, Outcome, Plan
from nplv_dash.domain.parameters import Parameters
from nplv_dash.services import backtest, calibration, futures_doubt
from nplv_dash.services.futures import (
    FULL,
    Course,
    Ground,
    comparison_of,
    course_of,
    fan_of,
    ground_of,
    loss_of,
    result_of,
)
from nplv_dash.services.futures_belief import Belief, Evidence, evidence_of, pool_of
from nplv_dash.services.futures_doubt import Flip
from nplv_dash.services.futures_figures import Comparison, Fan, Result
from nplv_dash.services.redistribution import Band, spreads_of
from nplv_dash.services.versions import data_root
from nplv_dash.ui import model

#: Grounds take a megabyte, courses two, what is told of an outcome a hundredth of that.
_KEPT: Final = 32
_COURSES: Final = 24
_TOLD: Final = 2048
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
    return evidence_of(parameters(), calibration.kept(data_root()), measured())


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
    return backtest.kept(data_root())


def _result(scenario: FutureScenario, held: _Held) -> Result:
    levers = scenario.levers(parameters())
    tell = _Remembered(scenario.seed, held, levers.level_after, levers.until)
    return result_of(parameters(), scenario, _ground(scenario.seed, held), tell)


@dataclass(frozen=True)
class _Remembered:
    """Of every future is remembered what was told: a lever moves one or two of them."""

    seed: int
    held: _Held
    level_after: float | None
    until: int

    def course(self, plan: Plan) -> Course:
        return _course(self.seed, self.held, plan, self.level_after)

    def fan(self, plan: Plan, outcome: Outcome) -> Fan:
        return _fan(self.seed, self.held, plan, self.level_after, self.until, outcome)

    def compared(self, plan: Plan, outcome: Outcome) -> Comparison:
        return _compared(self.seed, self.held, plan, self.level_after, self.until, outcome)

    def lost(self, plan: Plan, outcome: Outcome) -> Band:
        return _lost(self.seed, self.held, plan, self.level_after, self.until, outcome)


@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _ground(seed: int, held: _Held) -> Ground:
    found, count = (evidence(), FULL) if held == "measured" else (evidence().as_null(), NULL)
    return ground_of(parameters(), seed, found, count)


@st.cache_resource(show_spinner=False, max_entries=_COURSES)
def _course(seed: int, held: _Held, plan: Plan, level_after: float | None) -> Course:
    return course_of(_ground(seed, held), plan, level_after)


@st.cache_resource(show_spinner=False, max_entries=_TOLD)
def _fan(seed: int, held: _Held, plan: Plan, level_after: float | None, until: int, outcome: Outcome) -> Fan:
    return fan_of(_course(seed, held, plan, level_after), until, outcome)


@st.cache_resource(show_spinner=False, max_entries=_TOLD)
def _compared(
    seed: int, held: _Held, plan: Plan, level_after: float | None, until: int, outcome: Outcome
) -> Comparison:
    reference, one = (_course(seed, held, each, level_after) for each in (FutureLevers().plans()[REFERENCE], plan))
    return comparison_of(_ground(seed, held), one, reference, until, outcome)


@st.cache_resource(show_spinner=False, max_entries=_TOLD)
def _lost(seed: int, held: _Held, plan: Plan, level_after: float | None, until: int, outcome: Outcome) -> Band:
    continued, one = (_course(seed, held, each, level_after) for each in (FutureLevers().plans()[CONTINUED], plan))
    return loss_of(one, continued, until, outcome)


# By its id, which Streamlit can take for a key.
@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _flips(scenario_id: str, _scenario: FutureScenario) -> tuple[Flip, ...]:  # noqa: ARG001
    return futures_doubt.flips(parameters(), _scenario, evidence())
