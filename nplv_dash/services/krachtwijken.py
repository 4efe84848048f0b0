"""The forty krachtwijken of 2008-2012 beside look-alikes: which wijken, years and comparisons; the model counts.

A wijk is treated when it stands for one of the forty areas (`data/krachtwijken.yaml`). The design `base` takes the
wijken that match an area well (`exact`, `good`). Where an area is only a part of a wijk (`contains`), or was chosen by
name in a district of which only parts took part (`approx`), what was done is diluted: those wijken are in the design
`every_match`, and are a look-alike in none. A wijk in two areas counts once. Wijken that were split in 2024 have one
measurement for all their parts, and count once too.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from nplv_dash.domain.backtest import (
    SEAM,
    Backtest,
    Course,
    Design,
    Estimate,
    LeftOut,
    Placebo,
    PlaceboYear,
    Seam,
    Step,
    Variant,
    YearGap,
)
from nplv_dash.domain.errors import DataError
from nplv_dash.domain.records import Krachtwijk, MatchQuality
from nplv_dash.model import eventstudy
from nplv_dash.model.calibrate import weighted_sd
from nplv_dash.services.aggregate import Array
from nplv_dash.services.backtest import DECIMALS
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.bundle import read_observations
from nplv_dash.sources.yamlfiles import read_records

Mask = NDArray[np.bool_]
Index = NDArray[np.int64]

#: The programme, and the years between which the Leefbaarometer 3.0 changed its method.
BEGIN, END = 2008, 2012
#: Over the seam, after it, and both together.
STEPS = (SEAM, (2014, 2016), (2012, 2016))
#: Look-alikes are wijken with at least this share of corporation homes; 2020 is the only year known everywhere.
CORPORATION, CORPORATION_YEAR = 40.0, 2020
#: The spread over wijken of this year is the unit, as in the calibration.
UNIT_YEAR = 2022
DRAWS = 1000
#: From the best to the least.
QUALITIES: tuple[MatchQuality, ...] = ("exact", "good", "approx", "contains")

#: The first is what it is about; the others say how much it matters how one asks.
DESIGNS = (
    Design(id="base"),
    Design(id="every_match", qualities=QUALITIES),
    Design(id="corporation", corporation=True),
    Design(id="province", province=True),
    Design(id="other_cities", other_cities=True),
    Design(id="without_nplv", without_nplv=True),
    Design(id="level_2008", match_years=(2008,)),
    Design(id="level_2012", match_years=(2002, 2008, 2012)),
    Design(id="one_each", k=1, reuse=False),
    Design(id="nearest_one", k=1),
    Design(id="nearest_ten", k=10),
    Design(id="close", caliper=0.25),
    Design(id="by_households", size="households"),
    Design(id="by_area", size="area"),
    Design(id="social_all", match_years=()),
    Design(id="country_matched", pool="country"),
    Design(id="country_all", pool="country", match_years=()),
)
#: The same with the other instrument, whose score begins in 2012; before that it has classes only.
SECOND_DESIGNS = (
    # Classes are whole numbers: everybody of the same classes is as near, and nobody else.
    Design(id="class_own", outcome="lbm2_class", match="lbm2_class", k=1000, caliper=0.01),
    Design(id="class_same", outcome="lbm2_class"),
    Design(id="score_same", outcome="lbm2", reference=2012),
    Design(id="safety_same", outcome="lbm2_vei", reference=2012),
)


def krachtwijken(root: Path) -> tuple[Krachtwijk, ...]:
    """The forty areas. Raises DataError when they cannot be read."""
    return read_records(root / "data" / "krachtwijken.yaml", Krachtwijk)


def estimate(workspace: Workspace) -> Backtest:
    """Estimate everything from the data of a workspace.

    Raises:
        DataError: a figure, the list of krachtwijken or the Leefbaarometer 2.0 is not there.
    """
    data = _Wijken(workspace)
    base = DESIGNS[0]
    second = tuple(_variant(data, design) for design in SECOND_DESIGNS)
    return Backtest(
        schema_version=1,
        years=data.years("lbm"),
        begin=BEGIN,
        end=END,
        deviation=_rounded(data.deviation),
        corporation=CORPORATION,
        areas={quality: sum(area.quality == quality for area in data.areas) for quality in QUALITIES},
        wijken={quality: int((data.measured("lbm") & data.of_quality(quality)).sum()) for quality in QUALITIES},
        variants=tuple(_variant(data, design) for design in DESIGNS),
        placebo=_placebo(data, base),
        cities=_cities(data, base),
        courses=_courses(data, base),
        second=second,
        seam=_seam(data, base),
    )


class _Wijken:
    """What is known of all wijken, in the order of the units."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.units = workspace.bundle.units["wijk"]
        self.root = workspace.bundle.root
        self.areas = krachtwijken(self.root)
        #: Index of the municipality.
        self.gemeente = _index(self.units["gm_code"].to_numpy(dtype=str))
        provinces = dict(workspace.bundle.units["gemeente"][["code", "province"]].itertuples(index=False))
        self.province = _index(self.units["gm_code"].map(provinces).to_numpy(dtype=str))
        self.corporation = self.figures("corp_share", CORPORATION_YEAR)
        newest = self.figures("households", 2024)
        #: Households of 2024, or of 2020 where a new code has none.
        self.households = np.where(np.isfinite(newest), newest, self.figures("households", 2020))
        #: Rank of the quality of the area a wijk stands for; -1 where it stands for none.
        self.quality = np.full(len(self.units), -1)
        codes = self.units["code"].to_numpy(dtype=str)
        for rank in reversed(range(len(QUALITIES))):
            named = {code for area in self.areas if area.quality == QUALITIES[rank] for code in area.wijken}
            self.quality[np.isin(codes, list(named))] = rank
        members = workspace.aggregates.areas.by_share[:, : len(self.units)]
        #: Wijken of which a part is in an NPLV area.
        self.nplv: Mask = np.asarray((members > 0).any(axis=0))

    def figures(self, indicator: str, year: int) -> Array:
        """Figures of a year; DataError where the data have none."""
        try:
            return self.workspace.values("wijk", indicator, year)
        except KeyError:
            raise DataError("backtest_lacks", self.root / "data", what=f"{indicator} {year}") from None

    @cached_property
    def deviation(self) -> float:
        """Points of the Leefbaarometer 3.0 per standard deviation of wijken."""
        return weighted_sd(self.figures("lbm", UNIT_YEAR), self.households)

    @cached_property
    def _second(self) -> dict[str, tuple[tuple[int, ...], Array]]:
        """The Leefbaarometer 2.0: years and scores per figure."""
        path = self.root / "data" / "indicators" / "lbm2.parquet"
        table = read_observations(path)
        wide = table.pivot(index="code", columns=["indicator", "year"], values="value").reindex(self.units["code"])
        return {
            name: (tuple(int(year) for year in sorted(wide[name].columns)), wide[name].sort_index(axis=1).to_numpy())
            for name in wide.columns.levels[0]
        }

    def years(self, outcome: str) -> tuple[int, ...]:
        """The years in which an outcome was measured, rising."""
        return self.workspace.bundle.years("wijk", outcome) if outcome == "lbm" else self._second[outcome][0]

    def scores(self, outcome: str) -> Array:
        """The outcome, shape (n, years)."""
        if outcome != "lbm":
            return self._second[outcome][1]
        return np.column_stack([self.figures(outcome, year) for year in self.years(outcome)])

    def measured(self, outcome: str) -> Mask:
        """Wijken whose outcome is known in all years, each measurement once: parts of a split wijk share theirs."""
        scores = self.scores(outcome)
        once = np.zeros(len(scores), dtype=bool)
        once[np.unique(np.column_stack([self.gemeente, self.scores("lbm")]), axis=0, return_index=True)[1]] = True
        return once & np.isfinite(scores).all(axis=1)

    def of_quality(self, *qualities: MatchQuality) -> Mask:
        """Treated wijken of these qualities."""
        return np.isin(self.quality, [QUALITIES.index(quality) for quality in qualities])

    def size(self, design: Design) -> Array | None:
        """What a treated wijk counts for."""
        if design.size == "wijk":
            return None
        if design.size == "households":
            return self.households
        size = np.zeros(len(self.units))
        codes = self.units["code"].to_numpy(dtype=str)
        measured = self.measured(design.outcome) & self.of_quality(*design.qualities)
        for area in (one for one in self.areas if one.quality in design.qualities):
            inside = measured & np.isin(codes, area.wijken)
            size[inside] += 1 / max(1, inside.sum())
        return size

    def features(self, design: Design) -> Array:
        """What look-alikes must share, shape (n, p)."""
        years, scores = self.years(design.match), self.scores(design.match)
        columns = [scores[:, years.index(year)] for year in design.match_years]
        return np.column_stack([*columns, *([self.corporation] if design.corporation else [])])

    def candidates(self, design: Design) -> tuple[Index, Index]:
        """Rows of the treated wijken, and of those that may be a look-alike."""
        known = self.measured(design.outcome)
        if design.match_years:
            known &= np.isfinite(self.features(design)).all(axis=1)
        if design.without_nplv:
            known &= ~self.nplv
        pool = known & (self.quality < 0)
        if design.pool == "social":
            pool &= self.corporation >= CORPORATION
        if design.other_cities:
            pool &= ~np.isin(self.gemeente, self.gemeente[self.quality >= 0])
        return _rows(known & self.of_quality(*design.qualities)), _rows(pool)


