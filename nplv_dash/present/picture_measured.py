"""Pictures of what was measured: dark points and solid lines, interrupted where the way of measuring changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nplv_dash.domain.backtest import SEAM
from nplv_dash.present import palette, picture_key
from nplv_dash.present.charts import BACK_CAST, Series
from nplv_dash.present.eventchart import Gaps, Words
from nplv_dash.present.picture import MUTED, WIDTH
from nplv_dash.present.picture_canvas import Canvas, Ink
from nplv_dash.present.picture_key import Entry
from nplv_dash.present.picture_scale import Scale, bottom_axis, left_axis

#: Heights: of a line of words above the chart, of the chart, of the years below it.
_ABOVE, CHART, _YEARS = 19.0, 310.0, 28.0
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
        width, chart: pixels, of all and the height of the chart.
    """

    series: tuple[Series, ...]
    ticks: Mapping[float, str]
    seam: str
    open_points: str
    width: float = WIDTH
    chart: float = CHART

    @property
    def height(self) -> float:
        """Pixels."""
        return picture_key.height(self._key()) + _ABOVE + self.chart + _YEARS

    def draw(self, canvas: Canvas) -> None:
        """Draw it."""
        picture_key.draw(canvas, self._key())
        head = picture_key.height(self._key()) + _ABOVE
        foot = head + self.chart
        years = [year for line in self.series for year in line.years]
        x = Scale(min(years) - 0.6, max(years) + 0.6, _VALUES, self.width)
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

    def _key(self) -> list[Entry]:
        found = []
        for one in self.series:
            ink = Ink(edge=one.colour, width=one.width, dash=_DASHES[one.dash])
            said = f"{one.years[-1]}: {one.texts[-1]}" if one.years else ""
            found.append(Entry(one.name, said, picture_key.line(ink, Ink(one.colour, one.colour, 1.6))))
        return [*found, Entry("", self.open_points, picture_key.point(_OPEN))]


@dataclass(frozen=True, slots=True)
class Events:
    """A gap since a year of reference, as points with whiskers.

    Attributes:
        programme: first and last year of the programme.
        said: the gap of each year with its band, in words; empty where it is nothing by definition.
        chance: what groups without a programme do, as an area behind; None where that was not computed.
        beside: another comparison of the same, drawn thin; None for none.
        ticks: as in `Trend`.
        open_points: words for what was computed afterwards.
    """

    measured: Gaps
    said: tuple[str, ...]
    chance: Gaps | None
    beside: Gaps | None
    programme: tuple[int, int]
    words: Words
    ticks: Mapping[float, str]
    open_points: str

    @property
    def height(self) -> float:
        """Pixels."""
        return picture_key.height(self._key()) + 2 * _ABOVE + CHART + _YEARS + _SAID

    def draw(self, canvas: Canvas) -> None:
        """Draw it."""
        picture_key.draw(canvas, self._key())
        head = picture_key.height(self._key()) + 2 * _ABOVE
        foot = head + CHART
        years = self.measured.years
        x = Scale(years[0] - 0.9, years[-1] + 0.9, _VALUES, WIDTH)
        y = Scale(min(self.ticks), max(self.ticks), foot, head)
        left, right = x(self.programme[0]), x(self.programme[1])
        canvas.box(left, head, right - left, foot - head, Ink(palette.LIGHT.accent, opacity=_PROGRAMME))
        canvas.text((left + right) / 2, head - _ABOVE - 6, self.words.programme, bold=True, anchor="middle")
        _seam(canvas, x, head, foot, self.words.seam)
        left_axis(canvas, y, self.ticks, (x.start, x.end))
        if self.chance:
            _area(canvas, self.chance, x, y)
        canvas.line((x.start, x.end), (y(0), y(0)), Ink(edge=_TEXT, width=1.5))
        if self.beside:
            _thin(canvas, self.beside, x, y)
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

    def _key(self) -> list[Entry]:
        found = [
            Entry(self.measured.name, "", _whisker_sample),
            Entry("", self.open_points, picture_key.point(_OPEN)),
        ]
        if self.chance:
            found.append(Entry("", self.chance.name, picture_key.area(Ink(palette.COUNTRY, opacity=_CHANCE))))
        if self.beside:
            found.append(Entry("", self.beside.name, picture_key.line(_BESIDE, Ink(palette.COUNTRY))))
        return found


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


def _area(canvas: Canvas, gaps: Gaps, x: Scale, y: Scale) -> None:
    for _, rows in parts(gaps.years):
        at = [x(gaps.years[i]) for i in rows]
        low, high = ([y(side[i]) for i in rows] for side in (gaps.low, gaps.high))
        canvas.between(at, low, high, Ink(palette.COUNTRY, opacity=_CHANCE))


def _thin(canvas: Canvas, gaps: Gaps, x: Scale, y: Scale) -> None:
    for _, rows in parts(gaps.years):
        xs, ys = [x(gaps.years[i]) for i in rows], [y(gaps.gap[i]) for i in rows]
        canvas.line(xs, ys, _BESIDE)
        canvas.marks(xs, ys, Ink(palette.COUNTRY), radius=3, mark="D")


def _whisker_sample(canvas: Canvas, y: float) -> None:
    canvas.line((15, 15), (y - 9, y + 9), Ink(edge=_TEXT, width=2))
    canvas.marks([15], [y], Ink(_TEXT, _TEXT, 2), radius=4.5)


#: What was computed afterwards, and another comparison.
_OPEN: Final = Ink(_GROUND, _TEXT, 1.6)
_BESIDE: Final = Ink(edge=palette.COUNTRY, width=1.2)
