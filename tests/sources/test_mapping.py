"""The table from wijk codes of 2022 to those of 2024, as it is shipped."""

from __future__ import annotations

import warnings
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from nplv_dash import ROOT
from nplv_dash.sources.bundle import DataBundle, load_bundle

MAPS_2022 = ROOT.parent / "shared" / "data" / "boundaries" / "cbs_2022_generalised" / "NLD_dist.rda"


@pytest.fixture(scope="module")
def bundle() -> DataBundle:
    return load_bundle(ROOT)


@pytest.fixture(scope="module")
def mapping() -> pd.DataFrame:
    return pd.read_csv(ROOT / "data" / "mappings" / "wijk_2022_2024.csv", dtype={"old": str, "new": str})


def test_shares_of_a_wijk_add_up_to_one(mapping: pd.DataFrame) -> None:
    assert mapping.groupby("old")["share"].sum().to_numpy() == pytest.approx(1.0, abs=1e-9)
    assert (mapping["share"] > 0).all()
    assert not mapping.duplicated(["old", "new"]).any()


def test_every_new_code_has_a_border_and_no_old_code_has_one(mapping: pd.DataFrame, bundle: DataBundle) -> None:
    codes = set(bundle.units["wijk"]["code"])
    assert set(mapping["new"]) <= codes
    assert not set(mapping["old"]) & codes
    # Ninety-nine wijken of Amsterdam and eight of Weesp.
    assert mapping["old"].nunique() == 107


def test_shares_follow_the_residents(mapping: pd.DataFrame, bundle: DataBundle) -> None:
    # Slotermeer-Zuidwest was split in Slotermeer-West and Slotermeer-Zuidoost, with these residents in 2024.
    people = dict(zip(bundle.units["wijk"]["code"], bundle.figures[("wijk", "inhabitants", 2024)], strict=True))
    assert (people["WK0363FC"], people["WK0363FE"]) == (10_790, 6_785)
    split = mapping[mapping["old"] == "WK036377"].set_index("new")["share"]
    assert split.to_dict() == pytest.approx({"WK0363FC": 10_790 / 17_575, "WK0363FE": 6_785 / 17_575})


if MAPS_2022.exists():

    def test_residents_of_an_old_wijk_live_in_its_new_wijken(mapping: pd.DataFrame, bundle: DataBundle) -> None:
        """Lay the wijken of 2022 over the buurten of 2024: at least 80 % of the residents are where the table says.

        Residents are spread evenly over their buurt. The map of 2022 is generalised to 60 m, so the outer 30 m of each
        wijk is left out: a sliver of a dense neighbour outweighs a wijk where hardly anybody lives.
        """
        old = _wijken_2022(MAPS_2022, tuple({code[:6] for code in mapping["old"]}))
        old["geometry"] = old.geometry.buffer(-30)
        buurten = bundle.geometry("buurten")
        people = pd.Series(bundle.figures[("buurt", "inhabitants", 2024)], index=bundle.units["buurt"]["code"])
        buurten["density"] = buurten["code"].map(people).fillna(0.0) / buurten.area
        pieces = old.overlay(buurten[["wk_code", "density", "geometry"]], how="intersection", keep_geom_type=False)
        pieces["people"] = pieces["density"] * pieces.area
        pairs = set(zip(mapping["old"], mapping["new"], strict=True))
        as_told = [pair in pairs for pair in zip(pieces["old"], pieces["wk_code"], strict=True)]
        share = pieces[as_told].groupby("old")["people"].sum() / pieces.groupby("old")["people"].sum()
        assert set(share.index) == set(mapping["old"])
        assert share[share < 0.8].to_dict() == {}
        assert share.mean() > 0.98


def _wijken_2022(path: Path, starts: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Wijken whose code starts so, from an R file: a polygon is a list of rings, a geometry a list of polygons."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # R classes that the reader does not know; the rings are plain arrays
        import rdata

        table = rdata.read_rda(path)["NLD_dist"]
    table = table[table["code"].str.startswith(starts)]
    shapes = [shapely.MultiPolygon([shapely.Polygon(p[0], p[1:]) for p in polygons]) for polygons in table["geometry"]]
    return gpd.GeoDataFrame({"old": table["code"].tolist()}, geometry=shapes, crs=28992)
