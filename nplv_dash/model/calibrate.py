"""What the data say about the model's parameters: slopes, noise, landing, detectability. Arrays in, results out.

A slope is an association. Wijken with more vulnerable households differ in much else, and nothing here makes an effect
of it; what part is causal is another parameter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]

#: 1.96 for significance at five per cent and 0.84 for a power of eighty: an effect of this many standard errors is
#: found four times out of five (Bloom 1995, Minimum detectable effects).
DETECTABLE = 2.8


@dataclass(frozen=True)
class Sample:
    """n units for one regression.

    Attributes:
        outcome: shape (n,).
        regressors: shape (n, k); the slope of the first is what is asked for, the others are held constant.
        weights: shape (n,), above zero; only their proportions matter.
        cluster: shape (n,), whole numbers; errors may be correlated within a cluster.
        within: compare units within their cluster only (fixed effects), instead of all with all.

    Raises:
        ValueError: arrays of other lengths, a value that is not finite, a weight that is not above zero, or fewer
            than two clusters.
    """

    outcome: Array
    regressors: Array
    weights: Array
    cluster: Index
    within: bool = False

    def __post_init__(self) -> None:
        n = len(self.outcome)
        if self.regressors.shape[:1] != (n,) or self.weights.shape != (n,) or self.cluster.shape != (n,):
            raise ValueError(f"every array must have length {n}")
        numbers = (self.outcome, self.regressors, self.weights)
        if not all(np.isfinite(array).all() for array in numbers) or not (self.weights > 0).all():
            raise ValueError("figures must be finite and weights above zero")
        if len(np.unique(self.cluster)) < 2:
            raise ValueError("a slope needs two clusters at least")


@dataclass(frozen=True)
class Slope:
    """A slope, in units of the outcome per unit of the regressor.

    Attributes:
        value: the slope.
        se: its standard error, robust to correlation within clusters.
        units, clusters: how many.
        r2: share of the weighted variance that all regressors explain; with `within`, of the variance within clusters.
    """

    value: float
    se: float
    units: int
    clusters: int
    r2: float


@dataclass(frozen=True)
class Estimate:
    """A number with its standard error."""

    value: float
    se: float


def weighted_sd(values: Array, weights: Array) -> float:
    """Standard deviation of `values`, shape (n,), each counted `weights` times; units without either are left out."""
    known = np.isfinite(values) & (np.nan_to_num(weights) > 0)
    mean = np.average(values[known], weights=weights[known])
    return float(np.sqrt(np.average((values[known] - mean) ** 2, weights=weights[known])))


def slope(sample: Sample) -> Slope:
    """Weighted least squares with standard errors clustered as in Liang and Zeger (1986).

    The correction for few clusters is G / (G - 1) * (n - 1) / (n - k). With `within`, outcome and regressors are taken
    from their weighted mean per cluster; as clusters are what is compared within, the means cost no further degrees of
    freedom (Cameron and Miller 2015, section III.B).
    """
    fit = _fit(*_design(sample), sample)
    return Slope(
        value=float(fit.params[0]),
        se=float(fit.bse[0]),
        units=len(sample.outcome),
        clusters=len(np.unique(sample.cluster)),
        r2=float(fit.rsquared),
    )


def slope_ratio(change: Sample, level: Sample) -> Estimate:
    """The slope of changes over that of levels, for the same units in the same order.

    Both are estimated at once, so that the standard error (delta method) knows how they go together.

    Raises:
        ValueError: the samples are not of the same units.
    """
    if len(change.outcome) != len(level.outcome) or (change.cluster != level.cluster).any():
        raise ValueError("both samples must have the same units")
    (y0, x0), (y1, x1) = _design(change), _design(level)
    stacked = np.block([[x0, np.zeros((len(y0), x1.shape[1]))], [np.zeros((len(y1), x0.shape[1])), x1]])
    both = Sample(
        outcome=np.concatenate([y0, y1]),
        regressors=stacked,
        weights=np.concatenate([change.weights, level.weights]),
        cluster=np.concatenate([change.cluster, level.cluster]),
    )
    fit = _fit(both.outcome, both.regressors, both)
    rows = [0, x0.shape[1]]
    upper, lower = fit.params[rows]
    gradient = np.array([1 / lower, -upper / lower**2])
    variance = gradient @ fit.cov_params()[np.ix_(rows, rows)] @ gradient
    return Estimate(value=float(upper / lower), se=float(np.sqrt(variance)))


def area_noise(levels: Array, years: Array) -> Estimate:
    """How much an area's figure moves from one measurement to the next, apart from its own trend.

    Each unit gets its own straight line, and what all units have in common in a year is left out: it would move areas
    and what they are compared with alike.

    Args:
        levels: shape (n, k), the figure of n units in k years; units with a gap are left out.
        years: shape (k,), rising; three or more.

    Returns:
        The standard deviation around the lines, and its standard error, in the unit of `levels`.

    Raises:
        ValueError: fewer than three years, or fewer than two whole units.
    """
    whole = levels[np.isfinite(levels).all(axis=1)]
    n, k = whole.shape
    if k < 3 or n < 2:
        raise ValueError("noise needs three years and two units at least")
    time = years - years.mean()
    apart = whole - whole.mean(axis=1, keepdims=True)
    apart -= np.outer(apart @ time / (time @ time), time)
    apart -= apart.mean(axis=0)
    freedom = (n - 1) * (k - 2)
    sigma = float(np.sqrt((apart**2).sum() / freedom))
    return Estimate(value=sigma, se=sigma / float(np.sqrt(2 * freedom)))


def landing_shares(stock: Array, place: Index) -> Array:
    """The share of a municipality's newcomers that each wijk gets, when they land in proportion to `stock`.

    Args:
        stock: homes per wijk, shape (n,): all corporation homes, or those let to vulnerable households.
        place: municipality per wijk, shape (n,), counted from zero.

    Returns:
        Shape (n,); adds up to 1 per municipality, and is 0 in a municipality without such homes.
    """
    total = np.bincount(place, stock)[place]
    return np.divide(stock, total, out=np.zeros_like(total), where=total > 0)


def share_se(share: Array | float, count: int) -> Array:
    """Standard error of a share of `count` cases, by the binomial distribution."""
    share = np.asarray(share, dtype=np.float64)
    return np.sqrt(share * (1 - share) / count)


def detectable(sigma: float, treated: int, controls: int) -> float:
    """The smallest effect on the mean of `treated` areas that a comparison with `controls` would find.

    Args:
        sigma: noise of one area; the result is in its unit.
    """
    return DETECTABLE * sigma * float(np.sqrt(1 / treated + 1 / controls))


def _design(sample: Sample) -> tuple[Array, Array]:
    """Outcome and regressors as they go into the regression: within clusters, or with a constant at the end."""
    if not sample.within:
        return sample.outcome, np.column_stack([sample.regressors, np.ones(len(sample.outcome))])
    _, group = np.unique(sample.cluster, return_inverse=True)
    total = np.bincount(group, sample.weights)

    def apart(values: Array) -> Array:
        return values - (np.bincount(group, sample.weights * values) / total)[group]

    return apart(sample.outcome), np.column_stack([apart(column) for column in sample.regressors.T])


def _fit(outcome: Array, design: Array, sample: Sample) -> Any:
    """The library's result, which has no type."""
    # Here and not above: whoever reads what was kept does not need the second that this takes.
    from statsmodels.regression.linear_model import WLS

    return WLS(outcome, design, weights=sample.weights).fit(
        cov_type="cluster", cov_kwds={"groups": sample.cluster, "use_correction": True, "df_correction": True}
    )
