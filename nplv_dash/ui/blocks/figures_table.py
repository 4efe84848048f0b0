"""The figures of a map as a sortable table, and as files."""

from __future__ import annotations

import streamlit as st

from nplv_dash.present.export import Export, csv_dutch, csv_international, geojson, xlsx
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import rounded
from nplv_dash.services.mapview import MapView, Selection, shapes, table
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui.blocks.evidence import notes

#: More rows than this are for a file, not for a screen: they would cost a megabyte at every change.
MOST_ROWS = 4000


def draw(workspace: Workspace, selection: Selection, view: MapView, figures: Figures) -> None:
    """Draw the table and the button with downloads."""
    t, indicator = figures.t, view.indicator
    rows = table(workspace, selection, view)
    head, files = st.columns([3, 1], vertical_alignment="center")
    head.subheader(t("kaart.table.title"))
    with files.popover(t("kaart.download.button"), icon=":material/download:", width="stretch"):
        _downloads(workspace, selection, view, figures)
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
    st.dataframe(rows, hide_index=True, column_config=configuration, height=min(420, 38 + 35 * max(1, len(rows))))


def _downloads(workspace: Workspace, selection: Selection, view: MapView, figures: Figures) -> None:
    """Four files. They are made when they are asked for: a spreadsheet of all buurten takes seconds."""
    t, indicator = figures.t, view.indicator
    name = f"nplv_{selection.layer}_{indicator.id}_{view.year}"

    def export() -> Export:
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

    makers = (
        ("csv_nl", f"{name}_nl.csv", "text/csv", lambda: csv_dutch(export())),
        ("csv", f"{name}.csv", "text/csv", lambda: csv_international(export())),
        (
            "xlsx",
            f"{name}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            lambda: xlsx(export(), readme=t("export.sheet_readme"), data=t("export.sheet_data")),
        ),
        (
            "geojson",
            f"{name}.geojson",
            "application/geo+json",
            lambda: geojson(shapes(workspace, selection.layer), export()),
        ),
    )
    for key, file, mime, make in makers:
        st.download_button(
            t(f"kaart.download.{key}"), make, file, mime, key=f"download_{key}", on_click="ignore", width="stretch"
        )
    st.caption(t("kaart.download.note"))
