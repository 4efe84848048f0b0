"""What the page of an area says where a visitor made that area: what it consists of, and what nobody knows of it."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.records import Area
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, facts, table
from nplv_dash.services.own_areas import counted, named, overlap, shared
from nplv_dash.services.workspace import Workspace, value_of
from nplv_dash.ui.frame import go_to


def head(workspace: Workspace, area: Area, figures: Figures) -> None:
    """Facts, what it consists of, and that it is none of the programme's."""
    t, n = figures.t, figures.n
    residents = workspace.figure("gebied", area.id, "inhabitants")
    pairs = [
        (t("gebied.facts.gemeente"), area.gemeente),
        (t("gebied.facts.residents", year=residents.year if residents else ""), n.integer(value_of(residents))),
        (t("own_area.facts.ground"), counted(area, figures)),
    ]
    st.html(facts(pairs))
    st.info(" ".join((figures.border(area), *overlap(workspace, area, figures))), icon=":material/draw:")
    with st.expander(t("own_area.members"), icon=":material/list:"):
        rows = [[Cell(code), Cell(name)] for code, name in named(workspace, area)]
        heads = [t("kaart.table.code"), t("kaart.table.name")]
        st.html(table(t("own_area.members_of", area=area.name), heads, [Group(rows)], numbers=()))


def money(workspace: Workspace, area: Area, figures: Figures) -> None:
    """That nobody knows what money reaches it, and where the money of the NPLV areas in it stands."""
    t = figures.t
    st.info(t("own_area.money"), icon=":material/help:")
    with st.container(horizontal=True):
        for one in shared(workspace, area):
            label = t("own_area.money_of", area=one.area.name)
            if st.button(label, icon=":material/arrow_forward:", key=f"geld_van_{one.area.id}"):
                go_to("gebied", gebied=one.area.id)