def _index(names: NDArray[np.str_]) -> Index:
    return np.unique(names, return_inverse=True)[1].astype(np.int64)


def _rows(mask: Mask) -> Index:
    return np.flatnonzero(mask).astype(np.int64)


def _rounded(value: float) -> float:
    # Never -0.0, which is written otherwise than the 0.0 it is equal to.
    return round(float(value), DECIMALS) + 0.0


def _features(data: _Wijken, design: Design, treated: Index, pool: Index) -> Array:
    """What is matched on, in standard deviations of all wijken of the country that were measured."""
    return eventstudy.standardised(data.features(design), _mask(len(data.units), treated, pool))


def _mask(n: int, *rows: Index) -> Mask:
    mask = np.zeros(n, dtype=bool)
    mask[np.concatenate(rows)] = True
    return mask


def _pairs(data: _Wijken, design: Design) -> eventstudy.Pairs:
    treated, pool = data.candidates(design)
    if not design.match_years:
        return eventstudy.against_all(treated, pool, len(data.units))
    return eventstudy.nearest(
        _features(data, design, treated, pool),
        treated,
        pool,
        design.k,
        replace=design.reuse,
        group=data.province if design.province else None,
        caliper=np.inf if design.caliper is None else design.caliper,
    )


def _study(data: _Wijken, design: Design) -> tuple[eventstudy.Pairs, eventstudy.Study]:
    pairs = _pairs(data, design)
    base = data.years(design.outcome).index(design.reference)
    return pairs, eventstudy.study(data.scores(design.outcome), pairs, data.gemeente, base, data.size(design))


