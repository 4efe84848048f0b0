"""Borders of a stranger: a zipped shapefile, a GeoPackage or GeoJSON becomes polygons in EPSG:28992 with a table."""

from __future__ import annotations

import struct
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import shapely

from nplv_dash.domain.errors import NplvError
from nplv_dash.sources.own import geojson, geopackage
from nplv_dash.sources.own.columns import FIRST_ROW, columns_of
from nplv_dash.sources.own.light import light
from nplv_dash.sources.own.limits import Limits
from nplv_dash.sources.own.shape_rules import Raw, crs_of, sound
from nplv_dash.sources.own.unpack import Archive, opened

_ZIP: Final = b"PK"
_GIVEN: Final = (".shp", ".shx", ".dbf")
_NEEDED: Final = (*_GIVEN, ".prj")
_OPTIONAL: Final = (".cpg",)
#: The first number of a .shp and a .shx; kinds of shapes that are polygons; bytes of their heads.
_SHAPE_MAGIC, _POLYGONS, _HEAD, _INDEX = 9994, (5, 15, 25), 100, 8
_KINDS: Final = {1: "Point", 3: "LineString", 8: "MultiPoint", 11: "Point", 13: "LineString", 21: "Point"}
#: Bytes of a polygon before its list of rings.
_RECORD: Final = 44
#: Bytes of the head of a .dbf.
_TABLE_HEAD: Final = 32


def read(path: Path, where: str, limits: Limits, layer: str | None = None) -> tuple[pa.Table, dict[str, Any]]:
    """Read borders; what the file is, its content says and not its name.

    Args:
        path: the file; beside it there is room to unpack.
        where: its name, for the errors.
        layer: of a GeoPackage.

    Returns:
        Columns as `columns_of` makes them, `geometry` (WKB, EPSG:28992; null where a row has none) and `drawn` (the
        same, see `light`), and what was found: see `Report`, with `layer` and `layers`.

    Raises:
        NplvError: what is wrong, see `shape_rules`, `geojson`, `geopackage` and `unpack`; `own_kind_borders` where it
            is nothing of these.
    """
    raw = _raw(path, where, limits, layer)
    shapes, report = sound(raw, where, limits)
    rows = range(FIRST_ROW, len(shapes) + FIRST_ROW)
    table, notes = columns_of(list(raw.columns), list(raw.columns.values()), where, limits, rows=rows)
    for name, those in (("geometry", shapes), ("drawn", light(shapes))):
        column = pa.array(shapely.to_wkb(those), pa.binary())
        # A table without columns has no rows either, to which one could be added.
        table = table.append_column(name, column) if table.num_columns else pa.table({name: column})
    return table, {**asdict(report), **notes, "layer": raw.layer[:200], "layers": [one[:200] for one in raw.layers]}


def _raw(path: Path, where: str, limits: Limits, layer: str | None) -> Raw:
    with path.open("rb") as file:
        head = file.read(64)
    if head.startswith(_ZIP):
        with opened(path, where, limits) as archive:
            return _shapefile(archive, path.parent, where, limits)
    if head.startswith(geopackage.MAGIC):
        return geopackage.read(path, where, limits, layer)
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        return geojson.read(path.read_bytes(), where, limits)
    if Path(where).suffix.lower() in (".json", ".geojson"):
        raise NplvError("own_json", where, line=1)
    if Path(where).suffix.lower() == ".gpkg":
        raise NplvError("own_gpkg_damaged", where)
    raise NplvError("own_kind_borders", where)


def _shapefile(archive: Archive, folder: Path, where: str, limits: Limits) -> Raw:
    """Unpack the parts under names of our own, look at their heads, and read them."""
    shapes = [name for name in archive.names if name.lower().endswith(".shp") and not _is_litter(name)]
    if not shapes:
        raise NplvError("own_shape_none", where)
    if len(shapes) > 1:
        raise NplvError("own_shape_many", where, count=len(shapes))
    stem = shapes[0][: -len(".shp")].lower()
    parts = {name[len(stem) :].lower(): name for name in archive.names if name.lower().startswith(f"{stem}.")}
    absent = [part for part in _NEEDED if part not in parts]
    if absent == [".prj"]:
        raise NplvError("own_crs_missing", where)
    if absent:
        raise NplvError("own_shape_part", where, parts=", ".join(absent))
    # GDAL does not get the definition of coordinates: it says no more than that something is wrong with one.
    for part in (*_GIVEN, *(one for one in _OPTIONAL if one in parts)):
        archive.write(parts[part], folder / f"shape{part}")
    _check_heads(folder, where, limits)
    crs = archive.read(parts[".prj"]).decode("utf-8", "replace")
    crs_of(crs, where)
    return _read_shapefile(folder / "shape.shp", crs, where, limits)


