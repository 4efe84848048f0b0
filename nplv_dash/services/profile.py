"""An area at a glance: its residents and the five themes, beside its municipality and the Netherlands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from nplv_dash.domain.records import PLEA_THEMES, Area, Indicator, Theme
from nplv_dash.services.workspace import NETHERLANDS, Figure, Workspace, value_of


@dataclass(frozen=True)
class Comparison:
    """One indicator for an area, its municipality and the Netherlands, all of the same year.

    None means that there is no figure.
    """

    indicator: Indicator
    year: int
    area: Figure | None
    gemeente: Figure | None
    netherlands: Figure | None


def indicators_of(workspace: Workspace, theme: Theme) -> tuple[Indicator, ...]:
    """The rates of a theme, its headline first."""
    chosen = [i for i in workspace.bundle.indicators.values() if i.theme == theme and i.kind == "rate"]
    return tuple(sorted(chosen, key=lambda i: not i.headline))


def headlines(workspace: Workspace) -> tuple[Indicator, ...]:
    """The five themes of the plea, each by its headline figure."""
    return tuple(indicators_of(workspace, theme)[0] for theme in PLEA_THEMES)


def compare(workspace: Workspace, area: Area, indicator: Indicator, year: int | None = None) -> Comparison | None:
    """`indicator` for `area` and what it is compared with, by default in the newest year; None without any year."""
    years = workspace.years("gebied", indicator.id)
    if not years:
        return None
    chosen = years[-1] if year is None else year
    return Comparison(
        indicator=indicator,
        year=chosen,
        area=workspace.figure("gebied", area.id, indicator.id, chosen),
        gemeente=workspace.figure("gemeente", area.gemeente_code, indicator.id, chosen),
        netherlands=workspace.figure("land", NETHERLANDS, indicator.id, chosen),
    )


def all_figures(workspace: Workspace, area: Area) -> pd.DataFrame:
    """Every rate of every year for an area, its municipality and the Netherlands.

    Columns: theme, indicator, year, area, gemeente, netherlands, coverage (of the area).
    """
    rows = []
    for indicator in workspace.bundle.indicators.values():
        for year in workspace.years("gebied", indicator.id) if indicator.kind == "rate" else ():
            found = compare(workspace, area, indicator, year)
            if found:
                three = (value_of(f) for f in (found.area, found.gemeente, found.netherlands))
                rows.append((indicator.theme, indicator.id, year, *three, found.area.coverage if found.area else 0.0))
    return pd.DataFrame(rows, columns=["theme", "indicator", "year", "area", "gemeente", "netherlands", "coverage"])


def wijken_of(workspace: Workspace, area: Area, indicators: Sequence[Indicator]) -> pd.DataFrame:
    """The wijken that make up an area, the largest first.

    Columns: code, name, share (of its residents that live in the area), and one per indicator with the newest figure.
    """
    members = workspace.share(area)
    units = workspace.bundle.units["wijk"]
    inside = np.flatnonzero(members > 0)
    table = pd.DataFrame(
        {
            "code": units["code"].iloc[inside].to_numpy(),
            "name": units["name"].iloc[inside].to_numpy(),
            "share": members[inside],
        }
    )
    for indicator in indicators:
        year = workspace.years("wijk", indicator.id)[-1]
        table[indicator.id] = workspace.values("wijk", indicator.id, year)[inside]
    return table.sort_values(indicators[0].id, ascending=False, ignore_index=True)
