"""Figures of a visitor on a map: classes, extent, and the official figures of the same places beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nplv_dash.present.classes import NO_DATA, NOT_DRAWN
from nplv_dash.services.aggregate import Array
from nplv_dash.services.classings import CLASSES, equal_parts
from nplv_dash.services.mapview import MapView, Selection, classify, map_view
from nplv_dash.services.own_data_codes import LEVELS, Join, Level, Places, code
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.grid import RD
from nplv_dash.sources.own.light import WGS84
from nplv_dash.sources.own.reader import Found, Shapes
from nplv_dash.sources.webgeometry import pack

#: The layer on which places of a level are drawn.
LAYERS: Final[dict[Level, str]] = {"gemeente": "gemeenten", "wijk": "wijken_nl", "buurt": "buurten_nl"}
#: As many places per class, or classes of equal width.
Way = Literal["quantile", "steps"]
WAYS: Final[tuple[Way, ...]] = ("quantile", "steps")
#: Gemeenten for which a map is drawn from near; with more it shows the whole country.
_NEAR: Final = 60
_MOST_DIGITS: Final = 3
_MOST_BOUND_DIGITS: Final = 12
#: Width of a class below which there are none, and as a share of the figures.
_SMALLEST, _SMALLEST_SHARE = 1e-12, 1e-10

#: South, west, north, east, degrees.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class OwnView:
    """Figures per polygon of a layer.

    Attributes:
        values: shape (n,), NaN where there is no figure.
        drawn: shape (n,), which polygons have a row in the table.
        breaks: rising bounds of the classes, at most four.
        classes: one character per polygon, as `nplv_dash.present.foliummap.Paint` has it.
        counts: drawn polygons per class, and without a figure at the end.
        digits: decimals with which figures are written.
    """

    values: Array
    drawn: NDArray[np.bool_]
    breaks: tuple[float, ...]
    classes: str
    counts: tuple[int, ...]
    digits: int


def own_view(values: Array, drawn: NDArray[np.bool_], way: Way) -> OwnView:
    """Classes for some figures.

    Args:
        values, drawn: shape (n,), per polygon.
        way: how the bounds are found; with few different figures there are fewer classes.
    """
    known = drawn & np.isfinite(values)
    breaks = equal_parts(values[known], np.ones(int(known.sum()))) if way == "quantile" else _steps(values[known])
    classes = classify(values, breaks)
    symbols = np.where(known, classes.astype(str), np.where(drawn, NO_DATA, NOT_DRAWN))
    counts = np.bincount(np.where(known, classes, len(breaks) + 1)[drawn], minlength=len(breaks) + 2)
    return OwnView(
        values, drawn, breaks, "".join(symbols.tolist()), tuple(int(one) for one in counts), digits_of(values[known])
    )


def _steps(values: Array) -> tuple[float, ...]:
    if not len(values) or values.min() == values.max():
        return ()
    bounds = np.linspace(values.min(), values.max(), CLASSES + 1)[1:-1]
    width = bounds[1] - bounds[0]
    # What differs in its last digits only has no bounds that can be written.
    if width < max(_SMALLEST, _SMALLEST_SHARE * np.abs(bounds).max()):
        return ()
    # A bound with fewer decimals reads better, as long as the classes stay apart.
    step = 10.0 ** np.floor(np.log10(width) - 1)
    return tuple(float(f"{one:.12g}") for one in np.round(bounds / step) * step)


def bound_digits(breaks: tuple[float, ...]) -> int:
    """Decimals with which the bounds of classes are written: those of their first six digits."""
    exponents = [Decimal(f"{one:.6g}").normalize().as_tuple().exponent for one in breaks]
    return min(_MOST_BOUND_DIGITS, max((-one for one in exponents if isinstance(one, int) and one < 0), default=0))


def digits_of(values: Array) -> int:
    """Decimals that some figures have, three at most."""
    for digits in range(_MOST_DIGITS):
        if np.allclose(values, np.round(values, digits), rtol=0.0, atol=1e-9):
            return digits
    return _MOST_DIGITS


def on_layer(workspace: Workspace, joined: Join, values: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Figures per official place, and which have a row, in the order of the polygons of their layer."""
    rows = workspace.bundle.layers[layer_of(joined.to)].rows
    return values[rows], joined.drawn[rows]


