"""Accessibility: what was tested, what does not work yet and where to say so."""

import streamlit as st

from nplv_dash.ui.blocks import accessibility
from nplv_dash.ui.frame import ensure_frame

t, n = ensure_frame("toegankelijkheid")

st.title(t("toegankelijkheid.title"))
st.markdown(t("toegankelijkheid.lead"))
st.header(t("toegankelijkheid.state.title"))
st.markdown(t("toegankelijkheid.state.text"))
st.header(t("toegankelijkheid.tested.title"))
accessibility.tested(t, n)
st.header(t("toegankelijkheid.instead.title"))
st.markdown(t("toegankelijkheid.instead.text"))
st.header(t("toegankelijkheid.gaps.title"))
accessibility.gaps(t)
st.header(t("toegankelijkheid.contact.title"))
st.markdown(t("toegankelijkheid.contact.text"))
st.markdown(t("toegankelijkheid.contact.more"))
