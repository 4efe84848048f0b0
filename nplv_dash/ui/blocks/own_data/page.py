"""The page from the files to the map."""

from __future__ import annotations

import streamlit as st

from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.ui.blocks.own_data import join, kept, upload
from nplv_dash.ui.data import workspace as shared


def draw(t: Text, n: Numbers) -> None:
    """Draw what stands below the title."""
    st.header(t("eigen_gegevens.files"))
    table, borders = upload.draw(t, n)
    if table is None and borders is None:
        return
    workspace = shared()
    st.header(t("eigen_gegevens.confirm.title"))
    st.markdown(t("eigen_gegevens.confirm.lead"))
    chosen = join.draw(workspace, table, borders, t, n)
    if chosen is None:
        return
    # Here and not above: the places for files stand before the map's libraries are loaded.
    from nplv_dash.ui.blocks.own_data import maps

    st.header(t("eigen_gegevens.map.title"))
    have = kept.of("borders")
    own = None
    if chosen.borders is not None and have is not None and borders is not None:
        own = kept.shapes_of(have, borders, chosen.joined.to)
    maps.draw(workspace, chosen, own, t, n)
