"""Changes of areas: in the order given, a bar of chance where somebody is alike, nothing where it is not known."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from nplv_dash.present.changes import Change, Names, Value, changes
from nplv_dash.present.palette import DARK, LIGHT, Surface

NAMES = Names("Gebied", "Gemeente", "Nederland", "Vergelijkbaar", "Toeval")


def value(number: float | None) -> Value:
    return Value(number, f"{number:+}" if number is not None else "?")


ROWS = (
    Change("Noord", "minder", value(-0.02), value(0.01), value(0.04), value(0.06), (0.0, 0.12)),
    Change("Oost", "niet te zeggen", value(0.05), value(None), value(0.04), value(0.02), None),
    Change("Zuid", "gelijk", value(0.03), value(0.02), value(0.04), value(0.03), (-0.01, 0.07)),
)
TICKS = {-0.05: "-0,05", 0.0: "0", 0.15: "+0,15"}


def drawn(surface: Surface = LIGHT) -> tuple[go.Figure, dict[str, Any]]:
    figure = changes(ROWS, NAMES, ticks=TICKS, surface=surface)
    return figure, {trace.name: trace for trace in figure.data}


def test_every_row_has_its_four_changes_in_the_order_given() -> None:
    _, traces = drawn()
    assert tuple(traces["Gebied"].x) == (-0.02, 0.05, 0.03)
    assert tuple(traces["Gemeente"].x) == (0.01, None, 0.02)
    assert tuple(traces["Vergelijkbaar"].x) == (0.06, 0.02, 0.03)
    assert tuple(traces["Gebied"].text) == ("-0.02", "+0.05", "+0.03")
    heights = [tuple(traces[name].y) for name in NAMES[:4]]
    assert heights == [heights[0]] * 4
    assert list(heights[0]) == sorted(heights[0])


def test_chance_is_a_bar_and_nobody_alike_has_none() -> None:
    _, traces = drawn()
    bar = traces["Toeval"]
    assert tuple(bar.base) == (0.0, -0.01)
    assert [base + x for base, x in zip(bar.base, bar.x, strict=True)] == pytest.approx([0.12, 0.07])
    assert tuple(bar.y) == (traces["Gebied"].y[0], traces["Gebied"].y[2])


def test_names_and_verdicts_stand_above_the_dots() -> None:
    figure, traces = drawn()
    notes = figure.layout.annotations
    assert [note.text for note in notes] == [
        "<b>Noord</b> · minder",
        "<b>Oost</b> · niet te zeggen",
        "<b>Zuid</b> · gelijk",
    ]
    # The axis of heights runs downwards, in pixels.
    assert all(note.y < y for note, y in zip(notes, traces["Gebied"].y, strict=True))
    bottom, top = figure.layout.yaxis.range
    assert top == 0 < bottom


@pytest.mark.parametrize("surface", [LIGHT, DARK], ids=["light", "dark"])
def test_zero_stands_out_among_the_lines_of_the_scale(surface: Surface) -> None:
    figure, _ = drawn(surface)
    colours = [(shape.x0, shape.line.color) for shape in figure.layout.shapes]
    assert colours[-1] == (0, surface.text)
    assert {colour for _, colour in colours[:-1]} == {surface.border}
    assert [x for x, _ in colours[:-1]] == list(TICKS)


def test_the_scale_leaves_room_for_its_words() -> None:
    figure, _ = drawn()
    low, high = figure.layout.xaxis.range
    assert low < min(TICKS)
    assert high > max(TICKS)
    assert tuple(figure.layout.xaxis.ticktext) == tuple(TICKS.values())
