"""Borders of visitors: the same polygons whatever they come in, mended or turned where they must be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from nplv_dash.domain.errors import NplvError
from nplv_dash.sources.own import borders, geojson, light
from nplv_dash.sources.own.limits import Limits
from tests.corpus.good import collection, geopackage, polygon, shapefile, square, squares, zipped


def read(folder: Path, content: bytes, name: str = "a", **limits: Any) -> tuple[gpd.GeoDataFrame, dict[str, Any]]:
    (folder / "upload").write_bytes(content)
    table, notes = borders.read(folder / "upload", name, Limits(**limits))
    shapes = shapely.from_wkb(np.array(table["geometry"].to_pylist(), dtype=object))
    return gpd.GeoDataFrame({"t0": table["t0"].to_pylist()}, geometry=shapes, crs=28992), notes


def as_geojson(crs: int) -> bytes:
    text: str = squares().to_crs(crs).to_json(to_wgs84=False)
    return text.encode()


@pytest.mark.parametrize(
    ("content", "within"),
    [
        (zipped(shapefile()), 1e-6),
        (zipped({f"map/{name}": part for name, part in shapefile().items()}), 1e-6),
        (geopackage(), 1e-6),
        (as_geojson(28992), 1e-6),
        (as_geojson(4326), 0.01),
        (as_geojson(3035), 0.01),
        (as_geojson(3857), 0.01),
    ],
    ids=["shapefile", "shapefile in a folder", "geopackage", "rd", "wgs84", "laea", "mercator"],
)
def test_every_kind_and_every_coordinate_system_gives_the_same_polygons(
    content: bytes, within: float, tmp_path: Path
) -> None:
    frame, notes = read(tmp_path, content)
    wanted = squares()
    assert notes["crs"]
    assert not notes["swapped"]
    assert shapely.hausdorff_distance(frame.geometry.to_numpy(), wanted.geometry.to_numpy()).max() <= within


def test_swapped_coordinates_are_turned_and_told(tmp_path: Path) -> None:
    right, _ = read(tmp_path, collection([square(5.1, 52.1)]))
    swapped = polygon([52.1, 5.1], [52.1, 5.11], [52.11, 5.11], [52.11, 5.1], [52.1, 5.1])
    turned, notes = read(tmp_path, collection([swapped]))
    assert notes["swapped"]
    assert shapely.hausdorff_distance(right.geometry[0], turned.geometry[0]) < 1e-6
    rd = squares()
    rd.geometry = [shapely.transform(shape, lambda points: points[:, ::-1]) for shape in rd.geometry]
    text: str = rd.to_json(to_wgs84=False)
    turned, notes = read(tmp_path, text.encode())
    assert notes["swapped"]
    assert shapely.hausdorff_distance(turned.geometry[0], squares().geometry[0]) < 1e-6


def test_what_crosses_itself_is_mended_and_what_is_empty_is_kept(tmp_path: Path) -> None:
    bow = polygon([5.1, 52.1], [5.2, 52.2], [5.2, 52.1], [5.1, 52.2], [5.1, 52.1])
    frame, notes = read(tmp_path, collection([square(), bow, None]))
    assert (notes["mended"], notes["empty"]) == ([2], [3])
    assert frame.geometry[1].is_valid
    assert frame.geometry[1].area > 0
    assert frame.geometry[2] is None


def test_a_layer_can_be_chosen(tmp_path: Path) -> None:
    content = geopackage(
        "CREATE TABLE leeg (fid INTEGER PRIMARY KEY, geom BLOB)",
        "INSERT INTO gpkg_contents VALUES ('leeg', 'features', 28992)",
        "INSERT INTO gpkg_geometry_columns VALUES ('leeg', 'geom', 'POLYGON', 28992)",
    )
    _, notes = read(tmp_path, content)
    assert (notes["layer"], notes["layers"]) == ("wijken", ["wijken", "leeg"])
    (tmp_path / "upload").write_bytes(content)
    with pytest.raises(NplvError) as caught:
        borders.read(tmp_path / "upload", "a", Limits(), "leeg")
    assert caught.value.key == "own_geometry_none"


@pytest.mark.parametrize(
    ("limits", "key"), [({"vertices": 10}, "own_vertices_many"), ({"features": 2}, "own_features_many")]
)
def test_bounds_hold_for_every_kind(limits: dict[str, int], key: str, tmp_path: Path) -> None:
    for content in (zipped(shapefile()), geopackage(), as_geojson(4326)):
        with pytest.raises(NplvError) as caught:
            read(tmp_path, content, **limits)
        assert caught.value.key == key


@pytest.mark.parametrize("text", ["]" * 500, '\\"' + "]" * 500, "\\\\"])
def test_brackets_in_texts_hide_none(text: str) -> None:
    deep = f'{{"a": "{text}", "b": {"[" * 400}{"]" * 400}}}'
    with pytest.raises(NplvError) as caught:
        geojson.parsed(deep.encode(), "a.geojson", Limits())
    assert caught.value.key == "own_json_deep"
    assert geojson.parsed(b'{"a": "[[[[[[", "b": "[["}', "a", Limits(depth=2)) == {"a": "[[[[[[", "b": "[["}


def test_a_text_without_end_is_looked_through_once() -> None:
    with pytest.raises(NplvError) as caught:
        geojson.parsed(b'{"a": "' + b'\\"' * 1_000_000 + b"\\", "a.geojson", Limits())
    assert caught.value.key == "own_json"


def test_borders_for_the_map_are_light_and_neighbours_stay_neighbours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame, _ = read(tmp_path, zipped(shapefile()))
    wanted = frame.to_crs(4326).geometry.to_numpy()
    table, _ = borders.read(tmp_path / "upload", "a", Limits())
    drawn = shapely.from_wkb(np.array(table["drawn"].to_pylist(), dtype=object))
    assert shapely.hausdorff_distance(drawn, wanted).max() < 1e-9
    monkeypatch.setattr(light, "MOST_CORNERS", 40)
    angle = np.linspace(0, np.pi, 500)
    arc = np.column_stack([150_000 + 5_000 * np.cos(angle), 450_000 + 5_000 * np.sin(angle)])
    half, sky = shapely.Polygon(arc), shapely.box(140_000, 450_000, 160_000, 460_000)
    one, other, none = light.light(np.array([half, sky.difference(half), None], dtype=object))
    assert none is None
    assert shapely.get_num_coordinates([one, other]).sum() < 80
    assert one.intersection(other).area == pytest.approx(0.0, abs=1e-12)
    assert one.boundary.intersection(other.boundary).length > 0.1
