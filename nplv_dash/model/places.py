"""The wijken of the country as the model sees them: homes, households, and who belongs where."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Places:
    """n wijken, in any order; all arrays have shape (n,) and are made read-only.

    Attributes:
        households: all households.
        homes: corporation homes, 0 to `households`.
        poor: households around the social minimum, the vulnerable ones in the data, 0 to `households`.
        area: index of the NPLV area that the wijk belongs to, -1 for none.
        gemeente, provincie: index of each, from 0; a gemeente lies in one provincie.
        city: in one of the municipalities with an NPLV area, where fewer homes fall vacant.
        lbm: Leefbaarometer score; NaN where unknown.
        pressed: nuisance and insecurity are worse than the Dutch mean, and worsening.

    Raises:
        ValueError: arrays of other lengths, counts that cannot be (NaN, infinite, negative, more homes than
            households), or an index that is none.
    """

    households: Array
    homes: Array
    poor: Array
    area: Index
    gemeente: Index
    provincie: Index
    city: Mask
    lbm: Array
    pressed: Mask

    def __post_init__(self) -> None:
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        n = len(self.households)
        wrong = [name for name, array in arrays.items() if array.shape != (n,)]
        if wrong:
            raise ValueError(f"not of shape ({n},): {', '.join(wrong)}")
        if not np.isfinite(self.households).all():
            raise ValueError("households must be known")
        for name in ("homes", "poor"):
            if not ((arrays[name] >= 0) & (arrays[name] <= self.households)).all():
                raise ValueError(f"{name} must lie between 0 and the households")
        # The compiled loop does not look: it would write where these point.
        for name, lowest in (("area", -1), ("gemeente", 0), ("provincie", 0)):
            if arrays[name].min(initial=0) < lowest:
                raise ValueError(f"{name} must be {lowest} or more")
        # The model leaves alone whole regions without an NPLV area, and newcomers land within a gemeente.
        pairs = np.unique(np.stack([self.gemeente, self.provincie]), axis=1)
        if len(np.unique(pairs[0])) < pairs.shape[1]:
            raise ValueError("a gemeente lies in more than one provincie")
        for array in arrays.values():
            array.flags.writeable = False

    def __len__(self) -> int:
        return len(self.households)

    @property
    def focus(self) -> Mask:
        """Wijken of the NPLV areas."""
        return self.area >= 0

    @property
    def areas(self) -> int:
        """Number of NPLV areas."""
        return int(self.area.max(initial=-1)) + 1

    def take(self, rows: Index) -> Places:
        """The wijken in `rows`, in that order."""
        return Places(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})


def vulnerable_homes(households: Array, homes: Array, poor: Array, odds: float | Array) -> Array:
    """How many corporation homes are let to households around the social minimum.

    Formula: poor * homes * odds / (homes * odds + households - homes), kept within what the margins allow (ecological
    bounds): at least the poor households that do not fit in other homes, at most the smaller of both counts.

    Args:
        households, homes, poor: counts, shape (n,).
        odds: how many times likelier a household in a corporation home is a vulnerable one than another household; a
            number, or an array that broadcasts against (n,).

    Returns:
        Homes; the shape of the arguments together.
    """
    chance = homes * odds + households - homes
    central = poor * np.divide(homes * odds, chance, out=np.zeros_like(chance), where=chance > 0)
    lowest = np.maximum(0.0, poor - (households - homes))
    highest = np.minimum(poor, homes)
    return np.clip(central, lowest, highest)
