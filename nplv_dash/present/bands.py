"""Charts of what a model says (plotly): always with the band of its draws, so that none passes for a measurement."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from nplv_dash.present import palette
from nplv_dash.present.charts import framed
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
    figure = go.Figure()
    for side in sides:
        figure.add_traces(areas(side.years, side.bounds, side.colour))
        figure.add_trace(
            go.Scatter(
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
    figure.add_hline(y=0, line_color=palette.COUNTRY, line_width=1.5, line_dash="dot")
    years = sides[0].years
    figure.update_xaxes(tickvals=[*range(years[0], years[-1] + 1, 1 + len(years) // 6)], showgrid=False, zeroline=False)
    figure.update_yaxes(tickvals=list(ticks), ticktext=list(ticks.values()), gridcolor=surface.border, zeroline=False)
    figure.update_layout(legend={"orientation": "h", "y": -0.16, "x": 0, "font": {"size": 13}})
    return framed(figure, surface, height=330)


def areas(
    x: Sequence[float], bounds: Sequence[tuple[Sequence[float], Sequence[float]]], colour: str
) -> list[go.Scatter]:
    """Bands of 95, 80 and 50 % of the draws as areas.

    Args:
        bounds: three pairs, from the widest to the narrowest.
    """
    return [
        go.Scatter(
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
    figure = go.Figure()
    for values, texts, colour in (
        ([s.low for s in swings], [s.low_text for s in swings], palette.DIVERGING[1]),
        ([s.high for s in swings], [s.high_text for s in swings], palette.DIVERGING[3]),
    ):
        figure.add_trace(
            go.Bar(
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
        )
    figure.add_vline(x=centre, line_color=surface.text, line_width=1.5)
    figure.update_xaxes(tickvals=list(ticks), ticktext=list(ticks.values()), gridcolor=surface.border, zeroline=False)
    figure.update_yaxes(autorange="reversed", showgrid=False, showticklabels=False)
    for swing in swings:
        # Above its bar and not beside it: on a phone names beside the bars leave no room for them.
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=swing.label, yshift=20, text=swing.label, showarrow=False,
            bgcolor=surface.background,
            font={"size": 13},
        )  # fmt: skip
    figure.update_layout(barmode="overlay", bargap=0.6)
    return framed(figure, surface, height=70 + 50 * len(swings), top=24)


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
    figure = go.Figure()
    figure.add_trace(
        go.Scatter(
            x=[0, 1], y=[0, 1], mode="lines", hoverinfo="skip", showlegend=False,
            line={"color": palette.COUNTRY, "width": 1.5, "dash": "dot"},
        )
    )  # fmt: skip
    for name, colour, dash, x, y in lines:
        figure.add_trace(
            go.Scatter(
                x=list(x), y=list(y), name=name, mode="lines", hoverinfo="skip",
                line={"color": colour, "width": 2.5, "dash": dash},
            )
        )  # fmt: skip
    for update, name in ((figure.update_xaxes, names[0]), (figure.update_yaxes, names[1])):
        update(
            tickvals=list(ticks), ticktext=list(ticks.values()), gridcolor=surface.border, zeroline=False, title=name
        )
    figure.update_layout(legend={"orientation": "h", "y": -0.24, "x": 0, "font": {"size": 13}})
    return framed(figure, surface, height=400)


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
    figure = go.Figure(
        go.Scatter(
            x=list(x), y=list(y), text=list(texts), mode="lines+markers", showlegend=False,
            line={"color": surface.accent, "width": 2.5},
            marker={"size": 10, "symbol": ["circle" if one else "circle-open" for one in met]},
            hovertemplate="%{text}<extra></extra>",
        )
    )  # fmt: skip
    for update, name, marks in zip((figure.update_xaxes, figure.update_yaxes), names, ticks, strict=True):
        update(
            tickvals=list(marks), ticktext=list(marks.values()), gridcolor=surface.border, zeroline=False, title=name
        )
    return framed(figure, surface, height=320)


def round_steps(low: float, high: float) -> list[float]:
    """Five or so round positions that cover `low` to `high`."""
    span = max(high - low, 1e-6)
    power = 10 ** math.floor(math.log10(span / 4))
    step = next(power * k for k in (1, 2, 2.5, 5, 10) if span / (power * k) <= 6)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [round(i * step, 10) for i in range(first, last + 1)]
