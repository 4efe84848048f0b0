"""Scenarios of redistribution side by side, on the same draws: so their difference means something, draw by draw.

Limits: of scenarios that look further ahead or begin later, other years stand beside each other; of those with other
conditions for receivers, other wijken. Both are said beside the figures (`cautions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np

from nplv_dash.domain.parameters import Parameters, Value
from nplv_dash.present.outcomes import SELDOM
from nplv_dash.services.redistribution import Band, Result
from nplv_dash.services.redistribution_figures import Draws
from nplv_dash.services.report import HEADLINES, headlines

#: Names of scenarios that stand side by side, in their order; the first is what the others are compared with.
LETTERS: Final = "ABCD"
#: Of each unit (see `report.UNITS`) the smallest difference that a page shows. What is less counts as the same.
SMALLEST: Final[Mapping[str, float]] = MappingProxyType(
    {"pp": 0.05, "pct": 0.05, "sd": 0.0005, "index": 0.0005, "households_per_year": 0.5}
)
#: Outcomes that are compared: both sides, the households, the country. Not those that say where a scenario begins.
OUTCOMES: Final = tuple(name for name in HEADLINES if not name.endswith(("_start", "_before", "_better", "_worse")))
#: Measured within the region in which people may move, and some by the limit of who may receive.
_OF_REGION: Final = ("dissimilarity_after", "above_limit_after")

Verdict = Literal["same", "lower", "higher", "perhaps_lower", "perhaps_higher", "mostly_same", "unclear"]
Caution = Literal["horizon", "start", "receivers", "region"]


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more or less an outcome is than in the first scenario.

    Attributes:
        name, unit: of the outcome, as `report.Headline` has them.
        band: of the difference in every draw.
        lower, same, higher: shares of the draws; the same is what differs by less than `SMALLEST`.
    """

    name: str
    unit: str
    band: Band
    lower: float
    same: float
    higher: float

    @property
    def verdict(self) -> Verdict:
        """What may be said: certain only where 80 % of the draws lie on one side."""
        low, high = (float(bound) for bound in self.band.between(80))
        if self.same == 1:
            return "same"
        if low > SMALLEST[self.unit]:
            return "higher"
        if high < -SMALLEST[self.unit]:
            return "lower"
        if self.same > 0.5:
            return "mostly_same"
        if self.higher > SELDOM >= self.lower:
            return "perhaps_higher"
        if self.lower > SELDOM >= self.higher:
            return "perhaps_lower"
        return "unclear"


def compare(first: Result, other: Result) -> dict[str, Difference]:
    """The outcomes of `OUTCOMES` that can be compared, and how they differ from those of the first, draw by draw.

    Raises:
        ValueError: they were not computed with the same draws.
    """
    if (first.count, first.scenario.seed) != (other.count, other.scenario.seed):
        raise ValueError("only the same draws can be compared")
    units = {headline.name: headline.unit for headline in headlines(first)}
    apart = set(not_comparable(first, other))
    return {
        name: _difference(name, units[name], other.draws[name] - first.draws[name])
        for name in OUTCOMES
        if name not in apart
    }


def not_comparable(first: Result, other: Result) -> Iterator[str]:
    """Outcomes that measure something else in both."""
    within, limit = first.levers.reach == other.levers.reach, first.fairness.limit == other.fairness.limit
    comparable = {"dissimilarity_after": within, "above_limit_after": within and limit}
    yield from (name for name in _OF_REGION if not comparable[name])
    if not (first.receivers.wijken and other.receivers.wijken):
        yield from (name for name in OUTCOMES if name.startswith("receivers_"))


def by_area(first: Result, other: Result) -> Band:
    """How much more or less the share of vulnerable households is in each NPLV area; see `compare`."""
    return Band.of(other.by_area_draws.astype(float) - first.by_area_draws)


def cautions(results: Sequence[Result]) -> tuple[Caution, ...]:
    """What is not the same in all of them, and should be known before their figures are compared."""
    levers = [result.levers for result in results]
    differ = {
        "horizon": len({one.horizon for one in levers}) > 1,
        "start": len({one.start_year for one in levers}) > 1,
        "receivers": any((result.eligible != results[0].eligible).any() for result in results),
        "region": any(any(name in _OF_REGION for name in not_comparable(results[0], one)) for one in results),
    }
    order: tuple[Caution, ...] = ("horizon", "start", "receivers", "region")
    return tuple(name for name in order if differ[name])


def differing(parameters: Parameters, results: Sequence[Result]) -> dict[str, tuple[Value | None, ...]]:
    """The levers that are not the same in all, by id, with their value in each."""
    levers = {lever.id: tuple(getattr(one.levers, lever.id) for one in results) for lever in parameters.levers}
    return {name: values for name, values in levers.items() if len(set(values)) > 1}


def _difference(name: str, unit: str, draws: Draws) -> Difference:
    found = draws.astype(float)
    lower, higher = (float(np.mean(side)) for side in (found <= -SMALLEST[unit], found >= SMALLEST[unit]))
    same = float(np.mean(np.abs(found) < SMALLEST[unit]))
    return Difference(name, unit, Band.of(found), lower, same, higher)
