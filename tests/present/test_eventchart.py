"""What was measured: dark points with whiskers, no line across the change of method, nothing that looks modelled."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import pytest

from nplv_dash.domain.backtest import SEAM
from nplv_dash.present import palette
from nplv_dash.present.bands import Fan, fans
from nplv_dash.present.charts import BACK_CAST
from nplv_dash.present.eventchart import Gaps, Words, event_study
from nplv_dash.present.palette import DARK, LIGHT, Surface

SURFACES = pytest.mark.parametrize("surface", [LIGHT, DARK], ids=["light", "dark"])
YEARS = (2002, 2008, 2012, 2014, 2018, 2022)
MEASURED = Gaps(
    "Gemeten", YEARS, (0.01, 0.0, 0.02, 0.01, -0.02, -0.01), (-0.01, 0.0, -0.01, -0.03, -0.06, -0.04),
    (0.02, 0.0, 0.06, 0.04, 0.02, 0.03),
)  # fmt: skip
CHANCE = Gaps(
    "Toeval", YEARS, (0.0,) * 6, (-0.01, 0.0, -0.02, -0.03, -0.02, -0.02), (0.01, 0.0, 0.01, 0.03, 0.05, 0.05)
)
OTHER = Gaps("Uitgangspunt", YEARS, (0.0, 0.0, 0.03, 0.0, 0.01, 0.02), (0.0,) * 6, (0.0,) * 6)
WORDS = Words("Programma", "andere meting", "meer", "minder")
TICKS = {-0.1: "-0,1", 0.0: "0", 0.1: "+0,1"}


def drawn(surface: Surface = LIGHT, **more: Any) -> go.Figure:
    return event_study(
        MEASURED, texts=[f"tekst {year}" for year in YEARS], programme=(2008, 2012), words=WORDS, ticks=TICKS,
        years=(2002, 2008, 2012, 2022), surface=surface, **more,
    )  # fmt: skip


def named(figure: go.Figure, name: str) -> list[Any]:
    return [trace for trace in figure.data if trace.name == name]


def test_every_measured_year_is_a_point_with_its_whiskers() -> None:
    parts = named(drawn(), "Gemeten")
    assert [year for part in parts for year in part.x] == list(YEARS)
    assert [gap for part in parts for gap in part.y] == list(MEASURED.gap)
    low = [gap - down for part in parts for gap, down in zip(part.y, part.error_y.arrayminus, strict=True)]
    high = [gap + up for part in parts for gap, up in zip(part.y, part.error_y.array, strict=True)]
    assert low == pytest.approx(MEASURED.low)
    assert high == pytest.approx(MEASURED.high)
    assert [text for part in parts for text in part.text] == [f"tekst {year}" for year in YEARS]


@pytest.mark.parametrize("name", ["Gemeten", "Toeval", "Uitgangspunt"])
def test_nothing_crosses_the_change_of_method(name: str) -> None:
    before, after = named(drawn(chance=CHANCE, beside=OTHER), name)
    assert max(before.x) <= SEAM[0] < SEAM[1] <= min(after.x)
    # Once in the legend.
    assert [before.showlegend, after.showlegend] == [False, True]


@SURFACES
def test_scores_that_were_computed_afterwards_are_open_points(surface: Surface) -> None:
    for part in named(drawn(surface), "Gemeten"):
        filled = dict(zip(part.x, part.marker.color, strict=True))
        assert {year for year, colour in filled.items() if colour == surface.background} == set(BACK_CAST) & set(part.x)
        assert part.marker.line.color == surface.text


@SURFACES
def test_measured_never_looks_modelled(surface: Surface) -> None:
    years, values = (2025, 2026), (0.0, 0.1)
    fan = Fan("Model", surface.accent, years, values, ((values, values),) * 3, ("", ""))
    modelled = fans([fan], ticks=TICKS, surface=surface)
    for part in named(drawn(surface), "Gemeten"):
        # Whiskers and no area; a thin line, in the colour of the text and not in that of a future.
        assert part.error_y.array is not None
        assert part.fill is None
        assert part.line.width < min(trace.line.width for trace in modelled.data if trace.mode == "lines+markers")
        assert part.line.color == part.error_y.color == surface.text != surface.accent
        assert palette.contrast(surface.text, surface.background) > 7
    assert all(trace.error_y.array is None for trace in modelled.data)


def test_programme_and_change_of_method_are_areas_with_words() -> None:
    figure = drawn()
    areas = [(shape.x0, shape.x1) for shape in figure.layout.shapes if shape.type == "rect"]
    assert areas == [(2008, 2012), SEAM]
    assert {note.text for note in figure.layout.annotations} == {"<b>Programma</b>", "andere meting", "meer", "minder"}
    (zero,) = [shape for shape in figure.layout.shapes if shape.type == "line"]
    assert (zero.y0, zero.y1) == (0, 0)


def test_chance_lies_behind_the_points_and_has_no_points_of_its_own() -> None:
    figure = drawn(chance=CHANCE)
    assert [trace.name for trace in figure.data] == ["Toeval", "Toeval", "Gemeten", "Gemeten"]
    _, after = named(figure, "Toeval")
    assert (after.fill, after.mode) == ("toself", "lines")
    assert (min(after.y), max(after.y)) == (-0.03, 0.05)


def test_a_series_after_the_change_of_method_only_has_one_part() -> None:
    late = Gaps("Laat", YEARS[3:], *(values[3:] for values in (MEASURED.gap, MEASURED.low, MEASURED.high)))
    figure = event_study(
        late, texts=["a", "b", "c"], programme=(2008, 2012), words=WORDS, ticks=TICKS, years=YEARS[3:], surface=LIGHT
    )
    (only,) = figure.data
    assert (tuple(only.x), only.showlegend) == (YEARS[3:], True)


def test_the_scale_is_that_of_the_ticks() -> None:
    figure = drawn()
    assert tuple(figure.layout.yaxis.range) == (-0.1, 0.1)
    assert tuple(figure.layout.xaxis.tickvals) == (2002, 2008, 2012, 2022)
