"""The futures of the programme's money: what each may do, how they differ, and what is left after a stop.

All futures meet the same draws, so that their differences are those of the money. Effects are what the programme adds,
in standard deviations of wijken, since it began: a level is what was measured plus this. The twenty areas have one and
the same effect (see `nplv_dash.model.programme`); nothing of the model of redistribution is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from nplv_dash.domain.futures import (
    BEGAN,
    CONTINUED,
    DECIDED_UNTIL,
    DOMAINS,
    FUTURES,
    LAST_YEAR,
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
from nplv_dash.services.redistribution import QUANTILES, Band, spreads_of

#: Draws of the answer.
FULL: Final = 2000
#: Years after a stop of which the share that is kept is told.
AFTER: Final = (2, 5, 10)
#: Thin lines beside a fan: single draws.
PATHS: Final = 20
_DT: Final = 1 / STEPS
#: Domains that are computed at the same time.
_THREADS: Final = 2


@dataclass(frozen=True)
class Comparison:
    """A future less the reference (`domain.futures.REFERENCE`), draw by draw.

    Attributes:
        band: shape (quantiles, years), at the end of every year of `Result.years`.
        better, worse: chance, at the end of the last year, that it is better or worse by more than can be measured.
    """

    band: Band
    better: float
    worse: float


@dataclass(frozen=True)
class Outlook:
    """One outcome in every future.

    Attributes:
        detectable: the smallest effect that could be measured.
        bands: per future, shape (quantiles, moments).
        paths: per future some single draws, shape (PATHS, moments); the same draws in every future.
        better: chance of a good effect at the end of the last year, per future.
        compared: per future but the reference.
        lost: what a future has less than `domain.futures.CONTINUED`, summed over the years from 2026 on: standard
            deviations times years, shape (quantiles,).
    """

    outcome: Outcome
    detectable: float
    bands: Mapping[FutureId, Band]
    paths: Mapping[FutureId, Array]
    better: Mapping[FutureId, float]
    compared: Mapping[FutureId, Comparison]
    lost: Mapping[FutureId, Band]


@dataclass(frozen=True)
class Fading:
    """What is left of the effect of a domain after the money of a future stopped.

    Attributes:
        lasting: share of the effect that is durable when the money stops, shape (quantiles,).
        kept: share of the effect that is left after `AFTER` years, shape (quantiles, len(AFTER)).
    """

    lasting: Band
    kept: Band


@dataclass(frozen=True)
class Interruption:
    """What it takes to come back after a stop at the end of 2028 and a restart.

    Attributes:
        regained: years from the restart until the effect is what it was at the stop, shape (quantiles,); infinity for
            not before the money of that future ends, or the last year that is computed.
        never: share of the draws in which it is not.
    """

    regained: Band
    never: float


@dataclass(frozen=True)
class Result:
    """What a scenario gives.

    Attributes:
        count: draws.
        weighed, effective: draws of the prior that were weighed, and to how many of equal weight they amount.
        plans: the money of each future.
        moments: of the fans, in years: 2026.0 is the beginning of 2026.
        years: at whose end futures are compared.
        outlooks: per domain, and of the total score.
        fading: per domain, and per future that has one sharp stop; of the total score it is not told.
        interruption: per domain, of the future `restart`.
        gap_years, gap_million: years without money in that future, and what Kansrijke Wijk pays in as many years on
            average in 2026-2028: million euros of one scheme, our own sum; what the others pay is not known. None where
            there is nothing to restart: no money after 2028, or what is told ends before it.
        beliefs: of the full effect, before and after the krachtwijken.
    """

    scenario: FutureScenario
    levers: FutureLevers
    evidence: Evidence
    count: int
    weighed: int
    effective: float
    plans: Mapping[FutureId, Plan]
    moments: tuple[float, ...]
    years: tuple[int, ...]
    outlooks: Mapping[Outcome, Outlook]
    fading: Mapping[Outcome, Mapping[FutureId, Fading]]
    interruption: Mapping[Domain, Interruption]
    gap_years: int
    gap_million: float | None
    beliefs: Mapping[Domain, Belief]


def run(parameters: Parameters, scenario: FutureScenario, evidence: Evidence, count: int = FULL) -> Result:
    """Compute every future and summarise them.

    Args:
        parameters: of the model of funding.
        count: draws.
    """
    levers, spreads = scenario.levers(parameters), spreads_of(parameters)
    pool = pool_of(spreads, scenario.seed, count, evidence)
    courses = Courses(levers, pool.posterior())
    parts = parts_of_score(spreads)

    def of(domain: Domain) -> tuple[Outlook, dict[FutureId, Fading], Interruption, Array | float]:
        one, stocks = courses.of(domain)
        unit = mixed(stocks, one)
        effect = one.full * unit
        return (
            _outlook(domain, effect, levers, evidence),
            _fading(stocks, one, courses.plans),
            _interruption(unit[:, FUTURES.index("restart")], levers),
            parts[domain] * effect if domain in parts else 0.0,
        )

    # Side by side: while it sorts and multiplies, numpy lets the other one have its turn.
    with ThreadPoolExecutor(_THREADS) as threads:
        found = dict(zip(DOMAINS, threads.map(of, DOMAINS), strict=True))
    outlooks: dict[Outcome, Outlook] = {domain: one[0] for domain, one in found.items()}
    total = np.zeros((courses.steps + 1, len(FUTURES), count)) + sum(part for *_, part in found.values())
    outlooks["liveability"] = _outlook("liveability", total, levers, evidence)
    gap = levers.restart_year - DECIDED_UNTIL - 1
    return Result(
        scenario=scenario,
        levers=levers,
        evidence=evidence,
        count=count,
        weighed=len(pool.draws),
        effective=effective(pool.weights),
        plans=courses.plans,
        moments=tuple(BEGAN + _DT * step for step in range(step_at(levers.until + 1) + 1)),
        years=_years(levers),
        outlooks=outlooks,
        fading={domain: fading for domain, (_, fading, *_) in found.items()},
        interruption={domain: one for domain, (_, _, one, _) in found.items()},
        gap_years=gap,
        gap_million=gap * float(parameters["spuk_2"].default or 0) / 3 if _restarts(levers) else None,
        beliefs=pool.beliefs(),
    )


class Courses:
    """Every future under the same draws, from the beginning of the programme to the last year."""

    def __init__(self, levers: FutureLevers, draws: Draws) -> None:
        """Take the levers and the draws."""
        self.plans = levers.plans()
        self.steps = step_at(LAST_YEAR + 1)
        self._draws = draws
        years = range(int(BEGAN), LAST_YEAR + 1)
        x = intensity(tuple(self.plans.values()), years, draws, levers.level_after)
        self._x = x[[int(BEGAN + _DT * step) - years[0] for step in range(self.steps)]]

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


def _years(levers: FutureLevers) -> tuple[int, ...]:
    return tuple(range(SAME_UNTIL, levers.until + 1))


def _outlook(outcome: Outcome, effect: Array, levers: FutureLevers, evidence: Evidence) -> Outlook:
    """From the effect of every draw, shape (steps + 1, futures, draws)."""
    smallest, last = evidence.smallest(outcome), step_at(levers.until + 1)
    # In single precision sorting takes half the time; the last digits are noise of the draws anyway.
    effect = effect.astype(np.float32)
    drawn = effect[: last + 1]
    bands = _band(drawn)
    some = np.linspace(0, drawn.shape[-1] - 1, PATHS).astype(int)
    ends = effect[[step_at(year + 1) for year in _years(levers)]]
    apart = ends - ends[:, [FUTURES.index(REFERENCE)]]
    against = _band(apart)
    continued = effect[:, [FUTURES.index(CONTINUED)]]
    less: Array = (continued - effect)[step_at(SAME_UNTIL + 1) : last + 1]
    # By trapezoids: half of the first and of the last.
    lost = _band(_DT * (less.sum(axis=0) - (less[0] + less[-1]) / 2))
    futures = dict(enumerate(FUTURES))
    return Outlook(
        outcome=outcome,
        detectable=smallest,
        bands={future: bands.at(k) for k, future in futures.items()},
        paths={future: drawn[:, k, some].T.copy() for k, future in futures.items()},
        better={future: float((effect[last, k] > 0).mean()) for k, future in futures.items()},
        compared={
            future: Comparison(
                against.at(k),
                better=float((apart[-1, k] > smallest).mean()),
                worse=float((apart[-1, k] < -smallest).mean()),
            )
            for k, future in futures.items()
            if future != REFERENCE
        },
        lost={future: lost.at(k) for k, future in futures.items()},
    )


def _fading(stocks: Array, one: OneDomain, plans: Mapping[FutureId, Plan]) -> dict[FutureId, Fading]:
    """From the stocks of every draw, shape (steps + 1, futures, 2, draws)."""
    found = {}
    for k, (future, plan) in enumerate(plans.items()):
        if not plan.taper and plan.restart is None:
            share = lasting(stocks[step_at(plan.end + 1), k], one)
            found[future] = Fading(Band.of(share), Band.of(kept(share, one, AFTER).T))
    return found


def _interruption(course: Array, levers: FutureLevers) -> Interruption:
    """From the course of every draw relative to its full effect, shape (steps + 1, draws)."""
    years = regained(course, step_at(DECIDED_UNTIL + 1), step_at(levers.restart_year), _DT)
    even = np.full(len(years), 1 / len(years))
    # Never in between two draws: half of the way to infinity is no number of years.
    return Interruption(Band(quantiles(years, even, QUANTILES)), never=float(np.isinf(years).mean()))


def _band(values: Array) -> Band:
    """The band of outcomes whose draws are in the last dimension."""
    return Band.of(np.moveaxis(values, -1, 0))
