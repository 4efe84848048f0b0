"""The opening page: what it is about, where the areas lie, the ways further."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from nplv_dash.present.figures import Figures
from nplv_dash.present.text import Text
from nplv_dash.services.mapview import Selection, map_view
from nplv_dash.services.profile import headlines
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui.blocks import folded, picture_buttons
from nplv_dash.ui.frame import go_to, link

if TYPE_CHECKING:
    from nplv_dash.present.picture import Picture


def intro(workspace: Workspace, figures: Figures) -> None:
    """What the page is about, with the number of residents of all areas together."""
    year = workspace.years("gebied", "inhabitants")[-1]
    residents = float(workspace.values("gebied", "inhabitants", year).sum())
    # To the nearest ten thousand: no border is official, and some areas are known in part only.
    st.markdown(figures.t("overzicht.intro", residents=figures.n.integer(round(residents, -4)), year=year))


def small_map(workspace: Workspace, figures: Figures) -> None:
    """The twenty areas in the country; a click opens one.

    To be drawn last: on a server that has just been started, the map's libraries take longer than the rest of the page.
    """
    from nplv_dash.ui.blocks import mapblock

    st.markdown(figures.t("overzicht.map.lead"))
    selection = Selection("gebieden", "welfare", workspace.years("gebied", "welfare")[-1])
    view = map_view(workspace, selection)
    mapblock.explain(workspace, view, figures)
    mapblock.draw(workspace, selection, view, figures, key="overzicht_kaart", height=430, on_click=_open)

    def picture() -> Picture:
        from nplv_dash.services import pictures

        return pictures.selection_map(workspace, selection, figures.t, figures.n, view)

    picture_buttons.draw(picture, "nplv_gebieden", figures.t, "afbeelding_kaart")
    chosen = st.session_state.pop("_open_area", None)
    if chosen:
        go_to("gebied", gebied=chosen)


def _open(code: str) -> None:
    # Going to another page is not possible from a callback; the run that follows does it.
    st.session_state["_open_area"] = code


def shared(workspace: Workspace, figures: Figures) -> None:
    """The block to share the page with."""

    def inside() -> None:
        # Here and not above: it brings the models along, for which the first page does not wait.
        from nplv_dash.ui.blocks import share

        datasets = {one.dataset for one in headlines(workspace)} | {"cbs_boundaries", "nplv_list"}
        title = figures.t("share.cite.about.overzicht")
        subject = share.of_figures("overzicht", {}, "overzicht.csv", title, datasets)
        share.inside(subject, figures.t, figures.n)

    folded.share(inside, figures.t)


def ways_further(t: Text) -> None:
    """The ways into the app: look, compute, what comes after the money, open one area, check."""
    ways = (
        ("kaart", "look"),
        ("herverdeling", "compute"),
        ("na_de_financiering", "after"),
        ("gebied", "open"),
        ("verantwoording", "check"),
    )
    for column, (page, way) in zip(st.columns(len(ways)), ways, strict=True):
        with column.container(border=True, height="stretch"):
            link(page, f"**{t(f'overzicht.ways.{way}_title')}**")
            st.markdown(t(f"overzicht.ways.{way}"))
