"""What charts of the Leefbaarometer of areas show, the same for a page and for a picture."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from nplv_dash.domain.progress import AreaProgress, Change, Period, Progress
from nplv_dash.domain.records import Area
from nplv_dash.present import changes, charts
from nplv_dash.present.figures import Figures
from nplv_dash.present.verdicts import points
from nplv_dash.services.profile import compare
from nplv_dash.services.workspace import Workspace, value_of

#: The parts of the total score.
DIMENSIONS: Final = ("lbm_onv", "lbm_won", "lbm_soc", "lbm_fys", "lbm_vrz")
#: Between two lines of the scale, of dimensions and of changes; over more than `_MOST` of them twice as much, since a
#: phone has room for the words of six or seven.
_STEP: Final = 0.05
_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The dimensions of an area, its municipality and the Netherlands.

    Attributes:
        names: of the three.
        ticks: position -> words of the scale.
        year: of all figures.
    """

    rows: tuple[charts.Row, ...]
    names: tuple[str, str, str]
    ticks: dict[float, str]
    year: int


def dimensions(workspace: Workspace, area: Area, figures: Figures) -> Dimensions:
    """The five dimensions in the newest year; those that are not known of any area left out."""
    rows, year = [], 0
    for dimension in DIMENSIONS:
        indicator = workspace.bundle.indicators[dimension]
        found = compare(workspace, area, indicator)
        if found is None:
            continue
        own, town, country = (value_of(one) for one in (found.area, found.gemeente, found.netherlands))
        texts = (figures.bare(indicator, own), figures.bare(indicator, town), figures.bare(indicator, country))
        rows.append(charts.Row(figures.short(indicator), (own, town, country), texts))
        year = found.year
    names = (area.name, area.gemeente, figures.t("overzicht.table.netherlands"))
    values = [value for row in rows for value in row.values if value is not None]
    return Dimensions(tuple(rows), names, _ticks(values, figures, signed=False), year)


def dimensions_alt(found: Dimensions, figures: Figures) -> str:
    """What they show, in figures."""
    said = "; ".join(f"{row.label}: {', '.join(row.texts)}" for row in found.rows)
    area, town, _ = found.names
    return figures.t("gebied.dimensions.alt", area=area, gemeente=town, year=found.year, values=said)


def years_of(period: Period) -> str:
    """A period in words, which is also its name in an address."""
    return f"{period.start}-{period.end}"


def by_name(workspace: Workspace, kept: Progress, area: Area | None) -> list[tuple[str, AreaProgress]]:
    """One area, or all by their names: never by how much they gained."""
    found = [(workspace.area(one.id).name, one) for one in kept.areas if area is None or one.id == area.id]
    return sorted(found, key=lambda pair: pair[0].casefold())


def labelled(
    workspace: Workspace, kept: Progress, area: Area | None, position: int, figures: Figures
) -> list[tuple[str, AreaProgress, Change]]:
    """What is shown of a period, with its names: the total of every area, or the total and the dimensions of one."""
    indicators = workspace.bundle.indicators
    return [
        (figures.short(indicators[change.outcome]) if area else name, one, change)
        for name, one in by_name(workspace, kept, area)
        for change in (one.periods[position].changes if area else one.periods[position].changes[:1])
    ]


def progress_rows(
    workspace: Workspace, kept: Progress, area: Area | None, position: int, figures: Figures
) -> list[changes.Change]:
    """The changes of a period, to draw."""
    return [
        _change(label, change, one.periods[position], figures)
        for label, one, change in labelled(workspace, kept, area, position, figures)
    ]


def progress_names(area: Area | None, figures: Figures) -> changes.Names:
    """What the marks of `progress_rows` are called."""
    t = figures.t
    return changes.Names(
        area=t("progress.mark.area") if area is None else area.name,
        gemeente=t("progress.column.gemeente"),
        netherlands=t("progress.column.netherlands"),
        controls=t("progress.column.controls"),
        chance=t("progress.mark.chance"),
    )


def progress_ticks(workspace: Workspace, kept: Progress, area: Area | None, figures: Figures) -> dict[float, str]:
    """One scale for all periods, so that they can be held against each other."""
    rows = [
        row
        for position in range(len(kept.areas[0].periods))
        for row in progress_rows(workspace, kept, area, position, figures)
    ]
    return _ticks([value for row in rows for value in _reach(row)], figures, signed=True)


def progress_alt(rows: list[changes.Change], period: Period, area: Area | None, figures: Figures) -> str:
    """What a period shows, in figures."""
    t = figures.t
    said = "; ".join(t("progress.alt_row", name=row.label, change=row.area.text, verdict=row.verdict) for row in rows)
    name = area.name if area else t("progress.all")
    return t("progress.alt", name=name, start=period.start, end=period.end, values=said)


def _change(label: str, change: Change, period: Period, figures: Figures) -> changes.Change:
    spread = change.high - change.difference

    def value(found: float | None) -> changes.Value:
        return changes.Value(found, points(found, figures))

    return changes.Change(
        label=label,
        # No reason beside it, for which a phone has no room: it shows in the bar that is not there.
        verdict=figures.t(f"progress.short.{change.verdict}"),
        area=value(change.area),
        gemeente=value(change.gemeente),
        netherlands=value(change.netherlands),
        # Wijken that are not alike enough are no measure for anything.
        controls=value(change.controls if period.alike else None),
        chance=(change.controls - spread, change.controls + spread) if period.alike else None,
    )


def _reach(row: changes.Change) -> list[float]:
    """Every position that a chart has to have room for."""
    known = [one.value for one in (row.area, row.gemeente, row.netherlands, row.controls) if one.value is not None]
    return [*known, *(row.chance or ())]


def _ticks(values: Iterable[float], figures: Figures, *, signed: bool) -> dict[float, str]:
    """Round positions that cover the values and zero."""
    every = [0.0, *values]
    step = _STEP if max(every) - min(every) <= _MOST * _STEP else 2 * _STEP
    steps = range(floor(min(every) / step), ceil(max(every) / step) + 1)
    return {round(i * step, 10): figures.n.decimal(round(i * step, 10), 2, signed=signed) for i in steps}
