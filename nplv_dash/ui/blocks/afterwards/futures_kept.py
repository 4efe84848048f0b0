"""What fades fast and what lasts after a stop, and what it takes to begin again."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.futures import DOMAINS, REFERENCE
from nplv_dash.model.programme import named
from nplv_dash.present import charts, outlook
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services import model_rows, pictures
from nplv_dash.services.futures import AFTER
from nplv_dash.services.model_rows import TOTAL
from nplv_dash.services.redistribution import Band, three
from nplv_dash.ui import editions
from nplv_dash.ui import levers as widgets
from nplv_dash.ui.blocks import picture_buttons
from nplv_dash.ui.blocks.afterwards.futures_view import View
from nplv_dash.ui.look import surface

#: Kinds of parameters that both parts hang on.
_FADING, _BUILDING = ("phi", "hf", "hk"), ("up", "phi", "hf", "hk")


def draw(view: View) -> None:
    """Both parts."""
    _kept(view)
    _again(view)


def _kept(view: View) -> None:
    t, n = view.t, view.n
    left = {domain: float(model_rows.share_kept(view.result, domain, model_rows.TOLD).median) for domain in DOMAINS}
    least, most = min(left, key=lambda one: left[one]), max(left, key=lambda one: left[one])
    st.markdown(
        t(
            "financiering.kept.lead", years=AFTER[model_rows.TOLD],
            least=view.short(least), least_share=n.percent(100 * left[least], 0),
            most=view.short(most), most_share=n.percent(100 * left[most], 0),
        )
    )  # fmt: skip
    st.plotly_chart(
        outlook.dots(
            model_rows.kept_dots(view.result, t, n), ticks=model_rows.kept_ticks(n), surface=surface()
        ),
        theme=None, config=charts.CONFIG, key="wat_blijft", alt=model_rows.kept_alt(view.result, t, n),
    )  # fmt: skip
    st.caption(t("financiering.kept.read"))
    with st.expander(t("gebied.same_as_table"), icon=":material/table:"):
        head = [t("financiering.table.theme"), t("financiering.kept.lasting")]
        head += [t("financiering.kept.years", years=years) for years in AFTER] + [t("financiering.table.grade")]
        body = [
            [
                Cell(t(f"future.outcome.{domain}.name")),
                Cell(_percent(view, view.result.fading[domain][REFERENCE].lasting)),
                *(Cell(_percent(view, model_rows.share_kept(view.result, domain, i))) for i in range(len(AFTER))),
                Cell(t(f"parameter.grade.{view.grade(domain, _FADING)}")),
            ]
            for domain in DOMAINS
        ]
        st.html(table(t("financiering.kept.caption"), head, [Group(body)], numbers=range(1, 5)))
    passport = editions.passport(view.result.scenario)
    picture_buttons.draw(
        lambda: pictures.fading(view.result, passport, t, n), "nplv_wat_blijft", t, "afbeelding_blijft"
    )  # fmt: skip


def _percent(view: View, band: Band) -> str:
    low, middle, high = three(band)
    return view.words.percent_between((100 * low, 100 * middle, 100 * high), 0)


def _again(view: View) -> None:
    """What it takes to come back after a stop."""
    t, n, result = view.t, view.n, view.result
    st.subheader(t("financiering.again.title"))
    grade = view.weakest(named(kind, domain) for domain in DOMAINS for kind in _BUILDING)
    st.markdown(f"{widgets.grade_badge(grade, t)} {t('financiering.again.lead', year=result.levers.restart_year)}")
    never = t("financiering.again.never")
    rows = []
    for domain in DOMAINS:
        one = result.interruption[domain]
        years = [n.decimal(x, 1) if x != float("inf") else never for x in three(one.regained)]
        rows.append(
            [
                Cell(t(f"future.outcome.{domain}.name")),
                Cell(t("herverdeling.between", low=years[0], middle=years[1], high=years[2])),
                Cell(n.percent(100 * one.never, 0)),
            ]
        )
    head = [t("financiering.table.theme"), t("financiering.again.years"), t("financiering.again.chance_never")]
    st.html(
        table(t("financiering.again.caption", year=result.levers.restart_year), head, [Group(rows)], numbers={1, 2})
    )
    low, middle, high = (n.decimal(x, 2) for x in three(result.outlooks[TOTAL].lost["restart"]))
    lost = t("herverdeling.between", low=low, middle=middle, high=high)
    st.markdown(t("financiering.again.lost", lost=lost, year=view.last))
    if result.gap_million is not None:
        money = n.euro(result.gap_million, 0)
        st.markdown(t("financiering.again.money", years=n.integer(result.gap_years), money=money))