def _is_litter(name: str) -> bool:
    """What a Mac puts into a zip beside the files."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith("._")


def _check_heads(folder: Path, where: str, limits: Limits) -> None:
    """The parts are what they are called, and agree on how many polygons there are."""
    for part in (".shp", ".shx"):
        with (folder / f"shape{part}").open("rb") as file:
            head = file.read(_HEAD)
        if len(head) < _HEAD or struct.unpack(">i", head[:4])[0] != _SHAPE_MAGIC:
            raise NplvError("own_shape_damaged", where, part=part)
        kind = struct.unpack("<i", head[32:36])[0]
        if kind not in _POLYGONS:
            raise NplvError("own_geometry_kind", where, kind=_KINDS.get(kind, str(kind)), count=1)
    count = ((folder / "shape.shx").stat().st_size - _HEAD) // _INDEX
    with (folder / "shape.dbf").open("rb") as file:
        head = file.read(_TABLE_HEAD)
    if len(head) < _TABLE_HEAD:
        raise NplvError("own_shape_damaged", where, part=".dbf")
    rows, start, width = struct.unpack("<IHH", head[4:12])
    room = (folder / "shape.dbf").stat().st_size - start
    if rows != count:
        raise NplvError("own_shape_count", where, shapes=count, rows=rows)
    if not width or rows * width > room + 1:
        raise NplvError("own_shape_damaged", where, part=".dbf")
    if count > limits.features:
        raise NplvError("own_features_many", where, count=count, most=limits.features)
    _check_records(folder, count, where)


def _check_records(folder: Path, count: int, where: str) -> None:
    """No polygon says that it has more corners than there is room for in the file, and all are numbers."""
    index = (
        np.fromfile(folder / "shape.shx", dtype=">i4", offset=_HEAD, count=2 * count).reshape(-1, 2).astype(np.int64)
    )
    size = (folder / "shape.shp").stat().st_size
    with (folder / "shape.shp").open("rb") as file:
        for row, (place, length) in enumerate(2 * index, start=1):
            if place < _HEAD or length < 4 or place + 8 + length > size:
                raise NplvError("own_shape_record", where, row=row)
            file.seek(int(place) + 8)
            record = file.read(int(length))
            kind = struct.unpack("<i", record[:4])[0]
            if kind == 0:
                continue
            if length < _RECORD or kind not in _POLYGONS:
                raise NplvError("own_shape_record", where, row=row)
            parts, points = struct.unpack("<ii", record[36:_RECORD])
            start = _RECORD + 4 * parts
            if parts < 0 or points < 0 or start + 16 * points > length:
                raise NplvError("own_shape_record", where, row=row)
            if not np.isfinite(np.frombuffer(record, dtype="<f8", count=2 * points, offset=start)).all():
                raise NplvError("own_coordinates", where, row=row)


def _read_shapefile(path: Path, crs: str, where: str, limits: Limits) -> Raw:
    # Here and not above: the other formats are read without GDAL.
    import pyogrio.errors
    import pyogrio.raw

    try:
        with warnings.catch_warnings():
            # It tells of rings that it closed and the like; what comes of them is looked at below.
            warnings.simplefilter("ignore")
            meta, _, geometry, fields = pyogrio.raw.read(path, max_features=limits.features, datetime_as_string=True)
        shapes = shapely.from_wkb(geometry)
    except (
        pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FeatureError,
        pyogrio.errors.GeometryError, shapely.errors.ShapelyError, OSError, ValueError,
    ) as error:  # fmt: skip
        raise NplvError("own_shape_damaged", where, part=".shp") from error
    names = [str(name) for name in meta["fields"]]
    if len(names) > limits.fields:
        raise NplvError("own_columns_many", where, count=len(names), most=limits.fields)
    return Raw(shapes, {name: column.tolist() for name, column in zip(names, fields, strict=True)}, crs)
