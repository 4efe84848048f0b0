"""Pictures of measured figures and of money."""

from __future__ import annotations

from collections.abc import Sequence

from nplv_dash import __version__
from nplv_dash.domain.backtest import Backtest
from nplv_dash.domain.records import Area
from nplv_dash.present import palette
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.picture import Caption, Picture, Room
from nplv_dash.present.picture_measured import CHART, Events, Trend
from nplv_dash.present.picture_strips import Strips
from nplv_dash.present.picture_timeline import TimeLine
from nplv_dash.present.text import Text
from nplv_dash.services import backtest, chart_rows
from nplv_dash.services.money import time_line
from nplv_dash.services.picture_sources import cited
from nplv_dash.services.profile import headlines
from nplv_dash.services.strip_rows import multiples, strip_rows, strips_alt, times_of
from nplv_dash.services.workspace import NETHERLANDS, Workspace, value_of


def strips(workspace: Workspace, t: Text, n: Numbers, *, highlight: Area | None = None) -> Picture:
    """The twenty areas on the five themes, as multiples of the Dutch figure.

    Args:
        highlight: an area that stands out.
    """
    figures = Figures(t, n)
    rows = strip_rows(workspace, figures, highlight)
    titles = {row.title for row in rows}
    shown = [one for one in headlines(workspace) if t(f"indicator.theme.{one.theme}") in titles]
    years = [workspace.years("gebied", one.id)[-1] for one in shown]
    country = [
        figures.full(one, value_of(workspace.figure("land", NETHERLANDS, one.id, year)))
        for one, year in zip(shown, years, strict=True)
    ]
    return Picture(
        caption=Caption(
            title=t("picture.strips.title_area", area=highlight.name) if highlight else t("picture.strips.title"),
            subtitle=t(
                "picture.strips.subtitle", first=min(years, default=n.no_data), last=max(years, default=n.no_data)
            ),
            source=cited(workspace, {one.dataset for one in shown}, t),
        ),
        alt=strips_alt(rows, figures, highlight),
        drawing=Strips(
            rows=tuple(rows),
            beside=tuple(t("kaart.legend.netherlands", value=value) for value in country),
            reference=t("overzicht.chart.reference"),
            axis=t("overzicht.chart.axis"),
            ticks=multiples(figures),
            chosen=(highlight.name, tuple(times_of(row, highlight.name, figures) for row in rows))
            if highlight
            else None,
        ),
    )


def trend(
    workspace: Workspace,
    area: Area,
    t: Text,
    n: Numbers,
    *,
    beside: Sequence[Area] = (),
    room: Room = Room(),  # noqa: B008  it cannot be changed
) -> Picture:
    """The Leefbaarometer since 2002 of an area, its municipality and the Netherlands.

    Args:
        beside: one more area of the same municipality.
    """
    figures = Figures(t, n)
    name = figures.listed(one.name for one in (area, *beside))
    series = chart_rows.trend_rows(workspace, area, figures, palette.LIGHT.accent)
    for other in beside:
        series.insert(1, chart_rows.trend_rows(workspace, other, figures, palette.LIGHT.text)[0])
    years = workspace.years("gebied", "lbm")
    return Picture(
        caption=Caption(
            title=t("picture.trend.title", area=name),
            subtitle=t("picture.trend.subtitle", first=years[0], last=years[-1]),
            source=cited(workspace, {workspace.bundle.indicators["lbm"].dataset}, t),
        ),
        alt=chart_rows.trend_alt(series, name, years, figures),
        drawing=Trend(
            tuple(series),
            chart_rows.trend_ticks(series, figures),
            t("gebied.trend.seam"),
            t("picture.trend.open"),
            room.width,
            room.height or CHART,
        ),
        width=room.width,
    )


def money(workspace: Workspace, area: Area | None, t: Text, n: Numbers) -> Picture:
    """The lines of money in time, of one area or of all twenty."""
    figures = Figures(t, n)
    found = time_line(workspace, area)
    groups, marks = chart_rows.money_rows(found, area, figures, palette.LIGHT.accent)
    title = t("picture.money.title_area", area=area.name) if area else t("picture.money.title")
    return Picture(
        caption=Caption(title, t("picture.money.subtitle"), cited(workspace, {"nplv_money"}, t)),
        alt=chart_rows.money_alt(found, figures),
        drawing=TimeLine(tuple(groups), tuple(marks), (found.first, found.last), t("geld.read")),
    )


def measured(kept: Backtest, t: Text, n: Numbers, *, variant: str | None = None) -> Picture:
    """How the krachtwijken of 2008-2012 changed beside look-alikes.

    Args:
        variant: the comparison; by default the one that all else is held against.

    Raises:
        KeyError: there is no such comparison.
    """
    figures, shown = Figures(t, n), kept.base if variant is None else kept.variant(variant)
    is_base, base = shown is kept.base, kept.base.id
    said = tuple("" if one.year == kept.begin else chart_rows.gap_points(one.gap, figures) for one in shown.years)
    values = chart_rows.gap_values(shown, kept.begin, figures)
    counted = {name: n.integer(getattr(shown, name)) for name in ("treated", "controls", "gemeenten")}
    how = t(f"backtest.variant.{shown.id}.label")
    return Picture(
        caption=Caption(
            title=t("picture.measured.title", begin=kept.begin, end=kept.end),
            subtitle=t("picture.measured.subtitle", begin=kept.begin, how=how, **counted),
            source=t("picture.measured.source", version=__version__),
        ),
        alt=t("backtest.alt", first=kept.years[0], last=kept.years[-1], values=values),
        drawing=Events(
            measured=chart_rows.gap_rows(backtest.line(kept, shown.id), t("backtest.mark.measured")),
            said=said,
            # It was computed for that comparison and for no other.
            chance=chart_rows.gap_rows(backtest.placebo_line(kept), t("backtest.mark.placebo")) if is_base else None,
            beside=None
            if is_base
            else chart_rows.gap_rows(backtest.line(kept, base), t("backtest.variant.base.label")),
            programme=(kept.begin, kept.end),
            words=chart_rows.gap_words(figures),
            ticks=chart_rows.gap_ticks(kept, figures),
            open_points=t("picture.trend.open"),
        ),
    )
