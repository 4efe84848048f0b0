"""Chance: what is not known is drawn, from streams that are named.

A stream is seeded with its own name, so that adding a parameter changes no other draw, and two scenarios meet the same
luck, draw by draw. The first 200 of 1,000 draws are the 200 draws.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: What the yearly loop reads of a draw, in this order.
NAMES = (
    "m_soc_city", "m_soc_nat", "a_V", "k_conc", "rV", "rW", "tau", "g_comply", "u_fit", "d_W",
    "b_assoc", "rho", "eta", "x0", "omega", "alpha", "kappa", "p_low_V", "p_low_N", "p_low_W",
)  # fmt: skip
#: The share of the association that is causal: nothing with chance `p_spike`, else a draw of `rho_slab`.
SPIKE, SLAB, CAUSAL = "p_spike", "rho_slab", "rho"


@dataclass(frozen=True)
class Spread:
    """How one uncertain quantity is distributed: between `low` and `high`, most likely `mid`.

    Raises:
        ValueError: of what is drawn, `mid` does not lie between the others.
    """

    name: str
    kind: Literal["fixed", "triangular", "uniform"]
    low: float
    mid: float
    high: float

    def __post_init__(self) -> None:
        if self.kind != "fixed" and not self.low <= self.mid <= self.high:
            raise ValueError(f"{self.name}: not low <= mid <= high")

    def at(self, u: Array) -> Array:
        """The quantiles `u` (0 to 1) of the distribution; of the same shape."""
        if self.kind == "fixed" or self.low == self.high:
            return np.full_like(u, self.mid)
        width = self.high - self.low
        if self.kind == "uniform":
            return self.low + width * u
        share = (self.mid - self.low) / width
        rising = self.low + width * np.sqrt(u * share)
        falling = self.high - width * np.sqrt((1 - u) * (1 - share))
        return np.where(u < share, rising, falling)


def uniforms(name: str, seed: int, count: int) -> Array:
    """`count` numbers between 0 and 1 of the stream `name`; a longer stream begins with the shorter one."""
    return np.random.default_rng([seed, crc32(name.encode())]).random(count)


def draw(spreads: Iterable[Spread], seed: int, count: int) -> Array:
    """Parameters of `count` draws.

    Args:
        spreads: one for every name of `NAMES` but `rho`, and for `p_spike` and `rho_slab`; others are ignored.
        seed: whole number of at least 1.

    Returns:
        Shape (count, len(NAMES)), in the order of `NAMES`.

    Raises:
        KeyError: a name has no spread.
    """
    by_name = {spread.name: spread for spread in spreads}

    def column(name: str) -> Array:
        return by_name[name].at(uniforms(name, seed, count))

    causal = np.where(uniforms(SPIKE, seed, count) < by_name[SPIKE].mid, 0.0, column(SLAB))
    return np.column_stack([causal if name == CAUSAL else column(name) for name in NAMES])


def central(spreads: Iterable[Spread], **changed: float) -> Array:
    """One draw in which everything has its most likely value, shape (1, len(NAMES)); the causal share is `rho_slab`'s.

    Args:
        changed: values to put in the place of the most likely ones, by name: of a spread, or `rho`.

    Raises:
        KeyError: a name has no spread.
    """
    values = {spread.name: spread.mid for spread in spreads}
    for name, value in changed.items():
        if name not in values and name != CAUSAL:
            raise KeyError(name)
        values[name] = value
    values.setdefault(CAUSAL, values[SLAB])
    return np.array([[values[name] for name in NAMES]])
