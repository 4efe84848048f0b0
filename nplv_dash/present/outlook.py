"""Charts of what a model says of futures (plotly): light areas around a broken line, beside what was measured.

What was measured is dark and solid, with a point per measurement; a line across the chart parts it from the model.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from nplv_dash.present import palette
from nplv_dash.present.bands import areas
from nplv_dash.present.charts import PLAIN, Item, axis, below, framed, scatter
from nplv_dash.present.palette import Surface

#: Rows of a chart of dots: pixels of a row, and of the words above a group of them.
_ROW, _HEAD = 26, 30
#: Widths in pixels of the lines between which 95, 80 and 50 % of the draws lie.
_WIDTHS = (2, 5, 10)


@dataclass(frozen=True)
class Course:
    """A future over the years.

    Attributes:
        moments: in years, 2026.0 is the beginning of 2026; all other tuples have a value for each of them.
        bounds: three pairs, from the widest to the narrowest.
        texts: what each moment says when it is pointed at.
        paths: single draws.
    """

    name: str
    colour: str
    moments: tuple[float, ...]
    median: tuple[float, ...]
    bounds: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]
    texts: tuple[str, ...]
    paths: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True)
class Measured:
    """Measurements; one value and text per year."""

    name: str
    years: tuple[float, ...]
    values: tuple[float, ...]
    texts: tuple[str, ...]


def outlook(
    courses: Sequence[Course],
    *,
    at: float,
    words: tuple[str, str],
    ticks: dict[float, str],
    reach: tuple[float, float],
    surface: Surface,
    measured: Measured | None = None,
    levels: Sequence[tuple[float, str, str]] = (),
) -> go.Figure:
    """Futures with their bands, right of what was measured.

    Args:
        at: moment of the line across.
        words: left and right of that line.
        ticks: position -> words on the axis of values.
        reach: from where to where that goes.
        levels: value, words (none where empty) and colour of lines to hold the rest against.
    """
    traces = []
    for course in courses:
        traces += areas(course.moments, course.bounds, course.colour)
        traces += _thin(course)
    traces += [
        scatter(
            x=course.moments, y=course.median, text=course.texts, name=course.name, mode="lines",
            line={"color": course.colour, "width": 3, "dash": "dash"},
            hovertemplate="<b>%{fullData.name}</b>, %{text}<extra></extra>",
        )
        for course in courses
    ]  # fmt: skip
    moments = [moment for course in courses for moment in course.moments]
    if measured:
        moments += measured.years
        points = scatter(
            x=measured.years, y=measured.values, text=measured.texts, name=measured.name, mode="lines+markers",
            line={"color": surface.text, "width": 2}, marker={"size": 8},
            hovertemplate="<b>%{fullData.name}</b>, %{text}<extra></extra>",
        )  # fmt: skip
        traces.append(points)
    first, last = min(moments), max(moments)
    lines = [_line(at, at, 0, 1, surface.text, "dash", across=True)]
    lines += [_line(first, last, value, value, colour, "dot") for value, _, colour in levels]
    annotations = [
        _words(at, words[0], "right", surface),
        _words(at, words[1], "left", surface),
        # The highest has its words above it, the others below: two that lie close would cover each other.
        *(
            _level(last, value, text, "bottom" if rank == 0 else "top", surface)
            for rank, (value, text, _) in enumerate(sorted(levels, reverse=True))
            if text
        ),
    ]
    years = range(math.ceil(first), math.floor(last) + 1)
    return framed(
        traces, surface, height=400, top=30,
        # A moment is the beginning of its year, so the end of a year stands at the next.
        x={"tickvals": list(years[:: 1 + len(years) // 6]), "range": [first - 0.3, last + 0.3], **PLAIN},
        y=axis(ticks, surface, range=list(reach)), shapes=lines, annotations=annotations, legend=below(0.14),
    )  # fmt: skip


def _thin(course: Course) -> list[Item]:
    """Single draws as one trace, interrupted between two of them."""
    if not course.paths:
        return []
    # As arrays, which plotly takes as they are; it looks at every number of a list.
    gap = (math.nan,)
    return [
        scatter(
            x=np.tile((*course.moments, *gap), len(course.paths)),
            y=np.concatenate([(*path, *gap) for path in course.paths]),
            mode="lines", line={"color": course.colour, "width": 0.7}, opacity=0.55, hoverinfo="skip", showlegend=False,
        )
    ]  # fmt: skip


def _line(x0: float, x1: float, y0: float, y1: float, colour: str, dash: str, *, across: bool = False) -> Item:
    return {
        "type": "line", "x0": x0, "x1": x1, "y0": y0, "y1": y1, "yref": "paper" if across else "y",
        "line": {"color": colour, "width": 1.5, "dash": dash}, "layer": "above" if across else "below",
    }  # fmt: skip


def _words(x: float, text: str, side: str, surface: Surface) -> Item:
    return {
        "x": x, "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": side, "xshift": -6 if side == "right" else 6,
        "text": text, "showarrow": False, "font": {"size": 13, "color": surface.text},
    }  # fmt: skip


def _level(x: float, value: float, text: str, anchor: str, surface: Surface) -> Item:
    return {
        "x": x, "y": value, "xanchor": "right", "yanchor": anchor, "text": text, "showarrow": False,
        "font": {"size": 13, "color": surface.text},
    }  # fmt: skip


@dataclass(frozen=True)
class Dot:
    """An outcome with its band.

    Attributes:
        label: short words beside it; may be empty.
        values: the bounds of 95, 80 and 50 % of the draws around the median: seven values, rising.
        text: what it says when it is pointed at.
        said: the median with the bounds of 80 %, for where nothing can be pointed at.
    """

    label: str
    values: tuple[float, ...]
    text: str
    said: str = ""


def dots(
    groups: Sequence[tuple[str, Sequence[Dot]]],
    *,
    ticks: dict[float, str],
    surface: Surface,
    hidden: tuple[float, str] | None = None,
) -> go.Figure:
    """Outcomes below each other, each with the bounds of its draws; the words of a group stand above its rows.

    Args:
        ticks: position -> words on the axis of values, which reaches from the first to the last of them.
        hidden: up to how far from zero nothing can be measured, and words for that.
    """
    places: list[float] = []
    heads: list[tuple[float, str]] = []
    down = 0.0
    for title, group in groups:
        heads.append((down + _HEAD / 2, title))
        down += _HEAD
        for _ in group:
            places.append(down + _ROW / 2)
            down += _ROW
    rows = [dot for _, group in groups for dot in group]
    bounds = [
        scatter(
            x=[x for dot in rows for x in (dot.values[outer], dot.values[-1 - outer], None)],
            y=[y for place in places for y in (place, place, None)],
            mode="lines", line={"color": surface.accent, "width": width}, opacity=0.35 + 0.1 * outer,
            hoverinfo="skip", showlegend=False,
        )
        for outer, width in enumerate(_WIDTHS)
    ]  # fmt: skip
    medians = scatter(
        x=[dot.values[len(dot.values) // 2] for dot in rows], y=places, text=[dot.text for dot in rows], mode="markers",
        marker={
            "size": 12, "symbol": "diamond", "color": surface.background,
            "line": {"width": 2.5, "color": surface.accent},
        },
        hovertemplate="%{text}<extra></extra>", showlegend=False,
    )  # fmt: skip
    # Above its rows and not beside them: on a phone names beside the rows leave no room for these.
    annotations = [
        {
            "x": 0, "xref": "paper", "xanchor": "left", "y": place, "yanchor": "middle", "text": f"<b>{title}</b>",
            "showarrow": False, "bgcolor": surface.background, "font": {"size": 13, "color": surface.text},
        }
        for place, title in heads
    ]  # fmt: skip
    shapes = [_line(0, 0, 0, 1, palette.COUNTRY, "dot", across=True)]
    if hidden:
        shapes.append(
            {
                "type": "rect", "x0": -hidden[0], "x1": hidden[0], "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
                "fillcolor": palette.NO_DATA, "opacity": 0.25, "line": {"width": 0},
            }
        )  # fmt: skip
        annotations.append(
            {
                "x": 0, "y": 1, "yref": "paper", "yanchor": "bottom", "text": hidden[1], "showarrow": False,
                "font": {"size": 13, "color": surface.text},
            }
        )  # fmt: skip
    low, high = min(ticks), max(ticks)
    # A mark on the edge would have no room for its words.
    spare = 0.02 * (high - low)
    labels = {"tickvals": places, "ticktext": [dot.label for dot in rows]}
    return framed(
        [*bounds, medians], surface, height=round(down) + 60, top=26 if hidden else 8,
        x=axis(ticks, surface, range=[low - spare, high + spare]), y={**labels, "range": [down, 0], **PLAIN},
        shapes=shapes, annotations=annotations,
    )  # fmt: skip
