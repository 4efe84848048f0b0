"""The futures beside what was measured: how far the areas stand from the Netherlands, and what the model adds."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from nplv_dash.domain.futures import BEGAN, REFERENCE, FutureId
from nplv_dash.present import bands, charts, outlook, palette
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services import model_rows, pictures
from nplv_dash.services.model_rows import TOTAL
from nplv_dash.services.redistribution import three
from nplv_dash.ui import editions
from nplv_dash.ui.blocks import picture_buttons
from nplv_dash.ui.blocks.afterwards.futures_view import YEARS, View, courses, position, wider
from nplv_dash.ui.look import surface


def draw(view: View) -> None:
    """The chart, its table, and what the model leaves out."""
    t, n = view.t, view.n
    first, last = view.gaps[0], view.gaps[-1]
    st.markdown(t("financiering.gap.lead", year=last.year))
    drawn = courses(replace(view, theme=TOTAL), last.areas)
    measured = _measured(view)
    levels = [(0.0, t("financiering.gap.netherlands"), palette.COUNTRY)]
    if view.area and last.gemeente is not None:
        words = t("financiering.gap.gemeente", gemeente=view.area.gemeente, year=last.year)
        levels.append((last.gemeente, words, palette.MUNICIPALITY))
    values = [x for one in drawn for low, high in one.bounds for x in (*low, *high)]
    values += [*measured.values, *(value for value, *_ in levels)]
    st.plotly_chart(
        outlook.outlook(
            drawn,
            at=BEGAN,
            words=(t("financiering.gap.measured"), t("financiering.gap.model")),
            ticks={x: n.decimal(x, 1, signed=True) for x in bands.round_steps(min(values), max(values))},
            reach=wider(min(values), max(values)),
            surface=surface(),
            measured=measured,
            levels=levels,
        ),
        theme=None, config=charts.CONFIG, key="afstand_nederland",
        alt=t(
            "financiering.gap.alt", place=measured.name, first=first.year, last=last.year,
            begin=n.decimal(first.areas, 1, signed=True), now=n.decimal(last.areas, 1, signed=True),
            year=view.last, name=view.name(view.beside), then=_level(view, view.beside, view.last),
        ),
    )  # fmt: skip
    st.caption(t("financiering.gap.read"))
    st.markdown(t("financiering.gap.no_target"))
    with st.expander(t("gebied.same_as_table"), icon=":material/table:"):
        st.html(_measured_table(view))
        st.html(_model_table(view))
    passport = editions.passport(view.result.scenario)
    picture_buttons.draw(
        lambda: pictures.gap(view.workspace, view.result, view.gaps, view.area, view.beside, passport, t, n),
        f"nplv_afstand_{view.area.id if view.area else 'alle'}_{view.beside}", t, "afbeelding_afstand",
    )  # fmt: skip


def _measured(view: View) -> outlook.Measured:
    t, n = view.t, view.n
    return outlook.Measured(
        name=view.area.name if view.area else t("financiering.gap.all"),
        # The measurement of a year stands in its middle.
        years=tuple(one.year + 0.5 for one in view.gaps),
        values=tuple(one.areas for one in view.gaps),
        texts=tuple(
            t("financiering.gap.hover", year=one.year, gap=n.decimal(one.areas, 2, signed=True)) for one in view.gaps
        ),
    )


def _level(view: View, future: FutureId, year: int) -> str:
    """What was measured last and the effect of a future at the end of a year, together."""
    effect = three(view.result.outlooks[TOTAL].bands[future], position(year))
    return view.words.deviation_between(model_rows.lifted(effect, view.gaps[-1].areas))


def _measured_table(view: View) -> str:
    t, n = view.t, view.n
    rows = [[Cell(str(one.year)), Cell(n.decimal(one.areas, 2, signed=True))] for one in view.gaps]
    head = [t("financiering.table.year"), view.area.name if view.area else t("financiering.gap.all")]
    if view.area:
        head.append(t("financiering.gap.whole", gemeente=view.area.gemeente))
        rows = [[*row, Cell(n.decimal(one.gemeente, 2, signed=True))] for row, one in zip(rows, view.gaps, strict=True)]
    return table(t("financiering.gap.caption_measured"), head, [Group(rows)], numbers={1, 2})


def _model_table(view: View) -> str:
    t, futures = view.t, (REFERENCE, view.beside)
    years = sorted({*(year for year in YEARS if year < view.last), view.last})
    rows = [
        [Cell(t("financiering.table.end", year=year)), *(Cell(_level(view, future, year)) for future in futures)]
        for year in years
    ]
    head = [t("financiering.table.year"), *map(view.name, futures)]
    return table(t("financiering.gap.caption_model"), head, [Group(rows)], numbers={1, 2})
