"""How liveability changed in each of the twenty areas, beside its municipality, the Netherlands and its look-alikes.

The programme began in mid-2022, and the newest measurement is of 2022: nothing of this is an effect of it.

Each wijk of an area is compared with the ten wijken outside the NPLV that were most like it at the start: in the total
score, the five dimensions, and the share of corporation homes (2020). What an area did less what its look-alikes did is
held against the same difference of those look-alikes, each beside ten others: nothing was done there that is told
apart here, so that their spread is what chance does. It is taken apart into what wijken of one city have in common and
what is a wijk's own, and added up for the wijken of an area.

The verdict is `more` or `less` when the band of 95 per cent lies wholly above or below 0. It is `same` when the band of
90 per cent lies wholly within a quarter of a standard deviation of wijken of 0 (two one-sided tests at five per cent).
Otherwise the measurement cannot tell, and the verdict is `unclear`: that no difference was found is no proof of being
the same. It is `unclear` as well where the area stood more than half a standard deviation from its look-alikes at the
start: then nobody is like it. With twenty areas one is expected to be `more` or `less` by chance alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.progress import AreaProgress, Change, Period, Progress, Verdict
from nplv_dash.domain.records import Area, OfficialFigure
from nplv_dash.model import eventstudy
from nplv_dash.model.calibrate import weighted_sd
from nplv_dash.services.aggregate import COVERAGE, Array, aggregate, nearest_year
from nplv_dash.services.backtest import COMMAND, DECIMALS
from nplv_dash.services.kept import differences, write
from nplv_dash.services.workspace import NETHERLANDS, Workspace, value_of
from nplv_dash.sources.yamlfiles import read_record, read_records

Mask = NDArray[np.bool_]
Index = NDArray[np.int64]

#: The total, and the dimensions it is made of.
OUTCOMES = ("lbm", "lbm_won", "lbm_soc", "lbm_onv", "lbm_vrz", "lbm_fys")
#: The dimensions are known from 2014 on.
PERIODS = ((2014, 2022), (2018, 2022))
K, SMALLEST = 10, 1000
#: In standard deviations of wijken: up to where a difference is as good as none, and a start is alike.
MARGIN, ALIKE = 0.25, 0.5
#: Our figure that is nearest to an official one; None for the share of households in wijken below a score.
NEAREST: Mapping[str, str | None] = {"weak_homes": None, "in_work": "labour_participation", "poverty": "social_min"}
_CORPORATION_YEAR, _PEOPLE_YEAR = 2020, 2022
#: Standard errors to either side of bands of 95 and 90 per cent.
_BAND, _EQUIVALENCE = 1.96, 1.645


def estimate(workspace: Workspace) -> Progress:
    """Compare every area anew.

    Raises:
        DataError: a figure is not there.
    """
    data = _Data(workspace)
    studies = [_Study.of(data, start, end) for start, end in PERIODS]
    return Progress(
        schema_version=1,
        k=K,
        smallest=SMALLEST,
        margin=MARGIN,
        deviations={outcome: _rounded(data.deviation(outcome)) for outcome in OUTCOMES},
        areas=tuple(
            AreaProgress(
                id=area.id,
                wijken=len(data.members(row)[0]),
                periods=tuple(_period(data, study, row, area.gemeente_code) for study in studies),
            )
            for row, area in enumerate(workspace.bundle.areas)
        ),
    )


def beside(held: Progress, area: Area | None, own: AreaProgress | None) -> Progress | None:
    """What there is to show of an area: what is kept, or of one of a visitor's own what `of_own` made of it.

    Args:
        held: what is kept of the twenty.
        area: None for all twenty.
        own: of an own area; None for another, or where nothing can be said.

    Returns:
        None where nothing can be said.
    """
    if area is None or not area.own:
        return held
    return held.model_copy(update={"areas": (own,)}) if own else None


def of_own(workspace: Workspace, area: Area) -> AreaProgress | None:
    """Compare an area of a visitor's own, as the twenty are; its wijken are nobody's look-alikes then.

    Returns:
        None where too little of it is known: less than `COVERAGE` of its residents live in wijken with a measurement.

    Raises:
        DataError: a figure is not there.
    """
    data = _Data(workspace, area)
    row = len(data.share) - 1
    if not data.share[row].any() or not data.people[data.share[row] > 0].any():
        return None
    studies = [_Study.of(data, start, end) for start, end in PERIODS]
    if any(_known(data, study, row) < COVERAGE for study in studies):
        return None
    return AreaProgress(
        id=area.id,
        wijken=len(data.members(row)[0]),
        periods=tuple(_period(data, study, row, area.gemeente_code) for study in studies),
    )


def _known(data: _Data, study: _Study, area: int) -> float:
    """Which part of the residents lives where the change is known."""
    members, weights = data.members(area)
    return float(weights[np.isin(members, study.pairs.treated)].sum())


class _Data:
    """What is known of all wijken, in the order of the units; an area of a visitor's own comes after the twenty."""

    def __init__(self, workspace: Workspace, own: Area | None = None) -> None:
        self.workspace = workspace
        units = workspace.bundle.units["wijk"]
        self.gemeente = np.unique(units["gm_code"].to_numpy(dtype=str), return_inverse=True)[1].astype(np.int64)
        newest = self.figures("households", 2024)
        self.households = np.where(np.isfinite(newest), newest, self.figures("households", 2020))
        self.people = np.nan_to_num(self.figures("inhabitants", _PEOPLE_YEAR))
        #: Share of each wijk that belongs to each area, shape (areas, n).
        shares = workspace.aggregates.areas.by_share[:, : len(units)]
        self.share = shares if own is None else np.vstack([shares, workspace.share(own)])
        self.corporation = self.figures("corp_share", _CORPORATION_YEAR)

    def figures(self, indicator: str, year: int) -> Array:
        """Figures of a year; DataError where the data have none."""
        try:
            return self.workspace.values("wijk", indicator, year)
        except KeyError:
            where = self.workspace.bundle.root / "data"
            raise DataError("backtest_lacks", where, what=f"{indicator} {year}") from None

    def deviation(self, outcome: str) -> float:
        """Points per standard deviation of wijken."""
        return weighted_sd(self.figures(outcome, _PEOPLE_YEAR), self.households)

    @cached_property
    def measurement(self) -> Index:
        """Which measurement a wijk has, as the row of the first wijk that has it: parts of a split wijk share one."""
        scores = np.column_stack([self.gemeente, *(self.figures("lbm", year) for year in (2014, 2018, 2022))])
        _, first, of = np.unique(scores, axis=0, return_index=True, return_inverse=True)
        return first[of.ravel()].astype(np.int64)

    def members(self, area: int) -> tuple[Index, Array]:
        """The measurements that make up an area, and what each counts for: its residents, adding up to 1."""
        counts = np.bincount(self.measurement, self.share[area] * self.people, minlength=len(self.people))
        rows = np.flatnonzero(counts > 0).astype(np.int64)
        return rows, counts[rows] / counts.sum()


