"""The borders that the project keeps: buurten and wijken of the 19 municipalities, the rest of the country, the areas.

Wijken and areas are made by joining the generalised buurten, so that all borders of one place are the same line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pyogrio.errors

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.records import NplvArea
from nplv_dash.sources.grid import RD
from nplv_dash.sources.recipes import recipe
from nplv_dash.sources.schemas import GEMEENTEN, check_schema
from nplv_dash.sources.shapes import check_crs, check_geometry, dissolve, generalise
from nplv_dash.sources.tables import read_table

#: Metres. Ten keeps a street's width; at the zoom of a whole area it is under a pixel.
TOLERANCE = 10.0
#: Slivers narrower than this between two sources of geometry are closed.
GAP = 25.0
#: The buurten of the whole country come generalised to about 60 m already, each by itself.
TOLERANCE_NL, GAP_NL = 20.0, 60.0
#: Sources of geometry whose inner borders are approximate (60-80 m).
APPROXIMATE = ("hybrid", "mixed", "svg2024")


@dataclass(frozen=True)
class Ground:
    """All borders, in EPSG:28992, rows in the order of their code."""

    buurten: gpd.GeoDataFrame
    wijken: gpd.GeoDataFrame
    wijken_elsewhere: gpd.GeoDataFrame
    buurten_nl: gpd.GeoDataFrame
    gemeenten: gpd.GeoDataFrame
    areas: gpd.GeoDataFrame | None = None

    def with_areas(self, areas: list[NplvArea], mapping: pd.DataFrame) -> Ground:
        """Add the outlines of the areas, and write into each wijk and buurt which area it belongs to."""
        of_wijk = {code: area.id for area in areas for code in area.wijken}
        of_buurt = {code: area.id for area in areas for code in area.buurten}
        buurten = self.buurten.assign(
            area=self.buurten["code"].map(of_buurt).fillna(self.buurten["wk_code"].map(of_wijk)).fillna("")
        )
        # A wijk of which the area is a part is filed under that area too: it is where the wijk figures come from.
        partly = buurten[buurten["area"] != ""].groupby("wk_code")["area"].first()
        split = mapping.groupby("old")["new"].transform("size") > 1
        came_from = mapping[split].groupby("new")["old"].first()
        wijken = self.wijken.assign(
            area=self.wijken["code"].map(of_wijk).fillna(self.wijken["code"].map(partly)).fillna(""),
            split_from=self.wijken["code"].map(came_from).fillna(""),
        )
        outlines = dissolve(buurten[buurten["area"] != ""], "area").rename(columns={"area": "code"})
        records = {a.id: a for a in areas}
        outlines["name"] = [records[c].name for c in outlines["code"]]
        outlines["gm_name"] = [records[c].gemeente for c in outlines["code"]]
        order = [a.id for a in areas]
        outlines = with_bounds(outlines.set_index("code").loc[order].reset_index())
        return replace(self, buurten=buurten, wijken=wijken, areas=outlines)

    def shapefiles(self) -> dict[str, gpd.GeoDataFrame]:
        """What is written to `data/boundaries/`, by file name."""
        return {
            "gebieden": self._areas(),
            "wijken": self.wijken,
            "wijken_elders": self.wijken_elsewhere,
            "buurten": self.buurten,
            "buurten_nl": self.buurten_nl,
            "gemeenten": self.gemeenten,
        }

    def browser_layers(self) -> dict[str, tuple[str, gpd.GeoDataFrame]]:
        """What the map can draw: key -> level and polygons with code, name, gm_name and dashed."""
        columns = ["code", "name", "gm_name", "geometry"]
        flagged = {name: frame.assign(dashed=frame["hybrid"] == 1) for name, frame in
                   (("wijken", self.wijken), ("buurten", self.buurten))}  # fmt: skip
        country = pd.concat([self.wijken[columns], self.wijken_elsewhere[columns]], ignore_index=True)
        return {
            # No official border of any area is public, so all are drawn broken.
            "gebieden": ("gebied", self._areas().assign(dashed=True)),
            "wijken": ("wijk", flagged["wijken"]),
            "buurten": ("buurt", flagged["buurten"]),
            "wijken_nl": ("wijk", gpd.GeoDataFrame(country, crs=self.wijken.crs).assign(dashed=False)),
            "buurten_nl": ("buurt", self.buurten_nl.assign(dashed=False)),
            "gemeenten": ("gemeente", self.gemeenten.assign(dashed=False, gm_name="")),
        }

    def _areas(self) -> gpd.GeoDataFrame:
        if self.areas is None:
            raise RuntimeError("with_areas comes first")
        return self.areas


def read_ground(folder: Path) -> Ground:
    """Read, check, close and generalise the borders.

    Raises:
        DataError: a file or layer is missing or damaged, or in another map projection; a gemeente is in no province, or
            in more than one.
    """
    detailed = folder / "wijken_buurten_2024_19gemeenten.gpkg"
    gemeenten = _read(detailed, "gemeente_generalised", ["code", "name"])
    gm_name = gemeenten.set_index("code")["name"]

    raw = _read(detailed, "buurt", ["code", "name", "wijk_code", "gemeente_code", "geom_source"])
    buurten = generalise(_named(raw, gm_name), TOLERANCE, gap=GAP)
    buurten["hybrid"] = buurten.pop("geom_source").isin(APPROXIMATE).astype(int)

    wijk_table = _read(detailed, "wijk", ["code", "name", "gemeente_code", "geom_source", "in_19"])
    wijken = dissolve(buurten, "wk_code").rename(columns={"wk_code": "code"})
    attributes = _named(wijk_table[wijk_table["in_19"]], gm_name).drop(columns=["geometry", "in_19"])
    attributes["hybrid"] = attributes.pop("geom_source").isin(APPROXIMATE).astype(int)
    wijken = wijken.merge(attributes, on="code", how="left", validate="one_to_one")
    if wijken["name"].isna().any():
        lacking = wijken.loc[wijken["name"].isna(), "code"].tolist()
        raise DataError("wijk_nameless", detailed, codes=", ".join(lacking))

    elsewhere = wijk_table[~wijk_table["in_19"]].drop(columns=["geom_source", "in_19"])
    # Municipalities merged since 2022: the wijk lies in the municipality of 2024 that holds its middle.
    middles = elsewhere.set_geometry(elsewhere.representative_point())[["code", "geometry"]]
    holder = middles.sjoin(gemeenten[["code", "geometry"]].rename(columns={"code": "gm"}), predicate="within")
    place = holder.drop_duplicates("code").set_index("code")["gm"]
    gm_code = elsewhere["code"].map(place).fillna(elsewhere["gemeente_code"])
    elsewhere = _named(elsewhere.assign(gemeente_code=gm_code), gm_name)
    gemeenten = gemeenten.assign(province=provinces(folder / "cbs_2022_generalised", gemeenten["code"], elsewhere))

    country = _named(
        _read(folder / "nl_buurt_2024_generalised.gpkg", None, ["code", "name", "wijk_code", "gemeente_code"]), gm_name
    )
    return Ground(
        buurten=buurten,
        wijken=wijken[["code", "name", "gm_code", "gm_name", "hybrid", "geometry"]],
        wijken_elsewhere=elsewhere[["code", "name", "gm_code", "gm_name", "geometry"]],
        buurten_nl=generalise(country, TOLERANCE_NL, gap=GAP_NL),
        gemeenten=with_bounds(gemeenten[["code", "name", "province", "geometry"]]),
    )


def provinces(folder: Path, gemeenten: pd.Series, wijken: pd.DataFrame) -> pd.Series:
    """The province of every gemeente of 2024.

    The map of 2022 tells it twice: per gemeente, and per wijk. A gemeente that was made since has wijken of 2022 in it,
    so it gets their province; where both are known, they must agree.

    Args:
        folder: with the attributes of the map of 2022.
        gemeenten: codes of 2024.
        wijken: wijken of 2022 with the code of the gemeente of 2024 in which they lie (columns code and gm_code).

    Returns:
        Names as in `PROVINCES`, in the order and with the index of `gemeenten`.

    Raises:
        DataError: a gemeente is in no province, or in more than one.
        TableError: a name is not that of a province.
    """
    of_gemeente, of_wijk = (
        read_table(folder / f"{level}_2022_attributes.csv", ["code", "province"], text=["code", "province"])
        for level in ("gemeente", "wijk")
    )
    told = pd.concat(
        [
            of_gemeente.rename(columns={"code": "gm_code"}),
            wijken[["code", "gm_code"]].merge(of_wijk, on="code", validate="one_to_one")[["gm_code", "province"]],
        ]
    ).drop_duplicates()
    told = told[told["gm_code"].isin(gemeenten)]
    unclear = sorted({*told.loc[told["gm_code"].duplicated(), "gm_code"], *(set(gemeenten) - set(told["gm_code"]))})
    if unclear:
        raise DataError("province_unclear", folder, codes=", ".join(unclear))
    name = told.set_index("gm_code")["province"].replace(recipe("columns")["province_names"])
    table = pd.DataFrame({"code": gemeenten, "province": gemeenten.map(name)})
    return check_schema(table, GEMEENTEN, str(folder))["province"]


def with_bounds(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add the columns west, south, east and north (degrees), so that a map can go there without the geometry."""
    box = frame.to_crs(4326).bounds.round(4)
    return frame.assign(west=box["minx"], south=box["miny"], east=box["maxx"], north=box["maxy"])


def _read(path: Path, layer: str | None, columns: list[str]) -> gpd.GeoDataFrame:
    if not path.exists():
        raise DataError("file_missing", path)
    try:
        frame = pyogrio.read_dataframe(path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError, ValueError) as error:
        raise DataError("shape_unreadable", path, reason=str(error).splitlines()[0]) from error
    check_crs(frame.crs.to_wkt() if frame.crs else None, path)
    absent = [c for c in columns if c not in frame.columns]
    if absent:
        present = ", ".join(map(str, frame.columns))
        raise DataError("column_missing", f"{path}, layer {layer}", columns=", ".join(absent), present=present)
    check_geometry(frame, path)
    frame = frame[[*columns, "geometry"]].sort_values("code", ignore_index=True)
    return frame.set_crs(RD, allow_override=True)


def _named(frame: gpd.GeoDataFrame, gm_name: pd.Series) -> gpd.GeoDataFrame:
    """Our short column names (a .dbf allows ten characters), and the name of the municipality."""
    frame = frame.rename(columns={"wijk_code": "wk_code", "gemeente_code": "gm_code"})
    return frame.assign(gm_name=frame["gm_code"].map(gm_name).fillna(""))
