"""Places on a scale, and axes drawn on a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log
from typing import Final

from nplv_dash.present import palette
from nplv_dash.present.picture_canvas import Canvas, Ink

#: Colour of the words of an axis; 4.5:1 on the ground.
QUIET: Final = palette.LIGHT.muted
#: Size of the words of an axis.
AXIS: Final = 12.0
_GRID: Final = Ink(edge=palette.LIGHT.border, width=1)


@dataclass(frozen=True, slots=True)
class Scale:
    """From values between `low` and `high` to pixels between `start` and `end`."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        """The place of a value."""
        low, high, here = (
            (log(self.low), log(self.high), log(value)) if self.logarithmic else (self.low, self.high, value)
        )
        return self.start + (self.end - self.start) * (here - low) / ((high - low) or 1.0)

    def holds(self, value: float) -> bool:
        """Whether a value lies on the scale."""
        return self.low <= value <= self.high


def left_axis(canvas: Canvas, scale: Scale, ticks: Mapping[float, str], across: tuple[float, float]) -> None:
    """Lines across with their words at the left; those outside the scale are left out."""
    for value, words in ticks.items():
        if scale.holds(value):
            canvas.line(across, (scale(value), scale(value)), _GRID)
            canvas.text(across[0] - 8, scale(value) + 4, words, size=AXIS, colour=QUIET, anchor="right")


def bottom_axis(canvas: Canvas, scale: Scale, ticks: Mapping[float, str], y: float) -> None:
    """Words below the line at `y`."""
    for value, words in ticks.items():
        if scale.holds(value):
            canvas.text(scale(value), y + 18, words, size=AXIS, colour=QUIET, anchor="middle")


def grid(
    canvas: Canvas, scale: Scale, ticks: Mapping[float, str], between: tuple[float, float], *, zero: bool = True
) -> None:
    """Lines from above to below at the values of a level scale; with `zero`, the one there stands out."""
    for value in ticks:
        if scale.holds(value):
            ink = Ink(edge=palette.COUNTRY, width=1.5, dash=":") if zero and value == 0 else _GRID
            canvas.line((scale(value), scale(value)), between, ink)
