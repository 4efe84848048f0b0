"""The legend of a map of outcomes: every class with its colour and its number, and nothing read as HTML."""

from __future__ import annotations

import re

import pytest

from nplv_dash.present import palette
from nplv_dash.present.legend import Swatch, swatches
from nplv_dash.present.text import LANGUAGES, Lang, Text

ROWS = [
    Swatch("minder dan 10%", "12", palette.SEQUENTIAL[0]),
    Swatch("geen gegevens", "3", None),
    Swatch("rest", "", "#abcdef"),
]


def items(html: str) -> list[str]:
    return re.findall(r"<li>(.*?)</li>", html)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_row_stands_in_its_order_and_the_outline_last(lang: Lang) -> None:
    t = Text(lang)
    found = items(swatches("Verandering", ROWS, t))
    assert len(found) == len(ROWS) + 1
    for row, item in zip(ROWS, found, strict=False):
        assert row.text in item
    assert t("kaart.legend.area") in found[-1]


def test_colours_hatching_and_counts() -> None:
    first, unknown, rest, outline = items(swatches("Verandering", ROWS, Text("nl")))
    assert f"background:{palette.SEQUENTIAL[0]}" in first
    assert "(12)" in first
    assert "repeating-linear-gradient" in unknown
    assert palette.NO_DATA_HATCH in unknown
    assert "(3)" in unknown
    # What is not counted has no number, rather than none in brackets.
    assert "background:#abcdef" in rest
    assert "nplv-count" not in rest
    assert "nplv-count" not in outline


def test_it_is_a_group_with_its_title_for_a_screen_reader_and_escapes() -> None:
    html = swatches('A & "B" <c>', [Swatch("<script>", "<1>", None)], Text("nl"))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "(&lt;1&gt;)" in html
    assert 'role="group" aria-label="A &amp; &quot;B&quot; &lt;c&gt;"' in html
    assert html.count("A &amp; &quot;B&quot; &lt;c&gt;") == 2
