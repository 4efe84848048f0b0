"""What is frozen of a scenario: its tables as they are downloaded, its pictures, and a page with both, all as files.

files = redistribution(workspace, country, parameters, result, edition, day)
Archive(folder).keep(passport, files, day)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from nplv_dash.domain.editions import Edition, Passport
from nplv_dash.domain.futures import CONTINUED
from nplv_dash.domain.parameters import Parameters
from nplv_dash.present import standalone
from nplv_dash.present.citation import apa
from nplv_dash.present.levers import written
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.passports import passport_line
from nplv_dash.present.picture import Picture
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.services import cite, futures, futures_report, pictures, report
from nplv_dash.services.country import Country
from nplv_dash.services.links import link_of
from nplv_dash.services.redistribution import Result
from nplv_dash.services.workspace import Workspace

#: From a page of the archive, `vast/<id>/`, to the pages of the app.
_UP = "../../"


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
    def live(self) -> str:
        """The address of the page of now, with the same levers."""
        lang = "" if self.t.lang == LANGUAGES[0] else f"&lang={self.t.lang}"
        return f"{_UP}{link_of(self.passport)}{lang}"


def redistribution(
    workspace: Workspace, country: Country, parameters: Parameters, result: Result, edition: Edition, day: dt.date
) -> dict[str, bytes]:
    """Name -> content of every file, of a scenario of redistribution.

    Args:
        result: of as many draws as `run` takes.
        day: on which it is frozen.
    """
    passport = Passport(result.scenario, edition)
    tables = redistribution_tables(workspace, country, parameters, result, edition)

    def drawn(t: Text, n: Numbers) -> dict[str, Picture]:
        return {
            "kaart": pictures.difference_map(workspace, country, result, passport, t, n),
            "kanten": pictures.sides(result, passport, t, n),
        }

    files = dict(tables)
    for sheet in _sheets(workspace, passport, parameters, day):
        files |= _page(sheet, drawn(sheet.t, sheet.n), _headlines(result, sheet.t, sheet.n), tuple(tables))
    return files


def funding(
    workspace: Workspace, parameters: Parameters, result: futures.Result, edition: Edition, day: dt.date
) -> dict[str, bytes]:
    """The same of a scenario of funding."""
    passport = Passport(result.scenario, edition)
    tables = funding_tables(parameters, result, edition)
    files = dict(tables)
    for sheet in _sheets(workspace, passport, parameters, day):
        t, n = sheet.t, sheet.n
        drawn = {"toekomst": pictures.fan(result, "liveability", CONTINUED, passport, t, n)}
        files |= _page(sheet, drawn, _outcomes(result, t, n), tuple(tables))
    return files


def redistribution_tables(
    workspace: Workspace, country: Country, parameters: Parameters, result: Result, edition: Edition
) -> dict[str, bytes]:
    """The files that `run` writes for a scenario without a name: a link and a passport have none either."""
    nameless = replace(result, scenario=replace(result.scenario, name=None))
    return report.report_of(workspace.bundle, country, parameters, nameless, edition).files()


def funding_tables(parameters: Parameters, result: futures.Result, edition: Edition) -> dict[str, bytes]:
    """The same of a scenario of funding."""
    nameless = replace(result, scenario=replace(result.scenario, name=None))
    return futures_report.report_of(parameters, nameless, edition).files()


def _sheets(workspace: Workspace, passport: Passport, parameters: Parameters, day: dt.date) -> Iterator[_Sheet]:
    for lang in LANGUAGES:
        yield _Sheet(workspace, passport, parameters, day, Text(lang), Numbers(lang))


def _page(sheet: _Sheet, drawn: Mapping[str, Picture], told: str, tables: tuple[str, ...]) -> dict[str, bytes]:
    """The page of one language, its pictures, and each picture on a page of its own."""
    t, lang = sheet.t, sheet.t.lang
    files = {f"{name}.{lang}.svg": picture.svg() for name, picture in drawn.items()}
    lead = t("share.frozen.lead", date=sheet.n.date(sheet.day))
    live = standalone.link(t("share.frozen.live"), sheet.live, out=True)
    whole = standalone.link(t("share.frozen.whole"), f"./?lang={lang}", out=True)
    for name, picture in drawn.items():
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
        )
    files[f"index.{lang}.html"] = standalone.page(sheet.title, _parts(sheet, drawn, told, tables, lead), lang)
    return files


def _parts(sheet: _Sheet, drawn: Mapping[str, Picture], told: str, tables: tuple[str, ...], lead: str) -> Iterator[str]:
    t, n, lang = sheet.t, sheet.n, sheet.t.lang
    other = next(one for one in LANGUAGES if one != lang)
    page = link_of(sheet.passport).partition("?")[0]
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
    for name, picture in drawn.items():
        # In other words than the title that the picture has itself.
        yield standalone.heading(t(f"share.part.{page}.{name}"), 2)
        yield standalone.beside(picture, f"{name}.{lang}.svg")
    yield standalone.heading(t("share.frozen.files"), 2)
    yield standalone.line(*(standalone.link(name, name) for name in tables))
    yield standalone.heading(t("share.cite.title"), 2)
    yield standalone.paragraph(t("share.frozen.cite"))
    # The address is that of this page: only the reader's browser knows it.
    work = cite.scenario(
        sheet.workspace, sheet.passport, sheet.title, t("share.frozen.here", id=sheet.passport.id), sheet.day, t
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


def _outcomes(result: futures.Result, t: Text, n: Numbers) -> str:
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
