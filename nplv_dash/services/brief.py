"""The brief of an area: two pages to leave behind, with the same figures and words as the pages of the app.

The first page says what was measured, the second what was decided, what a model computes, and what nobody knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from nplv_dash import __version__
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.records import Area, Dataset, Scheme, Scope
from nplv_dash.present import pdf, schemes, verdicts
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.passports import passport_line
from nplv_dash.present.text import Text
from nplv_dash.services import money, pictures, progress
from nplv_dash.services.brief_model import Computed, after, scenario
from nplv_dash.services.links import address as address_of
from nplv_dash.services.links import link_of
from nplv_dash.services.profile import Comparison, compare, headlines
from nplv_dash.services.workspace import Figure, Workspace, value_of

#: Themes that are told large.
_LARGE: Final = 3
#: Lines of money in the table; more of them would push out what is not known.
_MOST_LINES: Final = 10
#: The data sets of the first page, the map and the list of areas.
_SOURCES: Final = ("cbs_kwb", "cbs_boundaries", "lbm3", "police_crime", "nplv_list")
#: A figure known for fewer residents says so.
_WHOLE: Final = 0.995


@dataclass(frozen=True, slots=True)
class _Brief:
    """What every block works with."""

    workspace: Workspace
    area: Area
    figures: Figures

    @property
    def t(self) -> Text:
        return self.figures.t

    @property
    def n(self) -> Numbers:
        return self.figures.n


def find_area(workspace: Workspace, asked: str) -> Area:
    """The area with this id or name, or that of the municipality with this name.

    Raises:
        NplvError: `area_unknown`, where there is none, and where a municipality has more than one.
    """
    wanted, areas = asked.strip().casefold(), workspace.bundle.areas
    found = [area for area in areas if wanted in {area.id.casefold(), area.name.casefold()}]
    found = found or [area for area in areas if area.gemeente.casefold() == wanted]
    if len(found) != 1:
        known = ", ".join(area.id for area in found or areas)
        raise NplvError("area_unknown", asked, count=len(found), known=known)
    return found[0]


def brief(
    workspace: Workspace, area: Area, computed: Computed, t: Text, n: Numbers, *, address: str | None, made: dt.date
) -> bytes:
    """The brief as PDF: exactly two pages of A4.

    Args:
        computed: what the models say.
        address: where the app is, such as `https://example.nl`; without it there is no QR code.
        made: the day that is printed.

    Raises:
        NplvError: `document_too_long`, or a file of the data is damaged.
    """
    return pdf.pdf(document(workspace, area, computed, t, n, address=address, made=made))


def document(
    workspace: Workspace, area: Area, computed: Computed, t: Text, n: Numbers, *, address: str | None, made: dt.date
) -> pdf.Document:
    """What is in the brief; see `brief`."""
    one = _Brief(workspace, area, Figures(t, n))
    wide, narrow = 0.73, 0.27
    first = (
        (pdf.Column(wide, (_where(one),)), pdf.Column(narrow, (_large(one),))),
        (pdf.Column(wide, (_trend(one),)), pdf.Column(narrow, (_progress(one),))),
        (pdf.Column(1.0, (_sources(one),)),),
    )
    passports = [passport_line(passport, t, n) for passport in (computed.redistribution, computed.funding)]
    second = (
        (pdf.Column(1.0, (_money(one),)),),
        (
            pdf.Column(0.6, (scenario(computed, area, t, n),)),
            pdf.Column(0.4, (after(computed, t, n), _more(one, computed, address))),
        ),
        (pdf.Column(1.0, (_unknown(one),)),),
        (pdf.Column(1.0, (_money_sources(one, passports),)),),
    )
    residents = workspace.figure("gebied", area.id, "inhabitants")
    words = {"gemeente": area.gemeente, "programme": area.programme}
    return pdf.Document(
        lang=t.lang,
        title=area.name,
        subject=t("brief.subject", area=area.name),
        eyebrow=t("brief.eyebrow"),
        lead=t("brief.lead", residents=n.integer(residents.value), year=residents.year, **words)
        if residents
        else t("brief.lead_unknown", **words),
        pages=(first, second),
        foot=t("brief.foot", version=__version__, data=workspace.bundle.fingerprint, date=n.date(made)),
        numbering=tuple(t("brief.page", page=page, pages=2) for page in (1, 2)),
    )


def _where(one: _Brief) -> pdf.Block:
    """The map, and what is known of the borders."""
    t, workspace, area = one.t, one.workspace, one.area
    year = workspace.years("wijk", "lbm")[-1]
    picture = pictures.area_map(workspace, area, "lbm", year, t, one.n)
    ground = f"{one.figures.ground(area)}. {t(f'gebied.certainty.{area.certainty}')}"
    pieces: tuple[pdf.Piece, ...] = (
        pdf.Shot(picture.png(width=1400, bare=True), picture.alt, most=250),
        pdf.Small(ground),
        _others(one),
    )
    return pdf.Block(t("brief.where.title"), pieces, t("brief.measured"))


def _large(one: _Brief) -> pdf.Block:
    """The three themes that differ most from the country, and what to keep in mind with all five."""
    large, small = _themes(one)
    notes = [(one.figures.short(c.indicator), one.figures.caveat(c.indicator)) for c in (*large, *small)]
    caveats = (pdf.Small(f"{name}: {caveat}") for name, caveat in notes if caveat)
    return pdf.Block(
        one.t("brief.figures.title"), (*(_figure(one, c) for c in large), *caveats), one.t("brief.measured")
    )


def _themes(one: _Brief) -> tuple[list[Comparison], list[Comparison]]:
    """The five themes of the plea: those that are told large, and the others; both in the order of the plea."""
    found = [c for c in (compare(one.workspace, one.area, i) for i in headlines(one.workspace)) if c]
    far = sorted(found, key=_distance, reverse=True)[:_LARGE]
    return [c for c in found if c in far], [c for c in found if c not in far]


def _others(one: _Brief) -> pdf.Small:
    """The themes that are not told large, and by which rule: none is left out."""
    t, figures = one.t, one.figures
    others = "; ".join(
        t(
            "brief.figures.other",
            label=figures.label(c.indicator), value=figures.full(c.indicator, value_of(c.area)), year=c.year,
            gemeente=_beside(one, c, c.gemeente), netherlands=_beside(one, c, c.netherlands),
        )
        for c in _themes(one)[1]
    )  # fmt: skip
    return pdf.Small(
        f"{t('brief.figures.rule')} {t('brief.figures.others', figures=others)} {t('brief.figures.margin')}"
    )


def _distance(found: Comparison) -> float:
    """How many times the figure of the country, or how many times less; 0 where one of them is not known."""
    own, country = value_of(found.area), value_of(found.netherlands)
    return abs(log(own / country)) if own and country else 0.0


def _figure(one: _Brief, found: Comparison) -> pdf.Figure:
    t, figures, indicator = one.t, one.figures, found.indicator
    # The sign says it for per cents.
    unit = t("brief.figures.unit", unit=t("indicator.unit.per_1000"), year=found.year)
    beside = (("gemeente", found.gemeente), ("netherlands", found.netherlands))
    return pdf.Figure(
        label=figures.label(indicator),
        value=figures.bare(indicator, value_of(found.area)),
        unit=unit if indicator.unit == "per_1000" else str(found.year),
        beside=tuple(t(f"brief.figures.{name}", value=_beside(one, found, figure)) for name, figure in beside),
    )


def _beside(one: _Brief, found: Comparison, figure: Figure | None) -> str:
    """A figure; says for how many of the residents it is known, where that is not all of them."""
    value = one.figures.bare(found.indicator, value_of(figure))
    if figure is None or figure.coverage >= _WHOLE:
        return value
    known = one.t("gebied.table.coverage", share=one.n.percent(100 * figure.coverage, 0))
    return one.t("brief.figures.partial", value=value, known=known)


def _trend(one: _Brief) -> pdf.Block:
    t, area = one.t, one.area
    picture = pictures.trend(one.workspace, area, t, one.n)
    pieces: list[pdf.Piece] = [pdf.Shot(picture.png(width=1400, bare=True), "", most=218)]
    newest = compare(one.workspace, area, one.workspace.bundle.indicators["lbm"])
    if newest:
        found = {"area": newest.area, "gemeente": newest.gemeente, "netherlands": newest.netherlands}
        values = {name: one.figures.bare(newest.indicator, value_of(figure)) for name, figure in found.items()}
        said = t("brief.trend.newest", year=newest.year, name=area.name, gemeente_name=area.gemeente, **values)
        pieces.append(pdf.Small(f"{said} {t('brief.trend.read')}"))
    return pdf.Block(t("brief.trend.title"), tuple(pieces), t("brief.measured"))


def _progress(one: _Brief) -> pdf.Block:
    """The verdict, in the words of the page."""
    kept = progress.kept(one.workspace.bundle.root)
    said = verdicts.said(kept.area(one.area.id), one.area, 0, one.figures)
    pieces: tuple[pdf.Piece, ...] = (*said, one.t("progress.reminder"), pdf.Small(one.t("progress.rule")))
    return pdf.Block(one.t("brief.progress.title"), pieces, one.t("brief.measured"))


def _money(one: _Brief) -> pdf.Block:
    t = one.t
    told, national = _told(one), money.lines(one.workspace, one.area, "national")
    rows = tuple(_line(one, scope, scheme) for scope, scheme in told[:_MOST_LINES])
    head = tuple(t(f"gebied.money.head.{key}") for key in ("scheme", "from", "until", "amount", "kind"))
    notes = [t("brief.money.national", count=one.n.integer(len(national))), t("brief.money.add")]
    if all(scope != "area" for scope, _ in told):
        notes.insert(0, t("brief.money.none"))
    if len(told) > _MOST_LINES:
        notes.append(t("brief.money.more", count=one.n.integer(len(told) - _MOST_LINES)))
    line = money.time_line(one.workspace, one.area)
    pieces: list[pdf.Piece] = [pdf.Table(head, rows, (0.42, 0.12, 0.17, 0.16, 0.13), frozenset({3}))]
    if line.nothing_from is not None:
        pieces.append(f"**{t('brief.money.until', year=round(line.nothing_from))}**")
    pieces.append(" ".join(notes))
    return pdf.Block(t("brief.money.title"), tuple(pieces))


def _told(one: _Brief) -> list[tuple[Scope, Scheme]]:
    """Lines of money for the area, its municipality and the programme."""
    near = (scope for scope in money.SCOPES if scope != "national")
    return [(scope, scheme) for scope in near for scheme in money.lines(one.workspace, one.area, scope)]


def _line(one: _Brief, scope: Scope, scheme: Scheme) -> tuple[str, ...]:
    t, figures = one.t, one.figures
    name = figures.scheme(scheme)
    if scope != "programme":
        name = t("brief.money.own" if scope == "area" else "brief.money.city", name=name)
    return (
        name,
        schemes.begin(scheme, figures),
        schemes.end(scheme, figures),
        schemes.amount(scheme, figures, millions=True),
        t(f"gebied.money.kinds.{scheme.kind}"),
    )


def _unknown(one: _Brief) -> pdf.Block:
    t = one.t
    newest = one.workspace.years("gebied", "lbm")[-1]
    items = (
        t("brief.unknown.border", certainty=t(f"gebied.certainty.{one.area.certainty}")),
        t("brief.unknown.works", year=newest),
        t("brief.unknown.money"),
        t("brief.unknown.cause"),
        t("brief.unknown.people"),
    )
    return pdf.Block(t("brief.unknown.title"), (pdf.Bullets(items),))


def _sources(one: _Brief) -> pdf.Block:
    """Every source of what was measured, with its licence."""
    lines = [_cited(d, one.t) for d in one.workspace.bundle.catalog.datasets if d.id in _SOURCES]
    return pdf.Block(one.t("brief.sources.measured"), (pdf.Small(" ".join(lines)),))


def _money_sources(one: _Brief, passports: Sequence[str]) -> pdf.Block:
    """Where the lines of money were found, and with what the models computed."""
    told = [scheme for _, scheme in _told(one)][:_MOST_LINES]
    where = "; ".join(dict.fromkeys(schemes.source(scheme, one.figures) for scheme in told))
    lines = (one.t("brief.sources.money", sources=where), *passports)
    return pdf.Block(one.t("brief.sources.title"), tuple(map(pdf.Small, lines)))


def _cited(dataset: Dataset, t: Text) -> str:
    licence = dataset.licence if dataset.licence_verified else t("export.licence_open", licence=dataset.licence)
    return t("kaart.source_short", producer=dataset.producer, title=dataset.title, licence=licence)


def _more(one: _Brief, computed: Computed, address: str | None) -> pdf.Block:
    """The addresses of the page and of the scenario, and the code that leads to the page."""
    t = one.t
    base = f"{address.rstrip('/')}/" if address else "/"
    page = address_of(base, f"gebied?gebied={one.area.id}", t.lang)
    pieces: list[pdf.Piece] = [pdf.Code(page)] if address else []
    pieces += [
        t("brief.more.page", area=one.area.name),
        pdf.Link(page) if address else page,
        t("brief.more.scenario"),
        pdf.Small(address_of(base, link_of(computed.redistribution), t.lang)),
    ]
    if not address:
        pieces.append(pdf.Small(t("brief.more.path")))
    return pdf.Block(t("brief.more.title"), tuple(pieces))
