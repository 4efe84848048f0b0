"""Reading and writing boundaries: ESRI shapefiles in a zip, EPSG:28992, as sound coverages.

A *coverage* is a set of polygons that share their borders exactly: no overlap, no sliver. Generalising is done on the
coverage, so that a border between two buurten stays one border.
"""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pyogrio.errors
import shapely

from nplv_dash.domain.codes import is_code
from nplv_dash.domain.errors import DataError, Reason
from nplv_dash.sources.grid import NETHERLANDS, RD

#: Files that a shapefile cannot do without; .cpg tells the text encoding.
_PARTS = (".shp", ".shx", ".dbf", ".prj")


def read_shapefile(path: Path, level: str, *, geometry: bool = True) -> gpd.GeoDataFrame:
    """Read a zipped shapefile and check it.

    Args:
        path: zip with one shapefile.
        level: `gebied`, `wijk`, `buurt` or `gemeente`; codes must fit it (areas have an id of their own).
        geometry: False reads the attribute table only, which is ten times as fast.

    Returns:
        One row per polygon, at least the columns `code` and `name`, in EPSG:28992.

    Raises:
        DataError: file missing, empty, damaged or without one of its parts; other CRS; invalid geometry; code
            missing, malformed, stored as a number or double.
    """
    _check_archive(path)
    try:
        frame = pyogrio.read_dataframe(path, read_geometry=geometry)
        info = pyogrio.read_info(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError, ValueError) as error:
        raise DataError("shape_unreadable", path, reason=Reason("reasons.no_map")) from error
    check_crs(info["crs"], path)
    check_codes(frame, level, path)
    if geometry:
        check_geometry(frame, path)
    return frame


def _check_archive(path: Path) -> None:
    if not path.exists():
        raise DataError("file_missing", path)
    if path.stat().st_size == 0:
        raise DataError("file_empty", path)
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
            names = archive.namelist()
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise DataError("zip_damaged", path) from error
    if damaged:
        raise DataError("zip_damaged", f"{path}: {damaged}")
    suffixes = {Path(name).suffix.lower() for name in names}
    absent = [part for part in _PARTS if part not in suffixes]
    if absent:
        raise DataError("shape_part_missing", path, parts=", ".join(absent), needed=", ".join(_PARTS))


def check_crs(crs: str | None, path: Path) -> None:
    """Only EPSG:28992 is accepted: a wrong guess would put every border in the sea."""
    if crs is None:
        raise DataError("crs_missing", path)
    import pyproj

    given = pyproj.CRS.from_user_input(crs)
    # GDAL may add or drop a datum shift; the name of the grid and its unit are what counts.
    if given.to_epsg() != RD and not given.name.lower().startswith("amersfoort / rd new"):
        raise DataError("crs_wrong", path, crs=given.name)


def check_codes(frame: gpd.GeoDataFrame, level: str, path: Path) -> None:
    """Codes are present, text, well formed and unique."""
    if "code" not in frame.columns:
        raise DataError("column_missing", path, columns="code", present=", ".join(map(str, frame.columns)))
    if np.issubdtype(np.asarray(frame["code"]).dtype, np.number):
        raise DataError("code_as_number", path, column="code", example=frame["code"].iloc[0])
    if level != "gebied":
        wrong = [code for code in frame["code"] if not is_code(level, code)]
        if wrong:
            raise DataError("code_malformed", path, count=len(wrong), level=level, codes=_some(wrong))
    double = frame.loc[frame["code"].duplicated(), "code"].unique()
    if len(double):
        raise DataError("code_double", path, count=len(double), codes=_some(double))


def check_geometry(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Polygons are present, valid and in the Netherlands."""
    shapes = frame.geometry.to_numpy()
    empty = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if empty.any():
        raise DataError("polygon_empty", path, count=int(empty.sum()), codes=_some(frame["code"][empty]))
    invalid = ~shapely.is_valid(shapes)
    if invalid.any():
        first = int(np.flatnonzero(invalid)[0])
        codes = _some(frame["code"][invalid])
        raise DataError("polygon_invalid", path, count=int(invalid.sum()), codes=codes, reason=_why(shapes[first]))
    west, south, east, north = frame.total_bounds
    if west < NETHERLANDS[0] or south < NETHERLANDS[1] or east > NETHERLANDS[2] or north > NETHERLANDS[3]:
        bounds = f"{west:.0f}, {south:.0f}, {east:.0f}, {north:.0f}"
        raise DataError("outside_netherlands", path, bounds=bounds)


def _why(shape: shapely.Geometry) -> Reason:
    """What is wrong with a polygon, and where in metres of EPSG:28992; the library says it in English."""
    said, _, place = shapely.is_valid_reason(shape).partition("[")
    key = "crosses" if "self-intersection" in said.lower() else "hole" if "hole" in said.lower() else "unsound"
    where = ", ".join(f"{float(one):.0f}" for one in place.rstrip("]").split()[:2])
    return Reason(f"reasons.{key}", where=where or "?")


def _some(codes: Iterable[object]) -> str:
    """The first five, as text."""
    return ", ".join(map(str, list(codes)[:5]))


def write_shapefile(frame: gpd.GeoDataFrame, path: Path) -> None:
    """Write a zipped shapefile; the same rows give the same bytes (no clock in it)."""
    with tempfile.TemporaryDirectory() as folder:
        stem = Path(folder) / path.stem
        pyogrio.write_dataframe(
            frame,
            stem.with_suffix(".shp"),
            driver="ESRI Shapefile",
            encoding="UTF-8",
            layer_options={"DBF_DATE_LAST_UPDATE": "2000-01-01"},
        )
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for part in sorted(Path(folder).iterdir()):
                entry = zipfile.ZipInfo(part.name, date_time=(2000, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, part.read_bytes())


def generalise(frame: gpd.GeoDataFrame, tolerance: float, *, gap: float = 0.0) -> gpd.GeoDataFrame:
    """Make `frame` a sound coverage and simplify it to about `tolerance` metres; shared borders stay shared.

    Args:
        frame: polygons that should cover an area without overlap.
        tolerance: metres (see `shapely.coverage_simplify`).
        gap: slivers narrower than this many metres are joined to the neighbour with the longest border.

    Raises:
        DataError: a polygon vanished, which means that the input is not a coverage.
    """
    # Snapping to 0.1 m removes the noise that makes two copies of one border differ.
    shapes = shapely.set_precision(frame.geometry.to_numpy(), 0.1)
    shapes = shapely.coverage_clean(shapes, gap_width=gap, snapping_distance=0.2)
    shapes = shapely.coverage_simplify(shapes, tolerance)
    lost = frame["code"][shapely.is_empty(shapes)]
    if len(lost):
        raise DataError("generalise_lost", f"tolerance {tolerance}", count=len(lost), codes=_some(lost))
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def dissolve(frame: gpd.GeoDataFrame, by: str) -> gpd.GeoDataFrame:
    """Join the polygons of a coverage per value of `by`; the result is again a coverage, in the order of `by`."""
    groups = frame.groupby(by, sort=True).indices
    shapes = frame.geometry.to_numpy()
    union = [shapely.coverage_union_all(shapes[rows]) for rows in groups.values()]
    return gpd.GeoDataFrame({by: list(groups)}, geometry=union, crs=frame.crs)


def is_sound(frame: gpd.GeoDataFrame) -> bool:
    """Whether the polygons are valid and form a coverage."""
    shapes = frame.geometry.to_numpy()
    return bool(shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes))
