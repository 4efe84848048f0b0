"""Charts (plotly). Each function takes plain values and returns a figure without a background of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from nplv_dash.domain.backtest import SEAM
from nplv_dash.present import palette, style
from nplv_dash.present.palette import Surface

#: No tool bar (its buttons are in English), no zoom by accident on a phone.
CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "showAxisDragHandles": False}

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
    figure = go.Figure()
    for line in series:
        before = [i for i, year in enumerate(line.years) if year <= SEAM[0]]
        after = [i for i, year in enumerate(line.years) if year >= SEAM[1]]
        for part, rows in (("before", before), ("after", after)):
            figure.add_trace(
                go.Scatter(
                    x=[line.years[i] for i in rows],
                    y=[line.values[i] for i in rows],
                    text=[line.texts[i] for i in rows],
                    name=line.name,
                    legendgroup=line.name,
                    showlegend=part == "after",
                    mode="lines+markers",
                    line={"color": line.colour, "width": line.width if part == "after" else 1.2, "dash": line.dash},
                    marker={
                        "size": 7,
                        "symbol": ["circle-open" if line.years[i] in BACK_CAST else "circle" for i in rows],
                    },
                    hovertemplate="<b>%{fullData.name}</b>, %{x}: %{text}<extra></extra>",
                )
            )
    figure.add_vrect(x0=SEAM[0], x1=SEAM[1], fillcolor=palette.NO_DATA, opacity=0.35, line_width=0, layer="below")
    figure.add_annotation(
        x=sum(SEAM) / 2, y=1.0, yref="paper", yanchor="bottom", text=seam, showarrow=False, font_size=12
    )
    figure.update_xaxes(dtick=4, tick0=2002, showgrid=False, zeroline=False)
    figure.update_yaxes(tickvals=list(ticks), ticktext=list(ticks.values()), gridcolor=surface.border, zeroline=False)
    figure.update_layout(legend={"orientation": "h", "y": -0.16, "x": 0, "font": {"size": 13}})
    return framed(figure, surface, height=380, top=34)


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
    figure = go.Figure()
    marks = ((surface.accent, "circle", 15), (palette.MUNICIPALITY, "diamond", 12), (palette.COUNTRY, "line-ns", 14))
    for position, row in enumerate(rows):
        known = [v for v in row.values if v is not None]
        if len(known) > 1:
            figure.add_shape(
                type="line", x0=min(known), x1=max(known), y0=position, y1=position, layer="below",
                line={"color": surface.border, "width": 3},
            )  # fmt: skip
    for index, (colour, symbol, size) in enumerate(marks):
        figure.add_trace(
            go.Scatter(
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
        )
    if zero:
        figure.add_vline(x=0, line_color=palette.COUNTRY, line_width=1, line_dash="dot")
    figure.update_xaxes(tickvals=list(ticks), ticktext=list(ticks.values()), gridcolor=surface.border, zeroline=False)
    figure.update_yaxes(
        tickvals=list(range(len(rows))), ticktext=[row.label for row in rows], range=[len(rows) - 0.5, -0.5],
        showgrid=False, zeroline=False,
    )  # fmt: skip
    figure.update_layout(legend={"orientation": "h", "y": -0.22, "x": 0, "font": {"size": 13}})
    return framed(figure, surface, height=120 + 46 * len(rows))


def framed(figure: go.Figure, surface: Surface, *, height: int, top: int = 8) -> go.Figure:
    """The figure as it stands on a page: its own typeface and colours, and no frame.

    It has paper of its own: where the page around it goes dark while it stands, it can still be read.
    """
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": top, "b": 8},
        paper_bgcolor=surface.background,
        plot_bgcolor="rgba(0,0,0,0)",
        font={"size": 14, "color": surface.text, "family": style.FAMILIES},
        colorway=[surface.accent],
        template="none",
        dragmode=False,
        hoverlabel={
            "font_size": 14,
            "bgcolor": surface.panel,
            "font_color": surface.text,
            "bordercolor": surface.border,
        },
    )
    figure.update_yaxes(automargin=True)
    figure.update_xaxes(automargin=True, title_standoff=6, tickangle=0)
    return figure
