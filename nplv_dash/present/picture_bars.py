"""Pictures of bars: what each assumption does to an outcome, and an amount a year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nplv_dash.present import palette, picture_key
from nplv_dash.present.bands import Swing
from nplv_dash.present.picture import MUTED, WIDTH
from nplv_dash.present.picture_canvas import Canvas, Ink, wrapped
from nplv_dash.present.picture_key import Entry
from nplv_dash.present.picture_scale import Scale, bottom_axis, grid, left_axis
from nplv_dash.present.timeline import Column

#: The colours of an assumption at its low and at its high value, as on the pages.
_LOW, _HIGH = Ink(palette.DIVERGING[1]), Ink(palette.DIVERGING[3])
#: Width of the words beside the bars; heights of a line of them, of what stays free around, of a bar, of the scale.
_WORDS, _LINE, _ROOM, _BAR, _FOOT = 330.0, 16.0, 14.0, 18.0, 28.0


@dataclass(frozen=True, slots=True)
class Tornado:
    """Assumptions by how far they move an outcome, the widest on top.

    Attributes:
        swings: their two texts say the value and the outcome there.
        centre: the outcome where everything has its most likely value, and words for that.
        names: of the low and the high value.
        ticks: position -> words of the scale.
        nothing: what stands there without any assumption.
    """

    swings: tuple[Swing, ...]
    centre: tuple[float, str]
    names: tuple[str, str]
    ticks: Mapping[float, str]
    nothing: str

    @property
    def height(self) -> float:
        """Pixels."""
        if not self.swings:
            return _FOOT
        return picture_key.height(self._key()) + sum(map(_height, self.swings)) + _FOOT

    def draw(self, canvas: Canvas) -> None:
        """Draw it."""
        if not self.swings:
            canvas.text(0, 18, self.nothing, size=13)
            return
        picture_key.draw(canvas, self._key())
        top = picture_key.height(self._key())
        bottom = top + sum(map(_height, self.swings))
        x = Scale(min(self.ticks), max(self.ticks), _WORDS + 18, WIDTH - 14)
        grid(canvas, x, self.ticks, (top, bottom))
        bottom_axis(canvas, x, self.ticks, bottom)
        for swing in self.swings:
            self._swing(canvas, swing, top, x)
            top += _height(swing)
        middle = x(self.centre[0])
        canvas.line((middle, middle), (picture_key.height(self._key()), bottom), _CENTRE)

    def _swing(self, canvas: Canvas, swing: Swing, top: float, x: Scale) -> None:
        y = top + _ROOM / 2
        for line in wrapped(swing.label, _WORDS, 13, bold=True):
            y += _LINE
            canvas.text(0, y - 4, line, size=13, bold=True)
        for ink, said in ((_LOW, swing.low_text), (_HIGH, swing.high_text)):
            canvas.box(0, y + 3, 9, 9, ink)
            for line in wrapped(said, _WORDS - 16, 12):
                y += _LINE
                canvas.text(15, y - 4, line, size=12, colour=MUTED)
        middle, centre = top + _height(swing) / 2, self.centre[0]
        # The longer one first: where both go the same way, the other lies on it.
        for value, ink in sorted(((swing.low, _LOW), (swing.high, _HIGH)), key=lambda end: -abs(end[0] - centre)):
            ends = sorted((x(value), x(centre)))
            canvas.box(ends[0], middle - _BAR / 2, ends[1] - ends[0], _BAR, ink)

    def _key(self) -> list[Entry]:
        return [
            *(Entry(name, "", picture_key.area(ink)) for name, ink in zip(self.names, (_LOW, _HIGH), strict=True)),
            Entry("", self.centre[1], lambda canvas, y: canvas.line((15, 15), (y - 8, y + 8), _CENTRE)),
        ]


_CENTRE: Final = Ink(edge=palette.LIGHT.text, width=1.5)


def _height(swing: Swing) -> float:
    lines = len(wrapped(swing.label, _WORDS, 13, bold=True))
    lines += sum(len(wrapped(said, _WORDS - 16, 12)) for said in (swing.low_text, swing.high_text))
    return _LINE * lines + _ROOM


#: Of an amount a year: heights of the words above the chart, of the chart, of the years; width of the scale's words.
_ABOVE, _CHART, _YEARS, _VALUES = 26.0, 280.0, 28.0, 52.0
#: Width of a column, as a share of its year.
_WIDE: Final = 0.62


@dataclass(frozen=True, slots=True)
class Columns:
    """An amount a year. Zero is drawn as a line: it was decided, and is no missing figure.

    Attributes:
        unit: of the amounts, in words.
        ticks: position -> words of the scale, which begins at zero.
    """

    years: tuple[Column, ...]
    unit: str
    ticks: Mapping[float, str]

    @property
    def height(self) -> float:
        """Pixels."""
        return _ABOVE + _CHART + _YEARS

    def draw(self, canvas: Canvas) -> None:
        """Draw it."""
        foot = _ABOVE + _CHART
        x = Scale(self.years[0].year - 0.5, self.years[-1].year + 0.5, _VALUES, WIDTH)
        y = Scale(0.0, max(self.ticks), foot, _ABOVE + 14)
        canvas.text(0, 13, self.unit, size=12, colour=MUTED)
        left_axis(canvas, y, self.ticks, (x.start, x.end))
        bottom_axis(canvas, x, {float(one.year): str(one.year) for one in self.years}, foot)
        for one in self.years:
            left, right = x(one.year - _WIDE / 2), x(one.year + _WIDE / 2)
            if one.value:
                canvas.box(left, y(one.value), right - left, foot - y(one.value), Ink(palette.LIGHT.accent))
            else:
                canvas.line((left, right), (foot, foot), Ink(edge=palette.LIGHT.text, width=4))
            lines = one.text.split("<br>")
            for row, line in enumerate(lines):
                canvas.text(x(one.year), y(one.value) - 7 - 15 * (len(lines) - 1 - row), line, size=13, anchor="middle")
