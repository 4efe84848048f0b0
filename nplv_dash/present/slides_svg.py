"""Charts for a projector: few marks and large letters, as SVG inside a page. At 1920 pixels a unit is a pixel."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from math import log
from typing import Final

from nplv_dash.present import palette
from nplv_dash.present.slide import Chart, Mark, Series

#: Words that are less important; 7:1 on the ground of a slide.
MUTED: Final = palette.MUTED_FAR
WIDTH: Final = 1120.0
#: Sizes of letters.
_WORDS, _SMALL = 26.0, 22.0
#: Left of the dots stand the words of their row; left of the lines those of the scale.
_LEFT: Final = {"dots": 400.0, "bands": 20.0, "lines": 110.0}
_TEXT: Final = palette.LIGHT.text


def svg(chart: Chart) -> str:
    """A chart as an element of a page."""
    draw = {"dots": _dots, "bands": _bands, "lines": _lines}[chart.kind]
    height, content = draw(chart)
    return (
        f'<svg viewBox="0 0 {WIDTH:g} {height:g}" role="img" aria-label="{escape(chart.alt)}" '
        f'font-size="{_SMALL:g}" fill="{_TEXT}">{content}</svg>'
    )


def _dots(chart: Chart) -> tuple[float, str]:
    row, top = 96.0, 50.0
    bottom = top + row * len(chart.categories)
    place = _scale(chart, (_LEFT["dots"] + 20, WIDTH - 30), logarithmic=True)
    parts = [_grid(place(x), top, bottom) for x, _ in chart.ticks]
    for i, name in enumerate(chart.categories):
        y = top + row * (i + 0.5)
        parts.append(_text(0, y - 4, name, size=_WORDS, weight=700))
        parts.append(_text(0, y + 25, chart.subs[i], colour=MUTED, size=20))
        parts.append(_line(_LEFT["dots"], WIDTH, y, y, palette.LIGHT.border, 2))
    parts.append(_line(place(1), place(1), top - 6, bottom, _TEXT, 3))
    parts.append(_text(place(1), top - 16, chart.zero, anchor="middle", weight=700))
    for series in chart.series:
        for mark in series.marks:
            y = top + row * (mark.place + 0.5)
            parts.append(_dot(place(mark.value), y, series))
            if series.chosen:
                parts.append(_beside(place(mark.value), y - 24, mark))
    parts += [_text(place(x), bottom + 30, words, anchor="middle") for x, words in chart.ticks]
    parts.append(_text(WIDTH - 30, bottom + 62, chart.axis, anchor="end", colour=MUTED))
    return bottom + 74, "".join(parts)


def _bands(chart: Chart) -> tuple[float, str]:
    row, top = 132.0, 44.0
    bottom = top + row * len(chart.categories)
    place = _scale(chart, (_LEFT["bands"] + 40, WIDTH - 60))
    parts = [_shade(place(low), place(high), top, bottom) for low, high, _ in chart.spans]
    parts.append(_line(place(0), place(0), top - 4, top + 10, _TEXT, 3))
    parts.append(_text(place(0), top - 14, chart.zero, anchor=_anchor(place(0)), weight=700))
    for i, (name, series) in enumerate(zip(chart.categories, chart.series, strict=True)):
        (mark,) = series.marks
        y = top + row * i
        # Not through the words: a line in a figure is read as a sign.
        parts += [_grid(place(x), y + 56, y + row) for x, _ in chart.ticks]
        parts.append(_line(place(0), place(0), y + 56, y + row, _TEXT, 3))
        parts.append(_text(0, y + 40, name, size=_WORDS, weight=700, halo=True))
        parts.append(_text(WIDTH, y + 40, mark.label, size=_WORDS, anchor="end", halo=True))
        if chart.subs[i]:
            parts.append(_text(0, y + 112, chart.subs[i], colour=MUTED, halo=True))
        parts.append(_whisker(place, mark, y + 80, series.colour))
    parts += [_text(place(x), bottom + 32, words, anchor="middle") for x, words in chart.ticks]
    parts.append(_text(WIDTH, bottom + 66, chart.axis, anchor="end", colour=MUTED))
    for _, _, words in chart.spans:
        parts.append(_key(bottom + 66, words))
    return bottom + 78, "".join(parts)


def _lines(chart: Chart) -> tuple[float, str]:
    top, bottom, left = 56.0, 560.0, _LEFT["lines"]
    years = [mark.place for series in chart.series for mark in series.marks]
    first, last = min(years), max(years)

    def across(year: float) -> float:
        return left + 40 + (WIDTH - left - 90) * (year - first) / (last - first)

    up = _scale(chart, (bottom, top))
    parts = []
    for i, (low, high, words) in enumerate(chart.spans):
        parts.append(_shade(across(low), across(high), top, bottom, 0.55 - 0.3 * i))
        parts.append(
            _text((across(low) + across(high)) / 2, top - 14 if i % 2 == 0 else bottom - 14, words, anchor="middle")
        )
    for x, words in chart.ticks:
        parts.append(_line(left, WIDTH, up(x), up(x), palette.LIGHT.border, 2))
        parts.append(_text(left - 14, up(x) + 8, words, anchor="end"))
    parts.append(_line(left, WIDTH, up(0), up(0), _TEXT, 3))
    parts.append(_text(WIDTH, up(0) - 10, chart.zero, anchor="end", weight=700, halo=True))
    for series in chart.series:
        path = " ".join(f"{across(mark.place):.1f},{up(mark.value):.1f}" for mark in series.marks)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{series.colour}" stroke-width="3"/>')
        for mark in series.marks:
            x = across(mark.place)
            if mark.low is not None and mark.high is not None and mark.low < mark.high:
                parts.append(_line(x, x, up(mark.low), up(mark.high), series.colour, 8, opacity=0.4))
            parts.append(f'<circle cx="{x:.1f}" cy="{up(mark.value):.1f}" r="11" fill="{series.colour}"/>')
    shown = sorted(set(years))
    parts += [_text(across(year), bottom + 34, f"{year:g}", anchor="middle") for year in _apart(shown, across)]
    parts.append(_text(WIDTH, bottom + 70, chart.axis, anchor="end", colour=MUTED))
    return bottom + 80, "".join(parts)


def _apart(years: list[float], across: Callable[[float], float]) -> list[float]:
    """Years whose words do not touch each other."""
    kept: list[float] = []
    for year in years:
        if not kept or across(year) - across(kept[-1]) > 70:
            kept.append(year)
    return kept


def _scale(chart: Chart, ends: tuple[float, float], *, logarithmic: bool = False) -> Callable[[float], float]:
    """From values to places between two ends."""
    low, high = chart.extremes
    start, stop = ends
    if logarithmic:
        return lambda x: start + (stop - start) * (log(x) - log(low)) / ((log(high) - log(low)) or 1.0)
    return lambda x: start + (stop - start) * (x - low) / ((high - low) or 1.0)


def _dot(x: float, y: float, series: Series) -> str:
    size, opacity = (15, 1.0) if series.chosen else (10, 0.55)
    ring = ' stroke="#ffffff" stroke-width="3"' if series.chosen else ""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" fill="{series.colour}" fill-opacity="{opacity}"{ring}/>'


def _beside(x: float, y: float, mark: Mark) -> str:
    return _text(x, y, mark.label, anchor="middle", weight=700, halo=True)


def _whisker(place: Callable[[float], float], mark: Mark, y: float, colour: str) -> str:
    """A band, and a diamond at its middle: no mark of a measurement looks like it."""
    x = place(mark.value)
    low, high = (mark.value if bound is None else bound for bound in (mark.low, mark.high))
    band = _line(place(low), place(high), y, y, colour, 12, opacity=0.45)
    return band + (
        f'<path d="M{x - 15:.1f} {y}L{x:.1f} {y - 15}L{x + 15:.1f} {y}L{x:.1f} {y + 15}Z" '
        f'fill="{palette.LIGHT.background}" stroke="{colour}" stroke-width="5"/>'
    )


def _shade(left: float, right: float, top: float, bottom: float, opacity: float = 0.55) -> str:
    return (
        f'<rect x="{left:.1f}" y="{top:g}" width="{right - left:.1f}" height="{bottom - top:g}" '
        f'fill="{palette.LIGHT.border}" fill-opacity="{opacity:g}"/>'
    )


def _key(y: float, words: str) -> str:
    box = f'<rect x="0" y="{y - 20:g}" width="30" height="24" fill="{palette.LIGHT.border}" fill-opacity="0.7"/>'
    return box + _text(42, y, words, colour=MUTED)


def _grid(x: float, top: float, bottom: float) -> str:
    return _line(x, x, top, bottom, palette.LIGHT.border, 2)


def _line(x0: float, x1: float, y0: float, y1: float, colour: str, width: float, *, opacity: float = 1.0) -> str:
    return (
        f'<line x1="{x0:.1f}" x2="{x1:.1f}" y1="{y0:.1f}" y2="{y1:.1f}" stroke="{colour}" stroke-width="{width:g}" '
        f'stroke-opacity="{opacity:g}" stroke-linecap="round"/>'
    )


def _anchor(x: float) -> str:
    """So that words at a place stay on the sheet."""
    return "start" if x < 160 else "end" if x > WIDTH - 160 else "middle"


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: float = _SMALL,
    anchor: str = "start",
    weight: int = 400,
    colour: str = _TEXT,
    halo: bool = False,
) -> str:
    """Words; with a halo where something may lie below them."""
    ground = palette.LIGHT.background
    around = f' stroke="{ground}" stroke-width="6" paint-order="stroke" stroke-linejoin="round"' if halo else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{colour}"{around}>{escape(words)}</text>'
    )
