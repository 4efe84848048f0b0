"""What is frozen of a scenario: its tables as they are downloaded, its pictures, and a page with both, all as files.

files = redistribution(workspace, country, parameters, result, edition, day)
Archive(folder).keep(passport, files, day)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from nplv_dash.domain.editions import Edition, Passport
from nplv_dash.domain.futures import CONTINUED, FutureId
from nplv_dash.domain.futures import OUTCOMES as THEMES
from nplv_dash.domain.parameters import Parameters
from nplv_dash.model.goalseek import TradeOff
from nplv_dash.model.horizon import OUTCOMES
from nplv_dash.present import standalone
from nplv_dash.present.citation import apa
from nplv_dash.present.levers import future_name, written
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.passports import passport_line
from nplv_dash.present.picture import Picture
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.services import cite, futures_figures, futures_report, model_rows, pictures, report
from nplv_dash.services.country import Country
from nplv_dash.services.gap import gaps
from nplv_dash.services.goalseek import FIRST_YEAR
from nplv_dash.services.links import link_of
from nplv_dash.services.model_rows import ABOUT, EFFECT, TOTAL
from nplv_dash.services.redistribution import Result
from nplv_dash.services.redistribution_map import LOOKS
from nplv_dash.services.workspace import Workspace

#: From a page of the archive, `vast/<id>/`, to the pages of the app.
_UP = "../../"
#: How an address asks for all areas together.
_EVERYWHERE: Final = "alle"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """One language of what is frozen."""

    workspace: Workspace
    passport: Passport
    parameters: Parameters
    day: dt.date
    t: Text
    n: Numbers

    @property
    def model(self) -> str:
        return self.passport.edition.model

    @property
    def title(self) -> str:
        return self.t(f"share.frozen.title.{self.model}")

    @property
    def page(self) -> str:
        """The page that shows the same now."""
        return link_of(self.passport).partition("?")[0]

    @property
    def live(self) -> str:
        """The address of that page, with the same levers."""
        lang = "" if self.t.lang == LANGUAGES[0] else f"&lang={self.t.lang}"
        return f"{_UP}{link_of(self.passport)}{lang}"

    def name(self, still: _Still) -> str:
        """The names of the files of a picture, without language and ending."""
        return name_of(self.page, still.part, still.chosen)


@dataclass(frozen=True, slots=True)
class _Still:
    """A picture that is frozen.

    Attributes:
        part: of the page, as its addresses have it.
        chosen: in it, as an address has it.
        words: of the link to it; empty where it stands on the page itself.
    """

    part: str
    chosen: Mapping[str, str]
    picture: Picture
    words: str = ""


#: What is chosen in a picture that is frozen, with what is chosen at first, by page and part of it.
CHOICES: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "herverdeling": {
        "kaart": {"blik": LOOKS[0]},
        "kanten": {},
        "verdeling": {},
        "aannames": {"uitkomst": EFFECT},
        "prijs": {"doeljaar": str(FIRST_YEAR)},
    },
    "na_de_financiering": {
        "toekomst": {"thema": TOTAL, "naast": CONTINUED},
        "toekomsten": {"thema": TOTAL},
        "aannames": {"thema": TOTAL},
        "blijft": {},
        "afstand": {"gebied": _EVERYWHERE, "naast": CONTINUED},
    },
}


def name_of(page: str, part: str, chosen: Mapping[str, str]) -> str:
    """The name of the picture that shows what is chosen, without its language and ending; it may not be frozen.

    Args:
        chosen: as an address has it; what is not there is as it is at first.
    """
    first = CHOICES.get(page, {}).get(part, {})
    values = {name: chosen.get(name, default) for name, default in first.items()}
    return part if values == first else "_".join((part, *values.values()))


def redistribution(
    workspace: Workspace,
    country: Country,
    parameters: Parameters,
    result: Result,
    curves: Mapping[int, TradeOff],
    edition: Edition,
    day: dt.date,
    tell: Callable[[float], None],
) -> dict[str, bytes]:
    """Name -> content of every file, of a scenario of redistribution.

    Args:
        result: of as many draws as `run` takes.
        curves: what goals ask, by the years after which they hold; `FIRST_YEAR` among them.
        day: on which it is frozen.
        tell: is told how far it is, 0 to 1, after each picture.
    """
    passport = Passport(result.scenario, edition)
    tables = redistribution_tables(workspace, country, parameters, result, edition)

    def drawn(t: Text, n: Numbers) -> Iterator[_Still]:
        for look in LOOKS:
            picture = pictures.difference_map(workspace, country, result, passport, t, n, look=look)
            words = "" if look == LOOKS[0] else t(f"herverdeling.map.looks.{look}")
            yield _Still("kaart", {"blik": look}, picture, words)
        yield _Still("kanten", {}, pictures.sides(result, passport, t, n))
        yield _Still("verdeling", {}, pictures.spread(result, passport, t, n))
        for outcome in (EFFECT, *(one for one in OUTCOMES if one != EFFECT)):
            picture = pictures.drives(country, parameters, result, outcome, passport, t, n)
            yield _Still("aannames", {"uitkomst": outcome}, picture)
        for year, curve in curves.items():
            words = "" if year == FIRST_YEAR else t("share.frozen.after", years=year)
            yield _Still("prijs", {"doeljaar": str(year)}, pictures.price(curve, year, passport, t, n), words)

    files = dict(tables)
    for sheet, tell_of in _sheets(workspace, passport, parameters, day, tell):
        files |= _page(sheet, [*drawn(sheet.t, sheet.n)], _headlines(result, sheet.t, sheet.n), tuple(tables), tell_of)
    return files


def funding(
    workspace: Workspace,
    parameters: Parameters,
    result: futures_figures.Result,
    deviation: float,
    edition: Edition,
    day: dt.date,
    tell: Callable[[float], None],
) -> dict[str, bytes]:
    """The same of a scenario of funding: every theme, since which of them was looked at is no part of the scenario.

    Beside the reference stand a generation of money and whatever future the levers are about; how all futures differ
    from it stands in a picture of its own. How far they stand from the Netherlands, of every area.

    Args:
        deviation: see `gaps`.
    """
    passport = Passport(result.scenario, edition)
    tables = funding_tables(parameters, result, edition)
    files = dict(tables)
    for sheet, tell_of in _sheets(workspace, passport, parameters, day, tell):
        drawn = [*_futures(result, parameters, passport, sheet.t, sheet.n)]
        drawn += _away(workspace, result, deviation, passport, sheet.t, sheet.n)
        files |= _page(sheet, drawn, _outcomes(result, sheet.t, sheet.n), tuple(tables), tell_of)
    return files


def _futures(
    result: futures_figures.Result, parameters: Parameters, passport: Passport, t: Text, n: Numbers
) -> Iterator[_Still]:
    themes = (TOTAL, *(one for one in THEMES if one != TOTAL))
    for outcome in themes:
        for beside in _besides(result):
            picture = pictures.fan(result, outcome, beside, passport, t, n)
            yield _Still("toekomst", {"thema": outcome, "naast": beside}, picture)
    for outcome in themes:
        yield _Still("toekomsten", {"thema": outcome}, pictures.every_future(result, outcome, passport, t, n))
    yield _Still("blijft", {}, pictures.fading(result, passport, t, n))
    domain = model_rows.domain_of(TOTAL, parameters)
    yield _Still("aannames", {}, pictures.funding_drives(result, parameters, domain, passport, t, n))


def _away(
    workspace: Workspace, result: futures_figures.Result, deviation: float, passport: Passport, t: Text, n: Numbers
) -> Iterator[_Still]:
    """How far all areas together stand from the Netherlands, and each of the twenty."""
    for area in (None, *workspace.bundle.areas):
        measured = gaps(workspace, area, deviation)
        for beside in _besides(result):
            picture = pictures.gap(workspace, result, measured, area, beside, passport, t, n)
            chosen = {"gebied": area.id if area else _EVERYWHERE, "naast": beside}
            words = f"{area.name}: {future_name(beside, result.levers.end_year, t)}" if area else ""
            yield _Still("afstand", chosen, picture, words)


def _besides(result: futures_figures.Result) -> tuple[FutureId, ...]:
    """The futures that stand beside the reference, the first one first."""
    return (CONTINUED, *(ABOUT[lever] for lever in dict(result.scenario.changes) if lever in ABOUT))


def redistribution_tables(
    workspace: Workspace, country: Country, parameters: Parameters, result: Result, edition: Edition
) -> dict[str, bytes]:
    """The files that `run` writes for a scenario without a name: a link and a passport have none either."""
    nameless = replace(result, scenario=replace(result.scenario, name=None))
    return report.report_of(workspace.bundle, country, parameters, nameless, edition).files()


def funding_tables(parameters: Parameters, result: futures_figures.Result, edition: Edition) -> dict[str, bytes]:
    """The same of a scenario of funding."""
    nameless = replace(result, scenario=replace(result.scenario, name=None))
    return futures_report.report_of(parameters, nameless, edition).files()


def _sheets(
    workspace: Workspace, passport: Passport, parameters: Parameters, day: dt.date, tell: Callable[[float], None]
) -> Iterator[tuple[_Sheet, Callable[[float], None]]]:
    """Every language, with what is told how far it is with it."""
    for i, lang in enumerate(LANGUAGES):
        sheet = _Sheet(workspace, passport, parameters, day, Text(lang), Numbers(lang))
        yield sheet, _within(i, tell)


def _within(i: int, tell: Callable[[float], None]) -> Callable[[float], None]:
    """What is told of one language, as a part of all."""
    return lambda share: tell((i + share) / len(LANGUAGES))


def _page(
    sheet: _Sheet, drawn: Sequence[_Still], told: str, tables: tuple[str, ...], tell: Callable[[float], None]
) -> dict[str, bytes]:
    """The page of one language, its pictures, and the first of each part on a page of its own."""
    t, lang = sheet.t, sheet.t.lang
    files = {}
    for i, one in enumerate(drawn, 1):
        files[f"{sheet.name(one)}.{lang}.svg"] = one.picture.svg()
        tell(i / len(drawn))
    lead = t("share.frozen.lead", date=sheet.n.date(sheet.day))
    live = standalone.link(t("share.frozen.live"), sheet.live, out=True)
    whole = standalone.link(t("share.frozen.whole"), f"./?lang={lang}", out=True)
    # As a page only what a part begins with: drawing each once more takes time, and a picture is whole by itself.
    for name, picture in ((one.part, one.picture) for one in drawn if sheet.name(one) == one.part):
        files[f"{name}.{lang}.html"] = standalone.page(
            picture.caption.title,
            (
                standalone.heading(picture.caption.title),
                standalone.paragraph(picture.caption.subtitle, "small"),
                standalone.drawn(picture),
                standalone.foot(
                    standalone.paragraph(picture.caption.source, "small"),
                    standalone.paragraph(passport_line(sheet.passport, t, sheet.n), "small"),
                    standalone.paragraph(lead, "small"),
                    standalone.line(whole, live),
                ),
            ),
            lang,
            letters=False,
        )
    files[f"index.{lang}.html"] = standalone.page(sheet.title, _parts(sheet, drawn, told, tables, lead), lang)
    return files


def _parts(sheet: _Sheet, drawn: Sequence[_Still], told: str, tables: tuple[str, ...], lead: str) -> Iterator[str]:
    t, n, lang = sheet.t, sheet.n, sheet.t.lang
    other = next(one for one in LANGUAGES if one != lang)
    yield standalone.heading(sheet.title)
    yield standalone.paragraph(lead, "note")
    yield standalone.paragraph(passport_line(sheet.passport, t, n), "small")
    yield standalone.line(
        standalone.link(t("share.frozen.live"), sheet.live, out=True),
        standalone.link(Text(other)("share.frozen.this_language"), f"./?lang={other}"),
    )
    yield standalone.heading(t("share.frozen.levers"), 2)
    yield _levers(sheet)
    yield standalone.heading(t("share.frozen.outcomes"), 2)
    yield standalone.paragraph(t("share.frozen.exploration"))
    yield told
    for part, stills in groupby(drawn, lambda one: one.part):
        # In other words than the titles that the pictures have themselves.
        yield standalone.heading(t(f"share.part.{sheet.page}.{part}"), 2)
        further = []
        for one in stills:
            address = f"{sheet.name(one)}.{lang}.svg"
            if one.words:
                further.append(standalone.link(one.words, address))
            else:
                yield standalone.beside(one.picture, address)
        if further:
            yield standalone.paragraph(t("share.frozen.further"), "small")
            yield standalone.line(*further)
    yield standalone.heading(t("share.frozen.files"), 2)
    yield standalone.line(*(standalone.link(name, name) for name in tables))
    yield standalone.heading(t("share.cite.title"), 2)
    yield standalone.paragraph(t("share.frozen.cite"))
    # The address is that of this page: only the reader's browser knows it.
    work = cite.scenarios(
        sheet.workspace, [sheet.passport], sheet.title, t("share.frozen.here", id=sheet.passport.id), sheet.day, t
    )
    yield standalone.code(apa(work, t, n))
    yield standalone.foot(standalone.paragraph(work.licence, "small"))


def _levers(sheet: _Sheet) -> str:
    t = sheet.t
    changes = dict(sheet.passport.scenario.changes)
    if not changes:
        return standalone.paragraph(t("share.frozen.as_it_starts"))
    rows = []
    for name, value in changes.items():
        lever = sheet.parameters[name]
        now, first = (written(lever, one, t, sheet.n) for one in (value, lever.default))
        rows.append((t(f"{lever.label}.label"), now, first))
    head = (t("share.frozen.lever"), t("share.frozen.set"), t("share.frozen.start"))
    return standalone.table(t("share.frozen.levers_caption"), head, rows)


def _headlines(result: Result, t: Text, n: Numbers) -> str:
    """The figures that say most, as `run` says them."""
    write: dict[str, Callable[[float], str]] = {
        "pct": lambda value: n.percent(value, 1),
        "pp": lambda value: n.decimal(value, 2, signed=True),
        "sd": lambda value: n.decimal(value, 3, signed=True),
        "index": lambda value: n.decimal(value, 3),
        "households_per_year": n.integer,
    }
    words = {"limit": n.percent(result.fairness.limit, 0), "harm": n.decimal(report.HARM, 2)}
    rows = []
    for one in report.headlines(result):
        shown = write[one.unit]
        low, high = (shown(float(bound)) for bound in one.band.between(80)) if one.band else ("", "")
        between = t("cli.run_between", low=low, high=high) if one.band else ""
        rows.append((t(f"cli.run_figure.{one.name}", **words), shown(one.value), between))
    caption = t("cli.run_note", draws=n.integer(result.count), first=result.years[0], last=result.years[-1])
    return standalone.table(caption, _head(t), rows)


def _outcomes(result: futures_figures.Result, t: Text, n: Numbers) -> str:
    """A generation of money less what was decided, at the end of the last year."""
    rows = []
    for outcome, outlook in result.outlooks.items():
        last = outlook.compared[CONTINUED].band.at(-1)
        low, high = (n.decimal(float(bound), 3, signed=True) for bound in last.between(80))
        median = n.decimal(float(last.median), 3, signed=True)
        rows.append((t(f"future.outcome.{outcome}.name"), median, t("cli.run_between", low=low, high=high)))
    return standalone.table(t("future.command.title", year=result.years[-1]), _head(t), rows)


def _head(t: Text) -> tuple[str, str, str]:
    return t("cli.column.outcome"), t("cli.column.median"), t("cli.column.between")
