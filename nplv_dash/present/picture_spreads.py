"""Pictures of outcomes of a model, each with the bounds of its draws, below each other on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nplv_dash.present import palette
from nplv_dash.present.outlook import Dot
from nplv_dash.present.picture import MUTED, WIDTH
from nplv_dash.present.picture_canvas import Canvas, Ink, width_of
from nplv_dash.present.picture_scale import Scale, bottom_axis, grid

#: Heights: of the words above the chart, of a title, of what stands between two rows without one, of a row, of the
#: words of the scale.
_ABOVE, _TITLE, _ROOM, _ROW, _FOOT = 20.0, 24.0, 9.0, 25.0, 26.0
#: Widths of the lines between which 95, 80 and 50 % of the draws lie, with how solid they are.
_LINES: Final = ((2.0, 0.35), (5.0, 0.45), (10.0, 0.55))
_SAID: Final = 12.0
_FREE: Final = 14.0


@dataclass(frozen=True, slots=True)
class Spreads:
    """Outcomes of a model, each with its band; where all groups have one without a label, their titles stand beside it.

    Attributes:
        ticks: position -> words of the scale, which reaches from the first to the last of them.
        hidden: up to how far from zero nothing can be measured, and words for that; None for none.
    """

    groups: tuple[tuple[str, tuple[Dot, ...]], ...]
    ticks: Mapping[float, str]
    hidden: tuple[float, str] | None = None

    @property
    def height(self) -> float:
        """Pixels."""
        return self._above() + sum(self._title() + _ROW * len(rows) for _, rows in self.groups) + _FOOT

    def draw(self, canvas: Canvas) -> None:
        """Draw it."""
        rows = [row for _, group in self.groups for row in group]
        left = max(width_of(words, _SAID, bold=self._beside()) for words in self._words())
        right = WIDTH - max(width_of(row.said, _SAID) for row in rows)
        x = Scale(min(self.ticks), max(self.ticks), left + _FREE, right - _FREE)
        top, bottom = self._above(), self.height - _FOOT
        if self.hidden:
            reach, words = self.hidden
            low, high = x(max(-reach, x.low)), x(min(reach, x.high))
            canvas.box(low, top, high - low, bottom - top, Ink(palette.NO_DATA, opacity=0.25))
            canvas.text((low + high) / 2, top - 6, words, size=_SAID, anchor="middle")
        grid(canvas, x, self.ticks, (top, bottom))
        bottom_axis(canvas, x, self.ticks, bottom)
        for title, group in self.groups:
            if not self._beside():
                canvas.text(0, top + 17, title, size=13, bold=True, halo=palette.LIGHT.background)
            top += self._title()
            for row in group:
                words = title if self._beside() else row.label
                canvas.text(
                    0, top + _ROW / 2 + 4, words, size=_SAID, bold=self._beside(),
                    colour=palette.LIGHT.text if self._beside() else MUTED,
                )  # fmt: skip
                _row(canvas, row, top + _ROW / 2, x)
                top += _ROW

    def _beside(self) -> bool:
        """Whether titles stand beside their only row."""
        return all(len(group) == 1 and not group[0].label for _, group in self.groups)

    def _words(self) -> list[str]:
        """What stands left of the rows."""
        return [title if self._beside() else row.label for title, group in self.groups for row in group]

    def _title(self) -> float:
        return _ROOM if self._beside() else _TITLE

    def _above(self) -> float:
        return _ABOVE if self.hidden else 4.0


def _row(canvas: Canvas, row: Dot, y: float, x: Scale) -> None:
    for outer, (width, opacity) in enumerate(_LINES):
        ends = (x(row.values[outer]), x(row.values[-1 - outer]))
        canvas.line(ends, (y, y), Ink(edge=palette.LIGHT.accent, width=width, opacity=opacity))
    middle = x(row.values[len(row.values) // 2])
    canvas.marks([middle], [y], Ink(palette.LIGHT.background, palette.LIGHT.accent, 2.2), radius=5.5, mark="D")
    canvas.text(WIDTH, y + 4, row.said, size=_SAID, anchor="right")
