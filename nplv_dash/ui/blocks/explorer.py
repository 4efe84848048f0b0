"""The map with its choices, card, table and downloads. A fragment: a choice reruns this block and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import streamlit as st

from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.mapview import LAYERS, MapView, Selection, indicators_on, map_view, place_of, years_on
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
    first, second, third = st.columns(3, vertical_alignment="bottom")
    layers = tuple(layer for layer in LAYERS if layer in workspace.bundle.layers)
    # What can be chosen depends on what is known: first the level, then the figure, then the year.
    with second:
        layer = state.choose(
            "niveau", layers, FIRST_LAYER, st.selectbox, t("kaart.choose.layer"),
            format_func=lambda key: t(f"kaart.layer.{key}"), help=t("kaart.layer_help"),
        )  # fmt: skip
    ids = tuple(i.id for i in indicators_on(workspace, layer))
    with first:
        indicator = state.choose(
            "cijfer", ids, FIRST_INDICATOR if FIRST_INDICATOR in ids else ids[0], st.selectbox,
            t("kaart.choose.indicator"), format_func=lambda key: _named(workspace, key, figures),
        )  # fmt: skip
    with third:
        areas = (ALL, *(area.id for area in workspace.bundle.areas))
        area = state.choose(
            "rond", areas, ALL, st.selectbox, t("kaart.choose.area"),
            format_func=lambda key: t("kaart.choose.all") if key == ALL else workspace.bundle.area(key).name,
        )  # fmt: skip
    with st.container(horizontal=True, horizontal_alignment="right"):
        only = state.switch(
            "alleen", t("kaart.choose.only_area"), disabled=area == ALL or layer == "gebieden",
            help=t("kaart.choose.only_area_help"), width="content",
        )  # fmt: skip
        tiles = state.switch("tegels", t("kaart.choose.tiles"), help=t("kaart.choose.tiles_help"), width="content")
    _of_year(_Chosen(layer, indicator, None if area == ALL else area, only), tiles, figures)


class _Chosen(NamedTuple):
    """A selection without its year."""

    layer: str
    indicator: str
    area: str | None
    only_area: bool


@st.fragment
def _of_year(chosen: _Chosen, tiles: bool, figures: Figures) -> None:  # noqa: FBT001
    """What a year changes, and what a click does. A fragment in the fragment: nothing else is sent again for it."""
    workspace, t = shared(), figures.t
    beside, main = st.columns([1, 3], gap="medium")
    years = years_on(workspace, chosen.layer, chosen.indicator)
    with main:
        year = _year(years, t)
        selection = Selection(chosen.layer, chosen.indicator, year, chosen.area, only_area=chosen.only_area)
        place = state.pick("plek", lambda code: place_of(workspace, chosen.layer, code) is not None)
        state.notice(t)
        view = map_view(workspace, selection)
        # The map goes first: the browser paints it while the rest is made.
        mapblock.draw(
            workspace, selection, view, figures, key="kaart", height=580, on_click=_point_at, selected=place,
            tiles=tiles,
        )  # fmt: skip
    with beside:
        mapblock.explain(workspace, view, figures)
        _beside(workspace, selection, view, place, figures)
    evidence.under(workspace, view.indicator, years, figures)
    figures_table.draw(workspace, selection, view, figures)


def _year(years: Sequence[int], t: Text) -> int:
    options = [str(year) for year in years]
    if len(options) > 1:
        return int(state.choose("jaar", options, options[-1], st.select_slider, t("kaart.choose.year")))
    st.caption(t("kaart.choose.only_year", year=options[0]))
    return int(state.only("jaar", options[0]))


def _point_at(code: str) -> None:
    state.keep("plek", code)


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
