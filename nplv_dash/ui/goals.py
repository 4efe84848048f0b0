"""The one door for answers to the question the other way round: what must be done to reach a goal.

Each is kept, by the fingerprint of the data among others.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from nplv_dash.domain.scenario import Scenario
from nplv_dash.model.goalseek import FairnessAnswer, ShareAnswer, TradeOff
from nplv_dash.services import goalseek
from nplv_dash.services.goalseek import areas_that_meet, seek_fairness, seek_share, trade_off
from nplv_dash.services.redistribution import Band
from nplv_dash.ui.model import country, parameters

#: Years of the policy at whose end a goal may hold, and the one that a visitor meets first.
YEARS, FIRST_YEAR = [str(x) for x in goalseek.YEARS], str(goalseek.FIRST_YEAR)
_KEPT: Final = 64


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def share(fingerprint: str, scenario: Scenario, year: int, percent: int) -> ShareAnswer:  # noqa: ARG001
    """What is needed for at most so many per cent vulnerable households in every area, after so many years."""
    return seek_share(country(), parameters(), scenario, year, percent / 100)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def fairness(fingerprint: str, scenario: Scenario, year: int, percent: int) -> FairnessAnswer:  # noqa: ARG001
    """What is needed for a dissimilarity that is so many per cent lower, after so many years."""
    return seek_fairness(country(), parameters(), scenario, year, percent / 100)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def met(fingerprint: str, scenario: Scenario, year: int, percent: int) -> Band:
    """In how many areas the goal of `share` is met with everything that is uncertain."""
    return areas_that_meet(country(), parameters(), scenario, share(fingerprint, scenario, year, percent))


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def curve(fingerprint: str, scenario: Scenario, year: int) -> TradeOff:  # noqa: ARG001
    """What stricter and stricter goals ask, after so many years."""
    return trade_off(country(), parameters(), scenario, year)
