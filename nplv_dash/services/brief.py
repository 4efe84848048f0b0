"""The brief of an area or of a municipality: two pages to leave behind, in the figures and words of the app.

The first page says what was measured, the second what was decided, what a model computes, and what nobody knows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from nplv_dash import __version__
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.parameters import shown
from nplv_dash.domain.records import Area, Dataset, NplvArea, Scheme, Scope
from nplv_dash.present import pdf, schemes
from nplv_dash.present.citation import licence
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.passports import passport_line
from nplv_dash.present.text import Text
from nplv_dash.services import money
from nplv_dash.services.brief_measured import Brief, certainty, large, moved, trend, where
from nplv_dash.services.brief_model import Computed, after, scenario
from nplv_dash.services.links import address as address_of
from nplv_dash.services.links import is_link, link_of, query_of
from nplv_dash.services.own_area_words import printed
from nplv_dash.services.own_areas import as_link, overlap
from nplv_dash.services.workspace import Workspace

#: Lines of money in the table; more of them would push out what is not known.
_MOST_LINES: Final = 10
#: The data sets of the first page, the map and the list of areas.
_SOURCES: Final = ("cbs_kwb", "cbs_boundaries", "lbm3", "police_crime", "nplv_list")


def find_areas(workspace: Workspace, asked: str) -> tuple[Area, ...]:
    """The area with this id or name, or all areas of the municipality with this name; or the area of a link.

    Args:
        workspace: with the own areas that `asked` defines, see `own_areas.with_said`: without the name of another area
            in the link, that one is meant.

    Raises:
        NplvError: `area_unknown`, where there is none; `own_area_which`, where several are defined and none is named.
    """
    link = as_link(asked)
    named = query_of(link).get("gebied", "") if is_link(link) else ""
    if workspace.own and not named:
        if len(workspace.own) > 1:
            raise NplvError("own_area_which", shown(asked, 120), names=", ".join(one.name for one in workspace.own))
        return workspace.own
    wanted, areas = (named or asked).strip().casefold(), workspace.choosable
    found: list[Area] = [area for area in areas if wanted in {area.id.casefold(), area.name.casefold()}]
    found = found or [area for area in workspace.bundle.areas if area.gemeente.casefold() == wanted]
    if not found:
        raise NplvError("area_unknown", shown(asked, 120), known=", ".join(area.id for area in areas))
    return tuple(found)


def gemeente_of(workspace: Workspace, area: Area) -> tuple[Area, ...]:
    """All areas of the municipality of an area, in the order of the list."""
    return tuple(one for one in workspace.bundle.areas if one.gemeente_code == area.gemeente_code)


def brief(
    workspace: Workspace,
    areas: tuple[Area, ...],
    computed: Computed,
    t: Text,
    n: Numbers,
    *,
    address: str | None,
    made: dt.date,
) -> bytes:
    """The brief as PDF: exactly two pages of A4.

    Args:
        areas: one, or all of a municipality: then it is about the municipality.
        computed: what the models say.
        address: where the app is, such as `https://example.nl`; without it there is no QR code.
        made: the day that is printed.

    Raises:
        NplvError: `document_too_long`, or a file of the data is damaged.
    """
    return pdf.pdf(document(workspace, areas, computed, t, n, address=address, made=made))


def document(
    workspace: Workspace,
    areas: tuple[Area, ...],
    computed: Computed,
    t: Text,
    n: Numbers,
    *,
    address: str | None,
    made: dt.date,
) -> pdf.Document:
    """What is in the brief; see `brief`."""
    one = Brief(workspace, areas, Figures(t, n))
    first = (
        (pdf.Column(1.0, (where(one),)),),
        *large(one),
        (pdf.Column(0.66, (trend(one),)), pdf.Column(0.34, (moved(one),))),
        (pdf.Column(1.0, (_sources(one),)),),
    )
    own = one.first if one.first.own else None
    passports = [passport_line(passport, t, n) for passport in (computed.redistribution, computed.funding)]
    second = (
        (pdf.Column(1.0, (_money(one),)),),
        (
            pdf.Column(0.6, (scenario(computed, areas, t, n),)),
            pdf.Column(0.4, (after(computed, t, n, own), _more(one, computed, address))),
        ),
        (pdf.Column(1.0, (_unknown(one),)),),
        (pdf.Column(1.0, (_money_sources(one, passports),)),),
    )
    return pdf.Document(
        lang=t.lang,
        title=one.name,
        subject=t("brief.subject", area=one.name),
        eyebrow=t("own_area.eyebrow" if own else "brief.eyebrow"),
        lead=_lead(one),
        pages=(first, second),
        foot=t("brief.foot", version=__version__, data=workspace.bundle.fingerprint, date=n.date(made)),
        numbering=tuple(t("brief.page", page=page, pages=2) for page in (1, 2)),
    )


def _lead(one: Brief) -> str:
    """Where it is, with its residents and programme."""
    known, unknown = (
        ("brief.lead_part", "brief.lead_part_unknown") if one.several else ("brief.lead", "brief.lead_unknown")
    )
    said = []
    for area in one.areas:
        residents = one.workspace.figure("gebied", area.id, "inhabitants")
        words = {"area": area.name, "gemeente": area.gemeente}
        if residents:
            words |= {"residents": one.n.integer(residents.value), "year": str(residents.year)}
        if not isinstance(area, NplvArea):
            return one.t("own_area.lead" if residents else "own_area.lead_unknown", **words)
        words["programme"] = area.programme
        said.append(one.t(known if residents else unknown, **words))
    return one.t("brief.lead_several", areas=one.figures.listed(said)) if one.several else said[0]


def _money(one: Brief) -> pdf.Block:
    t = one.t
    if one.first.own:
        return pdf.Block(t("brief.money.title"), (t("own_area.money"), *overlap(one.workspace, one.first, one.figures)))
    told, national = _told(one), money.lines(one.workspace, one.first, "national")
    rows = tuple(_line(one, scope, scheme) for scope, scheme in told[:_MOST_LINES])
    head = tuple(t(f"gebied.money.head.{key}") for key in ("scheme", "from", "until", "amount", "kind"))
    notes = [t("brief.money.national", count=one.n.integer(len(national))), t("brief.money.add")]
    without = [area.name for area in one.areas if not money.lines(one.workspace, area, "area")]
    if without:
        notes.insert(0, t("brief.money.none", area=one.figures.listed(without)))
    if len(told) > _MOST_LINES:
        notes.append(t("brief.money.more", count=one.n.integer(len(told) - _MOST_LINES)))
    line = money.time_line(one.workspace, one.first)
    pieces: list[pdf.Piece] = [pdf.Table(head, rows, (0.42, 0.12, 0.17, 0.16, 0.13), frozenset({3}))]
    if line.nothing_from is not None:
        pieces.append(f"**{t('brief.money.until', year=round(line.nothing_from))}**")
    pieces.append(" ".join(notes))
    return pdf.Block(t("brief.money.title"), tuple(pieces))


def _told(one: Brief) -> list[tuple[Scope, Scheme]]:
    """Lines of money for the area, its municipality and the programme; each once. None of them is for an own area."""
    if one.first.own:
        return []
    near = (scope for scope in money.SCOPES if scope != "national")
    found = [
        (scope, scheme)
        for scope in near
        for area in one.areas
        for scheme in money.lines(one.workspace, area, scope)
    ]  # fmt: skip
    return list({scheme.id: (scope, scheme) for scope, scheme in found}.values())


def _line(one: Brief, scope: Scope, scheme: Scheme) -> tuple[str, ...]:
    t, figures = one.t, one.figures
    name = figures.scheme(scheme)
    if scope == "city":
        name = t("brief.money.city", name=name)
    elif scope == "area":
        own = next((area.name for area in one.areas if area.id == scheme.area), one.name)
        name = t("brief.money.for", name=name, area=own) if one.several else t("brief.money.own", name=name)
    return (
        name,
        schemes.begin(scheme, figures),
        schemes.end(scheme, figures),
        schemes.amount(scheme, figures, millions=True),
        t(f"gebied.money.kinds.{scheme.kind}"),
    )


def _unknown(one: Brief) -> pdf.Block:
    t = one.t
    newest = one.workspace.years("gebied", "lbm")[-1]
    programme = () if one.first.own else (t("brief.unknown.works", year=newest), t("brief.unknown.money"))
    items = (
        t("brief.unknown.border", certainty=certainty(one)),
        *programme,
        t("brief.unknown.cause"),
        t("brief.unknown.people"),
    )
    return pdf.Block(t("brief.unknown.title"), (pdf.Bullets(items),))


def _sources(one: Brief) -> pdf.Block:
    """Every source of what was measured, with its licence."""
    lines = [_cited(d, one.t) for d in one.workspace.bundle.catalog.datasets if d.id in _SOURCES]
    return pdf.Block(one.t("brief.sources.measured"), (pdf.Small(" ".join(lines)),))


def _money_sources(one: Brief, passports: Sequence[str]) -> pdf.Block:
    """Where the lines of money were found, and with what the models computed."""
    told = [scheme for _, scheme in _told(one)][:_MOST_LINES]
    where = "; ".join(dict.fromkeys(schemes.source(scheme, one.figures) for scheme in told))
    money_line = (one.t("brief.sources.money", sources=where),) if told else ()
    lines = (*money_line, one.t("brief.sources.model"), *passports)
    return pdf.Block(one.t("brief.sources.title"), tuple(map(pdf.Small, lines)))


def _cited(dataset: Dataset, t: Text) -> str:
    return t("brief.sources.one", producer=dataset.producer, title=dataset.title, licence=licence(dataset, t))


def _more(one: Brief, computed: Computed, address: str | None) -> pdf.Block:
    """The addresses of the page and of the scenario, and the code that leads to the page; of several areas to a map."""
    t = one.t
    base = f"{address.rstrip('/')}/" if address else "/"
    path = f"kaart?niveau=wijken&rond={one.first.id}" if one.several else printed(one.first)
    page = address_of(base, path or "", t.lang)
    pieces: list[pdf.Piece] = [pdf.Code(page, t("brief.more.code", area=one.name))] if address and path else []
    pieces += [
        t("brief.more.map" if one.several else "brief.more.page", area=one.name),
        (pdf.Link(page) if address else page) if path else t("own_area.link_long"),
        t("brief.more.scenario"),
        pdf.Small(address_of(base, link_of(computed.redistribution), t.lang)),
    ]
    if not address:
        pieces.append(pdf.Small(t("brief.more.path")))
    return pdf.Block(t("brief.more.title"), tuple(pieces))
