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
    parts, owner = shapely.get_parts(shapes, return_index=True)
    _, points, (ring_at, part_at) = shapely.to_ragged_array(shapely.orient_polygons(parts, exterior_cw=False))
    # The last point of every ring repeats its first.
    kept = np.ones(len(points), dtype=bool)
    kept[ring_at[1:] - 1] = False
    points, starts = points[kept, :2], ring_at - np.arange(len(ring_at))
    first = part_at[np.searchsorted(owner, np.arange(len(shapes) + 1))]
    return {
        code: Rings(points[starts[a] : starts[b]], (starts[a:b] - starts[a]).astype(np.intp))
        for code, (a, b) in zip(frame["code"], pairwise(first.tolist()), strict=True)
    }
