"""Charts (plotly). Each function takes plain values and returns a figure without a background of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from nplv_dash.domain.backtest import SEAM
from nplv_dash.present import palette, style
from nplv_dash.present.palette import Surface

#: No tool bar (its buttons are in English), no zoom by accident on a phone.
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showAxisDragHandles": False}

#: A trace, an axis, a line or words, as plotly takes them.
Item = dict[str, Any]
#: An axis without lines.
PLAIN: Final[Item] = {"showgrid": False, "zeroline": False}

#: Years that were computed afterwards and have a total score only.
BACK_CAST = (2002, 2008, 2012, 2016)


@dataclass(frozen=True)
class Series:
    """A line over the years."""

    name: str
    colour: str
    years: tuple[int, ...]
    values: tuple[float, ...]
    texts: tuple[str, ...]
    dash: str = "solid"
    width: float = 2.0


def trend(series: Sequence[Series], *, seam: str, ticks: dict[float, str], surface: Surface) -> go.Figure:
    """Lines over the years, interrupted at the change of method; what was computed back is drawn thin.

    Args:
        seam: words at the change of method.
        ticks: position -> words on the value axis.
    """
    traces = []
    for line in series:
        before = [i for i, year in enumerate(line.years) if year <= SEAM[0]]
        after = [i for i, year in enumerate(line.years) if year >= SEAM[1]]
        traces += [
            scatter(
                x=[line.years[i] for i in rows],
                y=[line.values[i] for i in rows],
                text=[line.texts[i] for i in rows],
                name=line.name,
                legendgroup=line.name,
                showlegend=part == "after",
                mode="lines+markers",
                line={"color": line.colour, "width": line.width if part == "after" else 1.2, "dash": line.dash},
                marker={"size": 7, "symbol": ["circle-open" if line.years[i] in BACK_CAST else "circle" for i in rows]},
                hovertemplate="<b>%{fullData.name}</b>, %{x}: %{text}<extra></extra>",
            )
            for part, rows in (("before", before), ("after", after))
        ]
    band = {
        "type": "rect", "x0": SEAM[0], "x1": SEAM[1], "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
        "fillcolor": palette.NO_DATA, "opacity": 0.35, "line": {"width": 0},
    }  # fmt: skip
    words = {
        "x": sum(SEAM) / 2, "y": 1.0, "yref": "paper", "yanchor": "bottom", "text": seam, "showarrow": False,
        "font": {"size": 12},
    }  # fmt: skip
    return framed(
        traces, surface, height=380, top=34, x={"dtick": 4, "tick0": 2002, **PLAIN}, y=axis(ticks, surface),
        shapes=[band], annotations=[words], legend=below(0.16),
    )  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row of a comparison: a figure of the area, its municipality and the country; None where unknown."""

    label: str
    values: tuple[float | None, float | None, float | None]
    texts: tuple[str, str, str]


def comparison(
    rows: Sequence[Row], names: tuple[str, str, str], *, ticks: dict[float, str], surface: Surface, zero: bool = False
) -> go.Figure:
    """Dots of area, municipality and country on one scale, a row each.

    Args:
        names: what the three are called.
        ticks: position -> words on the axis.
        zero: draw a line at zero.
    """
    marks = ((surface.accent, "circle", 15), (palette.MUNICIPALITY, "diamond", 12), (palette.COUNTRY, "line-ns", 14))
    traces = [
        scatter(
            x=[row.values[index] for row in rows],
            y=list(range(len(rows))),
            text=[row.texts[index] for row in rows],
            name=names[index],
            mode="markers",
            marker={
                "color": colour,
                "symbol": symbol,
                "size": size,
                "line": {"width": 3 if symbol == "line-ns" else 0, "color": colour},
            },
            hovertemplate="<b>%{fullData.name}</b>: %{text}<extra></extra>",
        )
        for index, (colour, symbol, size) in enumerate(marks)
    ]
    shapes = [
        {
            "type": "line", "x0": min(known), "x1": max(known), "y0": position, "y1": position, "layer": "below",
            "line": {"color": surface.border, "width": 3},
        }
        for position, row in enumerate(rows)
        if len(known := [v for v in row.values if v is not None]) > 1
    ]  # fmt: skip
    if zero:
        across = {"x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper"}
        shapes.append({"type": "line", **across, "line": {"color": palette.COUNTRY, "width": 1, "dash": "dot"}})
    labels = {"tickvals": list(range(len(rows))), "ticktext": [row.label for row in rows]}
    return framed(
        traces, surface, height=120 + 46 * len(rows), x=axis(ticks, surface),
        y={**labels, "range": [len(rows) - 0.5, -0.5], **PLAIN}, shapes=shapes, legend=below(0.22),
    )  # fmt: skip


def scatter(**trace: Any) -> Item:
    """Points or lines, in the words of plotly's `scatter`."""
    return {"type": "scatter", **trace}


def bar(**trace: Any) -> Item:
    """Bars, in the words of plotly's `bar`."""
    return {"type": "bar", **trace}


def axis(ticks: Mapping[float, str], surface: Surface, **more: Any) -> Item:
    """An axis of values with its words (position -> words) and a line at each of them."""
    named = {"tickvals": list(ticks), "ticktext": list(ticks.values())}
    return {**named, "gridcolor": surface.border, "zeroline": False, **more}


def below(far: float, **more: Any) -> Item:
    """A legend in one row below the chart, so many of its heights away."""
    return {"orientation": "h", "y": -far, "x": 0, "font": {"size": 13}, **more}


def framed(
    traces: Sequence[Item],
    surface: Surface,
    *,
    height: int,
    x: Item,
    y: Item,
    top: int = 8,
    **layout: Any,
) -> go.Figure:
    """The figure as it stands on a page: its own typeface and colours, and no frame.

    It has paper of its own: where the page around it goes dark while it stands, it can still be read.

    Args:
        traces: see `scatter` and `bar`.
        x, y: both axes, in plotly's words.
        layout: what else plotly's layout takes, such as `shapes`.
    """
    # In one go: plotly looks at the whole figure for each change that is made to it, which took six times as long.
    return go.Figure(
        {
            "data": list(traces),
            "layout": {
                "height": height,
                "margin": {"l": 8, "r": 8, "t": top, "b": 8},
                "paper_bgcolor": surface.background,
                "plot_bgcolor": "rgba(0,0,0,0)",
                "font": {"size": 14, "color": surface.text, "family": style.FAMILIES},
                "colorway": [surface.accent],
                "template": "none",
                "dragmode": False,
                "hoverlabel": {
                    "font": {"size": 14, "color": surface.text},
                    "bgcolor": surface.panel,
                    "bordercolor": surface.border,
                },
                "xaxis": {"automargin": True, "tickangle": 0, **x},
                "yaxis": {"automargin": True, **y},
                **layout,
            },
        }
    )
