"""Sources, definitions, borders, what did not match, limits, the model with all it assumes, version."""

import streamlit as st

from nplv_dash.present.figures import Figures
from nplv_dash.ui.blocks import funding_method, method, model_method
from nplv_dash.ui.data import workspace
from nplv_dash.ui.frame import ensure_frame

t, n = ensure_frame("verantwoording")
ws, figures = workspace(), Figures(t, n)

st.title(t("verantwoording.title"))
st.markdown(t("verantwoording.lead"))

st.header(t("verantwoording.how.title"))
st.markdown(t("verantwoording.how.text"))
st.header(t("verantwoording.limits.title"))
st.markdown(t("verantwoording.limits.text"))
st.header(t("verantwoording.areas.title"))
method.areas(ws, figures)
st.header(t("verantwoording.indicators.title"))
method.indicators(ws, figures)
st.header(t("verantwoording.sources.title"))
method.sources(ws, figures)
st.header(t("verantwoording.unmatched.title"))
method.unmatched(ws, figures)
st.header(t("verantwoording.model.title"))
model_method.words(figures)
st.subheader(t("verantwoording.model.limits.title"))
st.markdown(t("verantwoording.model.limits.text"))
st.header(t("verantwoording.funding.title"))
funding_method.words(figures)
st.header(t("verantwoording.both"))
st.subheader(t("verantwoording.model.parameters.title"))
model_method.parameters(figures)
st.subheader(t("verantwoording.model.calibration.title"))
model_method.calibration(figures)
st.subheader(t("verantwoording.model.sensitivity.title"))
model_method.sensitivity(ws, figures)
st.subheader(t("verantwoording.model.choices.title"))
model_method.choices(figures)
st.header(t("verantwoording.version.title"))
method.version(ws, figures)
