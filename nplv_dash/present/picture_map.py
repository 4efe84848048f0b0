"""Pictures of maps: classes of places in the colours of the pages, and a key with bounds and counts beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nplv_dash.present import palette
from nplv_dash.present.picture import MUTED, WIDTH
from nplv_dash.present.picture_canvas import Anchor, Canvas, Ink, Shape, width_of, wrapped

#: Left, top, width and height in pixels.
Frame = tuple[float, float, float, float]

#: Borders of the land, of the areas and of what was chosen.
LAND: Final = Ink(fill=palette.LAND, edge=palette.LAND_BORDER, width=0.7)
AREA: Final = Ink(edge=palette.NPLV_OUTLINE, width=1.4, dash="--")
AREA_CHOSEN: Final = Ink(edge=palette.NPLV_OUTLINE, width=2.6, dash="--")
AREA_FAR: Final = Ink(edge=palette.NPLV_OUTLINE, width=0.8)
HALO: Final = Ink(edge=palette.OUTLINE, width=3.6)
#: Size of a swatch, height of its row, and of a line of a text that goes on.
_SWATCH, _ROW, _LINE = (22.0, 14.0), 21.0, 16.0


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the key.

    Attributes:
        count: how many places, in words; empty where they are not counted.
        kind: a patch of the ink, a line, or a dot.
    """

    text: str
    count: str
    ink: Ink
    kind: str = "patch"


