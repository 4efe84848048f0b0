"""The key above a picture: a sample of each thing that is drawn, its name, and what is said of it in figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from nplv_dash.present.picture import WIDTH
from nplv_dash.present.picture_canvas import Canvas, Ink, Mark, width_of, wrapped

#: Heights of a row of the key and of a line that goes on below it; where its words begin.
ROW, _MORE, _WORDS = 22.0, 17.0, 40.0
_SIZE: Final = 13.0
#: Draws what something looks like, around the line at a height.
Sample = Callable[[Canvas, float], None]


class Entry(NamedTuple):
    """A row of the key."""

    name: str
    said: str
    sample: Sample


def height(entries: Sequence[Entry]) -> float:
    """Pixels that a key takes, with what stays free below it."""
    return sum(ROW + _MORE * (len(_lines(one)) - 1) for one in entries) + 6


def draw(canvas: Canvas, entries: Sequence[Entry], top: float = 0.0) -> None:
    """Draw a key, its rows below each other."""
    y = top
    for one in entries:
        one.sample(canvas, y + 9)
        if one.name:
            canvas.text(_WORDS, y + 13, one.name, size=_SIZE, bold=True)
        lines = _lines(one)
        for row, line in enumerate(lines):
            canvas.text(_WORDS if row else _after(one.name), y + 13 + _MORE * row, line, size=_SIZE)
        y += ROW + _MORE * (len(lines) - 1)


def _after(name: str) -> float:
    """Where the words behind a name begin."""
    return _WORDS + 8 + width_of(name, _SIZE, bold=True) if name else _WORDS


def _lines(entry: Entry) -> list[str]:
    return wrapped(entry.said, WIDTH - _after(entry.name) - 4, _SIZE) or [""]


def line(ink: Ink, mark: Ink | None = None) -> Sample:
    """A line, with a point on it where points are drawn."""

    def sample(canvas: Canvas, y: float) -> None:
        canvas.line((0, 30), (y, y), ink)
        if mark:
            canvas.marks([15], [y], mark, radius=3.8)

    return sample


def course(colour: str) -> Sample:
    """A broken line in its band."""

    def sample(canvas: Canvas, y: float) -> None:
        canvas.line((0, 30), (y, y), Ink(edge=colour, width=3, dash="--"))
        canvas.box(0, y - 7, 30, 14, Ink(fill=colour, opacity=0.26))

    return sample


def point(ink: Ink, mark: Mark = "o", radius: float = 4.2) -> Sample:
    """A mark."""
    return lambda canvas, y: canvas.marks([15], [y], ink, radius=radius, mark=mark)


def area(ink: Ink, thick: float = 14.0) -> Sample:
    """A patch."""
    return lambda canvas, y: canvas.box(0, y - thick / 2, 30, thick, ink)
