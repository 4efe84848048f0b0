"""Borders ready to be drawn: rings of coordinates, coarser where the drawing is."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import geopandas as gpd


class Rings(NamedTuple):
    """The rings of one place.

    Attributes:
        points: EPSG:28992, metres, shape (n, 2). Outer rings run counter-clockwise and holes clockwise, so that a
            non-zero fill of all rings together is right; no ring repeats its first point.
        starts: the row of `points` where each ring begins, rising.
    """

    points: NDArray[np.float64]
    starts: NDArray[np.intp]


class Outlines:
    """The borders of a bundle, each file read when it is first asked for and then kept: a few megabytes in all.

    Two threads that ask for the same one at the same time make it twice, and equal.
    """

    def __init__(self, read: Callable[[str], gpd.GeoDataFrame]) -> None:
        """Take what reads a boundary file (see `sources.bundle.BOUNDARIES`)."""
        self._read = read
        self._kept: dict[tuple[str, float], dict[str, Rings]] = {}

    def of(self, name: str, tolerance: float) -> dict[str, Rings]:
        """The borders in a file, by code, in its order.

        Args:
            tolerance: metres by which they may be simplified; shared borders stay shared.

        Raises:
            DataError: the file is missing or damaged.
        """
        key = (name, tolerance)
        if key not in self._kept:
            self._kept[key] = _rings(self._read(name), tolerance)
        return self._kept[key]


def _rings(frame: gpd.GeoDataFrame, tolerance: float) -> dict[str, Rings]:
    import shapely

    shapes = frame.geometry.to_numpy()
    if tolerance:
        shapes = shapely.coverage_simplify(shapes, tolerance)
    parts = [shapely.MultiPolygon([shape]) if shape.geom_type == "Polygon" else shape for shape in shapes]
    oriented = shapely.orient_polygons(np.array(parts, dtype=object), exterior_cw=False)
    _, points, (ring_at, part_at, shape_at) = shapely.to_ragged_array(oriented)
    first = part_at[shape_at]
    return {code: _ring(points, ring_at[first[i] : first[i + 1] + 1]) for i, code in enumerate(frame["code"])}


def _ring(points: NDArray[np.float64], edges: NDArray[np.intp]) -> Rings:
    """The rings between these rows, without the last point of each, which repeats its first."""
    found = [points[a : b - 1, :2] for a, b in pairwise(edges)]
    lengths = np.array([len(ring) for ring in found])
    return Rings(np.concatenate(found), np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.intp))
