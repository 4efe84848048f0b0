"""Pictures of measured figures and of money."""

from __future__ import annotations

from nplv_dash import __version__
from nplv_dash.domain.backtest import Backtest
from nplv_dash.domain.records import Area
from nplv_dash.present import palette
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.picture import Caption, Picture
from nplv_dash.present.picture_measured import Events, Trend
from nplv_dash.present.picture_strips import Strips
from nplv_dash.present.picture_timeline import TimeLine
from nplv_dash.present.text import Text
from nplv_dash.services import backtest, chart_rows
from nplv_dash.services.money import time_line
from nplv_dash.services.picture_sources import cited
from nplv_dash.services.profile import headlines
from nplv_dash.services.strip_rows import multiples, strip_rows
from nplv_dash.services.workspace import NETHERLANDS, Workspace, value_of


def strips(workspace: Workspace, t: Text, n: Numbers, *, highlight: Area | None = None) -> Picture:
    """The twenty areas on the five themes, as multiples of the Dutch figure.

    Args:
        highlight: an area that stands out.
    """
    figures = Figures(t, n)
    rows = strip_rows(workspace, figures)
    titles = {row.title for row in rows}
    shown = [one for one in headlines(workspace) if t(f"indicator.theme.{one.theme}") in titles]
    years = [workspace.years("gebied", one.id)[-1] for one in shown]
    country = [
        figures.full(one, value_of(workspace.figure("land", NETHERLANDS, one.id, year)))
        for one, year in zip(shown, years, strict=True)
    ]
    said = [
        t("overzicht.chart.times", x=n.decimal(row.ratios[row.names.index(highlight.name)], 1))
        if highlight and highlight.name in row.names
        else n.no_data
        for row in rows
    ]
    spread = [
        t(
            "picture.strips.spread",
            theme=row.title, low=n.decimal(min(row.ratios), 1), high=n.decimal(max(row.ratios), 1),
        )
        for row in rows
    ]  # fmt: skip
    own = [f"{row.title} {times}" for row, times in zip(rows, said, strict=True)]
    return Picture(
        caption=Caption(
            title=t("picture.strips.title_area", area=highlight.name) if highlight else t("picture.strips.title"),
            subtitle=t(
                "picture.strips.subtitle", first=min(years, default=n.no_data), last=max(years, default=n.no_data)
            ),
            source=cited(workspace, {one.dataset for one in shown}, t),
        ),
        alt=t("picture.strips.alt", spread="; ".join(spread))
        + (f" {t('picture.strips.alt_area', area=highlight.name, values=', '.join(own))}" if highlight else ""),
        drawing=Strips(
            rows=tuple(rows),
            beside=tuple(t("kaart.legend.netherlands", value=value) for value in country),
            reference=t("overzicht.chart.reference"),
            axis=t("overzicht.chart.axis"),
            ticks=multiples(figures),
            chosen=(highlight.name, tuple(said)) if highlight else None,
        ),
    )


def trend(workspace: Workspace, area: Area, t: Text, n: Numbers) -> Picture:
    """The Leefbaarometer since 2002 of an area, its municipality and the Netherlands."""
    figures = Figures(t, n)
    series = chart_rows.trend_rows(workspace, area, figures, palette.LIGHT.accent)
    years = workspace.years("gebied", "lbm")
    values = "; ".join(
        t(
            "picture.trend.value",
            name=line.name, first=line.years[0], before=line.texts[0], last=line.years[-1], after=line.texts[-1],
        )
        for line in series
        if line.years
    )  # fmt: skip
    return Picture(
        caption=Caption(
            title=t("picture.trend.title", area=area.name),
            subtitle=t("picture.trend.subtitle", first=years[0], last=years[-1]),
            source=cited(workspace, {workspace.bundle.indicators["lbm"].dataset}, t),
        ),
        alt=f"{t('gebied.trend.alt', area=area.name, first=years[0], last=years[-1])} {values}.",
        drawing=Trend(
            tuple(series), chart_rows.trend_ticks(series, figures), t("gebied.trend.seam"), t("picture.trend.open")
        ),
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


def measured(kept: Backtest, t: Text, n: Numbers) -> Picture:
    """How the krachtwijken of 2008-2012 changed beside look-alikes, by the comparison that all else is held against."""
    figures = Figures(t, n)
    said = tuple("" if one.year == kept.begin else chart_rows.gap_points(one.gap, figures) for one in kept.base.years)
    values = chart_rows.gap_values(kept.base, kept.begin, figures)
    counted = {name: n.integer(getattr(kept.base, name)) for name in ("treated", "controls", "gemeenten")}
    return Picture(
        caption=Caption(
            title=t("picture.measured.title", begin=kept.begin, end=kept.end),
            subtitle=t("picture.measured.subtitle", begin=kept.begin, **counted),
            source=t("picture.measured.source", version=__version__),
        ),
        alt=t("backtest.alt", first=kept.years[0], last=kept.years[-1], values=values),
        drawing=Events(
            measured=chart_rows.gap_rows(backtest.line(kept, kept.base.id), t("backtest.mark.measured")),
            said=said,
            chance=chart_rows.gap_rows(backtest.placebo_line(kept), t("backtest.mark.placebo")),
            programme=(kept.begin, kept.end),
            words=chart_rows.gap_words(figures),
            ticks=chart_rows.gap_ticks(kept, figures),
            open_points=t("picture.trend.open"),
        ),
    )
