"""What the strips of the five themes show, for a page and for a picture; the first page waits for no chart library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nplv_dash.domain.records import Area
from nplv_dash.present import palette
from nplv_dash.present.figures import Figures
from nplv_dash.present.strips import Strip
from nplv_dash.services.profile import compare, headlines
from nplv_dash.services.workspace import Workspace

#: Positions on the axis of multiples.
_MULTIPLES: Final = (0.5, 0.75, 1, 2, 3, 4)


def strip_rows(workspace: Workspace, figures: Figures, highlight: Area | None = None) -> list[Strip]:
    """All areas on the five themes, as multiples of the Dutch figure; a theme without one is left out.

    Args:
        highlight: an area that stands out; one of a visitor's own comes after the twenty.
    """
    t, n, areas = figures.t, figures.n, list[Area](workspace.bundle.areas)
    if highlight and highlight.own:
        areas.append(highlight)
    rows = []
    for indicator in headlines(workspace):
        comparisons = [compare(workspace, area, indicator) for area in areas]
        first = next(c for c in comparisons if c)
        country = first.netherlands
        if country is None:
            continue
        known = [(a, c.area.value) for a, c in zip(areas, comparisons, strict=True) if c and c.area]
        rows.append(
            Strip(
                title=t(f"indicator.theme.{indicator.theme}"),
                sub=f"{figures.short(indicator)}, {first.year}",
                colour=palette.THEMES[indicator.theme],
                ratios=tuple(value / country.value for _, value in known),
                names=tuple(area.name for area, _ in known),
                texts=tuple(
                    t(
                        "overzicht.chart.point",
                        value=figures.full(indicator, value),
                        netherlands=figures.full(indicator, country.value),
                        ratio=n.decimal(value / country.value, 1),
                    )
                    for _, value in known
                ),
            )
        )
    return rows


def multiples(figures: Figures) -> dict[float, str]:
    """Position -> words on the axis of multiples."""
    return {x: figures.t("overzicht.chart.times", x=figures.n.decimal(x, 0 if x >= 1 else 2)) for x in _MULTIPLES}


def strips_alt(rows: Sequence[Strip], figures: Figures, highlight: Area | None = None) -> str:
    """What the strips show, in figures.

    Args:
        highlight: the area that stands out.
    """
    t, n = figures.t, figures.n
    apart = highlight.name if highlight and highlight.own else None
    spread = []
    for row in rows:
        # What is said of the twenty is said of them alone.
        ratios = [ratio for name, ratio in zip(row.names, row.ratios, strict=True) if name != apart]
        low, high = n.decimal(min(ratios), 1), n.decimal(max(ratios), 1)
        spread.append(t("picture.strips.spread", theme=row.title, low=low, high=high))
    said = t("picture.strips.alt", spread="; ".join(spread))
    if highlight is None:
        return said
    own = ", ".join(f"{row.title} {times_of(row, highlight.name, figures)}" for row in rows)
    return f"{said} {t('picture.strips.alt_area', area=highlight.name, values=own)}"


def times_of(row: Strip, name: str, figures: Figures) -> str:
    """How many times the Dutch figure an area has on a strip."""
    if name not in row.names:
        return figures.n.no_data
    return figures.t("overzicht.chart.times", x=figures.n.decimal(row.ratios[row.names.index(name)], 1))
