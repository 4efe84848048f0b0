"""Borders simple enough to travel to a browser with a map; made where the file is read, and not among other visitors.

Simplifying the buurten of the whole country takes seconds, and strange borders may take longer.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from nplv_dash.sources.grid import RD

#: Corners of borders that travel to a browser with the map: about a megabyte.
MOST_CORNERS: Final = 120_000
#: Metres of the first try to make borders simpler; each next one is four times as large.
_FIRST_TOLERANCE: Final = 5.0
_LARGEST_TOLERANCE: Final = 2_000.0
#: The system of coordinates of maps in browsers.
WGS84: Final = 4326


def light(shapes: NDArray[Any]) -> NDArray[Any]:
    """Polygons for a map of the web.

    Args:
        shapes: shape (n,), valid polygons in EPSG:28992 or None.

    Returns:
        Shape (n,), in EPSG:4326, longitude first; with as few corners as `MOST_CORNERS` where simplifying helps.
        Borders that neighbours share stay shared.
    """
    there = ~shapely.is_missing(shapes)
    found, tolerance = shapes.copy(), _FIRST_TOLERANCE
    while shapely.get_num_coordinates(found).sum() > MOST_CORNERS and tolerance < _LARGEST_TOLERANCE:
        found[there] = shapely.coverage_simplify(found[there], tolerance)
        tolerance *= 4
    to_web = pyproj.Transformer.from_crs(RD, WGS84, always_xy=True)
    turned: NDArray[Any] = shapely.transform(found, lambda points: np.column_stack(to_web.transform(*points.T)))
    return turned
