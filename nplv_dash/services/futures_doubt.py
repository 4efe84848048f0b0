"""On what the conclusion hangs: is the difference between a generation of money and the reference one to be measured?

`tornado` moves one assumption at a time; `flips` finds where the conclusion turns round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from nplv_dash.domain.futures import CONTINUED, DOMAINS, REFERENCE, Domain, FutureLevers, FutureScenario
from nplv_dash.domain.parameters import Parameters
from nplv_dash.model.draws import Array, Spread
from nplv_dash.model.programme import (
    ELASTICITY,
    MONEY,
    NO_EFFECT,
    PARTS,
    Draws,
    OneDomain,
    central,
    draw,
    mixed,
    named,
)
from nplv_dash.model.tornado import TRIED, Swing, Tornado
from nplv_dash.model.weights import quantiles
from nplv_dash.services.futures import Courses, step_at
from nplv_dash.services.futures_belief import Evidence, parts_of_score, pool_of, score, weights_of
from nplv_dash.services.redistribution import spreads_of

#: Draws that stand for the posterior while a turning point is looked for.
COUNT: Final = 500
#: Parts of a range at whose ends is looked first, and halvings of one of them: to a five-thousandth of the range.
_SCANNED: Final = 10
_HALVINGS: Final = 9
#: The largest full effect that is tried, in standard deviations: three times what is held possible.
_LARGEST: Final = 1.0


@dataclass(frozen=True)
class Flip:
    """Where the conclusion on a domain turns round, when one assumption has another value in every draw.

    The conclusion: at the end of the last year the median difference between `domain.futures.CONTINUED` and `REFERENCE`
    is larger than what could be measured, or not.

    Attributes:
        parameter: its id: the chance of no effect, the durable share, or the full effect, which then is there for sure.
        measurable: the conclusion as it stands.
        now: the most likely value of the parameter, before the krachtwijken.
        at: the value from which on the conclusion is the other one; None where none between `low` and `high` does that.
        above: whether it is the other one for larger values; else for smaller ones.
        low, high: what was tried, wider than what is held possible.
    """

    domain: Domain
    parameter: str
    measurable: bool
    now: float
    at: float | None
    above: bool
    low: float
    high: float


def tornado(parameters: Parameters, scenario: FutureScenario) -> dict[Domain, Tornado]:
    """What each assumption does by itself to the difference between `CONTINUED` and `REFERENCE` at the end.

    Every assumption goes from its 10 to its 90 % quantile, all others are most likely and the effect is there; where it
    is not is `at_zero` of the full effect. In standard deviations of wijken, before the krachtwijken.
    """
    levers, spreads = scenario.levers(parameters), spreads_of(parameters)
    by_name = {spread.name: spread for spread in spreads}
    found = {}
    for domain in DOMAINS:
        names = [*(named(kind, domain) for kind in PARTS.values()), MONEY, ELASTICITY]
        tried = [by_name[name].at(np.array(TRIED)) for name in names]
        changed = [{name: float(value)} for name, values in zip(names, tried, strict=True) for value in values]
        one, stocks = _both(levers, central(spreads, [{}, {names[0]: 0.0}, *changed])).of(domain)
        centre, zero, *ends = map(float, _apart(one, stocks[step_at(levers.until + 1)]))
        swings = [
            Swing(name, float(low), float(high), at_low, at_high, zero if name == names[0] else None)
            for name, (low, high), at_low, at_high in zip(names, tried, ends[::2], ends[1::2], strict=True)
        ]
        found[domain] = Tornado("difference", centre, tuple(sorted(swings, key=lambda swing: -swing.width)))
    return found


def flips(parameters: Parameters, scenario: FutureScenario, evidence: Evidence, count: int = COUNT) -> tuple[Flip, ...]:
    """Three for every domain, by bisection; the draws are weighed anew for every value that is tried.

    Args:
        count: draws; `futures_belief.POOL` times as many are weighed.
    """
    levers, spreads = scenario.levers(parameters), spreads_of(parameters)
    pool = pool_of(spreads, scenario.seed, count, evidence)
    courses = _both(levers, pool.draws)
    found = []
    for domain in DOMAINS:
        one, stocks = courses.of(domain)
        case = _Case(domain, one, stocks[step_at(levers.until + 1)], pool.draws, spreads, scenario.seed, evidence)
        tried = {
            NO_EFFECT: (case.no_effect, 1.0),
            PARTS["durable"]: (case.durable, 1.0),
            PARTS["full"]: (case.full, _LARGEST),
        }
        now = case.margin(one)
        for kind, (margin, high) in tried.items():
            name = named(kind, domain)
            found.append(
                Flip(
                    domain=domain,
                    parameter=name,
                    measurable=now > 0,
                    now=float(parameters[name].default or 0),
                    at=crossing(margin, 0.0, high),
                    above=(margin(0.0) > 0) == (now > 0),
                    low=0.0,
                    high=high,
                )
            )
    return tuple(found)


def crossing(margin: Callable[[float], float], low: float, high: float) -> float | None:
    """Where `margin` first changes sign between `low` and `high`; None where it does at none of the values scanned."""
    begins = margin(low) > 0
    width = (high - low) / _SCANNED
    ends = (low + width * (part + 1) for part in range(_SCANNED))
    high = next((end for end in ends if (margin(end) > 0) != begins), np.inf)
    if np.isinf(high):
        return None
    low = high - width
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if (margin(middle) > 0) == begins else (low, middle)
    return (low + high) / 2


@dataclass(frozen=True)
class _Case:
    """One domain with everything that a value of an assumption is tried on; `stocks` are those at the end."""

    domain: Domain
    one: OneDomain
    stocks: Array
    draws: Draws
    spreads: Sequence[Spread]
    seed: int
    evidence: Evidence

    def no_effect(self, chance: float) -> float:
        name = named(NO_EFFECT, self.domain)
        others = [spread for spread in self.spreads if spread.name != name]
        found = draw([*others, Spread(name, "fixed", chance, chance, chance)], self.seed, len(self.draws))
        return self.margin(found.domains[self.domain])

    def durable(self, share: float) -> float:
        return self.margin(replace(self.one, durable=np.full_like(self.one.durable, share)))

    def full(self, effect: float) -> float:
        return self.margin(replace(self.one, full=np.full_like(self.one.full, effect)))

    def margin(self, one: OneDomain) -> float:
        """The median difference less what could be measured."""
        parts = parts_of_score(self.spreads)
        weights = np.full(len(self.draws), 1 / len(self.draws))
        if self.domain in parts and self.evidence.targets:
            years = [target.year for target in self.evidence.targets]
            domains: Mapping[Domain, OneDomain] = self.draws.domains | {self.domain: one}
            weights = weights_of(score(domains, parts, years), len(self.draws), *self.evidence.both[0])
        (median,) = quantiles(_apart(one, self.stocks), weights, (0.5,))
        return float(median) - self.evidence.smallest(self.domain)


def _both(levers: FutureLevers, draws: Draws) -> Courses:
    """`CONTINUED` and `REFERENCE`."""
    plans = levers.plans()
    return Courses((plans[CONTINUED], plans[REFERENCE]), levers.level_after, draws)


def _apart(one: OneDomain, stocks: Array) -> Array:
    """The first of `_both` less the second, of stocks of shape (2, 2, draws) to (draws,)."""
    continued, reference = mixed(stocks, one)
    apart: Array = one.full * (continued - reference)
    return apart
