"""What the page about the end of the funding says of an area of a visitor's own: what cannot be said, and why."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.records import Area
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services.gap import gaps
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import funding


def note(area: Area, figures: Figures) -> None:
    """That the money and the model are those of the twenty areas, and where the own area is found."""
    st.info(figures.t("own_area.after", area=area.name), icon=":material/draw:")


def distance(workspace: Workspace, area: Area, figures: Figures) -> None:
    """How far it was measured to be from the Netherlands, without what a model adds."""
    t, n = figures.t, figures.n
    found = gaps(workspace, area, funding.deviation())
    st.subheader(t("own_area.distance.title"))
    if not found:
        st.markdown(t("own_area.distance.none"))
        return
    st.markdown(t("own_area.distance.lead"))
    rows = [
        [
            Cell(str(one.year)),
            Cell(n.decimal(one.areas, 2, signed=True)),
            Cell(n.decimal(one.gemeente, 2, signed=True)),
        ]
        for one in found
    ]
    head = [t("financiering.table.year"), area.name, t("financiering.gap.whole", gemeente=area.gemeente)]
    st.html(table(t("financiering.gap.caption_measured"), head, [Group(rows)], numbers={1, 2}))
