"""The card of a place that was clicked on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from nplv_dash.domain.records import Area
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import facts
from nplv_dash.services.mapview import MapView, Selection, netherlands, place_of
from nplv_dash.services.workspace import Workspace, value_of

if TYPE_CHECKING:
    import pandas as pd

#: Data sets whose figures before 2024 come in the wijken of that time; the others are made of the buurten of 2024.
_OLD_CODES = ("cbs_kwb", "lbm3")
#: The year of the wijken that came with the code; a refresh may bring a later one, and writes that into the wijk.
_FIRST = 2024


def draw(workspace: Workspace, selection: Selection, view: MapView, code: str, figures: Figures) -> Area | None:
    """Draw the card of place `code` and return the area it belongs to, if any; nothing when it is not on this layer."""
    place = place_of(workspace, selection.layer, code)
    if place is None:
        return None
    t, indicator = figures.t, view.indicator
    area_id = code if view.level == "gebied" else place.get("area", "")
    area = workspace.area(area_id) if area_id else None
    gm_code = area.gemeente_code if view.level == "gebied" and area else place.get("gm_code", "")
    here = workspace.figure(view.level, code, indicator.id, view.year)
    city = workspace.figure("gemeente", gm_code, indicator.id, view.year) if gm_code else None
    with st.container(border=True):
        st.header(place["name"])
        st.caption(t(f"kaart.card.{view.level}", gemeente=place["gm_name"]))
        values = [
            (f"{figures.short(indicator)} {view.year}", figures.full(indicator, value_of(here))),
        ]
        if indicator.kind == "rate":
            values += [
                (place["gm_name"], figures.full(indicator, value_of(city))),
                (t("kaart.card.netherlands"), figures.full(indicator, netherlands(workspace, indicator, view.year))),
            ]
        st.html(facts(values))
        for note in _notes(place, area, view, figures):
            st.caption(note)
    return area


def of_own(workspace: Workspace, area: Area, view: MapView, figures: Figures) -> None:
    """The card of an area of a visitor's own, which is no polygon of any layer."""
    t, indicator, year = figures.t, view.indicator, view.year
    places = [("gebied", area.id), ("gemeente", area.gemeente_code)]
    own, town = (workspace.figure(level, code, indicator.id, year) for level, code in places)
    with st.container(border=True):
        st.header(area.name)
        st.caption(t("kaart.card.gebied", gemeente=area.gemeente))
        values = [(f"{figures.short(indicator)} {year}", figures.full(indicator, value_of(own)))]
        if indicator.kind == "rate":
            values += [
                (area.gemeente, figures.full(indicator, value_of(town))),
                (t("kaart.card.netherlands"), figures.full(indicator, netherlands(workspace, indicator, year))),
            ]
        st.html(facts(values))
        st.caption(f"{figures.border(area)} {t('own_area.line')}")
        if own is None:
            st.caption(t("own_area.no_figure"))


def _notes(place: pd.Series, area: Area | None, view: MapView, figures: Figures) -> list[str]:
    t = figures.t
    found = []
    if area and view.level != "gebied":
        found.append(t("kaart.card.part_of", area=area.name))
    if area and view.level == "gebied":
        found.append(figures.border(area))
    # Wijken of the rest of the country have neither, and files of before a refresh no year.
    origin, split_in = place.get("split_from"), place.get("split_in")
    year = int(split_in) if split_in is not None and split_in > 0 else _FIRST
    old_codes = year > _FIRST or view.indicator.dataset in _OLD_CODES
    if isinstance(origin, str) and origin and view.year < year and old_codes:
        found.append(t("kaart.card.split", code=origin, year=year))
    if place.get("hybrid") == 1:
        found.append(t("kaart.card.hybrid"))
    return found
