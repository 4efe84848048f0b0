"""What happens when the money ends: the money in time, what was measured before, what may happen, progress per area."""

import streamlit as st

from nplv_dash.present.figures import Figures
from nplv_dash.ui import state
from nplv_dash.ui.blocks.afterwards import futures, know, measured, money, page, progress
from nplv_dash.ui.data import workspace
from nplv_dash.ui.frame import ensure_frame

t, n = ensure_frame("na_de_financiering")
ws, figures = workspace(), Figures(t, n)

st.title(t("financiering.title"))
st.markdown(t("financiering.lead"))
st.caption(t("financiering.exploration"))
page.contents(t)
area = page.choose(ws, t)
notices = st.container()
money.draw(ws, area, figures)
measured.draw(ws, figures)
futures.draw(ws, area, figures)
progress.draw(ws, area, figures)
know.draw(t)
with notices:
    state.notice(t)
