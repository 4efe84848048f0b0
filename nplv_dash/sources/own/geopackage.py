"""A GeoPackage of a stranger: an SQLite file, of which the tables with polygons are read and nothing is run.

Views, triggers and virtual tables of the file are never used: a view can be a query without an end.
"""

from __future__ import annotations

import sqlite3
import struct
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import numpy as np
import shapely

from nplv_dash.domain.errors import NplvError
from nplv_dash.sources.own.limits import Limits
from nplv_dash.sources.own.shape_rules import Raw

MAGIC: Final = b"SQLite format 3\x00"
#: Bytes of the envelope in the head of a geometry, by the number that says which.
_ENVELOPES: Final = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}
#: Where the file is asked: reading of tables, and nothing that calls a function or loads something.
_ALLOWED: Final = frozenset({sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ})
_LAYERS: Final = """
    SELECT c.table_name, g.column_name, c.srs_id FROM gpkg_contents c
    JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
    WHERE c.data_type = 'features' LIMIT 1000
"""


def read(path: Path, where: str, limits: Limits, layer: str | None = None) -> Raw:
    """The polygons of one layer; without `layer` of the first one.

    Raises:
        NplvError: `own_gpkg_damaged`, `own_gpkg_none`, `own_gpkg_view`, `own_crs_missing`, `own_features_many`,
            `own_columns_many`, `own_coordinates`.
    """
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?mode=ro&immutable=1", uri=True)
        try:
            return _read(connection, where, limits, layer)
        finally:
            connection.close()
    except (sqlite3.Error, sqlite3.Warning, UnicodeDecodeError, OverflowError) as error:
        raise NplvError("own_gpkg_damaged", where) from error


def _read(connection: sqlite3.Connection, where: str, limits: Limits, wanted: str | None) -> Raw:
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limits.unpacked)
    connection.set_authorizer(_may)
    objects = dict(
        connection.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
    )
    if not {"gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"} <= objects.keys():
        raise NplvError("own_gpkg_none", where)
    if any(objects[name] != "table" for name in objects if name.startswith("gpkg_")):
        raise NplvError("own_gpkg_view", where, layer="gpkg_contents")
    layers = connection.execute(_LAYERS).fetchall()
    if not layers:
        raise NplvError("own_gpkg_none", where)
    names = tuple(str(one[0]) for one in layers)
    name, column, srs = next((one for one in layers if one[0] == wanted), layers[0])
    if objects.get(name) != "table" or _is_virtual(connection, name):
        raise NplvError("own_gpkg_view", where, layer=str(name)[:60])
    crs = _crs(connection, srs, where)
    cursor = connection.execute(f"SELECT * FROM {_quoted(name)} LIMIT {limits.features + 1}")  # noqa: S608  quoted
    fields = [one[0] for one in cursor.description]
    if len(fields) > limits.fields:
        raise NplvError("own_columns_many", where, count=len(fields), most=limits.fields)
    if column not in fields:
        raise NplvError("own_gpkg_damaged", where)
    rows = cursor.fetchall()
    if len(rows) > limits.features:
        raise NplvError("own_features_many", where, count=len(rows), most=limits.features)
    at = fields.index(column)
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [_geometry(row[at], index + 1, where) for index, row in enumerate(rows)]
    columns = {
        field: [None if isinstance(row[i], bytes) else row[i] for row in rows]
        for i, field in enumerate(fields)
        if i != at
    }
    return Raw(shapes, columns, crs, str(name), names)


def _may(action: int, *_: object) -> int:
    # Reading text needs no function; a file that brings one in by a generated column gets none.
    return sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY


def _is_virtual(connection: sqlite3.Connection, name: str) -> bool:
    found = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    return not found or not found[0] or found[0].upper().split()[:2] != ["CREATE", "TABLE"]


def _quoted(name: str) -> str:
    return '"' + str(name).replace('"', '""') + '"'


def _crs(connection: sqlite3.Connection, srs: Any, where: str) -> str:
    query = "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys WHERE srs_id = ?"
    found = connection.execute(query, (srs,)).fetchone()
    if found is None or srs in (0, -1):
        raise NplvError("own_crs_missing", where)
    organization, number, definition = found
    if str(organization).upper() == "EPSG" and isinstance(number, int):
        return f"EPSG:{number}"
    return str(definition)


def _geometry(blob: Any, row: int, where: str) -> Any:
    """The geometry in the form of a GeoPackage: `GP`, a version, flags, coordinates, an envelope, and WKB."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or len(blob) < 8 or blob[:2] != b"GP":
        raise NplvError("own_coordinates", where, row=row)
    envelope = _ENVELOPES.get((blob[3] >> 1) & 0b111)
    if envelope is None:
        raise NplvError("own_coordinates", where, row=row)
    try:
        return shapely.from_wkb(blob[8 + envelope :])
    except (shapely.errors.ShapelyError, ValueError, struct.error) as error:
        raise NplvError("own_coordinates", where, row=row) from error
