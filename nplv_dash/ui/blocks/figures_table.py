"""The figures of a map as a sortable table, and as files."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nplv_dash.present.export import Export
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import rounded
from nplv_dash.present.text import Text
from nplv_dash.services.mapview import MapView, Selection, map_view, shapes, table
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui.blocks import downloads, evidence

#: More rows than this are for a file, not for a screen: they would cost a megabyte at every change.
MOST_ROWS = 4000


def place(t: Text) -> DeltaGenerator | None:
    """Draw where the table can be unfolded; the place for it where that was done. The address remembers it.

    Folded at first: the grid costs a browser more than all the rest that a change of the year redraws.
    """
    title = t("kaart.table.title")
    with st.expander(title, icon=":material/table:", key="tabel", on_change="rerun", bind="query-params") as unfolded:
        return st.empty() if unfolded.open else None


def files(workspace: Workspace, shown: Callable[[], Selection], figures: Figures) -> None:
    """Draw the button with downloads of what is `shown` when it is opened."""

    def offer() -> downloads.Offer:
        selection = shown()
        indicator = workspace.bundle.indicators[selection.indicator]
        words = ("nplv", selection.layer, selection.area, indicator.id, str(selection.year))
        return downloads.Offer(
            "_".join(filter(None, words)),
            lambda: export(workspace, selection, figures),
            lambda: shapes(workspace, selection.layer),
        )

    downloads.draw(offer, figures.t)


def fill(place: DeltaGenerator, workspace: Workspace, selection: Selection, view: MapView, figures: Figures) -> None:
    """Put the table in its place."""
    t, indicator = figures.t, view.indicator
    count = int(view.drawn.sum())
    if count > MOST_ROWS:
        place.info(t("kaart.table.too_long", count=figures.n.integer(count)), icon=":material/filter_alt:")
        return
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
    place.dataframe(
        _rows(workspace.bundle.fingerprint, selection, workspace),
        column_config=configuration,
        placeholder=figures.n.no_data,
        height=min(420, 38 + 35 * max(1, count)),
    )


@st.cache_resource(max_entries=64, show_spinner=False)
def _rows(fingerprint: str, selection: Selection, _workspace: Workspace) -> pa.Table:  # noqa: ARG001
    """The rows as the grid takes them, kept for all visitors: they cost more than the map. The fingerprint is a key."""
    view = map_view(_workspace, selection)
    digits = view.indicator.decimals
    rows = rounded(table(_workspace, selection, view), {"value": digits, "gemeente_value": digits})
    if "coverage" in rows and (rows["coverage"] >= 0.995).all():
        rows = rows.drop(columns="coverage")
    return pa.Table.from_pandas(rows, preserve_index=False)


def export(workspace: Workspace, selection: Selection, figures: Figures) -> Export:
    """What is on the map as a table with its notes: what the files hold."""
    view = map_view(workspace, selection)
    t, indicator = figures.t, view.indicator
    labels = {
        "code": t("kaart.table.code"),
        "name": t("kaart.table.name"),
        "gemeente": t("kaart.table.gemeente"),
        "value": figures.heading(indicator, view.year),
        "gemeente_value": t("kaart.table.gemeente_value"),
        "coverage": t("kaart.table.coverage"),
        **{key: t(f"export.{key}") for key in ("year", "unit", "source", "version")},
        "indicator": t("export.figure"),
    }
    rows = table(workspace, selection, view).round({"value": 4, "gemeente_value": 4, "coverage": 4})
    stamp = evidence.stamp(workspace, indicator, view.year, figures)
    return Export(rows, labels, evidence.notes(workspace, indicator, view.year, figures), stamp)
