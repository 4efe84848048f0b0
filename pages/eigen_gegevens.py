"""Borders and figures of a visitor, on a map beside the official ones; kept in the session only."""

import streamlit as st

from nplv_dash.ui.blocks.own_data import page
from nplv_dash.ui.frame import ensure_frame

t, n = ensure_frame("eigen_gegevens")

st.title(t("eigen_gegevens.title"))
st.markdown(t("eigen_gegevens.lead"))
st.info(t("eigen_gegevens.session"), icon=":material/lock:")
page.draw(t, n)
