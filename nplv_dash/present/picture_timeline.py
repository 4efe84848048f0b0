"""Picture of money in time: from when until when each line runs, with its words above its bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from nplv_dash.present import palette
from nplv_dash.present.picture import MUTED, WIDTH
from nplv_dash.present.picture_canvas import Anchor, Canvas, Ink, wrapped
from nplv_dash.present.picture_scale import Scale
from nplv_dash.present.timeline import Group, Mark, Span

#: Heights: of a moment's words, the years, a heading, a line of words, a bar and what is below it; and how to read it.
_MARK, _YEARS, _TITLE, _LINE, _BAR, _BELOW, _READ = 18.0, 22.0, 30.0, 16.0, 11.0, 13.0, 16.0
#: A bar whose end was not found fades over so many years, in so many steps.
_FADE_YEARS, _FADE_STEPS = 2.0, 16
#: Words of a moment right of this share of the width are written to the left of it.
_LEFT_FROM: Final = 0.5
_TEXT: Final = palette.LIGHT.text


@dataclass(frozen=True, slots=True)
class TimeLine:
    """Bars from begin to end, with moments as lines across all of them.

    Attributes:
        years: whole years at whose beginnings the axis begins and ends.
        read: how to read it.
    """

    groups: tuple[Group, ...]
    marks: tuple[Mark, ...]
    years: tuple[int, int]
    read: str

    @property
    def height(self) -> float:
        """Pixels."""
        rows = sum(self._row(span) for group in self.groups for span in group.spans)
        return self._top() + len(self.groups) * _TITLE + rows + _YEARS + self._foot()

    def draw(self, canvas: Canvas) -> None:
        """Draw it."""
        x, bottom = Scale(*self.years, 0.0, WIDTH), self.height - self._foot() - _YEARS
        self._grid(canvas, x, bottom)
        y = self._top()
        for group in self.groups:
            canvas.box(0, y + 9, 12, 12, Ink(group.colour))
            canvas.text(19, y + 20, group.title, size=14, bold=True, halo=palette.LIGHT.background)
            y += _TITLE
            for span in group.spans:
                self._span(canvas, span, group.colour, x, y)
                y += self._row(span)
        for i, line in enumerate(wrapped(self.read, WIDTH, 12)):
            canvas.text(0, self.height - self._foot() + 6 + _READ * (i + 1), line, size=12, colour=MUTED)

    def _top(self) -> float:
        return len(self.marks) * _MARK + _YEARS

    def _foot(self) -> float:
        return 10 + _READ * len(wrapped(self.read, WIDTH, 12))

    @staticmethod
    def _row(span: Span) -> float:
        return 2 * _LINE + (_BAR if span.start is not None else 0) + _BELOW

    def _grid(self, canvas: Canvas, x: Scale, bottom: float) -> None:
        top = self._top()
        for year in range(self.years[0], self.years[1] + 1):
            canvas.line((x(year), x(year)), (top - _YEARS, bottom), Ink(edge=palette.LIGHT.border, width=1))
        for year in range(*self.years):
            for y in (top - 7, bottom + 15):
                canvas.text(x(year + 0.5), y, str(year), size=12, colour=MUTED, anchor="middle")
        for i, mark in enumerate(self.marks):
            left = mark.at - self.years[0] > _LEFT_FROM * (self.years[1] - self.years[0])
            ink = Ink(edge=_TEXT, width=2.0 if mark.strong else 1.2, dash="solid" if mark.strong else ":")
            canvas.line((x(mark.at), x(mark.at)), (i * _MARK + 2, bottom), ink)
            canvas.text(
                x(mark.at) + (-5 if left else 5), i * _MARK + 14, mark.label, size=12, bold=mark.strong,
                anchor="right" if left else "left",
            )  # fmt: skip

    def _span(self, canvas: Canvas, span: Span, colour: str, x: Scale, y: float) -> None:
        at = WIDTH if span.nothing else 0.0
        anchor: Anchor = "right" if span.nothing else "left"
        canvas.text(at, y + 12, span.label, size=13, bold=True, anchor=anchor, halo=palette.LIGHT.background)
        canvas.text(at, y + 12 + _LINE, span.detail, size=12, anchor=anchor, halo=palette.LIGHT.background)
        if span.start is None:
            return
        top, left = y + 2 * _LINE, x(span.start)
        if span.nothing:
            edge = Ink("none", palette.NO_DATA_HATCH, 0.8, hatch=palette.NO_DATA_HATCH)
            canvas.box(left, top, WIDTH - left, _BAR, edge)
        elif span.endless:
            canvas.box(left, top, WIDTH - left - 10, _BAR, Ink(colour))
            canvas.marks([WIDTH - 8], [top + _BAR / 2], Ink(colour), radius=9, mark=">")
        elif span.stop is None:
            _fading(canvas, left, top, min(x(span.start + _FADE_YEARS), WIDTH), colour)
        else:
            canvas.box(left, top, x(span.stop) - left, _BAR, Ink(colour))
            canvas.line((x(span.stop), x(span.stop)), (top - 4, top + _BAR + 4), Ink(edge=_TEXT, width=2.5))


def _fading(canvas: Canvas, left: float, top: float, right: float, colour: str) -> None:
    """A bar that becomes less and less solid."""
    step = (right - left) / _FADE_STEPS
    for i in range(_FADE_STEPS):
        canvas.box(left + i * step, top, step, _BAR, Ink(colour, opacity=1 - i / _FADE_STEPS))
