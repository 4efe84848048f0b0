"""The legend of the map, as HTML: five classes with their bounds, "no figure" hatched, borders, the Dutch figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from nplv_dash.domain.records import Indicator
from nplv_dash.present import palette
from nplv_dash.present.figures import Figures
from nplv_dash.present.text import Text

_HATCH = f"background:repeating-linear-gradient(45deg,{palette.NO_DATA_HATCH} 0 1.5px,{palette.NO_DATA} 1.5px 5px)"


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
    indicator: Indicator, year: int, counts: tuple[int, ...], netherlands: float | None, figures: Figures, level: str
) -> str:
    """The legend: what and when, five classes, no figure, borders, the Dutch figure.

    Args:
        counts: number of places per class, and without a figure at the end.
        netherlands: the Dutch figure of the same year; not shown for a count, which is no measure for one place.
        level: level of the map: the outlines of the areas are never official, those of wijken and buurten sometimes
            approximate.
    """
    t, n = figures.t, figures.n
    items = [
        _item(f"background:{colour}", text, n.integer(count))
        for colour, text, count in zip(ramp(indicator), bounds(indicator, figures), counts, strict=False)
    ]
    items.append(_item(_HATCH, n.no_data, n.integer(counts[5])))
    items.append(_item(_line("2px"), t("kaart.legend.area")))
    if level != "gebied":
        items.append(_item(_line("1px"), t("kaart.legend.approximate")))
    title = escape(t("kaart.legend.title", label=figures.label(indicator), year=year))
    unit = f"<small>{escape(t('indicator.unit.per_1000'))}</small>" if indicator.unit == "per_1000" else ""
    dutch = ""
    if indicator.kind == "rate":
        value = escape(t("kaart.legend.netherlands", value=figures.bare(indicator, netherlands)))
        dutch = f'<p class="nplv-reference">{value}</p>'
    return _framed(title, f"{title} {unit}", items, dutch)


@dataclass(frozen=True)
class Swatch:
    """One class of a legend: what it is, how many places are in it, and its colour; None for the hatching."""

    text: str
    count: str
    colour: str | None


def swatches(title: str, rows: Sequence[Swatch], t: Text) -> str:
    """A legend of some classes, with the outline of the areas."""
    items = [_item(f"background:{row.colour}" if row.colour else _HATCH, row.text, row.count or None) for row in rows]
    return _framed(escape(title), escape(title), [*items, _item(_line("2px"), t("kaart.legend.area"))])


def _framed(label: str, heading: str, items: Sequence[str], foot: str = "") -> str:
    body = f'<p class="nplv-title">{heading}</p><ul>{"".join(items)}</ul>{foot}'
    return f'<div class="nplv-legend" role="group" aria-label="{label}">{body}</div>'


def _line(width: str) -> str:
    return f"border:0;border-top:{width} dashed currentColor;height:0"


def _item(style: str, text: str, count: str | None = None) -> str:
    number = f' <span class="nplv-count">({escape(count)})</span>' if count is not None else ""
    return f'<li><span class="nplv-swatch" style="{style}"></span><span>{escape(text)}{number}</span></li>'
