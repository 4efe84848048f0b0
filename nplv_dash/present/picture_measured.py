"""Pictures of what was measured: dark points and solid lines, interrupted where the way of measuring changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nplv_dash.domain.backtest import SEAM
from nplv_dash.present import palette
from nplv_dash.present.charts import BACK_CAST, Series
from nplv_dash.present.eventchart import Gaps, Words
from nplv_dash.present.picture import MUTED, WIDTH
from nplv_dash.present.picture_canvas import Canvas, Ink, width_of
from nplv_dash.present.picture_scale import Scale, bottom_axis, left_axis

#: Heights: of a row of the key, of a line of words above the chart, of the chart, of the years below it.
_KEY, _ABOVE, _CHART, _YEARS = 22.0, 19.0, 310.0, 28.0
#: Width of the words of the axis of values.
_VALUES: Final = 52.0
#: How solid the years of the programme, what chance does and the change of method are.
_PROGRAMME, _CHANCE, _SEAM = 0.13, 0.3, 0.35
_DASHES: Final = {"solid": "solid", "dash": "--", "dot": ":"}
_TEXT: Final = palette.LIGHT.text
_GROUND: Final = palette.LIGHT.background


@dataclass(frozen=True, slots=True)
class Trend:
    """Lines over the years.

    Attributes:
        ticks: position -> words on the axis of values, which reaches from the first to the last of them.
        seam: words at the change of method.
        open_points: words for what was computed afterwards.
    """

    series: tuple[Series, ...]
    ticks: Mapping[float, str]
    seam: str
    open_points: str

    @property
    def height(self) -> float:
        """Pixels."""
        return self._top() + _ABOVE + _CHART + _YEARS

    def draw(self, canvas: Canvas) -> None:
        """Draw it."""
        for row, line in enumerate(self.series):
            ink = Ink(edge=line.colour, width=line.width, dash=_DASHES[line.dash])
            said = f"{line.years[-1]}: {line.texts[-1]}" if line.years else ""
            _key(canvas, row * _KEY, line.name, said, _line_sample(ink, line.colour))
        _key(canvas, len(self.series) * _KEY, "", self.open_points, _open_sample)
        head = self._top() + _ABOVE
        foot = head + _CHART
        years = [year for line in self.series for year in line.years]
        x = Scale(min(years) - 0.6, max(years) + 0.6, _VALUES, WIDTH)
        y = Scale(min(self.ticks), max(self.ticks), foot, head)
        _seam(canvas, x, head, foot, self.seam)
        left_axis(canvas, y, self.ticks, (x.start, x.end))
        shown = sorted({*range(min(years), max(years) + 1, 4), max(years)})
        bottom_axis(canvas, x, {float(year): str(year) for year in shown}, foot)
        for line in reversed(self.series):
            for part, rows in parts(line.years):
                xs, ys = [x(line.years[i]) for i in rows], [y(line.values[i]) for i in rows]
                width = line.width if part == "after" else 1.2
                canvas.line(xs, ys, Ink(edge=line.colour, width=width, dash=_DASHES[line.dash]))
                for i, at, up in zip(rows, xs, ys, strict=True):
                    back = line.years[i] in BACK_CAST
                    canvas.marks([at], [up], Ink(_GROUND if back else line.colour, line.colour, 1.6), radius=3.8)

    def _top(self) -> float:
        return _KEY * (len(self.series) + 1) + 6


@dataclass(frozen=True, slots=True)
class Events:
    """A gap since a year of reference, as points with whiskers.

    Attributes:
        programme: first and last year of the programme.
        said: the gap of each year with its band, in words; empty where it is nothing by definition.
        chance: what groups without a programme do, as an area behind.
        ticks: as in `Trend`.
        open_points: words for what was computed afterwards.
    """

    measured: Gaps
    said: tuple[str, ...]
    chance: Gaps
    programme: tuple[int, int]
    words: Words
    ticks: Mapping[float, str]
    open_points: str

    @property
    def height(self) -> float:
        """Pixels."""
        return self._top() + 2 * _ABOVE + _CHART + _YEARS + _SAID

    def draw(self, canvas: Canvas) -> None:
        """Draw it."""
        _key(canvas, 0, self.measured.name, "", _whisker_sample)
        _key(canvas, _KEY, "", self.open_points, _open_sample)
        _key(canvas, 2 * _KEY, "", self.chance.name, _area_sample)
        head = self._top() + 2 * _ABOVE
        foot = head + _CHART
        years = self.measured.years
        x = Scale(years[0] - 0.9, years[-1] + 0.9, _VALUES, WIDTH)
        y = Scale(min(self.ticks), max(self.ticks), foot, head)
        left, right = x(self.programme[0]), x(self.programme[1])
        canvas.box(left, head, right - left, foot - head, Ink(palette.LIGHT.accent, opacity=_PROGRAMME))
        canvas.text((left + right) / 2, head - _ABOVE - 6, self.words.programme, bold=True, anchor="middle")
        _seam(canvas, x, head, foot, self.words.seam)
        left_axis(canvas, y, self.ticks, (x.start, x.end))
        for _, rows in parts(self.chance.years):
            at = [x(self.chance.years[i]) for i in rows]
            low, high = ([y(side[i]) for i in rows] for side in (self.chance.low, self.chance.high))
            canvas.between(at, low, high, Ink(palette.COUNTRY, opacity=_CHANCE))
        canvas.line((x.start, x.end), (y(0), y(0)), Ink(edge=_TEXT, width=1.5))
        self._points(canvas, x, y)
        canvas.text(x.start + 6, head + 15, self.words.above, colour=MUTED, halo=_GROUND)
        canvas.text(x.start + 6, foot - 7, self.words.below, colour=MUTED, halo=_GROUND)
        bottom_axis(canvas, x, {float(year): str(year) for year in years}, foot)
        for year, said in zip(years, self.said, strict=True):
            canvas.text(x(year), foot + 34, said, size=10.5, colour=MUTED, anchor="middle")

    def _points(self, canvas: Canvas, x: Scale, y: Scale) -> None:
        gaps, ink = self.measured, Ink(edge=_TEXT, width=2)
        for _, rows in parts(gaps.years):
            canvas.line([x(gaps.years[i]) for i in rows], [y(gaps.gap[i]) for i in rows], Ink(edge=_TEXT, width=1.2))
        for i, year in enumerate(gaps.years):
            at, low, high = x(year), y(gaps.low[i]), y(gaps.high[i])
            canvas.line((at, at), (low, high), ink)
            for end in (low, high):
                canvas.line((at - 5, at + 5), (end, end), ink)
            canvas.marks([at], [y(gaps.gap[i])], Ink(_GROUND if year in BACK_CAST else _TEXT, _TEXT, 2), radius=5)

    def _top(self) -> float:
        return 3 * _KEY + 6


#: Height of the gaps in words below the years.
_SAID: Final = 14.0


def parts(years: Sequence[int]) -> list[tuple[str, list[int]]]:
    """Which points lie before and after the change of method: no line may cross it."""
    before = [i for i, year in enumerate(years) if year <= SEAM[0]]
    after = [i for i, year in enumerate(years) if year >= SEAM[1]]
    return [(name, rows) for name, rows in (("before", before), ("after", after)) if rows]


def _seam(canvas: Canvas, x: Scale, head: float, foot: float, words: str) -> None:
    left, right = x(SEAM[0]), x(SEAM[1])
    canvas.box(left, head, right - left, foot - head, Ink(palette.NO_DATA, opacity=_SEAM))
    canvas.text((left + right) / 2, head - 6, words, anchor="middle")


def _key(canvas: Canvas, y: float, name: str, said: str, sample: Callable[[Canvas, float], None]) -> None:
    sample(canvas, y + 9)
    canvas.text(40, y + 13, name, size=13, bold=True)
    canvas.text(48 + width_of(name, 13, bold=True) if name else 40, y + 13, said, size=13)


def _line_sample(ink: Ink, colour: str) -> Callable[[Canvas, float], None]:
    def draw(canvas: Canvas, y: float) -> None:
        canvas.line((0, 30), (y, y), ink)
        canvas.marks([15], [y], Ink(colour, colour, 1.6), radius=3.8)

    return draw


def _whisker_sample(canvas: Canvas, y: float) -> None:
    canvas.line((15, 15), (y - 9, y + 9), Ink(edge=_TEXT, width=2))
    canvas.marks([15], [y], Ink(_TEXT, _TEXT, 2), radius=4.5)


def _open_sample(canvas: Canvas, y: float) -> None:
    canvas.marks([15], [y], Ink(_GROUND, _TEXT, 1.6), radius=4.2)


def _area_sample(canvas: Canvas, y: float) -> None:
    canvas.box(0, y - 7, 30, 14, Ink(palette.COUNTRY, opacity=_CHANCE))
