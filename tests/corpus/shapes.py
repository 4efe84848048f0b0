"""Borders that are none: shapefiles, GeoJSON and GeoPackages."""

from __future__ import annotations

import json
import sqlite3
import struct
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.corpus.case import Case
from tests.corpus.good import (
    changed,
    collection,
    csv,
    geopackage,
    polygon,
    shapefile,
    square,
    without,
    workbook,
    zipped,
)

Made = dict[str, tuple[Callable[[], bytes], str]]


def _patched(part: str, at: int, value: bytes) -> bytes:
    content = bytearray(shapefile()[f"own{part}"])
    content[at : at + len(value)] = value
    return changed(part, bytes(content))


#: Where in the .shp the first polygon says how many corners it has, and where its first corner stands.
_POINTS, _CORNER = 100 + 8 + 40, 100 + 8 + 48

SHAPEFILES: Made = {
    "without_shx": (lambda: without(".shx"), "own_shape_part"),
    "without_dbf": (lambda: without(".dbf"), "own_shape_part"),
    "without_prj": (lambda: without(".prj"), "own_crs_missing"),
    "dbf_with_another_count": (lambda: _patched(".dbf", 4, struct.pack("<I", 9)), "own_shape_count"),
    "dbf_with_a_wild_count": (lambda: _patched(".dbf", 4, struct.pack("<I", 2**32 - 1)), "own_shape_count"),
    "dbf_of_one_byte": (lambda: changed(".dbf", b"\x03"), "own_shape_damaged"),
    "corner_is_nan": (lambda: _patched(".shp", _CORNER, struct.pack("<d", float("nan"))), "own_coordinates"),
    "corner_is_infinite": (lambda: _patched(".shp", _CORNER, struct.pack("<d", float("inf"))), "own_coordinates"),
    "a_million_corners_that_are_not_there": (
        lambda: _patched(".shp", _POINTS, struct.pack("<i", 10**6)), "own_shape_record",
    ),
    "wrong_magic": (lambda: _patched(".shp", 0, b"\0\0\0\1"), "own_shape_damaged"),
    "index_leads_outside": (lambda: _patched(".shx", 100, struct.pack(">i", 10**8)), "own_shape_record"),
    "points": (lambda: _patched(".shp", 32, struct.pack("<i", 1)), "own_geometry_kind"),
    "prj_of_nonsense": (lambda: changed(".prj", b"PROJCS[onzin"), "own_crs_unknown"),
    "two_of_them": (lambda: zipped({**shapefile(), "more.shp": b""}), "own_shape_many"),
    "far_away": (lambda: changed(".prj", _UTM33), "own_outside"),
}  # fmt: skip
_UTM33 = (
    b'PROJCS["WGS_1984_UTM_Zone_33N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,'
    b'298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    b'PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",15.0],'
    b'PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def _crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


GEOJSON: Made = {
    "not_json": (lambda: b'{"type": "FeatureCollection", "features": [}', "own_json"),
    "not_utf8": (lambda: b'{"type": "\xff\xfe"}', "own_json"),
    "deep": (lambda: b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "own_json_deep"),
    "other_object": (lambda: b'{"hello": "world"}', "own_json_kind"),
    "a_list": (lambda: b"[1, 2, 3]", "own_json_kind"),
    "topology": (lambda: b'{"type": "Topology", "objects": {}}', "own_json_kind"),
    "features_are_numbers": (lambda: b'{"type": "FeatureCollection", "features": [1]}', "own_json_kind"),
    "coordinates_are_text": (
        lambda: collection([polygon(["5.1", "52.1"], ["5.2", "52.1"], ["5.2", "52.2"], ["5.1", "52.1"])]),
        "own_coordinates",
    ),
    "coordinates_are_nothing": (lambda: collection([{"type": "Polygon"}]), "own_coordinates"),
    "ring_of_two_points": (lambda: collection([polygon([5.1, 52.1], [5.2, 52.1])]), "own_ring"),
    "huge_numbers": (lambda: collection([square(1e300, 1e300)]), "own_outside"),
    "number_of_a_million_digits": (
        lambda: collection([square()]).replace(b"5.1,", b"9" * 1_000_000 + b",", 1), "own_coordinates",
    ),
    "nan": (lambda: collection([square()]).replace(b"5.1,", b"NaN,", 1), "own_json_number"),
    "points_only": (lambda: collection([{"type": "Point", "coordinates": [5.1, 52.1]}]), "own_geometry_kind"),
    "empty": (lambda: collection([]), "own_geometry_none"),
    "without_geometry": (lambda: collection([None, None]), "own_geometry_none"),
    "double_key": (
        lambda: b'{"type": "FeatureCollection", "features": [], "features": [1]}', "own_json_double",
    ),
    "unknown_crs": (lambda: collection([square()], crs=_crs("EPSG:123456")), "own_crs_unknown"),
    "crs_of_a_file": (lambda: collection([square()], crs=_crs("/etc/passwd")), "own_crs_unknown"),
    "another_crs_than_it_says": (lambda: collection([square()], crs=_crs("EPSG:28992")), "own_outside"),
    "new_york": (lambda: collection([square(-74.0, 40.7)]), "own_outside"),
    "latitude_first": (lambda: collection([square(52.1, 5.1)]), "sound"),
    "crossing_itself": (
        lambda: collection([polygon([5.1, 52.1], [5.2, 52.2], [5.2, 52.1], [5.1, 52.2], [5.1, 52.1])]), "sound",
    ),
    "a_line_and_nothing_more": (
        lambda: collection([polygon([5.1, 52.1], [5.2, 52.2], [5.1, 52.1], [5.2, 52.2], [5.1, 52.1])]),
        "own_geometry_none",
    ),
    "without_properties": (
        lambda: json.dumps({"type": "Feature", "geometry": square(), "properties": None}).encode(), "sound",
    ),
    "too_many": (lambda: collection([None] * 20_001), "own_features_many"),
    "too_many_columns": (
        lambda: json.dumps(
            {"type": "Feature", "geometry": square(), "properties": {f"k{i}": 1 for i in range(5_000)}}
        ).encode(),
        "own_columns_many",
    ),
}  # fmt: skip


def _bare() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(Path(folder) / "bare.gpkg")
        connection.execute("CREATE TABLE t (a)")
        connection.commit()
        connection.close()
        return (Path(folder) / "bare.gpkg").read_bytes()


def _corrupted() -> bytes:
    content = bytearray(geopackage())
    content[100:4096] = b"\xff" * (4096 - 100)
    return bytes(content)


_ENDLESS = (
    "CREATE VIEW gezicht AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
    "SELECT x AS fid, NULL AS geom FROM c"
)
GEOPACKAGES: Made = {
    "not_sqlite": (lambda: b"GPKG" + bytes(500), "own_gpkg_damaged"),
    "without_tables": (_bare, "own_gpkg_none"),
    "without_layers": (lambda: geopackage("DELETE FROM gpkg_contents"), "own_gpkg_none"),
    "cut_off": (lambda: geopackage()[:5_000], "own_gpkg_damaged"),
    "corrupted": (_corrupted, "own_gpkg_damaged"),
    "endless_view": (
        lambda: geopackage(
            _ENDLESS,
            "UPDATE gpkg_contents SET table_name = 'gezicht'",
            "UPDATE gpkg_geometry_columns SET table_name = 'gezicht'",
        ),
        "own_gpkg_view",
    ),
    "contents_is_a_view": (
        lambda: geopackage(
            "ALTER TABLE gpkg_contents RENAME TO stil", "CREATE VIEW gpkg_contents AS SELECT * FROM stil"
        ),
        "own_gpkg_view",
    ),
    "trigger": (
        lambda: geopackage("CREATE TRIGGER t AFTER INSERT ON wijken BEGIN DELETE FROM wijken; END"), "sound",
    ),
    "layer_that_is_not_there": (
        lambda: geopackage(
            "UPDATE gpkg_contents SET table_name = 'weg'", "UPDATE gpkg_geometry_columns SET table_name = 'weg'"
        ),
        "own_gpkg_view",
    ),
    "geometry_of_nonsense": (lambda: geopackage("UPDATE wijken SET geom = x'4750000100000000ffff'"), "own_coordinates"),
    "geometry_is_text": (lambda: geopackage("UPDATE wijken SET geom = 'POLYGON'"), "own_coordinates"),
    "undefined_crs": (lambda: geopackage(crs=-1), "own_crs_missing"),
    "name_with_quotes": (
        lambda: geopackage(
            'ALTER TABLE wijken RENAME TO "a""; DROP TABLE b; --"',
            "UPDATE gpkg_contents SET table_name = 'a\"; DROP TABLE b; --'",
            "UPDATE gpkg_geometry_columns SET table_name = 'a\"; DROP TABLE b; --'",
        ),
        "sound",
    ),
}  # fmt: skip


def cases() -> Iterator[Case]:
    """Files of this kind."""
    for begin, file, made in (
        ("shp", "grenzen.zip", SHAPEFILES),
        ("json", "grenzen.geojson", GEOJSON),
        ("gpkg", "grenzen.gpkg", GEOPACKAGES),
    ):
        for name, (content, key) in made.items():
            yield Case(f"{begin}_{name}", "borders", file, content, key)
    yield Case("borders_empty", "borders", "grenzen.zip", lambda: b"", "own_empty")
    yield Case("borders_too_large", "borders", "grenzen.zip", lambda: bytes(3_000_001), "own_large")
    yield Case("borders_csv_called_zip", "borders", "grenzen.zip", lambda: csv("WK034401;1"), "own_kind_borders")
    yield Case("borders_workbook_called_zip", "borders", "grenzen.zip", workbook, "own_shape_none")
    yield Case("borders_gpkg_called_zip", "borders", "grenzen.zip", geopackage, "sound")
    yield Case("borders_picture", "borders", "foto.png", lambda: b"\x89PNG\r\n\x1a\n", "own_kind_borders")
