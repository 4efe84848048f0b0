"""What may happen when the money ends: levers, the sentence, the fan, and behind them whatever else one may ask.

One fragment: a lever redraws this and nothing else of the page. The fan goes first, the rest follows.
"""

from __future__ import annotations

from typing import get_args

import streamlit as st

from nplv_dash.domain.futures import (
    CONTINUED,
    DECIDED_UNTIL,
    FUTURES,
    OUTCOMES,
    REFERENCE,
    FutureId,
    FutureScenario,
    Outcome,
)
from nplv_dash.domain.records import Area
from nplv_dash.present import bands, charts, outlook, palette
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.levers import future_name
from nplv_dash.services import pictures
from nplv_dash.services.gap import gaps
from nplv_dash.services.model_rows import ABOUT, TOTAL
from nplv_dash.services.redistribution import three
from nplv_dash.services.sentences import future
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import editions, funding, levers, state
from nplv_dash.ui.blocks import own, picture_buttons, quote
from nplv_dash.ui.blocks.afterwards import futures_story, futures_tabs
from nplv_dash.ui.blocks.afterwards.futures_view import View, courses, position, wider
from nplv_dash.ui.look import surface

#: The levers that a visitor meets first; the others stand behind "more".
FIRST = ("end_year", "level_after")
MORE = ("taper_years", "restart_year", "until")
#: Names of choices.
_THEME, _BESIDE = "thema", "naast"
#: Of the futures that can be shown beside the reference.
_OTHERS = tuple(future for future in FUTURES if future != REFERENCE)


def draw(workspace: Workspace, area: Area | None, figures: Figures) -> None:
    """The whole block, for one area or for all twenty."""
    t = figures.t
    levers.read(funding.parameters(), FutureScenario)
    st.header(t("financiering.futures.title"), anchor="toekomst")
    st.markdown(t("financiering.futures.lead"))
    st.info(t("financiering.futures.stop"), icon=":material/event:")
    _answer(workspace, area, figures)


@st.fragment
def _answer(workspace: Workspace, area: Area | None, figures: Figures) -> None:
    """The levers, and everything that follows from them."""
    t, n = figures.t, figures.n
    parameters = funding.parameters()
    # In a place of its own, also when there is nothing to say: what comes after it stays where it was.
    with st.container():
        levers.notice(levers.current(parameters, FutureScenario), t, n)
    left, right = st.columns([2, 5], gap="large")
    with left:
        scenario = _choose(figures)
    with right:
        theme, beside = _look(figures, scenario)
        said, shown = st.container(), st.container()
    view = View(
        workspace, area, parameters, funding.result(scenario), theme, beside,
        gaps(workspace, area, funding.deviation()), t, n,
    )  # fmt: skip
    with shown:
        _fan(view)
        _quote(view)
    with said:
        futures_story.headline(view)
    futures_tabs.draw(view)
    _save(view)


def _choose(figures: Figures) -> FutureScenario:
    """The levers, and what they come to."""
    t, n, parameters = figures.t, figures.n, funding.parameters()
    levers.draw(parameters, FIRST, t, n, _show)
    more = st.expander(t("herverdeling.more"), icon=":material/tune:", key="meer_toekomst", on_change="rerun")
    if more.open:
        with more:
            levers.draw(parameters, MORE, t, n, _show)
    scenario = levers.current(parameters, FutureScenario)
    if scenario != FutureScenario():
        st.button(
            t("herverdeling.reset"), icon=":material/restart_alt:", key="terug_toekomst",
            on_click=levers.put, args=(parameters, FutureScenario()),
        )  # fmt: skip
    return scenario


def _show(lever: str) -> None:
    # Who moves a lever gets the future to see that it is about.
    if lever in ABOUT:
        state.keep(_BESIDE, ABOUT[lever])


