"""GeoJSON of a stranger, read without the libraries that read hundreds of formats.

Coordinates are WGS 84 with the longitude first (RFC 7946), unless the file names others in the way of 2008.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely

from nplv_dash.domain.errors import NplvError
from nplv_dash.sources.own.limits import Limits
from nplv_dash.sources.own.shape_rules import Raw

_WGS84: Final = "OGC:CRS84"
#: Points of the smallest ring: three, and the first one again.
_RING: Final = 4
_GEOMETRIES: Final = ("Point", "MultiPoint", "LineString", "MultiLineString", "GeometryCollection")
#: A text, up to its end or that of the file; without a way back, so that it is read once whatever stands in it.
_TEXT: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_OPENING, _CLOSING = b"[{", b"]}"


def read(content: bytes, where: str, limits: Limits) -> Raw:
    """The polygons of a FeatureCollection, a Feature, or a bare geometry.

    Raises:
        NplvError: `own_json`, `own_json_deep`, `own_json_double`, `own_json_kind`, `own_features_many`,
            `own_geometry_kind`, `own_coordinates`, `own_ring`, `own_fields_many`, `own_crs_unknown`.
    """
    document = parsed(content, where, limits)
    features = _features(document, where)
    if len(features) > limits.features:
        raise NplvError("own_features_many", where, count=len(features), most=limits.features)
    shapes = np.empty(len(features), dtype=object)
    rows = []
    for index, feature in enumerate(features):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise NplvError("own_json_kind", where, kind=_kind(feature))
        shapes[index] = _geometry(feature.get("geometry"), index + 1, where)
        properties = feature.get("properties")
        rows.append(properties if isinstance(properties, dict) else {})
    return Raw(shapes, _columns(rows, where, limits), _crs(document, where))


def parsed(content: bytes, where: str, limits: Limits) -> Any:
    """The JSON in a file: no deeper than the bounds, no name twice in one object, no NaN.

    Raises:
        NplvError: `own_json`, `own_json_deep`, `own_json_double`.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NplvError("own_json", where, line=content[: error.start].count(b"\n") + 1) from error
    _check_depth(content, where, limits.depth)

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            double = next(name for name in names if names.count(name) > 1)
            raise NplvError("own_json_double", where, name=double[:60])
        return found

    def no_number(text: str) -> float:
        raise NplvError("own_json_number", where, value=text)

    def whole(text: str) -> float:
        # A number of thousands of digits takes long to read as a whole one, and no code or figure has them.
        return int(text) if len(text) < 16 else float(text)

    try:
        return json.loads(text, object_pairs_hook=once, parse_constant=no_number, parse_int=whole)
    except json.JSONDecodeError as error:
        raise NplvError("own_json", where, line=error.lineno) from error


def _check_depth(content: bytes, where: str, most: int) -> None:
    # Without texts: brackets that close in one of them would hide as many that open.
    signs = np.frombuffer(_TEXT.sub(b"", content), dtype=np.uint8)
    steps = np.isin(signs, list(_OPENING)).astype(np.int32) - np.isin(signs, list(_CLOSING))
    if len(steps) and int(np.cumsum(steps).max()) > most:
        raise NplvError("own_json_deep", where, most=most)


def _features(document: Any, where: str) -> Sequence[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        features: list[Any] = document["features"]
        if not features:
            raise NplvError("own_geometry_none", where)
        return features
    if kind == "Feature":
        return [document]
    if kind in ("Polygon", "MultiPolygon", *_GEOMETRIES):
        return [{"type": "Feature", "geometry": document}]
    raise NplvError("own_json_kind", where, kind=_kind(document))


def _kind(found: Any) -> str:
    said = found.get("type") if isinstance(found, dict) else type(found).__name__
    return str(said)[:60]


def _geometry(found: Any, row: int, where: str) -> Any:
    if found is None:
        return None
    kind = found.get("type") if isinstance(found, dict) else None
    if kind in _GEOMETRIES:
        raise NplvError("own_geometry_kind", where, kind=kind, count=1)
    parts = found.get("coordinates") if kind in ("Polygon", "MultiPolygon") else None
    if not isinstance(parts, list):
        raise NplvError("own_coordinates", where, row=row)
    polygons = [parts] if kind == "Polygon" else parts
    made = [_polygon(rings, row, where) for rings in polygons if rings]
    return shapely.MultiPolygon(made) if kind == "MultiPolygon" else made[0] if made else None


def _polygon(rings: Any, row: int, where: str) -> Any:
    if not isinstance(rings, list):
        raise NplvError("own_coordinates", where, row=row)
    outer, *holes = [_ring(ring, row, where) for ring in rings]
    return shapely.Polygon(outer, holes)


def _ring(ring: Any, row: int, where: str) -> Any:
    if not isinstance(ring, list):
        raise NplvError("own_coordinates", where, row=row)
    if len(ring) < _RING:
        raise NplvError("own_ring", where, row=row, count=len(ring))
    points = []
    for point in ring:
        if not isinstance(point, list) or not 2 <= len(point) <= 4:
            raise NplvError("own_coordinates", where, row=row)
        # True is a number to Python, and not to a map.
        if any(type(value) not in (int, float) for value in point[:2]):
            raise NplvError("own_coordinates", where, row=row)
        points.append(point[:2])
    found = np.asarray(points, dtype=np.float64)
    if not np.isfinite(found).all():
        raise NplvError("own_coordinates", where, row=row)
    return shapely.LinearRing(found)


def _columns(rows: Sequence[dict[str, Any]], where: str, limits: Limits) -> dict[str, list[Any]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    if len(names) > limits.fields:
        raise NplvError("own_columns_many", where, count=len(names), most=limits.fields)
    return {name: [_plain(row.get(name)) for row in rows] for name in names}


def _plain(value: Any) -> Any:
    """A value as a table can hold it; of lists and objects their text."""
    if value is None or isinstance(value, str | float | int):
        return value
    return json.dumps(value, ensure_ascii=False)


def _crs(document: Any, where: str) -> str:
    if not isinstance(document, dict) or document.get("crs") is None:
        return _WGS84
    try:
        return str(document["crs"]["properties"]["name"])
    except (KeyError, TypeError) as error:
        raise NplvError("own_crs_unknown", where, crs=str(document["crs"])[:60]) from error
