"""The Leefbaarometer of one area: the trend with its break, and the five dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from nplv_dash.domain.records import Area
from nplv_dash.present import charts
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services import area_rows
from nplv_dash.services.chart_rows import since_the_seam, trend_alt, trend_rows, trend_ticks
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui.blocks import evidence, picture_buttons
from nplv_dash.ui.look import surface

if TYPE_CHECKING:
    from nplv_dash.present.picture import Picture


def trend(workspace: Workspace, area: Area, figures: Figures) -> None:
    """The total score 2002-2022 of the area, its municipality and the Netherlands, with the same figures as a table."""
    t = figures.t
    indicator = workspace.bundle.indicators["lbm"]
    years = workspace.years("gebied", "lbm")
    series = trend_rows(workspace, area, figures, surface().accent)
    texts = [dict(zip(line.years, line.texts, strict=True)) for line in series]
    rows = [[Cell(str(year)), *(Cell(one.get(year, figures.n.no_data)) for one in texts)] for year in years]
    ticks = trend_ticks(series, figures)
    st.plotly_chart(
        charts.trend(series, seam=t("gebied.trend.seam"), ticks=ticks, surface=surface()),
        theme=None,
        config=charts.CONFIG,
        key="trend",
        alt=trend_alt(series, area.name, years, figures),
    )
    st.markdown(since_the_seam(series, figures))
    evidence.several(workspace, [indicator], figures)
    with st.expander(t("gebied.same_as_table")):
        head = [t("gebied.trend.year"), *(line.name for line in series)]
        st.html(table(t("gebied.trend.caption", area=area.name), head, [Group(rows)], numbers={1, 2, 3}))

    def picture() -> Picture:
        from nplv_dash.services import pictures

        return pictures.trend(workspace, area, t, figures.n)

    picture_buttons.draw(picture, f"nplv_leefbaarheid_{area.id}", t, "afbeelding_trend")


def dimensions(workspace: Workspace, area: Area, figures: Figures) -> None:
    """The five dimensions in the newest year, with the same figures as a table."""
    t, found = figures.t, area_rows.dimensions(workspace, area, figures)
    st.markdown(t("gebied.dimensions.lead", year=found.year))
    st.plotly_chart(
        charts.comparison(found.rows, found.names, ticks=found.ticks, surface=surface(), zero=True),
        theme=None,
        config=charts.CONFIG,
        key="dimensions",
        alt=area_rows.dimensions_alt(found, figures),
    )
    with st.expander(t("gebied.same_as_table")):
        cells = [[Cell(row.label), *map(Cell, row.texts)] for row in found.rows]
        caption = t("gebied.dimensions.caption", area=area.name, year=found.year)
        st.html(table(caption, [t("gebied.dimensions.name"), *found.names], [Group(cells)], numbers={1, 2, 3}))

    def picture() -> Picture:
        from nplv_dash.services import pictures

        return pictures.dimensions(workspace, area, t, figures.n)

    picture_buttons.draw(picture, f"nplv_deelscores_{area.id}", t, "afbeelding_delen")
