"""Pictures of figures as marks on one scale, a row each, with the same figures in words beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nplv_dash.present import palette, picture_key
from nplv_dash.present.picture import MUTED, WIDTH
from nplv_dash.present.picture_canvas import Canvas, Ink, Mark, wrapped
from nplv_dash.present.picture_key import Entry
from nplv_dash.present.picture_scale import Scale, bottom_axis, grid

#: Widths: of the words of a row, of a column of figures; what stays free at both ends of the scale.
_WORDS, _COLUMN, _FREE = 176.0, 64.0, 12.0
#: Heights: above the rows, of a line of words, what stays free around a row, of the words of the scale.
_HEAD, _LINE, _ROOM, _FOOT = 24.0, 15.5, 9.0, 26.0
#: How solid the bar of what chance does is, and how thick.
_CHANCE, _BAR = 0.4, 10.0


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mark."""

    name: str
    ink: Ink
    mark: Mark
    radius: float


@dataclass(frozen=True, slots=True)
class Line:
    """A row.

    Attributes:
        values: one per kind of mark; None where too little is known.
        texts: the same in words.
        chance: within which bounds a value is no more than chance; None where that is not known.
    """

    label: str
    sub: str
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    chance: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """Rows of marks.

    Attributes:
        kinds: in the order of the columns; the first is drawn on top.
        ticks: position -> words of the scale, which reaches from the first to the last of them.
        chance: what the bar is called; empty where there is none.
    """

    lines: tuple[Line, ...]
    kinds: tuple[Kind, ...]
    ticks: Mapping[float, str]
    chance: str = ""

    @property
    def height(self) -> float:
        """Pixels."""
        return picture_key.height(self._key()) + _HEAD + sum(map(_height, self.lines)) + _FOOT

    def draw(self, canvas: Canvas) -> None:
        """Draw it."""
        picture_key.draw(canvas, self._key())
        top = picture_key.height(self._key()) + _HEAD
        bottom = top + sum(map(_height, self.lines))
        first = WIDTH - _COLUMN * len(self.kinds)
        x = Scale(min(self.ticks), max(self.ticks), _WORDS + _FREE, first - _FREE)
        grid(canvas, x, self.ticks, (top, bottom))
        bottom_axis(canvas, x, self.ticks, bottom)
        # Above each column of figures stands whose they are.
        for place, kind in enumerate(self.kinds):
            middle = first + _COLUMN * (place + 0.5)
            canvas.marks([middle], [top - 10], kind.ink, radius=kind.radius, mark=kind.mark)
        for line in self.lines:
            self._line(canvas, line, top, x)
            top += _height(line)

    def _line(self, canvas: Canvas, line: Line, top: float, x: Scale) -> None:
        middle, words = top + _height(line) / 2, _words(line)
        canvas.line((0, WIDTH), (top, top), Ink(edge=palette.LIGHT.panel, width=1))
        begin = middle - _LINE * len(words) / 2
        for place, (text, bold) in enumerate(words):
            y = begin + _LINE * (place + 0.74)
            canvas.text(0, y, text, size=12.5 if bold else 12, bold=bold, colour=palette.LIGHT.text if bold else MUTED)
        if line.chance:
            low, high = map(x, line.chance)
            canvas.box(low, middle - _BAR / 2, high - low, _BAR, Ink(palette.COUNTRY, opacity=_CHANCE))
        for value, kind in reversed([*zip(line.values, self.kinds, strict=True)]):
            if value is not None:
                canvas.marks([x(value)], [middle], kind.ink, radius=kind.radius, mark=kind.mark)
        for place, text in enumerate(line.texts):
            at = WIDTH - _COLUMN * (len(self.kinds) - place - 0.5)
            for row, part in enumerate(wrapped(text, _COLUMN - 4, 12)):
                canvas.text(at, middle + 4 + 13 * row, part, size=12, anchor="middle")

    def _key(self) -> list[Entry]:
        found = [Entry(one.name, "", picture_key.point(one.ink, one.mark, one.radius)) for one in self.kinds]
        if self.chance:
            found.append(
                Entry(self.chance, "", picture_key.area(Ink(palette.COUNTRY, opacity=_CHANCE), _BAR))
            )  # fmt: skip
        return found


def _words(line: Line) -> list[tuple[str, bool]]:
    """The words beside a row, and whether they are bold."""
    return [
        *((text, True) for text in wrapped(line.label, _WORDS - 8, 12.5, bold=True)),
        *((text, False) for text in wrapped(line.sub, _WORDS - 8, 12)),
    ]


def _height(line: Line) -> float:
    return max(_LINE * len(_words(line)), 20.0) + _ROOM
