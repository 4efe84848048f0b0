"""What polygons of a stranger must be, and what is mended: the same for every kind of file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pyproj
import pyproj.exceptions
import shapely
from numpy.typing import NDArray

from nplv_dash.domain.errors import NplvError
from nplv_dash.sources.grid import NETHERLANDS, RD
from nplv_dash.sources.own.limits import Limits

_RD_NAMES: Final = ("amersfoort / rd new", "rd new", "amersfoort rd new")
#: Of a hundred: how sure it must be that a definition is that of a known one.
_LIKELY: Final = 70
#: Longitude, latitude of all of the Netherlands in Europe, a little wide.
_DEGREES: Final = (3.2, 50.7, 7.3, 53.7)
_POLYGON, _MULTI, _COLLECTION = 3, 6, 7
#: Letters of a definition of coordinates: the longest official ones have about three thousand.
_LONGEST_CRS: Final = 10_000


@dataclass(frozen=True)
class Raw:
    """What stands in a file.

    Attributes:
        shapes: shape (n,), geometries or None, in the coordinates of the file.
        columns: name -> n values: text, numbers or None.
        crs: what the file says of its coordinates.
        layer: name of the layer, and `layers` of all that the file has.
    """

    shapes: NDArray[Any]
    columns: Mapping[str, Sequence[Any]]
    crs: str
    layer: str = ""
    layers: tuple[str, ...] = ()


@dataclass
class Report:
    """What was found and done.

    Attributes:
        mended: rows (from 1) whose polygon crossed itself and was mended.
        empty: rows without a polygon; they are kept, and never drawn.
        crs: name of the coordinates that the file says it has.
        swapped: whether the two numbers of every point stood the wrong way round, and were turned.
    """

    mended: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    crs: str = ""
    swapped: bool = False


def sound(raw: Raw, where: str, limits: Limits) -> tuple[NDArray[Any], Report]:
    """Polygons in EPSG:28992, valid or missing.

    Returns:
        Shape (n,), polygons and multipolygons or None, and what was done to them.

    Raises:
        NplvError: nothing in it (`own_geometry_none`), too much (`own_features_many`, `own_vertices_many`), something
            else than polygons (`own_geometry_kind`), a coordinate that is none (`own_coordinates`), a definition that
            nobody knows (`own_crs_unknown`), or not in the Netherlands (`own_outside`).
    """
    shapes, report = raw.shapes, Report()
    if len(shapes) > limits.features:
        raise NplvError("own_features_many", where, count=len(shapes), most=limits.features)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if missing.all():
        raise NplvError("own_geometry_none", where)
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    if vertices > limits.vertices:
        raise NplvError("own_vertices_many", where, count=vertices, most=limits.vertices)
    kinds = shapely.get_type_id(shapes[~missing])
    strange = ~np.isin(kinds, (_POLYGON, _MULTI))
    if strange.any():
        kind = shapes[~missing][strange][0].geom_type
        raise NplvError("own_geometry_kind", where, kind=kind, count=int(strange.sum()))
    _check_finite(shapes, where)
    report.empty = (np.flatnonzero(missing) + 1).tolist()
    shapes = shapely.force_2d(shapes)
    shapes[missing] = None
    shapes = _in_rd(shapes, raw.crs, where, report)
    return _mended(shapes, where, report), report


def _check_finite(shapes: NDArray[Any], where: str) -> None:
    coordinates, of = shapely.get_coordinates(shapes, return_index=True)
    wrong = np.flatnonzero(~np.isfinite(coordinates).all(axis=1))
    if len(wrong):
        raise NplvError("own_coordinates", where, row=int(of[wrong[0]]) + 1)


def crs_of(text: str, where: str) -> pyproj.CRS:
    """The definition of coordinates that a file gives. Raises NplvError `own_crs_unknown`."""
    if len(text) > _LONGEST_CRS:
        raise NplvError("own_crs_unknown", where, crs=f"{' '.join(text.split())[:60]}…")
    try:
        found = pyproj.CRS.from_user_input(text)
    except (pyproj.exceptions.CRSError, ValueError) as error:
        raise NplvError("own_crs_unknown", where, crs=" ".join(text.split())[:60] or "?") from error
    if not (found.is_projected or found.is_geographic):
        raise NplvError("own_crs_unknown", where, crs=found.name[:60])
    return found


def _in_rd(shapes: NDArray[Any], crs: str, where: str, report: Report) -> NDArray[Any]:
    """The shapes in EPSG:28992, which lie in the Netherlands."""
    given = crs_of(crs, where)
    report.crs = given.name[:100]
    bounds = shapely.total_bounds(shapes)
    # Whoever writes "lat, lon" or "y, x" where the other was meant; in the Netherlands the two cannot be confused.
    turned = (bounds[1], bounds[0], bounds[3], bounds[2])
    home = _DEGREES if given.is_geographic else NETHERLANDS
    # Programs write the Dutch grid in many ways, with and without the step to WGS 84.
    is_rd = given.to_epsg(_LIKELY) == RD or given.name.lower().replace("_", " ") in _RD_NAMES
    is_ours = given.is_geographic or is_rd
    if is_ours and not _within(bounds, home) and _within(turned, home):
        shapes = shapely.transform(shapes, lambda points: points[:, ::-1])
        report.swapped = True
    try:
        transformer = pyproj.Transformer.from_crs(given, RD, always_xy=True)
        back = pyproj.Transformer.from_crs(RD, 4326, always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise NplvError("own_crs_unknown", where, crs=report.crs[:60]) from error
    if not is_rd:
        shapes = shapely.transform(shapes, lambda points: np.column_stack(transformer.transform(*points.T)))
    west, south, east, north = shapely.total_bounds(shapes)
    if not np.isfinite([west, south, east, north]).all():
        raise NplvError("own_outside", where, place="?")
    if not _within((west, south, east, north), NETHERLANDS):
        middle = back.transform((west + east) / 2, (south + north) / 2)
        place = "?" if not np.isfinite(middle).all() else f"{middle[1]:.2f}, {middle[0]:.2f}"
        raise NplvError("own_outside", where, place=place)
    return shapes


def _within(bounds: Sequence[float], home: Sequence[float]) -> bool:
    return bool(bounds[0] >= home[0] and bounds[1] >= home[1] and bounds[2] <= home[2] and bounds[3] <= home[3])


def _mended(shapes: NDArray[Any], where: str, report: Report) -> NDArray[Any]:
    """The shapes without crossings; of what is mended, only the surfaces count."""
    there = ~shapely.is_missing(shapes)
    invalid = np.flatnonzero(there & ~shapely.is_valid(shapes))
    if len(invalid):
        shapes = shapes.copy()
        for row in invalid:
            shapes[row] = _surface(shapely.make_valid(shapes[row]))
        report.mended = (invalid + 1).tolist()
        lost = invalid[shapely.is_missing(shapes[invalid])]
        report.empty = sorted({*report.empty, *(lost + 1).tolist()})
    if shapely.is_missing(shapes).all():
        raise NplvError("own_geometry_none", where)
    return shapes


def _surface(shape: Any) -> Any:
    """What of a shape has a surface; None where nothing has."""
    kind = shapely.get_type_id(shape)
    if kind == _COLLECTION:
        parts = [one for one in shapely.get_parts(shape) if shapely.get_type_id(one) in (_POLYGON, _MULTI)]
        shape = shapely.union_all(parts) if parts else None
    elif kind not in (_POLYGON, _MULTI):
        shape = None
    return None if shape is None or shape.is_empty or shape.area == 0 else shape
