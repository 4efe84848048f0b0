"""What the finding about the krachtwijken was held against: another instrument, the past, low scores, cities."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from nplv_dash.domain.backtest import Backtest, Estimate
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services import backtest
from nplv_dash.services.chart_rows import gap_between, gap_points
from nplv_dash.ui.blocks.afterwards.measured_words import cell, counts

#: The comparison that says whether both groups moved apart before the programme.
_BEFORE = "level_2008"


def draw(kept: Backtest, cautions: Mapping[str, str], figures: Figures) -> None:
    """Four checks, each in words with its tables folded below.

    Args:
        cautions: id of `services.backtest.CAUTIONS` -> text.
    """
    t = figures.t
    checks: dict[str, tuple[list[str], Callable[[Backtest, Figures], list[str]]]] = {
        "second": ([_second_said(kept, figures), cautions["method"]], _second),
        "before": ([_before_said(kept, figures)], _before),
        "courses": ([cautions["rebound"]], _courses),
        "cities": ([_cities_said(kept, figures)], _cities),
    }
    columns = st.columns(2, gap="medium")
    for position, (name, (said, tables)) in enumerate(checks.items()):
        with columns[position % 2].expander(t(f"backtest.check.{name}.title")):
            for text in said:
                st.markdown(text)
            for one in tables(kept, figures):
                st.html(one)
            st.caption(t(f"backtest.about.{name}"))


def _second_said(kept: Backtest, figures: Figures) -> str:
    apart = [
        one
        for variant in kept.second
        for one in variant.years
        if one.year > variant.reference and not one.low <= 0 <= one.high
    ]
    return figures.t(f"backtest.check.second.{'apart' if apart else 'chance'}", ways=len(kept.second))


def _second(kept: Backtest, figures: Figures) -> list[str]:
    """What the other instrument says in its own units, and the change of method by both."""
    t, n = figures.t, figures.n
    years = [one.year for one in kept.second[0].years if one.year >= kept.end]
    rows = [
        [
            Cell(t(f"backtest.variant.{one.id}.label"), sub=t("backtest.wijken", **counts(one, figures))),
            *(cell(one.at(year), figures, one.reference) for year in years),
        ]
        for one in kept.second
    ]
    first = table(
        t("backtest.check.second.caption"), [t("backtest.column.variant"), *map(str, years)], [Group(rows)],
        numbers=range(1, 1 + len(years)),
    )  # fmt: skip

    def estimate(one: Estimate) -> Cell:
        return Cell(n.decimal(one.value, 2, signed=True), sub=t("backtest.se", se=n.decimal(one.se, 2)))

    steps = [
        [Cell(f"{one.start}-{one.end}"), estimate(one.lbm3), estimate(one.lbm2), Cell(n.decimal(one.agreement, 2))]
        for one in kept.seam.steps
    ]
    head = [t(f"backtest.column.{name}") for name in ("years", "lbm3", "lbm2", "agreement")]
    return [first, table(t("backtest.title.seam"), head, [Group(steps)], numbers={1, 2, 3})]


def _before_said(kept: Backtest, figures: Figures) -> str:
    past = next(one for one in backtest.before(kept) if one.id == _BEFORE)
    return figures.t(
        f"backtest.check.before.{'chance' if past.low <= 0 <= past.high else 'apart'}",
        start=past.start, end=past.end, change=gap_points(past.change, figures),
        band=gap_between(past.low, past.high, figures),
    )  # fmt: skip


def _before(kept: Backtest, figures: Figures) -> list[str]:
    """How both groups changed before the programme, where the comparison does not make them alike then."""
    t, n = figures.t, figures.n
    past = backtest.before(kept)
    rows = [
        [
            Cell(t(f"backtest.variant.{one.id}.label")),
            Cell(gap_points(one.change, figures), sub=gap_between(one.low, one.high, figures)),
            Cell(n.decimal(one.p, 2)),
        ]
        for one in past
    ]
    head = [t("backtest.column.variant"), f"{past[0].start}-{past[0].end}", t("backtest.column.p")]
    return [table(t("backtest.title.before"), head, [Group(rows)], numbers={1, 2})]


def _courses(kept: Backtest, figures: Figures) -> list[str]:
    """The scores themselves, of the krachtwijken and of all others."""
    t, n = figures.t, figures.n
    years = (kept.years[0], kept.begin, kept.end, kept.years[-1])
    rows = [
        [
            Cell(t(f"backtest.course.{one.id}"), sub=t("backtest.count", wijken=n.integer(one.wijken))),
            *(Cell(n.decimal(one.score[kept.years.index(year)], 2)) for year in years),
        ]
        for one in kept.courses
    ]
    head = [t("backtest.column.group"), *map(str, years)]
    return [table(t("backtest.title.courses"), head, [Group(rows)], numbers=range(1, len(head)))]


def _cities_said(kept: Backtest, figures: Figures) -> str:
    """Between what the gap lies when one municipality is left out, and whether that is within the band of all."""
    t = figures.t
    parts, inside = [], True
    for year in backtest.TARGET_YEARS:
        gaps = {city.gap[kept.years.index(year)]: city.name for city in kept.cities}
        one = kept.base.at(year)
        inside &= one.low <= min(gaps) and max(gaps) <= one.high
        parts.append(
            t(
                "backtest.check.cities.year",
                year=year, low=gap_points(min(gaps), figures), low_city=gaps[min(gaps)],
                high=gap_points(max(gaps), figures), high_city=gaps[max(gaps)],
            )
        )  # fmt: skip
    return " ".join(
        [t("backtest.check.cities.lead"), *parts, t(f"backtest.check.cities.{'inside' if inside else 'outside'}")]
    )


def _cities(kept: Backtest, figures: Figures) -> list[str]:
    """The gap without each municipality, by name."""
    t, n = figures.t, figures.n
    rows = [
        [
            Cell(city.name, sub=t("backtest.count", wijken=n.integer(city.wijken))),
            *(Cell(gap_points(city.gap[kept.years.index(year)], figures)) for year in backtest.TARGET_YEARS),
        ]
        for city in sorted(kept.cities, key=lambda one: one.name.removeprefix("'s-"))
    ]
    head = [t("backtest.column.city"), *map(str, backtest.TARGET_YEARS)]
    return [table(t("backtest.title.cities"), head, [Group(rows)], numbers={1, 2, 3})]
