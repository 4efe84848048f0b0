"""Every picture says the same as its page: the same figures in the same words, with its source and passport."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

from nplv_dash import ROOT
from nplv_dash.domain.editions import Passport
from nplv_dash.domain.futures import CONTINUED, DOMAINS, REFERENCE, FutureScenario
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present import palette
from nplv_dash.present.figures import Figures
from nplv_dash.present.legend import bounds, ramp
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.passports import passport_line
from nplv_dash.present.picture import Picture
from nplv_dash.present.picture_bars import Columns, Tornado
from nplv_dash.present.picture_canvas import NO_DATA
from nplv_dash.present.picture_curves import Plane
from nplv_dash.present.picture_dots import Marks
from nplv_dash.present.picture_fans import Fans
from nplv_dash.present.picture_map import Map
from nplv_dash.present.picture_measured import Events
from nplv_dash.present.picture_spreads import Spreads
from nplv_dash.present.picture_timeline import TimeLine
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services import (
    area_rows,
    backtest,
    calibration,
    chart_rows,
    editions,
    futures,
    futures_figures,
    model_rows,
    pictures,
    progress,
    redistribution,
    sensitivity,
)
from nplv_dash.services.classings import classings
from nplv_dash.services.country import Country, country_of
from nplv_dash.services.futures_belief import evidence_of
from nplv_dash.services.gap import gaps
from nplv_dash.services.goalseek import trade_off
from nplv_dash.services.mapview import Selection, map_view
from nplv_dash.services.model_rows import EFFECT
from nplv_dash.services.money import time_line
from nplv_dash.services.redistribution import three
from nplv_dash.services.redistribution_map import result_map
from nplv_dash.services.workspace import NETHERLANDS, Workspace
from nplv_dash.sources.parameters import load_parameters

T, N = Text("nl"), Numbers("nl")
PARAMETERS, FUNDING = load_parameters(ROOT), load_parameters(ROOT, "funding")
SCENARIO = Scenario.of(PARAMETERS, {"share_redirected": 0.5, "workers": 0.05})
FUTURE = FutureScenario()
MEASURED, PROGRESS = backtest.kept(ROOT), progress.kept(ROOT)
AROUND = Selection("wijken", "lbm", 2022, "rotterdam-zuid")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def country(real: Workspace) -> Country:
    return country_of(real)


@pytest.fixture(scope="module")
def result(country: Country) -> redistribution.Result:
    return redistribution.run(country, PARAMETERS, SCENARIO, 40)


@pytest.fixture(scope="module")
def future() -> futures_figures.Result:
    return futures.run(FUNDING, FUTURE, evidence_of(FUNDING, calibration.kept(ROOT), MEASURED), 200)


@pytest.fixture(scope="module")
def passport(real: Workspace) -> Passport:
    return Passport(SCENARIO, editions.current(real.bundle, "redistribution"))


@pytest.fixture(scope="module")
def funded(real: Workspace) -> Passport:
    return Passport(FUTURE, editions.current(real.bundle, "funding"))


Make = Callable[[Text, Numbers], Picture]


@pytest.fixture(scope="module")
def makers(
    real: Workspace,
    country: Country,
    result: redistribution.Result,
    future: futures_figures.Result,
    passport: Passport,
    funded: Passport,
) -> dict[str, Make]:
    """Every picture there is, by its name."""
    area = real.bundle.areas[3]
    return {
        "area_map": lambda t, n: pictures.area_map(real, area, "welfare", 2020, t, n),
        "country_map": lambda t, n: pictures.country_map(real, "welfare", 2020, t, n),
        "selection_map": lambda t, n: pictures.selection_map(real, Selection("wijken_nl", "lbm", 2022), t, n),
        "difference_map": lambda t, n: pictures.difference_map(real, country, result, passport, t, n),
        "strips": lambda t, n: pictures.strips(real, t, n, highlight=area),
        "trend": lambda t, n: pictures.trend(real, area, t, n),
        "money": lambda t, n: pictures.money(real, area, t, n),
        "measured": lambda t, n: pictures.measured(MEASURED, t, n),
        "sides": lambda t, n: pictures.sides(result, passport, t, n),
        "fan": lambda t, n: pictures.fan(future, "liveability", CONTINUED, funded, t, n),
        "classing_map": lambda t, n: pictures.classing_map(real, AROUND, classings(real, AROUND)[1], t, n),
        "dimensions": lambda t, n: pictures.dimensions(real, area, t, n),
        "progress": lambda t, n: pictures.progress(real, PROGRESS, area, t, n, position=1),
        "budget": lambda t, n: pictures.budget(real, t, n),
        "spread": lambda t, n: pictures.spread(result, passport, t, n),
        "drives": lambda t, n: pictures.drives(country, PARAMETERS, result, EFFECT, passport, t, n),
        "price": lambda t, n: pictures.price(trade_off(country, PARAMETERS, SCENARIO, 10), 10, passport, t, n),
        "every_future": lambda t, n: pictures.every_future(future, "liveability", funded, t, n),
        "fading": lambda t, n: pictures.fading(future, funded, t, n),
        "funding_drives": lambda t, n: pictures.funding_drives(future, FUNDING, "safety", funded, t, n),
        "gap": lambda t, n: pictures.gap(
            real, future, gaps(real, area, MEASURED.deviation), area, CONTINUED, funded, t, n
        ),
    }


#: Pictures of the models, by whose passport they carry.
OF_MODELS = {
    "redistribution": ("difference_map", "sides", "spread", "drives", "price"),
    "funding": ("fan", "every_future", "fading", "funding_drives", "gap"),
}


def words(picture: Picture) -> str:
    """All words of a picture, as its SVG has them."""
    return " ".join(texts(picture.svg()))


def texts(svg: bytes) -> list[str]:
    """Every text that is drawn in an SVG."""
    root = ET.fromstring(svg)  # noqa: S314  our own file
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


def drawing(picture: Picture) -> object:
    return picture.drawing


def test_there_is_a_maker_for_every_picture(makers: dict[str, Make]) -> None:
    assert sorted(makers) == sorted(pictures.__all__)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_is_whole(makers: dict[str, Make], lang: Lang, passport: Passport, funded: Passport) -> None:
    t, n = Text(lang), Numbers(lang)
    lines = {name: one for one in (passport, funded) for name in OF_MODELS[one.edition.model]}
    for name, make in makers.items():
        picture = make(t, n)
        said = words(picture)
        for part in (picture.caption.title, picture.caption.subtitle, picture.caption.source):
            assert part in said, name
        if name in lines:
            assert passport_line(lines[name], t, n) in said
            assert t("financiering.model").partition(" ")[0] in picture.caption.subtitle, "a model says that it is one"
        else:
            assert picture.caption.passport == ""
        assert len(picture.alt) > 60
        assert "{" not in picture.alt + said


def test_a_map_has_the_bounds_counts_and_colours_of_the_page(real: Workspace) -> None:
    for selection in (
        Selection("wijken", "lbm", 2022, _first(real)),
        Selection("gebieden", "welfare", 2020),
        Selection("buurten", "crime", 2024, _first(real), only_area=True),
    ):
        view, picture = map_view(real, selection), pictures.selection_map(real, selection, T, N)
        found = drawing(picture)
        assert isinstance(found, Map)
        names, colours = bounds(view.indicator, Figures(T, N)), ramp(view.indicator)
        said = words(picture)
        for row, name, colour, count in zip(found.key.rows, names, colours, view.counts, strict=False):
            assert (row.text, row.count, row.ink.fill) == (name, N.integer(count), colour)
        unknown = found.key.rows[5]
        assert (unknown.text, unknown.count, unknown.ink) == (N.no_data, N.integer(view.counts[5]), NO_DATA)
        assert unknown.ink.hatch
        assert names[0] in said
        dutch = real.figure("land", NETHERLANDS, view.indicator.id, view.year)
        assert dutch is not None
        assert T("kaart.legend.netherlands", value=Figures(T, N).bare(view.indicator, dutch.value)) in said


def _first(real: Workspace) -> str:
    return real.bundle.areas[0].id


def test_every_area_is_a_dot_with_its_name_in_the_colour_of_its_class(real: Workspace) -> None:
    found = drawing(pictures.country_map(real, "welfare", 2020, T, N))
    assert isinstance(found, Map)
    view = map_view(real, Selection("gebieden", "welfare", 2020))
    codes = [real.codes["gebied"][row] for row in real.bundle.layers["gebieden"].rows.tolist()]
    marks = dict(zip(codes, view.classes, strict=True))
    assert [spot.name for spot in found.spots] == [area.name for area in real.bundle.areas]
    colours = ramp(view.indicator)
    assert [spot.ink.fill for spot in found.spots] == [colours[int(marks[area.id])] for area in real.bundle.areas]


def test_polygons_lie_where_their_class_is_drawn(toy: Workspace) -> None:
    picture = pictures.area_map(toy, toy.bundle.areas[0], "welfare", 2020, T, N)
    found, view = drawing(picture), map_view(toy, Selection("wijken", "welfare", 2020, toy.bundle.areas[0].id))
    assert isinstance(found, Map)
    drawn = {ink.fill: shape for shape, ink in found.layers}
    # A square has one ring of four corners.
    for mark, colour in zip("01234", ramp(view.indicator), strict=True):
        rings = len(drawn[colour].starts) if colour in drawn else 0
        assert rings == view.classes.count(mark)
    assert len(drawn[NO_DATA.fill].starts) == view.classes.count("x") > 0


def test_the_difference_has_the_classes_of_the_page(
    real: Workspace, country: Country, result: redistribution.Result, passport: Passport
) -> None:
    picture = pictures.difference_map(real, country, result, passport, T, N)
    found, page = drawing(picture), result_map(real, country, result, "change")
    assert isinstance(found, Map)
    assert [row.count for row in found.key.rows[:6]] == [N.integer(count) for count in page.counts]
    change = Outcomes(T, N).points_between(three(result.areas.change, -1))
    # The key breaks its lines, and so do the words of the SVG.
    assert change in words(picture)
    assert change in picture.alt
    for look in ("before", "after"):
        other = pictures.difference_map(real, country, result, passport, T, N, look=look)
        assert other.caption.title != picture.caption.title
    named = picture.about("A: het pleidooi")
    assert named.alt == f"A: het pleidooi. {picture.alt}"
    assert "A: het pleidooi" in words(named)


def test_the_fan_ends_at_the_figures_of_the_result(future: futures_figures.Result, funded: Passport) -> None:
    picture = pictures.fan(future, "safety", CONTINUED, funded, T, N)
    outlook, said = future.outlooks["safety"], words(picture)
    end, write = futures.step_at(future.years[-1] + 1), Outcomes(T, N).deviation_between
    for name in (CONTINUED, REFERENCE):
        assert write(three(outlook.bands[name], end)) in said
    assert write(three(outlook.compared[CONTINUED].band, -1)) in picture.alt
    found = drawing(picture)
    assert isinstance(found, Fans)
    course = found.panels[0].courses[1]
    assert course.median == tuple(outlook.bands[CONTINUED].median.tolist())
    assert len(course.bounds) == 3


def test_both_sides_say_what_the_page_says(result: redistribution.Result, passport: Passport) -> None:
    picture, write = pictures.sides(result, passport, T, N), Outcomes(T, N)
    said = words(picture)
    for side in (result.areas, result.receivers):
        assert write.percent(side.start) in said
        assert write.points_between(three(side.change, -1)) in said
        assert write.deviation_between(three(side.effect, -1)) in picture.alt


def test_a_side_without_wijken_is_not_drawn(result: redistribution.Result, passport: Passport) -> None:
    alone = replace(result, receivers=replace(result.receivers, wijken=0))
    found = drawing(pictures.sides(alone, passport, T, N))
    assert isinstance(found, Fans)
    assert [len(panel.courses) for panel in found.panels] == [1, 1]
    assert len(found.key) == 1


def test_the_description_changes_with_the_figures(
    real: Workspace, result: redistribution.Result, passport: Passport
) -> None:
    other = replace(result, areas=replace(result.areas, change=redistribution.Band(2 * result.areas.change.values)))
    assert pictures.sides(other, passport, T, N).alt != pictures.sides(result, passport, T, N).alt
    first, second = real.bundle.areas[:2]
    assert pictures.trend(real, first, T, N).alt != pictures.trend(real, second, T, N).alt
    years = real.years("gebied", "crime")
    assert len({pictures.country_map(real, "crime", year, T, N).alt for year in years}) == len(years)


def test_the_measured_gaps_are_those_of_the_page() -> None:
    picture = pictures.measured(MEASURED, T, N)
    found, said = drawing(picture), words(picture)
    assert isinstance(found, Events)
    assert found.measured.gap == tuple(one.gap for one in MEASURED.base.years)
    assert found.said[found.measured.years.index(MEASURED.begin)] == ""
    for one in MEASURED.base.years:
        if one.year != MEASURED.begin:
            assert N.decimal(one.gap, 3, signed=True) in said


def test_every_line_of_money_is_drawn_once(real: Workspace) -> None:
    for area in (None, *real.bundle.areas):
        found, page = drawing(pictures.money(real, area, T, N)), time_line(real, area)
        assert isinstance(found, TimeLine)
        bars = [bar for _, group in page.groups for bar in group]
        spans = [span for group in found.groups for span in group.spans if not span.nothing]
        assert [span.label for span in spans] == [Figures(T, N).scheme(bar.scheme) for bar in bars]
        assert [span.stop for span in spans] == [bar.stop for bar in bars]


def test_what_is_not_known_stays_unknown(toy: Workspace) -> None:
    picture = pictures.country_map(toy, "welfare", 2020, T, N)
    found, view = drawing(picture), map_view(toy, Selection("gebieden", "welfare", 2020))
    assert isinstance(found, Map)
    unknown = int(np.isnan(view.values).sum())
    assert sum(spot.ink.fill == NO_DATA.fill for spot in found.spots) == unknown
    assert found.key.rows[5].count == N.integer(unknown)


def test_colours_are_those_of_the_project_and_numbers_are_dutch(makers: dict[str, Make]) -> None:
    known = {colour.lower() for colour in colours_in(vars(palette).values())}
    for name, make in makers.items():
        svg = make(T, N).svg(bare=True)
        assert set(re.findall(r"#[0-9a-f]{6}\b", svg.decode().lower())) <= known, name
        # A point parts thousands and never decimals.
        assert not re.findall(r"\d\.\d{1,2}(?!\d)", " ".join(texts(svg))), name


def colours_in(values: Iterable[object]) -> Iterator[str]:
    """Every colour in constants of any depth."""
    for value in values:
        if isinstance(value, str) and re.fullmatch(r"#[0-9A-Fa-f]{6}", value):
            yield value
        elif isinstance(value, Mapping):
            yield from colours_in(value.values())
        elif isinstance(value, tuple):
            yield from colours_in(value)
        elif is_dataclass(value) and not isinstance(value, type):
            yield from colours_in(getattr(value, one.name) for one in fields(value))


def test_the_dimensions_are_those_of_the_page(real: Workspace) -> None:
    area = real.bundle.areas[3]
    picture, page = pictures.dimensions(real, area, T, N), area_rows.dimensions(real, area, Figures(T, N))
    found, said = drawing(picture), words(picture)
    assert isinstance(found, Marks)
    assert [(line.label, line.values) for line in found.lines] == [(row.label, row.values) for row in page.rows]
    for row in page.rows:
        assert all(text in said and text in picture.alt for text in row.texts)


def test_progress_is_that_of_the_page_and_names_no_first_or_last(real: Workspace) -> None:
    picture = pictures.progress(real, PROGRESS, None, T, N)
    found = drawing(picture)
    assert isinstance(found, Marks)
    names = [line.label for line in found.lines]
    assert names == sorted((area.name for area in real.bundle.areas), key=str.casefold)
    for line, (_, one, change) in zip(
        found.lines, area_rows.labelled(real, PROGRESS, None, 0, Figures(T, N)), strict=True
    ):
        alike = one.periods[0].alike
        assert line.values[0] == change.area
        assert (line.chance is not None, line.values[3] is not None) == (alike, alike)
        assert f"{line.label}: {N.decimal(change.area, 3, signed=True)}" in picture.alt
    other = pictures.progress(real, PROGRESS, None, T, N, position=1)
    assert other.alt != picture.alt
    assert drawing(other) != found


def test_a_budget_of_nothing_is_a_figure(real: Workspace) -> None:
    found = drawing(pictures.budget(real, T, N))
    assert isinstance(found, Columns)
    assert found.years == tuple(chart_rows.budget_columns(real, Figures(T, N)))
    zeros = [one for one in found.years if not one.value]
    assert zeros
    assert words(pictures.budget(real, T, N)).count("begroot") == len(zeros)


def test_bars_are_those_of_the_page(
    country: Country,
    result: redistribution.Result,
    future: futures_figures.Result,
    passport: Passport,
    funded: Passport,
) -> None:
    found = {one.outcome: one for one in sensitivity.tornado(country, PARAMETERS, SCENARIO)}[EFFECT]
    rows = model_rows.assumptions(found, PARAMETERS, Outcomes(T, N).deviation, T, N)
    picture = pictures.drives(country, PARAMETERS, result, EFFECT, passport, T, N)
    drawn, said = drawing(picture), words(picture)
    assert isinstance(drawn, Tornado)
    assert [(one.low, one.high) for one in drawn.swings] == [(row.swing.low, row.swing.high) for row in rows]
    for row in rows:
        assert all(
            T("picture.drives.end", value=v, outcome=o) in said for v, o in zip(row.values, row.outcomes, strict=True)
        )
    other = pictures.drives(country, PARAMETERS, result, "areas_change", passport, T, N)
    assert other.alt != picture.alt
    safety, work = (pictures.funding_drives(future, FUNDING, domain, funded, T, N).alt for domain in ("safety", "work"))
    assert safety != work


def test_levers_that_do_nothing_give_a_picture_that_says_so(country: Country, passport: Passport) -> None:
    scenario = Scenario.of(PARAMETERS, {"share_redirected": 0.0, "workers": 0.0})
    nothing = redistribution.run(country, PARAMETERS, scenario, 10)
    picture = pictures.drives(country, PARAMETERS, nothing, EFFECT, passport, T, N)
    assert T("picture.drives.nothing") in words(picture)
    assert T("picture.drives.nothing") in picture.alt
    assert picture.png(width=400)


def test_the_curves_have_the_figures_of_the_page(
    country: Country, result: redistribution.Result, passport: Passport
) -> None:
    picture, curves = pictures.spread(result, passport, T, N), result.fairness.curves
    found, said = drawing(picture), words(picture)
    assert isinstance(found, Plane)
    assert [curve.ys for curve in found.curves] == [tuple(one.vulnerable.tolist()) for one in curves]
    assert all(N.decimal(float(one.gini), 3) in said for one in curves)
    asked = trade_off(country, PARAMETERS, SCENARIO, 10)
    price = pictures.price(asked, 10, passport, T, N)
    found = drawing(price)
    assert isinstance(found, Plane)
    assert found.curves[0].filled == tuple(asked.feasible.tolist())
    assert bool(found.open_points) == (not asked.feasible.all())
    assert Outcomes(T, N).homes(float(asked.moved[-1])) in price.alt
    short = [
        T("herverdeling.goal.curve_short", target=N.percent(100 * target, 1), homes=Outcomes(T, N).homes(moved))
        in price.alt
        for target, moved in zip(asked.target.tolist(), asked.moved.tolist(), strict=True)
    ]
    assert short == [not reached for reached in asked.feasible.tolist()]


def test_futures_are_drawn_with_the_bounds_of_the_page(future: futures_figures.Result, funded: Passport) -> None:
    write = Outcomes(T, N).deviation_between
    for outcome in ("liveability", "safety"):
        picture = pictures.every_future(future, outcome, funded, T, N)
        found, said = drawing(picture), words(picture)
        assert isinstance(found, Spreads)
        assert found.hidden == (future.outlooks[outcome].detectable, T("financiering.all.hidden"))
        for compared, (_, (dot,)) in zip(future.outlooks[outcome].compared.values(), found.groups, strict=True):
            assert dot.values == model_rows.seven(compared.band, -1)
            assert write(three(compared.band, -1)) in said
    faded = drawing(pictures.fading(future, funded, T, N))
    assert isinstance(faded, Spreads)
    assert [len(dots) for _, dots in faded.groups] == [len(futures.AFTER)] * len(DOMAINS)


def test_the_distance_begins_where_it_was_measured(
    real: Workspace, future: futures_figures.Result, funded: Passport
) -> None:
    area, other = real.bundle.areas[:2]
    measured = gaps(real, area, MEASURED.deviation)
    picture = pictures.gap(real, future, measured, area, CONTINUED, funded, T, N)
    found = drawing(picture)
    assert isinstance(found, Fans)
    (panel,) = found.panels
    assert panel.measured is not None
    assert panel.measured.values == tuple(one.areas for one in measured)
    assert panel.courses[0].median[0] == pytest.approx(measured[-1].areas)
    assert {colour for _, _, colour in panel.levels} == {palette.COUNTRY, palette.MUNICIPALITY}
    beside = pictures.gap(real, future, gaps(real, other, MEASURED.deviation), other, "stop_2025", funded, T, N)
    assert beside.alt != picture.alt


def test_every_comparison_of_the_krachtwijken_has_its_picture() -> None:
    for variant in MEASURED.variants:
        found = drawing(pictures.measured(MEASURED, T, N, variant=variant.id))
        assert isinstance(found, Events)
        is_base = variant is MEASURED.base
        assert found.measured.gap == tuple(one.gap for one in variant.years)
        assert (found.chance is not None, found.beside is None) == (is_base, is_base)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_score_is_compared_across_the_change_of_method(real: Workspace, lang: Lang) -> None:
    figures = Figures(Text(lang), Numbers(lang))
    area = real.area("rotterdam-zuid")
    said = chart_rows.since_the_seam(chart_rows.trend_rows(real, area, figures, palette.LIGHT.accent), figures)
    assert [int(year) for year in re.findall(r"\b20\d\d\b", said)] == [2014, 2022] * 3
    for place, code in (("gebied", area.id), ("gemeente", area.gemeente_code), ("land", NETHERLANDS)):
        for year in (2014, 2022):
            figure = real.figure(place, code, "lbm", year)
            assert figure
            assert figures.bare(real.bundle.indicators["lbm"], figure.value) in said