@dataclass(frozen=True)
class _Study:
    """A period: what changed per wijk, who is like whom, and what chance does.

    Attributes:
        change: shape (n, outcomes).
        level: shape (n,), the total score at the start.
        pairs: of every wijk of every area.
        between, within: shape (outcomes,), what chance does between cities and to a wijk.
    """

    start: int
    end: int
    change: Array
    level: Array
    pairs: eventstudy.Pairs
    between: Array
    within: Array

    @classmethod
    def of(cls, data: _Data, start: int, end: int) -> _Study:
        """Match the wijken of all areas with look-alikes."""
        at_start = np.column_stack([data.figures(outcome, start) for outcome in OUTCOMES])
        change = np.column_stack([data.figures(outcome, end) for outcome in OUTCOMES]) - at_start
        features = np.column_stack([at_start, data.corporation])
        once = data.measurement == np.arange(len(change))
        known = once & np.isfinite(features).all(axis=1) & np.isfinite(change).all(axis=1)
        outside = ~(data.share > 0).any(axis=0)
        scaled = eventstudy.standardised(features, known & (data.households >= SMALLEST))
        pool = np.flatnonzero(known & outside & (data.households >= SMALLEST)).astype(np.int64)
        inside = np.unique(np.concatenate([data.members(area)[0] for area in range(len(data.share))]))
        pairs = eventstudy.nearest(scaled, inside[known[inside]], pool, K)
        # The first column is the year of reference, in which nothing has changed.
        outcome = np.column_stack([np.zeros(len(change)), change])
        between, within = eventstudy.noise(outcome, scaled, pairs.controls, pool, K, 0, data.gemeente)
        return cls(start, end, change, at_start[:, 0], pairs, between[1:], within[1:])


