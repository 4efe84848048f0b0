"""From the wijken or buurten of one year to those of another (indelingswijziging), in general.

Where the publisher tells what became of a code, that holds. Otherwise the two maps are laid over each other: of each
old unit, the share of its residents in each new one, spread evenly over their buurt; where nobody is known to live, the
share of its ground. The table has the form of `harmonise.recoding_table`, so `harmonise.recode` brings figures over.

Two maps of the same place never agree to the metre. A share below `SLIVER`, of the old unit and of the new one, is
taken for a line that was drawn otherwise and not for people who were moved. So is a strip narrower than `THIN`: of a
unit where hardly anybody lives, all residents may seem to live in such a strip along its neighbour. Strips lie along
most borders, also beside a part that did go from one unit to another: then only the strip is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from nplv_dash.domain.errors import DataError

SLIVER = 0.05
#: Metres: ground that lies in no circle this wide, within its part, is a strip. As far as the coarsest borders may be
#: off, see `newground.TOLERANCE_COUNTRY`.
THIN = 60.0
TABLE = ["old", "new", "share", "how"]


class Recoding(NamedTuple):
    """From old codes to new ones.

    Attributes:
        table: columns old, new, share and how, sorted; the shares of one old code add up to 1. A code that is not in
            it stayed what it was, but for those in `gone`.
        gone: codes of places where no unit lies now, such as water.
    """

    table: pd.DataFrame
    gone: frozenset[str]


def table_of(
    old: gpd.GeoDataFrame,
    new: gpd.GeoDataFrame,
    people: gpd.GeoDataFrame | None = None,
    official: pd.DataFrame | None = None,
) -> Recoding:
    """What became of every code that does not mean the same place in both.

    Args:
        old, new: units with `code` and a polygon in EPSG:28992.
        people: polygons with `people`, smaller than the units; None weighs with ground.
        official: columns old and new, and share where a unit was split; those codes are not laid over each other.

    Raises:
        DataError: `recoding_shares`, where the official table splits a unit and does not say how.
    """
    found = _table(weigh(old, new, people), _official(official), old)
    return found._replace(table=found.table[TABLE])


def laid_over(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, people: gpd.GeoDataFrame) -> pd.DataFrame:
    """As `table_of`, of a year of which nothing is known but its map.

    Returns:
        Its table with a column more, people: residents of the old unit in the new one, as far as is known.
    """
    return _table(weigh(old, new, people), _official(None), old).table


def _table(parts: pd.DataFrame, told: pd.DataFrame, old: gpd.GeoDataFrame) -> Recoding:
    parts = parts[~parts["old"].isin(set(told["old"]))]
    gone = sorted(set(old["code"]) - set(told["old"]) - set(parts["old"]))
    pieces = _without_strips(parts)
    kept = pieces[~_slivers(pieces)]
    # Whoever seemed to live in a unit may have lived in its slivers only.
    empty = kept.groupby("old")["weight"].transform("sum") <= 0
    weight = kept["weight"].where(~empty, kept["area"])
    table = kept.assign(share=weight / weight.groupby(kept["old"]).transform("sum"), how="overlay")
    table = table[[*TABLE, "people"]]
    table = pd.concat([table, told], ignore_index=True)
    # A unit that stayed, and that got nothing of another, needs no row.
    alone = (table.groupby("old")["new"].transform("size") == 1) & (table.groupby("new")["old"].transform("size") == 1)
    changed = table[~(alone & (table["old"] == table["new"]))]
    return Recoding(changed.sort_values(["old", "new"], ignore_index=True), frozenset(gone))


def weigh(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, people: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Of each pair of an old and a new unit that overlap: how many residents, or square metres, they share.

    Returns:
        Columns old, new, thin, area (square metres), people and weight: of a pair a row for its strips, where thin is
        true, and one for the rest, as far as it has them. The weights of one old unit are of one kind.
    """
    parts = _parted(_cut(_named(old, "old"), _named(new, "new")))
    ground = pd.DataFrame(parts[["old", "new", "thin"]]).assign(area=parts.geometry.area)
    if people is None or not len(people):
        return ground.assign(weight=ground["area"], people=0.0)
    whole = people[["people", "geometry"]].assign(whole=people.geometry.area)
    cut = _cut(parts[["geometry"]].assign(part=parts.index), whole)
    lives = cut["people"].fillna(0.0) * cut.geometry.area / cut["whole"]
    ground = ground.assign(people=lives.groupby(cut["part"]).sum().reindex(ground.index, fill_value=0.0))
    empty = ground.groupby("old")["people"].transform("sum") <= 0
    return ground.assign(weight=ground["people"].where(~empty, ground["area"]))


