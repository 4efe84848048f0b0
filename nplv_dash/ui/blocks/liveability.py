"""The Leefbaarometer of one area: the trend with its break, and the five dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from nplv_dash.domain.records import Area
from nplv_dash.present import charts
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services.chart_rows import trend_rows, trend_ticks
from nplv_dash.services.profile import compare
from nplv_dash.services.workspace import Workspace, value_of
from nplv_dash.ui.blocks import evidence, picture_buttons
from nplv_dash.ui.look import surface

if TYPE_CHECKING:
    from nplv_dash.present.picture import Picture

DIMENSIONS = ("lbm_onv", "lbm_won", "lbm_soc", "lbm_fys", "lbm_vrz")


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
        alt=t("gebied.trend.alt", area=area.name, first=years[0], last=years[-1]),
    )
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
    t = figures.t
    names = (area.name, area.gemeente, t("overzicht.table.netherlands"))
    rows, cells, values, year = [], [], [], 0
    for dimension in DIMENSIONS:
        indicator = workspace.bundle.indicators[dimension]
        found = compare(workspace, area, indicator)
        if found is None:
            continue
        three = (value_of(found.area), value_of(found.gemeente), value_of(found.netherlands))
        area_text, gemeente_text, country_text = (figures.bare(indicator, value) for value in three)
        texts = (area_text, gemeente_text, country_text)
        rows.append(charts.Row(figures.short(indicator), three, texts))
        cells.append([Cell(figures.short(indicator)), *(Cell(text) for text in texts)])
        values += [v for v in three if v is not None]
        year = found.year
    st.markdown(t("gebied.dimensions.lead", year=year))
    ticks = {x: figures.n.decimal(x, 2) for x in _steps(min([*values, 0.0]), max([*values, 0.0]), 0.05)}
    st.plotly_chart(
        charts.comparison(rows, names, ticks=ticks, surface=surface(), zero=True),
        theme=None,
        config=charts.CONFIG,
        key="dimensions",
        alt=t("gebied.dimensions.alt", area=area.name, year=year),
    )
    with st.expander(t("gebied.same_as_table")):
        st.html(
            table(
                t("gebied.dimensions.caption", area=area.name, year=year),
                [t("gebied.dimensions.name"), *names],
                [Group(cells)],
                numbers={1, 2, 3},
            )
        )


def _steps(low: float, high: float, step: float) -> list[float]:
    """Round positions that cover `low` to `high`."""
    first, last = int(low // step), int(-(-high // step))
    return [round(i * step, 10) for i in range(first, last + 1)]
