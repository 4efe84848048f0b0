"""The six slides: the figures of the services, for all areas and for one, in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from pptx import Presentation

from nplv_dash import ROOT
from nplv_dash.domain.editions import Passport
from nplv_dash.domain.futures import FutureScenario
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.pptx import pptx
from nplv_dash.present.slide import Deck, Slide
from nplv_dash.present.slides import html
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services import backtest, calibration, editions, futures, redistribution
from nplv_dash.services.country import country_of
from nplv_dash.services.deck import SLIDES, Story, deck_of
from nplv_dash.services.futures_belief import evidence_of
from nplv_dash.services.links import address, link_of
from nplv_dash.services.profile import compare, headlines
from nplv_dash.services.redistribution import three
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import examples

AREA = "utrecht-overvecht"
BASE = "https://nplv.example/"
Tell = Callable[..., Story]


@pytest.fixture(scope="module")
def tell(real: Workspace) -> Tell:
    """Makes a story, of few draws."""
    parameters, funding = load_parameters(ROOT, "redistribution"), load_parameters(ROOT, "funding")
    country, kept = country_of(real), backtest.kept(ROOT)
    known = examples(ROOT, parameters)
    future = futures.run(funding, FutureScenario(), evidence_of(funding, calibration.kept(ROOT), kept), 200)
    edition = editions.current(real.bundle, "redistribution"), editions.current(real.bundle, "funding")

    def made(area: str | None = None, **levers: object) -> Story:
        scenario = Scenario.of(parameters, levers) if levers else known[1].scenario
        return Story(
            area=real.bundle.area(area) if area else None,
            redistribution=redistribution.run(country, parameters, scenario, 50),
            futures=future,
            passports=(Passport(scenario, edition[0]), Passport(FutureScenario(), edition[1])),
            backtest=kept,
            example=next((one for one in known if one.scenario == scenario), None),
            detectable=0.05,
            p_spike=0.3,
            date=dt.date(2026, 11, 24),
            base=BASE,
        )

    return made


def deck(workspace: Workspace, story: Story, lang: Lang = "nl") -> Deck:
    return deck_of(workspace, story, Figures(Text(lang), Numbers(lang)))


def words(slide: Slide) -> str:
    points = [f"{point.head} {point.text}" for point in slide.points]
    rows = [cell for row in slide.table.rows for cell in row] if slide.table else []
    return "\n".join((slide.title, slide.lead, *points, *rows))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("area", [None, AREA])
def test_six_slides_say_where_they_come_from(real: Workspace, tell: Tell, area: str | None, lang: Lang) -> None:
    story = tell(area)
    made = deck(real, story, lang)
    assert tuple(slide.id for slide in made.slides) == SLIDES
    t = Text(lang)
    for slide in made.slides:
        assert slide.title
        assert slide.source
        # Who published several of them stands there once.
        assert all(slide.source.count(d.producer) <= 1 for d in real.bundle.catalog.datasets if "(" not in d.producer)
        assert slide.address.startswith(BASE)
        assert slide.notes
        assert slide.computed == bool(slide.passport)
        expected = t(f"verhaal.kind.{'computed' if slide.computed else 'measured'}") if slide.chart else ""
        assert slide.kind == expected
        # A chart never stands alone, and no text lacks a value.
        assert (slide.chart is None) == (slide.table is None)
        assert "{" not in words(slide) + "".join(slide.notes)
    for slide, passport in zip(made.slides[3:5], story.passports, strict=True):
        assert passport.id in slide.passport
        assert slide.address == address(BASE, link_of(passport), t.lang)


def test_the_areas_are_those_of_the_profile(real: Workspace, tell: Tell) -> None:
    figures = Figures(Text("nl"), Numbers("nl"))
    area = real.bundle.area(AREA)
    slide = deck(real, tell(AREA)).slides[0]
    assert slide.table
    for indicator, row in zip(headlines(real), slide.table.rows, strict=True):
        found = compare(real, area, indicator)
        assert found
        assert found.area
        assert found.gemeente
        assert found.netherlands
        three_places = (found.area, found.gemeente, found.netherlands)
        assert row[1:] == tuple(figures.full(indicator, one.value) for one in three_places)
        assert str(found.year) in row[0]
    above = sum(
        found.area.value > found.netherlands.value
        for indicator in headlines(real)
        if (found := compare(real, area, indicator)) and found.area and found.netherlands
    )
    assert f"{area.name} ligt op {above} van de 5" in slide.title


def test_both_sides_and_the_area_are_those_of_the_result(real: Workspace, tell: Tell) -> None:
    story = tell(AREA)
    result, write = story.redistribution, Outcomes(Text("nl"), Numbers("nl"))
    slide = deck(real, story).slides[3]
    assert slide.table
    assert slide.chart
    position = real.codes["gebied"].index(AREA)
    bands = (three(result.areas.change, -1), three(result.receivers.change, -1), three(result.by_area_change, position))
    assert [row[-1] for row in slide.table.rows] == [write.points_between(band) for band in bands]
    marks = [series.marks[0] for series in slide.chart.series]
    assert [(mark.low, mark.value, mark.high) for mark in marks] == list(bands)
    assert write.homes_between(three(result.ledger.placed)) in words(slide)
    assert story.example
    assert story.example.name_nl in slide.lead


def test_the_futures_are_those_of_the_result(real: Workspace, tell: Tell) -> None:
    story = tell()
    slide = deck(real, story).slides[4]
    write = Outcomes(Text("nl"), Numbers("nl"))
    compared = story.futures.outlooks["liveability"].compared
    assert slide.table
    assert [row[1] for row in slide.table.rows] == [
        write.deviation_between(three(compared[future].band, -1)) for future in ("to_2042", "own", "stop_2025")
    ]


def test_what_was_measured_is_what_was_kept(real: Workspace, tell: Tell) -> None:
    slide = deck(real, tell()).slides[2]
    kept = backtest.kept(ROOT)
    assert slide.chart
    (series,) = slide.chart.series
    assert [(mark.place, mark.value, mark.low, mark.high) for mark in series.marks] == [
        (one.year, one.gap, one.low, one.high) for one in kept.base.years
    ]
    assert backtest.finding(kept, Text("nl"), Numbers("nl")).short in words(slide)


def test_a_scenario_without_a_policy_says_so(real: Workspace, tell: Tell) -> None:
    slide = deck(real, tell(share_redirected=0.0, workers=0.0, horizon=8)).slides[3]
    assert slide.title == Text("nl")("verhaal.both.title.nothing")
    assert Text("nl")("herverdeling.example.own") in slide.lead


def test_priority_alone_has_one_side_in_its_title(real: Workspace, tell: Tell) -> None:
    slide = deck(real, tell(share_redirected=0.0, workers=0.4)).slides[3]
    assert "ontvangen" not in slide.title
    assert Text("nl")("verhaal.both.head.workers") in words(slide)


def test_two_who_export_at_once_get_their_own(real: Workspace, tell: Tell) -> None:
    decks = [deck(real, tell(AREA, share_redirected=0.3)), deck(real, tell("delft-west", share_redirected=0.6), "en")]

    def texts(one: Deck) -> list[str]:
        shapes = [shape for page in Presentation(BytesIO(pptx(one))).slides for shape in page.shapes]
        return [shape.text_frame.text for shape in shapes if shape.has_text_frame]

    alone = [(html(one), texts(one)) for one in decks]
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda one: (html(one), texts(one)), decks))
    assert found == alone
    assert alone[0] != alone[1]
