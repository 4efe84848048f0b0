"""Polygons as the browser wants them: one small file, fetched once, cached for good under a name with its fingerprint.

GeoJSON of the 2,324 buurten is about ten times the size of this and takes the browser far longer to read. The format,
which `static/map/painter.js` reads:

    format     1
    codes      one code per polygon; the order of the rows is the order of everything else, including a paint
    names      one name per polygon
    contexts   the distinct contexts (the municipality, say) in order of first appearance
    context    per polygon an index into `contexts`
    dashed     one character per polygon: "1" for an outline that is drawn broken
    shapes     per polygon a list of rings; a ring is `[x, y, dx, dy, dx, dy, ...]` in units of 1e-5 degree, not
               closed. The first pair of a polygon's first ring is its position (WGS 84, longitude first); every later
               pair, also across the border between two rings, is the step from the pair before. Outer rings run
               counter-clockwise and holes clockwise, so that a non-zero fill of all rings together is right.
"""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from nplv_dash.domain.errors import DataError

FORMAT = 1
#: Steps per degree: 1e-5 degree is 0.7 m by 1.1 m in the Netherlands, far below a pixel at any zoom we offer.
STEPS = 100_000

_POLYGONAL = {"Polygon", "MultiPolygon"}


def pack(gdf: gpd.GeoDataFrame, *, label: str, context: str, dashed: str | None = None) -> bytes:
    """The polygons of `gdf` as compact JSON (UTF-8) for the map engine.

    Args:
        gdf: n rows in any coordinate system, with the column `code` (text, unique) and polygons or multipolygons; a
            missing or empty geometry is kept as a polygon that is never drawn.
        label: column with the name that the tooltip shows.
        context: column with what the name belongs to, such as the municipality.
        dashed: boolean column; where true, the outline is drawn broken. Without it all outlines are whole.

    Returns:
        The file, byte-identical for identical input; rows in their order. Coordinates are within half of 1e-5 degree of
        the reprojected ones. Neighbours stay neighbours: equal coordinates are rounded equally.

    Raises:
        DataError: a column, a code or the coordinate system is missing, a code occurs twice, or a geometry is not a
            polygon.
    """
    _check(gdf, [label, context, *([dashed] if dashed else [])])
    contexts = list(dict.fromkeys(gdf[context].astype(str)))
    index = {text: i for i, text in enumerate(contexts)}
    document = {
        "format": FORMAT,
        "codes": gdf["code"].tolist(),
        "names": gdf[label].astype(str).tolist(),
        "contexts": contexts,
        "context": [index[text] for text in gdf[context].astype(str)],
        "dashed": "".join("1" if flag else "0" for flag in gdf[dashed]) if dashed else "0" * len(gdf),
        "shapes": _shapes(gdf.to_crs(4326).geometry.to_numpy()),
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def fingerprint(content: bytes) -> str:
    """The first twelve hexadecimal digits of the SHA-256 of `content`, for its file name: a new content, a new URL."""
    return hashlib.sha256(content).hexdigest()[:12]


def _check(gdf: gpd.GeoDataFrame, columns: list[str]) -> None:
    """Raise `DataError` where `gdf` cannot be packed."""
    where = "web geometry"
    absent = [column for column in ["code", *columns] if column not in gdf.columns]
    if absent:
        present = ", ".join(map(str, gdf.columns))
        raise DataError("column_missing", where, columns=", ".join(absent), present=present)
    if gdf.crs is None:
        raise DataError("crs_missing", where)
    if gdf["code"].isna().any():
        raise DataError("schema", where, failures=f"code: {int(gdf['code'].isna().sum())} x null")
    double = sorted(gdf["code"][gdf["code"].duplicated()].unique())
    if double:
        raise DataError("code_double", where, count=len(double), codes=", ".join(double))
    strange = gdf[gdf.geom_type.notna() & ~gdf.geom_type.isin(_POLYGONAL)]
    if len(strange):
        codes, reason = ", ".join(strange["code"]), ", ".join(sorted(set(strange.geom_type)))
        raise DataError("polygon_invalid", where, count=len(strange), codes=codes, reason=reason)


def _shapes(geometries: NDArray[Any]) -> list[list[list[int]]]:
    """The rings of n geometries (WGS 84) as integers; see the module's description.

    All at once: a loop over the polygons would keep every other thread waiting, also when somebody's own borders are
    packed while others move a slider.
    """
    whole = np.array(geometries, dtype=object)
    whole[shapely.is_missing(whole) | shapely.is_empty(whole)] = shapely.MultiPolygon()
    oriented = shapely.orient_polygons(whole, exterior_cw=False)
    # With one of several parts at the end: polygons only, or nothing but empty ones, have another form, or none.
    end = shapely.MultiPolygon([shapely.box(0, 0, 1, 1)])
    _, coordinates, (ring_at, part_at, shape_at) = shapely.to_ragged_array([*oriented, end])
    steps = np.rint(coordinates[:, :2] * STEPS).astype(np.int64)
    rings = part_at[shape_at][:-1]  # the first ring of each shape, and where ours end
    kept, lengths = _without_vanished(steps[: ring_at[rings[-1]]], ring_at[: rings[-1] + 1])
    before = np.vstack([np.zeros((1, 2), dtype=np.int64), kept[:-1]])
    ends = np.concatenate([[0], np.cumsum(lengths)])
    firsts = ends[rings[:-1]]
    before[firsts[firsts < len(kept)]] = 0  # a shape begins at its position
    flat: list[int] = (kept - before).ravel().tolist() if len(kept) else []
    at: list[int] = (2 * ends).tolist()
    bounds: list[int] = rings.tolist()
    return [
        [flat[at[ring] : at[ring + 1]] for ring in range(first, last) if at[ring + 1] > at[ring]]
        for first, last in pairwise(bounds)
    ]


def _without_vanished(steps: NDArray[np.int64], ring_at: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[Any]]:
    """The points of rings without the closing one, and without the points and rings that rounding made vanish.

    Args:
        steps: shape (points, 2).
        ring_at: shape (rings + 1,), where each begins; none is empty.

    Returns:
        The points that stay, and how many each of the rings has.
    """
    count = len(ring_at) - 1
    ring = np.repeat(np.arange(count), np.diff(ring_at))
    # The point before is for the first one of a ring the last but one, which the closing one repeats.
    before = np.roll(steps, 1, axis=0)
    before[ring_at[:-1]] = steps[ring_at[1:] - 2]
    stays = (steps != before).any(axis=1)
    stays[ring_at[1:] - 1] = False
    stays &= (np.bincount(ring[stays], minlength=count) > 2)[ring]
    return steps[stays], np.bincount(ring[stays], minlength=count)
