"""The time line of money: known ends are sharp, unknown ones fade, what has none runs off; a zero is a zero."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from nplv_dash.present.palette import DARK, LIGHT, Surface
from nplv_dash.present.timeline import Column, Group, Mark, Span, columns, timeline

SURFACES = pytest.mark.parametrize("surface", [LIGHT, DARK], ids=["light", "dark"])
YEARS = (2021, 2032)
KNOWN = Span("Kansrijke Wijk", "256 miljoen", 2023.0, 2026.0, "tot 2025")
UNKNOWN = Span("Fonds", "450 miljoen", 2021.0, None, "einde onbekend")
LATE = Span("Laat fonds", "1 miljoen", 2031.0, None, "einde onbekend")
ENDLESS = Span("Preventie", "143 miljoen", 2025.0, None, "elk jaar", endless=True)
NOTHING = Span("2029 en later", "niets", 2029.0, None, "niets gevonden", nothing=True)
UNDATED = Span("Deal", "30 miljoen", None, None, "begin onbekend")
GROUPS = (Group("Programma", "#112233", (KNOWN, UNKNOWN, NOTHING)), Group("Land", "#445566", (ENDLESS, LATE, UNDATED)))
MARKS = (Mark(2024.25, "pleidooi"), Mark(2026.0, "eind 2025", strong=True), Mark(2029.0, "eind 2028", strong=True))


def drawn(surface: Surface = LIGHT) -> tuple[go.Figure, dict[str, Any]]:
    figure = timeline(GROUPS, MARKS, years=YEARS, surface=surface)
    return figure, {trace.name: trace for trace in figure.data}


def words(figure: go.Figure) -> dict[str, Any]:
    return {note.text: note for note in figure.layout.annotations}


def test_a_known_end_is_cut_off_with_a_stroke() -> None:
    _, traces = drawn()
    bar, end = traces["known"], traces["end"]
    assert (bar.base[0], bar.x[0]) == (2023.0, 3.0)
    assert (tuple(end.x), end.y[0]) == ((2026.0,), bar.y[0])
    assert set(bar.marker.opacity) == {1.0}
    assert bar.text[0] == "tot 2025"


def test_an_end_that_was_not_found_fades_and_is_hatched() -> None:
    _, traces = drawn()
    bar = traces["unknown"]
    first = [i for i, y in enumerate(bar.y) if y == bar.y[0]]
    assert bar.marker.pattern.shape == "/"
    # Piece after piece without a gap, each less solid than the one before, and never a stroke at the end.
    assert [bar.base[i] for i in first[1:]] == pytest.approx([bar.base[i] + bar.x[i] for i in first[:-1]])
    opacities = [bar.marker.opacity[i] for i in first]
    assert opacities == sorted(opacities, reverse=True)
    assert opacities[-1] < 0.2
    assert bar.base[0] == 2021.0
    assert len(traces["end"].x) == 1


def test_what_begins_late_fades_no_further_than_the_chart() -> None:
    _, traces = drawn()
    bar = traces["unknown"]
    assert max(base + x for base, x in zip(bar.base, bar.x, strict=True)) == YEARS[1]
    assert min(bar.x) > 0


def test_money_without_an_end_leaves_the_chart_with_an_arrow() -> None:
    _, traces = drawn()
    bar, arrow = traces["known"], traces["arrow"]
    assert bar.base[1] + bar.x[1] == YEARS[1]
    assert (tuple(arrow.x), arrow.y[0], arrow.marker.symbol) == ((YEARS[1],), bar.y[1], "triangle-right")
    assert arrow.marker.color[0] == bar.marker.color[1] == "#445566"


def test_nothing_found_is_a_gap_and_no_bar() -> None:
    _, traces = drawn()
    gap = traces["nothing"]
    assert (gap.base[0], gap.base[0] + gap.x[0]) == (2029.0, YEARS[1])
    assert gap.marker.pattern.bgcolor == "rgba(0,0,0,0)"
    assert gap.marker.pattern.solidity < traces["unknown"].marker.pattern.solidity


def test_a_line_without_a_begin_has_its_words_and_no_bar() -> None:
    figure, traces = drawn()
    assert "<b>Deal</b>" in words(figure)
    assert "begin onbekend" not in {text for trace in traces.values() for text in trace.text or ()}


@SURFACES
def test_words_stand_above_their_bars_and_never_over_others(surface: Surface) -> None:
    figure, traces = drawn(surface)
    found = words(figure)
    heights = {y for name in ("known", "unknown", "nothing") for y in traces[name].y}
    for group in GROUPS:
        for span in group.spans:
            label, detail = found[f"<b>{span.label}</b>"], found[span.detail]
            assert label.y < detail.y
            # 12 to 13 pixels of letters need about 16 of room.
            assert detail.y - label.y >= 16
            assert not [y for y in heights if label.y - 6 < y < detail.y + 16]
            assert label.bgcolor == surface.background
    assert figure.layout.font.color == surface.text
    assert figure.layout.yaxis.range[0] > max(heights) > 0 == figure.layout.yaxis.range[1]


def test_moments_have_a_line_of_words_each_and_cross_everything() -> None:
    figure, traces = drawn()
    found = words(figure)
    plea, first, second = (found[text] for text in ("pleidooi", "<b>eind 2025</b>", "<b>eind 2028</b>"))
    assert first.y - plea.y == second.y - first.y >= 16
    # To the side where there is room.
    assert (plea.xanchor, second.xanchor) == ("left", "right")
    lines = {shape.x0: shape for shape in figure.layout.shapes if shape.line.color == LIGHT.text}
    assert set(lines) == {2024.25, 2026.0, 2029.0}
    assert lines[2024.25].line.dash == "dot" != lines[2026.0].line.dash
    assert all(line.y1 > max(traces["known"].y) for line in lines.values())


def test_years_stand_in_their_middle_and_are_few_enough_for_a_phone() -> None:
    figure, _ = drawn()
    years = [note for note in figure.layout.annotations if note.text.isdigit()]
    assert {note.x - int(note.text) for note in years} == {0.5}
    assert sorted({int(note.text) for note in years}) == [2021, 2023, 2025, 2027, 2029, 2031]
    short = timeline(GROUPS, (), years=(2024, 2030), surface=LIGHT)
    assert {int(note.text) for note in short.layout.annotations if note.text.isdigit()} == set(range(2024, 2030))


def test_more_lines_make_a_taller_chart() -> None:
    more = timeline((*GROUPS, *GROUPS), MARKS, years=YEARS, surface=LIGHT)
    assert more.layout.height > drawn()[0].layout.height + 6 * 42


@SURFACES
def test_a_zero_is_drawn_with_its_words(surface: Surface) -> None:
    years = (Column(2028, 133.3, "133,3"), Column(2029, 0.0, "0<br>begroot"))
    figure = columns(years, unit="miljoen euro", ticks={0.0: "0", 150.0: "150"}, surface=surface)
    (bars,) = figure.data
    assert (tuple(bars.x), tuple(bars.y)) == ((2028, 2029), (133.3, 0.0))
    # A column without height still has an edge to see.
    assert tuple(bars.marker.line.width) == (0, 4)
    assert bars.marker.line.color == surface.text
    found = words(figure)
    assert (found["0<br>begroot"].x, found["0<br>begroot"].y) == (2029, 0.0)
    assert "miljoen euro" in found
    assert tuple(figure.layout.yaxis.range) == (0, 150.0)
    assert tuple(figure.layout.xaxis.tickvals) == (2028, 2029)