def _variant(data: _Wijken, design: Design) -> Variant:
    pairs, found = _study(data, design)
    years, base = data.years(design.outcome), data.years(design.outcome).index(design.reference)
    scores = data.scores(design.outcome)
    before = scores[pairs.treated, base] - eventstudy.compared(pairs.weights, scores)[:, base]
    size = data.size(design)
    start = float(np.average(before, weights=None if size is None else size[pairs.treated]))
    freedom = len(found.clusters) - 1
    treated, _ = data.candidates(design)
    return Variant(
        **design.model_dump(),
        treated=found.treated,
        controls=found.controls,
        gemeenten=len(found.clusters),
        left_out=len(treated) - found.treated,
        distance=_rounded(pairs.distance.mean()),
        years=tuple(
            YearGap(
                year=year,
                gap=_rounded(found.gap[i]),
                se=_rounded(found.se[i]),
                low=_rounded(found.low[i]),
                high=_rounded(found.high[i]),
                p=_rounded(eventstudy.two_sided(found.gap[i], found.se[i], freedom)),
                level=_rounded(found.gap[i] + start),
            )
            for i, year in enumerate(years)
        ),
    )


def _placebo(data: _Wijken, design: Design) -> Placebo:
    treated, pool = data.candidates(design)
    years, scores = data.years(design.outcome), data.scores(design.outcome)
    base, features = years.index(design.reference), _features(data, design, treated, pool)
    _, real = _study(data, design)
    chance = eventstudy.placebo(
        scores,
        features,
        treated,
        pool,
        design.k,
        base,
        draws=DRAWS,
        # Seeded with a name, as the streams of the model are.
        generator=np.random.default_rng(crc32(b"backtest.placebo")),
    )
    p = eventstudy.rank_p(real.gap, chance)
    apart = eventstudy.noise(scores, features, pool, pool, design.k, base, data.gemeente)
    spread = eventstudy.bunched(*apart, np.full(len(treated), 1 / len(treated)), data.gemeente[treated])
    low, high = np.quantile(chance, [0.025, 0.975], axis=0)
    return Placebo(
        draws=DRAWS,
        years=tuple(
            PlaceboYear(
                year=year,
                mean=_rounded(chance[:, i].mean()),
                sd=_rounded(chance[:, i].std(ddof=1)),
                bunched=_rounded(spread[i]),
                low=_rounded(low[i]),
                high=_rounded(high[i]),
                p=_rounded(p[i]),
            )
            for i, year in enumerate(years)
        ),
        correlation=_correlation(chance),
    )


