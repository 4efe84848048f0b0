"""How evenly vulnerable households are spread over corporation homes: one number, a curve, and a count.

Everywhere, V are vulnerable households in corporation homes, S are corporation homes, and O = S - V are all other
households in corporation homes, per wijk. Wijken outside `within`, and wijken without corporation homes, play no part.

Limits: nothing here says where a wijk lies. A town in which the same wijken are laid out differently gets the same
figures, and wijken that are cut up finer get higher ones: compare only figures over the same wijken.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nplv_dash.model.places import Array, Mask

#: Counts of the kernel are float32, those of the data float64.
Counts = NDArray[np.float32] | NDArray[np.float64]


@dataclass(frozen=True)
class Lorenz:
    """Curves of d draws over the k wijken that play a part, from few vulnerable households to many.

    Attributes:
        homes: cumulative share of the corporation homes, shape (d, k + 1) or (k + 1,), from 0 to 1.
        vulnerable: cumulative share of the vulnerable households in them, same shape, from 0 to 1; never above `homes`.
            Follows the diagonal where there are no vulnerable households.
        gini: 1 - 2 * the area below the curve, shape (d,) or (); 0 for equal shares, at most 1 - sum(V) / sum(S).
    """

    homes: Array
    vulnerable: Array
    gini: Array


def dissimilarity(vulnerable: Counts, homes: Array, within: Mask | None = None) -> Array:
    """The share of the vulnerable households that would have to move to another wijk for equal shares everywhere.

    Formula: D = 1/2 * sum over wijken of | V / sum(V) - O / sum(O) |.

    Args:
        vulnerable: V, households, shape (d, n) or (n,), between 0 and `homes`.
        homes: S, corporation homes, shape (n,).
        within: which wijken play a part, shape (n,); by default all.

    Returns:
        D, shape (d,) or (), a share: 0 when V / S is the same in every wijk, 1 when no wijk houses both kinds of
        households. 0 where one of both kinds has no households at all: then there is nothing to divide.

    Source: O.D. Duncan and B. Duncan (1955), "A methodological analysis of segregation indexes", American Sociological
        Review 20(2), 210-217.
    """
    v, s = _part(vulnerable, homes, within)
    total = v.sum(axis=-1, keepdims=True)
    others = s.sum() - total
    divided = (total > 0) & (others > 0)
    # | V / sum(V) - O / sum(O) | with one array of the size of V at a time: this runs over a thousand draws.
    per_vulnerable = np.divide(1.0, total, out=np.zeros_like(total), where=divided)
    per_other = np.divide(1.0, others, out=np.zeros_like(others), where=divided)
    gap = v * (per_vulnerable + per_other)
    gap -= s * per_other
    np.abs(gap, out=gap)
    index: Array = np.clip(gap.sum(axis=-1) / 2, 0.0, 1.0)
    return index


def lorenz(vulnerable: Counts, homes: Array, within: Mask | None = None) -> Lorenz:
    """Which share of the vulnerable households lives in the homes with the smallest shares of them.

    Formula: with wijken in rising order of V / S, homes = cumsum(S) / sum(S), vulnerable = cumsum(V) / sum(V), and
    gini = 1 - sum of (step of homes) * (vulnerable before + after the step).

    Args:
        vulnerable: V, households, shape (d, n) or (n,), between 0 and `homes`.
        homes: S, corporation homes, shape (n,).
        within: which wijken play a part, shape (n,); by default all.

    Returns:
        The curves. The largest distance to the diagonal is (1 - sum(V) / sum(S)) * `dissimilarity`.

    Raises:
        ValueError: no wijk within has corporation homes.
    """
    v, s = _part(vulnerable, homes, within)
    if not s.size:
        raise ValueError("no wijk with corporation homes")
    order = np.argsort(v / s, axis=-1, kind="stable")
    across = _cumulative(s[order])
    total = v.sum(axis=-1, keepdims=True) > 0
    up = np.where(total, _cumulative(np.take_along_axis(v, order, axis=-1)), across)
    steps = np.diff(across, axis=-1) * (up[..., 1:] + up[..., :-1])
    return Lorenz(across, up, np.maximum(0.0, 1 - steps.sum(axis=-1)))


def above(vulnerable: Counts, homes: Array, ceiling: float, within: Mask | None = None) -> Array:
    """How much lies above a ceiling: the share of the wijken with V / S > ceiling.

    Args:
        vulnerable: V, households, shape (d, n) or (n,).
        homes: S, corporation homes, shape (n,).
        ceiling: a share, 0 to 1.
        within: which wijken play a part, shape (n,); by default all.

    Returns:
        A share, shape (d,) or (); 0 when no wijk plays a part.
    """
    v, s = _part(vulnerable, homes, within)
    high: Array = (v > ceiling * s).sum(axis=-1) / max(s.size, 1)
    return high


def _part(vulnerable: Counts, homes: Array, within: Mask | None) -> tuple[Array, Array]:
    """V and S of the wijken that play a part."""
    chosen = homes > 0 if within is None else (homes > 0) & within
    if chosen.all():
        return vulnerable.astype(np.float64, copy=False), homes
    # A mask as an index takes three times as long.
    return np.take(vulnerable, np.flatnonzero(chosen), axis=-1).astype(np.float64), homes[chosen]


def _cumulative(counts: Array) -> Array:
    """Cumulative share along the last axis, beginning with 0 and ending with exactly 1 where there is anything."""
    running = np.zeros((*counts.shape[:-1], counts.shape[-1] + 1))
    np.cumsum(counts, axis=-1, out=running[..., 1:])
    last = running[..., -1:]
    return np.divide(running, last, out=running, where=last > 0)
