"""Colours: readable, distinct, also for people who see no red or green, and the same as in the theme."""

from __future__ import annotations

import tomllib
from itertools import combinations, pairwise

import numpy as np
import pytest

from nplv_dash import ROOT
from nplv_dash.domain.records import PLEA_THEMES, Theme
from nplv_dash.present import charts, palette
from nplv_dash.present.palette import DARK, DIVERGING, LIGHT, SEQUENTIAL, THEMES, contrast, linear_rgb, luminance

# Machado, Oliveira and Fernandes (2009), severity 1: how linear RGB looks without one kind of cone.
VISION = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
# Ottosson (2020): linear RGB to OKLab, in which equal distances look about equally large.
TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
#: A difference of 0.02 can just be seen; classes side by side on a map need several times that.
DISTINCT = 0.08
#: Contrast between two classes that lie beside each other in a ramp.
STEP = 1.7

vision = pytest.mark.parametrize("seen", VISION.values(), ids=VISION)
surface = pytest.mark.parametrize("surface", [LIGHT, DARK], ids=["light", "dark"])


def look(colour: str, seen: np.ndarray) -> np.ndarray:
    return TO_LAB @ np.cbrt(TO_CONES @ np.clip(seen @ np.array(linear_rgb(colour)), 0, 1))


def least_difference(colours: list[str], seen: np.ndarray) -> float:
    return min(float(np.linalg.norm(look(a, seen) - look(b, seen))) for a, b in combinations(colours, 2))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@surface
def test_text_can_be_read(surface: palette.Surface) -> None:
    for colour in (surface.text, surface.muted, surface.accent):
        assert contrast(colour, surface.background) >= 4.5
        assert contrast(colour, surface.panel) >= 4.5
    assert contrast(surface.text, surface.background) >= 7


@surface
def test_notices_and_badges_can_be_read(surface: palette.Surface) -> None:
    for tone in surface.tones.values():
        assert contrast(tone.text, tone.background) >= 4.5
        # Words with a colour stand on the page itself as well.
        assert contrast(tone.text, surface.background) >= 4.5


def test_white_can_be_read_on_the_accent() -> None:
    assert contrast("#ffffff", LIGHT.accent) >= 4.5


def test_every_theme_has_a_colour_that_stands_out() -> None:
    assert set(THEMES) == set(Theme.__args__)
    assert all(contrast(colour, LIGHT.background) >= 3 for colour in THEMES.values())


@vision
def test_the_five_themes_are_distinct(seen: np.ndarray) -> None:
    assert least_difference([THEMES[theme] for theme in PLEA_THEMES], seen) >= DISTINCT


@surface
@vision
def test_area_municipality_and_country_are_distinct(seen: np.ndarray, surface: palette.Surface) -> None:
    assert least_difference([surface.accent, palette.MUNICIPALITY, palette.COUNTRY], seen) >= DISTINCT
    assert all(contrast(c, surface.background) >= 3 for c in (surface.accent, palette.MUNICIPALITY, palette.COUNTRY))


@vision
@pytest.mark.parametrize("ramp", [SEQUENTIAL, DIVERGING], ids=["sequential", "diverging"])
def test_the_five_classes_and_no_data_are_distinct(ramp: palette.Ramp, seen: np.ndarray) -> None:
    assert least_difference(list(ramp), seen) >= DISTINCT
    assert least_difference([*ramp, palette.NO_DATA], seen) >= 0.06


@vision
def test_more_is_darker(seen: np.ndarray) -> None:
    lightness = [look(colour, seen)[0] for colour in SEQUENTIAL]
    assert all(lighter - darker >= 0.05 for lighter, darker in pairwise(lightness))


@pytest.mark.parametrize("ramp", [SEQUENTIAL, DIVERGING], ids=["sequential", "diverging"])
def test_neighbours_on_a_map_can_be_told_apart_in_grey(ramp: palette.Ramp) -> None:
    """Four steps of 3:1 are more than lies between black and white: two steps together have it."""
    assert all(contrast(one, other) >= STEP for one, other in pairwise(ramp))
    if ramp is SEQUENTIAL:
        assert all(contrast(one, other) >= 3 for one, other in zip(ramp, ramp[2:], strict=False))
    else:
        assert all(contrast(end, ramp[2]) >= 3 for end in (ramp[0], ramp[-1]))


def test_first_and_last_class_contrast() -> None:
    assert contrast(SEQUENTIAL[0], SEQUENTIAL[-1]) >= 3
    middle = DIVERGING[2]
    assert min(contrast(DIVERGING[0], middle), contrast(DIVERGING[-1], middle)) >= 3


def test_both_sides_of_the_middle_weigh_the_same() -> None:
    assert luminance(DIVERGING[0]) == pytest.approx(luminance(DIVERGING[-1]), abs=0.05)
    assert luminance(DIVERGING[1]) == pytest.approx(luminance(DIVERGING[3]), abs=0.1)


def test_the_hatch_shows_on_no_data() -> None:
    assert contrast(palette.NO_DATA_HATCH, palette.NO_DATA) >= 3
    assert contrast(palette.NO_DATA_HATCH, LIGHT.background) >= 3


@pytest.mark.parametrize(("name", "surface"), [("light", LIGHT), ("dark", DARK)])
def test_the_theme_of_the_app_has_the_same_colours(name: str, surface: palette.Surface) -> None:
    theme = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][name]
    assert theme == {
        "primaryColor": surface.accent,
        "backgroundColor": surface.background,
        "secondaryBackgroundColor": surface.panel,
        "textColor": surface.text,
        "linkColor": surface.accent,
        "borderColor": surface.border,
        **{f"{name}BackgroundColor": tone.background for name, tone in surface.tones.items()},
        **{f"{name}TextColor": tone.text for name, tone in surface.tones.items()},
    }


@surface
@vision
@pytest.mark.parametrize("ramp", [SEQUENTIAL, DIVERGING], ids=["sequential", "diverging"])
def test_no_class_looks_like_land_without_a_figure(
    ramp: palette.Ramp, seen: np.ndarray, surface: palette.Surface
) -> None:
    land = look(surface.map.land, seen)
    assert min(float(np.linalg.norm(land - look(colour, seen))) for colour in ramp) > 0.06


@surface
def test_what_is_outlined_on_a_map_stands_out(surface: palette.Surface) -> None:
    """The line, or else the rim around it, whatever class it lies on."""
    assert contrast(surface.map.line, surface.map.halo) >= 7
    for colour in (*SEQUENTIAL, *DIVERGING, palette.NO_DATA, surface.map.land, surface.map.water):
        assert max(contrast(surface.map.line, colour), contrast(surface.map.halo, colour)) >= 3


@surface
def test_marks_of_the_themes_stand_out(surface: palette.Surface) -> None:
    """As the strips draw them: on a dark page lightened towards its text."""
    for colour in THEMES.values():
        assert contrast(palette.on(surface, colour), surface.background) >= 3


def test_words_for_the_back_of_a_room() -> None:
    assert contrast(palette.MUTED_FAR, LIGHT.background) >= 7
    assert contrast(LIGHT.text, LIGHT.panel) >= 7


@pytest.mark.parametrize("surface", [LIGHT, DARK], ids=["light", "dark"])
def test_words_of_a_chart_stand_on_paper_of_their_own_that_shows_them(surface: palette.Surface) -> None:
    """The page around may go dark while the chart stands: what is behind its words stays with them."""
    layout = charts.framed([], surface, height=100, x={}, y={}).layout
    assert contrast(layout.font.color, layout.paper_bgcolor) >= 7
