"""From wijken to areas, municipalities and the country: counts are summed, rates weighted, missing stays missing.

One function does it for all three, so that an area is compared with figures that were made in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nplv_dash.domain.records import Indicator

Array = NDArray[np.float64]

#: At least this share of the weight must have a figure; otherwise the aggregate is "no figure".
COVERAGE = 0.8
#: A rate made anew from counts is expressed per this many.
_PER = {"per_1000": 1000.0, "percent": 100.0}


@dataclass(frozen=True)
class Aggregate:
    """Figures of g groups.

    Attributes:
        values: shape (g,); NaN where `coverage` is below `COVERAGE`.
        coverage: shape (g,), the share of the weight that has a figure, 0 to 1.
        known: shape (g,), number of units with a figure.
        units: shape (g,), number of units in the group.
    """

    values: Array
    coverage: Array
    known: NDArray[np.intp]
    units: NDArray[np.intp]


def aggregate(
    indicator: Indicator, values: Array, weight: Array, members: Array, numerator: Array | None = None
) -> Aggregate:
    """Aggregate one indicator of one year.

    Args:
        indicator: tells whether the figure is a count or a rate.
        values: shape (n,), one figure per unit, NaN where unknown.
        weight: shape (n,), the count that the rate is per (residents, households, homes); for a count: residents, used
            only to tell how much is covered. A unit whose weight is unknown or zero takes no part in a rate.
        members: shape (g, n), the share of each unit that belongs to each group, 0 to 1.
        numerator: shape (n,), the count of which the rate is made, where there is one.

    Returns:
        A count is the sum of share times count. A rate is the mean weighted with share times weight, so it lies between
        the rates of its parts; with a numerator it is the summed numerator over the summed weight.
    """
    given = values if numerator is None else numerator
    base = np.nan_to_num(weight, nan=0.0)
    known = np.isfinite(given)
    total = members @ base
    covered = members @ np.where(known, base, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        coverage = np.where(total > 0, covered / total, 0.0)
        if indicator.kind == "count":
            result = members @ np.where(known, given, 0.0)
        elif numerator is not None:
            result = _PER[indicator.unit] * (members @ np.where(known, given, 0.0)) / covered
        else:
            result = (members @ np.where(known, base * given, 0.0)) / covered
    inside = members > 0
    return Aggregate(
        values=np.where(coverage >= COVERAGE, result, np.nan),
        coverage=coverage,
        known=(inside & known).sum(axis=1),
        units=inside.sum(axis=1),
    )


def nearest_year(wanted: int, years: tuple[int, ...]) -> int:
    """The year nearest to `wanted`; the later one when two are as near."""
    return min(years, key=lambda year: (abs(year - wanted), -year))
