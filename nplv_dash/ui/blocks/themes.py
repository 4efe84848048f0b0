"""The five themes: the twenty areas against the Netherlands, and one area in full."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.records import PLEA_THEMES, Area
from nplv_dash.present import palette
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.strips import Strip, dots
from nplv_dash.services.profile import compare, headlines, indicators_of
from nplv_dash.services.workspace import NETHERLANDS, Figure, Workspace, value_of
from nplv_dash.ui.blocks import evidence
from nplv_dash.ui.frame import address
from nplv_dash.ui.look import surface

#: Positions on the axis of multiples; the words come from the locale.
_MULTIPLES = (0.5, 0.75, 1, 2, 3, 4)


def strips(workspace: Workspace, figures: Figures, *, highlight: Area | None = None) -> None:
    """All areas on the five themes, as multiples of the Dutch figure."""
    t, n = figures.t, figures.n
    areas = workspace.bundle.areas
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
    picture = dots(
        rows,
        reference=t("overzicht.chart.reference"),
        axis=t("overzicht.chart.axis"),
        ticks={x: t("overzicht.chart.times", x=n.decimal(x, 0 if x >= 1 else 2)) for x in _MULTIPLES},
        alt=t("overzicht.chart.alt"),
        surface=surface(),
        highlight=highlight.name if highlight else None,
    )
    st.html(picture)


def all_areas(workspace: Workspace, figures: Figures) -> str:
    """The twenty areas and the Netherlands on the five themes, as an HTML table in the order of the official list."""
    t = figures.t
    chosen = headlines(workspace)
    years = {i.id: workspace.years("gebied", i.id)[-1] for i in chosen}
    head = [t("overzicht.table.area"), *(figures.heading(i, years[i.id]) for i in chosen)]
    rows = []
    for area in workspace.bundle.areas:
        values = [workspace.figure("gebied", area.id, i.id, years[i.id]) for i in chosen]
        link = address("gebied", t.lang, gebied=area.id)
        rows.append(
            [
                Cell(area.name, href=link),
                *(Cell(figures.bare(i, value_of(v))) for i, v in zip(chosen, values, strict=True)),
            ]
        )
    country = [workspace.figure("land", NETHERLANDS, i.id, years[i.id]) for i in chosen]
    last = [
        Cell(t("overzicht.table.netherlands")),
        *(Cell(figures.bare(i, value_of(v)), sub=_partial(v, figures)) for i, v in zip(chosen, country, strict=True)),
    ]
    return table(t("overzicht.table.caption"), head, [Group(rows), Group([last])], numbers=range(1, len(head)))


def one_area(workspace: Workspace, area: Area, figures: Figures) -> str:
    """All indicators of the five themes for one area, its municipality and the Netherlands, as an HTML table."""
    t = figures.t
    groups = []
    for theme in PLEA_THEMES:
        rows = []
        for indicator in indicators_of(workspace, theme):
            found = compare(workspace, area, indicator)
            if found is None:
                continue
            unit = f"{t('indicator.unit.per_1000')}, " if indicator.unit == "per_1000" else ""
            cells = [Cell(figures.label(indicator), sub=f"{unit}{found.year}")]
            cells += [
                Cell(figures.bare(indicator, value_of(f)), sub=_partial(f, figures))
                for f in (found.area, found.gemeente, found.netherlands)
            ]
            rows.append(cells)
        groups.append(Group(rows, t(f"indicator.theme.{theme}"), palette.THEMES[theme]))
    head = [t("gebied.table.figure"), area.name, area.gemeente, t("overzicht.table.netherlands")]
    return table(t("gebied.table.caption", area=area.name), head, groups, numbers={1, 2, 3})


def _partial(figure: Figure | None, figures: Figures) -> str:
    """Says for how many of the residents a figure is known, where that is not all of them."""
    if figure is None or figure.coverage >= 0.995:
        return ""
    return figures.t("gebied.table.coverage", share=figures.n.percent(100 * figure.coverage, 0))


def evidence_under(workspace: Workspace, figures: Figures, *, headlines_only: bool = False) -> None:
    """Caveats and sources of the themes."""
    chosen = headlines(workspace) if headlines_only else [i for th in PLEA_THEMES for i in indicators_of(workspace, th)]
    evidence.several(workspace, chosen, figures)
