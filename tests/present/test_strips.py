"""The dots of all areas on their strips."""

from __future__ import annotations

import re

import pytest

from nplv_dash.present.palette import DARK, LIGHT, Surface
from nplv_dash.present.strips import Strip, dots

ROW = Strip("Wonen", "Huur, 2020", "#2f8f7a", (0.5, 1.0, 2.0), ("Noord", "<Zuid>", "West"), ("a", "b", "c"))


def drawn(*, rows: tuple[Strip, ...] = (ROW,), surface: Surface = LIGHT, highlight: str | None = None) -> str:
    ticks = {0.1: "0,1×", 0.5: "0,5×", 1.0: "1×", 2.0: "2×"}
    return dots(
        rows, reference="Nederland", axis="keer", ticks=ticks, alt="Stippen", surface=surface, highlight=highlight
    )


def places(html: str, kind: str) -> list[float]:
    return [float(x) for x in re.findall(rf'class="{kind}[^"]*" style="--x:([\d.]+)"', html)]


def test_twice_as_much_is_as_far_as_half_as_much() -> None:
    low, one, high = places(drawn(), "nplv-dot")
    assert one - low == pytest.approx(high - one)
    assert 0 < low < high < 100
    assert places(drawn(), "nplv-one") == [one]


def test_words_on_the_scale_stand_at_their_place_and_within_it() -> None:
    html = drawn()
    assert "0,1×" not in html
    dot, word = places(html, "nplv-dot"), places(html, "nplv-word")
    assert word[1:] == dot  # the first word is that of the Netherlands
    assert word[0] == dot[1]


def test_it_is_one_picture_with_a_description_and_nothing_in_it_is_markup() -> None:
    html = drawn()
    assert 'role="img" aria-label="Stippen"' in html
    assert "&lt;Zuid&gt;" in html
    assert "<Zuid>" not in html


def test_the_chosen_area_lies_on_top_of_the_others() -> None:
    html = drawn(highlight="Noord")
    kinds = re.findall(r'class="(nplv-dot[^"]*)"', html)
    assert kinds == ["nplv-dot nplv-other", "nplv-dot nplv-other", "nplv-dot nplv-chosen"]
    assert html.rindex("Noord") > html.rindex("West")


def test_colours_are_lightened_on_a_dark_page_only() -> None:
    assert f"--colour:{ROW.colour}" in drawn()
    assert f"--colour:{ROW.colour}" not in drawn(surface=DARK)


def test_nothing_has_no_place_on_the_scale() -> None:
    with pytest.raises(ValueError, match="no place"):
        drawn(rows=(Strip("Wonen", "", "#000000", (0.0,), ("Noord",), ("a",)),))