def layer_of(places: Places) -> str:
    """The layer of official places."""
    if places.level is None:
        raise ValueError("borders of a visitor are no layer of the app")
    return LAYERS[places.level]


def official_view(
    workspace: Workspace, layer: str, indicator: str, year: int, drawn: NDArray[np.bool_] | None = None
) -> MapView:
    """The map of an official indicator; with `drawn` (shape (n,), per polygon) of these places only."""
    view = map_view(workspace, Selection(layer, indicator, year))
    if drawn is None:
        return view
    known = np.isfinite(view.values)
    group = np.where(known, classify(view.values, view.indicator.breaks), CLASSES)[drawn]
    classes = np.where(drawn, np.array(list(view.classes)), NOT_DRAWN)
    counts = np.bincount(group, minlength=CLASSES + 1)
    return replace(view, drawn=drawn, classes="".join(classes.tolist()), counts=tuple(int(one) for one in counts))


def extent(workspace: Workspace, joined: Join) -> Box | None:
    """The gemeenten of the places with a row, where those are few; else None."""
    units = workspace.bundle.units["gemeente"]
    here = {f"GM{key[2:6]}" for key, drawn in zip(joined.to.codes, joined.drawn, strict=True) if drawn}
    found = units[units["code"].isin(here)]
    if not 0 < len(found) <= _NEAR:
        return None
    return _box(found["west"].min(), found["south"].min(), found["east"].max(), found["north"].max())


def frame_of(found: Found, places: Places) -> gpd.GeoDataFrame:
    """The borders of a visitor as polygons in EPSG:28992 with code and name."""
    return _frame(found.shapes, places, RD)


def drawn_of(found: Found, places: Places) -> gpd.GeoDataFrame:
    """The same as they are drawn: in EPSG:4326 and with fewer corners."""
    return _frame(found.drawn, places, WGS84)


def _frame(shapes: Shapes | None, places: Places, crs: int) -> gpd.GeoDataFrame:
    columns = {"code": list(places.codes), "name": list(places.names), "context": list(places.contexts)}
    return gpd.GeoDataFrame(columns, geometry=list(shapes if shapes is not None else ()), crs=crs)


def own_extent(drawn: gpd.GeoDataFrame) -> Box:
    """Where the borders of a visitor lie, of those of `drawn_of`."""
    return _box(*drawn.total_bounds)


def _box(west: float, south: float, east: float, north: float) -> Box:
    return (float(south), float(west), float(north), float(east))


def packed(drawn: gpd.GeoDataFrame) -> bytes:
    """The borders of a visitor for the map, of those of `drawn_of`."""
    return pack(drawn, label="name", context="context")


def official_of(workspace: Workspace, places: Places, level: Level, indicator: str, year: int) -> Array:
    """The official figures of some places; NaN where their key is no whole code of that level; shape (places,).

    Borders that a visitor numbered from 1 are not completed: 14 would be Groningen.
    """
    values = workspace.values(level, indicator, year)
    row = {key: i for i, key in enumerate(workspace.codes[level])}
    at = [row.get(key, -1) for key in places.codes]
    return np.array([values[i] if i >= 0 else np.nan for i in at], dtype=np.float64)


def level_for(places: Places) -> Level:
    """The level of official figures that belongs beside some places: their own, or that of most of their codes."""
    if places.level is not None:
        return places.level
    fits = {level: sum(key == code(key, level) for key in places.codes) for level in LEVELS}
    return max(LEVELS, key=lambda level: (fits[level], level == "wijk"))


def beside(places: Places, drawn: NDArray[np.bool_], own: Array, official: Array) -> pd.DataFrame:
    """Both figures of each place with a row. Columns: code, name, gemeente, own, official."""
    columns = {"code": places.codes, "name": places.names, "gemeente": places.contexts}
    table = pd.DataFrame({**columns, "own": own, "official": official})
    return table[drawn].reset_index(drop=True)
