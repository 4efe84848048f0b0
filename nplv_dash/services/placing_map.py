"""A placing on the map: how much of the room of every receiving wijk is used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from nplv_dash.domain.codes import gemeente_of
from nplv_dash.present.classes import NOT_DRAWN
from nplv_dash.services.placing import Job, Placing
from nplv_dash.services.workspace import Workspace

#: Classes: nobody, and a quarter of the room more in every one that follows.
CLASSES: Final = 5
#: South, west, north, east in degrees.
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlacingMap:
    """One character and one receiver (or -1) per polygon of the layer.

    Attributes:
        layer: the municipalities with an NPLV area alone where that is enough: it is a tenth of the whole country.
        classes: as `nplv_dash.present.foliummap.Paint` has it.
        receivers: index in `Job.receivers` of each polygon, -1 for none.
        counts: receivers per class.
        bounds: of the place.
    """

    layer: str
    classes: str
    receivers: tuple[int, ...]
    counts: tuple[int, ...]
    bounds: Bounds


def placing_map(workspace: Workspace, job: Job, placing: Placing) -> PlacingMap:
    """The map of a placing; only wijken that may receive are drawn."""
    layer = "wijken" if job.task.reach == "gemeente" else "wijken_nl"
    codes = workspace.codes["wijk"]
    receivers = [job.index.get(codes[row], -1) for row in workspace.bundle.layers[layer].rows.tolist()]
    classes = [_class(number, one.room) for number, one in zip(placing, job.receivers, strict=True)]
    return PlacingMap(
        layer=layer,
        classes="".join(NOT_DRAWN if i < 0 else str(classes[i]) for i in receivers),
        receivers=tuple(receivers),
        counts=tuple(classes.count(number) for number in range(CLASSES)),
        bounds=_bounds(workspace, job),
    )


def _class(number: int, room: int) -> int:
    """0 for nobody, 1 for at most a quarter of the room, 4 for more than three quarters."""
    return -(-number * (CLASSES - 1) // room)


def _bounds(workspace: Workspace, job: Job) -> Bounds:
    """Of the municipality, or of all municipalities with a receiver."""
    units = workspace.bundle.units["gemeente"]
    inside = units[np.isin(units["code"], [gemeente_of(one.code) for one in job.receivers])]
    return (
        float(inside["south"].min()), float(inside["west"].min()),
        float(inside["north"].max()), float(inside["east"].max()),
    )  # fmt: skip
