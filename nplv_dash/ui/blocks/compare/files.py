"""The comparison as a file: every outcome of every scenario, and how it differs from the first, with the passports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from nplv_dash.domain.editions import EDITION_NAME, Passport
from nplv_dash.domain.scenario import to_query
from nplv_dash.present.export import Export
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.levers import written
from nplv_dash.services.compare import LETTERS, cautions, differing
from nplv_dash.services.redistribution import Band
from nplv_dash.services.report import headlines, rounded_by
from nplv_dash.services.report_folder import STATISTICS
from nplv_dash.ui import editions, frame
from nplv_dash.ui.blocks import downloads, evidence, share
from nplv_dash.ui.blocks.compare.view import View

#: The figures that the model starts from.
_SOURCES = ("households", "corp_share", "social_min", "lbm_onv")

Row = dict[str, str | float | None]


def passports(view: View) -> str:
    """A row per scenario: its passport, and a link to its page."""
    t, rows = view.t, []
    for head, passport in zip(view.heads, _passports(view), strict=True):
        address = frame.address("herverdeling", t.lang, **_query(passport))
        rows.append([Cell(head, href=address), Cell(editions.line(passport, t, view.n))])
    heads = [t("vergelijken.scenario"), t("vergelijken.passport.passport")]
    return table(t("vergelijken.passport.caption"), heads, [Group(rows)], numbers=())


def offer(view: View, address: str) -> downloads.Offer:
    """What can be downloaded.

    Args:
        address: of the page, with its scenarios.
    """
    ids = "_".join(passport.id for passport in _passports(view))
    return downloads.Offer(f"vergelijking_{ids}", lambda: export(view, address))


def shared(view: View, query: Mapping[str, str]) -> share.Subject:
    """The comparison, to be shared.

    Args:
        query: its address.
    """
    passports = dict(zip(view.heads, _passports(view), strict=True))
    return share.of_comparison(query, passports, view.t("share.cite.about.vergelijken", names="; ".join(view.names)))


def export(view: View, address: str) -> Export:
    """Long rows: a scenario and an outcome each.

    Args:
        address: of the page, for the notes.
    """
    t, n, records = view.t, view.n, view.workspace.bundle.indicators
    rows = pd.DataFrame(_rows(view))
    sources, stamp = evidence.cited(view.workspace, {records[name].dataset for name in _SOURCES}, t)
    made = [
        (t("vergelijken.letter", letter=letter), f"{name}. {editions.line(passport, t, n)}")
        for letter, name, passport in zip(view.letters, view.names, _passports(view), strict=True)
    ]
    levers = [
        (
            t(f"{lever.label}.label"),
            "; ".join(f"{x}: {written(lever, v, t, n)}" for x, v in zip(LETTERS, values, strict=False)),
        )
        for lever, values in (
            (view.parameters[name], found) for name, found in differing(view.parameters, view.results).items()
        )
    ]
    first = view.results[0]
    notes = (
        (t("export.figure"), t("vergelijken.file.title")),
        (t("export.definition"), t("vergelijken.file.definition")),
        *made,
        *levers,
        (t("export.processing"), t("vergelijken.settled", count=n.integer(first.count), seed=first.scenario.seed)),
        (t("export.caveat"), " ".join((t("herverdeling.exploration"), *_said(view)))),
        (t("export.address"), address),
        *sources,
        (t("export.missing"), t("vergelijken.file.missing")),
        (t("export.version"), evidence.version(view.workspace)),
    )  # fmt: skip
    labels = {column: t(f"vergelijken.file.column.{column}") for column in rows}
    labels |= {column: t(f"export.{column}") for column in stamp}
    return Export(rows, labels, notes, stamp)


def _query(passport: Passport) -> dict[str, str]:
    """Names and values of the link to a scenario."""
    return to_query(passport.scenario) | {EDITION_NAME: passport.edition.id}


def _said(view: View) -> Iterator[str]:
    yield from (view.t(f"vergelijken.caution.{caution}") for caution in cautions(view.results))


def _passports(view: View) -> Iterator[Passport]:
    yield from (editions.passport(result.scenario) for result in view.results)


def _rows(view: View) -> Iterator[Row]:
    for position, (result, passport) in enumerate(zip(view.results, _passports(view), strict=True)):
        found = view.differences[position - 1] if position else {}
        for headline in headlines(result):
            unit, apart = headline.unit, found.get(headline.name)
            shares = {key: 100 * getattr(apart, key) if apart else None for key in ("lower", "same", "higher")}
            yield {
                "scenario": LETTERS[position],
                "name": view.names[position],
                "passport": passport.id,
                "figure": headline.name,
                "unit": view.t(f"vergelijken.unit_name.{unit}"),
                "value": rounded_by(headline.value, unit),
                **_band("value", headline.band, unit),
                "difference": rounded_by(float(apart.band.median), unit) if apart else None,
                **_band("difference", apart.band if apart else None, unit),
                **{f"{key}_pct": None if share is None else rounded_by(share, "pct") for key, share in shares.items()},
            }


def _band(name: str, band: Band | None, unit: str) -> Row:
    """The bounds of 80 and 95 % of the draws."""
    bounds = [one for one in STATISTICS if one.startswith(("80", "95"))]
    if band is None:
        return {f"{name}_{one}": None for one in bounds}
    return {f"{name}_{one}": rounded_by(float(band.values[STATISTICS.index(one)]), unit) for one in bounds}
