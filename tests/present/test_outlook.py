"""Charts of futures: what was measured and what a model says never look alike."""

from __future__ import annotations

import numpy as np
import pytest

from nplv_dash.present.outlook import Course, Dot, Measured, dots, outlook
from nplv_dash.present.palette import DARK, LIGHT, Surface

SURFACES = pytest.mark.parametrize("surface", [LIGHT, DARK], ids=["light", "dark"])
MOMENTS = (2022.5, 2023.0, 2023.5, 2024.0)
MEDIAN = (0.0, 0.1, 0.2, 0.3)


def course(name: str, paths: int = 2) -> Course:
    bounds = tuple((tuple(x - w for x in MEDIAN), tuple(x + w for x in MEDIAN)) for w in (0.3, 0.2, 0.1))
    texts = tuple(f"{name} {moment}" for moment in MOMENTS)
    return Course(name, "#112233", MOMENTS, MEDIAN, bounds, texts, (MEDIAN,) * paths)


@SURFACES
def test_a_future_is_light_and_broken_and_a_measurement_dark_and_whole(surface: Surface) -> None:
    measured = Measured("gemeten", (2014.5, 2018.5, 2022.5), (-1.0, -1.2, -1.1), ("a", "b", "c"))
    figure = outlook(
        [course("één"), course("twee")],
        at=2022.5,
        words=("gemeten", "model"),
        ticks={-1.0: "-1", 0.0: "0"},
        reach=(-1.3, 0.5),
        surface=surface,
        measured=measured,
        levels=[(0.0, "Nederland", "#445566"), (-0.2, "Utrecht", "#445566"), (0.4, "", "#445566")],
    )
    lines = {trace.name: trace for trace in figure.data if trace.name}
    assert {name: trace.line.dash for name, trace in lines.items()} == {"één": "dash", "twee": "dash", "gemeten": None}
    assert (lines["gemeten"].mode, lines["gemeten"].line.color) == ("lines+markers", surface.text)
    assert tuple(lines["één"].text) == course("één").texts
    bands = [trace for trace in figure.data if trace.fill == "toself"]
    assert len(bands) == 6
    assert all(trace.opacity < 0.5 for trace in bands)
    across = figure.layout.shapes[0]
    assert (across.x0, across.x1, across.yref, across.line.dash) == (2022.5, 2022.5, "paper", "dash")
    # Words at the line and at two levels; a level without words has none. The lower one has its words below it.
    words = {note.text: note.yanchor for note in figure.layout.annotations}
    assert words == {"gemeten": "bottom", "model": "bottom", "Nederland": "top", "Utrecht": "top"}
    assert tuple(figure.layout.yaxis.range) == (-1.3, 0.5)
    assert all(year == int(year) for year in figure.layout.xaxis.tickvals)


def test_single_draws_are_one_line_each_with_gaps_in_between() -> None:
    figure = outlook([course("één", 3)], at=2023.0, words=("", ""), ticks={}, reach=(0, 1), surface=LIGHT)
    (thin,) = [trace for trace in figure.data if trace.line.width == 0.7]
    assert np.isnan(thin.x).sum() == np.isnan(thin.y).sum() == 3
    assert len(thin.x) == len(thin.y) == 3 * (len(MOMENTS) + 1)
    without = outlook([course("één", 0)], at=2023.0, words=("", ""), ticks={}, reach=(0, 1), surface=LIGHT)
    assert len(without.data) == len(figure.data) - 1


@SURFACES
def test_dots_lie_in_their_bands_below_the_words_of_their_group(surface: Surface) -> None:
    values = (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3)
    groups = [
        ("eerste", [Dot("a", values, "tekst a"), Dot("b", values, "tekst b")]),
        ("tweede", [Dot("c", values, "")]),
    ]
    figure = dots(groups, ticks={-0.5: "-", 0.5: "+"}, surface=surface, hidden=(0.1, "te klein"))
    *lines, marks = figure.data
    assert [line.x[:2] for line in lines] == [(-0.3, 0.3), (-0.2, 0.2), (-0.1, 0.1)]
    assert tuple(marks.x) == (0.0, 0.0, 0.0)
    assert tuple(marks.text) == ("tekst a", "tekst b", "")
    heads = {note.text: note.y for note in figure.layout.annotations}
    first, second, third = marks.y
    assert heads["<b>eerste</b>"] < first < second < heads["<b>tweede</b>"] < third
    assert tuple(figure.layout.yaxis.ticktext) == ("a", "b", "c")
    (_, shade) = figure.layout.shapes
    assert (shade.x0, shade.x1) == (-0.1, 0.1)
    low, high = figure.layout.xaxis.range
    assert low < -0.5 < 0.5 < high
