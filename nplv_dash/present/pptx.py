"""Slides as a file for a slide program: charts and tables that can be edited, notes, the palette of the pages."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from nplv_dash.present import palette
from nplv_dash.present.pptx_chart import FONT, add_chart, inches, legend, rgb
from nplv_dash.present.slide import Deck, Slide, Table
from nplv_dash.present.slides_svg import MUTED
from nplv_dash.present.text import Text

#: Inches: the sheet, its margin, and from where to where the body goes.
_WIDE, _HIGH, _MARGIN = 13.333, 7.5, 0.5
_TOP, _BOTTOM = 1.75, 6.75
#: Width of the chart or the picture.
_FIGURE: Final = 7.7
#: Height of a row of a table, and of a line below a chart.
_ROW: Final = 0.28
_LANGUAGES: Final = {"nl": "nl-NL", "en": "en-GB"}


def pptx(deck: Deck) -> bytes:
    """The slides as a file."""
    from pptx import Presentation
    from pptx.util import Inches

    show = Presentation()
    show.slide_width, show.slide_height = Inches(_WIDE), Inches(_HIGH)
    show.core_properties.title, show.core_properties.subject = deck.title, deck.about
    show.core_properties.author = "nplv_dash"
    show.core_properties.language = _LANGUAGES[deck.lang]
    t = Text(deck.lang)
    for number, slide in enumerate(deck.slides, 1):
        _slide(show, slide, t("verhaal.deck.number", number=number, count=len(deck.slides)), deck)
    content = BytesIO()
    show.save(content)
    return content.getvalue()


def _slide(show: Any, slide: Slide, number: str, deck: Deck) -> None:
    # Of the layouts that the library has, the one with a title and nothing else.
    page = show.slides.add_slide(show.slide_layouts[5])
    page.background.fill.solid()
    page.background.fill.fore_color.rgb = rgb(palette.LIGHT.background)
    title = page.shapes.title
    title.left, title.top, title.width, title.height = inches(_MARGIN, 0.3, _WIDE - 2 * _MARGIN, 0.95)
    _write(title, [(slide.title, 26, True, palette.LIGHT.text)], deck)
    above = ". ".join(filter(None, (slide.kind, slide.lead)))
    if above:
        _box(page, (_MARGIN, 1.22, _WIDE - 2 * _MARGIN, 0.45), [(above, 14, False, MUTED)], deck)
    figure = _figure(page, slide, deck)
    left = _MARGIN + (_FIGURE + 0.35 if figure else 0)
    size = 14 if figure else 18
    words = [
        line
        for point in slide.points
        for line in ((point.head, size + 1, True, palette.LIGHT.text), (point.text, size, False, palette.LIGHT.text))
        if line[0]
    ]
    _box(page, (left, _TOP, _WIDE - _MARGIN - left, _BOTTOM - _TOP), words, deck)
    foot = [(line, 9, False, MUTED) for line in (slide.source, slide.passport, slide.address) if line]
    _box(page, (_MARGIN, _BOTTOM, _WIDE - 2 * _MARGIN - 1.2, 0.7), foot, deck)
    _box(page, (_WIDE - _MARGIN - 1.2, 6.95, 1.2, 0.4), [(number, 12, False, MUTED)], deck)
    page.notes_slide.notes_text_frame.text = "\n\n".join(
        (slide.lead, *slide.notes, slide.source, slide.passport)
    ).strip()


def _figure(page: Any, slide: Slide, deck: Deck) -> bool:
    """The chart with its table below it, or the picture; whether there is one."""
    high = _BOTTOM - _TOP - 0.1
    if slide.chart:
        below = _ROW * (len(slide.table.rows) + 1) + 0.1 if slide.table else 0.0
        said = legend(slide.chart, deck.lang)
        if said:
            below += _ROW
            place = (_MARGIN, _TOP + high - below - 0.05, _FIGURE, _ROW)
            _box(page, place, [(said, 11, False, palette.LIGHT.text)], deck)
        shape = add_chart(page, slide.chart, inches(_MARGIN, _TOP, _FIGURE, high - below), deck.lang)
        _describe(shape, slide.chart.alt)
        below -= _ROW if said else 0.0
        if slide.table:
            _table(page, slide.table, (_MARGIN, _TOP + high - below + 0.05, _FIGURE, below - 0.1), deck)
        return True
    if slide.picture:
        shape = page.shapes.add_picture(BytesIO(slide.picture.png(bare=True)), *inches(_MARGIN, _TOP))
        scale = min(inches(_FIGURE)[0] / shape.width, inches(high)[0] / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        _describe(shape, slide.picture.alt)
        return True
    return False


def _table(page: Any, table: Table, place: tuple[float, ...], deck: Deck) -> None:
    shape = page.shapes.add_table(len(table.rows) + 1, len(table.head), *inches(*place))
    _describe(shape, table.caption)
    # As wide as the longest words ask for, so that no row is broken into lines and grows over what is below it.
    longest = [max(map(len, column)) for column in zip(table.head, *table.rows, strict=True)]
    total = shape.width
    for column, length in zip(shape.table.columns, longest, strict=True):
        column.width = int(total * length / sum(longest))
    for i, row in enumerate((table.head, *table.rows)):
        for j, words in enumerate(row):
            cell = shape.table.cell(i, j)
            cell.fill.solid()
            cell.fill.fore_color.rgb = rgb(palette.LIGHT.panel if i == 0 else palette.LIGHT.background)
            cell.margin_top = cell.margin_bottom = inches(0.02)[0]
            _write(cell, [(words, 9, i == 0 or j == 0, palette.LIGHT.text)], deck)


def _box(page: Any, place: tuple[float, ...], lines: list[tuple[str, int, bool, str]], deck: Deck) -> None:
    _write(page.shapes.add_textbox(*inches(*place)), lines, deck)


def _write(shape: Any, lines: list[tuple[str, int, bool, str]], deck: Deck) -> None:
    """Words, their size, whether they are bold and their colour: a paragraph each."""
    from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
    from pptx.util import Pt

    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    for i, (words, size, bold, colour) in enumerate(lines):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.alignment = PP_ALIGN.LEFT
        if bold and i:
            paragraph.space_before = Pt(7)
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold, run.font.name = words, Pt(size), bold, FONT
        run.font.color.rgb = rgb(colour)
        run._r.get_or_add_rPr().set("lang", _LANGUAGES[deck.lang])  # noqa: SLF001  nor here


def _describe(shape: Any, words: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words)  # noqa: SLF001  nor here
