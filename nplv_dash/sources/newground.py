"""Borders of a new year from what a publisher gives: made in the same way as those of the build, see `layers`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from nplv_dash.domain.codes import PROVINCES, is_code
from nplv_dash.domain.errors import DataError
from nplv_dash.domain.publishers import BorderLevel
from nplv_dash.sources.layers import GAP, GAP_NL, TOLERANCE, Ground, with_bounds
from nplv_dash.sources.shapes import check_codes, check_geometry, dissolve, generalise

#: Metres; the publisher's borders are in full detail, and the map of the whole country needs no more than this.
TOLERANCE_COUNTRY = 60.0
_WHERE = Path("borders")


def ground_of(layers: Mapping[BorderLevel, gpd.GeoDataFrame], year: int, before: Ground) -> Ground:
    """All borders but those of the areas.

    Args:
        layers: gemeente (code, name), wijk (code, name, gm_code) and buurt (code, name, wk_code, gm_code), EPSG:28992.
        year: of these borders, for who reads what is wrong with them.
        before: the borders until now: they tell which municipalities are drawn in detail, and the provinces.

    Raises:
        DataError: a code is malformed, double, or belongs to a wijk or gemeente that is not there; a polygon is not
            sound; a municipality of an area is gone.
    """
    _check(layers, year)
    gm_name = layers["gemeente"].set_index("code")["name"]
    wijk_table = pd.DataFrame(layers["wijk"].drop(columns="geometry"))
    buurten = layers["buurt"].sort_values("code", ignore_index=True)
    buurten = buurten.assign(gm_name=buurten["gm_code"].map(gm_name))
    detailed = set(before.wijken["gm_code"])
    gone = sorted(detailed - set(buurten["gm_code"]))
    if gone:
        # An area is a part of it: what became of that is for people to say.
        raise DataError("gemeente_gone", _WHERE, codes=", ".join(gone))
    here = buurten[buurten["gm_code"].isin(detailed)].reset_index(drop=True)
    near = generalise(here, TOLERANCE, gap=GAP).assign(hybrid=0)
    country = generalise(buurten, TOLERANCE_COUNTRY, gap=GAP_NL)
    elsewhere = country[~country["gm_code"].isin(detailed)].reset_index(drop=True)
    gemeenten = dissolve(country, "gm_code").rename(columns={"gm_code": "code"})
    gemeenten = gemeenten.assign(name=gemeenten["code"].map(gm_name), province=_provinces(gemeenten, before.gemeenten))
    return Ground(
        buurten=near,
        wijken=_wijken(near, wijk_table, gm_name).assign(hybrid=0)[
            ["code", "name", "gm_code", "gm_name", "hybrid", "geometry"]
        ],
        wijken_elsewhere=_wijken(elsewhere, wijk_table, gm_name),
        buurten_nl=country,
        gemeenten=with_bounds(gemeenten[["code", "name", "province", "geometry"]]),
    )


def _check(layers: Mapping[BorderLevel, gpd.GeoDataFrame], year: int) -> None:
    for level, frame in layers.items():
        check_codes(frame, level, _WHERE / f"{level} {year}")
        check_geometry(frame, _WHERE / f"{level} {year}")
    known = {level: set(frame["code"]) for level, frame in layers.items()}
    buurten, wijken = layers["buurt"], layers["wijk"]
    pairs: tuple[tuple[str, BorderLevel, pd.Series], ...] = (
        ("buurt", "wijk", buurten["wk_code"]), ("buurt", "gemeente", buurten["gm_code"]),
        ("wijk", "gemeente", wijken["gm_code"]),
    )  # fmt: skip
    for below, above, codes in pairs:
        lost = sorted({code for code in codes if code not in known[above] or not is_code(above, code)})
        if lost:
            raise DataError("parent_missing", _WHERE / below, count=len(lost), codes=", ".join(map(str, lost[:5])))


def _wijken(buurten: gpd.GeoDataFrame, table: pd.DataFrame, gm_name: pd.Series) -> gpd.GeoDataFrame:
    """Wijken are joined buurten, so that all borders of a place are the same line; one without land is left out."""
    joined = dissolve(buurten, "wk_code").rename(columns={"wk_code": "code"})
    joined = joined.merge(table[["code", "name", "gm_code"]], on="code", how="left", validate="one_to_one")
    return joined.assign(gm_name=joined["gm_code"].map(gm_name))[["code", "name", "gm_code", "gm_name", "geometry"]]


def _provinces(gemeenten: gpd.GeoDataFrame, before: gpd.GeoDataFrame) -> pd.Series:
    """The province in which most of a gemeente lay, by the map until now; no province has changed its border since."""
    rows, others = before.sindex.query(gemeenten.geometry, predicate="intersects")
    area = shapely.area(shapely.intersection(gemeenten.geometry.to_numpy()[rows], before.geometry.to_numpy()[others]))
    found = pd.DataFrame({"row": rows, "province": before["province"].to_numpy()[others], "area": area})
    most = found.groupby(["row", "province"], as_index=False)["area"].sum().sort_values("area")
    province = most.drop_duplicates("row", keep="last").set_index("row")["province"]
    unclear = gemeenten.loc[~gemeenten.index.map(province).isin(PROVINCES), "code"]
    if len(unclear):
        raise DataError("province_unclear", _WHERE, codes=", ".join(unclear))
    return pd.Series(gemeenten.index.map(province), index=gemeenten.index)
