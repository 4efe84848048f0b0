"""Slides as a page and as a file: whole, escaped, readable at the back of a room, the same figures in both."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO

import pytest
from pptx import Presentation

from nplv_dash.present import palette
from nplv_dash.present.pptx import pptx
from nplv_dash.present.slide import Chart, Deck, Mark, Point, Series, Slide, Table
from nplv_dash.present.slides import html
from nplv_dash.present.slides_svg import MUTED

HOSTILE = "<img src=x onerror=alert(1)>\"&'"
BANDS = Chart(
    kind="bands",
    categories=("een", HOSTILE),
    subs=("", "van 1 naar 2"),
    series=(
        Series("een", palette.LIGHT.accent, (Mark(0, -3.1, "-3,1 punt", -4.7, -1.7),)),
        Series(HOSTILE, palette.MUNICIPALITY, (Mark(1, 0.8, "+0,8 punt", 0.5, 1.3),)),
    ),
    axis="punt",
    ticks=((-5.0, "-5"), (0.0, "0"), (2.0, "+2")),
    alt=f"Banden {HOSTILE}",
    zero="geen beleid",
)
LINES = Chart(
    kind="lines",
    categories=(),
    series=(
        Series("gemeten", palette.LIGHT.accent, (Mark(2008, 0.0, "", 0.0, 0.0), Mark(2012, 0.02, "", -0.01, 0.06))),
    ),
    axis="punt",
    ticks=((-0.1, "-0,1"), (0.0, "0"), (0.1, "+0,1")),
    alt="Lijn",
    spans=((2008, 2012, "programma"),),
)
DOTS = Chart(
    kind="dots",
    categories=("a", "b"),
    subs=("2020", "2024"),
    series=(Series("a", "#0072a8", (Mark(0, 0.7), Mark(0, 2.0))), Series("b", "#a83c22", (Mark(1, 1.5),))),
    axis="keer",
    ticks=((0.5, "0,5×"), (1.0, "1×"), (2.0, "2×")),
    alt="Stippen",
    zero="Nederland",
)


def slide(number: int, chart: Chart | None) -> Slide:
    return Slide(
        id=f"dia-{number}", kind="Gemeten", computed=chart is BANDS, title=f"Titel {HOSTILE}", lead="In punten, 2020",
        points=(Point("tekst", "kop"), Point(HOSTILE)), source="Bron: CBS (CC BY 4.0).", passport="Paspoort abc",
        address="https://nplv.example/kaart", notes=("noot",), chart=chart,
        table=Table("Tabel", ("wat", "hoeveel"), (("een", "-3,1"), (HOSTILE, "+0,8"))) if chart else None,
    )  # fmt: skip


DECK = Deck(
    "nl", f"Dia's {HOSTILE}", "alle gebieden", tuple(slide(i, c) for i, c in enumerate((DOTS, LINES, BANDS, None)))
)


def test_the_page_asks_for_nothing_and_runs_nothing_of_a_stranger() -> None:
    page = html(DECK).decode()
    assert "<img src=x" not in page
    assert HOSTILE in unescape(page)
    # Only links that somebody may follow, and none that the page fetches.
    assert set(re.findall(r'https?://[^"<\s]+', page)) == {"https://nplv.example/kaart"}
    assert not re.search(r"eval\(|new Function|@import|url\(", page)
    assert '<html lang="nl">' in page
    assert page.count("<section") == len(DECK.slides)
    for words in (
        "Gemeten",
        "kop",
        "In punten, 2020",
        "Bron: CBS (CC BY 4.0).",
        "Paspoort abc",
        "-3,1 punt",
        "+0,8 punt",
    ):
        assert words in page
    assert page.count("<h2") == len(DECK.slides)
    assert page.count('role="img"') == page.count("<table") == 3


@pytest.mark.parametrize("colour", [palette.LIGHT.text, MUTED])
@pytest.mark.parametrize("ground", [palette.LIGHT.background, palette.LIGHT.panel])
def test_words_can_be_read_on_a_projector(colour: str, ground: str) -> None:
    assert palette.contrast(colour, ground) >= 7


def test_the_file_has_charts_that_can_be_edited_with_the_same_figures() -> None:
    show = Presentation(BytesIO(pptx(DECK)))
    assert show.slide_width / show.slide_height == pytest.approx(16 / 9, abs=1e-3)
    assert [page.shapes.title.text for page in show.slides] == [one.title for one in DECK.slides]
    dots, lines, bands = (next(s.chart for s in page.shapes if s.has_chart) for page in list(show.slides)[:3])
    assert [list(one.values) for one in lines.plots[0].series] == [[0.0, 0.02]]
    assert list(bands.plots[0].series[0].values) == [-3.1, 0.8]
    assert len(dots.plots[0].series) == 2
    xml = bands._chartSpace.xml
    found = [
        float(x)
        for x in re.findall(r"<c:v>([-\d.e]+)</c:v>", xml[xml.index("<c:errBars>") : xml.index("</c:errBars>")])
    ]
    assert found == pytest.approx([1.4, 0.5, 1.6, 0.3])
    assert xml.index("<c:errBars>") < xml.index("<c:cat>")
    assert "noot" in show.slides[0].notes_slide.notes_text_frame.text
    for page in list(show.slides)[:3]:
        table = next(s.table for s in page.shapes if s.has_table)
        assert [cell.text for cell in table.rows[2].cells] == [HOSTILE, "+0,8"]
        described = [s._element.xpath(".//p:cNvPr")[0].get("descr") for s in page.shapes if s.has_chart]
        assert described[0]
    assert 'lang="nl-NL"' in show.slides[0].shapes.title._element.xml
