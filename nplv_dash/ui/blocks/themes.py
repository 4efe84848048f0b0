"""The five themes: the twenty areas against the Netherlands, and one area in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from nplv_dash.domain.records import PLEA_THEMES, Area
from nplv_dash.present import palette
from nplv_dash.present.export import Export
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.strips import dots
from nplv_dash.services.profile import compare, headlines, indicators_of
from nplv_dash.services.strip_rows import multiples, strip_rows, strips_alt
from nplv_dash.services.workspace import NETHERLANDS, Figure, Workspace, value_of
from nplv_dash.ui.blocks import evidence, picture_buttons
from nplv_dash.ui.frame import address
from nplv_dash.ui.look import surface

if TYPE_CHECKING:
    from nplv_dash.present.picture import Picture

#: Columns of figures: of an area, its municipality and the country.
_PLACES = ("area", "gemeente", "netherlands")


def strips(workspace: Workspace, figures: Figures, *, highlight: Area | None = None) -> None:
    """All areas on the five themes, as multiples of the Dutch figure."""
    t, rows = figures.t, strip_rows(workspace, figures, highlight)
    shown = dots(
        rows,
        reference=t("overzicht.chart.reference"),
        axis=t("overzicht.chart.axis"),
        ticks=multiples(figures),
        alt=strips_alt(rows, figures, highlight),
        surface=surface(),
        highlight=highlight.name if highlight else None,
    )
    st.html(shown)

    def picture() -> Picture:
        from nplv_dash.services import pictures

        return pictures.strips(workspace, t, figures.n, highlight=highlight)

    file = f"nplv_themas_{highlight.id if highlight else 'alle'}"
    picture_buttons.draw(picture, file, t, "afbeelding_themas")


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
        groups.append(Group(rows, t(f"indicator.theme.{theme}"), palette.on(surface(), palette.THEMES[theme])))
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


def export(workspace: Workspace, figures: Figures) -> Export:
    """The five themes of all areas, beside their municipalities and the Netherlands: what the file holds."""
    t, chosen = figures.t, headlines(workspace)
    rows = pd.DataFrame(
        [
            (
                area.id, area.name, area.gemeente, t(f"indicator.theme.{one.theme}"), one.id, figures.label(one),
                found.year, *(value_of(each) for each in (found.area, found.gemeente, found.netherlands)),
            )
            for area in workspace.bundle.areas
            for one in chosen
            if (found := compare(workspace, area, one))
        ],
        columns=["code", "name", "gemeente_name", "theme", "indicator", "label", "year", *_PLACES],
    ).round(4)  # fmt: skip
    sources, stamp = evidence.cited(workspace, {one.dataset for one in chosen}, t)
    labels = {
        "code": t("kaart.table.code"),
        "name": t("kaart.table.name"),
        "gemeente_name": t("gebied.facts.gemeente"),
        "theme": t("export.theme"),
        "indicator": f"{t('export.figure')} ({t('kaart.table.code')})",
        "label": t("export.figure"),
        "year": t("export.year"),
        "area": t("overzicht.table.area"),
        "gemeente": t("progress.column.gemeente"),
        "netherlands": t("export.netherlands"),
    }
    notes = ((t("export.figure"), t("overzicht.table.caption")), *sources, *evidence.always(workspace, t))
    return Export(rows, labels, notes, stamp)
