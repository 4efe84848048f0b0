"""Pictures of curves between two axes: how evenly something is spread, and what a goal asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nplv_dash.present import palette, picture_key
from nplv_dash.present.picture import MUTED, WIDTH
from nplv_dash.present.picture_canvas import Canvas, Ink
from nplv_dash.present.picture_key import Entry
from nplv_dash.present.picture_scale import Scale, bottom_axis, grid, left_axis

#: Heights: of the name of the upright axis, of the chart, of the words of the other axis, of its name.
_ABOVE, _CHART, _TICKS, _NAME = 24.0, 350.0, 26.0, 22.0
_VALUES: Final = 64.0
_GROUND: Final = palette.LIGHT.background


@dataclass(frozen=True, slots=True)
class Curve:
    """A line.

    Attributes:
        said: of it in figures, in the key; where it is empty too, the curve is not in the key.
        filled: per point whether it is a filled one; empty for a line without points.
    """

    name: str
    said: str
    ink: Ink
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    filled: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Plane:
    """Curves between two axes.

    Attributes:
        axes: names of the level and of the upright one.
        ticks: position -> words of both; each axis reaches from the first to the last.
        diagonal: words for the line from corner to corner; empty for none.
        open_points: words for points that are not filled; empty where all are.
    """

    curves: tuple[Curve, ...]
    axes: tuple[str, str]
    ticks: tuple[Mapping[float, str], Mapping[float, str]]
    diagonal: str = ""
    open_points: str = ""

    @property
    def height(self) -> float:
        """Pixels."""
        return picture_key.height(self._key()) + _ABOVE + _CHART + _TICKS + _NAME

    def draw(self, canvas: Canvas) -> None:
        """Draw it."""
        picture_key.draw(canvas, self._key())
        head = picture_key.height(self._key()) + _ABOVE
        foot = head + _CHART
        level, upright = self.ticks
        x = Scale(min(level), max(level), _VALUES, WIDTH - 20)
        y = Scale(min(upright), max(upright), foot, head)
        canvas.text(0, head - 12, self.axes[1], size=12, colour=MUTED)
        left_axis(canvas, y, upright, (x.start, x.end))
        grid(canvas, x, level, (head, foot), zero=False)
        bottom_axis(canvas, x, level, foot)
        canvas.text((x.start + x.end) / 2, foot + _TICKS + 14, self.axes[0], size=12, colour=MUTED, anchor="middle")
        if self.diagonal:
            canvas.line((x.start, x.end), (y.start, y.end), _DIAGONAL)
        for curve in self.curves:
            xs, ys = [x(value) for value in curve.xs], [y(value) for value in curve.ys]
            canvas.line(xs, ys, curve.ink)
            for at, up, filled in zip(xs, ys, curve.filled, strict=False):
                canvas.marks([at], [up], Ink(curve.ink.edge if filled else _GROUND, curve.ink.edge, 2), radius=5)

    def _key(self) -> list[Entry]:
        found = [
            Entry(one.name, one.said, picture_key.line(one.ink)) for one in self.curves if one.name or one.said
        ]  # fmt: skip
        if self.diagonal:
            found.append(Entry("", self.diagonal, picture_key.line(_DIAGONAL)))
        if self.open_points:
            ink = Ink(_GROUND, palette.LIGHT.accent, 2)
            found.append(Entry("", self.open_points, picture_key.point(ink, radius=5)))
        return found


_DIAGONAL: Final = Ink(edge=palette.COUNTRY, width=1.5, dash=":")
