"""How liveability changed in each area beside others, as records; kept in `data/progress.yaml`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nplv_dash.domain.records import Record, Text

#: How an area did beside its look-alikes; texts `progress.verdict.<verdict>`.
Verdict = Literal["more", "same", "less", "unclear"]


class Change(Record):
    """The change of one figure, in its own points.

    Attributes:
        outcome: `lbm`, or one of the dimensions.
        area, gemeente, netherlands, controls: change of the area, its municipality (the area included), the country,
            and the look-alikes. None where too little is known.
        difference: of the area less its look-alikes.
        se: spread of such differences where there was no programme.
        low, high: band of 95 per cent.
    """

    outcome: Text
    area: float
    gemeente: float | None = None
    netherlands: float | None = None
    controls: float
    difference: float
    se: float
    low: float
    high: float
    verdict: Verdict


class Period(Record):
    """The changes between two measurements.

    Attributes:
        controls: how many wijken are a look-alike.
        distance: mean distance to them, in standard deviations of wijken.
        start_gap: score of the area at the start less that of its look-alikes, in points of the Leefbaarometer.
        alike: whether that is small enough to speak of look-alikes; otherwise nothing can be told.
        changes: the total first, then the dimensions.
    """

    start: int
    end: int
    controls: int
    distance: float
    start_gap: float
    alike: bool
    changes: tuple[Change, ...]

    def of(self, outcome: str) -> Change:
        """The change of an outcome. Raises KeyError when there is none."""
        return {one.outcome: one for one in self.changes}[outcome]


class AreaProgress(Record):
    """An NPLV area.

    Attributes:
        id: of the area.
        wijken: how many wijken with a measurement of their own it is made of.
    """

    id: Text
    wijken: int
    periods: tuple[Period, ...]


class Progress(Record):
    """All areas.

    Attributes:
        k: look-alikes per wijk.
        smallest: households that a look-alike has at least.
        margin: up to how many standard deviations of wijken a difference is as good as none.
        deviations: points per standard deviation of wijken (2022, weighted with households), per outcome.
        areas: in the official order.
    """

    schema_version: Literal[1]
    k: int
    smallest: int
    margin: float = Field(gt=0)
    deviations: dict[str, float]
    areas: tuple[AreaProgress, ...]

    def area(self, area_id: str) -> AreaProgress:
        """The area with this id. Raises KeyError when there is none."""
        return {one.id: one for one in self.areas}[area_id]
