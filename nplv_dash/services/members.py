"""Which wijken and buurten make up an area, one of the twenty or one of a visitor's own, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
import pandas as pd

from nplv_dash.domain.own_area import OwnArea
from nplv_dash.domain.records import Area
from nplv_dash.services.aggregate import Aggregate, Array, aggregate, nearest_year
from nplv_dash.sources.bundle import BOUNDARIES, DataBundle
from nplv_dash.sources.outlines import Rings, united


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

    def __init__(self, bundle: DataBundle, areas: Sequence[Area], order: Mapping[str, int]) -> None:
        """Take areas, and by their ids the row that each has."""
        self._bundle = bundle
        wijken = bundle.units["wijk"]["code"]
        wijk_row = pd.Series(np.arange(len(wijken)), index=wijken)
        countable = ("buurt", "inhabitants", 2024) in bundle.figures
        parts = [(order[area.id], code) for area in areas for code in area.buurten if countable]
        whole = np.zeros((len(order), len(wijken) + len(parts)))
        for area in areas:
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
            if wijk not in wijk_row.index:
                # Of no known wijk: what is only known per wijk is not known of it, which lowers the coverage.
                self.by_share[area_row, len(wijken) + column] = 1.0
            elif total[wijk] > 0:  # where nobody lives there is nothing to share
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

    def add_up(self, indicator_id: str, year: int) -> Aggregate:
        """The figures of all areas."""
        members, arrays = self.units_for(keys_of(self._bundle, indicator_id, year))
        return aggregate(self._bundle.indicators[indicator_id], members, self.base, *arrays)


def keys_of(bundle: DataBundle, indicator_id: str, year: int) -> list[tuple[str, int]]:
    """What an aggregate is made of, as (indicator, year): the figure, its weight and its numerator."""
    indicator = bundle.indicators[indicator_id]
    keys = [(indicator_id, year)]
    if indicator.weight:
        years = bundle.years("wijk", indicator.weight)
        keys.append((indicator.weight, nearest_year(indicator.weight_year or year, years)))
    if indicator.numerator:
        keys.append((indicator.numerator, year))
    return keys


class OwnPlaces:
    """An area of a visitor's own, and the municipalities it lies in where that are several: their figures, when asked.

    Made as those of the twenty, of the same figures; nothing of the twenty is touched. Two threads that ask for the
    same figure at the same time make it twice, and equal.
    """

    def __init__(self, bundle: DataBundle, area: OwnArea) -> None:
        self._bundle, self._area = bundle, area
        self._members = AreaMembers(bundle, (area,), {area.id: 0})
        wijken = bundle.units["wijk"]
        self._base = residents(bundle, "wijk")
        self._around = wijken["gm_code"].isin(area.gemeenten).to_numpy(dtype=float)[None, :]
        #: Share of each wijk that belongs to the area, shape (wijken,).
        self.by_share: Array = self._members.by_share[0, : len(wijken)].copy()
        self.by_share.flags.writeable = False
        self._made: dict[tuple[str, str, int], Aggregate] = {}

    def __contains__(self, place: tuple[str, str]) -> bool:
        """Whether a (level, code) is one of these places."""
        several = len(self._area.gemeenten) > 1
        return place == ("gebied", self._area.id) or (several and place == ("gemeente", self._area.gemeente_code))

    @cached_property
    def outline(self) -> Rings:
        """The border around all of it, EPSG:28992. Raises DataError when a boundary file is damaged."""
        return united([rings for codes, names in self._files() for rings in self._rings(codes, names)])

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """South, west, north, east in degrees."""
        # Here and not above: the data open without the libraries for geometry.
        from pyproj import Transformer

        from nplv_dash.sources.grid import RD

        (west, south), (east, north) = self.outline.points.min(axis=0), self.outline.points.max(axis=0)
        x, y = Transformer.from_crs(RD, 4326, always_xy=True).transform([west, west, east, east], [south, north] * 2)
        return (min(y), min(x), max(y), max(x))

    def _files(self) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
        """Codes, and the boundary files they may be in."""
        return ((self._area.wijken, BOUNDARIES["wijk"]), (self._area.buurten, BOUNDARIES["buurt"]))

    def _rings(self, codes: Sequence[str], names: Sequence[str]) -> list[Rings]:
        """The borders of these; the first file that has one is the most precise."""
        found: dict[str, Rings] = {}
        for name in names:
            wanted = [code for code in codes if code not in found]
            if wanted:
                borders = self._bundle.outlines.of(name)
                found |= {code: borders[code] for code in wanted if code in borders}
        return list(found.values())

    def aggregate(self, level: str, indicator_id: str, year: int) -> Aggregate:
        """The figure of the area (level `gebied`) or of its municipalities together (`gemeente`), of shape (1,)."""
        key = (level, indicator_id, year)
        if key not in self._made:
            if level == "gebied":
                self._made[key] = self._members.add_up(indicator_id, year)
            else:
                keys = keys_of(self._bundle, indicator_id, year)
                arrays = [self._bundle.figures[("wijk", *one)] for one in keys]
                indicator = self._bundle.indicators[indicator_id]
                self._made[key] = aggregate(indicator, self._around, self._base, *arrays)
        return self._made[key]
