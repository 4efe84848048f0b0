"""The map with its choices, card, table and downloads. A fragment: a choice reruns this block and nothing else."""

from __future__ import annotations

import streamlit as st

from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.mapview import LAYERS, MapView, Selection, indicators_on, map_view, years_on
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import state
from nplv_dash.ui.blocks import card, evidence, figures_table, mapblock
from nplv_dash.ui.data import workspace as shared
from nplv_dash.ui.frame import go_to

#: No area chosen.
ALL = "alle"
#: Which figure the map opens with.
FIRST_LAYER, FIRST_INDICATOR = "gebieden", "welfare"


@st.fragment
def draw(t: Text, n: Numbers) -> None:
    """Draw the explorer in one language."""
    workspace, figures = shared(), Figures(t, n)
    selection = _choices(workspace, figures)
    state.notice(t)
    place = st.session_state.get("plek", st.query_params.get("plek"))
    view = map_view(workspace, selection)
    beside, main = st.columns([1, 3], gap="medium")
    with beside:
        mapblock.explain(workspace, view, figures)
        _beside(workspace, selection, view, place, figures)
    with main:
        mapblock.draw(
            workspace, selection, view, figures, key="kaart", height=580, on_click=_point_at, selected=place,
            tiles=st.session_state["tegels"],
        )  # fmt: skip
    evidence.under(workspace, view.indicator, years_on(workspace, selection.layer, view.indicator.id), figures)
    figures_table.draw(workspace, selection, view, figures)


def _point_at(code: str) -> None:
    st.session_state["plek"] = code
    st.query_params["plek"] = code


def _choices(workspace: Workspace, figures: Figures) -> Selection:
    """The choices. What can be chosen depends on what is known: first the level, then the figure, then the year."""
    t = figures.t
    layers = tuple(layer for layer in LAYERS if layer in workspace.bundle.layers)
    first, second, third = st.columns([2, 2, 1.4], vertical_alignment="bottom")
    with second:
        layer = state.choose(
            "niveau", layers, FIRST_LAYER, st.selectbox, t("kaart.choose.layer"),
            format_func=lambda key: t(f"kaart.layer.{key}"), help=t("kaart.layer_help"),
        )  # fmt: skip
    known = indicators_on(workspace, layer)
    ids = tuple(i.id for i in known)
    with first:
        indicator = state.choose(
            "cijfer", ids, FIRST_INDICATOR if FIRST_INDICATOR in ids else ids[0], st.selectbox,
            t("kaart.choose.indicator"), format_func=lambda key: _named(workspace, key, figures),
        )  # fmt: skip
    years = [str(year) for year in years_on(workspace, layer, indicator)]
    with third:
        if len(years) > 1:
            year = state.choose("jaar", years, years[-1], st.select_slider, t("kaart.choose.year"))
        else:
            year = years[0]
            st.caption(t("kaart.choose.only_year", year=year))
    fourth, fifth, sixth = st.columns([2, 2, 1.4], vertical_alignment="bottom")
    with fourth:
        areas = (ALL, *(area.id for area in workspace.bundle.areas))
        area = state.choose(
            "rond", areas, ALL, st.selectbox, t("kaart.choose.area"),
            format_func=lambda key: t("kaart.choose.all") if key == ALL else workspace.bundle.area(key).name,
        )  # fmt: skip
    with fifth:
        only = st.toggle(
            t("kaart.choose.only_area"), key="alleen", disabled=area == ALL or layer == "gebieden",
            help=t("kaart.choose.only_area_help"), persist_state="session",
        )  # fmt: skip
    with sixth:
        st.toggle(t("kaart.choose.tiles"), key="tegels", help=t("kaart.choose.tiles_help"), persist_state="session")
    return Selection(layer, indicator, int(year), None if area == ALL else area, only_area=only)


def _named(workspace: Workspace, indicator: str, figures: Figures) -> str:
    record = workspace.bundle.indicators[indicator]
    return f"{figures.t(f'indicator.theme.{record.theme}')} · {figures.label(record)}"


def _beside(workspace: Workspace, selection: Selection, view: MapView, place: str | None, figures: Figures) -> None:
    """The card of the place that was clicked, and the way to its area."""
    t = figures.t
    if place is None:
        st.caption(t("kaart.card.hint"))
        return
    area = card.draw(workspace, selection, view, place, figures)
    if area and st.button(t("kaart.card.open", area=area.name), icon=":material/arrow_forward:", width="stretch"):
        go_to("gebied", gebied=area.id)
