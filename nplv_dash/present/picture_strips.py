"""Picture of all areas on some figures, as dots on strips with one scale, where 1 is the Netherlands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from nplv_dash.present import palette
from nplv_dash.present.picture import MUTED, WIDTH
from nplv_dash.present.picture_canvas import Canvas, Ink, wrapped
from nplv_dash.present.picture_scale import AXIS, Scale
from nplv_dash.present.strips import Strip

#: Width of the words beside the strips; heights of a strip, of what stands between two, and of the words around all.
_WORDS, _STRIP, _BETWEEN, _HEAD, _FOOT = 212.0, 46.0, 14.0, 24.0, 46.0
#: Share of the scale that stays free at both ends.
_MARGIN: Final = 1.06


@dataclass(frozen=True, slots=True)
class Strips:
    """Dots on strips with one logarithmic scale.

    Attributes:
        rows: from above to below.
        beside: per row the Dutch figure in words.
        reference: words at the line of the Netherlands.
        axis: what the scale says.
        ticks: position -> words on the scale; those outside the figures are left out.
        chosen: name of the area that stands out, and per row its words; None for none.
    """

    rows: tuple[Strip, ...]
    beside: tuple[str, ...]
    reference: str
    axis: str
    ticks: Mapping[float, str]
    chosen: tuple[str, tuple[str, ...]] | None = None

    @property
    def height(self) -> float:
        """Pixels."""
        return _HEAD + len(self.rows) * (_STRIP + _BETWEEN) + _FOOT

    def draw(self, canvas: Canvas) -> None:
        """Draw it."""
        ratios = [1.0, *(ratio for row in self.rows for ratio in row.ratios)]
        x = Scale(min(ratios) / _MARGIN, max(ratios) * _MARGIN, _WORDS, WIDTH, logarithmic=True)
        canvas.text(x(1), 14, self.reference, bold=True, anchor="middle")
        for place, row in enumerate(self.rows):
            self._row(canvas, place, row, x)
        y = _HEAD + len(self.rows) * (_STRIP + _BETWEEN)
        for value, words in self.ticks.items():
            if x.holds(value):
                canvas.text(x(value), y + 8, words, size=AXIS, anchor="middle")
        canvas.text((x.start + x.end) / 2, y + 30, self.axis, size=AXIS, colour=MUTED, anchor="middle")

    def _row(self, canvas: Canvas, place: int, row: Strip, x: Scale) -> None:
        top = _HEAD + place * (_STRIP + _BETWEEN)
        middle = top + _STRIP / 2
        canvas.text(0, top + 13, row.title, size=14, bold=True)
        for i, line in enumerate([*wrapped(row.sub, _WORDS - 14, 12)[:2], self.beside[place]]):
            canvas.text(0, top + 29 + 15 * i, line, size=12, colour=MUTED)
        canvas.box(x.start, top, x.end - x.start, _STRIP, Ink(palette.LIGHT.panel))
        for value in self.ticks:
            if x.holds(value) and value != 1:
                canvas.line((x(value), x(value)), (top, top + _STRIP), Ink(edge=palette.LIGHT.border, width=1))
        canvas.line((x(1), x(1)), (top - 5, top + _STRIP + 5), Ink(edge=palette.COUNTRY, width=2))
        other = 0.45 if self.chosen else 0.8
        ink = Ink(row.colour, palette.LIGHT.background, 1.2, opacity=other)
        own = self.chosen[0] if self.chosen else None
        others = [x(ratio) for name, ratio in zip(row.names, row.ratios, strict=True) if name != own]
        canvas.marks(others, [middle] * len(others), ink, radius=7)
        if self.chosen and self.chosen[0] in row.names:
            here = x(row.ratios[row.names.index(self.chosen[0])])
            canvas.marks([here], [middle], Ink(row.colour, palette.LIGHT.text, 2), radius=9)
            right = here > (x.start + 2 * x.end) / 3
            canvas.text(
                here + (-14 if right else 14), middle + 5, self.chosen[1][place], size=13, bold=True,
                anchor="right" if right else "left", halo=palette.LIGHT.panel,
            )  # fmt: skip