def _parted(pieces: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Pieces of ground, and apart from them their strips, in the column thin; what is wide on average has none."""
    parts = pieces.explode(ignore_index=True)
    parts = parts[parts.geometry.area > 1e-6].reset_index(drop=True)
    shapes = parts.geometry.to_numpy()
    narrow = 2 * shapely.area(shapes) < THIN * shapely.length(shapes)
    inner = shapely.buffer(shapes[narrow], -THIN / 2)
    rows, inner = np.flatnonzero(narrow)[~shapely.is_empty(inner)], inner[~shapely.is_empty(inner)]
    thin = parts.assign(thin=narrow)
    # Off all around and on again: what was narrow does not come back; a corner does.
    wide = _polygons(shapely.intersection(shapes[rows], shapely.buffer(inner, THIN / 2, join_style="mitre")))
    rest = thin.iloc[rows].set_geometry(_polygons(shapely.difference(shapes[rows], wide)))
    both = thin.iloc[rows].set_geometry(wide).assign(thin=False)
    found = pd.concat([thin.drop(index=rows), rest, both], ignore_index=True)
    return found[found.geometry.area > 1e-6].reset_index(drop=True)


def _named(frame: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    return frame[["code", "geometry"]].rename(columns={"code": name})


def _cut(left: gpd.GeoDataFrame, right: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Every part where a row of both lies; parts without ground are left out."""
    rows, others = right.sindex.query(left.geometry, predicate="intersects")
    shapes = shapely.intersection(left.geometry.to_numpy()[rows], right.geometry.to_numpy()[others], grid_size=0.001)
    shapes = _polygons(shapes)
    with_ground = shapely.area(shapes) > 1e-6
    found = pd.concat(
        [
            left.drop(columns="geometry").iloc[rows[with_ground]].reset_index(drop=True),
            right.drop(columns="geometry").iloc[others[with_ground]].reset_index(drop=True),
        ],
        axis=1,
    )
    return gpd.GeoDataFrame(found, geometry=shapes[with_ground], crs=left.crs)


def _polygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Shapes without the lines and points where two others only touch."""
    found = shapes.copy()
    for row in np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION):
        parts = shapely.get_parts(shapes[row])
        found[row] = shapely.union_all(parts[shapely.area(parts) > 0])
    return found


def _without_strips(parts: pd.DataFrame) -> pd.DataFrame:
    """A row per pair of units without its strips: columns old, new, area, people and weight.

    A pair that is nothing but strips is none, but for the largest of a unit, old or new.
    """
    pair = [parts["old"], parts["new"]]
    area = parts["area"].groupby(pair).transform("sum")
    stays = parts["thin"].groupby(pair).transform("all") & (_most(area, parts["old"]) | _most(area, parts["new"]))
    kept = parts[~parts["thin"] | stays]
    return kept.groupby(["old", "new"], as_index=False)[["area", "people", "weight"]].sum()


def _slivers(pieces: pd.DataFrame) -> pd.Series:
    """Small for the old unit and small for the new one; what most of a unit lies in, old or new, never is."""
    of_old = pieces["weight"] / pieces.groupby("old")["weight"].transform("sum").replace(0.0, np.nan)
    of_new = pieces["weight"] / pieces.groupby("new")["weight"].transform("sum").replace(0.0, np.nan)
    small = (of_old.fillna(0.0) < SLIVER) & (of_new.fillna(0.0) < SLIVER)
    return small & ~_most(pieces["weight"], pieces["old"]) & ~_most(pieces["area"], pieces["new"])


def _most(size: pd.Series, of: pd.Series) -> pd.Series:
    return size == size.groupby(of).transform("max")


def _official(official: pd.DataFrame | None) -> pd.DataFrame:
    if official is None:
        return pd.DataFrame(columns=TABLE).astype({"share": float})
    parts = official.groupby("old")["new"].transform("size")
    share = official["share"] if "share" in official else pd.Series(np.nan, index=official.index)
    if (share.isna() & (parts > 1)).any():
        codes = sorted(set(official.loc[share.isna() & (parts > 1), "old"]))
        raise DataError("recoding_shares", "official table", codes=", ".join(codes))
    return official[["old", "new"]].assign(share=share.fillna(1.0).astype(float), how="official")


def chain(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """From the old codes of `first` to the new ones of `second`; what only the second changes is in it too.

    A code that `first` gives away, and that means another place in between, keeps what `first` says of it. Residents,
    in the column people, come along where both have them.
    """
    onward = first.merge(second, left_on="new", right_on="old", how="left", suffixes=("", "_on"))
    moved = onward["new_on"].notna()
    onward = onward.assign(
        new=onward["new_on"].where(moved, onward["new"]),
        share=onward["share"] * onward["share_on"].where(moved, 1.0),
        how=onward["how_on"].where(moved, onward["how"]),
    )
    counted = [one for one in ("people",) if one in first and one in second]
    for one in counted:
        onward[one] = onward[one] * onward["share_on"].where(moved, 1.0)
    later = second[~second["old"].isin(set(first["old"]) | set(first["new"]))]
    table = pd.concat([onward[[*TABLE, *counted]], later[[*TABLE, *counted]]], ignore_index=True)
    sums = dict.fromkeys(("share", *counted), "sum")
    table = table.groupby(["old", "new"], as_index=False).agg({**sums, "how": "first"})
    return table.sort_values(["old", "new"], ignore_index=True)[[*TABLE, *counted]]


def with_people(table: pd.DataFrame, lives: Mapping[str, float]) -> pd.DataFrame:
    """A table with a column more, people: residents of the old unit in the new one.

    Args:
        lives: residents by old code; 0 where they are not known.
    """
    return table.assign(people=table["old"].map(lives).fillna(0.0).astype(float) * table["share"])


@dataclass(frozen=True)
class Placed:
    """What became of a set of units, such as those of an area.

    Attributes:
        codes: the new ones: of those half of the residents at least come from the set.
        kept: share of its residents who live in them.
        others: share of the residents of the new units who come from elsewhere.
    """

    codes: tuple[str, ...]
    kept: float = 1.0
    others: float = 0.0


def place(codes: Collection[str], recoding: Recoding, people: Mapping[str, float]) -> Placed:
    """Bring a set of codes over.

    Args:
        people: residents by old code; a unit of which they are not known counts for one.
    """
    table, gone = recoding
    touched = table[table["old"].isin(set(codes)) | table["new"].isin(set(codes))]
    if not len(touched) and not gone & set(codes):
        return Placed(tuple(codes))
    stays = sorted(set(codes) - set(table["old"]) - gone)
    left = sorted(gone & set(codes))
    more = pd.DataFrame({"old": [*stays, *left], "new": [*stays, *("" for _ in left)], "share": 1.0})
    whole = pd.concat([table[["old", "new", "share"]], more], ignore_index=True)
    lives = whole["old"].map(lambda code: max(people.get(code, 1.0), 1.0)) * whole["share"]
    ours = whole["old"].isin(set(codes))
    total = lives.groupby(whole["new"]).sum()
    inside = lives[ours].groupby(whole["new"][ours]).sum()
    part = (inside / total[inside.index]).drop("", errors="ignore")
    chosen = sorted(part.index[part >= 0.5])
    kept = inside[chosen].sum() / lives[ours].sum()
    others = 1 - inside[chosen].sum() / total[chosen].sum() if chosen else 0.0
    return Placed(tuple(chosen), float(kept), float(others))
