"""Slides as a page and as a file: whole, escaped, readable at the back of a room, the same figures in both."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from pptx import Presentation

from nplv_dash.present import palette
from nplv_dash.present.pptx import pptx
from nplv_dash.present.slide import Chart, Deck, Mark, Point, Series, Slide, Table
from nplv_dash.present.slides import html
from nplv_dash.present.slides_svg import MUTED
from nplv_dash.present.text import Lang

NAMES = {"c": "http://schemas.openxmlformats.org/drawingml/2006/chart"}
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
    spans=((-1.0, 1.0, "te klein om te meten"),),
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
    zero="evenveel",
    spans=((2008, 2012, "programma"), (2012, 2014, "andere meting")),
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
    assert not re.search(r"eval\(|new Function|@import|url\((?!data:font)", page)
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
    assert list(lines.plots[0].series[-1].values) == [0.0, 0.02]
    # Such a chart counts its rows from below.
    assert list(bands.plots[1].series[0].values) == [0.8, -3.1]
    assert [series.name for series in dots.plots[0].series] == ["a", "b", "Nederland"]
    xml = bands._chartSpace.xml
    found = [
        float(x)
        for x in re.findall(r"<c:v>([-\d.e]+)</c:v>", xml[xml.index("<c:errBars>") : xml.index("</c:errBars>")])
    ]
    assert found == pytest.approx([0.5, 1.4, 0.3, 1.6])
    measured = xml[xml.rindex("<c:barChart>") :]
    assert measured.index("<c:errBars>") < measured.index("<c:cat>")
    assert "noot" in show.slides[0].notes_slide.notes_text_frame.text
    for page in list(show.slides)[:3]:
        table = next(s.table for s in page.shapes if s.has_table)
        assert [cell.text for cell in table.rows[2].cells] == [HOSTILE, "+0,8"]
        described = [s._element.xpath(".//p:cNvPr")[0].get("descr") for s in page.shapes if s.has_chart]
        assert described[0]
    assert 'lang="nl-NL"' in show.slides[0].shapes.title._element.xml


def test_what_stands_behind_the_figures_is_in_the_file_too() -> None:
    show = Presentation(BytesIO(pptx(DECK)))
    dots, lines, bands = (next(s.chart for s in page.shapes if s.has_chart) for page in list(show.slides)[:3])
    zone, _ = bands.plots
    assert [(one.name, set(one.values)) for one in zone.series] == [
        ("te klein om te meten", {-1.0}), ("te klein om te meten", {1.0}),
    ]  # fmt: skip
    assert (zone.gap_width, zone.overlap) == (30, 100)
    # Both pairs of axes run over the same values, so that the zone lies where the figures are.
    ends = {
        tuple(axis.find(f"c:scaling/c:{end}", NAMES).get("val") for end in ("min", "max"))
        for axis in bands._chartSpace.iter(f"{{{NAMES['c']}}}valAx")
    }
    assert len(ends) == 1
    said = " ".join(shape.text_frame.text for shape in show.slides[2].shapes if shape.has_text_frame)
    assert "0 is: geen beleid." in said
    assert "Grijs vlak: te klein om te meten." in said
    programme, seam, zero, _ = lines.plots[0].series
    assert [one.points[at].data_label.text_frame.text for one, at in ((programme, 1), (seam, 2), (zero, 1))] == [
        "programma", "andere meting", "evenveel",
    ]  # fmt: skip
    assert set(zero.values) == {0.0}
    *_, country = dots.plots[0].series
    assert {point.text for point in country._element.xpath("c:xVal//c:v")} == {"1.0"}


def test_no_slide_has_a_box_without_words() -> None:
    bare = replace(DECK, slides=tuple(replace(one, kind="", lead="") for one in DECK.slides))
    for page in Presentation(BytesIO(pptx(bare))).slides:
        assert all(shape.text_frame.text for shape in page.shapes if shape.has_text_frame)


@pytest.mark.parametrize(("lang", "code"), [("nl", "[$-413]"), ("en", "[$-809]")])
def test_numbers_on_the_axes_are_those_of_the_language(lang: Lang, code: str) -> None:
    show = Presentation(BytesIO(pptx(replace(DECK, lang=lang))))
    for page in list(show.slides)[:3]:
        chart = next(shape.chart for shape in page.shapes if shape.has_chart)
        formats = [one.get("formatCode") for one in chart._chartSpace.iter(f"{{{NAMES['c']}}}numFmt")]
        assert any(one.startswith(code) for one in formats)


def test_the_page_brings_its_own_letters() -> None:
    page = html(DECK).decode()
    assert page.count("@font-face") == 2
    found = [b64decode(x) for x in re.findall(r"url\(data:font/woff;base64,([^)]*)\)", page)]
    for content in found:
        signs = TTFont(BytesIO(content)).getBestCmap()
        assert {ord(sign) for sign in "Titel 2020"} <= set(signs)
        assert len(content) < 40_000
