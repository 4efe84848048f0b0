"""A chart of measured changes (plotly): each area beside its look-alikes, its municipality and the Netherlands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import plotly.graph_objects as go

from nplv_dash.present import palette
from nplv_dash.present.charts import PLAIN, Item, bar, below, framed, scatter
from nplv_dash.present.palette import Surface

#: Share of the scale that stays free at both ends: plotly leaves out words that stick out.
_MARGIN = 0.04
#: Heights in pixels of a row, of its dots below the top of its words, of the bar of chance, and of the axis.
_ROW, _DOTS, _BAR, _AXIS = 50, 31, 9, 8


class Value(NamedTuple):
    """A change, and what it says when it is pointed at; None where too little is known."""

    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the chart.

    Attributes:
        label, verdict: the words above the dots.
        area, gemeente, netherlands, controls: the four changes; `controls` are the look-alikes.
        chance: within which bounds around the look-alikes a change is no more than chance; None where nobody is alike.
    """

    label: str
    verdict: str
    area: Value
    gemeente: Value
    netherlands: Value
    controls: Value
    chance: tuple[float, float] | None


class Names(NamedTuple):
    """What the four marks and the bar are called."""

    area: str
    gemeente: str
    netherlands: str
    controls: str
    chance: str


def changes(rows: Sequence[Change], names: Names, *, ticks: dict[float, str], surface: Surface) -> go.Figure:
    """Dots of four changes on one scale, a row each in the order given, with what chance does around the look-alikes.

    Where the dot of the area lies outside the bar, it changed more or less than its look-alikes. Words stand above the
    dots and not beside them, so that a phone has room for both.

    Args:
        ticks: position -> words on the axis of changes, which reaches from the first to the last of them.
    """
    heights = [position * _ROW + _DOTS for position in range(len(rows))]
    barred = [(y, row.chance) for y, row in zip(heights, rows, strict=True) if row.chance]
    chance = bar(
        base=[low for _, (low, _) in barred], x=[high - low for _, (low, high) in barred], y=[y for y, _ in barred],
        width=_BAR, orientation="h", name=names.chance, hoverinfo="skip",
        marker={"color": palette.COUNTRY, "opacity": 0.4, "line": {"width": 0}},
    )  # fmt: skip
    marks = (
        (names.controls, [row.controls for row in rows], surface.text, "square-open", 11),
        (names.netherlands, [row.netherlands for row in rows], palette.COUNTRY, "line-ns", 14),
        (names.gemeente, [row.gemeente for row in rows], palette.MUNICIPALITY, "diamond", 11),
        (names.area, [row.area for row in rows], surface.accent, "circle", 14),
    )
    dots = [
        scatter(
            x=[one.value for one in values], y=heights, text=[one.text for one in values], name=name, mode="markers",
            marker={
                "color": colour, "symbol": symbol, "size": size,
                "line": {"width": 2.5 if symbol.endswith(("-open", "-ns")) else 0, "color": colour},
            },
            hovertemplate="<b>%{fullData.name}</b>: %{text}<extra></extra>",
        )
        for name, values, colour, symbol, size in marks
    ]  # fmt: skip
    bottom = len(rows) * _ROW + _AXIS
    low, high = min(ticks), max(ticks)
    free = _MARGIN * (high - low)
    return framed(
        [chance, *dots], surface, height=bottom + 110,
        x={"tickvals": list(ticks), "ticktext": list(ticks.values()), "range": [low - free, high + free], **PLAIN},
        y={"range": [bottom, 0], "visible": False},
        annotations=[_words(row, position * _ROW, surface) for position, row in enumerate(rows)],
        shapes=[
            *(_line(x, bottom, {"color": surface.border, "width": 1}) for x in ticks),
            _line(0, bottom, {"color": surface.text, "width": 1.5}),
        ],
        legend=below(40 / bottom, traceorder="reversed"), barmode="overlay",
    )  # fmt: skip


def _words(row: Change, y: int, surface: Surface) -> Item:
    return {
        "x": 0, "xref": "paper", "xanchor": "left", "y": y, "yanchor": "top", "showarrow": False, "borderpad": 1,
        "text": f"<b>{row.label}</b> · {row.verdict}", "font": {"size": 13}, "bgcolor": surface.background,
    }  # fmt: skip


def _line(x: float, bottom: int, line: Item) -> Item:
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": bottom, "layer": "below", "line": line}
