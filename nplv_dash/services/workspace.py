"""The data with its aggregates: what every page and command starts from."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import Final

import numpy as np
import pandas as pd

from nplv_dash.domain.own_area import OwnArea
from nplv_dash.domain.records import Area, Indicator
from nplv_dash.services.aggregate import Aggregate, Array, Members, Partition, aggregate
from nplv_dash.services.members import AreaMembers, OwnPlaces, keys_of, residents
from nplv_dash.sources.bundle import DataBundle, load_bundle

#: The one "unit" of the level `land`.
NETHERLANDS = "NL"

#: Levels whose figures are aggregates of wijken.
AGGREGATED = ("gebied", "gemeente", "land")
#: Areas of visitors of which the figures are kept; one takes a tenth of a megabyte.
_MOST_KEPT: Final = 128


@dataclass(frozen=True)
class Figure:
    """One figure with what a reader needs to judge it."""

    value: float
    year: int
    #: Share of the residents who live where the figure is known; 1 for a figure that the publisher gave.
    coverage: float = 1.0


def value_of(figure: Figure | None) -> float | None:
    """The value of a figure that may be missing."""
    return figure.value if figure else None


class _Kept:
    """What was made of the areas of visitors; the one that nobody asked for the longest goes first."""

    def __init__(self) -> None:
        self._made: OrderedDict[OwnArea, OwnPlaces] = OrderedDict()
        self._lock = Lock()

    def of(self, bundle: DataBundle, area: OwnArea) -> OwnPlaces:
        """The places of an area."""
        with self._lock:
            found = self._made.get(area)
            if found is not None:
                self._made.move_to_end(area)
                return found
        made = OwnPlaces(bundle, area)
        with self._lock:
            self._made[area] = made
            while len(self._made) > _MOST_KEPT:
                self._made.popitem(last=False)
        return made


@dataclass(frozen=True)
class Workspace:
    """A bundle, and the aggregates of all its figures for areas, municipalities and the country.

    Attributes:
        own: areas of the visitor's own. They stand beside the twenty: `area`, `choosable`, `share` and `figure` know
            them, and everything that counts, adds or lists the areas (`bundle`, `codes`, `values`, `years`) does not.
    """

    bundle: DataBundle
    codes: Mapping[str, tuple[str, ...]]
    aggregates: Aggregates
    own: tuple[OwnArea, ...] = ()
    _years: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)
    _places: _Kept = field(default_factory=_Kept, repr=False, compare=False)

    def with_own(self, areas: tuple[OwnArea, ...]) -> Workspace:
        """The same with areas of a visitor's own: everything is shared with this one, and this one stays as it is."""
        return replace(self, own=areas)

    def area(self, area_id: str) -> Area:
        """One of the twenty, or of the visitor's own. Raises KeyError when there is none."""
        return {area.id: area for area in self.choosable}[area_id]

    @property
    def choosable(self) -> tuple[Area, ...]:
        """The areas that can be chosen: the twenty, and after them the visitor's own."""
        return (*self.bundle.areas, *self.own)

    def share(self, area: Area) -> Array:
        """Share of the residents of each wijk that belongs to an area, shape (wijken,); read-only."""
        if area.own:
            return self.own_places(area).by_share
        shares: Array = self.aggregates.areas.by_share[self.codes["gebied"].index(area.id)]
        return shares[: len(self.codes["wijk"])]

    def years(self, level: str, indicator: str) -> tuple[int, ...]:
        """Years with figures of `indicator` at `level`, rising; years in which every unit is unknown are left out."""
        key = (level, indicator)
        if key not in self._years:
            candidates = self.bundle.years("wijk" if level in AGGREGATED else level, indicator)
            self._years[key] = tuple(y for y in candidates if np.isfinite(self.values(level, indicator, y)).any())
        return self._years[key]

    def values(self, level: str, indicator: str, year: int) -> Array:
        """Figures in the order of `codes[level]`; NaN where unknown. Raises KeyError for an unknown combination."""
        key = (level, indicator, year)
        return self.aggregates[key].values if level in AGGREGATED else self.bundle.figures[key]

    def own_places(self, area: Area) -> OwnPlaces:
        """What is kept of an area of the visitor's own. Raises KeyError when this workspace has no such area."""
        return self._places.of(self.bundle, {one.id: one for one in self.own}[area.id])

    def figure(self, level: str, code: str, indicator: str, year: int | None = None) -> Figure | None:
        """The figure of one unit, by default of the newest year that has one; None where there is none."""
        own = self._own_places(level, code)
        row = 0 if own else self._row(level, code)
        years = self.years(level, indicator)
        for candidate in [year] if year is not None else reversed(years):
            if candidate in years:
                key = (level, indicator, candidate)
                if level not in AGGREGATED:
                    value, coverage = float(self.values(*key)[row]), 1.0
                else:
                    found = own.aggregate(*key) if own else self.aggregates[key]
                    value, coverage = float(found.values[row]), float(found.coverage[row])
                if np.isfinite(value):
                    return Figure(value, candidate, coverage)
        return None

    def _own_places(self, level: str, code: str) -> OwnPlaces | None:
        """What makes the figures of a place that only a visitor's own areas know; None for every other place."""
        if not self.own or level not in {"gebied", "gemeente"}:
            return None
        places = (self._places.of(self.bundle, area) for area in self.own)
        return next((one for one in places if (level, code) in one), None)

    def name(self, level: str, code: str) -> str:
        """The name of a unit of any level but `land`."""
        return str(self.bundle.units[level]["name"].iloc[self._row(level, code)])

    def _row(self, level: str, code: str) -> int:
        return self._rows[level][code]

    @cached_property
    def _rows(self) -> dict[str, dict[str, int]]:
        return {level: {code: i for i, code in enumerate(codes)} for level, codes in self.codes.items()}

    @cached_property
    def mapped_indicators(self) -> tuple[Indicator, ...]:
        """Indicators that make sense on a map: rates, and the number of residents."""
        return tuple(i for i in self.bundle.indicators.values() if i.kind == "rate" or i.id == "inhabitants")


