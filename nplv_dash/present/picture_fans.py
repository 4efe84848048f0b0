"""Pictures of what a model says over the years: light bands around a broken line, so that none passes for measured.

What was measured before is dark and solid, with a point per measurement.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from nplv_dash.present import palette, picture_key
from nplv_dash.present.outlook import Course, Measured
from nplv_dash.present.picture import WIDTH
from nplv_dash.present.picture_canvas import Canvas, Ink, wrapped
from nplv_dash.present.picture_key import Entry
from nplv_dash.present.picture_scale import Scale, bottom_axis, left_axis

#: How solid the bands of 95, 80 and 50 % of the draws are.
_OPACITY: Final = (0.16, 0.26, 0.4)
#: Heights: of a line of the heading of a panel, of the words above the chart, of the years below.
_HEADING, _ABOVE, _YEARS = 18.0, 20.0, 28.0
#: Width of the words of the axis of values, and between two panels.
_VALUES, _BETWEEN = 52.0, 26.0
#: What was measured: its line, and its points.
MEASURED: Final = (Ink(edge=palette.LIGHT.text, width=2), Ink(palette.LIGHT.text, palette.LIGHT.text, 1.0))


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart.

    Attributes:
        years, ticks: position -> words on both axes.
        reach: from where to where the axis of values goes.
        levels: values with their words (none where empty) and colours to hold the rest against.
        parted: a moment, and the words left and right of a line across it.
        measured: what was measured before; None for nothing.
    """

    title: str
    courses: tuple[Course, ...]
    years: Mapping[float, str]
    ticks: Mapping[float, str]
    reach: tuple[float, float]
    levels: tuple[tuple[float, str, str], ...] = ()
    parted: tuple[float, str, str] | None = None
    measured: Measured | None = None


@dataclass(frozen=True, slots=True)
class Fans:
    """One or two charts side by side, with one key above.

    Attributes:
        key: names of the courses with what is said of each in figures.
    """

    panels: tuple[Panel, ...]
    key: tuple[Entry, ...]
    chart: float = 300.0

    @property
    def height(self) -> float:
        """Pixels."""
        return picture_key.height(self.key) + self._heading() + _ABOVE + self.chart + _YEARS

    def draw(self, canvas: Canvas) -> None:
        """Draw the key, then the panels."""
        picture_key.draw(canvas, self.key)
        width = (WIDTH - _BETWEEN * (len(self.panels) - 1)) / len(self.panels)
        for place, panel in enumerate(self.panels):
            self._panel(canvas, panel, place * (width + _BETWEEN), picture_key.height(self.key), width)

    def _heading(self) -> float:
        width = (WIDTH - _BETWEEN * (len(self.panels) - 1)) / len(self.panels)
        return _HEADING * max(len(wrapped(panel.title, width, 13, bold=True)) for panel in self.panels)

    def _panel(self, canvas: Canvas, panel: Panel, left: float, top: float, width: float) -> None:
        for row, line in enumerate(wrapped(panel.title, width, 13, bold=True)):
            canvas.text(left, top + _HEADING * (row + 1) - 5, line, size=13, bold=True)
        head = top + self._heading() + _ABOVE
        foot = head + self.chart
        moments = [moment for course in panel.courses for moment in course.moments]
        moments += panel.measured.years if panel.measured else ()
        x = Scale(min(moments), max(moments), left + _VALUES, left + width)
        y = Scale(*panel.reach, foot, head)
        left_axis(canvas, y, panel.ticks, (x.start, x.end))
        bottom_axis(canvas, x, panel.years, foot)
        for course in panel.courses:
            _bands(canvas, course, x, y)
        for course in panel.courses:
            xs = [x(moment) for moment in course.moments]
            canvas.line(xs, [y(value) for value in course.median], Ink(edge=course.colour, width=3, dash="--"))
        _levels(canvas, panel, x, y)
        if panel.measured:
            xs, ys = [x(year) for year in panel.measured.years], [y(value) for value in panel.measured.values]
            canvas.line(xs, ys, MEASURED[0])
            canvas.marks(xs, ys, MEASURED[1])
        if panel.parted:
            at, before, after = panel.parted
            canvas.line((x(at), x(at)), (head - _ABOVE + 4, foot), Ink(edge=palette.LIGHT.text, width=1.5, dash="--"))
            canvas.text(x(at) - 7, head - 6, before, size=12, anchor="right")
            canvas.text(x(at) + 7, head - 6, after, size=12)


def _bands(canvas: Canvas, course: Course, x: Scale, y: Scale) -> None:
    xs = [x(moment) for moment in course.moments]
    for (low, high), opacity in zip(course.bounds, _OPACITY, strict=True):
        canvas.between(xs, [y(v) for v in low], [y(v) for v in high], Ink(fill=course.colour, opacity=opacity))
    if course.paths:
        gap = [np.nan]
        every = np.concatenate([[*(y(v) for v in path), *gap] for path in course.paths])
        canvas.line(np.tile([*xs, *gap], len(course.paths)), every, Ink(edge=course.colour, width=0.7, opacity=0.5))


def _levels(canvas: Canvas, panel: Panel, x: Scale, y: Scale) -> None:
    for value, words, colour in panel.levels:
        if y.holds(value):
            canvas.line((x.start, x.end), (y(value), y(value)), Ink(edge=colour, width=1.5, dash=":"))
            if words:
                canvas.text(x.start + 6, y(value) - 6, words, size=12, halo=palette.LIGHT.background)
