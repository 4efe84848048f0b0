"""The legend of the map, as HTML: five classes with their bounds, "no figure" hatched, borders, the Dutch figure."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from nplv_dash.domain.records import Indicator
from nplv_dash.present import palette
from nplv_dash.present.figures import Figures


def ramp(indicator: Indicator) -> palette.Ramp:
    """The colours of an indicator: scores around a reference point diverge, all others run from little to much."""
    return palette.DIVERGING if indicator.unit == "score" else palette.SEQUENTIAL


def bounds(indicator: Indicator, figures: Figures) -> tuple[str, ...]:
    """The five classes in words: `minder dan 15`, `15 tot 30`, ..., `75 of meer`."""
    marks = [figures.bound(indicator, value) for value in indicator.breaks]
    t = figures.t
    return (
        t("kaart.legend.below", bound=marks[0]),
        *(t("kaart.legend.between", low=low, high=high) for low, high in pairwise(marks)),
        t("kaart.legend.above", bound=marks[-1]),
    )


def legend(
    indicator: Indicator, counts: tuple[int, ...], netherlands: float | None, figures: Figures, *, dashed: bool
) -> str:
    """The legend.

    Args:
        counts: number of places per class, and without a figure at the end.
        netherlands: the Dutch figure of the same year.
        dashed: whether broken borders are on the map.
    """
    t, n = figures.t, figures.n
    items = [
        _item(f"background:{colour}", text, n.integer(count))
        for colour, text, count in zip(ramp(indicator), bounds(indicator, figures), counts, strict=False)
    ]
    hatch = f"background:repeating-linear-gradient(45deg,{palette.NO_DATA_HATCH} 0 1.5px,{palette.NO_DATA} 1.5px 5px)"
    items.append(_item(hatch, n.no_data, n.integer(counts[5])))
    if dashed:
        items.append(_item("border:0;border-top:2px dashed currentColor;height:0", t("kaart.legend.dashed")))
    dutch = escape(t("kaart.legend.netherlands", value=figures.full(indicator, netherlands)))
    title = escape(t("kaart.legend.title", label=figures.label(indicator)))
    body = f'<ul>{"".join(items)}</ul><p class="nplv-reference">{dutch}</p>'
    return f'<div class="nplv-legend" role="group" aria-label="{title}">{body}</div>'


def _item(style: str, text: str, count: str | None = None) -> str:
    number = f' <span class="nplv-count">({escape(count)})</span>' if count is not None else ""
    return f'<li><span class="nplv-swatch" style="{style}"></span><span>{escape(text)}{number}</span></li>'