def _correlation(chance: Array) -> tuple[tuple[float, ...], ...]:
    """Between the columns; a year of reference, which never varies, goes together with nothing but itself."""
    spread = chance.std(axis=0)
    apart = (chance - chance.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    together = apart.T @ apart / len(chance)
    np.fill_diagonal(together, 1.0)
    return tuple(tuple(_rounded(value) for value in row) for row in together)


def _cities(data: _Wijken, design: Design) -> tuple[LeftOut, ...]:
    pairs, found = _study(data, design)
    of = data.gemeente[pairs.treated]
    first = {city: int(pairs.treated[of == city][0]) for city in found.clusters}
    return tuple(
        LeftOut(
            gemeente=str(data.units["gm_code"].iloc[first[city]]),
            name=str(data.units["gm_name"].iloc[first[city]]),
            wijken=int((of == city).sum()),
            gap=tuple(_rounded(value) for value in gaps),
        )
        for city, gaps in zip(found.clusters, found.without, strict=True)
    )


def _courses(data: _Wijken, design: Design) -> tuple[Course, ...]:
    pairs = _pairs(data, design)
    scores = data.scores(design.outcome)
    others = data.measured(design.outcome) & (data.quality < 0)
    weights = pairs.weights.mean(axis=0)
    groups: tuple[tuple[str, Array], ...] = (
        ("treated", _mask(len(scores), pairs.treated).astype(np.float64)),
        ("controls", weights),
        ("social", (others & (data.corporation >= CORPORATION)).astype(np.float64)),
        ("country", others.astype(np.float64)),
    )
    return tuple(
        Course.model_validate(
            {
                "id": name,
                "wijken": int((weight > 0).sum()),
                "score": tuple(_rounded(v) for v in np.average(scores[weight > 0], axis=0, weights=weight[weight > 0])),
            }
        )
        for name, weight in groups
    )


def _seam(data: _Wijken, design: Design) -> Seam:
    """The change of the gap over the seam and around it by both instruments, in the same wijken."""
    pairs = _pairs(data, design.model_copy(update={"outcome": "lbm2"}))
    return Seam(
        start=SEAM[0],
        end=SEAM[1],
        treated=len(pairs.treated),
        controls=len(pairs.controls),
        steps=tuple(_step(data, pairs, start, end) for start, end in STEPS),
    )


def _step(data: _Wijken, pairs: eventstudy.Pairs, start: int, end: int) -> Step:
    third, second = (_scaled(data, outcome, start, end) for outcome in ("lbm", "lbm2"))
    changes = np.column_stack([np.zeros(len(third)), third, second, third - second])
    found = eventstudy.study(changes, pairs, data.gemeente, 0)
    one, other, apart = (Estimate(value=_rounded(found.gap[i]), se=_rounded(found.se[i])) for i in (1, 2, 3))
    known = data.measured("lbm2") & (data.quality < 0) & np.isfinite(third)
    agreement = _rounded(np.corrcoef(third[known], second[known])[0, 1])
    return Step(start=start, end=end, lbm3=one, lbm2=other, difference=apart, agreement=agreement)


def _scaled(data: _Wijken, outcome: str, start: int, end: int) -> Array:
    """Change between two years, in standard deviations of wijken at the end; shape (n,)."""
    years, scores = data.years(outcome), data.scores(outcome)
    before, after = (scores[:, years.index(year)] for year in (start, end))
    return (after - before) / weighted_sd(after, data.households)
