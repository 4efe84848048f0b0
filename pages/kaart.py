"""Map of one indicator: areas, wijken or buurten, with the same figures as a table and as files."""

import streamlit as st

from nplv_dash.ui import tabs
from nplv_dash.ui.blocks import explorer, own_area
from nplv_dash.ui.frame import ensure_frame

t, n = ensure_frame("kaart")

st.title(t("kaart.title"))
tabs.draw(
    "werk",
    "kaartwerk",
    {"kaart": t("own_area.tab.map"), "eigen": t("own_area.tab.make")},
    lambda name: explorer.draw(t, n) if name == "kaart" else own_area.draw(t, n),
)
