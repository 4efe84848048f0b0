"""A result of redistribution on the map of all Dutch wijken: before, after, or the difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from nplv_dash.present.classes import NO_DATA, NOT_DRAWN
from nplv_dash.services.aggregate import Array
from nplv_dash.services.country import Country
from nplv_dash.services.redistribution import Result
from nplv_dash.services.workspace import Workspace

Look = Literal["change", "before", "after"]
LOOKS: tuple[Look, ...] = ("change", "before", "after")
#: All Dutch wijken.
LAYER = "wijken_nl"
#: Class bounds, the same for every scenario, so that two maps can be laid side by side: percentage points and per cents
#: of the corporation homes.
BREAKS: dict[Look, tuple[float, float, float, float]] = {
    "change": (-3.0, -0.5, 0.5, 3.0),
    "before": (10.0, 15.0, 20.0, 25.0),
    "after": (10.0, 15.0, 20.0, 25.0),
}
_DIGITS = np.array(list("01234"))


@dataclass(frozen=True)
class ResultMap:
    """One character and one place of the model (or -1) per polygon of `LAYER`.

    Attributes:
        classes: as `nplv_dash.present.foliummap.Paint` has it: the class, `x` where too little is known, `.` where
            nothing can change.
        places: shape (polygons,), the index of the wijk in the country of the model, -1 for none.
        counts: polygons per class, and where too little is known at the end; length 6.
    """

    classes: str
    places: Array
    counts: tuple[int, ...]


def result_map(workspace: Workspace, country: Country, result: Result, look: Look) -> ResultMap:
    """The map of a result; only wijken that give or may receive are drawn."""
    figures = result.places
    values = {"change": figures.change.median, "before": figures.before, "after": figures.after}[look]
    polygons = workspace.bundle.layers[LAYER].rows
    place = np.full(len(workspace.codes["wijk"]), -1)
    place[country.rows] = np.arange(len(country.places))
    places = place[polygons]
    here = np.where(places >= 0, values[places], np.nan)
    classes = _DIGITS[np.searchsorted(BREAKS[look], np.nan_to_num(here), side="right")]
    left_out, codes = set(country.left_out), workspace.codes["wijk"]
    unknown = np.array([code in left_out for code in codes])[polygons]
    drawn = "".join(np.where(np.isfinite(here), classes, np.where(unknown, NO_DATA, NOT_DRAWN)).tolist())
    return ResultMap(drawn, places, tuple(drawn.count(mark) for mark in (*_DIGITS, NO_DATA)))
