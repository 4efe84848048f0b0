"""The question the other way round, for the country and the parameters of the project."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from nplv_dash.domain.parameters import Parameters
from nplv_dash.domain.scenario import Scenario
from nplv_dash.model import goalseek
from nplv_dash.model.draws import central, draw
from nplv_dash.model.redistribute import simulate
from nplv_dash.services.country import Country
from nplv_dash.services.redistribution import QUICK, Band, odds_of, shape_of, spreads_of

#: Years of the policy at whose end a goal may hold, and the one that a visitor meets first.
YEARS, FIRST_YEAR = range(3, 21), 10


def problem_of(country: Country, parameters: Parameters, scenario: Scenario, year: int) -> goalseek.Problem:
    """What a goal is sought in: the levers of the scenario but for its shares, in the most likely draw.

    Args:
        year: the goal holds at the end of this year of the policy, 1 for the first.
    """
    return goalseek.Problem(
        country.places, scenario.levers(parameters), central(spreads_of(parameters)), shape_of(parameters),
        odds_of(parameters), year,
    )  # fmt: skip


def seek_share(
    country: Country, parameters: Parameters, scenario: Scenario, year: int, target: float
) -> goalseek.ShareAnswer:
    """The smallest redirection to "at most `target` (a share) in every area", or how close one gets."""
    return goalseek.seek_share(problem_of(country, parameters, scenario, year), target)


def seek_fairness(
    country: Country, parameters: Parameters, scenario: Scenario, year: int, reduction: float
) -> goalseek.FairnessAnswer:
    """The smallest share for an index of dissimilarity that is lower by `reduction`, a share of the index now."""
    problem = problem_of(country, parameters, scenario, year)
    start = problem.redirect(np.zeros(country.places.areas)).dissimilarity_start
    return goalseek.seek_fairness(problem, start * (1 - reduction))


def areas_that_meet(
    country: Country, parameters: Parameters, scenario: Scenario, answer: goalseek.ShareAnswer, count: int = QUICK
) -> Band:
    """In how many areas a goal is met when its redirection meets everything that is uncertain: a band over draws."""
    places = country.places
    outcome = simulate(
        places, replace(scenario.levers(parameters), horizon=answer.year),
        draw(spreads_of(parameters), scenario.seed, count), shape_of(parameters), odds=odds_of(parameters),
        shares=answer.plan.shares, per_place=False,
    )  # fmt: skip
    homes = np.bincount(places.area[places.focus], places.homes[places.focus], minlength=places.areas)
    reached = outcome.column("vulnerable", outcome.sums[:, -1].astype(float))[:, : places.areas] / np.maximum(
        homes, 1.0
    )
    return Band.of((reached <= answer.target + goalseek.TOLERANCE).sum(axis=1).astype(float))


def trade_off(country: Country, parameters: Parameters, scenario: Scenario, year: int) -> goalseek.TradeOff:
    """What stricter and stricter targets ask."""
    return goalseek.trade_off(problem_of(country, parameters, scenario, year))
