"""Faults in the polygons themselves: the start does not read those, the check and every export do."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import pytest
import shapely

from nplv_dash.domain.errors import DataError
from nplv_dash.present.explain import explain
from nplv_dash.present.text import Text
from nplv_dash.services.check import check_data
from nplv_dash.sources.bundle import load_bundle
from tests.toy_town.fixtures import Town


def _first(shape: shapely.Geometry) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    """The frame with another first polygon."""
    return lambda frame: frame.set_geometry([shape, *frame.geometry.iloc[1:]], crs=frame.crs)


def _bow_tie(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    west, south, east, north = frame.geometry.iloc[0].bounds
    return _first(shapely.Polygon([(west, south), (east, north), (east, south), (west, north)]))(frame)


FAULTS: dict[str, tuple[Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame], str, str]] = {
    "self-intersecting": (_bow_tie, "polygon_invalid", "codes=WK100101, reason=reasons.crosses"),
    "empty": (_first(shapely.Polygon()), "polygon_empty", "codes=WK100101"),
    "at sea": (_first(shapely.box(-9000, 0, -8000, 1000)), "outside_netherlands", "bounds=-9000, 0, 13"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_bad_polygon_is_named(town: Town, fault: str) -> None:
    change, key, named = FAULTS[fault]
    town.edit_shapes("boundaries/wijken.zip", change)
    town.recatalogue()
    bundle = load_bundle(town.root)
    with pytest.raises(DataError, match=key) as caught:
        bundle.geometry("wijken")
    assert named in str(caught.value)
    assert "{" not in str(explain(caught.value, Text("nl"))[0])
    (finding,) = [f for f in check_data(town.root) if f.key == "coverage" and not f.ok]
    assert (finding.subject, finding.error and finding.error.key) == ("wijken", key)


@pytest.mark.parametrize("catalogued", [True, False])
def test_a_sliver_between_neighbours_is_found(town: Town, catalogued: bool) -> None:
    def swell(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        return frame.set_geometry([frame.geometry.iloc[0].buffer(0.5), *frame.geometry.iloc[1:]], crs=frame.crs)

    town.edit_shapes("boundaries/wijken.zip", swell)
    if catalogued:
        town.recatalogue()
    # A file that is not the catalogue's is looked at all the same.
    assert [f.subject for f in check_data(town.root) if f.key == "coverage" and not f.ok] == ["wijken"]
