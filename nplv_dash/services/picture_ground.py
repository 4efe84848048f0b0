"""Where the borders of a map lie on a sheet: the land, the areas, and places by their class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from nplv_dash.domain.records import Area
from nplv_dash.present.classes import NO_DATA as UNKNOWN
from nplv_dash.present.picture import Room
from nplv_dash.present.picture_canvas import NO_DATA, Ink, Shape, thinned
from nplv_dash.present.picture_map import AREA, AREA_CHOSEN, AREA_FAR, HALO
from nplv_dash.services.mapview import Selection
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.bundle import COMPOSED
from nplv_dash.sources.outlines import Rings

#: Width of the key beside a map and its distance to it; the map of the country reaches over the sea beside it.
KEY, _GAP = 204.0, 22.0
#: Heights of maps, and what stays free around what they show, as a share of it.
_COUNTRY, _TOWN, _SPARE = 660.0, 520.0, 0.05
#: Borders lie on a grid of so many pixels: in the country, where there are most, of one pixel of a PNG.
_GRID, _GRID_COUNTRY = 0.25, 0.5
#: West, south, east and north of the Netherlands, metres.
_NETHERLANDS: Final = (13_000.0, 306_000.0, 279_000.0, 620_000.0)


@dataclass(frozen=True)
class Place:
    """A stretch of land on the sheet: metres to pixels.

    Attributes:
        west, north: metres, at `left` and at the top.
        scale: pixels per metre.
        frame: what shows; None for all.
    """

    west: float
    north: float
    scale: float
    left: float
    height: float
    frame: tuple[float, float, float, float] | None

    def pixels(self, rings: Sequence[Rings]) -> Shape:
        """Places as one outline."""
        rings = [one for one in rings if self._shows(one)]
        if not rings:
            return Shape(np.empty((0, 2)), np.empty(0, dtype=np.intp))
        lengths = np.cumsum([0, *(len(one.points) for one in rings[:-1])])
        points = np.concatenate([one.points for one in rings])
        starts = np.concatenate([one.starts + at for one, at in zip(rings, lengths, strict=True)])
        placed = (points - (self.west, self.north)) * (self.scale, -self.scale) + (self.left, 0.0)
        return thinned(Shape(placed, starts), _GRID if self.frame else _GRID_COUNTRY)

    def _shows(self, rings: Rings) -> bool:
        """Whether anything of a place may lie in the frame."""
        if self.frame is None:
            return True
        _, _, width, height = self.frame
        (west, south), (east, north) = rings.points.min(axis=0), rings.points.max(axis=0)
        right, bottom = self.west + width / self.scale, self.north - height / self.scale
        return bool(west < right and east > self.west and north > bottom and south < self.north)


def whole(room: Room = Room()) -> Place:  # noqa: B008  it cannot be changed
    """All of the Netherlands."""
    west, south, east, north = _NETHERLANDS
    height = room.height or _COUNTRY
    scale = height / (north - south)
    return Place(west, north, scale, room.width - scale * (east - west), height, None)


def around(rings: Sequence[Rings], room: Room = Room()) -> Place:  # noqa: B008  it cannot be changed
    """So that these places fill the frame right of the key."""
    points = np.concatenate([one.points for one in rings])
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    width, most = room.width - KEY - _GAP, room.height or _TOWN
    wide, high = (1 + 2 * _SPARE) * (east - west), (1 + 2 * _SPARE) * (north - south)
    # A place that lies stretched from west to east gets a frame that is less high.
    height = float(np.clip(width * high / wide, 0.62 * most, most))
    scale = min(width / wide, height / high)
    left, top = (west + east - width / scale) / 2, (south + north + height / scale) / 2
    return Place(left, top, scale, KEY + _GAP, height, (KEY + _GAP, 0.0, width, height))


def borders_of(workspace: Workspace, layer: str) -> dict[str, Rings]:
    """The borders of a layer of the map, by code; see `Outlines.of`."""
    found: dict[str, Rings] = {}
    for name in COMPOSED.get(layer, (layer,)):
        found |= workspace.bundle.outlines.of(name)
    return found


def limits_of(workspace: Workspace, selection: Selection) -> list[Rings]:
    """What a selection is limited to: an area, or its municipality; nothing for the whole country."""
    if selection.area is None:
        return []
    area = workspace.area(selection.area)
    if selection.only_area or selection.layer == "gebieden":
        return [border_of(workspace, area)]
    borders = workspace.bundle.outlines.of("gemeenten")
    return [borders[code] for code in area.gemeenten]


def border_of(workspace: Workspace, area: Area) -> Rings:
    """The border of an area, one of the twenty or one of a visitor's own."""
    if area.own:
        return workspace.own_places(area).outline
    return workspace.bundle.outlines.of("gebieden")[area.id]


def land_of(workspace: Workspace, place: Place) -> Shape:
    """The municipalities, as the land below all else."""
    return place.pixels(list(borders_of(workspace, "gemeenten").values()))


def areas_of(workspace: Workspace, place: Place, chosen: Sequence[Area] = ()) -> list[tuple[Shape, Ink]]:
    """The outlines of the areas; the chosen ones stand out."""
    borders = borders_of(workspace, "gebieden")
    if not chosen:
        return [(place.pixels(list(borders.values())), AREA_FAR)]
    ids = {area.id for area in chosen}
    others = place.pixels([rings for code, rings in borders.items() if code not in ids])
    own = place.pixels([border_of(workspace, area) for area in chosen])
    return [(others, HALO), (others, AREA), (own, HALO), (own, AREA_CHOSEN)]


def by_class(workspace: Workspace, layer: str, classes: str, place: Place) -> dict[str, Shape]:
    """Per character of `classes`, the polygons of a layer that have it; those that are not drawn left out."""
    level, rows = workspace.bundle.layers[layer].level, workspace.bundle.layers[layer].rows
    codes = workspace.codes[level]
    borders = borders_of(workspace, layer)
    found: dict[str, list[Rings]] = {}
    for mark, row in zip(classes, rows.tolist(), strict=True):
        found.setdefault(mark, []).append(borders[codes[row]])
    return {mark: place.pixels(rings) for mark, rings in found.items()}


def class_layers(groups: dict[str, Shape], inks: Sequence[Ink]) -> list[tuple[Shape, Ink]]:
    """Classes in their inks, and what has no figure hatched."""
    drawn = [(groups[str(i)], ink) for i, ink in enumerate(inks) if str(i) in groups]
    return [*drawn, *([(groups[UNKNOWN], NO_DATA)] if UNKNOWN in groups else [])]
