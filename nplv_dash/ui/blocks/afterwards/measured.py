"""What was measured when earlier money stopped: the forty krachtwijken of 2008-2012 beside look-alikes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from nplv_dash.domain.backtest import Backtest, Variant, YearGap
from nplv_dash.domain.parameters import Grade
from nplv_dash.domain.records import Krachtwijk
from nplv_dash.present import charts, eventchart
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services import backtest, pictures
from nplv_dash.services.chart_rows import gap_between, gap_rows, gap_ticks, gap_values, gap_with_band, gap_words
from nplv_dash.services.krachtwijken import QUALITIES, krachtwijken
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import funding, levers, state
from nplv_dash.ui.blocks import downloads, evidence, picture_buttons
from nplv_dash.ui.blocks.afterwards import measured_checks, measured_files
from nplv_dash.ui.blocks.afterwards.measured_words import cell, counts
from nplv_dash.ui.look import surface

#: Of scores that were computed afterwards, in wijken that nobody drew by lot; and the tests of 2012 disagree.
_GRADE: Grade = "weak"
#: What is said of another explanation where its own check is shown; the others stand together.
_SAID_ELSEWHERE = ("rebound", "method")


def draw(workspace: Workspace, figures: Figures) -> None:
    """The whole block."""
    t = figures.t
    kept = funding.measured()
    said = backtest.finding(kept, t, figures.n)
    cautions = dict(zip(backtest.CAUTIONS, said.cautions, strict=True))
    st.header(t("backtest.title.page"), anchor="gemeten")
    st.markdown(t("backtest.about.page"))
    _finding(said, figures)
    _chart(kept, figures)
    st.subheader(t("backtest.title.checks"))
    measured_checks.draw(kept, cautions, figures)
    with st.expander(t("backtest.title.areas"), icon=":material/table:"):
        st.html(_areas(workspace, figures))
        st.caption(t("backtest.about.areas"))
    _does_not_say(cautions, figures)
    sources = evidence.sources(workspace, measured_files.SOURCES, t)
    st.caption("\n".join(f"- {line}" for line in sources))
    downloads.draw(
        lambda: downloads.Offer("nplv_krachtwijken", lambda: measured_files.export(workspace, kept, figures)),
        t,
        "download_gemeten",
    )


@st.cache_resource(show_spinner=False)
def _list(fingerprint: str, _workspace: Workspace) -> tuple[Krachtwijk, ...]:  # noqa: ARG001
    return krachtwijken(_workspace.bundle.root)


def _finding(said: backtest.Finding, figures: Figures) -> None:
    t = figures.t
    with st.container(border=True):
        st.markdown(f":blue-badge[{t('backtest.measured')}] {levers.grade_badge(_GRADE, t)}")
        st.markdown(f"**{said.short}**")
        st.caption(t("backtest.why_grade"))
        with st.expander(t("backtest.table.finding"), icon=":material/format_list_numbered:"):
            st.markdown(f"{said.sentence} {t('backtest.earlier')}")


def _chart(kept: Backtest, figures: Figures) -> None:
    """The gap per year, by the comparison that the visitor chooses, with the same figures as a table."""
    t, n = figures.t, figures.n
    st.subheader(t("backtest.title.chart"))
    st.markdown(t("backtest.read", begin=kept.begin, deviation=n.decimal(kept.deviation, 2)))
    chosen = state.choose(
        "vergelijking", [one.id for one in kept.variants], kept.base.id, st.selectbox, t("backtest.choose"),
        format_func=lambda key: t(f"backtest.variant.{key}.label"),
    )  # fmt: skip
    variant = kept.variant(chosen)
    counted = t("backtest.counted", **counts(variant, figures))
    st.markdown(f"{t(f'backtest.variant.{chosen}.what')} {counted}")
    is_base, values = variant is kept.base, gap_values(variant, kept.begin, figures)
    st.plotly_chart(
        eventchart.event_study(
            gap_rows(backtest.line(kept, chosen), t("backtest.mark.measured")),
            texts=[_hover(one, kept, figures) for one in variant.years],
            programme=(kept.begin, kept.end),
            words=gap_words(figures),
            ticks=gap_ticks(kept, figures),
            years=(kept.years[0], kept.begin, *backtest.TARGET_YEARS),
            surface=surface(),
            # It was computed for this comparison and for no other.
            chance=gap_rows(backtest.placebo_line(kept), t("backtest.mark.placebo")) if is_base else None,
            beside=None if is_base else gap_rows(backtest.line(kept, kept.base.id), t("backtest.variant.base.label")),
        ),
        theme=None, config=charts.CONFIG, key="krachtwijken",
        alt=t("backtest.alt", first=kept.years[0], last=kept.years[-1], values=values),
    )  # fmt: skip
    st.caption(
        " ".join([t("backtest.caption"), t("backtest.caption_chance" if is_base else "backtest.caption_beside")])
    )
    picture_buttons.draw(
        lambda: pictures.measured(kept, t, n, variant=chosen),
        "nplv_krachtwijken_gemeten" if is_base else f"nplv_krachtwijken_gemeten_{chosen}", t, "afbeelding_gemeten",
    )  # fmt: skip
    with st.expander(t("backtest.table.years"), icon=":material/table:"):
        st.html(_years(kept, variant, figures))
        chance = t("backtest.about.chance", draws=n.integer(kept.placebo.draws), start=kept.years[0]) if is_base else ""
        st.caption(f"{t('backtest.about.p')} {chance}")
    with st.expander(t("backtest.table.variants"), icon=":material/table:"):
        st.html(_variants(kept, figures))
        st.caption(t("backtest.about.bands"))


def _hover(one: YearGap, kept: Backtest, figures: Figures) -> str:
    said = figures.t("backtest.start") if one.year == kept.begin else gap_with_band(one, figures)
    return f"<b>{one.year}</b>: {said}"


def _years(kept: Backtest, variant: Variant, figures: Figures) -> str:
    """One comparison, year by year; that of the start beside what chance does."""
    t, n = figures.t, figures.n
    chance = {one.year: one for one in kept.placebo.years} if variant is kept.base else {}
    rows = []
    for one in variant.years:
        at_start = one.year == kept.begin
        row = [Cell(str(one.year)), cell(one, figures, kept.begin), Cell("" if at_start else n.decimal(one.p, 2))]
        if chance:
            other = chance[one.year]
            sub = t("backtest.chance", p=n.decimal(other.p, 3))
            row.append(Cell("") if at_start else Cell(gap_between(other.low, other.high, figures), sub=sub))
        rows.append(row)
    head = [t(f"backtest.column.{name}") for name in ("year", "gap", "p")]
    head += [t("backtest.mark.placebo")] if chance else []
    caption = t("backtest.caption_years", variant=t(f"backtest.variant.{variant.id}.label"))
    return table(caption, head, [Group(rows)], numbers={1, 2, 3})


def _variants(kept: Backtest, figures: Figures) -> str:
    """Every comparison at the end of the programme and after it; those that answer the question first."""
    t = figures.t
    answering = backtest.matched(kept)
    others = [one for one in kept.variants if one not in answering]

    def rows(variants: Sequence[Variant]) -> list[list[Cell]]:
        return [
            [
                Cell(t(f"backtest.variant.{one.id}.label"), sub=t("backtest.wijken", **counts(one, figures))),
                *(cell(one.at(year), figures, one.reference) for year in backtest.TARGET_YEARS),
            ]
            for one in variants
        ]

    groups = [
        Group(rows(answering), t("backtest.group.alike", share=figures.n.percent(kept.corporation, 0))),
        Group(rows(others), t("backtest.group.unlike")),
    ]
    head = [t("backtest.column.variant"), *map(str, backtest.TARGET_YEARS)]
    return table(t("backtest.title.variants"), head, groups, numbers={1, 2, 3})


def _areas(workspace: Workspace, figures: Figures) -> str:
    """The forty areas by how well wijken match them."""
    t, n = figures.t, figures.n
    units = workspace.bundle.units["wijk"]
    names = dict(zip(units["code"], units["name"], strict=True))
    areas = _list(workspace.bundle.fingerprint, workspace)
    groups = []
    for quality in QUALITIES:
        those = [one for one in areas if one.quality == quality]
        rows = [
            [
                Cell(one.name, sub=one.said("note", t.lang)),
                Cell(n.decimal(one.investment_mln_eur)),
                Cell(", ".join(names[code] for code in one.wijken)),
            ]
            for one in those
        ]
        title = t("backtest.group.quality", quality=t(f"backtest.quality.{quality}"), count=len(those))
        groups.append(Group(rows, title))
    head = [t(f"backtest.column.{name}") for name in ("area", "investment", "wijken")]
    return table(t("backtest.title.areas"), head, groups, numbers={1})


def _does_not_say(cautions: dict[str, str], figures: Figures) -> None:
    """What else could explain it."""
    t = figures.t
    st.subheader(t("backtest.title.cautions"))
    for name, text in cautions.items():
        if name not in _SAID_ELSEWHERE:
            # Folded they are a list of sentences that say it already.
            with st.expander(t(f"backtest.caution_title.{name}")):
                st.markdown(text)
