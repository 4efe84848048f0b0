"""From wijken to areas, municipalities and the country: counts are summed, rates weighted, missing stays missing.

One function does it for all three, so that an area is compared with figures that were made in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nplv_dash.domain.records import KNOWN, Indicator

Array = NDArray[np.float64]

#: At least this share of the residents must live where a rate is known; otherwise the aggregate is "no figure".
COVERAGE = KNOWN
#: A sum that lacks a part is too low, where a mean is hardly another one: of a count nearly all must be known.
COVERAGE_COUNT = 0.98
#: CBS rounds residents to fives and leaves out fewer. A unit with no more than these has a weight of nothing where its
#: weight is unknown; what happens there (crime in a harbour, on a business park) still belongs to the whole.
NOBODY = 5
#: A rate made anew from counts is expressed per this many.
_PER = {"per_1000": 1000.0, "percent": 100.0}


class Members(Protocol):
    """Which units belong to which group: an array of shares of shape (g, n), or what adds up as that does."""

    def __matmul__(self, values: Array, /) -> Array:
        """Of values of shape (n,) the sum of each group, shape (g,)."""


class Partition:
    """Every unit in one group as a whole, or in none.

    Of the full table nearly all is zero: adding up the wijken of 342 municipalities with it takes twenty times as long.

    Args:
        group: shape (n,), the group of each unit; below zero for none.
        count: g.
    """

    def __init__(self, group: NDArray[np.int_], count: int) -> None:
        self._units = np.flatnonzero(group >= 0)
        self._group, self._count = group[self._units], count

    def __matmul__(self, values: Array, /) -> Array:
        return np.bincount(self._group, values[self._units], minlength=self._count).astype(np.float64, copy=False)


def enough(indicator: Indicator) -> float:
    """The coverage below which an aggregate of `indicator` is "no figure"."""
    return COVERAGE_COUNT if indicator.kind == "count" else COVERAGE


@dataclass(frozen=True)
class Aggregate:
    """Figures of g groups. The arrays are read-only: one object serves all visitors.

    Attributes:
        values: shape (g,); NaN where `coverage` is too low (see `enough`).
        coverage: shape (g,), the share of the residents who live in units of which the figure is known, 0 to 1.
    """

    values: Array
    coverage: Array

    def __post_init__(self) -> None:
        for array in (self.values, self.coverage):
            array.flags.writeable = False


def aggregate(
    indicator: Indicator,
    members: Members,
    base: Array,
    values: Array,
    weight: Array | None = None,
    numerator: Array | None = None,
) -> Aggregate:
    """Aggregate one indicator of one year.

    Args:
        indicator: tells whether the figure is a count or a rate.
        members: the share of each unit that belongs to each group, 0 to 1.
        base: shape (n,), residents, of a year in which they are known for (nearly) every unit; they only tell how much
            is covered. The weight itself cannot: where it is unknown, it would be missing from the whole too.
        values: shape (n,), one figure per unit, NaN where unknown.
        weight: shape (n,), the count that a rate is per (residents, households, homes), NaN where unknown.
        numerator: shape (n,), the count of which the rate is made, where there is one.

    Returns:
        A count is the sum of share times count. A rate is the mean weighted with share times weight, so it lies between
        the rates of its parts; with a numerator it is the summed numerator over the summed weight. A unit whose weight
        or figure is unknown takes no part and lowers the coverage; a unit of weight zero has nothing to be known.
    """
    given = values if numerator is None else numerator
    people = np.nan_to_num(base, nan=0.0)
    part = settled = np.isfinite(given)
    if weight is not None:
        weight = np.where(np.isnan(weight) & (people <= NOBODY), 0.0, weight)
        part = part & np.isfinite(weight)
        settled = part | (weight == 0)
    total = members @ people
    with np.errstate(divide="ignore", invalid="ignore"):
        coverage = np.where(total > 0, members @ np.where(settled, people, 0.0) / total, 0.0)
        if weight is None:
            result = members @ np.where(part, given, 0.0)
        else:
            per, summand = (1.0, given * weight) if numerator is None else (_PER[indicator.unit], given)
            result = per * (members @ np.where(part, summand, 0.0)) / (members @ np.where(part, weight, 0.0))
    return Aggregate(values=np.where(coverage >= enough(indicator), result, np.nan), coverage=coverage)


def nearest_year(wanted: int, years: tuple[int, ...]) -> int:
    """The year nearest to `wanted`; the later one when two are as near."""
    return min(years, key=lambda year: (abs(year - wanted), -year))
