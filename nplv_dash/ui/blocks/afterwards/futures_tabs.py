"""What stands behind the sentence and the fan, in tabs; only the open one is made."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nplv_dash.domain.futures import OUTCOMES, FutureId, Outcome
from nplv_dash.present import charts, outlook
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services import model_rows, pictures
from nplv_dash.services.model_rows import TOTAL
from nplv_dash.services.redistribution import three
from nplv_dash.ui import editions, tabs
from nplv_dash.ui.blocks import picture_buttons
from nplv_dash.ui.blocks.afterwards import futures_doubt, futures_gap, futures_kept
from nplv_dash.ui.blocks.afterwards.futures_story import size
from nplv_dash.ui.blocks.afterwards.futures_view import YEARS, View, position
from nplv_dash.ui.look import surface


def draw(view: View) -> None:
    """The tabs."""
    made: dict[str, Callable[[View], None]] = {
        "kept": futures_kept.draw,
        "all": _all,
        "gap": futures_gap.draw,
        "belief": futures_doubt.belief,
        "drives": futures_doubt.drives,
    }
    labels = {name: view.t(f"financiering.tabs.{name}") for name in made}
    tabs.draw("deel", "verder", labels, lambda name: made[name](view))


def _all(view: View) -> None:
    """Every future beside the reference, and all effects as a table."""
    t, n = view.t, view.n
    st.markdown(t("financiering.all.lead", year=view.last, theme=view.short(view.theme)))
    rows = model_rows.future_dots(view.result, view.theme, t, n)
    st.plotly_chart(
        outlook.dots(
            rows,
            ticks=model_rows.future_ticks(view.result, view.theme, rows, n),
            surface=surface(),
            hidden=(view.outlook.detectable, t("financiering.all.hidden")),
        ),
        theme=None, config=charts.CONFIG, key="alle_toekomsten",
        alt=model_rows.futures_alt(view.result, view.theme, rows, t),
    )  # fmt: skip
    st.caption(t("financiering.all.read"))
    with st.expander(t("financiering.all.table"), icon=":material/table:"):
        st.html(_effects(view))
        st.caption(t("financiering.all.mark"))
    passport = editions.passport(view.result.scenario)
    picture_buttons.draw(
        lambda: pictures.every_future(view.result, view.theme, passport, t, n),
        f"nplv_toekomsten_{view.theme}", t, "afbeelding_toekomsten",
    )  # fmt: skip


def _effects(view: View) -> str:
    """The effect of every future on every outcome, with the bounds of 80 % of the draws."""
    t, result = view.t, view.result
    years = sorted({*(year for year in YEARS if year < view.last), view.last})
    groups = []
    for outcome in (TOTAL, *(one for one in OUTCOMES if one != TOTAL)):
        rows = [
            [
                Cell(view.name(future)),
                *(Cell(_effect(view, outcome, future, year)) for year in years),
                Cell(_seen(view, outcome, future)),
            ]
            for future in result.outlooks[outcome].bands
        ]
        groups.append(Group(rows, t(f"future.outcome.{outcome}.name")))
    head = [t("financiering.table.future"), *(t("financiering.table.end", year=year) for year in years)]
    head.append(t("financiering.table.seen"))
    return table(t("financiering.all.caption"), head, groups, numbers=range(1, len(head)))


def _effect(view: View, outcome: Outcome, future: FutureId, year: int) -> str:
    return view.words.deviation_between(three(view.result.outlooks[outcome].bands[future], position(year)))


def _seen(view: View, outcome: Outcome, future: FutureId) -> str:
    """Whether the difference from the reference could be measured."""
    compared = view.result.outlooks[outcome].compared.get(future)
    if compared is None:
        return view.t("financiering.table.reference")
    chance = view.n.percent(100 * (compared.better + compared.worse), 0)
    return view.t(f"financiering.seen.{size(compared)}", chance=chance)
