"""What charts of measured figures and of money show, the same for a page and for a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from nplv_dash.domain.backtest import SEAM, Backtest, Variant, YearGap
from nplv_dash.domain.records import Area
from nplv_dash.present import palette
from nplv_dash.present.bands import round_steps
from nplv_dash.present.charts import Series
from nplv_dash.present.eventchart import Gaps, Words
from nplv_dash.present.figures import Figures
from nplv_dash.present.schemes import amount, begin, end, in_millions
from nplv_dash.present.timeline import Column, Group, Mark, Span
from nplv_dash.services import backtest, money
from nplv_dash.services.workspace import NETHERLANDS, Workspace

#: Between two lines of the scale of the Leefbaarometer.
_STEP: Final = 0.1


def trend_rows(workspace: Workspace, area: Area, figures: Figures, accent: palette.Colour) -> list[Series]:
    """The Leefbaarometer of an area, its municipality and the Netherlands, in all years in which it is known."""
    indicator = workspace.bundle.indicators["lbm"]
    series = []
    for name, level, code, colour, dash, width in (
        (area.name, "gebied", area.id, accent, "solid", 3.0),
        (area.gemeente, "gemeente", area.gemeente_code, palette.MUNICIPALITY, "dash", 2.0),
        (figures.t("overzicht.table.netherlands"), "land", NETHERLANDS, palette.COUNTRY, "dot", 2.0),
    ):
        found = {year: workspace.figure(level, code, "lbm", year) for year in workspace.years("gebied", "lbm")}
        known = {year: figure.value for year, figure in found.items() if figure}
        texts = tuple(figures.bare(indicator, value) for value in known.values())
        series.append(Series(name, colour, tuple(known), tuple(known.values()), texts, dash, width))
    return series


def trend_ticks(series: list[Series], figures: Figures) -> dict[float, str]:
    """Position -> words on the axis of the Leefbaarometer."""
    values = [value for line in series for value in line.values]
    first, last = int(min(values) // _STEP), int(-(-max(values) // _STEP))
    return {round(i * _STEP, 10): figures.n.decimal(round(i * _STEP, 10), 1) for i in range(first, last + 1)}


def trend_alt(series: Sequence[Series], name: str, years: Sequence[int], figures: Figures) -> str:
    """What the Leefbaarometer since 2002 shows, in figures; `name` is of the area."""
    alt = figures.t("gebied.trend.alt", area=name, first=years[0], last=years[-1])
    return f"{alt} {since_the_seam(series, figures)}"


def since_the_seam(series: Sequence[Series], figures: Figures) -> str:
    """The first and the last score of each line since it is measured as now: no two scores across that compare."""
    said = []
    for line in series:
        known = [(year, text) for year, text in zip(line.years, line.texts, strict=True) if year >= SEAM[1]]
        if len(known) > 1:
            (first, before), (last, after) = known[0], known[-1]
            words = {"name": line.name, "first": first, "before": before, "last": last, "after": after}
            said.append(figures.t("picture.trend.value", **words))
    return f"{'; '.join(said)}." if said else ""


def money_rows(
    found: money.TimeLine, area: Area | None, figures: Figures, accent: palette.Colour
) -> tuple[list[Group], list[Mark]]:
    """The lines of money in time, by whom they reach, and the moments that matter."""
    t, n = figures.t, figures.n
    colours = {"city": palette.MUNICIPALITY, "national": palette.COUNTRY}
    groups = []
    for scope, bars in found.groups:
        spans = [_span(bar, figures) for bar in bars]
        if scope == "programme" and found.nothing_from is not None:
            label, detail = t("geld.nothing.label", year=int(found.nothing_from)), t("geld.nothing.detail")
            hover = f"<b>{label}</b><br>{detail}"
            spans.append(Span(label, detail, found.nothing_from, None, hover, nothing=True))
        title = t(f"geld.group.{scope}", gemeente=area.gemeente if area else "")
        groups.append(Group(title, colours.get(scope, accent), tuple(spans)))
    marks = [
        Mark(m.at, t(f"geld.moment.{m.id}", day=n.moment(m.day)), strong=m.id.endswith("_round")) for m in found.moments
    ]
    return groups, marks


def money_alt(found: money.TimeLine, figures: Figures) -> str:
    """What the time line shows: how many lines end when, and each of them with its amount."""
    bars = [bar for _, bars in found.groups for bar in bars]
    ends = [bar.end for bar in bars]
    said = figures.t(
        "geld.alt", count=len(ends), first=found.first, last=found.last - 1, known=ends.count("known"),
        unknown=ends.count("unknown"), structural=ends.count("structural"),
    )  # fmt: skip
    return f"{said} {'; '.join(f'{figures.scheme(bar.scheme)}: {_detail(bar, figures)}' for bar in bars)}."


def budget_columns(workspace: Workspace, figures: Figures) -> list[Column]:
    """The line for the programme in the budget, in millions of euros a year; empty where there is none."""
    found = [(int(s.start), s.amount_eur) for s in money.budget(workspace) if s.start and s.amount_eur is not None]
    return [Column(year, euro / 1e6, _million(euro, figures)) for year, euro in found]


def budget_ticks(columns: Sequence[Column], figures: Figures) -> dict[float, str]:
    """Position -> words on the axis of millions."""
    return {x: figures.n.integer(x) for x in round_steps(0.0, max(one.value for one in columns))}


def budget_alt(columns: Sequence[Column], figures: Figures) -> str:
    """What the columns show, in figures."""
    n = figures.n
    said = (f"{one.year}: {in_millions(one.value * 1e6, figures) if one.value else n.euro(0)}" for one in columns)
    return figures.t("geld.budget.alt", years="; ".join(said))


def _million(euro: float, figures: Figures) -> str:
    return figures.n.decimal(euro / 1e6) if euro else figures.t("geld.budget.zero", amount=figures.n.integer(0))


def gap_rows(line: backtest.Line, name: str) -> Gaps:
    """A line of the krachtwijken with its band."""
    return Gaps(name, line.years, line.gap, line.low, line.high)


def gap_ticks(kept: Backtest, figures: Figures) -> dict[float, str]:
    """One scale for all comparisons, so that they can be held against each other."""
    bounds = [bound for line in backtest.lines(kept) for bound in (*line.low, *line.high)]
    return {x: figures.n.decimal(x, 2, signed=True) for x in round_steps(min(bounds), max(bounds))}


def gap_words(figures: Figures) -> Words:
    """What stands in the chart of the krachtwijken."""
    return Words(*(figures.t(f"backtest.mark.{mark}") for mark in ("programme", "seam", "above", "below")))


def gap_points(value: float, figures: Figures) -> str:
    """A gap in points of the Leefbaarometer."""
    return figures.n.decimal(value, backtest.DIGITS["points"], signed=True)


def gap_between(low: float, high: float, figures: Figures) -> str:
    """The bounds of a band."""
    return figures.t("backtest.range", low=gap_points(low, figures), high=gap_points(high, figures))


def gap_with_band(one: YearGap, figures: Figures) -> str:
    """A gap with its band, in a sentence."""
    return figures.t("backtest.gap", gap=gap_points(one.gap, figures), band=gap_between(one.low, one.high, figures))


def gap_values(variant: Variant, begin: int, figures: Figures) -> str:
    """Every gap with its band but that of the begin, which is nothing by definition, in one line."""
    return "; ".join(f"{one.year}: {gap_with_band(one, figures)}" for one in variant.years if one.year != begin)


def _span(bar: money.Bar, figures: Figures) -> Span:
    detail = _detail(bar, figures)
    name = figures.scheme(bar.scheme)
    hover = figures.t("geld.bar.hover", name=name, start=begin(bar.scheme, figures), detail=detail)
    return Span(name, detail, bar.start, bar.stop, hover, endless=bar.end == "structural")


def _detail(bar: money.Bar, figures: Figures) -> str:
    """Amount, kind of amount and end in one short line."""
    t, scheme = figures.t, bar.scheme
    text = amount(scheme, figures, millions=True)
    if scheme.amount_eur is not None:
        text = t("geld.bar.amount", amount=text, kind=t(f"gebied.money.kinds.{scheme.kind}"))
    key = "no_start" if bar.start is None and bar.end == "unknown" else bar.end
    return t(f"geld.bar.{key}", amount=text, end=end(scheme, figures))
