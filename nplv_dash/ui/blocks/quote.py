"""Sentences that a visitor may copy, behind an expander: they are made when it is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from nplv_dash.domain.records import Area
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import refuted
from nplv_dash.present.sentences import Quote
from nplv_dash.present.text import Text
from nplv_dash.services.mapview import MapView
from nplv_dash.services.sentences import measured
from nplv_dash.services.workspace import Workspace


def draw(key: str, make: Callable[[], Sequence[Quote]], t: Text, source: str | None = None) -> None:
    """Draw the block.

    Args:
        key: constant name of the expander on its page.
        make: the sentences; none where nothing was chosen yet.
        source: line below them, such as that of the passport where a model speaks.
    """
    box = st.expander(t("zinnen.title"), icon=":material/format_quote:", key=key, on_change="rerun")
    if not box.open:
        return
    with box:
        quotes = make()
        if not quotes:
            st.markdown(t("zinnen.none"))
            return
        st.caption(t("zinnen.lead"))
        for quote in quotes:
            st.markdown(f"**{t(f'zinnen.heading.{quote.about}')}** · {t('zinnen.label.right')}")
            for sentence in quote.right:
                st.code(sentence, language=None, wrap_lines=True)
            st.html(refuted(t("zinnen.label.wrong"), quote.wrong, t("zinnen.label.why"), quote.why))
        if source:
            st.caption(source)


def of_place(ws: Workspace, view: MapView, place: str | None, figures: Figures) -> None:
    """Of the figure of the place that was chosen on the map."""
    draw(
        "zinnen_kaart",
        lambda: measured(ws, view.level, place, view.indicator, view.year, figures) if place else (),
        figures.t,
    )


@st.fragment
def of_area(ws: Workspace, area: Area, figures: Figures) -> None:
    """Of one figure of an area, to be chosen. A fragment: the rest of the page stays."""
    t = figures.t
    offered = {
        one.id: one for one in ws.bundle.indicators.values() if one.kind == "rate" and ws.years("gebied", one.id)
    }

    def chosen() -> Sequence[Quote]:
        one = st.selectbox(
            t("kaart.choose.indicator"), list(offered), key="zinnen_cijfer",
            format_func=lambda key: f"{t(f'indicator.theme.{offered[key].theme}')} · {figures.label(offered[key])}",
        )  # fmt: skip
        return measured(ws, "gebied", area.id, offered[one], ws.years("gebied", one)[-1], figures)

    draw("zinnen_gebied", chosen, t)
