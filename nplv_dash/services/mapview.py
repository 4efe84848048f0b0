"""What the map and its table show: one indicator of one year on one layer, for all places or around one area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nplv_dash.domain.codes import wijk_of
from nplv_dash.domain.records import Area, Indicator
from nplv_dash.present.classes import NO_DATA, NOT_DRAWN
from nplv_dash.services.aggregate import Array
from nplv_dash.services.workspace import NETHERLANDS, Workspace, value_of
from nplv_dash.sources.bundle import COMPOSED

if TYPE_CHECKING:
    import geopandas as gpd

#: Layers that a user can choose, in the order of detail.
LAYERS = ("gebieden", "wijken", "buurten", "wijken_nl", "buurten_nl")
_DIGITS = np.array(list("01234"))


@dataclass(frozen=True)
class Selection:
    """What a user chose.

    `area` limits the map to the municipality of one area; `only_area` to the area itself.
    """

    layer: str
    indicator: str
    year: int
    area: str | None = None
    only_area: bool = False


@dataclass(frozen=True)
class MapView:
    """The figures of a selection, one per polygon of the layer.

    Attributes:
        values: shape (n,), NaN where there is no figure.
        drawn: shape (n,), which polygons are in the selection.
        classes: one character per polygon, as `nplv_dash.present.foliummap.Paint` has it.
        counts: number of drawn polygons per class, and without a figure at the end; length 6.
    """

    indicator: Indicator
    year: int
    level: str
    values: Array
    drawn: NDArray[np.bool_]
    classes: str
    counts: tuple[int, ...]


def indicators_on(workspace: Workspace, layer: str) -> tuple[Indicator, ...]:
    """Indicators that can be mapped on this layer, in the order of the themes."""
    level = workspace.bundle.layers[layer].level
    return tuple(i for i in workspace.mapped_indicators if workspace.years(level, i.id))


def years_on(workspace: Workspace, layer: str, indicator: str) -> tuple[int, ...]:
    """Years of an indicator on a layer, rising."""
    return workspace.years(workspace.bundle.layers[layer].level, indicator)


def layer_around(workspace: Workspace, layer: str, area_id: str | None) -> str:
    """The layer on which an area can be seen: of a visitor's own areas there is no polygon, but of what is in them.

    Args:
        layer: that was asked for.
        area_id: None for no area.
    """
    if area_id is None or not workspace.area(area_id).own:
        return layer
    area, layers = workspace.area(area_id), workspace.bundle.layers
    # Whatever is known of the twenty is known per wijk.
    wanted = "wijken" if layer == "gebieden" else layer
    wider = f"{wanted}_nl"
    # A map of the nineteen municipalities has nothing to show elsewhere.
    near = wanted in layers and _has_all(workspace, wanted, area)
    return wanted if near or wider not in layers else wider


def _has_all(workspace: Workspace, layer: str, area: Area) -> bool:
    """Whether the municipalities of an area are on a layer."""
    found = workspace.bundle.layers[layer]
    towns = workspace.bundle.units[found.level]["gm_code"].to_numpy()[found.rows]
    return set(area.gemeenten) <= set(towns)


def members_on(workspace: Workspace, layer: str, area: Area) -> tuple[str, ...]:
    """The polygons of a layer that make up an area, or that it is a part of; none on the layer of the twenty."""
    units = workspace.bundle.units[workspace.bundle.layers[layer].level]
    if workspace.bundle.layers[layer].level == "gebied":
        return ()
    return tuple(units["code"].to_numpy(dtype=str)[_members(workspace, layer, area)].tolist())


def _members(workspace: Workspace, layer: str, area: Area) -> NDArray[np.bool_]:
    level = workspace.bundle.layers[layer].level
    units = workspace.bundle.units[level]
    if level == "wijk":
        # A wijk of which the area is a part belongs to it too: it is where the wijk figures come from.
        return np.asarray(units["code"].isin({*area.wijken, *map(wijk_of, area.buurten)}), dtype=np.bool_)
    return np.asarray(units["code"].isin(area.buurten) | units["wk_code"].isin(area.wijken), dtype=np.bool_)


def map_view(workspace: Workspace, selection: Selection) -> MapView:
    """The figures of a selection. Raises KeyError for a layer, indicator or year that does not exist."""
    layer = workspace.bundle.layers[selection.layer]
    indicator = workspace.bundle.indicators[selection.indicator]
    values = workspace.values(layer.level, indicator.id, selection.year)[layer.rows]
    drawn = _drawn(workspace, selection)
    classes = classify(values, indicator.breaks)
    known = np.isfinite(values)
    symbols = np.where(known, _DIGITS[classes], NO_DATA)
    counts = np.bincount(np.where(known, classes, 5)[drawn], minlength=6)
    return MapView(
        indicator=indicator,
        year=selection.year,
        level=layer.level,
        values=values,
        drawn=drawn,
        classes="".join(np.where(drawn, symbols, NOT_DRAWN)),
        counts=tuple(int(c) for c in counts),
    )


def classify(values: Array, breaks: tuple[float, ...]) -> NDArray[np.intp]:
    """Class 0 to 4 per value: a value on a bound belongs to the class above it. NaN gets class 0: look at the value."""
    return np.searchsorted(np.asarray(breaks), np.nan_to_num(values, nan=-np.inf), side="right")


def _drawn(workspace: Workspace, selection: Selection) -> NDArray[np.bool_]:
    layer = workspace.bundle.layers[selection.layer]
    if selection.area is None:
        return np.ones(len(layer.rows), dtype=bool)
    units = workspace.bundle.units[layer.level]
    area = workspace.area(selection.area)
    if layer.level == "gebied":
        drawn = units["code"] == area.id
    elif not selection.only_area:
        drawn = units["gm_code"].isin(area.gemeenten)
    else:
        drawn = _members(workspace, selection.layer, area)
    return np.asarray(drawn, dtype=np.bool_)[layer.rows]


def table(workspace: Workspace, selection: Selection, view: MapView) -> pd.DataFrame:
    """The drawn polygons as rows: areas in the order of the official list, others by municipality and name.

    Columns: code, name, gemeente, value, gemeente_value (the municipality's figure of the same year), and for areas
    coverage (share of the weight with a figure).
    """
    layer = workspace.bundle.layers[selection.layer]
    units = workspace.bundle.units[layer.level].iloc[layer.rows]
    rows = pd.DataFrame(
        {
            "code": units["code"].to_numpy(),
            "name": units["name"].to_numpy(),
            "gemeente": units["gm_name"].to_numpy(),
            "value": view.values,
        }
    )
    key = ("gemeente", view.indicator.id, view.year)
    gm_code = (
        units["gm_code"].to_numpy()
        if layer.level != "gebied"
        else np.array([workspace.area(code).gemeente_code for code in units["code"]])
    )
    if key in workspace.aggregates and view.indicator.kind == "rate":
        by_code = dict(zip(workspace.codes["gemeente"], workspace.aggregates[key].values, strict=True))
        rows["gemeente_value"] = [by_code.get(code, np.nan) for code in gm_code]
    if layer.level == "gebied":
        rows["coverage"] = workspace.aggregates[("gebied", view.indicator.id, view.year)].coverage
    drawn = rows[view.drawn]
    return (
        drawn.reset_index(drop=True)
        if layer.level == "gebied"
        else drawn.sort_values(["gemeente", "name"], ignore_index=True)
    )


def shapes(workspace: Workspace, layer: str) -> gpd.GeoDataFrame:
    """The polygons of a layer, EPSG:28992, for export."""
    parts = COMPOSED.get(layer, (layer,))
    return pd.concat([workspace.bundle.geometry(part)[["code", "geometry"]] for part in parts], ignore_index=True)


def place_of(workspace: Workspace, layer: str, code: str) -> pd.Series | None:
    """The attributes of one polygon (code, name, gm_name, ...), or None when the layer has no such code."""
    units = workspace.bundle.units[workspace.bundle.layers[layer].level]
    rows = workspace.bundle.layers[layer].rows
    found = rows[units["code"].to_numpy()[rows] == code]
    return units.iloc[found[0]] if len(found) else None


def bounds_of(workspace: Workspace, selection: Selection) -> tuple[float, float, float, float] | None:
    """South, west, north, east of the area or municipality that the map is limited to; None for the whole country."""
    if selection.area is None:
        return None
    area = workspace.area(selection.area)
    alone = selection.only_area or selection.layer == "gebieden"
    if alone and area.own:
        return workspace.own_places(area).bounds
    level, codes = ("gebied", (area.id,)) if alone else ("gemeente", area.gemeenten)
    rows = workspace.bundle.units[level].set_index("code").loc[list(codes)]
    return (rows["south"].min(), rows["west"].min(), rows["north"].max(), rows["east"].max())


def netherlands(workspace: Workspace, indicator: Indicator, year: int) -> float | None:
    """The Dutch figure made in the same way, or None."""
    return value_of(workspace.figure("land", NETHERLANDS, indicator.id, year))