def _look(figures: Figures, scenario: FutureScenario) -> tuple[Outcome, FutureId]:
    """Which outcome, and which future beside the reference."""
    t = figures.t
    first, second = st.columns(2)
    end_year = scenario.levers(funding.parameters()).end_year
    with first:
        theme = state.choose(
            _THEME, (TOTAL, *(one for one in OUTCOMES if one != TOTAL)), TOTAL, st.selectbox,
            t("financiering.choose.theme"), format_func=lambda one: t(f"future.outcome.{one}.name"),
        )  # fmt: skip
    with second:
        beside = state.choose(
            _BESIDE, _OTHERS, CONTINUED, st.selectbox, t("financiering.choose.beside"),
            format_func=lambda one: future_name(one, end_year, t),
        )  # fmt: skip
    return next(one for one in get_args(Outcome) if one == theme), next(one for one in FUTURES if one == beside)


def _fan(view: View) -> None:
    t, n = view.t, view.n
    st.markdown(
        f":gray-badge[{t('financiering.model')}] **{t('financiering.fan.title', theme=view.short(view.theme))}**"
    )
    drawn = courses(view)
    extremes = [x for one in drawn for low, high in one.bounds for x in (*low, *high)]
    # What could be measured is always on the scale: one that fits a tiny effect would make much of it.
    low, high = min(0.0, *extremes), max(*extremes, view.outlook.detectable)
    st.plotly_chart(
        outlook.outlook(
            drawn,
            at=float(DECIDED_UNTIL + 1),
            words=(t("financiering.fan.decided"), t("financiering.fan.open")),
            ticks={x: n.decimal(x, 2, signed=True) for x in bands.round_steps(low, high)},
            reach=wider(low, high),
            surface=surface(),
            levels=[
                (0.0, "", palette.COUNTRY),
                (view.outlook.detectable, t("financiering.fan.measurable"), palette.COUNTRY),
            ],
        ),
        theme=None, config=charts.CONFIG, key="waaier_toekomst",
        alt=t(
            "financiering.fan.alt", theme=view.short(view.theme), year=view.last, name=view.name(view.beside),
            reference=view.name(REFERENCE), change=view.words.deviation_between(view.change(view.beside, view.last)),
        ),
    )  # fmt: skip
    st.caption(t("financiering.fan.read"))
    passport = editions.passport(view.result.scenario)
    picture_buttons.draw(
        lambda: pictures.fan(view.result, view.theme, view.beside, passport, t, n),
        f"nplv_toekomst_{view.theme}_{view.beside}", t, "afbeelding_toekomst",
    )  # fmt: skip
    years = st.expander(t("gebied.same_as_table"), icon=":material/table:", key="jaren_toekomst", on_change="rerun")
    if years.open:
        years.html(_years(view))


def _quote(view: View) -> None:
    """Sentences about the fan that may be copied."""
    names = (view.short(view.theme), view.name(view.beside), view.name(REFERENCE))
    quote.draw(
        "zinnen_toekomst", lambda: (future(view.result, view.theme, view.beside, names, view.words),), view.t,
        editions.line(editions.passport(view.result.scenario), view.t, view.n),
    )  # fmt: skip


def _years(view: View) -> str:
    """The fan as a table, a row per year."""
    t, words = view.t, view.words
    shown = (REFERENCE, view.beside)
    years = range(view.result.years[0] - 2, view.last + 1)
    rows = []
    for year in years:
        cells = [words.deviation_between(three(view.outlook.bands[future], position(year))) for future in shown]
        change = words.deviation_between(view.change(view.beside, year)) if year in view.result.years else ""
        rows.append([Cell(str(year)), *map(Cell, cells), Cell(change or words.deviation(0.0))])
    head = [t("financiering.table.year"), *(view.name(future) for future in shown), t("financiering.table.difference")]
    caption = t("financiering.fan.caption", theme=view.short(view.theme))
    return table(caption, head, [Group(rows)], numbers={1, 2, 3})


def _save(view: View) -> None:
    """How to keep and share the scenario and its outcome."""
    with st.container(border=True):
        own.draw(view.result.scenario, view.t, view.n)
