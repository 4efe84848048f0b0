"""The figures of a map as a sortable table, and as files."""

from __future__ import annotations

import streamlit as st

from nplv_dash.present.export import Export
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import rounded
from nplv_dash.services.mapview import MapView, Selection, shapes, table
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui.blocks import downloads
from nplv_dash.ui.blocks.evidence import notes

#: More rows than this are for a file, not for a screen: they would cost a megabyte at every change.
MOST_ROWS = 4000


def draw(workspace: Workspace, selection: Selection, view: MapView, figures: Figures) -> None:
    """Draw the table and the button with downloads."""
    t, indicator = figures.t, view.indicator
    rows = table(workspace, selection, view)
    head, files = st.columns([3, 1], vertical_alignment="center")
    head.subheader(t("kaart.table.title"))
    with files:
        downloads.draw(
            f"nplv_{selection.layer}_{indicator.id}_{view.year}",
            lambda: _export(workspace, selection, view, figures),
            t,
            lambda: shapes(workspace, selection.layer),
        )
    if len(rows) > MOST_ROWS:
        st.info(t("kaart.table.too_long", count=figures.n.integer(len(rows))), icon=":material/filter_alt:")
        return
    rows = rounded(rows, {"value": indicator.decimals, "gemeente_value": indicator.decimals})
    if "coverage" in rows and (rows["coverage"] >= 0.995).all():
        rows = rows.drop(columns="coverage")
    step = 10.0**-indicator.decimals
    configuration = {
        "code": None,
        "name": st.column_config.TextColumn(t("kaart.table.name"), width="medium", pinned=True),
        "gemeente": st.column_config.TextColumn(t("kaart.table.gemeente")),
        "value": st.column_config.NumberColumn(figures.heading(indicator, view.year), format="localized", step=step),
        "gemeente_value": st.column_config.NumberColumn(t("kaart.table.gemeente_value"), format="localized", step=step),
        "coverage": st.column_config.NumberColumn(
            t("kaart.table.coverage"), help=t("kaart.table.coverage_help"), format="percent", step=0.01
        ),
    }
    st.dataframe(
        rows,
        hide_index=True,
        column_config=configuration,
        placeholder=figures.n.no_data,
        height=min(420, 38 + 35 * max(1, len(rows))),
    )


def _export(workspace: Workspace, selection: Selection, view: MapView, figures: Figures) -> Export:
    t, indicator = figures.t, view.indicator
    labels = {
        "code": t("kaart.table.code"),
        "name": t("kaart.table.name"),
        "gemeente": t("kaart.table.gemeente"),
        "value": figures.heading(indicator, view.year),
        "gemeente_value": t("kaart.table.gemeente_value"),
        "coverage": t("kaart.table.coverage"),
    }
    rows = table(workspace, selection, view).round({"value": 4, "gemeente_value": 4, "coverage": 4})
    return Export(rows, labels, notes(workspace, indicator, view.year, figures))
