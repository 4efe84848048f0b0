"""What this is, the twenty areas on the five themes at one glance, a map, and the ways further."""

import streamlit as st

from nplv_dash.present.figures import Figures
from nplv_dash.ui.blocks import overview, themes
from nplv_dash.ui.data import workspace
from nplv_dash.ui.frame import ensure_frame

t, n = ensure_frame("overzicht")
ws, figures = workspace(), Figures(t, n)

st.title(t("overzicht.title"))
overview.intro(ws, figures)

left, right = st.columns([3, 2], gap="large")
with left:
    st.header(t("overzicht.chart.title"))
    st.markdown(t("overzicht.chart.lead"))
    themes.strips(ws, figures)
    themes.evidence_under(ws, figures, headlines_only=True)
with st.expander(t("overzicht.chart.table"), icon=":material/table:"):
    st.html(themes.all_areas(ws, figures))

st.header(t("overzicht.ways.title"))
overview.ways_further(t)

st.header(t("overzicht.plea.title"))
st.markdown(t("overzicht.plea.text"))
st.markdown(t("overzicht.plea.since"))

first, second = st.columns(2, gap="large")
first.subheader(t("overzicht.what.is_title"))
first.markdown(t("overzicht.what.is"))
second.subheader(t("overzicht.what.is_not_title"))
second.markdown(t("overzicht.what.is_not"))
overview.shared(ws, figures)

with right:
    st.header(t("overzicht.map.title"))
    overview.small_map(ws, figures)
