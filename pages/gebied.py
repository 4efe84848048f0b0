"""One area: the themes beside its municipality and the Netherlands, liveability, money, wijken."""

import streamlit as st

from nplv_dash.present.figures import Figures
from nplv_dash.ui import state
from nplv_dash.ui.blocks import area_page, liveability, quote, share, take_along, themes
from nplv_dash.ui.frame import ensure_frame
from nplv_dash.ui.own_areas import workspace

t, n = ensure_frame("gebied")
ws, figures = workspace(t), Figures(t, n)

chooser, make, files = st.columns([2, 1, 1], vertical_alignment="bottom")
with chooser:
    area = area_page.choose(ws, figures)
with make:
    area_page.make_own(t)
with files:
    area_page.files(ws, area, figures)
state.notice(t)
st.title(area.name)
area_page.head(ws, area, figures)

st.header(t("gebied.themes.title"))
st.markdown(t("own_area.themes_lead" if area.own else "gebied.themes.lead", area=area.name))
themes.strips(ws, figures, highlight=area)
st.html(themes.one_area(ws, area, figures))
themes.evidence_under(ws, figures)
quote.of_area(ws, area, figures)

st.header(t("gebied.trend.title"))
st.markdown(t("gebied.trend.lead"))
st.info(t("gebied.trend.warning"), icon=":material/info:")
liveability.trend(ws, area, figures)

left, right = st.columns(2, gap="large")
with left:
    st.header(t("gebied.dimensions.title"))
    liveability.dimensions(ws, area, figures)
with right:
    st.header(t("gebied.map.title"))
    area_page.small_map(ws, area, figures)

st.header(t("gebied.money.title"))
area_page.money_lines(ws, area, figures)
area_page.after_money(area, t)

st.header(t("gebied.wijken.title"))
st.markdown(t("gebied.wijken.lead"))
area_page.wijken(ws, area, figures)
themes.evidence_under(ws, figures, headlines_only=True)
area_page.source(area, t)
take_along.draw(ws, area, t, n)
share.draw(lambda: area_page.shared(ws, area, figures), t, n)
