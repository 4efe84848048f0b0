"""Slides as a file for a slide program: charts and tables that can be edited, notes, the palette of the pages."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from nplv_dash.present import palette
from nplv_dash.present.slide import Chart, Deck, Series, Slide, Table
from nplv_dash.present.slides_svg import MUTED
from nplv_dash.present.text import Text

#: Inches: the sheet, its margin, and from where to where the body goes.
_WIDE, _HIGH, _MARGIN = 13.333, 7.5, 0.5
_TOP, _BOTTOM = 1.75, 6.75
#: Width of the chart or the picture.
_FIGURE: Final = 7.7
_LANGUAGES: Final = {"nl": "nl-NL", "en": "en-GB"}
_FONT: Final = "Arial"
_CHART: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"


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
    page.background.fill.fore_color.rgb = _rgb(palette.LIGHT.background)
    title = page.shapes.title
    title.left, title.top, title.width, title.height = _inches(_MARGIN, 0.3, _WIDE - 2 * _MARGIN, 0.95)
    _write(title, [(slide.title, 26, True, palette.LIGHT.text)], deck)
    above = ". ".join(filter(None, (slide.kind, slide.lead)))
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
        below = (
            (0.4 if slide.chart.kind == "dots" else 0.27) * (len(slide.table.rows) + 1) + 0.1 if slide.table else 0.0
        )
        shape = _chart(page, slide.chart, (_MARGIN, _TOP, _FIGURE, high - below))
        _describe(shape, slide.chart.alt)
        if slide.table:
            _table(page, slide.table, (_MARGIN, _TOP + high - below + 0.05, _FIGURE, below - 0.1), deck)
        return True
    if slide.picture:
        shape = page.shapes.add_picture(BytesIO(slide.picture.png(bare=True)), *_inches(_MARGIN, _TOP))
        scale = min(_inches(_FIGURE)[0] / shape.width, _inches(high)[0] / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        _describe(shape, slide.picture.alt)
        return True
    return False


def _chart(page: Any, chart: Chart, place: tuple[float, ...]) -> Any:
    from pptx.chart.data import CategoryChartData, XyChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Pt

    if chart.kind == "bands":
        data: Any = CategoryChartData()
        data.categories = [" · ".join(filter(None, pair)) for pair in zip(chart.categories, chart.subs, strict=True)]
        data.add_series(chart.axis, [series.marks[0].value for series in chart.series])
        kind = XL_CHART_TYPE.BAR_CLUSTERED
    else:
        data = XyChartData()
        for series in chart.series:
            points = data.add_series(series.name)
            for mark in series.marks:
                # Of dots the rows run from above to below.
                y = len(chart.categories) - mark.place if chart.kind == "dots" else mark.value
                points.add_data_point(mark.value if chart.kind == "dots" else mark.place, y)
        kind = XL_CHART_TYPE.XY_SCATTER if chart.kind == "dots" else XL_CHART_TYPE.XY_SCATTER_LINES
    shape = page.shapes.add_chart(kind, *_inches(*place), data)
    made = shape.chart
    made.font.size, made.font.name = Pt(11), _FONT
    made.has_title = False
    made.has_legend = chart.kind == "dots"
    if made.has_legend:
        from pptx.enum.chart import XL_LEGEND_POSITION

        made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axes(made, chart)
    for plotted, series in zip(
        made.plots[0].series, chart.series if chart.kind != "bands" else chart.series[:1], strict=True
    ):
        if chart.kind == "bands":
            _bars(plotted, chart)
        else:
            _marks(plotted, series, chart)
    return shape


def _axes(made: Any, chart: Chart) -> None:
    low, high = chart.extremes
    values = made.category_axis if chart.kind == "dots" else made.value_axis
    values.minimum_scale, values.maximum_scale = low, high
    values.has_title = True
    values.axis_title.text_frame.text = chart.axis
    values.major_gridlines.format.line.color.rgb = _rgb(palette.LIGHT.border)
    if chart.kind == "dots":
        values.minimum_scale, values.maximum_scale, values.major_unit = 0, float(int(high) + 1), 1
        made.value_axis.minimum_scale, made.value_axis.maximum_scale = 0.5, len(chart.categories) + 0.5
        made.value_axis.visible = made.value_axis.has_major_gridlines = False
    else:
        values.tick_labels.number_format_is_linked = False
        values.tick_labels.number_format = "+0.0##;-0.0##;0"
    if chart.kind == "lines":
        years = [mark.place for series in chart.series for mark in series.marks]
        made.category_axis.minimum_scale, made.category_axis.maximum_scale = min(years) - 2, max(years) + 2
        made.category_axis.has_major_gridlines = False
    if chart.kind != "dots":
        from pptx.enum.chart import XL_TICK_LABEL_POSITION

        made.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.kind == "bands":
        made.category_axis.reverse_order = True


def _bars(plotted: Any, chart: Chart) -> None:
    """A colour per outcome, and its band as error bars."""
    for i, series in enumerate(chart.series):
        fill = plotted.points[i].format.fill
        fill.solid()
        fill.fore_color.rgb = _rgb(series.colour)
    _errors(plotted, [series.marks[0] for series in chart.series], across=False)


def _marks(plotted: Any, series: Series, chart: Chart) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.util import Pt

    plotted.marker.style = XL_MARKER_STYLE.DIAMOND if series.chosen else XL_MARKER_STYLE.CIRCLE
    plotted.marker.size = 13 if series.chosen else 9
    plotted.marker.format.fill.solid()
    plotted.marker.format.fill.fore_color.rgb = _rgb(series.colour)
    if chart.kind == "dots":
        plotted.format.line.fill.background()
    else:
        plotted.format.line.color.rgb, plotted.format.line.width = _rgb(series.colour), Pt(2)
        _errors(plotted, list(series.marks), across=True)


def _errors(plotted: Any, marks: list[Any], *, across: bool) -> None:
    """Bands as error bars, which the library has no words for.

    Args:
        across: of a chart with two axes of values, where it must be said that they stand upright.
    """
    from lxml import etree

    def numbers(name: str, values: list[float]) -> Any:
        outer = etree.Element(f"{{{_CHART}}}{name}")
        inner = etree.SubElement(outer, f"{{{_CHART}}}numLit")
        etree.SubElement(inner, f"{{{_CHART}}}formatCode").text = "General"
        etree.SubElement(inner, f"{{{_CHART}}}ptCount").set("val", str(len(values)))
        for i, value in enumerate(values):
            point = etree.SubElement(inner, f"{{{_CHART}}}pt", idx=str(i))
            etree.SubElement(point, f"{{{_CHART}}}v").text = repr(value)
        return outer

    bars = etree.Element(f"{{{_CHART}}}errBars")
    for name, value in (
        *([("errDir", "y")] if across else []), ("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "0"),
    ):  # fmt: skip
        etree.SubElement(bars, f"{{{_CHART}}}{name}").set("val", value)
    bars.append(numbers("plus", [(mark.value if mark.high is None else mark.high) - mark.value for mark in marks]))
    bars.append(numbers("minus", [mark.value - (mark.value if mark.low is None else mark.low) for mark in marks]))
    # The order of elements is fixed: error bars stand before the values.
    values = plotted._element.find(f"{{{_CHART}}}{'xVal' if across else 'cat'}")  # noqa: SLF001  the library offers no other way
    values.addprevious(bars)


def _table(page: Any, table: Table, place: tuple[float, ...], deck: Deck) -> None:
    shape = page.shapes.add_table(len(table.rows) + 1, len(table.head), *_inches(*place))
    _describe(shape, table.caption)
    first, total = 0.34, shape.width
    widths = [first] + [(1 - first) / (len(table.head) - 1)] * (len(table.head) - 1)
    for column, width in zip(shape.table.columns, widths, strict=True):
        column.width = int(total * width)
    for i, row in enumerate((table.head, *table.rows)):
        for j, words in enumerate(row):
            cell = shape.table.cell(i, j)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _rgb(palette.LIGHT.panel if i == 0 else palette.LIGHT.background)
            cell.margin_top = cell.margin_bottom = _inches(0.02)[0]
            _write(cell, [(words, 9, i == 0 or j == 0, palette.LIGHT.text)], deck)


def _box(page: Any, place: tuple[float, ...], lines: list[tuple[str, int, bool, str]], deck: Deck) -> None:
    _write(page.shapes.add_textbox(*_inches(*place)), lines, deck)


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
        run.text, run.font.size, run.font.bold, run.font.name = words, Pt(size), bold, _FONT
        run.font.color.rgb = _rgb(colour)
        run._r.get_or_add_rPr().set("lang", _LANGUAGES[deck.lang])  # noqa: SLF001  nor here


def _describe(shape: Any, words: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words)  # noqa: SLF001  nor here


def _rgb(colour: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def _inches(*values: float) -> tuple[int, ...]:
    from pptx.util import Inches

    return tuple(Inches(value) for value in values)
