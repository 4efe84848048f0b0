"""To the borders of another year: what becomes of figures, areas, krachtwijken and anchors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import pandas as pd

from nplv_dash.domain.codes import is_code
from nplv_dash.domain.errors import DataError
from nplv_dash.domain.records import KNOWN, Anchor, Krachtwijk, NplvArea
from nplv_dash.domain.versions import SHIPPED_INDELING
from nplv_dash.sources.build import Content
from nplv_dash.sources.fetching import Figures, Fresh
from nplv_dash.sources.harmonise import recode
from nplv_dash.sources.layers import GAP_NL, Ground
from nplv_dash.sources.newground import TOLERANCE_COUNTRY, ground_of
from nplv_dash.sources.recoding import Placed, Recoding, chain, laid_over, place, table_of, with_people
from nplv_dash.sources.shapes import check_codes, check_geometry, dissolve, generalise

LEVELS = ("wijk", "buurt")


class Unsure(NamedTuple):
    """How many units of a level lack a figure, of a year and indicator at least, that a table has of parts of them."""

    publisher: str
    table: str
    level: str
    units: int


@dataclass
class Renewed:
    """A new version's content, and what became of what there was.

    Attributes:
        recodings: per level what became of codes, see `recoding.table_of`; empty where the borders stayed.
        placed: per area, what became of its wijken and buurten; only of those whose codes changed.
        left_out: tables whose codes are of a year that cannot be brought here.
        undrawn: of which years the map cannot be laid over that of now, and why.
        unsure: of which tables units lack a figure, since it is known of too few of their residents.
    """

    content: Content
    recodings: dict[str, Recoding] = field(default_factory=dict)
    placed: dict[str, Placed] = field(default_factory=dict)
    left_out: list[Figures] = field(default_factory=list)
    undrawn: dict[int, DataError] = field(default_factory=dict)
    unsure: list[Unsure] = field(default_factory=list)


def move(renewed: Renewed, fresh: Fresh, official: Mapping[str, pd.DataFrame]) -> None:
    """To the new borders: every figure, area, krachtwijk and anchor.

    Raises:
        DataError: what `newground.ground_of`, `recoding.table_of` and `harmonise.recode` raise.
    """
    content, year = renewed.content, fresh.year or 0
    ground = ground_of(fresh.layers, year, content.ground)
    lives = {level: residents(content, level) for level in LEVELS}
    people = _people(_buurten(content.ground), lives["buurt"])
    olds = {"wijk": _all(content.ground.wijken, content.ground.wijken_elsewhere), "buurt": _buurten(content.ground)}
    news = {"wijk": _all(ground.wijken, ground.wijken_elsewhere), "buurt": _buurten(ground)}
    recodings = {
        level: table_of(olds[level], news[level], people if level == "wijk" else None, official.get(level))
        for level in LEVELS
    }
    tables = {level: one.table for level, one in recodings.items()}
    later = _later(content, olds["wijk"], news["wijk"], people, official.get("wijk"))
    counts = {one.id for one in content.indicators if one.kind == "count"}
    by_map = content.wijken if later is None else content.wijken[~_in_later_codes(content.wijken)]
    moved = {
        level: recode(_without(table, recodings[level]), tables[level], counts, lives[level], KNOWN)
        for level, table in (("wijk", by_map), ("buurt", content.buurten))
    }
    if later is not None:
        rest = content.wijken[_in_later_codes(content.wijken)]
        rest = recode(_without(rest, later), later.table, counts, lives["wijk"], KNOWN)
        moved["wijk"] = pd.concat([moved["wijk"], rest], ignore_index=True)
    areas, renewed.placed = _areas(content.areas, recodings, lives, ground.buurten["hybrid"].any())
    mapping = chain(content.mapping, tables["wijk"])
    # Also where no code of a level changed: that there is nothing to do is a way too. Figures that come later in the
    # codes of before are weighed with the residents of before, of whom nothing else will tell then.
    ways, lived = dict(tables), dict(lives)
    if later is not None:
        # Figures that come in codes of 2024 are of the wijken of 2024, also where those of 2022 are drawn.
        per_wijk = content.ground.buurten_nl["code"].map(lives["buurt"]).groupby(content.ground.buurten_nl["wk_code"])
        ways["wijk"], lived["wijk"] = later.table, per_wijk.sum().to_dict()
    steps = {f"{level}_{content.indeling}_{year}.csv": with_people(ways[level], lived[level]) for level in LEVELS}
    renewed.recodings = recodings
    renewed.content = replace(
        content,
        wijken=moved["wijk"],
        buurten=moved["buurt"],
        lbm2=recode(_without(content.lbm2, recodings["wijk"]), tables["wijk"], set(), lives["wijk"], KNOWN),
        mapping=mapping,
        steps={**content.steps, **steps},
        ground=_told(ground.with_areas(areas, mapping), content.ground, tables["wijk"], year),
        areas=areas,
        krachtwijken=[_krachtwijk(one, recodings["wijk"], lives["wijk"]) for one in content.krachtwijken],
        anchors=_anchors(content.anchors, tables),
        indeling=year,
    )


#: Figures per wijk that came in codes of 2024, also where the map is of 2022: key figures of 2024, and all that was
#: added up of buurten. See `indicators.wijken_2024`.
_OF_2024 = frozenset({"inhabitants", "households", "woz", "owner_share", "income"})
_OF_BUURTEN = frozenset({"crimes", "crime", "good_health"})


def _in_later_codes(wijken: pd.DataFrame) -> pd.Series:
    return wijken["indicator"].isin(_OF_BUURTEN) | (wijken["indicator"].isin(_OF_2024) & (wijken["year"] == 2024))


def _later(
    content: Content,
    drawn: gpd.GeoDataFrame,
    new: gpd.GeoDataFrame,
    people: gpd.GeoDataFrame | None,
    official: pd.DataFrame | None,
) -> Recoding | None:
    """From the wijken of 2024 that the shipped version does not draw: outside the areas its map is that of 2022.

    None where the wijken that are drawn are those that its buurten make, as in every version that a refresh made.
    """
    if content.indeling != SHIPPED_INDELING:
        return None
    made = dissolve(content.ground.buurten_nl, "wk_code").rename(columns={"wk_code": "code"})
    here = set(content.ground.wijken["code"])
    made = gpd.GeoDataFrame(pd.concat([drawn[drawn["code"].isin(here)], made[~made["code"].isin(here)]]), crs=drawn.crs)
    return table_of(made.reset_index(drop=True), new, people, official)


def over(buurten: gpd.GeoDataFrame, year: int, content: Content) -> dict[str, pd.DataFrame]:
    """From the wijken and buurten of another year to those that are drawn, see `recoding.laid_over`.

    Args:
        buurten: of that year, with code and wk_code, EPSG:28992.

    Raises:
        DataError: what `shapes.check_codes` and `shapes.check_geometry` raise.
    """
    where = Path("borders") / f"buurt {year}"
    check_codes(buurten, "buurt", where)
    check_geometry(buurten, where)
    drawn = generalise(buurten.sort_values("code", ignore_index=True), TOLERANCE_COUNTRY, gap=GAP_NL)
    here = _buurten(content.ground)
    people = here.assign(people=here["code"].map(residents(content, "buurt")).fillna(0.0))
    olds = {"wijk": dissolve(drawn, "wk_code").rename(columns={"wk_code": "code"}), "buurt": drawn}
    news = {"wijk": _all(content.ground.wijken, content.ground.wijken_elsewhere), "buurt": here}
    return {level: laid_over(olds[level], news[level], people) for level in LEVELS}


def _all(*frames: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        pd.concat([frame[["code", "geometry"]] for frame in frames], ignore_index=True), crs=frames[0].crs
    )


def _buurten(ground: Ground) -> gpd.GeoDataFrame:
    """All buurten, in detail where there is detail: of a small one the coarse map is another place."""
    far = ground.buurten_nl
    return _all(ground.buurten, far[~far["code"].isin(set(ground.buurten["code"]))])


def residents(content: Content, level: str, year: int | None = None) -> dict[str, float]:
    """Residents per code, of a year; without one, of the newest that is known of each unit."""
    table = content.wijken if level == "wijk" else content.buurten
    known = table[(table["indicator"] == "inhabitants") & ((table["year"] == year) | (year is None))]
    newest = known.sort_values("year").drop_duplicates("code", keep="last")
    found: dict[str, float] = newest.set_index("code")["value"].to_dict()
    return found


def _told(ground: Ground, before: Ground, table: pd.DataFrame, year: int) -> Ground:
    """Write into each wijk in which year it was split off, so that the card of an earlier figure can say so."""
    split = set(table.loc[table.groupby("old")["new"].transform("size") > 1, "new"])
    known = before.wijken.set_index("code")
    earlier = dict(known["split_in"]) if "split_in" in known else {}
    found = [
        year if code in split else int(earlier.get(code, SHIPPED_INDELING if origin else 0))
        for code, origin in zip(ground.wijken["code"], ground.wijken["split_from"], strict=True)
    ]
    return replace(ground, wijken=ground.wijken.assign(split_in=found))


def _without(figures: pd.DataFrame, recoding: Recoding) -> pd.DataFrame:
    """Figures of places that are still there: the code of one that is gone may be given to another."""
    return figures[~figures["code"].isin(recoding.gone)]


def _people(buurten: gpd.GeoDataFrame, lives: Mapping[str, float]) -> gpd.GeoDataFrame | None:
    found = buurten[["geometry"]].assign(people=buurten["code"].map(lives).fillna(0.0))
    return found if found["people"].sum() > 0 else None


def _areas(
    areas: Sequence[NplvArea],
    recodings: Mapping[str, Recoding],
    lives: Mapping[str, Mapping[str, float]],
    hybrid: object,
) -> tuple[list[NplvArea], dict[str, Placed]]:
    moved, placed = [], {}
    for area in areas:
        parts = {level: place(getattr(area, f"{level}en"), recodings[level], lives[level]) for level in LEVELS}
        codes = {f"{level}en": parts[level].codes for level in LEVELS}
        if any(codes[f"{level}en"] != getattr(area, f"{level}en") for level in LEVELS) or _unsure(parts):
            placed[area.id] = Placed(
                (*parts["wijk"].codes, *parts["buurt"].codes),
                min(part.kept for part in parts.values()),
                max(part.others for part in parts.values()),
            )
        moved.append(area.model_copy(update={**codes, "hybrid": area.hybrid and bool(hybrid)}))
    return moved, placed


def _unsure(parts: Mapping[str, Placed]) -> bool:
    return any(part.kept < 1 - 1e-9 or part.others > 1e-9 for part in parts.values())


def _krachtwijk(one: Krachtwijk, recoding: Recoding, lives: Mapping[str, float]) -> Krachtwijk:
    placed, table = place(one.wijken, recoding, lives), recoding.table
    # Where none has half of its people from here, those that have most.
    codes = placed.codes or tuple(
        table[table["old"].isin(one.wijken)].sort_values("share").drop_duplicates("old", keep="last")["new"]
    )
    quality = one.quality if placed.kept >= 0.95 and placed.others <= 0.05 else "approx"
    return one.model_copy(update={"wijken": tuple(dict.fromkeys(codes)), "quality": quality})


def _anchors(anchors: Sequence[Anchor], tables: Mapping[str, pd.DataFrame]) -> list[Anchor]:
    """Those whose unit is still one unit; of a unit that was split or joined nobody has published that figure."""
    kept = []
    for anchor in anchors:
        level = next((one for one in LEVELS if is_code(one, anchor.code)), None)
        if level is None or anchor.code not in set(tables[level]["old"]):
            kept.append(anchor)
            continue
        table = tables[level]
        rows = table[table["old"] == anchor.code]
        if len(rows) == 1 and (table["new"] == rows["new"].iloc[0]).sum() == 1:
            kept.append(anchor.model_copy(update={"code": rows["new"].iloc[0]}))
    return kept
