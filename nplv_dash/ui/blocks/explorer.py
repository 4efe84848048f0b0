"""The map with its choices, card, table and downloads. A fragment: a choice reruns this block and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.mapview import (
    LAYERS,
    MapView,
    Selection,
    indicators_on,
    layer_around,
    map_view,
    place_of,
    years_on,
)
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import own_areas, state
from nplv_dash.ui.blocks import card, classings, evidence, figures_table, picture_buttons, quote, share
from nplv_dash.ui.frame import go_to

if TYPE_CHECKING:
    from nplv_dash.present.picture import Picture

#: No area chosen.
ALL = "alle"
#: Where the session keeps the year on the map, for what is drawn outside the fragment that follows it.
_SHOWN = "_year_shown"
#: Which figure the map opens with.
FIRST_LAYER, FIRST_INDICATOR = "gebieden", "welfare"


@st.fragment
def draw(t: Text, n: Numbers) -> None:
    """Draw the explorer in one language."""
    workspace, figures = own_areas.workspace(t), Figures(t, n)
    st.markdown(t("kaart.lead"))
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
        areas = (ALL, *(area.id for area in workspace.choosable))
        area = state.choose(
            "rond", areas, ALL, st.selectbox, t("kaart.choose.area"),
            format_func=lambda key: t("kaart.choose.all") if key == ALL else workspace.area(key).name,
        )  # fmt: skip
    around = None if area == ALL else area
    asked, layer = layer, layer_around(workspace, layer, around)
    with st.container(horizontal=True, horizontal_alignment="right"):
        only = state.switch(
            "alleen", t("kaart.choose.only_area"), disabled=area == ALL or layer == "gebieden",
            help=t("kaart.choose.only_area_help"), width="content",
        )  # fmt: skip
        tiles = state.switch("tegels", t("kaart.choose.tiles"), help=t("kaart.choose.tiles_help"), width="content")
    if layer != asked:
        st.caption(t("own_area.on_map", layer=t(f"kaart.layer.{layer}")))
    chosen = _Chosen(layer, indicator, around, only)
    shown = st.container()
    notes, files = st.columns([3, 1], gap="medium")
    table = figures_table.place(t)
    # The map goes first: the browser paints it while the rest is made.
    with shown:
        _of_year(chosen, tiles, table, figures)
    with notes:
        evidence.under(
            workspace, workspace.bundle.indicators[indicator], years_on(workspace, layer, indicator), figures
        )
    share.draw(lambda: _shared(workspace, chosen, figures), t, n)
    with files:
        figures_table.files(workspace, lambda: chosen.of(st.session_state[_SHOWN]), figures)

        def picture() -> Picture:
            from nplv_dash.services import pictures

            return pictures.selection_map(workspace, chosen.of(st.session_state[_SHOWN]), t, n)

        picture_buttons.draw(picture, f"nplv_{layer}_{indicator}", t, "afbeelding_kaart")


def _shared(workspace: Workspace, chosen: _Chosen, figures: Figures) -> share.Subject:
    """The map as it stands, with its year: without one a link would show the newest, whichever that is by then."""
    selection, indicator = chosen.of(st.session_state[_SHOWN]), workspace.bundle.indicators[chosen.indicator]
    query = {"niveau": selection.layer, "cijfer": selection.indicator, "jaar": str(selection.year)}
    if selection.area:
        query |= {"rond": selection.area, **({"alleen": "1"} if selection.only_area else {})}
    title = figures.t("share.cite.about.kaart", figure=figures.label(indicator), year=selection.year)
    return share.of_figures("kaart", query, "kaart.csv", title, {indicator.dataset, "cbs_boundaries", "nplv_list"})


class _Chosen(NamedTuple):
    """A selection without its year."""

    layer: str
    indicator: str
    area: str | None
    only_area: bool

    def of(self, year: int) -> Selection:
        """The selection in a year."""
        return Selection(self.layer, self.indicator, year, self.area, only_area=self.only_area)


@st.fragment
def _of_year(chosen: _Chosen, tiles: bool, table: DeltaGenerator | None, figures: Figures) -> None:  # noqa: FBT001
    """What a year changes, and what a click does. A fragment in the fragment: nothing else is sent again for it.

    Args:
        table: the place of the table, outside this fragment; None while it is folded.
    """
    # Here and not above: the choices stand before the map's libraries are loaded.
    from nplv_dash.ui.blocks import mapblock

    workspace, t = own_areas.workspace(figures.t), figures.t
    beside, main = st.columns([1, 3], gap="medium")
    years = years_on(workspace, chosen.layer, chosen.indicator)
    with main:
        year = st.session_state[_SHOWN] = _year(years, t)
        selection = chosen.of(year)
        place = state.pick("plek", lambda code: place_of(workspace, chosen.layer, code) is not None)
        state.notice(t)
        view = map_view(workspace, selection)
        mapblock.draw(
            workspace, selection, view, figures, key="kaart", height=580, on_click=_point_at, selected=place,
            tiles=tiles,
        )  # fmt: skip
    with beside:
        mapblock.explain(workspace, view, figures)
        _beside(workspace, selection, view, place, figures)
    quote.of_place(workspace, view, place, figures)
    classings.draw(workspace, selection, figures)
    if table is not None:
        figures_table.fill(table, workspace, selection, view, figures)


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
    if selection.area and workspace.area(selection.area).own:
        card.of_own(workspace, workspace.area(selection.area), view, figures)
        if st.button(t("own_area.open"), icon=":material/arrow_forward:", width="stretch"):
            go_to("gebied", gebied=selection.area)
    if place is None:
        st.caption(t("kaart.card.hint"))
        return
    area = card.draw(workspace, selection, view, place, figures)
    if area and st.button(t("kaart.card.open", area=area.name), icon=":material/arrow_forward:", width="stretch"):
        go_to("gebied", gebied=area.id)
