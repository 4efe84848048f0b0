"""Two to four scenarios of redistribution side by side, on the same draws."""

import streamlit as st

from nplv_dash.ui.blocks.compare import page
from nplv_dash.ui.frame import ensure_frame, link

t, n = ensure_frame("vergelijken")

st.title(t("vergelijken.title"))
st.markdown(t("vergelijken.lead"))
st.caption(t("herverdeling.exploration"))
with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown(t("vergelijken.money"), width="content")
    link("na_de_financiering", t("frame.pages.na_de_financiering"))
page.draw(t, n)
