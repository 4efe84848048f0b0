"""How far the areas stand from the Netherlands in the total score of the Leefbaarometer, as was measured.

In standard deviations of wijken, the unit of the model of funding, so that both can be held against each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from nplv_dash.domain.backtest import SEAM
from nplv_dash.domain.records import Area
from nplv_dash.services.progress import OUTCOMES, together
from nplv_dash.services.workspace import NETHERLANDS, Workspace, value_of

_TOTAL = OUTCOMES[0]


@dataclass(frozen=True, slots=True)
class Gap:
    """A measurement less that of the Netherlands in the same year, in standard deviations of wijken.

    Attributes:
        areas: of one area, or of all together.
        gemeente: of the municipality of that one area (which it is part of); None for all together.
    """

    year: int
    areas: float
    gemeente: float | None = None


def gaps(workspace: Workspace, area: Area | None, deviation: float) -> tuple[Gap, ...]:
    """Every measurement since the method last changed, rising by year; years that are not known are left out.

    Args:
        deviation: points of the Leefbaarometer in a standard deviation of wijken.
    """
    found: list[tuple[int, float | None, float | None, float | None]]
    if area is None:
        found = [(one.year, one.areas, None, one.netherlands) for one in together(workspace, _TOTAL)]
    else:
        found = [(year, *_of(workspace, area, year)) for year in workspace.years("gebied", _TOTAL)]
    return tuple(
        Gap(year, (own - country) / deviation, None if gemeente is None else (gemeente - country) / deviation)
        for year, own, gemeente, country in found
        if year >= SEAM[1] and own is not None and country is not None
    )


def _of(workspace: Workspace, area: Area, year: int) -> tuple[float | None, float | None, float | None]:
    """Of an area, its municipality and the country."""
    places = (("gebied", area.id), ("gemeente", area.gemeente_code), ("land", NETHERLANDS))
    own, gemeente, country = (value_of(workspace.figure(level, code, _TOTAL, year)) for level, code in places)
    return own, gemeente, country
