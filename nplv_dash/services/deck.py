"""The story in six slides: the areas, the plea, what was measured, redistribution, the money, what we do not know.

Of the scenarios that a visitor has, for all areas or for one. Every figure is made by the service that the pages use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from nplv_dash.domain.backtest import Backtest
from nplv_dash.domain.editions import Passport
from nplv_dash.domain.records import Area, Dataset
from nplv_dash.domain.scenario import Example
from nplv_dash.present.citation import licence
from nplv_dash.present.figures import Figures
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.passports import passport_line
from nplv_dash.present.picture import Room
from nplv_dash.present.schemes import begin, end, in_millions
from nplv_dash.present.slide import Deck, Point, Slide
from nplv_dash.services import deck_measured, deck_models, futures_figures, money, redistribution
from nplv_dash.services.links import address as address_of
from nplv_dash.services.links import link_of
from nplv_dash.services.mapview import layer_around
from nplv_dash.services.own_area_words import printed
from nplv_dash.services.pictures import area_map, country_map
from nplv_dash.services.profile import headlines
from nplv_dash.services.redistribution_own import OwnSide
from nplv_dash.services.workspace import Workspace

#: In the order of the slides; also their anchors.
SLIDES: Final = ("gebieden", "pleidooi", "gemeten", "herverdeling", "geld", "onbekend")
#: Pixels of a map on a slide, and of one with names beside it: small, so that its letters are large.
_ROOM, _WIDE_ROOM = Room(560.0, 430.0), Room(690.0, 440.0)
#: Data sets behind the slide on what was measured, and behind that on the plea and the money.
_MEASURED, _LISTED = ("cbs_kwb", "lbm3", "lbm2", "krachtwijken"), ("nplv_list", "nplv_money")


@dataclass(frozen=True, slots=True)
class Story:
    """What the slides are about.

    Attributes:
        area: None for all twenty.
        redistribution, futures: what the scenarios gave, with the passports of both.
        example: the named scenario that the one of redistribution is, where it is one.
        detectable: the smallest effect that could be measured in the areas, in standard deviations.
        p_spike: chance of no causal link in the model of redistribution, 0 to 1.
        date: of the day on which the slides are made.
        base: address of the app, ending in a slash; empty where it is not known.
        own: what the scenario does in `area`, where that is one of a visitor's own.
    """

    area: Area | None
    redistribution: redistribution.Result
    futures: futures_figures.Result
    passports: tuple[Passport, Passport]
    backtest: Backtest
    example: Example | None
    detectable: float
    p_spike: float
    date: dt.date
    base: str = ""
    own: OwnSide | None = None


def deck_of(workspace: Workspace, story: Story, figures: Figures) -> Deck:
    """The six slides in one language.

    Raises:
        DataError: a file that a map needs is damaged.
    """
    t, n = figures.t, figures.n
    make = (_areas, _plea, _measured, _redistribution, _money, _unknown)
    whom = story.area.name if story.area else t("verhaal.all")
    return Deck(
        lang=t.lang,
        title=t("verhaal.name", whom=whom),
        about=t("verhaal.about", whom=whom, date=n.date(story.date)),
        slides=tuple(one(workspace, story, figures) for one in make),
    )


def _areas(workspace: Workspace, story: Story, figures: Figures) -> Slide:
    t, area = figures.t, story.area
    found = deck_measured.themes(workspace, area, figures)
    key = "all" if area is None else "none" if not found.above else "one" if found.above == 1 else "some"
    if area is None and found.above == found.known:
        key = "every"
    points = ["dot", "scale", "homes"]
    shown = headlines(workspace)
    ids = {indicator.dataset for indicator in shown}
    caveats = {caveat for indicator in shown if (caveat := figures.caveat(indicator))}
    return Slide(
        id=SLIDES[0],
        kind=t("verhaal.kind.measured"),
        computed=False,
        title=t(f"verhaal.areas.title.{key}", count=found.above, known=found.known, area=area.name if area else ""),
        lead=t("verhaal.areas.lead"),
        points=tuple(Point(t(f"verhaal.areas.point.{one}"), t(f"verhaal.areas.head.{one}")) for one in points),
        chart=found.chart,
        table=found.table,
        source=_source(workspace, ids, figures),
        passport="",
        address=address_of(story.base, "" if area is None else printed(area) or "", figures.t.lang),
        notes=(
            *_cited(workspace, ids, figures),
            *((figures.border(area), figures.ground(area)) if area and area.own else ()),
            t("verhaal.areas.note"),
            *(figures.definition(indicator) for indicator in shown),
            *sorted(caveats),
        ),
    )


def _plea(workspace: Workspace, story: Story, figures: Figures) -> Slide:
    t, area = figures.t, story.area
    mapped = headlines(workspace)[0]
    year = workspace.years("gebied", mapped.id)[-1]
    picture = (
        country_map(workspace, mapped.id, year, t, figures.n, room=_WIDE_ROOM)
        if area is None
        else area_map(
            workspace, area, mapped.id, year, t, figures.n, layer=layer_around(workspace, "wijken", area.id), room=_ROOM
        )
    )
    asked = tuple(Point(t(f"verhaal.plea.{one}"), t(f"verhaal.plea.head.{one}")) for one in ("room", "share", "stay"))
    ids = {*_LISTED, mapped.dataset}
    return Slide(
        id=SLIDES[1],
        kind="",
        computed=False,
        title=t("verhaal.plea.title"),
        lead=f"{picture.caption.title}. {picture.caption.subtitle}",
        points=(*asked, Point(" ".join(_since(workspace, figures)), t("verhaal.plea.head.since"))),
        picture=picture,
        source=_source(workspace, ids, figures),
        passport="",
        address=address_of(story.base, "kaart", t.lang),
        notes=(
            t("verhaal.plea.note"),
            picture.alt,
            *_cited(workspace, ids, figures),
        ),
    )


def _since(workspace: Workspace, figures: Figures) -> list[str]:
    """What money was decided last for the programme as a whole, and what was found for later."""
    t, line = figures.t, money.time_line(workspace, None)
    bars = [bar for scope, bars in line.groups for bar in bars if scope == "programme" and bar.stop is not None]
    if not bars or line.nothing_from is None:
        return [t("verhaal.plea.nothing")]
    last = max(bars, key=lambda bar: bar.stop or 0.0).scheme
    said = []
    if last.amount_eur is not None:
        said = [
            t(
                f"verhaal.plea.{'sum' if last.sum_of else 'since'}",
                scheme=figures.scheme(last), amount=in_millions(last.amount_eur, figures), start=begin(last, figures),
                end=end(last, figures),
            )
        ]  # fmt: skip
    return [*said, t("verhaal.plea.later", year=end(last, figures))]


def _measured(workspace: Workspace, story: Story, figures: Figures) -> Slide:
    t = figures.t
    found = deck_measured.measured(story.backtest, figures)
    return Slide(
        id=SLIDES[2],
        kind=t("verhaal.kind.measured"),
        computed=False,
        title=t(f"verhaal.measured.title.{found.strongest}"),
        lead=t("verhaal.measured.lead", begin=story.backtest.begin),
        points=found.points,
        chart=found.chart,
        table=found.table,
        source=_source(workspace, _MEASURED, figures),
        passport="",
        address=address_of(story.base, "na_de_financiering", t.lang),
        notes=(*found.notes, *_cited(workspace, _MEASURED, figures)),
    )


def _redistribution(workspace: Workspace, story: Story, figures: Figures) -> Slide:
    t, words = figures.t, Outcomes(figures.t, figures.n)
    found = deck_models.sides(workspace, story.redistribution, story.area, story.detectable, words, story.own)
    passport = story.passports[0]
    known = story.example
    name = known.said("name", t.lang) if known else t("herverdeling.example.own")
    said = known.said("text", t.lang) if known else t("verhaal.both.own")
    return Slide(
        id=SLIDES[3],
        kind=t("verhaal.kind.computed"),
        computed=True,
        title=found.title,
        lead=t("verhaal.both.lead", name=name, horizon=story.redistribution.levers.horizon),
        points=found.points,
        chart=found.chart,
        table=found.table,
        source=t("picture.source.redistribution"),
        passport=passport_line(passport, t, figures.n),
        address=address_of(story.base, link_of(passport), t.lang),
        notes=(said, *found.notes),
    )


def _money(workspace: Workspace, story: Story, figures: Figures) -> Slide:  # noqa: ARG001
    t, passport = figures.t, story.passports[1]
    area = None if story.area and story.area.own else story.area
    found = deck_models.outlook(story.futures, area, Outcomes(t, figures.n))
    return Slide(
        id=SLIDES[4],
        kind=t("verhaal.kind.computed"),
        computed=True,
        title=found.title,
        lead=t("verhaal.money.lead", year=story.futures.years[-1]),
        points=found.points,
        chart=found.chart,
        table=found.table,
        source=t("picture.source.funding"),
        passport=passport_line(passport, t, figures.n),
        address=address_of(story.base, link_of(passport), t.lang),
        notes=found.notes,
    )


def _unknown(workspace: Workspace, story: Story, figures: Figures) -> Slide:
    t, n = figures.t, figures.n
    values = {
        "spike": n.percent(100 * story.p_spike, 0),
        "none": n.percent(100 * deck_models.nothing(story.futures), 0),
    }
    keys = ("cause", "start", "works", "borders", "split", "people")
    return Slide(
        id=SLIDES[5],
        kind="",
        computed=True,
        title=t("verhaal.unknown.title"),
        lead="",
        points=tuple(Point(t(f"verhaal.unknown.{key}", **values), t(f"verhaal.unknown.head.{key}")) for key in keys),
        source=_source(workspace, _LISTED, figures),
        passport=" · ".join(t("verhaal.passport", id=passport.id) for passport in story.passports),
        address=address_of(story.base, "verantwoording", t.lang),
        notes=(
            t("verhaal.unknown.note"),
            *(passport_line(passport, t, n) for passport in story.passports),
            *_cited(workspace, _LISTED, figures),
        ),
    )


def _source(workspace: Workspace, ids: Collection[str], figures: Figures) -> str:
    """Publisher, years and licence of these data sets, in a line: each publisher once per licence."""
    years: dict[tuple[str, str], list[str]] = {}
    for d in _datasets(workspace, ids):
        years.setdefault((d.producer, licence(d, figures.t)), []).append(d.said("vintage", figures.t.lang))
    named = (f"{producer} ({', '.join(dict.fromkeys(when))}; {terms})" for (producer, terms), when in years.items())
    return figures.t("verhaal.source", sources="; ".join(named))


def _cited(workspace: Workspace, ids: Collection[str], figures: Figures) -> list[str]:
    """The same in full, a line each."""
    return [
        figures.t(
            "verhaal.cited", producer=d.producer, title=d.title, address=d.url, licence=licence(d, figures.t)
        )
        for d in _datasets(workspace, ids)
    ]  # fmt: skip


def _datasets(workspace: Workspace, ids: Collection[str]) -> list[Dataset]:
    return [d for d in workspace.bundle.catalog.datasets if d.id in ids]
