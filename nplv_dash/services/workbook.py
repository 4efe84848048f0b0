"""All figures of one area or of all twenty as a workbook, with the money, both models, and where everything is from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from nplv_dash import __version__
from nplv_dash.domain.futures import DECIDED_UNTIL
from nplv_dash.domain.records import Area, Dataset, Scheme
from nplv_dash.present import schemes
from nplv_dash.present.citation import licence
from nplv_dash.present.figures import Figures
from nplv_dash.present.levers import future_name
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.passports import passport_line
from nplv_dash.present.text import Text
from nplv_dash.present.workbook import Sheet, workbook
from nplv_dash.services import futures_report, money, report
from nplv_dash.services.brief_model import Computed
from nplv_dash.services.links import address as address_of
from nplv_dash.services.links import link_of
from nplv_dash.services.own_area_words import page_of
from nplv_dash.services.profile import all_figures
from nplv_dash.services.redistribution import three
from nplv_dash.services.workspace import Workspace

#: Of every band the workbook has these; the files of the command line have all seven.
_STATISTICS: Final = ("80_low", "median", "80_high")
_OTHERS: Final = ("95_low", "50_low", "50_high", "95_high")
#: Columns that say what a row is.
_NAMES: Final = frozenset({"number", "name", "gemeente", "wijken", "role", "side", "year", "code", "outcome", "future"})


@dataclass(frozen=True, slots=True)
class _Book:
    """What every sheet works with; without an area it is of all twenty."""

    workspace: Workspace
    area: Area | None
    computed: Computed
    figures: Figures

    @property
    def areas(self) -> tuple[Area, ...]:
        return (self.area,) if self.area else self.workspace.bundle.areas


def book(
    workspace: Workspace,
    area: Area | None,
    computed: Computed,
    t: Text,
    n: Numbers,
    *,
    address: str | None,
    made: dt.date,
) -> bytes:
    """The workbook as XLSX, with the figures of the pages and of the files of the command line.

    Args:
        area: None for all twenty.
        computed: what the models say.
        address: where the app is; without it addresses are paths.
        made: the day that is written in it.
    """
    one = _Book(workspace, area, computed, Figures(t, n))
    title = t("workbook.title", area=area.name if area else t("workbook.all"))
    sheets = (
        Sheet(t("workbook.sheet.readme"), (t("workbook.about"), title), list(_readme(one, address, made))),
        _figures(one),
        _money(one),
        *_redistribution(one),
        _funding(one),
        _sources(one),
    )
    return workbook(sheets, title=title)


def _readme(one: _Book, address: str | None, made: dt.date) -> Iterator[tuple[str, str]]:
    t, n, computed = one.figures.t, one.figures.n, one.computed
    base = f"{address.rstrip('/')}/" if address else "/"
    page = page_of(one.area) if one.area else ""
    scenario = computed.name or t("brief.scenario.own")
    version = f"nplv_dash {__version__}, {one.workspace.bundle.fingerprint}"
    yield t("workbook.readme.made"), n.date(made)
    yield t("export.version"), version
    yield t("workbook.readme.page"), address_of(base, page, t.lang)
    yield t("workbook.readme.scenario"), scenario
    yield t("workbook.readme.scenario_link"), address_of(base, link_of(computed.redistribution), t.lang)
    yield t("workbook.readme.passport"), passport_line(computed.redistribution, t, n)
    yield t("workbook.readme.funding_link"), address_of(base, link_of(computed.funding), t.lang)
    yield t("workbook.readme.passport_funding"), passport_line(computed.funding, t, n)
    yield t("workbook.readme.cite"), t("workbook.cite", year=made.year, date=n.date(made), version=version, page=base)
    yield t("workbook.readme.model"), t("workbook.model")
    yield (
        t("workbook.readme.band"),
        t("workbook.band", redistribution=n.integer(computed.result.count), funding=n.integer(computed.futures.count)),
    )
    if one.area and one.area.own:
        yield one.area.name, one.figures.border(one.area)
        yield t("own_area.facts.ground"), one.figures.ground(one.area)
    if one.area:
        yield t("workbook.readme.wijken"), t("workbook.wijken", gemeente=one.area.gemeente)
    yield t("export.caveat"), t("geld.file.caveat")
    yield t("export.borders"), t("export.borders_text")
    yield t("export.missing"), t("export.missing_text")
    yield t("export.licence"), t("workbook.licence")


def _figures(one: _Book) -> Sheet:
    """Every rate of every year, a row each."""
    t, figures, rows = one.figures.t, one.figures, []
    for area in one.areas:
        for row in all_figures(one.workspace, area).itertuples(index=False):
            indicator = one.workspace.bundle.indicators[str(row.indicator)]
            values = (_rounded(value, 4) for value in (row.area, row.gemeente, row.netherlands, 100 * row.coverage))
            unit, theme = t(f"indicator.unit.{indicator.unit}"), t(f"indicator.theme.{indicator.theme}")
            rows.append((area.name, area.gemeente, theme, figures.label(indicator), unit, int(row.year), *values))
    heads = (
        "area",
        "gemeente",
        "theme",
        "figure",
        "unit",
        "year",
        "value",
        "gemeente_value",
        "netherlands",
        "coverage",
    )
    return Sheet(t("workbook.sheet.figures"), tuple(t(f"workbook.head.{name}") for name in heads), rows, fixed=4)


def _money(one: _Book) -> Sheet:
    t, rows = one.figures.t, []
    for area in one.areas:
        rows += [
            _line(scheme, t(f"gebied.money.for.{scope}", area=area.name, gemeente=area.gemeente), one.figures)
            for scope in ("area", "city")
            for scheme in money.lines(one.workspace, area, "area" if scope == "area" else "city")
        ]
    for scope in money.scopes(None):
        rows += [
            _line(scheme, t(f"gebied.money.for.{scope}"), one.figures)
            for scheme in money.lines(one.workspace, None, scope)
        ]
    heads = ("name", "reach", "start", "end", "amount_eur", "precision", "kind", "note", "source")
    return Sheet(t("workbook.sheet.money"), tuple(t(f"geld.file.{name}") for name in heads), rows)


def _line(scheme: Scheme, reach: str, figures: Figures) -> tuple[Any, ...]:
    t = figures.t
    return (
        figures.scheme(scheme), reach, schemes.begin(scheme, figures), schemes.end(scheme, figures), scheme.amount_eur,
        t(f"geld.file.{scheme.precision}"), t(f"gebied.money.kinds.{scheme.kind}"), schemes.note(scheme, figures),
        schemes.source(scheme, figures),
    )  # fmt: skip


def _redistribution(one: _Book) -> Iterator[Sheet]:
    """The figures that say most, both sides per year, the areas, and the wijken that give or may receive."""
    t, n, computed = one.figures.t, one.figures.n, one.computed
    result, bundle = computed.result, one.workspace.bundle
    last = result.years[-1]
    words = {"limit": n.percent(result.fairness.limit, 0), "harm": n.decimal(report.HARM, 2)}
    headline = report.headline_table(result)
    headline = headline.assign(
        figure=[t(f"cli.run_figure.{name}", **words) for name in headline["figure"]],
        unit=[t(f"workbook.unit.{unit}") for unit in headline["unit"]],
    )
    yield _sheet(t("workbook.sheet.headline"), headline.drop(columns=list(_OTHERS)), _plain(t))
    sides = {side: t(f"herverdeling.sides.{side}") for side in ("areas", "receivers")}
    years = _bare(report.year_table(result)).replace({"side": sides})
    yield _sheet(t("workbook.sheet.years"), years, _named(t, None), fixed=2)
    if one.area and one.area.own:
        yield _own(one, one.area)
    else:
        areas = report.area_table(bundle, computed.country, result)
        if one.area:
            areas = areas[areas["id"] == one.area.id]
        yield _sheet(t("workbook.sheet.areas"), _bare(areas).drop(columns="id"), _named(t, last), fixed=2)
    wijken = _bare(report.wijk_table(computed.country, result))
    if one.area:
        # The wijken of an area, and all of its municipality that may receive.
        units = one.workspace.bundle.units["gemeente"]
        towns = units["name"][units["code"].isin(one.area.gemeenten)]
        wijken = wijken[(wijken["area"] == one.area.id) | wijken["gemeente"].isin(towns)]
    wijken = wijken.drop(columns=["area", "imputed"])
    roles = {role: t(f"workbook.role.{role}") for role in ("area", "receiver")}
    yield _sheet(t("workbook.sheet.wijken"), wijken.replace({"role": roles}), _named(t, last), fixed=2)


def _own(one: _Book, area: Area) -> Sheet:
    """What the scenario does in an area of a visitor's own; empty where nothing can be said."""
    t, side = one.figures.t, one.computed.own.get(area.id)
    names = ("area", "before", "after", "change", "received")
    heads = [t(f"herverdeling.places.{name}") for name in names]
    statistics = [t(f"workbook.statistic.{name}") for name in _STATISTICS]
    # Of a change and of a number of households there are three numbers.
    wide = [f"{head}, {statistic}" for head in heads[3:] for statistic in statistics]
    rows: list[tuple[Any, ...]] = []
    if side and side.known:
        change, received = three(side.change), three(side.received)
        values = (side.start, side.start + change[1], *change, *received)
        rows.append((area.name, *(round(value, 2) for value in values)))
    return Sheet(t("own_area.sheet"), (*heads[:3], *wide), rows)


