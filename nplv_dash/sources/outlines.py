"""Borders ready to be drawn: rings of coordinates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

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
        self._kept: dict[str, dict[str, Rings]] = {}

    def of(self, name: str) -> dict[str, Rings]:
        """The borders in a file, by code, in its order.

        Not simplified: the build has done so, and a picture leaves out what falls within its pixels, which takes a
        tenth of the time of doing it here.

        Raises:
            DataError: the file is missing or damaged.
        """
        if name not in self._kept:
            frame = self._read(name)
            self._kept[name] = _oriented(frame.geometry.to_numpy(), frame["code"])
        return self._kept[name]


def united(places: Sequence[Rings]) -> Rings:
    """Several places as one: the borders between them are gone.

    Args:
        places: at least one.
    """
    import shapely

    shapes = []
    for place in places:
        rings = [
            shapely.Polygon(place.points[a:b])
            for a, b in pairwise([*place.starts.tolist(), len(place.points)])
        ]  # fmt: skip
        outer = [ring for ring in rings if ring.exterior.is_ccw]
        holes = [ring for ring in rings if not ring.exterior.is_ccw]
        shapes.append(shapely.union_all(outer).difference(shapely.union_all(holes)))
    return _oriented([shapely.union_all(shapes)], [""])[""]


def _oriented(shapes: Sequence[Any], codes: Iterable[str]) -> dict[str, Rings]:
    import shapely

    parts, owner = shapely.get_parts(shapes, return_index=True)
    _, points, (ring_at, part_at) = shapely.to_ragged_array(shapely.orient_polygons(parts, exterior_cw=False))
    # The last point of every ring repeats its first.
    kept = np.ones(len(points), dtype=bool)
    kept[ring_at[1:] - 1] = False
    points, starts = points[kept, :2], ring_at - np.arange(len(ring_at))
    first = part_at[np.searchsorted(owner, np.arange(len(shapes) + 1))]
    return {
        code: Rings(points[starts[a] : starts[b]], (starts[a:b] - starts[a]).astype(np.intp))
        for code, (a, b) in zip(codes, pairwise(first.tolist()), strict=True)
    }
