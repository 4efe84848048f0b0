"""Charts of money in time (plotly): from when until when each line runs, and one line of a budget year by year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import plotly.graph_objects as go

from nplv_dash.present import palette
from nplv_dash.present.charts import PLAIN, Item, axis, bar, framed, scatter
from nplv_dash.present.palette import Colour, Surface

#: Heights in pixels of a moment's words, the years, a heading, and a line of money with its two lines of words: the
#: axis of the time line counts pixels, so that words never run into bars.
_MARK, _YEARS, _TITLE, _ROW, _GAP = 19, 22, 32, 54, 6
#: Where the bar of a line lies below the top of its words, and how thick it is.
_BAR_AT, _BAR = 42, 11
#: A bar whose end was not found fades over so many years, in so many steps.
_FADE_YEARS, _FADE_STEPS = 2.0, 8
#: Words of a moment right of this share of the width are written to the left of it.
_LEFT_FROM = 0.5
#: Of more years than this only every second one has its number: a phone has no room for more.
_EVERY_YEAR = 8


@dataclass(frozen=True, slots=True)
class Span:
    """One line of money.

    Attributes:
        label, detail: the two lines of words above the bar.
        start, stop: decimal years; None where not found. Without a start there are words only.
        endless: it has no end, which is something else than an end that was not found.
        nothing: from `start` on nothing was found; drawn as a gap.
        hover: what the bar says when it is pointed at.
    """

    label: str
    detail: str
    start: float | None
    stop: float | None
    hover: str
    endless: bool = False
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Lines below a heading, in one colour."""

    title: str
    colour: Colour
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment (decimal year) with its words; `strong` where something ends."""

    at: float
    label: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A year of a budget line with its words. Zero is an amount too; a year that is not known has no column."""

    year: int
    value: float
    text: str


class _Piece(NamedTuple):
    """A part of a bar, at a height of the chart in pixels."""

    y: int
    start: float
    stop: float
    colour: Colour
    hover: str
    opacity: float = 1.0


def timeline(groups: Sequence[Group], marks: Sequence[Mark], *, years: tuple[int, int], surface: Surface) -> go.Figure:
    """Bars from begin to end, one below the other, with moments as lines across all of them.

    A known end is cut off sharply. An end that was not found fades out, hatched. What has no end runs off the chart
    with an arrow. Words stand above the bars and not beside them, so that a phone has room for both.

    Args:
        years: whole years at whose beginnings the axis begins and ends.
    """
    top = y = len(marks) * _MARK + _YEARS
    rows: list[tuple[int, Colour, Span]] = []
    words: list[Item] = []
    for group in groups:
        title = f'<span style="color:{group.colour}">■</span> <b>{group.title}</b>'
        words.append(_words(years[0], y + 8, title, 14, surface))
        y += _TITLE
        for span in group.spans:
            # Above the gap itself, which always lies at the end: that is where the money stops.
            x, anchor = (years[1], "right") if span.nothing else (years[0], "left")
            words.append(_words(x, y, f"<b>{span.label}</b>", 13, surface, anchor))
            words.append(_words(x, y + 17, span.detail, 12, surface, anchor))
            rows.append((y + _BAR_AT, group.colour, span))
            y += _ROW if span.start is not None else _BAR_AT
        y += _GAP
    years_lines, years_words = _grid(years, (top - _YEARS, y), surface)
    marks_lines, marks_words = _moments(marks, years, y, surface)
    return framed(
        [*_drawn(rows, years[1], surface)], surface, height=y + _YEARS + 16,
        x={"range": years, "visible": False}, y={"range": [y + _YEARS, 0], "visible": False},
        annotations=[*words, *years_words, *marks_words], shapes=[*years_lines, *marks_lines], barmode="overlay",
        showlegend=False,
    )  # fmt: skip


def _drawn(rows: Sequence[tuple[int, Colour, Span]], last: int, surface: Surface) -> Iterator[Item]:
    solid, fading, nothing = list[_Piece](), list[_Piece](), list[_Piece]()
    ends, arrows = list[tuple[float, int, Colour]](), list[tuple[float, int, Colour]]()
    for y, colour, span in rows:
        if span.start is None:
            continue
        if span.nothing:
            nothing.append(_Piece(y, span.start, last, palette.NO_DATA_HATCH, span.hover))
        elif span.endless:
            solid.append(_Piece(y, span.start, last, colour, span.hover))
            arrows.append((last, y, colour))
        elif span.stop is None:
            fading += _fade(y, span.start, last, colour, span.hover)
        else:
            solid.append(_Piece(y, span.start, span.stop, colour, span.hover))
            ends.append((span.stop, y, surface.text))
    hatch = {"shape": "/", "size": 5, "solidity": 0.45, "bgcolor": "rgba(0,0,0,0)"}
    yield _bars("known", solid, {})
    yield _bars("unknown", fading, {"pattern": {**hatch, "fgcolor": [p.colour for p in fading]}})
    yield _bars("nothing", nothing, {"pattern": {**hatch, "solidity": 0.15, "fgcolor": palette.NO_DATA_HATCH}})
    for name, found, symbol, size in (("end", ends, "line-ns", 9), ("arrow", arrows, "triangle-right", 18)):
        yield scatter(
            x=[x for x, _, _ in found], y=[y for _, y, _ in found], name=name, mode="markers", hoverinfo="skip",
            cliponaxis=False,
            marker={
                "symbol": symbol, "size": size, "color": [colour for *_, colour in found],
                "line": {"width": 3 if symbol == "line-ns" else 0, "color": [colour for *_, colour in found]},
            },
        )  # fmt: skip