def _period(data: _Data, study: _Study, area: int, gemeente: str) -> Period:
    """An area in a period; wijken of which something is not known take no part."""
    members, weights = data.members(area)
    of = np.searchsorted(study.pairs.treated, members).clip(max=len(study.pairs.treated) - 1)
    known = study.pairs.treated[of] == members
    members, weights, of = members[known], weights[known] / weights[known].sum(), of[known]
    pairs = eventstudy.Pairs(members, study.pairs.weights[of], study.pairs.distance[of])
    own = weights @ study.change[members]
    others = weights @ eventstudy.compared(pairs.weights, study.change)
    level = weights @ (study.level[members] - eventstudy.compared(pairs.weights, study.level[:, None])[:, 0])
    spread = eventstudy.bunched(study.between, study.within, weights, data.gemeente[members])
    alike = bool(abs(level) <= ALIKE * data.deviation(OUTCOMES[0]))
    changes = tuple(
        _change(data, study, outcome, gemeente, (own[i], others[i], spread[i], alike))
        for i, outcome in enumerate(OUTCOMES)
    )
    return Period(
        start=study.start,
        end=study.end,
        controls=len(pairs.controls),
        distance=_rounded(weights @ pairs.distance),
        start_gap=_rounded(level),
        alike=alike,
        changes=changes,
    )


def _change(data: _Data, study: _Study, outcome: str, gemeente: str, found: tuple[float, float, float, bool]) -> Change:
    """One outcome; `found` holds the change of the area and of its look-alikes, what chance does, and if they are."""
    own, others, spread, alike = found

    def beside(level: str, code: str) -> float | None:
        figures = [data.workspace.figure(level, code, outcome, year) for year in (study.start, study.end)]
        start, end = map(value_of, figures)
        return None if start is None or end is None else _rounded(end - start)

    difference = own - others
    return Change(
        outcome=outcome,
        area=_rounded(own),
        gemeente=beside("gemeente", gemeente),
        netherlands=beside("land", NETHERLANDS),
        controls=_rounded(others),
        difference=_rounded(difference),
        se=_rounded(spread),
        low=_rounded(difference - _BAND * spread),
        high=_rounded(difference + _BAND * spread),
        verdict=verdict(difference, spread, MARGIN * data.deviation(outcome)) if alike else "unclear",
    )


def verdict(difference: float, se: float, margin: float) -> Verdict:
    """How an area did beside its look-alikes; the rule stands at the head of this module.

    Args:
        difference, se: of the area less its look-alikes, and its standard error.
        margin: up to where a difference is as good as none, in the same unit.
    """
    if abs(difference) > _BAND * se:
        return "more" if difference > 0 else "less"
    return "same" if abs(difference) + _EQUIVALENCE * se <= margin else "unclear"


@dataclass(frozen=True, slots=True)
class Own:
    """The nearest that we can compute to an official figure: all areas together beside the country, in per cent."""

    year: int
    areas: float
    netherlands: float


