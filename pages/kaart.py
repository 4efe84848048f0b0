"""Map of one indicator: areas, wijken or buurten, with the same figures as a table and as files."""

import streamlit as st

from nplv_dash.ui.blocks import explorer
from nplv_dash.ui.frame import ensure_frame

t, n = ensure_frame("kaart")

st.title(t("kaart.title"))
st.markdown(t("kaart.lead"))
explorer.draw(t, n)
