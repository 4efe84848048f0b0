"""Files that are right, from which bad ones are made: three squares in Utrecht."""

from __future__ import annotations

import io
import json
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import shapely

#: Codes of wijken of 2024.
CODES = ("WK034401", "WK034402", "WK034403")


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files in a zip, without the time of day."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def squares() -> gpd.GeoDataFrame:
    """Three squares of a kilometre, EPSG:28992, with code, naam and cijfer."""
    made = [shapely.box(134_000 + 1_000 * i, 455_000, 135_000 + 1_000 * i, 456_000) for i in range(3)]
    columns = {"code": list(CODES), "naam": ["Een", "Twee", "Drie"], "cijfer": [1.5, 2.5, 3.5]}
    return gpd.GeoDataFrame(columns, geometry=made, crs=28992)


@cache
def shapefile() -> Mapping[str, bytes]:
    """The parts of a shapefile by name."""
    with tempfile.TemporaryDirectory() as folder:
        squares().to_file(Path(folder) / "own.shp", DBF_DATE_LAST_UPDATE="2000-01-01")
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def without(*parts: str) -> bytes:
    """A zipped shapefile that lacks parts."""
    return zipped({name: content for name, content in shapefile().items() if not name.endswith(parts)})


def changed(part: str, content: bytes) -> bytes:
    """A zipped shapefile of which one part is something else."""
    return zipped({**shapefile(), f"own{part}": content})


def collection(geometries: Sequence[Any], **more: Any) -> bytes:
    """GeoJSON with these geometries; each has a code."""
    features = [
        {"type": "Feature", "properties": {"code": f"A{i}"}, "geometry": geometry}
        for i, geometry in enumerate(geometries)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


def polygon(*points: Any) -> dict[str, Any]:
    """A polygon of one ring."""
    return {"type": "Polygon", "coordinates": [list(points)]}


def square(x: float = 5.1, y: float = 52.1, side: float = 0.01) -> dict[str, Any]:
    """A square at a longitude and latitude."""
    return polygon([x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y])


def geopackage(*statements: str, crs: int = 28992) -> bytes:
    """A GeoPackage with the squares, after some SQL has changed it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "own.gpkg"
        connection = sqlite3.connect(path)
        connection.executescript(_SCHEMA.format(crs=crs))
        for row in squares().itertuples():
            head = b"GP" + bytes([0, 1]) + struct.pack("<i", crs)
            connection.execute(
                "INSERT INTO wijken (geom, code, cijfer) VALUES (?, ?, ?)",
                (head + shapely.to_wkb(row.geometry), row.code, row.cijfer),
            )
        for one in statements:
            connection.execute(one)
        connection.commit()
        connection.close()
        return path.read_bytes()


_SCHEMA = """
    PRAGMA application_id = 1196444487;
    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
        organization_coordsys_id INTEGER, definition TEXT, description TEXT);
    CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, srs_id INTEGER);
    CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER);
    CREATE TABLE wijken (fid INTEGER PRIMARY KEY, geom BLOB, code TEXT, cijfer REAL);
    INSERT INTO gpkg_spatial_ref_sys VALUES ('RD', {crs}, 'EPSG', {crs}, 'undefined', '');
    INSERT INTO gpkg_contents VALUES ('wijken', 'features', {crs});
    INSERT INTO gpkg_geometry_columns VALUES ('wijken', 'geom', 'POLYGON', {crs});
"""


def csv(*lines: str) -> bytes:
    """A CSV of wijken, with these lines below the head."""
    return "\n".join(("code;cijfer", *lines)).encode()


def workbook(rows: Sequence[Sequence[Any]] = (("code", "cijfer"), (CODES[0], 1.5), (CODES[1], 2.5))) -> bytes:
    """A workbook with one sheet."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook_with(parts: Mapping[str, bytes]) -> bytes:
    """A workbook of which some parts are something else."""
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**files, **parts})
