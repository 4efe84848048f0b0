"""The map on which a visitor chooses wijken or buurten for an area of their own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nplv_dash.domain.codes import wijk_of
from nplv_dash.present.classes import NOT_DRAWN
from nplv_dash.services.workspace import Workspace

ChoiceLevel = Literal["wijk", "buurt"]
#: What a polygon can be, in the order of its classes: not chosen, chosen in part, chosen.
STATES = ("none", "part", "whole")
_LAYERS = {"wijk": "wijken", "buurt": "buurten"}


@dataclass(frozen=True, slots=True)
class ChoiceMap:
    """One character per polygon of a layer.

    Attributes:
        layer: the precise one of the nineteen municipalities where that has the municipality.
        classes: as `nplv_dash.present.foliummap.Paint` has it; what is in the municipality or is chosen is drawn.
        counts: polygons of the municipality per state of `STATES`.
        bounds: south, west, north and east of the municipality.
    """

    layer: str
    classes: str
    counts: tuple[int, int, int]
    bounds: tuple[float, float, float, float]


def choice_map(workspace: Workspace, gemeente: str, level: ChoiceLevel, codes: Collection[str]) -> ChoiceMap:
    """The map of a municipality with what is chosen.

    Args:
        gemeente: its code.
        codes: of wijken and buurten.
    """
    units, layers = workspace.bundle.units[level], workspace.bundle.layers
    town = (units["gm_code"] == gemeente).to_numpy()
    name = _LAYERS[level]
    if name not in layers or not town[layers[name].rows].any():
        name = f"{name}_nl"
    states = _states(workspace, level, codes)
    rows = layers[name].rows
    drawn = town | (states > 0)
    symbols = np.where(drawn, np.array(list("012"))[states], NOT_DRAWN)[rows]
    counts = np.bincount(states[rows][town[rows]], minlength=3)
    row = workspace.bundle.units["gemeente"].set_index("code").loc[gemeente]
    bounds = (float(row["south"]), float(row["west"]), float(row["north"]), float(row["east"]))
    return ChoiceMap(name, "".join(symbols), (int(counts[0]), int(counts[1]), int(counts[2])), bounds)


def _states(workspace: Workspace, level: ChoiceLevel, codes: Collection[str]) -> NDArray[np.intp]:
    """What each unit of a level is, as an index in `STATES`."""
    units = workspace.bundle.units[level]
    if level == "buurt":
        chosen = units["code"].isin(codes) | units["wk_code"].isin(codes)
        return np.where(chosen, 2, 0)
    parts = {wijk_of(code) for code in codes if code.startswith("BU")}
    return np.where(units["code"].isin(codes), 2, np.where(units["code"].isin(parts), 1, 0))


def offered(workspace: Workspace, gemeente: str, level: ChoiceLevel) -> dict[str, str]:
    """What can be chosen in a municipality: names by code, in the order of the names."""
    units = workspace.bundle.units[level]
    there = units[units["gm_code"] == gemeente].sort_values(["name", "code"])
    return dict(zip(there["code"].astype(str), there["name"].astype(str), strict=True))


def gemeenten(workspace: Workspace) -> dict[str, str]:
    """All municipalities: names by code, in the order of the names."""
    units = workspace.bundle.units["gemeente"].sort_values("name")
    return dict(zip(units["code"].astype(str), units["name"].astype(str), strict=True))
