"""Charts of what a model says (plotly): always with the band of its draws, so that none passes for a measurement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from nplv_dash.present import palette
from nplv_dash.present.charts import PLAIN, Item, axis, bar, below, framed, scatter
from nplv_dash.present.palette import Surface

#: How solid the bands are drawn: 95, 80 and 50 % of the draws, from the outer to the inner one.
_OPACITY = (0.16, 0.26, 0.4)


@dataclass(frozen=True)
class Fan:
    """One side over the years: median, and three pairs of bounds from the widest to the narrowest."""

    name: str
    colour: str
    years: tuple[int, ...]
    median: tuple[float, ...]
    bounds: tuple[tuple[tuple[float, ...], tuple[float, ...]], ...]
    texts: tuple[str, ...]


def fans(sides: Sequence[Fan], *, ticks: dict[float, str], surface: Surface) -> go.Figure:
    """Bands of 95, 80 and 50 % of the draws with their medians, around a line at zero: the run without the policy.

    Args:
        ticks: position -> words on the value axis.
    """
    traces = []
    for side in sides:
        traces += areas(side.years, side.bounds, side.colour)
        traces.append(
            scatter(
                x=side.years,
                y=side.median,
                text=side.texts,
                name=side.name,
                mode="lines+markers",
                line={"color": side.colour, "width": 3},
                marker={"size": 5},
                hovertemplate="<b>%{fullData.name}</b>, %{x}: %{text}<extra></extra>",
            )
        )
    years = sides[0].years
    return framed(
        traces, surface, height=330,
        x={"tickvals": [*range(years[0], years[-1] + 1, 1 + len(years) // 6)], **PLAIN}, y=axis(ticks, surface),
        shapes=[_line(0, 0, "y", {"color": palette.COUNTRY, "width": 1.5, "dash": "dot"})], legend=below(0.16),
    )  # fmt: skip


def _line(start: float, end: float, along: str, line: Item) -> Item:
    """A line over the whole chart: along the values of `y`, or at one of `x`."""
    if along == "y":
        return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": start, "y1": end, "line": line}
    return {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "x0": start, "x1": end, "line": line}


def areas(x: Sequence[float], bounds: Sequence[tuple[Sequence[float], Sequence[float]]], colour: str) -> list[Item]:
    """Bands of 95, 80 and 50 % of the draws as areas.

    Args:
        bounds: three pairs, from the widest to the narrowest.
    """
    return [
        scatter(
            x=[*x, *reversed(x)],
            y=[*high, *reversed(low)],
            fill="toself",
            fillcolor=colour,
            opacity=opacity,
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
            showlegend=False,
        )
        for (low, high), opacity in zip(bounds, _OPACITY, strict=True)
    ]


@dataclass(frozen=True)
class Swing:
    """What one assumption does: the outcome at its low and at its high value, with words for both."""

    label: str
    low: float
    high: float
    low_text: str
    high_text: str


def tornado(swings: Sequence[Swing], centre: float, *, ticks: dict[float, str], surface: Surface) -> go.Figure:
    """Assumptions by how far they move the outcome, the widest on top.

    Args:
        centre: the outcome where everything has its most likely value.
        ticks: position -> words on the axis of the outcome.
    """
    traces = [
        bar(
            x=[value - centre for value in values],
            y=[s.label for s in swings],
            base=centre,
            orientation="h",
            marker={"color": colour, "line": {"width": 0}},
            text=texts,
            textposition="none",
            hovertemplate="%{text}<extra></extra>",
            showlegend=False,
        )
        for values, texts, colour in (
            ([s.low for s in swings], [s.low_text for s in swings], palette.DIVERGING[1]),
            ([s.high for s in swings], [s.high_text for s in swings], palette.DIVERGING[3]),
        )
    ]
    # Above its bar and not beside it: on a phone names beside the bars leave no room for them.
    names = [
        {
            "x": 0, "xref": "paper", "xanchor": "left", "y": one.label, "yshift": 20, "text": one.label,
            "showarrow": False, "bgcolor": surface.background, "font": {"size": 13},
        }
        for one in swings
    ]  # fmt: skip
    return framed(
        traces, surface, height=70 + 50 * len(swings), top=24, x=axis(ticks, surface),
        y={"autorange": "reversed", "showgrid": False, "showticklabels": False}, annotations=names,
        shapes=[_line(centre, centre, "x", {"color": surface.text, "width": 1.5})], barmode="overlay", bargap=0.6,
    )  # fmt: skip


def curves(
    lines: Sequence[tuple[str, str, str, Sequence[float], Sequence[float]]],
    *,
    names: tuple[str, str],
    ticks: dict[float, str],
    surface: Surface,
) -> go.Figure:
    """Lorenz curves below the diagonal of an equal spread.

    Args:
        lines: name, colour, dash, and the shares along both axes, 0 to 1.
        names: of both axes.
        ticks: position -> words on both.
    """
    equal = scatter(
        x=[0, 1], y=[0, 1], mode="lines", hoverinfo="skip", showlegend=False,
        line={"color": palette.COUNTRY, "width": 1.5, "dash": "dot"},
    )  # fmt: skip
    drawn = [
        scatter(
            x=list(x), y=list(y), name=name, mode="lines", hoverinfo="skip",
            line={"color": colour, "width": 2.5, "dash": dash},
        )
        for name, colour, dash, x, y in lines
    ]  # fmt: skip
    along, up = (axis(ticks, surface, title=_title(name)) for name in names)
    return framed([equal, *drawn], surface, height=400, x=along, y=up, legend=below(0.24))


def _title(name: str) -> Item:
    """The words at an axis."""
    return {"text": name, "standoff": 6}


def price(
    x: Sequence[float],
    y: Sequence[float],
    met: Sequence[bool],
    *,
    texts: Sequence[str],
    names: tuple[str, str],
    ticks: tuple[dict[float, str], dict[float, str]],
    surface: Surface,
) -> go.Figure:
    """What a goal asks, by how strict it is; open dots where it is not met everywhere.

    Args:
        texts: what a dot says.
        names: of both axes.
        ticks: position -> words, of both axes.
    """
    line = scatter(
        x=list(x), y=list(y), text=list(texts), mode="lines+markers", showlegend=False,
        line={"color": surface.accent, "width": 2.5},
        marker={"size": 10, "symbol": ["circle" if one else "circle-open" for one in met]},
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    along, up = (axis(marks, surface, title=_title(name)) for name, marks in zip(names, ticks, strict=True))
    return framed([line], surface, height=320, x=along, y=up)


def round_steps(low: float, high: float) -> list[float]:
    """Five or so round positions that cover `low` to `high`."""
    span = max(high - low, 1e-6)
    power = 10 ** math.floor(math.log10(span / 4))
    step = next(power * k for k in (1, 2, 2.5, 5, 10) if span / (power * k) <= 6)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(i * step, 10) for i in range(first, last + 1)]