def _funding(one: _Book) -> Sheet:
    """Every future less the one that was decided, per outcome and year."""
    t, computed = one.figures.t, one.computed
    table = _bare(futures_report.differences(computed.futures))
    table = table.assign(
        outcome=[t(f"future.outcome.{name}.name") for name in table["outcome"]],
        future=[future_name(name, computed.futures.levers.end_year, t) for name in table["future"]],
    )
    return _sheet(t("workbook.sheet.funding"), table, _named(t, None), fixed=3)


def _sources(one: _Book) -> Sheet:
    t = one.figures.t
    rows = [_source(dataset, t) for dataset in one.workspace.bundle.catalog.datasets]
    heads = ("source", "publisher", "vintage", "licence", "address", "obtained", "processing")
    return Sheet(t("workbook.sheet.sources"), tuple(t(f"workbook.head.{name}") for name in heads), rows)


def _source(one: Dataset, t: Text) -> tuple[str, ...]:
    vintage, obtained, processing = (one.said(word, t.lang) for word in ("vintage", "obtained", "processing"))
    return one.title, one.producer, vintage, licence(one, t), one.url, obtained, processing


def _sheet(name: str, table: pd.DataFrame, head: Callable[[str], str], *, fixed: int = 1) -> Sheet:
    return Sheet(name, tuple(head(column) for column in table), list(table.itertuples(index=False, name=None)), fixed)