def open_workspace(root: Path) -> Workspace:
    """Load the data below `root` and aggregate it. Raises SeveralErrors when the data cannot be used."""
    return workspace_of(load_bundle(root))


def workspace_of(bundle: DataBundle) -> Workspace:
    """A workspace on a bundle that is loaded already."""
    codes = {level: tuple(frame["code"]) for level, frame in bundle.units.items()} | {"land": (NETHERLANDS,)}
    return Workspace(bundle, MappingProxyType(codes), Aggregates(bundle))


class Aggregates(Mapping[tuple[str, str, int], Aggregate]):
    """Aggregates of all wijk figures, keyed by (level, indicator, year), each made when it is first asked for.

    Making all at once would cost half a second at every start, and most are never looked at. Two threads that ask for
    the same one at the same time make it twice, and equal.
    """

    def __init__(self, bundle: DataBundle) -> None:
        self._bundle = bundle
        #: Which wijken and buurten make up each area.
        order = {code: i for i, code in enumerate(bundle.units["gebied"]["code"])}
        self.areas = AreaMembers(bundle, bundle.areas, order)
        wijken, gemeenten = bundle.units["wijk"], pd.Index(bundle.units["gemeente"]["code"])
        self._base = residents(bundle, "wijk")
        holder = gemeenten.get_indexer(wijken["gm_code"])
        self._members: dict[str, Members] = {
            "gemeente": Partition(holder, len(gemeenten)),
            "land": np.full((1, len(wijken)), 1.0 if "wijk" in bundle.whole else 0.0),
        }
        for shared in (self._base, self.areas.base, self.areas.by_buurt, self.areas.by_share):
            shared.flags.writeable = False
        observed = [(indicator, year) for level, indicator, year in bundle.figures if level == "wijk"]
        self._keys = {(level, indicator, year) for level in AGGREGATED for indicator, year in observed}
        self._made: dict[tuple[str, str, int], Aggregate] = {}

    def __getitem__(self, key: tuple[str, str, int]) -> Aggregate:
        """The aggregate; KeyError when there are no wijk figures to make it of."""
        if key not in self._keys:
            raise KeyError(key)
        if key not in self._made:
            self._made[key] = self._make(*key)
        return self._made[key]

    def __iter__(self) -> Iterator[tuple[str, str, int]]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def _make(self, level: str, indicator_id: str, year: int) -> Aggregate:
        if level == "gebied":
            return self.areas.add_up(indicator_id, year)
        arrays = [self._bundle.figures[("wijk", *key)] for key in keys_of(self._bundle, indicator_id, year)]
        return aggregate(self._bundle.indicators[indicator_id], self._members[level], self._base, *arrays)
