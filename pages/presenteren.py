"""The story in six slides, to show and to take along."""

import streamlit as st

from nplv_dash.present.figures import Figures
from nplv_dash.ui.blocks import present_page
from nplv_dash.ui.frame import ensure_frame
from nplv_dash.ui.own_areas import workspace

t, n = ensure_frame("presenteren")

st.title(t("presenteren.title"))
st.markdown(t("presenteren.lead"))
present_page.draw(workspace(t), Figures(t, n))
