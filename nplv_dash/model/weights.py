"""Weighing draws by a measurement: which of them say what was seen. Arrays in, arrays out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from nplv_dash.model.draws import Array


def weigh(predicted: Array, estimates: Sequence[float], covariance: Array) -> Array:
    """Weights by how well a draw says what was measured, with errors that are normal.

    Formula: w = exp(-1/2 * r' C^-1 r), made to sum to 1, with r = predicted - estimates.

    Args:
        predicted: shape (draws, measurements).
        estimates: the measurements; none at all weighs nothing.
        covariance: C, of their errors, shape (measurements, measurements). Measurements of the same places in other
            years hang together, and without that they would count as new places.

    Returns:
        Shape (draws,).
    """
    away = predicted - np.asarray(estimates)
    logs = -0.5 * (away * np.linalg.solve(covariance, away.T).T).sum(axis=1)
    weights = np.exp(logs - logs.max())
    found: Array = weights / weights.sum()
    return found


def effective(weights: Array) -> float:
    """To how many draws of equal weight they amount: 1 / sum of squares (Kish)."""
    return float(1 / (weights**2).sum())


def resampled(weights: Array, count: int) -> NDArray[np.int64]:
    """Rows such that each stands there in proportion to its weight: `count` of equal weight in place of all.

    Systematic, from the middle of each step, so that nothing new is left to chance.

    Returns:
        Shape (count,), rising.
    """
    at = (np.arange(count) + 0.5) / count
    rows = np.searchsorted(np.cumsum(weights), at)
    return np.minimum(rows, len(weights) - 1).astype(np.int64)


def quantiles(values: Array, weights: Array, at: Sequence[float]) -> Array:
    """Weighted quantiles: the smallest value up to which the weights amount to the share asked.

    Args:
        values: shape (draws,).
        weights: one or more sets of them, shape (..., draws).
        at: 0 to 1.

    Returns:
        Shape (..., at).
    """
    order = np.argsort(values)
    sums = np.cumsum(weights[..., order], axis=-1).reshape(-1, len(values))
    # By a hair less, so that a share that is reached exactly counts as reached whatever the order of adding.
    wanted = np.asarray(at) - 1e-12
    rows = np.stack([np.searchsorted(one / one[-1], wanted) for one in sums])
    found: Array = values[order][np.minimum(rows, len(values) - 1)].reshape(*weights.shape[:-1], len(wanted))
    return found
