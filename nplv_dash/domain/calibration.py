"""What the data say about the model's parameters, as records; kept in `data/calibration.yaml`."""

from __future__ import annotations

from typing import Literal

from nplv_dash.domain.records import Record, Text

#: Of whom the noise of an area's figure is measured.
Units = Literal["areas", "gemeenten", "wijken"]


class Question(Record):
    """How liveability goes together with something else, over which wijken and in which comparison.

    Attributes:
        indicator, years: of what the slope is. One year is a level, two are the change between them.
        outcome, outcome_years: likewise; in standard deviations of wijken, see `Deviation`.
        within: wijken are compared within their municipality.
        controls: what is held constant: indicators of the first of `years`, or `household_size`.
        smallest: households that a wijk has at least.
        low, high: only wijken whose figure is at least `low` and below `high`.
        settled: only wijken whose residents changed by less than a quarter between 2020 and 2022. Elsewhere much
            was built, or the borders moved under the same name.
        areas_only: only municipalities with an NPLV area.
        weighted: each wijk counts for its households; otherwise all count the same.
    """

    id: Text
    indicator: Text
    years: tuple[int, ...]
    outcome: Text
    outcome_years: tuple[int, ...]
    within: bool = True
    controls: tuple[Text, ...] = ()
    smallest: int = 500
    low: float | None = None
    high: float | None = None
    settled: bool = True
    areas_only: bool = False
    weighted: bool = True


class Slope(Question):
    """The answer: standard deviations of liveability per unit of the indicator, with clusters by municipality."""

    value: float
    se: float
    units: int
    clusters: int
    r2: float


class Panel(Record):
    """The slope of changes beside that of levels, in the same wijken, and how large the one is beside the other."""

    id: Text
    change: Slope
    level: Slope
    ratio: float
    ratio_se: float


class Deviation(Record):
    """The unit of the outcome: the standard deviation over all wijken of the country, weighted with households."""

    outcome: Text
    year: int
    value: float
    units: int


class Noise(Record):
    """How much the figure of an area moves from one measurement to the next, apart from its trend.

    Attributes:
        units, count: of what, and how many.
        smallest, largest: households that a unit has; None for the areas, which are as they are.
        value, se: in standard deviations of wijken.
        detectable: the smallest effect that a comparison of the twenty areas with `controls` others would find.
    """

    outcome: Text
    years: tuple[int, ...]
    units: Units
    count: int
    smallest: int | None = None
    largest: int | None = None
    value: float
    se: float
    controls: int
    detectable: float


class Landing(Record):
    """Which share of its municipality's newcomers a wijk got, and what two rules say it would get.

    Attributes:
        observed, observed_se: as published, and its standard error by the binomial distribution.
        by_homes: in proportion to all corporation homes.
        by_vulnerable: in proportion to those let to vulnerable households, as the model has it.
    """

    code: Text
    name: Text
    observed: float
    observed_se: float
    by_homes: float
    by_vulnerable: float


class LandingRule(Record):
    """The rule by which newcomers land, held against what was observed.

    Attributes:
        cases: homes that went to status holders.
        odds: how many times likelier a household in a corporation home is a vulnerable one.
        error_by_homes, error_by_vulnerable: mean absolute error of both rules.
    """

    gemeente: Text
    year: int
    cases: int
    source: Text
    url: Text
    odds: float
    wijken: tuple[Landing, ...]
    error_by_homes: float
    error_by_vulnerable: float


class Calibration(Record):
    """Everything that was estimated from the data that the project ships."""

    schema_version: Literal[1]
    deviations: tuple[Deviation, ...]
    slopes: tuple[Slope, ...]
    panels: tuple[Panel, ...]
    noise: tuple[Noise, ...]
    landing: LandingRule

    def slope(self, slope_id: str) -> Slope:
        """The slope with this id, those of the panels included. Raises KeyError when there is none."""
        pairs = (slope for panel in self.panels for slope in (panel.change, panel.level))
        return {slope.id: slope for slope in (*self.slopes, *pairs)}[slope_id]
