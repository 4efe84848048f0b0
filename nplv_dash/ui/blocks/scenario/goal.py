"""The question the other way round: what must be shared to reach a goal, and what that asks of whom."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import streamlit as st

from nplv_dash.model.goalseek import FairnessAnswer, Redirection, ShareAnswer, TradeOff
from nplv_dash.present import bands, charts
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services import model_rows, pictures
from nplv_dash.services.redistribution import Band
from nplv_dash.ui import editions, goals, state
from nplv_dash.ui.blocks import picture_buttons
from nplv_dash.ui.blocks.scenario.view import View
from nplv_dash.ui.look import surface

#: Targets that can be chosen, in per cents; and how much lower the index of dissimilarity is to be.
_TARGETS = [str(x) for x in range(8, 31)]
_REDUCTIONS = [str(x) for x in range(5, 55, 5)]


def draw(view: View) -> None:
    """Goal, answer, what it asks per area, and the price of a stricter goal."""
    t = view.t
    st.markdown(t("herverdeling.goal.lead"))
    first, second, third = st.columns(3, vertical_alignment="bottom")
    with first:
        kind = state.choose(
            "doel", ("share", "fairness"), "share", st.selectbox, t("herverdeling.goal.kind"),
            format_func=lambda key: t(f"herverdeling.goal.kinds.{key}"),
        )  # fmt: skip
    fair = kind == "fairness"

    def percent(x: str) -> str:
        return view.n.percent(int(x), 0)

    with second:
        options, default, label = (_REDUCTIONS, "10", "reduction") if fair else (_TARGETS, "20", "target")
        target = int(
            state.choose(
                "lager" if fair else "hoogstens", options, default, st.select_slider, t(f"herverdeling.goal.{label}"),
                format_func=percent,
            )
        )  # fmt: skip
    with third:
        when = t("herverdeling.goal.year")
        year = int(state.choose("doeljaar", goals.YEARS, goals.FIRST_YEAR, st.select_slider, when))
    scenario = view.result.scenario
    fingerprint = view.workspace.bundle.fingerprint
    answer = (goals.fairness if fair else goals.share)(fingerprint, scenario, year, target)
    _say(view, answer)
    if isinstance(answer, ShareAnswer):
        _sure(view, goals.met(fingerprint, scenario, year, target))
    _per_area(view, answer)
    _receivers(view, answer.plan)
    if not fair:
        _price(view, goals.curve(fingerprint, scenario, year), year)
    st.caption(t("herverdeling.goal.use"))


def _sure(view: View, met: Band) -> None:
    """In how many areas the goal is met with everything that is uncertain."""
    low, high = (view.n.integer(round(float(x))) for x in met.between(80))
    st.markdown(view.t("herverdeling.goal.chance", low=low, high=high, areas=len(view.country.areas)))


def _say(view: View, answer: ShareAnswer | FairnessAnswer) -> None:
    t, plan = view.t, answer.plan
    met = sum(verdict in {"met", "holds_already"} for verdict in answer.verdicts)
    figures = {
        "moved": view.words.homes(float(plan.moved_a_year[-1])),
        "share": view.n.percent(100 * plan.share, 0),
        "used": view.n.percent(100 * _fullest(plan), 0),
        "met": met,
        "areas": len(answer.verdicts),
    }
    lacking = float(answer.lacking.sum()) if isinstance(answer, ShareAnswer) else 0.0
    if all(verdict == "holds_already" for verdict in answer.verdicts):
        st.success(t("herverdeling.goal.holds"), icon=":material/check:")
    elif answer.feasible:
        st.success(t("herverdeling.goal.can", **figures), icon=":material/check:")
    elif isinstance(answer, FairnessAnswer):
        before, reached = (view.n.percent(100 * x, 1) for x in (plan.dissimilarity_start, plan.dissimilarity))
        st.warning(t("herverdeling.goal.cannot_fairness", before=before, reached=reached), icon=":material/block:")
    else:
        st.warning(t("herverdeling.goal.cannot", **figures), icon=":material/block:")
        if lacking >= 1:
            st.markdown(t("herverdeling.goal.lacking", homes=view.words.homes(lacking)))


def _fullest(plan: Redirection) -> float:
    used = plan.room_used
    return float(np.nanmax(used)) if np.isfinite(used).any() else 0.0


def _per_area(view: View, answer: ShareAnswer | FairnessAnswer) -> None:
    t, n, plan = view.t, view.n, answer.plan
    rows = []
    for i, area in enumerate(view.workspace.bundle.areas):
        verdict = answer.verdicts[i]
        unmet = isinstance(answer, ShareAnswer) and verdict in {"turnover", "turnover_and_room"}
        lowest = n.percent(100 * answer.lowest[i], 1) if isinstance(answer, ShareAnswer) else ""
        rows.append(
            [
                Cell(area.name),
                Cell(n.percent(100 * plan.start[i], 1)),
                Cell(n.percent(100 * plan.shares[i], 0)),
                Cell(view.words.homes(float(plan.moved[-1, i]))),
                Cell(n.percent(100 * plan.reached[i], 1)),
                Cell(
                    t(f"herverdeling.goal.verdicts.{verdict}"),
                    sub=t("herverdeling.goal.lowest", lowest=lowest) if unmet else "",
                ),
            ]
        )
    head = [
        t("herverdeling.places.area"),
        t("herverdeling.goal.start"),
        t("herverdeling.goal.needed"),
        t("herverdeling.places.placed"),
        t("herverdeling.goal.reached", year=answer.year),
        t("herverdeling.goal.verdict"),
    ]
    st.html(table(t("herverdeling.goal.caption"), head, [Group(rows)], numbers={1, 2, 3, 4}))


def _receivers(view: View, plan: Redirection) -> None:
    """What every receiving wijk is asked, in a grid that can be sorted."""
    t, country = view.t, view.country
    receiving = np.flatnonzero(plan.received > 0).tolist()
    if not receiving:
        return
    rows = sorted(receiving, key=lambda i: (country.gemeenten[i], country.names[i]))
    grid = pa.table(
        {
            "gemeente": [country.gemeenten[i] for i in rows],
            "name": [country.names[i] for i in rows],
            "received": [round(float(plan.received[i]), 1) for i in rows],
            "used": [round(100 * float(plan.room_used[i]), 1) for i in rows],
        }
    )
    labels = {name: t(f"herverdeling.places.{name}") for name in grid.column_names}
    columns = {
        **{name: st.column_config.TextColumn(labels[name]) for name in ("gemeente", "name")},
        **{name: st.column_config.NumberColumn(labels[name], format="localized") for name in ("received", "used")},
    }
    with st.expander(t("herverdeling.goal.receivers", wijken=view.n.integer(len(rows))), icon=":material/table:"):
        st.dataframe(grid, column_config=columns, height=420, placeholder=view.n.no_data)


def _price(view: View, curve: TradeOff, year: int) -> None:
    t, n = view.t, view.n
    st.subheader(t("herverdeling.goal.curve"))
    targets, moved = (100 * curve.target).tolist(), curve.moved.tolist()
    st.plotly_chart(
        bands.price(
            targets,
            moved,
            curve.feasible.tolist(),
            texts=[f"{n.percent(x, 1)}: {view.words.homes(y)}" for x, y in zip(targets, moved, strict=True)],
            names=(t("herverdeling.goal.curve_target"), t("herverdeling.goal.curve_moved")),
            ticks=model_rows.price_ticks(targets, moved, n),
            surface=surface(),
        ),
        theme=None, config=charts.CONFIG, key="price", alt=model_rows.price_alt(curve, t, n),
    )  # fmt: skip
    st.caption(t("herverdeling.goal.curve_open"))
    rows = [
        [
            Cell(n.percent(100 * curve.target[i], 1)),
            Cell(view.words.homes(float(curve.moved[i]))),
            Cell(n.percent(100 * curve.share[i], 0)),
            Cell(n.percent(100 * curve.dissimilarity[i], 1)),
            Cell(f"{curve.met[i]} / {len(view.country.areas)}"),
        ]
        for i in range(len(curve.target))
    ]
    keys = ("curve_target", "curve_moved", "curve_share", "curve_dissimilarity", "curve_met")
    head = [t(f"herverdeling.goal.{key}") for key in keys]
    st.html(table(t("herverdeling.goal.curve_caption"), head, [Group(rows)], numbers=range(5)))
    picture_buttons.draw(
        lambda: pictures.price(curve, year, editions.passport(view.result.scenario), t, n),
        f"nplv_herverdeling_prijs_{year}", t, "afbeelding_prijs",
    )  # fmt: skip