def _fade(y: int, start: float, last: int, colour: Colour, hover: str) -> list[_Piece]:
    """Pieces that become less and less solid, as far as the chart reaches."""
    step = _FADE_YEARS / _FADE_STEPS
    edges = [min(start + i * step, last) for i in range(_FADE_STEPS + 1)]
    return [
        _Piece(y, edges[i], edges[i + 1], colour, hover, 1 - i / _FADE_STEPS)
        for i in range(_FADE_STEPS)
        if edges[i] < last
    ]


def _bars(name: str, pieces: Sequence[_Piece], marker: Item) -> Item:
    return bar(
        base=[p.start for p in pieces], x=[p.stop - p.start for p in pieces], y=[p.y for p in pieces], width=_BAR,
        orientation="h", name=name, text=[p.hover for p in pieces], textposition="none",
        marker={
            "color": [p.colour for p in pieces], "opacity": [p.opacity for p in pieces], "line": {"width": 0}, **marker,
        },
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _grid(years: tuple[int, int], between: tuple[int, int], surface: Surface) -> tuple[list[Item], list[Item]]:
    """A line at the beginning of every year; the numbers of the years stand in their middle, above and below."""
    top, bottom = between
    line = {"color": surface.border, "width": 1}
    lines = [_line(year, top, bottom, line) for year in range(years[0], years[1] + 1)]
    step = 1 if years[1] - years[0] <= _EVERY_YEAR else 2
    numbers = [
        _words(year + 0.5, y, str(year), 12, surface, "center")
        for year in range(years[0], years[1], step)
        for y in (top + 1, bottom + 1)
    ]
    return lines, numbers


def _moments(
    marks: Sequence[Mark], years: tuple[int, int], bottom: int, surface: Surface
) -> tuple[list[Item], list[Item]]:
    """Each moment has its words on a line of its own: side by side there is no room on a phone."""
    lines, words = list[Item](), list[Item]()
    for i, mark in enumerate(marks):
        left = mark.at - years[0] > _LEFT_FROM * (years[1] - years[0])
        width, dash = (2.0, "solid") if mark.strong else (1.2, "dot")
        lines.append(_line(mark.at, i * _MARK + 2, bottom, {"color": surface.text, "width": width, "dash": dash}))
        text = f"<b>{mark.label}</b>" if mark.strong else mark.label
        item = _words(mark.at, i * _MARK, text, 12, surface, "right" if left else "left")
        words.append(item | {"xshift": -4 if left else 4})
    return lines, words


def _line(x: float, top: int, bottom: int, line: Item) -> Item:
    return {"type": "line", "x0": x, "x1": x, "y0": top, "y1": bottom, "layer": "below", "line": line}


def _words(x: float, y: float, text: str, size: int, surface: Surface, anchor: str = "left") -> Item:
    return {
        "x": x, "y": y, "xanchor": anchor, "yanchor": "top", "text": text, "showarrow": False, "font": {"size": size},
        "borderpad": 1, "bgcolor": surface.background,
    }  # fmt: skip


def columns(years: Sequence[Column], *, unit: str, ticks: dict[float, str], surface: Surface) -> go.Figure:
    """A budget line year by year. A zero is drawn as a line with its words: it was decided, and is no missing figure.

    Args:
        unit: of the amounts, in words.
        ticks: position -> words on the axis of amounts.
    """
    edge = {"width": [0 if c.value else 4 for c in years], "color": surface.text}
    amounts = bar(
        x=[c.year for c in years], y=[c.value for c in years], width=0.62, hoverinfo="skip", cliponaxis=False,
        marker={"color": surface.accent, "line": edge},
    )  # fmt: skip
    # No texts of the bars themselves, which shrink to their width on a phone.
    texts: list[Item] = [{"x": c.year, "y": c.value, "text": c.text, "yshift": 3} for c in years]
    texts.append({"x": 0, "y": 1, "xref": "paper", "yref": "paper", "xanchor": "left", "text": unit, "yshift": 10})
    common = {"yanchor": "bottom", "showarrow": False, "font": {"size": 13}, "borderpad": 0}
    return framed(
        [amounts], surface, height=300, top=40, x={"tickvals": [c.year for c in years], **PLAIN},
        y=axis(ticks, surface, range=[0, max(ticks)]), showlegend=False, annotations=[text | common for text in texts],
    )  # fmt: skip
