"""What a scenario of redistribution gives, in the figures that people see: bands over the draws.

Both runs meet the same draws; only their difference means something, and it always comes with its band.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nplv_dash.domain.levers import Levers
from nplv_dash.domain.scenario import Scenario
from nplv_dash.model.fairness import Counts, Lorenz
from nplv_dash.model.places import Array, Mask
from nplv_dash.present.outcomes import Three

#: Of every band: 95, 80 and 50 % of the draws lie between the outer, the middle and the inner pair.
QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
_MEDIAN = QUANTILES.index(0.5)
#: Outcomes as they are in every draw, in its order: what the difference of two scenarios is made of.
Draws = NDArray[np.float32]


@dataclass(frozen=True)
class Band:
    """How an outcome is spread over the draws: `values` holds its `QUANTILES` in the first dimension."""

    values: Array

    @classmethod
    def of(cls, draws: Counts) -> Band:
        """The band of outcomes of shape (draws, ...)."""
        # As np.quantile, and quicker: what belongs together lies together in memory and is sorted as a whole.
        ordered: NDArray[Any] = np.array(np.moveaxis(draws, 0, -1), order="C")
        ordered.sort(axis=-1)
        last = ordered.shape[-1] - 1
        position = np.array(QUANTILES) * last
        below = position.astype(int)
        share = position - below
        low, high = ordered[..., below], ordered[..., np.minimum(below + 1, last)]
        step = high - low
        values = np.where(share < 0.5, low + step * share, high - step * (1 - share))
        return cls(np.ascontiguousarray(np.moveaxis(values, -1, 0)))

    @property
    def median(self) -> Array:
        """Half of the draws lie below."""
        middle: Array = self.values[_MEDIAN]
        return middle

    def between(self, percent: int) -> tuple[Array, Array]:
        """Bounds between which 50, 80 or 95 % of the draws lie."""
        index = {95: 0, 80: 1, 50: 2}[percent]
        return self.values[index], self.values[-1 - index]

    def at(self, position: int) -> Band:
        """The band of one year, area or wijk."""
        return Band(self.values[..., position])


def three(band: Band, position: int | None = None) -> Three:
    """The bounds of 80 % of the draws and the median between them, of a band or of one year, area or wijk in it."""
    one = band if position is None else band.at(position)
    low, high = one.between(80)
    return float(low), float(one.median), float(high)


@dataclass(frozen=True)
class Side:
    """One of both sides: the NPLV areas together, or the wijken that may receive.

    Attributes:
        wijken, households, homes: how many there are.
        start: share of the corporation homes that is let to vulnerable households without the policy, median.
        change: what the policy makes of that share, in percentage points, per year.
        change_low_income: the same of all households with a low income in corporation homes.
        effect: change of liveability in standard deviations of wijken, per year.
        effect_draws: the same at the horizon, per draw.
    """

    wijken: int
    households: float
    homes: float
    start: float
    change: Band
    change_low_income: Band
    effect: Band
    effect_draws: Array


@dataclass(frozen=True)
class Ledger:
    """Where the redirected households went: households a year, mean over the years up to the horizon, as bands.

    wanted = not_carried_out + no_room + placed in every draw, and so for `means`; medians of skewed outcomes need not
    add up. `workers` came with priority. `longer` other home seekers of the country rent fewer homes than without the
    policy: because of priority, less what workers leave again, and by a few because turnover is another one (more than
    a few with `feedback`). `room` is what receivers had to offer, `inflow` all vulnerable households who came to the
    NPLV areas without the policy, and `vacancies` all homes that fell vacant there with it.

    Attributes:
        means: over the draws, by the names of the bands.
        clipped: households a year, mean, by which wijken had fewer vulnerable households than none, in either
            run: so many the account is off.
    """

    inflow: Band
    wanted: Band
    not_carried_out: Band
    no_room: Band
    placed: Band
    room: Band
    workers: Band
    longer: Band
    vacancies: Band
    means: Mapping[str, float]
    clipped: float


@dataclass(frozen=True)
class PlaceFigures:
    """Figures per wijk at the horizon: arrays of shape (n,), bands of (quantiles, n). NaN where nothing can change.

    Attributes:
        before: share of the corporation homes let to vulnerable households, percent, median.
        after: that and the median of the change.
        change: the difference in percentage points.
        effect: of liveability, in standard deviations of wijken.
        received: households that came from the NPLV areas in the last year.
        used: share of the room that was used, percent, median; NaN where some draw has no room.
    """

    before: Array
    after: Array
    change: Band
    effect: Band
    received: Band
    used: Array


@dataclass(frozen=True)
class Fairness:
    """How vulnerable households are spread over the corporation homes of the regions with an NPLV area.

    Attributes:
        dissimilarity: without and with the policy, bands; the share of households that would have to move for an equal
            spread.
        above: share of the wijken where more than `limit` of the homes are let to vulnerable households, percent.
        limit: of `above`: the highest share at which a wijk may receive.
        curves: of the median stock, without and with the policy.
    """

    dissimilarity: tuple[Band, Band]
    above: tuple[Band, Band]
    limit: float
    curves: tuple[Lorenz, Lorenz]


@dataclass(frozen=True)
class Law:
    """Legal limits, percent of the lettings in the NPLV areas: what the scenario asks and what is allowed.

    Attributes:
        priority, priority_limit: of the levers and of the Housing Act.
        above_limit: lettings to workers with an income above the limit of social rent, in the last year.
        above_limit_asked: the same if all homes with priority went to workers, median.
        free_room, free_room_agreed: what corporations may let above that limit, without and with local agreements.
    """

    priority: float
    priority_limit: float
    above_limit: Band
    above_limit_asked: float
    free_room: float
    free_room_agreed: float


@dataclass(frozen=True)
class Result:
    """What a scenario gives.

    Attributes:
        count: draws.
        years: the calendar years at whose end the figures stand.
        areas, receivers: both sides.
        by_area: share at the start, percentage points of change and households redirected a year, per NPLV area.
        national: effect on liveability of the mean Dutch household at the horizon.
        places: per wijk of the country.
        eligible: which wijken may receive.
        draws: figures of `report.HEADLINES` in every draw, at the horizon or the mean over the years; shape (count,).
        by_area_draws: of `by_area_change`, shape (count, areas).
    """

    scenario: Scenario
    levers: Levers
    count: int
    years: tuple[int, ...]
    areas: Side
    receivers: Side
    by_area_start: Array
    by_area_change: Band
    by_area_placed: Band
    by_area_effect: Band
    national: Band
    ledger: Ledger
    law: Law
    fairness: Fairness
    places: PlaceFigures
    eligible: Mask
    draws: Mapping[str, Draws]
    by_area_draws: Draws

    @cached_property
    def changes_anything(self) -> bool:
        """Whether the policy asks for anything."""
        return self.levers.share_redirected > 0 or self.levers.workers > 0

    def probability(self, side: Side, threshold: float) -> float:
        """Share of the draws in which liveability rises by more than `threshold` (or falls, when that is negative)."""
        effect = side.effect_draws
        return float((effect > threshold).mean() if threshold >= 0 else (effect < threshold).mean())
