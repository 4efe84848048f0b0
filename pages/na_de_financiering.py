"""What happens when the money ends: the money in time, what was measured before, what may happen, progress per area."""

import streamlit as st

from nplv_dash.present.figures import Figures
from nplv_dash.ui import state
from nplv_dash.ui.blocks.afterwards import futures, know, measured, money, own_area, page, progress
from nplv_dash.ui.frame import ensure_frame
from nplv_dash.ui.own_areas import workspace

t, n = ensure_frame("na_de_financiering")
ws, figures = workspace(t), Figures(t, n)

st.title(t("financiering.title"))
st.markdown(t("financiering.lead"))
st.caption(t("financiering.exploration"))
page.contents(t)
area = page.choose(ws, t)
notices = st.container()
# Of an own area neither the money is known nor what it does: these are of the twenty then.
programme = None if area and area.own else area
if area and area.own:
    own_area.note(area, figures)
money.draw(ws, programme, figures)
measured.draw(ws, figures)
futures.draw(ws, programme, figures)
progress.draw(ws, area, figures)
if area and area.own:
    own_area.distance(ws, area, figures)
know.draw(t)
with notices:
    state.notice(t)
