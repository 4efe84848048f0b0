"""The futures of the programme's money: what each may do, how they differ, and what is left after a stop.

All futures meet the same draws, so that their differences are those of the money. Effects are what the programme adds,
in standard deviations of wijken, since it began: a level is what was measured plus this. The twenty areas have one and
the same effect (see `nplv_dash.model.programme`); nothing of the model of redistribution is in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from nplv_dash.domain.futures import (
    BEGAN,
    CONTINUED,
    DECIDED_UNTIL,
    DOMAINS,
    FUTURES,
    LAST_YEAR,
    OUTCOMES,
    REFERENCE,
    SAME_UNTIL,
    Domain,
    FutureId,
    FutureLevers,
    FutureScenario,
    Outcome,
    Plan,
)
from nplv_dash.domain.parameters import Parameters
from nplv_dash.model.draws import Array
from nplv_dash.model.programme import STEPS, Draws, OneDomain, intensity, kept, lasting, mixed, regained, simulate
from nplv_dash.model.weights import effective, quantiles
from nplv_dash.services.futures_belief import Belief, Evidence, parts_of_score, pool_of
from nplv_dash.services.futures_figures import Comparison, Fading, Fan, Interruption, Later, Outlook, Result
from nplv_dash.services.redistribution import QUANTILES, Band, spreads_of

#: Draws of the answer.
FULL: Final = 2000
#: Years after a stop of which the share that is kept is told.
AFTER: Final = (2, 5, 10)
#: Thin lines beside a fan: single draws.
PATHS: Final = 20
_DT: Final = 1 / STEPS


@dataclass(frozen=True)
class Ground:
    """What no lever moves: the draws, and what is held before and after the krachtwijken.

    Attributes:
        draws: of equal weight.
        parts: of the domains in the total score; all else is as in `Result`.
    """

    evidence: Evidence
    draws: Draws
    parts: Mapping[Domain, float]
    weighed: int
    effective: float
    beliefs: Mapping[Domain, Belief]


@dataclass(frozen=True)
class Course:
    """One future in every draw.

    Attributes:
        effects: shape (steps + 1, draws), single precision.
        fading: empty where the money has not one sharp stop.
        interruption: empty where the money does not come back.
    """

    plan: Plan
    effects: Mapping[Outcome, Array]
    fading: Mapping[Outcome, Fading]
    interruption: Mapping[Domain, Interruption]


class Teller(Protocol):
    """Tells of futures what a page or a file asks for; it may remember what it said."""

    def course(self, plan: Plan) -> Course:
        """The future with this money; see `course_of`."""

    def fan(self, plan: Plan, outcome: Outcome) -> Fan:
        """What it does; see `fan_of`."""

    def compared(self, plan: Plan, outcome: Outcome) -> Comparison:
        """It less the reference; see `comparison_of`."""

    def lost(self, plan: Plan, outcome: Outcome) -> Band:
        """What it has less than a generation of money; see `loss_of`."""


def run(parameters: Parameters, scenario: FutureScenario, evidence: Evidence, count: int = FULL) -> Result:
    """Compute every future and summarise them.

    Args:
        parameters: of the model of funding.
        count: draws.
    """
    ground, levers = ground_of(parameters, scenario.seed, evidence, count), scenario.levers(parameters)
    result = result_of(parameters, scenario, ground, _Plain(ground, levers))
    for outlook in result.outlooks.values():
        for found in (outlook.bands, outlook.paths, outlook.better, outlook.compared, outlook.lost):
            list(found.values())
    return result


class _Plain:
    """Tells of the futures of one scenario, and remembers the courses only."""

    def __init__(self, ground: Ground, levers: FutureLevers) -> None:
        self._ground, self._levers, self._plans = ground, levers, levers.plans()
        self._courses: dict[Plan, Course] = {}

    def course(self, plan: Plan) -> Course:
        if plan not in self._courses:
            self._courses[plan] = course_of(self._ground, plan, self._levers.level_after)
        return self._courses[plan]

    def fan(self, plan: Plan, outcome: Outcome) -> Fan:
        return fan_of(self.course(plan), self._levers.until, outcome)

    def compared(self, plan: Plan, outcome: Outcome) -> Comparison:
        reference = self.course(self._plans[REFERENCE])
        return comparison_of(self._ground, self.course(plan), reference, self._levers.until, outcome)

    def lost(self, plan: Plan, outcome: Outcome) -> Band:
        return loss_of(self.course(plan), self.course(self._plans[CONTINUED]), self._levers.until, outcome)


def ground_of(parameters: Parameters, seed: int, evidence: Evidence, count: int = FULL) -> Ground:
    """Draw, and weigh with what was measured; for the arguments see `run`."""
    spreads = spreads_of(parameters)
    pool = pool_of(spreads, seed, count, evidence)
    held, parts = pool.beliefs(), parts_of_score(spreads)
    return Ground(evidence, pool.posterior(), parts, len(pool.draws), effective(pool.weights), held)


def course_of(ground: Ground, plan: Plan, level_after: float | None) -> Course:
    """One future, from the beginning of the programme to the last year."""
    courses = Courses((plan,), level_after, ground.draws)
    effects: dict[Outcome, Array] = {}
    fading: dict[Outcome, Fading] = {}
    interruption: dict[Domain, Interruption] = {}
    total = np.zeros((step_at(LAST_YEAR + 1) + 1, len(ground.draws)))
    for domain in DOMAINS:
        one, stocks = courses.of(domain)
        unit = mixed(stocks, one)[:, 0]
        effect = one.full * unit
        total += ground.parts.get(domain, 0.0) * effect
        # In single precision sorting takes half the time; the last digits are noise of the draws anyway.
        effects[domain] = effect.astype(np.float32)
        if plan.restart is not None:
            interruption[domain] = _interruption(unit, plan.end, plan.restart)
        elif not plan.taper:
            share = lasting(stocks[step_at(plan.end + 1), 0], one)
            fading[domain] = Fading(Band.of(share), Band.of(kept(share, one, AFTER).T))
    effects["liveability"] = total.astype(np.float32)
    return Course(plan, effects, fading, interruption)


def fan_of(course: Course, until: int, outcome: Outcome) -> Fan:
    """What a future does to one outcome, up to and with the year `until`."""
    effect, last = course.effects[outcome], step_at(until + 1)
    some = np.linspace(0, effect.shape[1] - 1, PATHS).astype(int)
    return Fan(
        band=_band(effect[: last + 1]),
        paths=effect[: last + 1, some].T.copy(),
        better=float((effect[last] > 0).mean()),
    )


def comparison_of(ground: Ground, course: Course, reference: Course, until: int, outcome: Outcome) -> Comparison:
    """A future less the reference, at the same level of money."""
    smallest, ends = ground.evidence.smallest(outcome), [step_at(year + 1) for year in _years(until)]
    apart = course.effects[outcome][ends] - reference.effects[outcome][ends]
    return Comparison(
        _band(apart), better=float((apart[-1] > smallest).mean()), worse=float((apart[-1] < -smallest).mean())
    )


def loss_of(course: Course, continued: Course, until: int, outcome: Outcome) -> Band:
    """What a future has less than a generation of money, summed over the years in which they can differ."""
    less = continued.effects[outcome] - course.effects[outcome]
    less = less[step_at(SAME_UNTIL + 1) : step_at(until + 1) + 1]
    # By trapezoids: half of the first and of the last.
    return _band(_DT * (less.sum(axis=0) - (less[0] + less[-1]) / 2))


def result_of(
    parameters: Parameters,
    scenario: FutureScenario,
    ground: Ground,
    tell: Teller,
) -> Result:
    """Put together what is told of every future; nothing of that is computed before somebody asks for it.

    Args:
        tell: of the same ground and levers.
    """
    levers = scenario.levers(parameters)
    plans = levers.plans()
    stopping = [future for future, plan in plans.items() if not plan.taper and plan.restart is None]
    gap = levers.restart_year - DECIDED_UNTIL - 1

    def outlook(outcome: Outcome) -> Outlook:
        fans = Later(FUTURES, lambda future: tell.fan(plans[future], outcome))
        others = [future for future in FUTURES if future != REFERENCE]
        return Outlook(
            outcome=outcome,
            detectable=ground.evidence.smallest(outcome),
            bands=Later(FUTURES, lambda future: fans[future].band),
            paths=Later(FUTURES, lambda future: fans[future].paths),
            better=Later(FUTURES, lambda future: fans[future].better),
            compared=Later(others, lambda future: tell.compared(plans[future], outcome)),
            lost=Later(FUTURES, lambda future: tell.lost(plans[future], outcome)),
        )

    def fading(domain: Outcome) -> Mapping[FutureId, Fading]:
        return Later(stopping, lambda future: tell.course(plans[future]).fading[domain])

    return Result(
        scenario=scenario,
        levers=levers,
        evidence=ground.evidence,
        count=len(ground.draws),
        weighed=ground.weighed,
        effective=ground.effective,
        plans=plans,
        moments=tuple(BEGAN + _DT * step for step in range(step_at(levers.until + 1) + 1)),
        years=_years(levers.until),
        outlooks=Later(OUTCOMES, outlook),
        fading=Later(DOMAINS, fading),
        interruption=Later(DOMAINS, lambda domain: tell.course(plans["restart"]).interruption[domain]),
        gap_years=gap,
        gap_million=gap * float(parameters["spuk_2"].default or 0) / 3 if _restarts(levers) else None,
        beliefs=ground.beliefs,
    )


class Courses:
    """Some futures under the same draws, from the beginning of the programme to the last year."""

    def __init__(self, plans: Sequence[Plan], level_after: float | None, draws: Draws) -> None:
        """Take the money and the draws; for the level see `nplv_dash.model.programme.intensity`."""
        self._draws = draws
        years = range(int(BEGAN), LAST_YEAR + 1)
        x = intensity(plans, years, draws, level_after)
        self._x = x[[int(BEGAN + _DT * step) - years[0] for step in range(step_at(LAST_YEAR + 1))]]

    def of(self, domain: Domain) -> tuple[OneDomain, Array]:
        """What was drawn of a domain, and its stocks in every future: shape (steps + 1, futures, 2, draws)."""
        one = self._draws.domains[domain]
        return one, simulate(self._x, one, _DT)


def step_at(moment: float) -> int:
    """The step that begins at a moment, such as 2026.0."""
    return round((moment - BEGAN) * STEPS)


def _restarts(levers: FutureLevers) -> bool:
    """Whether there is money again within the years that are told."""
    return levers.level_after != 0 and levers.restart_year <= levers.until


def _years(until: int) -> tuple[int, ...]:
    return tuple(range(SAME_UNTIL, until + 1))


def _interruption(course: Array, stop: int, restart: int) -> Interruption:
    """From the course of every draw relative to its full effect, shape (steps + 1, draws).

    Args:
        stop, restart: last year with money, and first year with money again.
    """
    years = regained(course, step_at(stop + 1), step_at(restart), _DT)
    even = np.full(len(years), 1 / len(years))
    # Never in between two draws: half of the way to infinity is no number of years.
    return Interruption(Band(quantiles(years, even, QUANTILES)), never=float(np.isinf(years).mean()))


def _band(values: Array) -> Band:
    """The band of outcomes whose draws are in the last dimension."""
    return Band.of(np.moveaxis(values, -1, 0))
