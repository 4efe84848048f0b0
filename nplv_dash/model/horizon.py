"""What a sensitivity is told of: four figures at the horizon, for draws that are given or stand at given quantiles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from nplv_dash.domain.levers import Levers
from nplv_dash.model.draws import CAUSAL, NAMES, SLAB, SPIKE, Array, Spread
from nplv_dash.model.places import Mask, Places
from nplv_dash.model.redistribute import Outcome, Shape, simulate

#: Per side (the NPLV areas together, the wijken that may receive together) what the policy makes of the share of the
#: corporation homes that is let to vulnerable households, in percentage points, and of liveability, in standard
#: deviations of wijken.
OUTCOMES = ("areas_change", "areas_effect", "receivers_change", "receivers_effect")


@dataclass(frozen=True)
class Policy:
    """Everything that `simulate` takes but the draws; see there."""

    places: Places
    levers: Levers
    shape: Shape
    odds: float

    def at_horizon(self, draws: Array) -> Array:
        """The figures of the last year.

        Formula: change = 100 * (V with - V without) / S, effect = sum of H * dL / sum of H, over the wijken of a side.

        Args:
            draws: of `draws.draw`, `draws.central` or `drawn`, shape (d, len(NAMES)).

        Returns:
            Shape (d, len(OUTCOMES)). All 0 for a side without wijken. A change is a difference of sums in single
            precision: below 0.00001 it is noise.
        """
        found = simulate(self.places, self.levers, draws, self.shape, odds=self.odds, per_place=False)
        areas = self._side(found, slice(0, self.places.areas), self.places.focus)
        return np.column_stack([*areas, *self._side(found, self.places.areas, found.eligible)])

    def _side(self, found: Outcome, groups: slice | int, members: Mask) -> tuple[Array, Array]:
        homes, households = self.places.homes[members].sum(), self.places.households[members].sum()
        more = (found.total("vulnerable", groups) - found.total("vulnerable_base", groups))[:, -1]
        effect = found.total("effect", groups)[:, -1]
        return 100 * more / max(homes, 1.0), effect / max(households, 1.0)


def drawn(spreads: Iterable[Spread], u: Array) -> Array:
    """The parameters at given quantiles.

    Formula: for the causal share 0 where u < p, else the quantile (u - p) / (1 - p) of the slab, with p the chance of
    the spike: one quantity, half switch and half number. For every other the quantile u of its spread.

    Args:
        spreads: as for `draws.draw`.
        u: 0 to 1, shape (d, len(NAMES)).

    Returns:
        Of the same shape, in the order of `NAMES`. Of independent and even u the same distribution as `draws.draw`.

    Raises:
        KeyError: a name has no spread.
    """
    by_name = {spread.name: spread for spread in spreads}
    spike, slab = by_name[SPIKE].mid, by_name[SLAB]

    def column(name: str, at: Array) -> Array:
        return _causal(spike, slab, at) if name == CAUSAL else by_name[name].at(at)

    return np.column_stack([column(name, at) for name, at in zip(NAMES, u.T, strict=True)])


def _causal(spike: float, slab: Spread, u: Array) -> Array:
    """The causal share at the quantiles `u`, shape (d,)."""
    rest = np.clip((u - spike) / (1 - spike), 0, 1) if spike < 1 else np.zeros_like(u)
    return np.where(u < spike, 0.0, slab.at(rest))
