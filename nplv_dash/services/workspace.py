"""The data with its aggregates: what every page and command starts from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from nplv_dash.domain.records import Indicator
from nplv_dash.services.aggregate import Aggregate, Array, aggregate, nearest_year
from nplv_dash.sources.bundle import DataBundle, load_bundle

#: The one "unit" of the level `land`.
NETHERLANDS = "NL"

#: Levels whose figures are aggregates of wijken.
AGGREGATED = ("gebied", "gemeente", "land")


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


@dataclass(frozen=True)
class Workspace:
    """A bundle, and the aggregates of all its figures for areas, municipalities and the country."""

    bundle: DataBundle
    codes: Mapping[str, tuple[str, ...]]
    aggregates: Aggregates
    _years: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict, repr=False, compare=False)

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

    def figure(self, level: str, code: str, indicator: str, year: int | None = None) -> Figure | None:
        """The figure of one unit, by default of the newest year that has one; None where there is none."""
        row = self._row(level, code)
        years = self.years(level, indicator)
        for candidate in [year] if year is not None else reversed(years):
            if candidate in years:
                key = (level, indicator, candidate)
                value = float(self.values(*key)[row])
                if np.isfinite(value):
                    if level not in AGGREGATED:
                        return Figure(value, candidate)
                    return Figure(value, candidate, float(self.aggregates[key].coverage[row]))
        return None

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
        self.areas = AreaMembers(bundle)
        wijken, gemeenten = bundle.units["wijk"], pd.Index(bundle.units["gemeente"]["code"])
        self._base = residents(bundle, "wijk")
        holder = gemeenten.get_indexer(wijken["gm_code"])
        self._members = {
            "gemeente": (np.arange(len(gemeenten))[:, None] == holder[None, :]).astype(float),
            # Without the wijken of the rest of the country there is no figure of the country.
            "land": np.full((1, len(wijken)), 1.0 if "wijk" in bundle.whole else 0.0),
        }
        for shared in (self._base, self.areas.base, self.areas.by_buurt, self.areas.by_share, *self._members.values()):
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
        indicator = self._bundle.indicators[indicator_id]
        keys = [(indicator_id, year)]
        if indicator.weight:
            years = self._bundle.years("wijk", indicator.weight)
            keys.append((indicator.weight, nearest_year(indicator.weight_year or year, years)))
        if indicator.numerator:
            keys.append((indicator.numerator, year))
        if level == "gebied":
            base = self.areas.base
            members, arrays = self.areas.units_for(keys)
        else:
            base = self._base
            members, arrays = self._members[level], [self._bundle.figures[("wijk", *key)] for key in keys]
        return aggregate(indicator, members, base, *arrays)


def residents(bundle: DataBundle, level: str) -> Array:
    """Residents per unit in the newest year in which they are known, to tell how much of a place a figure covers.

    One year will not do: wijken get new codes, and then the one year or the other lacks them.
    """
    base = np.full(len(bundle.units[level]), np.nan)
    for year in reversed(bundle.years(level, "inhabitants")):
        base = np.where(np.isfinite(base), base, bundle.figures[(level, "inhabitants", year)])
    return base


class AreaMembers:
    """Which units make up each area.

    The units are all wijken, followed by the buurten of areas that are a part of a wijk. Such an area is made of its
    buurten where the figure is known per buurt. Where it is only known per wijk, the wijk counts for the share of its
    residents (2024) who live in those buurten. Where the residents per buurt are not known, such an area has no units
    at all, and so no figures: the rest of it would pass for the whole.

    Attributes:
        by_buurt, by_share: shape (areas, units), the share of each unit that belongs to each area; the one for figures
            that are known per buurt, the other for figures that are only known per wijk.
        base: shape (units,), residents (see `residents`).
    """

    def __init__(self, bundle: DataBundle) -> None:
        self._bundle = bundle
        wijken = bundle.units["wijk"]["code"]
        wijk_row = pd.Series(np.arange(len(wijken)), index=wijken)
        order = {code: i for i, code in enumerate(bundle.units["gebied"]["code"])}
        countable = ("buurt", "inhabitants", 2024) in bundle.figures
        parts = [(order[area.id], code) for area in bundle.areas for code in area.buurten if countable]
        whole = np.zeros((len(order), len(wijken) + len(parts)))
        for area in bundle.areas:
            if area.buurten and not countable:
                continue
            whole[order[area.id], wijk_row.loc[list(area.wijken)].to_numpy(dtype=np.intp)] = 1.0
        self.by_buurt, self.by_share = whole.copy(), whole
        self.base = residents(bundle, "wijk")
        self._buurt_rows = np.empty(0, dtype=np.intp)
        if not parts:
            return
        buurten = bundle.units["buurt"]
        buurt_row = pd.Series(np.arange(len(buurten)), index=buurten["code"])
        self._buurt_rows = buurt_row.loc[[code for _, code in parts]].to_numpy(dtype=np.intp)
        people = np.nan_to_num(bundle.figures[("buurt", "inhabitants", 2024)])
        self.base = np.concatenate([self.base, people[self._buurt_rows]])
        total = pd.Series(people).groupby(buurten["wk_code"].to_numpy()).sum()
        for column, ((area_row, _), row) in enumerate(zip(parts, self._buurt_rows, strict=True)):
            wijk = buurten["wk_code"].iloc[row]
            self.by_buurt[area_row, len(wijken) + column] = 1.0
            self.by_share[area_row, wijk_row[wijk]] += people[row] / total[wijk]

    def units_for(self, keys: list[tuple[str, int]]) -> tuple[Array, list[Array]]:
        """The shares, shape (areas, units), and per (indicator, year) the figures, shape (units,)."""
        figures = self._bundle.figures
        per_buurt = all(("buurt", *key) in figures for key in keys)
        unknown = np.full(len(self._buurt_rows), np.nan)
        arrays = [
            np.concatenate([figures[("wijk", *k)], figures[("buurt", *k)][self._buurt_rows] if per_buurt else unknown])
            for k in keys
        ]
        return (self.by_buurt if per_buurt else self.by_share), arrays
