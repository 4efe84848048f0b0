"""Every gemeente of 2024 lies in one province."""

from __future__ import annotations

import warnings
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from nplv_dash import ROOT
from nplv_dash.domain.codes import PROVINCES
from nplv_dash.domain.errors import DataError, TableError
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.bundle import load_bundle
from nplv_dash.sources.layers import provinces

MAP_2022 = ROOT.parent / "shared" / "data" / "boundaries" / "cbs_2022_generalised" / "NLD_prov.rda"
#: Gemeenten on 1 January 2024 per province, from north to south as in `PROVINCES`.
COUNTS = (10, 18, 12, 25, 6, 51, 26, 44, 50, 13, 56, 31)


def write(folder: Path, gemeenten: dict[str, str], wijken: dict[str, str]) -> None:
    for level, told in (("gemeente", gemeenten), ("wijk", wijken)):
        table = pd.DataFrame({"code": list(told), "province": list(told.values())})
        table.to_csv(folder / f"{level}_2022_attributes.csv", index=False)


def found(folder: Path, *codes: str, **wijken: str) -> list[str]:
    """The provinces of gemeenten, with wijken of 2022 and the gemeente in which each lies now."""
    placed = pd.DataFrame({"code": list(wijken), "gm_code": list(wijken.values())}, dtype=str)
    return provinces(folder, pd.Series(list(codes)), placed).tolist()


def test_a_merged_gemeente_has_the_province_of_its_wijken(tmp_path: Path) -> None:
    write(tmp_path, {"GM0001": "Fryslan", "GM0002": "Zeeland"}, {"WK000200": "Zeeland", "WK000100": "Fryslan"})
    # GM0003 was made of GM0002.
    assert found(tmp_path, "GM0003", "GM0001", WK000200="GM0003", WK000100="GM0001") == ["Zeeland", "Fryslân"]


def test_two_provinces_or_none_are_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"GM0001": "Utrecht"}, {"WK000100": "Drenthe"})
    with pytest.raises(DataError, match=r"province_unclear.*codes=GM0001, GM0009"):
        found(tmp_path, "GM0001", "GM0009", WK000100="GM0001")


def test_a_name_that_is_no_province_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"GM0001": "Holland"}, {})
    with pytest.raises(TableError, match=r"province: Groningen .* Limburg \(1x, e\.g\. 'Holland'\)"):
        found(tmp_path, "GM0001")


def test_the_toy_town_has_provinces(toy: Workspace) -> None:
    table = toy.bundle.units["gemeente"].set_index("code")["province"]
    assert table.to_dict() == {"GM1001": "Drenthe", "GM1002": "Zeeland", "GM1003": "Drenthe"}


def test_each_province_has_its_number_of_gemeenten() -> None:
    table = load_bundle(ROOT).units["gemeente"]
    assert len(table) == sum(COUNTS) == 342
    assert table["province"].value_counts().to_dict() == dict(zip(PROVINCES, COUNTS, strict=True))


if MAP_2022.exists():

    def test_a_gemeente_lies_in_its_province_on_the_map() -> None:
        """Nearly all of its land: both maps are generalised, and one draws the coast elsewhere."""
        gemeenten = load_bundle(ROOT).geometry("gemeenten")[["code", "province", "geometry"]]
        pieces = gemeenten.overlay(_provinces_2022(MAP_2022), how="intersection", keep_geom_type=True)
        pieces["area"] = pieces.area
        same = pieces["province"] == pieces["on_the_map"]
        share = pieces[same].groupby("code")["area"].sum() / pieces.groupby("code")["area"].sum()
        assert set(share.index) == set(gemeenten["code"])
        assert share.min() > 0.97, share.nsmallest(3).to_dict()


def _provinces_2022(path: Path) -> gpd.GeoDataFrame:
    """The provinces from an R file: a polygon is a list of rings, a geometry a list of polygons."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # R classes that the reader does not know; the rings are plain arrays
        import rdata

        table = rdata.read_rda(path)["NLD_prov"]
    shapes = [shapely.MultiPolygon([shapely.Polygon(p[0], p[1:]) for p in polygons]) for polygons in table["geometry"]]
    names = table["name"].replace({"Fryslan": "Fryslân"}).tolist()
    return gpd.GeoDataFrame({"on_the_map": names}, geometry=shapely.make_valid(shapes), crs=28992)
