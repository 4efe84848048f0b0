"""What a scenario does in areas of a visitor's own: beside the twenty, and never among them."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.records import Area
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services import own_area_words
from nplv_dash.services.redistribution import three
from nplv_dash.ui import own_area_model
from nplv_dash.ui.blocks.scenario.view import View
from nplv_dash.ui.frame import go_to


def in_short(view: View, area: Area) -> None:
    """What happens in the own area that a visitor looks at."""
    t = view.t
    side = own_area_model.side(view.workspace, area, view.result.scenario, view.result.count)
    said = own_area_words.scenario(side, t, view.n) if side else []
    st.markdown(" ".join((t("own_area.model.not_nplv", area=area.name), *said)))
    if st.button(t("herverdeling.map.open", area=area.name), icon=":material/arrow_forward:"):
        go_to("gebied", gebied=area.id)


def areas(view: View) -> None:
    """All own areas as a table of their own."""
    t, words = view.t, view.words
    rows = []
    for area, side in own_area_model.sides(view.workspace, view.result.scenario, view.result.count):
        if not side.known:
            rows.append([Cell(area.name, sub=area.gemeente), *(Cell(view.n.no_data) for _ in range(4))])
            continue
        change = three(side.change)
        rows.append(
            [
                Cell(area.name, sub=area.gemeente),
                Cell(words.percent(side.start)),
                Cell(words.percent(side.start + change[1])),
                Cell(words.points_between(change)),
                Cell(words.homes_between(three(side.received))),
            ]
        )
    if not rows:
        return
    st.subheader(t("own_area.model.title"))
    st.markdown(t("own_area.model.lead"))
    head = [t(f"herverdeling.places.{key}") for key in ("area", "before", "after", "change", "received")]
    caption = t("own_area.model.caption", horizon=view.result.levers.horizon)
    st.html(table(caption, head, [Group(rows)], numbers={1, 2, 3, 4}))