@dataclass(frozen=True, slots=True)
class Beside:
    """An official figure, and ours.

    Attributes:
        indicator: of ours; None where it is the share of households below a score.
        own: rising by year. Texts `progress.official.<id>` say why they differ.
    """

    official: OfficialFigure
    indicator: str | None
    own: tuple[Own, ...]


def reconcile(workspace: Workspace) -> tuple[Beside, ...]:
    """The official figures of all areas together, each with the nearest that these data give.

    Raises:
        DataError: a figure is not there.
    """
    officials = read_records(workspace.bundle.root / "data" / "official.yaml", OfficialFigure)
    found = []
    for official in officials:
        indicator = NEAREST[official.id]
        own = _below(workspace, official) if indicator is None else together(workspace, indicator)
        found.append(Beside(official, indicator, own))
    return tuple(found)


def together(workspace: Workspace, indicator_id: str) -> tuple[Own, ...]:
    """A figure of all areas together, in every year in which it is known of them and of the country."""
    indicator, areas = workspace.bundle.indicators[indicator_id], workspace.aggregates.areas
    own = []
    for year in workspace.years("gebied", indicator_id):
        keys = [(indicator_id, year)]
        if indicator.weight:
            years = workspace.bundle.years("wijk", indicator.weight)
            keys.append((indicator.weight, nearest_year(indicator.weight_year or year, years)))
        shares, arrays = areas.units_for(keys)
        value = aggregate(indicator, shares.sum(axis=0, keepdims=True), areas.base, *arrays).values[0]
        country = value_of(workspace.figure("land", NETHERLANDS, indicator_id, year))
        if np.isfinite(value) and country is not None:
            own.append(Own(year, float(value), country))
    return tuple(own)


def _below(workspace: Workspace, official: OfficialFigure) -> tuple[Own, ...]:
    """Share of households in wijken below the score under which the official share of the country lives.

    The bounds of the official classes were not found, so the bound is where our own figures of the newest year give the
    country its official share.
    """
    if official.netherlands is None:
        raise DataError("backtest_lacks", "official.yaml", what=f"{official.id}: netherlands")
    data, share = _Data(workspace), official.netherlands
    households = np.nan_to_num(data.households)
    newest = data.figures("lbm", _PEOPLE_YEAR)
    known = np.isfinite(newest)
    order = np.argsort(newest[known], kind="stable")
    upto = np.cumsum(households[known][order]) / households[known].sum()
    bound = newest[known][order][np.searchsorted(upto, share / 100)]
    inside = data.share.sum(axis=0) * households

    def below(year: int, weights: Array) -> float:
        scores = data.figures("lbm", year)
        lives = np.where(np.isfinite(scores), weights, 0.0)
        return float(100 * lives[scores < bound].sum() / lives.sum())

    years = (official.then_year, _PEOPLE_YEAR)
    return tuple(Own(year, below(year, inside), below(year, households)) for year in years)


def kept(root: Path) -> Progress:
    """What `data/progress.yaml` below `root` holds. Raises DataError when it cannot be read."""
    return read_record(path_below(root), Progress)


def path_below(root: Path) -> Path:
    """Where the results are kept."""
    return root / "data" / "progress.yaml"


def keep(root: Path, progress: Progress) -> None:
    """Write the results; the same results give the same bytes."""
    write(path_below(root), progress, COMMAND, "nplv_dash/domain/progress.py")


def check(root: Path, fresh: Progress) -> None:
    """Raise DataError when what is kept is not what the data give, but for the last decimal."""
    differing = list(differences(kept(root).model_dump(), fresh.model_dump(), DECIMALS))
    if differing:
        examples = ", ".join(differing[:5])
        raise DataError("backtest_differs", path_below(root), count=len(differing), examples=examples)


def _rounded(value: float) -> float:
    # Never -0.0, which is written otherwise than the 0.0 it is equal to.
    return round(float(value), DECIMALS) + 0.0
