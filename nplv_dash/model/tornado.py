"""What each uncertainty does to the outcome by itself: one at a time, with all others at their most likely value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nplv_dash.model.draws import CAUSAL, NAMES, SLAB, Array, Spread, central
from nplv_dash.model.horizon import OUTCOMES, Policy

#: Quantiles of an uncertainty between which its bar lies.
TRIED = (0.1, 0.9)


@dataclass(frozen=True)
class Swing:
    """What one uncertainty does to one outcome.

    Attributes:
        name: one of `draws.NAMES`.
        low, high: values of the uncertainty at the quantiles `TRIED`, in its own unit; of the causal share those it has
            if there is an effect at all.
        at_low, at_high: the outcome there, in its unit; see `horizon.OUTCOMES`.
        at_zero: the outcome where nothing of the association is causal; None for every other uncertainty.
    """

    name: str
    low: float
    high: float
    at_low: float
    at_high: float
    at_zero: float | None = None

    @property
    def bounds(self) -> tuple[float, float]:
        """The lowest and the highest outcome that was met."""
        met = [self.at_low, self.at_high, *([] if self.at_zero is None else [self.at_zero])]
        return min(met), max(met)

    @property
    def width(self) -> float:
        """How far apart those are."""
        low, high = self.bounds
        return high - low


@dataclass(frozen=True)
class Tornado:
    """One outcome: where everything has its most likely value, and the swings, the widest first."""

    outcome: str
    centre: float
    swings: tuple[Swing, ...]


def tornado(policy: Policy, spreads: Iterable[Spread]) -> tuple[Tornado, ...]:
    """Move every uncertainty from its 10 % to its 90 % quantile, one at a time.

    All of it is one call of the model with 2 * len(NAMES) + 2 draws: milliseconds.

    Returns:
        One per outcome, in the order of `OUTCOMES`. What the settings do not use has a width of zero.

    Raises:
        KeyError: a name has no spread.

    Limits: how uncertainties work together is not seen; `nplv_dash.model.sobol` sees that. How liveability answers to
    composition is a choice of the user and no uncertainty.
    """
    spreads = tuple(spreads)
    by_name = {spread.name: spread for spread in spreads}
    tried = [by_name[SLAB if name == CAUSAL else name].at(np.array(TRIED)) for name in NAMES]
    changed = [{name: value} for name, values in zip(NAMES, tried, strict=True) for value in values]
    rows = [central(spreads, **one) for one in ({}, {CAUSAL: 0.0}, *changed)]
    centre, zero, *found = policy.at_horizon(np.concatenate(rows))
    ends = np.array(found).reshape(len(NAMES), len(TRIED), len(OUTCOMES))
    return tuple(
        Tornado(outcome, float(centre[k]), _swings(tried, ends[:, :, k], float(zero[k])))
        for k, outcome in enumerate(OUTCOMES)
    )


def _swings(tried: list[Array], ends: Array, zero: float) -> tuple[Swing, ...]:
    swings = [
        Swing(name, float(low), float(high), float(at_low), float(at_high), zero if name == CAUSAL else None)
        for name, (low, high), (at_low, at_high) in zip(NAMES, tried, ends, strict=True)
    ]
    return tuple(sorted(swings, key=lambda swing: -swing.width))
