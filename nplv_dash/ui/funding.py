"""The one door for the model of funding: what was measured, and what scenarios gave, shared by all visitors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from nplv_dash import ROOT
from nplv_dash.domain.backtest import Backtest
from nplv_dash.domain.futures import Domain, FutureScenario
from nplv_dash.domain.parameters import Parameters
from nplv_dash.services import backtest, calibration, futures_doubt
from nplv_dash.services.futures import FULL, Result, run
from nplv_dash.services.futures_belief import Belief, Evidence, evidence_of, pool_of
from nplv_dash.services.futures_doubt import Flip
from nplv_dash.services.redistribution import spreads_of
from nplv_dash.ui import model

#: A result takes about half a megabyte.
_KEPT: Final = 64
#: Draws of the answer with the other belief, of which only a few figures are told.
NULL: Final = 1000


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
    return _result(scenario.id, scenario)


def null(scenario: FutureScenario) -> Result:
    """The same, weighed with what SCP (2013) found of them instead."""
    return _null(scenario.id, scenario)


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


# By its id, which Streamlit can take for a key.
@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _result(scenario_id: str, _scenario: FutureScenario) -> Result:  # noqa: ARG001
    return run(parameters(), _scenario, evidence(), FULL)


@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _null(scenario_id: str, _scenario: FutureScenario) -> Result:  # noqa: ARG001
    return run(parameters(), _scenario, evidence().as_null(), NULL)


@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _flips(scenario_id: str, _scenario: FutureScenario) -> tuple[Flip, ...]:  # noqa: ARG001
    return futures_doubt.flips(parameters(), _scenario, evidence())
