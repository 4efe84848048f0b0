"""Charts of a slide program: with their figures, so that they can be edited, and with what the slides of the page show.

What stands behind the figures (a zone, shaded years, the line that all is held against) is part of the chart and moves
along when it is edited. The library has no words for some of it; that is written as elements of DrawingML.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import Any, Final

from nplv_dash.present import palette
from nplv_dash.present.slide import Chart, Mark, Series
from nplv_dash.present.slides_svg import MUTED
from nplv_dash.present.text import Lang, Text

FONT: Final = "Arial"
_CHART: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
#: The language of the numbers: where a program heeds it, they are written so on any machine.
_LOCALES: Final[dict[Lang, str]] = {"nl": "[$-413]", "en": "[$-809]"}
#: Axes of the zone behind the bars; any numbers that the library does not give itself.
_ZONE_AXES: Final = ("50010", "50020")
#: Between two rows of the zone, as a percentage of their height: LibreOffice gives the bars the same.
_ZONE_GAP: Final = 30
#: Decimals on an axis, at most.
_MOST_DIGITS: Final = 5
#: Share of a step that is lost in computing with it.
_LITTLE: Final = 1e-6
_Point = tuple[float, float]


def add_chart(page: Any, chart: Chart, place: Sequence[int], lang: Lang) -> Any:
    """Put a chart on a slide; the shape that holds it.

    Args:
        place: left, top, width and height in the units of the library.
    """
    from pptx.util import Pt

    shape = {"dots": _dots, "bands": _bands, "lines": _lines}[chart.kind](page, chart, place, lang)
    made = shape.chart
    made.font.size, made.font.name = Pt(11), FONT
    made.has_title = False
    return shape


def _dots(page: Any, chart: Chart, place: Sequence[int], lang: Lang) -> Any:
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION

    # The rows run from above to below.
    count = len(chart.categories)
    lines = [[(mark.value, count - mark.place) for mark in series.marks] for series in chart.series]
    held = [(1.0, 0.5), (1.0, count + 0.5)]
    names = [*(series.name for series in chart.series), chart.zero]
    shape = _scatter(page, XL_CHART_TYPE.XY_SCATTER, names, [*lines, *_as_long([held], lines)], place)
    made = shape.chart
    made.has_legend = True
    made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    across, up = made.category_axis, made.value_axis
    across.minimum_scale, across.maximum_scale, across.major_unit = 0, float(int(chart.extremes[1]) + 1), 1
    _value_axis(across, chart.axis, lang)
    up.minimum_scale, up.maximum_scale = 0.5, count + 0.5
    up.visible = up.has_major_gridlines = False
    *dots, line = made.plots[0].series
    for plotted, series in zip(dots, chart.series, strict=True):
        _marker(plotted, series)
        plotted.format.line.fill.background()
    _plain_line(line, palette.LIGHT.text)
    return shape


def _lines(page: Any, chart: Chart, place: Sequence[int], lang: Lang) -> Any:
    from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    low, high = chart.extremes
    years = [mark.place for series in chart.series for mark in series.marks]
    first, last = min(years) - 2, max(years) + 2
    # A frame around the years that the page shades: a series has no area in a chart of this kind.
    frames = [[(a, low), (a, high), (b, high), (b, low), (a, low)] for a, b, _ in chart.spans]
    lines = [[(mark.place, mark.value) for mark in series.marks] for series in chart.series]
    names = [*(words for _, _, words in chart.spans), chart.zero, *(series.name for series in chart.series)]
    held = [(first, 0.0), (last, 0.0)]
    behind = _as_long([*frames, held], lines)
    shape = _scatter(page, XL_CHART_TYPE.XY_SCATTER_LINES, names, [*behind, *lines], place)
    made = shape.chart
    made.has_legend = False
    across, up = made.category_axis, made.value_axis
    across.minimum_scale, across.maximum_scale, across.has_major_gridlines = first, last, False
    across.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    up.minimum_scale, up.maximum_scale = low, high
    _value_axis(up, chart.axis, lang, chart.ticks)
    # Room for the words above the frames.
    up.maximum_scale += up.major_unit or 0
    plotted = list(made.plots[0].series)
    for i, (one, (_, _, words)) in enumerate(zip(plotted, chart.spans, strict=False)):
        _plain_line(one, MUTED, dashed=True)
        # At the left corner, and at the right one of the next frame, which may lie against it.
        _label(one, 1 + i % 2, words)
    line, *drawn = plotted[len(frames) :]
    _plain_line(line, palette.LIGHT.text)
    _label(line, 1, chart.zero)
    for one, series in zip(drawn, chart.series, strict=True):
        _marker(one, series)
        one.format.line.color.rgb, one.format.line.width = rgb(series.colour), Pt(2)
        _errors(one, series.marks, across=True)
    return shape


def _bands(page: Any, chart: Chart, place: Sequence[int], lang: Lang) -> Any:
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    data: Any = CategoryChartData()
    # Such a chart counts its rows from below, and not every program can turn them round.
    rows = [*reversed(list(zip(chart.categories, chart.subs, chart.series, strict=True)))]
    data.categories = [" · ".join(filter(None, (name, sub))) for name, sub, _ in rows]
    data.add_series(chart.axis, [series.marks[0].value for *_, series in rows])
    for low, high, words in chart.spans:
        for bound in (low, high):
            data.add_series(words, [bound] * len(chart.categories))
    shape = page.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *place, data)
    made = shape.chart
    made.has_legend = False
    across, up = made.value_axis, made.category_axis
    across.minimum_scale, across.maximum_scale = chart.extremes
    _value_axis(across, chart.axis, lang, chart.ticks)
    up.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    up.format.line.color.rgb, up.format.line.width = rgb(palette.LIGHT.text), Pt(1.5)
    made.plots[0].gap_width = 120
    bars, *zones = made.plots[0].series
    for i, (*_, series) in enumerate(rows):
        fill = bars.points[i].format.fill
        fill.solid()
        fill.fore_color.rgb = rgb(series.colour)
    _errors(bars, [series.marks[0] for *_, series in rows], across=False)
    for zone in zones:
        zone.format.fill.solid()
        zone.format.fill.fore_color.rgb = rgb(palette.LIGHT.border)
    if zones:
        _behind(made, zones)
    return shape


def legend(chart: Chart, lang: Lang) -> str:
    """What the line and the zone behind the bars are; empty for charts that say so themselves."""
    if chart.kind != "bands":
        return ""
    t = Text(lang)
    said = [t("verhaal.deck.held", words=chart.zero)] if chart.zero else []
    return " ".join([*said, *(t("verhaal.deck.zone", words=words) for _, _, words in chart.spans)])


def _as_long(lines: list[list[_Point]], others: list[list[_Point]]) -> list[list[_Point]]:
    """Lines with their last point repeated: LibreOffice does not draw a line with fewer points than the longest has."""
    longest = max(len(one) for one in [*lines, *others])
    return [one + one[-1:] * (longest - len(one)) for one in lines]


def _scatter(page: Any, kind: Any, names: list[str], lines: list[list[_Point]], place: Any) -> Any:
    from pptx.chart.data import XyChartData

    data = XyChartData()
    for name, points in zip(names, lines, strict=True):
        series = data.add_series(name)
        for x, y in points:
            series.add_data_point(x, y)
    return page.shapes.add_chart(kind, *place, data)


def _value_axis(axis: Any, words: str, lang: Lang, ticks: Sequence[tuple[float, str]] = ()) -> None:
    """What an axis of values says, and how its numbers are written.

    Args:
        ticks: where they stand, at equal distances, with a sign before each; none for whole numbers without one.
    """
    axis.has_title = True
    axis.axis_title.text_frame.text = words
    axis.major_gridlines.format.line.color.rgb = rgb(palette.LIGHT.border)
    axis.tick_labels.number_format_is_linked = False
    written = "0"
    if len(ticks) > 1:
        step = ticks[1][0] - ticks[0][0]
        axis.major_unit = step
        axis.minimum_scale = step * floor(axis.minimum_scale / step + _LITTLE)
        axis.maximum_scale = step * ceil(axis.maximum_scale / step - _LITTLE)
        digits = next((d for d in range(1, _MOST_DIGITS) if abs(round(step, d) - step) < _LITTLE), _MOST_DIGITS)
        written = f"+0.{digits * '0'};-0.{digits * '0'};0"
    axis.tick_labels.number_format = ";".join(_LOCALES[lang] + part for part in written.split(";"))


def _behind(made: Any, zones: list[Any]) -> None:
    """Draw a zone behind the bars: as broader bars on axes of their own, which nobody sees.

    The first pair of axes is drawn first. Its values run as far as those of the bars do.
    """
    from copy import deepcopy

    area = made._chartSpace.chart.plotArea  # noqa: SLF001  the library knows one pair of axes only
    bars = area.find(_name("barChart"))
    behind = deepcopy(bars)
    for series in zones:
        bars.remove(series._element)  # noqa: SLF001  nor here
    kept = {series._element.find(_name("idx")).get("val") for series in zones}  # noqa: SLF001  nor here
    for series in behind.findall(_name("ser")):
        if series.find(_name("idx")).get("val") not in kept:
            behind.remove(series)
    behind.find(_name("grouping")).set("val", "stacked")
    for name, value in (("gapWidth", str(_ZONE_GAP)), ("overlap", "100")):
        for old in behind.findall(_name(name)):
            behind.remove(old)
        behind.find(_name("axId")).addprevious(_element(name, value))
    for place, number in zip(behind.findall(_name("axId")), _ZONE_AXES, strict=True):
        place.set("val", number)
    bars.addprevious(behind)
    axes = [area.find(_name("catAx")), area.find(_name("valAx"))]
    first = axes[0]
    for axis, number, other in zip(axes, _ZONE_AXES, reversed(_ZONE_AXES), strict=True):
        hidden = deepcopy(axis)
        hidden.find(_name("axId")).set("val", number)
        hidden.find(_name("crossAx")).set("val", other)
        hidden.find(_name("delete")).set("val", "1")
        for name in ("majorGridlines", "title"):
            for part in hidden.findall(_name(name)):
                hidden.remove(part)
        first.addprevious(hidden)


def _marker(plotted: Any, series: Series) -> None:
    from pptx.enum.chart import XL_MARKER_STYLE

    plotted.marker.style = XL_MARKER_STYLE.DIAMOND if series.chosen else XL_MARKER_STYLE.CIRCLE
    plotted.marker.size = 13 if series.chosen else 9
    plotted.marker.format.fill.solid()
    plotted.marker.format.fill.fore_color.rgb = rgb(series.colour)


def _plain_line(plotted: Any, colour: str, *, dashed: bool = False) -> None:
    """A line without marks, straight between its points."""
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    plotted.marker.style, plotted.smooth = XL_MARKER_STYLE.NONE, False
    plotted.format.line.color.rgb, plotted.format.line.width = rgb(colour), Pt(1 if dashed else 1.5)
    if dashed:
        plotted.format.line.dash_style = MSO_LINE.DASH


def _label(plotted: Any, point: int, words: str) -> None:
    """Words above a point."""
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    if not words:
        return
    label = plotted.points[point].data_label
    label.text_frame.text = words
    label.text_frame.paragraphs[0].runs[0].font.size = Pt(10)
    label.position = XL_LABEL_POSITION.ABOVE


def _errors(plotted: Any, marks: Sequence[Mark], *, across: bool) -> None:
    """Bands as error bars, which the library has no words for.

    Args:
        across: of a chart with two axes of values, where it must be said that they stand upright.
    """
    bars = _element("errBars")
    kinds = [("errBarType", "both"), ("errValType", "cust"), ("noEndCap", "0")]
    for name, value in ([("errDir", "y")] if across else []) + kinds:
        bars.append(_element(name, value))
    bars.append(_literal("plus", [(mark.value if mark.high is None else mark.high) - mark.value for mark in marks]))
    bars.append(_literal("minus", [mark.value - (mark.value if mark.low is None else mark.low) for mark in marks]))
    # The order of elements is fixed: error bars stand before the values.
    values = plotted._element.find(_name("xVal" if across else "cat"))  # noqa: SLF001  the library offers no other way
    values.addprevious(bars)


def _literal(name: str, values: Sequence[float]) -> Any:
    """Numbers that stand in the chart itself and not in its workbook."""
    outer, inner = _element(name), _element("numLit")
    outer.append(inner)
    code = _element("formatCode")
    code.text = "General"
    inner.append(code)
    inner.append(_element("ptCount", str(len(values))))
    for i, value in enumerate(values):
        point, number = _element("pt"), _element("v")
        point.set("idx", str(i))
        number.text = repr(value)
        point.append(number)
        inner.append(point)
    return outer


def _element(name: str, value: str | None = None) -> Any:
    from lxml import etree

    made = etree.Element(_name(name))
    if value is not None:
        made.set("val", value)
    return made


def _name(name: str) -> str:
    return f"{{{_CHART}}}{name}"


def rgb(colour: str) -> Any:
    """A colour of the palette as the library has it."""
    from pptx.dml.color import RGBColor

    return RGBColor(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def inches(*values: float) -> tuple[int, ...]:
    """Inches in the units of the library."""
    from pptx.util import Inches

    return tuple(Inches(value) for value in values)
