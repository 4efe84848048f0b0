"""What the browser decodes is what was packed."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from nplv_dash.domain.errors import DataError
from nplv_dash.sources.webgeometry import STEPS, fingerprint, pack

NAMES = ["'s-Gravenhage", "Oud & Nieuw", 'back\\slash "quoted" </script>', "Zuid"]


@pytest.fixture
def town() -> gpd.GeoDataFrame:
    """Four areas in RD New: a square, its neighbour, one with a hole, and one in two parts of which one has a hole."""
    with_hole = shapely.box(2000, 0, 3000, 1000).difference(shapely.box(2300, 300, 2600, 600))
    pieces = shapely.MultiPolygon([with_hole, shapely.box(4000, 0, 4500, 500)])
    shapes = [shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000), with_hole, pieces]
    return gpd.GeoDataFrame(
        {"code": ["WK01", "WK02", "WK03", "WK04"], "name": NAMES, "gemeente": ["B", "A", "B", "A"]},
        geometry=[shapely.affinity.translate(shape, 120_000, 480_000) for shape in shapes],
        crs=28992,
    )


def packed(gdf: gpd.GeoDataFrame, dashed: str | None = None) -> dict[str, Any]:
    return json.loads(pack(gdf, label="name", context="gemeente", dashed=dashed))


def decoded(rings: list[list[int]]) -> shapely.Geometry:
    """A polygon as painter.js reads it: steps summed over all rings, counter-clockwise rings outside."""
    place = np.zeros(2, dtype=int)
    parts: list[tuple[shapely.LinearRing, list[shapely.LinearRing]]] = []
    for steps in rings:
        points = place + np.cumsum(np.reshape(steps, (-1, 2)), axis=0)
        place = points[-1]
        ring = shapely.LinearRing(points / STEPS)
        if ring.is_ccw:
            parts.append((ring, []))
        else:
            parts[-1][1].append(ring)
    return shapely.MultiPolygon([shapely.Polygon(shell, holes) for shell, holes in parts])


def test_geometry_survives_the_way_to_the_browser(town: gpd.GeoDataFrame) -> None:
    for rings, shape in zip(packed(town)["shapes"], town.to_crs(4326).geometry, strict=True):
        shape_back = decoded(rings)
        assert shapely.get_num_geometries(shape_back) == shapely.get_num_geometries(shape)
        assert shapely.hausdorff_distance(shape_back.boundary, shape.boundary) < 1 / STEPS
        assert shape_back.is_valid
        assert shape_back.area == pytest.approx(shape.area, rel=2e-3)


def test_neighbours_stay_neighbours(town: gpd.GeoDataFrame) -> None:
    west, east, *_ = (decoded(rings) for rings in packed(town)["shapes"])
    assert west.intersection(east).length > 0
    assert west.intersection(east).area == 0


def test_rows_keep_their_order_and_their_words(town: gpd.GeoDataFrame) -> None:
    document = packed(town.iloc[::-1])
    assert document["codes"] == ["WK04", "WK03", "WK02", "WK01"]
    assert document["names"] == NAMES[::-1]
    assert [document["contexts"][i] for i in document["context"]] == ["A", "B", "A", "B"]
    assert document["dashed"] == "0000"


def test_broken_outlines_are_flagged(town: gpd.GeoDataFrame) -> None:
    assert packed(town.assign(unsure=[True, False, False, True]), dashed="unsure")["dashed"] == "1001"


def test_equal_input_gives_equal_bytes(town: gpd.GeoDataFrame) -> None:
    first, second = (pack(town.copy(), label="name", context="gemeente") for _ in range(2))
    assert first == second
    assert fingerprint(first) == fingerprint(second)
    assert len(fingerprint(first)) == 12
    assert fingerprint(first) != fingerprint(first + b" ")


def test_ring_direction_of_the_input_does_not_matter(town: gpd.GeoDataFrame) -> None:
    turned = town.set_geometry(shapely.orient_polygons(town.geometry.to_numpy(), exterior_cw=True))
    for ours, theirs in zip(packed(town)["shapes"], packed(turned)["shapes"], strict=True):
        assert decoded(ours).equals(decoded(theirs))


@pytest.mark.parametrize(
    "nothing", [None, shapely.Polygon(), shapely.box(0, 0, 0.1, 0.1)], ids=["none", "empty", "a speck"]
)
def test_a_polygon_without_extent_keeps_its_row(town: gpd.GeoDataFrame, nothing: shapely.Geometry | None) -> None:
    shapes = list(town.geometry)
    shapes[1] = nothing
    document = packed(town.set_geometry(gpd.GeoSeries(shapes, index=town.index, crs=town.crs)))
    assert document["shapes"][1] == []
    assert len(document["shapes"]) == len(document["codes"]) == 4


def test_a_layer_of_nothing_but_empty_polygons(town: gpd.GeoDataFrame) -> None:
    assert packed(town.set_geometry(gpd.GeoSeries([None] * 4, crs=town.crs)))["shapes"] == [[], [], [], []]


def test_errors_name_what_is_wrong(town: gpd.GeoDataFrame) -> None:
    broken = {
        "column_missing .*columns=gemeente, present=code, name, geometry": town.drop(columns="gemeente"),
        "crs_missing": gpd.GeoDataFrame(town.drop(columns="geometry"), geometry=town.geometry.to_numpy()),
        "schema .*code: 1 x null": town.assign(code=["WK01", None, "WK03", "WK04"]),
        "code_double .*count=1, codes=WK02": town.assign(code=["WK01", "WK02", "WK02", "WK04"]),
        "polygon_invalid .*reason=LineString, MultiLineString": town.set_geometry(town.boundary),
    }
    for message, gdf in broken.items():
        with pytest.raises(DataError, match=message):
            pack(gdf, label="name", context="gemeente")
