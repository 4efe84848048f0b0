"""Redistribution: levers, both sides, the ledger, fairness, uncertainty, and the question the other way round."""

import streamlit as st

from nplv_dash.ui.blocks.scenario import page
from nplv_dash.ui.frame import ensure_frame

t, n = ensure_frame("herverdeling")

st.title(t("herverdeling.title"))
st.markdown(t("herverdeling.lead"))
st.caption(t("herverdeling.exploration"))
page.draw(t, n)
