"""What was measured of an earlier programme, as records; kept in `data/backtest.yaml`.

Gaps are in points of the Leefbaarometer 3.0 (or of what `outcome` names); `Backtest.deviation` turns points of 3.0 into
standard deviations of wijken.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nplv_dash.domain.records import MatchQuality, Record, Text

#: Years between which the Leefbaarometer changed its method of measuring.
SEAM = (2012, 2014)
#: Who may be a look-alike: wijken with much corporation rent, or all of the country.
Pool = Literal["social", "country"]
#: What a treated wijk counts for: all the same, by its households, or so that each area counts the
#: same, of those of the qualities.
Size = Literal["wijk", "households", "area"]


class Design(Record):
    """How treated wijken are compared.

    Attributes:
        outcome: what is measured: `lbm` is the Leefbaarometer 3.0; others are of 2.0.
        match: indicator and years of the levels that look-alikes must share; without years all of the pool is compared.
        corporation: look-alikes must also be near in their share of corporation homes (2020).
        qualities: of the treated wijken.
        province: look-alikes are of the same province.
        other_cities: look-alikes are of municipalities without a krachtwijk.
        without_nplv: wijken of the NPLV (and so of Rotterdam-Zuid) are left out, of the treated and of look-alikes.
        k: look-alikes per treated wijk.
        reuse: a look-alike may serve more than one treated wijk.
        caliper: largest distance to a look-alike, in standard deviations.
        reference: the year in which the gap is nothing by definition.
    """

    id: Text
    outcome: Text = "lbm"
    match: Text = "lbm"
    match_years: tuple[int, ...] = (2002, 2008)
    corporation: bool = False
    pool: Pool = "social"
    qualities: tuple[MatchQuality, ...] = ("exact", "good")
    province: bool = False
    other_cities: bool = False
    without_nplv: bool = False
    k: int = 3
    reuse: bool = True
    caliper: float | None = None
    size: Size = "wijk"
    reference: int = 2008


class YearGap(Record):
    """The gap between treated wijken and their look-alikes in a year.

    Attributes:
        gap: since the year of reference.
        se: standard error, clustered by municipality.
        low, high: band of 95 per cent.
        p: chance of a gap at least as large where there is none, by Student's t.
        level: the difference itself, without taking that of the year of reference off it.
    """

    year: int
    gap: float
    se: float
    low: float
    high: float
    p: float
    level: float


class Variant(Design):
    """A design with its outcome.

    Attributes:
        treated, controls: wijken.
        gemeenten: municipalities with a treated wijk; the band reckons with so few.
        left_out: treated wijken without a look-alike in reach.
        distance: mean distance to the look-alikes, in standard deviations of wijken; 0 where nobody was matched.
        years: rising.
    """

    treated: int
    controls: int
    gemeenten: int
    left_out: int
    distance: float
    years: tuple[YearGap, ...]

    def at(self, year: int) -> YearGap:
        """The gap of a year. Raises KeyError when there is none."""
        return {one.year: one for one in self.years}[year]


class PlaceboYear(Record):
    """What sets of wijken that got nothing show in a year.

    Attributes:
        mean, sd: of their gaps; a mean away from 0 is what the way of matching does by itself.
        low, high: 95 per cent of them lie between.
        p: twice the share of them at or beyond the real gap, on its side of them.
        bunched: standard deviation of such gaps when the wijken of a set lie in few cities, as the treated ones do, and
            wijken of a city move together as others in the country do.
    """

    year: int
    mean: float
    sd: float
    bunched: float
    low: float
    high: float
    p: float

    @property
    def widest(self) -> float:
        """The larger of the two spreads."""
        return max(self.sd, self.bunched)


class Placebo(Record):
    """Random sets of look-alikes, each compared with look-alikes of its own, as the design `base` does.

    Attributes:
        draws: how many sets.
        correlation: of the gaps of the sets, between all years in the order of `years`.
    """

    draws: int
    years: tuple[PlaceboYear, ...]
    correlation: tuple[tuple[float, ...], ...]

    def at(self, year: int) -> PlaceboYear:
        """What the sets show in a year. Raises KeyError when there is none."""
        return {one.year: one for one in self.years}[year]


class LeftOut(Record):
    """The gap of the design `base` when one municipality is left out, per year of the Leefbaarometer 3.0."""

    gemeente: Text
    name: Text
    wijken: int
    gap: tuple[float, ...]


class Course(Record):
    """The mean score per year of a group of wijken: who did what, without any comparison.

    Attributes:
        id: `treated`, `controls` (as often as they serve), `social` (all other wijken with much corporation rent) or
            `country` (all other wijken).
    """

    id: Literal["treated", "controls", "social", "country"]
    wijken: int
    score: tuple[float, ...]


class Estimate(Record):
    """A number with its standard error."""

    value: float
    se: float


class Step(Record):
    """A stretch of time in the same wijken by two instruments: whether a change of method could make the gap.

    Attributes:
        lbm3, lbm2: change of the gap, in standard deviations of the instrument.
        difference: lbm3 less lbm2.
        agreement: correlation over all other wijken between the change by the one and by the other. Near 1 the two are
            not independent of each other.
    """

    start: int
    end: int
    lbm3: Estimate
    lbm2: Estimate
    difference: Estimate
    agreement: float


class Seam(Record):
    """The change of method of the Leefbaarometer 3.0 between two years, tested with 2.0.

    Attributes:
        start, end: the years on either side of it.
        treated, controls: wijken of which both instruments have a score.
    """

    start: int
    end: int
    treated: int
    controls: int
    steps: tuple[Step, ...]


class Backtest(Record):
    """Everything that was measured of the forty krachtwijken.

    Attributes:
        years: of the Leefbaarometer 3.0.
        begin, end: of the programme.
        deviation: points of 3.0 per standard deviation of wijken (2022, weighted with households).
        corporation: share of corporation homes (2020, in per cent) from which on a wijk may be a look-alike.
        areas: how many of the forty areas are of each quality.
        wijken: how many measured wijken are of each quality; one in two areas has the better quality.
        variants: the first is the design that everything else is held against.
        second: what the Leefbaarometer 2.0 says, in its own units.
    """

    schema_version: Literal[1]
    years: tuple[int, ...]
    begin: int
    end: int
    deviation: float = Field(gt=0)
    corporation: float
    areas: dict[MatchQuality, int]
    wijken: dict[MatchQuality, int]
    variants: tuple[Variant, ...]
    placebo: Placebo
    cities: tuple[LeftOut, ...]
    courses: tuple[Course, ...]
    second: tuple[Variant, ...]
    seam: Seam

    @property
    def base(self) -> Variant:
        """The first design."""
        return self.variants[0]

    def variant(self, variant_id: str) -> Variant:
        """The variant with this id, those of the second instrument included. Raises KeyError when there is none."""
        return {one.id: one for one in (*self.variants, *self.second)}[variant_id]
