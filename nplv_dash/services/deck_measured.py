"""What was measured, on slides: charts, the same as tables, and the few words beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nplv_dash.domain.backtest import SEAM, Backtest, YearGap
from nplv_dash.domain.records import Area
from nplv_dash.present import palette
from nplv_dash.present.bands import round_steps
from nplv_dash.present.figures import Figures
from nplv_dash.present.slide import Chart, Mark, Point, Series, Table
from nplv_dash.services import backtest
from nplv_dash.services.profile import compare, headlines
from nplv_dash.services.workspace import Workspace

#: Positions on the scale of multiples.
_MULTIPLES: Final = (0.5, 1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Themes:
    """The five themes: in how many of those that are known most areas, or the one, lie above the Netherlands."""

    chart: Chart
    table: Table
    above: int
    known: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of the krachtwijken; `strongest` is what is said of chance."""

    chart: Chart
    table: Table
    points: tuple[Point, ...]
    notes: tuple[str, ...]
    strongest: backtest.Verdict


def themes(workspace: Workspace, area: Area | None, figures: Figures) -> Themes:
    """The twenty areas on the five themes as multiples of the Netherlands; one of them may stand out."""
    t, n = figures.t, figures.n
    rows, series, chosen = list[tuple[str, ...]](), list[Series](), list[Mark]()
    categories, subs = list[str](), list[str]()
    above = 0
    for indicator in headlines(workspace):
        found = [(one, compare(workspace, one, indicator)) for one in workspace.bundle.areas]
        known = [(one, c.area.value, c) for one, c in found if c and c.area and c.netherlands]
        country = next((c.netherlands for _, _, c in known if c.netherlands), None)
        if country is None:
            continue
        row, ratios = len(categories), {one.id: value / country.value for one, value, _ in known}
        categories.append(t(f"indicator.theme.{indicator.theme}"))
        subs.append(t("verhaal.areas.sub", figure=figures.short(indicator), year=known[0][2].year))
        marks = tuple(
            Mark(row, ratios[one.id], f"{one.name}: {figures.full(indicator, value)}") for one, value, _ in known
        )
        series.append(Series(categories[row], palette.THEMES[indicator.theme], marks))
        low, high = min(value for _, value, _ in known), max(value for _, value, _ in known)
        own = None
        if area is None:
            higher = sum(ratio > 1 for ratio in ratios.values())
            above += higher > len(ratios) / 2
            cells: tuple[str, ...] = (
                t("verhaal.areas.range", low=figures.bare(indicator, low), high=figures.full(indicator, high)),
                t("verhaal.areas.of", count=higher, all=len(ratios)),
            )
        else:
            own = compare(workspace, area, indicator)
            if own and own.area:
                ratios[area.id] = own.area.value / country.value
            above += ratios.get(area.id, 0.0) > 1
            three = (own.area, own.gemeente) if own else (None, None)
            cells = (*(figures.full(indicator, one.value if one else None) for one in three),)
            if area.id in ratios:
                label = t("overzicht.chart.times", x=n.decimal(ratios[area.id], 1))
                chosen.append(Mark(row, ratios[area.id], label))
        rows.append((f"{categories[row]}: {subs[row]}", *cells, figures.full(indicator, country.value)))
    if area:
        series.append(Series(area.name, palette.LIGHT.text, tuple(chosen), chosen=True))
    columns = ("range", "above") if area is None else ()
    head = (
        t("verhaal.areas.column.theme"),
        *((t(f"verhaal.areas.column.{one}") for one in columns) if area is None else (area.name, area.gemeente)),
        t("verhaal.areas.column.netherlands"),
    )
    return Themes(
        Chart(
            kind="dots",
            categories=tuple(categories),
            subs=tuple(subs),
            series=tuple(series),
            axis=t("verhaal.areas.axis"),
            ticks=tuple((x, t("overzicht.chart.times", x=n.decimal(x, 0 if x >= 1 else 1))) for x in _MULTIPLES),
            zero=t("verhaal.areas.column.netherlands"),
            alt=f"{t('verhaal.areas.alt')} {read_aloud(head, rows)}",
        ),
        Table(t("verhaal.areas.caption"), head, tuple(rows)),
        above,
        len(categories),
    )


def measured(kept: Backtest, figures: Figures) -> Measured:
    """The forty krachtwijken beside look-alikes, by the comparison that everything is held against."""
    t, n = figures.t, figures.n
    base, said = kept.base, backtest.finding(kept, t, n)
    verdicts = [backtest.verdict(kept, year) for year in backtest.TARGET_YEARS]
    strongest = next(one for one in ("apart", "split", "chance") if one in verdicts)
    marks = tuple(Mark(one.year, one.gap, "", one.low, one.high) for one in base.years)
    head = (t("verhaal.measured.column.year"), t("verhaal.measured.column.gap"), t("verhaal.measured.column.band"))
    rows = tuple((str(one.year), _gap(one.gap, figures), _range(one, figures)) for one in base.years)
    ends = [base.at(year) for year in (backtest.TARGET_YEARS[0], backtest.TARGET_YEARS[-1])]
    low, high = min(one.low for one in base.years), max(one.high for one in base.years)
    return Measured(
        chart=Chart(
            kind="lines",
            categories=(),
            series=(Series(t("backtest.mark.measured"), palette.LIGHT.accent, marks),),
            axis=t("verhaal.measured.axis"),
            ticks=tuple((x, _gap(x, figures)) for x in round_steps(low, high)),
            alt=f"{t('verhaal.measured.alt')} {read_aloud(head, rows)}",
            zero=t("verhaal.measured.zero"),
            spans=((kept.begin, kept.end, t("backtest.mark.programme")), (*SEAM, t("backtest.mark.seam"))),
        ),
        table=Table(t("verhaal.measured.caption"), head, rows),
        points=(
            Point(said.short),
            *(
                Point(
                    t("verhaal.measured.gap", gap=_gap(one.gap, figures), band=_range(one, figures)),
                    t(f"verhaal.measured.head.{key}", year=one.year),
                )
                for key, one in zip(("end", "later"), ends, strict=True)
            ),
            Point(t("backtest.earlier")),
        ),
        notes=(t("backtest.about.page"), said.sentence, *said.cautions),
        strongest=strongest,
    )


def _gap(value: float, figures: Figures) -> str:
    return figures.n.decimal(value, backtest.DIGITS["points"], signed=True)


def _range(one: YearGap, figures: Figures) -> str:
    return figures.t("backtest.range", low=_gap(one.low, figures), high=_gap(one.high, figures))


def read_aloud(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as sentences, for whoever cannot see the chart."""
    return " ".join(
        f"{row[0]}: " + ", ".join(f"{name} {cell}" for name, cell in zip(head[1:], row[1:], strict=True)) + "."
        for row in rows
    )