def _bare(table: pd.DataFrame) -> pd.DataFrame:
    """Without the statistics that a workbook leaves out."""
    return table.drop(columns=[column for column in table if str(column).endswith(_OTHERS)])


def _plain(t: Text) -> Callable[[str], str]:
    """Heads of a table whose figures have their units in a column."""
    return lambda column: t(f"workbook.statistic.{column}" if column in _STATISTICS else f"workbook.column.{column}")


def _named(t: Text, year: int | None) -> Callable[[str], str]:
    """Heads of columns that are called `<name>_<unit>_<statistic>`, with the year at whose end the figures stand."""

    def head(column: str) -> str:
        if column in _NAMES:
            return t(f"workbook.column.{column}")
        statistic = next((one for one in _STATISTICS if column.endswith(f"_{one}")), "")
        rest = column.removesuffix(f"_{statistic}") if statistic else column
        unit = max((one for one in report.UNITS if rest.endswith(f"_{one}")), key=len)
        named = t(f"workbook.column.{rest.removesuffix(f'_{unit}')}", decided=DECIDED_UNTIL)
        counted = t(f"workbook.unit.{unit}")
        said = [named] if named.lower() == counted else [named, counted]
        if statistic:
            said += [t(f"workbook.statistic.{statistic}"), *([str(year)] if year else [])]
        return ", ".join(said)

    return head


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