@dataclass(frozen=True, slots=True)
class Key:
    """The key of a map: what is shown, its classes, and words below them."""

    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()

    def height(self, width: float) -> float:
        """Pixels, when it is so many wide."""
        lines = len(wrapped(self.title, width, 13, bold=True))
        lines += sum(len(self._said(row, width)) - 1 for row in self.rows)
        lines += sum(len(wrapped(note, width, 12)) for note in self.notes)
        return _LINE * lines + _ROW * len(self.rows) + 8 * (1 + len(self.notes))

    def draw(self, canvas: Canvas, left: float, top: float, width: float) -> None:
        """Draw it."""
        y = top
        for line in wrapped(self.title, width, 13, bold=True):
            y += _LINE
            canvas.text(left, y - 3, line, size=13, bold=True)
        y += 8
        for row in self.rows:
            self._swatch(canvas, row, left, y)
            said = self._said(row, width)
            for place, line in enumerate(said):
                canvas.text(left + _SWATCH[0] + 9, y + 12 + place * _LINE, line, size=12.5)
            y += _ROW + _LINE * (len(said) - 1)
        for note in self.notes:
            y += 8
            for line in wrapped(note, width, 12):
                y += _LINE
                canvas.text(left, y - 4, line, size=12, colour=MUTED)

    @staticmethod
    def _said(row: Row, width: float) -> list[str]:
        said = f"{row.text} ({row.count})" if row.count else row.text
        return wrapped(said, width - _SWATCH[0] - 9, 12.5)

    @staticmethod
    def _swatch(canvas: Canvas, row: Row, left: float, y: float) -> None:
        if row.kind == "line":
            canvas.line((left, left + _SWATCH[0]), (y + 8, y + 8), row.ink)
        elif row.kind == "dot":
            canvas.marks([left + _SWATCH[0] / 2], [y + 8], row.ink, radius=6)
        else:
            canvas.box(left, y + 1, *_SWATCH, row.ink)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that is too small for its colour to be seen: a dot with a name beside it, which may be empty."""

    x: float
    y: float
    ink: Ink
    name: str = ""
    radius: float = 6.5


@dataclass(frozen=True, slots=True)
class Map:
    """A map with its key.

    Attributes:
        layers: outlines in pixels, from the lowest to the highest.
        frame: what shows of them; None for all.
        ground: colour within the frame.
        key_at: left, top and width of the key.
        bar: left, bottom, length and words of a scale bar.
        width: of the sheet.
    """

    height: float
    layers: tuple[tuple[Shape, Ink], ...]
    key: Key
    key_at: tuple[float, float, float]
    spots: tuple[Spot, ...] = ()
    frame: Frame | None = None
    bar: tuple[float, float, float, str] | None = None
    width: float = WIDTH

    def draw(self, canvas: Canvas) -> None:
        """Draw the map, then what stands on it, then the key."""
        if self.frame:
            canvas.box(*self.frame, Ink(fill=palette.WATER))
        for shape, ink in self.layers:
            canvas.shape(shape, ink, self.frame)
        for spot, (x, y, anchor) in zip(self.spots, names_beside(self.spots, self.width), strict=True):
            if not spot.name:
                continue
            if abs(y - _DOWN - spot.y) > _LED:
                canvas.line((spot.x, x), (spot.y, y - _DOWN), Ink(edge=palette.LIGHT.text, width=0.8))
            canvas.text(x, y, spot.name, size=NAME, anchor=anchor, halo=palette.LIGHT.background)
        # Over the light around a name, which would bite a piece out of a dot near it.
        for spot in self.spots:
            canvas.marks([spot.x], [spot.y], spot.ink, radius=spot.radius)
        if self.bar:
            left, bottom, length, words = self.bar
            edge = Ink(edge=palette.LIGHT.text, width=1.5)
            canvas.line((left, left, left + length, left + length), (bottom - 5, bottom, bottom, bottom - 5), edge)
            canvas.text(left + length / 2, bottom - 6, words, size=11, anchor="middle", halo=palette.OUTLINE)
        self.key.draw(canvas, *self.key_at)


#: Size of the names beside dots, and how many square pixels may be covered rather than taking the next place.
NAME, _FURTHER = 11.5, 4.0
#: From the middle of a name to the line that it stands on.
_DOWN: Final = 0.36 * NAME
#: The same for a name that would run off the sheet: no name may.
_OUTSIDE: Final = 1e6
#: And for one that begins nearer to another dot than to its own.
_STRANGER: Final = 150.0
#: Pixels beside a dot where the name of another would be taken for its own; and how often all names are placed.
_NEAR, _ROUNDS = 10.0, 3
#: Names that stand further above or below their dot have a line to it.
_LED: Final = 12.0
_Place = tuple[float, float, Anchor]


def names_beside(spots: Sequence[Spot], sheet: float = WIDTH) -> list[_Place]:
    """Where the name of each spot stands: near it, and over as few dots and names as can be.

    Args:
        sheet: its width.

    Returns:
        Place of the words and how they are anchored there.
    """
    dots = [(s.x - _NEAR, s.y - s.radius, s.x + _NEAR, s.y + s.radius) for s in spots]
    widths = [width_of(spot.name, NAME) if spot.name else 0.0 for spot in spots]
    boxes: dict[int, Frame] = {}
    found: dict[int, _Place] = {}
    # Whoever comes first knows nothing of the names that follow, and looks again once they stand.
    for i, spot in [*enumerate(spots)] * _ROUNDS:
        others = [*dots[:i], *dots[i + 1 :], *(box for j, box in boxes.items() if j != i)]
        choices = [(_rectangle(place, widths[i]), place) for place in _around(spot)]
        costs = [
            _FURTHER * further
            + sum(_overlap(box, other) for other in others)
            + _STRANGER * (_nearest(place, spots) != i)
            + _OUTSIDE * (box[2] > sheet)
            for further, (box, place) in enumerate(choices)
        ]
        boxes[i], found[i] = choices[costs.index(min(costs))]
    return [found[i] for i in range(len(spots))]


def _nearest(place: _Place, spots: Sequence[Spot]) -> int:
    """The dot that is nearest to where the words begin or end."""
    x, y = place[0], place[1] - _DOWN
    return min(range(len(spots)), key=lambda i: math.hypot(spots[i].x - x, spots[i].y - y))


def _around(spot: Spot) -> list[_Place]:
    gap, down = spot.radius + 4, _DOWN
    sides: list[_Place] = [(spot.x + gap, spot.y + down, "left"), (spot.x - gap, spot.y + down, "right")]
    for rise in (-9.0, 9.0, -17.0, 17.0, -26.0, 26.0):
        sides += [
            (spot.x + 0.75 * gap, spot.y + down + rise, "left"),
            (spot.x - 0.75 * gap, spot.y + down + rise, "right"),
        ]
    return sides


def _rectangle(place: _Place, width: float) -> Frame:
    x, y, anchor = place
    left = x if anchor == "left" else x - width
    return left - 2, y - 0.8 * NAME, left + width + 2, y + 0.25 * NAME


def _overlap(one: Frame, other: Frame) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(high, 0.0)
