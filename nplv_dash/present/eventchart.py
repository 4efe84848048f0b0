"""Charts of what was measured after a programme (plotly): dark points with whiskers, so that none passes for a model.

The fans of `present/bands.py` are light areas around a line. Here every point is a year that was measured, and nothing
is drawn between two points but a thin line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import plotly.graph_objects as go

from nplv_dash.domain.backtest import SEAM
from nplv_dash.present import palette
from nplv_dash.present.charts import BACK_CAST, PLAIN, Item, axis, below, framed, scatter
from nplv_dash.present.palette import Surface

#: Heights in pixels of the chart, and of a line of words above it.
_HEIGHT, _LINE = 420, 18
#: How solid the years of the programme, and what groups without a programme do, are drawn.
_PROGRAMME, _CHANCE, _SEAM = 0.13, 0.3, 0.35


@dataclass(frozen=True, slots=True)
class Gaps:
    """A gap per measured year with its band; every tuple has one value per year."""

    name: str
    years: tuple[int, ...]
    gap: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


class Words(NamedTuple):
    """What stands in the chart: at the programme, at the change of method, and above and below the line at zero."""

    programme: str
    seam: str
    above: str
    below: str


def event_study(
    measured: Gaps,
    *,
    texts: Sequence[str],
    programme: tuple[int, int],
    words: Words,
    ticks: dict[float, str],
    years: Sequence[int],
    surface: Surface,
    chance: Gaps | None = None,
    beside: Gaps | None = None,
) -> go.Figure:
    """The gap since a year of reference, as points with whiskers, interrupted at the change of method.

    Scores that were computed afterwards are open points, as in the trend of the Leefbaarometer.

    Args:
        texts: what each point says when it is pointed at.
        programme: first and last year of the programme.
        ticks: position -> words on the axis of gaps, which reaches from the first to the last of them.
        years: those that are written below the chart.
        chance: what groups without a programme do, drawn as an area behind.
        beside: another comparison of the same, drawn thin.
    """
    low, high = min(ticks), max(ticks)
    first, last = measured.years[0], measured.years[-1]
    return framed(
        [*(_area(chance) if chance else ()), *(_thin(beside) if beside else ()), *_points(measured, texts, surface)],
        surface, height=_HEIGHT, top=2 * _LINE + 8,
        x={"tickvals": list(years), "range": [first - 0.9, last + 0.9], **PLAIN},
        y=axis(ticks, surface, range=[low, high]), shapes=_areas_and_zero(programme, surface),
        annotations=_words(words, programme, (low, high), measured.years[0]),
        legend=below(0.1, traceorder="reversed"),
    )  # fmt: skip


def _parts(years: Sequence[int]) -> list[tuple[str, list[int]]]:
    """Which points lie before and after the change of method: no line may cross it."""
    before = [i for i, year in enumerate(years) if year <= SEAM[0]]
    after = [i for i, year in enumerate(years) if year >= SEAM[1]]
    return [(name, rows) for name, rows in (("before", before), ("after", after)) if rows]


def _area(chance: Gaps) -> Iterator[Item]:
    for part, rows in _parts(chance.years):
        years = [chance.years[i] for i in rows]
        yield scatter(
            x=[*years, *reversed(years)],
            y=[*(chance.high[i] for i in rows), *(chance.low[i] for i in reversed(rows))],
            name=chance.name, legendgroup="chance", showlegend=part == "after", fill="toself",
            fillcolor=palette.COUNTRY, opacity=_CHANCE, line={"width": 0}, mode="lines", hoverinfo="skip",
        )  # fmt: skip


def _thin(beside: Gaps) -> Iterator[Item]:
    for part, rows in _parts(beside.years):
        yield scatter(
            x=[beside.years[i] for i in rows], y=[beside.gap[i] for i in rows], name=beside.name,
            legendgroup="beside", showlegend=part == "after", mode="lines+markers", hoverinfo="skip",
            line={"color": palette.COUNTRY, "width": 1.2}, marker={"size": 6, "symbol": "diamond"},
        )  # fmt: skip


def _points(measured: Gaps, texts: Sequence[str], surface: Surface) -> Iterator[Item]:
    for part, rows in _parts(measured.years):
        dots = {
            "size": 11,
            "color": [surface.background if measured.years[i] in BACK_CAST else surface.text for i in rows],
            "line": {"color": surface.text, "width": 2},
        }
        yield scatter(
            x=[measured.years[i] for i in rows], y=[measured.gap[i] for i in rows], text=[texts[i] for i in rows],
            name=measured.name, legendgroup="measured", showlegend=part == "after", mode="lines+markers",
            line={"color": surface.text, "width": 1.2}, marker=dots,
            error_y={
                "type": "data", "symmetric": False, "color": surface.text, "thickness": 2, "width": 6,
                "array": [measured.high[i] - measured.gap[i] for i in rows],
                "arrayminus": [measured.gap[i] - measured.low[i] for i in rows],
            },
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip


def _areas_and_zero(programme: tuple[int, int], surface: Surface) -> list[Item]:
    def years(between: tuple[int, int], colour: str, opacity: float) -> Item:
        return {
            "type": "rect", "x0": between[0], "x1": between[1], "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
            "fillcolor": colour, "opacity": opacity, "line": {"width": 0},
        }  # fmt: skip

    zero = {
        "type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": 0, "y1": 0, "layer": "below",
        "line": {"color": surface.text, "width": 1.5},
    }  # fmt: skip
    return [years(programme, surface.accent, _PROGRAMME), years(SEAM, palette.NO_DATA, _SEAM), zero]


def _words(words: Words, programme: tuple[int, int], heights: tuple[float, float], first: int) -> list[Item]:
    """The programme and the change of method each have a line of their own: side by side a phone has no room."""
    above = {"yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False, "font": {"size": 12}}
    inside = {
        "x": first - 0.7, "xanchor": "left", "showarrow": False, "font": {"size": 12},
    }  # fmt: skip
    return [
        above | {"x": sum(programme) / 2, "text": f"<b>{words.programme}</b>", "yshift": _LINE},
        above | {"x": sum(SEAM) / 2, "text": words.seam},
        inside | {"y": heights[1], "yanchor": "top", "yshift": -4, "text": words.above},
        inside | {"y": heights[0], "yanchor": "bottom", "yshift": 4, "text": words.below},
    ]
