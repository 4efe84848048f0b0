"""Charts of a model: the bands are there, in order, and say in words what they draw."""

from __future__ import annotations

import pytest

from nplv_dash.present.bands import Fan, Swing, curves, fans, tornado
from nplv_dash.present.palette import DARK, LIGHT, Surface

YEARS = tuple(range(2027, 2037))
SURFACES = pytest.mark.parametrize("surface", [LIGHT, DARK], ids=["light", "dark"])


def fan(name: str, colour: str, scale: float = 1.0, years: tuple[int, ...] = YEARS) -> Fan:
    median = tuple(scale * i for i in range(len(years)))
    bounds = tuple((tuple(x - w for x in median), tuple(x + w for x in median)) for w in (3.0, 2.0, 1.0))
    return Fan(name, colour, years, median, bounds, tuple(f"{name} {year}" for year in years))


@SURFACES
def test_every_side_has_three_bands_and_a_median(surface: Surface) -> None:
    sides = [fan("Gebieden", "#112233"), fan("Ontvangers", "#445566", -1.0)]
    figure = fans(sides, ticks={0.0: "0", 5.0: "+5"}, surface=surface)
    assert len(figure.data) == 2 * 4
    for i, side in enumerate(sides):
        *areas, line = figure.data[4 * i : 4 * i + 4]
        for (low, high), area in zip(side.bounds, areas, strict=True):
            # Around: along the upper bound and back along the lower one.
            assert list(area.x) == [*YEARS, *reversed(YEARS)]
            assert list(area.y) == [*high, *reversed(low)]
            assert (area.fill, area.fillcolor, area.showlegend) == ("toself", side.colour, False)
        # The narrower, the more solid.
        assert areas[0].opacity < areas[1].opacity < areas[2].opacity < 1
        assert (line.name, tuple(line.y), tuple(line.text)) == (side.name, side.median, side.texts)
        assert line.line.color == side.colour
        assert "%{text}" in line.hovertemplate
    (zero,) = figure.layout.shapes
    assert zero.y0 == zero.y1 == 0
    assert figure.layout.font.color == surface.text


def test_words_of_the_scale_stand_at_their_values() -> None:
    figure = fans([fan("Gebieden", "#112233")], ticks={-2.0: "-2,0", 0.0: "0,0"}, surface=LIGHT)
    assert tuple(figure.layout.yaxis.tickvals) == (-2.0, 0.0)
    assert tuple(figure.layout.yaxis.ticktext) == ("-2,0", "0,0")


@pytest.mark.parametrize("count", [5, 6, 10, 20])
def test_years_on_the_axis_are_whole_few_and_begin_with_the_first(count: int) -> None:
    years = tuple(range(2030, 2030 + count))
    figure = fans([fan("Gebieden", "#112233", years=years)], ticks={}, surface=LIGHT)
    ticks = figure.layout.xaxis.tickvals
    assert ticks[0] == 2030
    assert set(ticks) <= set(years)
    assert 3 <= len(ticks) <= 7


@SURFACES
def test_bars_reach_from_the_centre_to_the_outcome(surface: Surface) -> None:
    swings = [Swing("rho", 0.0, 0.3, "rho laag", "rho hoog"), Swing("tau", 0.15, 0.05, "tau laag", "tau hoog")]
    figure = tornado(swings, 0.1, ticks={0.0: "0", 0.2: "0,2"}, surface=surface)
    low, high = figure.data
    for bar, ends, texts in (
        (low, (0.0, 0.15), ("rho laag", "tau laag")),
        (high, (0.3, 0.05), ("rho hoog", "tau hoog")),
    ):
        assert bar.base == 0.1
        assert [bar.base + x for x in bar.x] == pytest.approx(ends)
        assert tuple(bar.y) == ("rho", "tau")
        assert tuple(bar.text) == texts
    assert low.marker.color != high.marker.color
    # The first is on top, and two bars of one assumption stand on one line.
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.barmode == "overlay"
    (line,) = figure.layout.shapes
    assert line.x0 == line.x1 == 0.1
    taller = tornado([*swings, *swings], 0.1, ticks={}, surface=surface)
    assert taller.layout.height > figure.layout.height


def test_curves_hang_below_the_line_of_an_equal_spread() -> None:
    lines = [
        ("zonder", "#111111", "dash", (0.0, 0.5, 1.0), (0.0, 0.2, 1.0)),
        ("met", "#222222", "solid", (0, 1), (0, 1)),
    ]
    figure = curves(lines, names=("woningen", "huishoudens"), ticks={0.0: "0%", 1.0: "100%"}, surface=LIGHT)
    equal, without, with_policy = figure.data
    assert (tuple(equal.x), tuple(equal.y), equal.showlegend) == ((0, 1), (0, 1), False)
    assert (without.name, without.line.dash, tuple(without.y)) == ("zonder", "dash", (0.0, 0.2, 1.0))
    # Told apart without colour too.
    assert with_policy.line.dash != without.line.dash
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == ("woningen", "huishoudens")
    assert tuple(figure.layout.xaxis.ticktext) == tuple(figure.layout.yaxis.ticktext) == ("0%", "100%")
