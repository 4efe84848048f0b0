"""Running a scenario of redistribution, and what a page, a file or a command says of it.

Both runs meet the same draws; only their difference means something, and it always comes with its band.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nplv_dash.domain.levers import Levers
from nplv_dash.domain.parameters import Parameters
from nplv_dash.domain.scenario import Scenario
from nplv_dash.model.draws import Spread, central, draw
from nplv_dash.model.fairness import Counts, Lorenz, above, dissimilarity, lorenz
from nplv_dash.model.kernel import TERMS
from nplv_dash.model.places import Array, Index, Mask, Places
from nplv_dash.model.redistribute import Outcome, Shape, joined, regions, simulate, terms
from nplv_dash.services.country import Country

#: Draws of a first answer, and of the answer that stands.
QUICK, FULL = 200, 1000
#: Of every band: 95, 80 and 50 % of the draws lie between the outer, the middle and the inner pair.
QUANTILES = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
_MEDIAN = QUANTILES.index(0.5)
#: So many draws of all wijken at a time stay in the cache of the processor.
_AT_ONCE = 64


@dataclass(frozen=True)
class Band:
    """How an outcome is spread over the draws: `values` holds its `QUANTILES` in the first dimension."""

    values: Array

    @classmethod
    def of(cls, draws: Counts) -> Band:
        """The band of outcomes of shape (draws, ...)."""
        # As np.quantile, and quicker: what belongs together lies together in memory and is sorted as a whole.
        ordered: NDArray[Any] = np.array(np.moveaxis(draws, 0, -1), order="C")
        ordered.sort(axis=-1)
        last = ordered.shape[-1] - 1
        position = np.array(QUANTILES) * last
        below = position.astype(int)
        share = position - below
        low, high = ordered[..., below], ordered[..., np.minimum(below + 1, last)]
        step = high - low
        values = np.where(share < 0.5, low + step * share, high - step * (1 - share))
        return cls(np.ascontiguousarray(np.moveaxis(values, -1, 0)))

    @property
    def median(self) -> Array:
        """Half of the draws lie below."""
        middle: Array = self.values[_MEDIAN]
        return middle

    def between(self, percent: int) -> tuple[Array, Array]:
        """Bounds between which 50, 80 or 95 % of the draws lie."""
        index = {95: 0, 80: 1, 50: 2}[percent]
        return self.values[index], self.values[-1 - index]

    def at(self, position: int) -> Band:
        """The band of one year, area or wijk."""
        return Band(self.values[..., position])


@dataclass(frozen=True)
class Side:
    """One of both sides: the NPLV areas together, or the wijken that may receive.

    Attributes:
        wijken, households, homes: how many there are.
        start: share of the corporation homes that is let to vulnerable households without the policy, median.
        change: what the policy makes of that share, in percentage points, per year.
        change_low_income: the same of all households with a low income in corporation homes.
        effect: change of liveability in standard deviations of wijken, per year.
        effect_draws: the same at the horizon, per draw.
    """

    wijken: int
    households: float
    homes: float
    start: float
    change: Band
    change_low_income: Band
    effect: Band
    effect_draws: Array


@dataclass(frozen=True)
class Ledger:
    """Where the redirected households went: households a year, mean over the years up to the horizon, as bands.

    wanted = not_carried_out + no_room + placed in every draw, and so for `means`; medians of skewed outcomes need not
    add up. `workers` came with priority. `longer` other home seekers of the country rent fewer homes than without the
    policy: because of priority, less what workers leave again, and by a few because turnover is another one (more than
    a few with `feedback`). `room` is what receivers had to offer, `inflow` all vulnerable households who came to the
    NPLV areas without the policy, and `vacancies` all homes that fell vacant there with it.

    Attributes:
        means: over the draws, by the names of the bands.
    """

    inflow: Band
    wanted: Band
    not_carried_out: Band
    no_room: Band
    placed: Band
    room: Band
    workers: Band
    longer: Band
    vacancies: Band
    means: Mapping[str, float]


@dataclass(frozen=True)
class PlaceFigures:
    """Figures per wijk at the horizon: arrays of shape (n,), bands of (quantiles, n). NaN where nothing can change.

    Attributes:
        before: share of the corporation homes let to vulnerable households, percent, median.
        after: that and the median of the change.
        change: the difference in percentage points.
        effect: of liveability, in standard deviations of wijken.
        received: households that came from the NPLV areas in the last year.
        used: share of the room that was used, percent, median; NaN where some draw has no room.
    """

    before: Array
    after: Array
    change: Band
    effect: Band
    received: Band
    used: Array


@dataclass(frozen=True)
class Fairness:
    """How vulnerable households are spread over the corporation homes of the regions with an NPLV area.

    Attributes:
        dissimilarity: without and with the policy, bands; the share of households that would have to move for an equal
            spread.
        above: share of the wijken where more than `limit` of the homes are let to vulnerable households, percent.
        limit: of `above`: the highest share at which a wijk may receive.
        curves: of the median stock, without and with the policy.
    """

    dissimilarity: tuple[Band, Band]
    above: tuple[Band, Band]
    limit: float
    curves: tuple[Lorenz, Lorenz]


@dataclass(frozen=True)
class Law:
    """Legal limits, percent of the lettings in the NPLV areas: what the scenario asks and what is allowed.

    Attributes:
        priority, priority_limit: of the levers and of the Housing Act.
        above_limit: lettings to workers with an income above the limit of social rent, in the last year.
        above_limit_asked: the same if all homes with priority went to workers, median.
        free_room, free_room_agreed: what corporations may let above that limit, without and with local agreements.
    """

    priority: float
    priority_limit: float
    above_limit: Band
    above_limit_asked: float
    free_room: float
    free_room_agreed: float


@dataclass(frozen=True)
class Result:
    """What a scenario gives.

    Attributes:
        count: draws.
        years: the calendar years at whose end the figures stand.
        areas, receivers: both sides.
        by_area: share at the start, percentage points of change and households redirected a year, per NPLV area.
        national: effect on liveability of the mean Dutch household at the horizon.
        places: per wijk of the country.
        eligible: which wijken may receive.
    """

    scenario: Scenario
    levers: Levers
    count: int
    years: tuple[int, ...]
    areas: Side
    receivers: Side
    by_area_start: Array
    by_area_change: Band
    by_area_placed: Band
    by_area_effect: Band
    national: Band
    ledger: Ledger
    law: Law
    fairness: Fairness
    places: PlaceFigures
    eligible: Mask

    @cached_property
    def changes_anything(self) -> bool:
        """Whether the policy asks for anything."""
        return self.levers.share_redirected > 0 or self.levers.workers > 0

    def probability(self, side: Side, threshold: float) -> float:
        """Share of the draws in which liveability rises by more than `threshold` (or falls, when that is negative)."""
        effect = side.effect_draws
        return float((effect > threshold).mean() if threshold >= 0 else (effect < threshold).mean())


def spreads_of(parameters: Parameters) -> tuple[Spread, ...]:
    """The uncertainties and constants as the model draws them."""
    rows = (*parameters.uncertainties, *parameters.constants)
    return tuple(
        Spread(
            row.id,
            row.distribution if row.distribution in {"triangular", "uniform"} else "fixed",
            _number(row.low),
            _number(row.default),
            _number(row.high),
        )
        for row in rows
    )


def shape_of(parameters: Parameters) -> Shape:
    """The constants of the response."""

    def value(name: str) -> float:
        return _number(parameters[name].default)

    return Shape(
        kink_width=value("kink_width"),
        curve_width=value("logistic_width"),
        stigma=value("stigma_size"),
        bends=(value("bend_first"), value("bend_second")),
        slopes=(value("slope_few"), value("slope_some"), value("slope_many")),
    )


def run(country: Country, parameters: Parameters, scenario: Scenario, count: int = FULL) -> Result:
    """Simulate a scenario and summarise it."""
    levers = scenario.levers(parameters)
    draws = draw(spreads_of(parameters), scenario.seed, count)
    outcome = simulate(country.places, levers, draws, shape_of(parameters), odds=odds_of(parameters))
    return summarise(country, parameters, scenario, outcome)


def run_in_parts(
    country: Country, parameters: Parameters, scenario: Scenario, count: int, part: int
) -> Iterator[Result | None]:
    """As `run`, but on one thread, and the caller gets a turn after every `part` draws: None, the result at the end."""
    levers = scenario.levers(parameters)
    draws = draw(spreads_of(parameters), scenario.seed, count)
    outcomes = []
    for first in range(0, count, part):
        some = draws[first : first + part]
        outcomes.append(
            simulate(country.places, levers, some, shape_of(parameters), odds=odds_of(parameters), threads=1)
        )
        yield None
    yield summarise(country, parameters, scenario, joined(outcomes))


def odds_of(parameters: Parameters) -> float:
    """The most likely odds that a household in a corporation home is a vulnerable one."""
    return _number(parameters["k_conc"].default)


def summarise(country: Country, parameters: Parameters, scenario: Scenario, outcome: Outcome) -> Result:
    """The figures that people see, from the figures of every draw."""
    levers, places = scenario.levers(parameters), country.places
    focus, eligible = slice(0, places.areas), places.areas
    area_homes, area_households = (_per_area(places, counts) for counts in (places.homes, places.households))
    last = outcome.sums[:, -1].astype(float)

    def column(name: str) -> Array:
        return outcome.column(name, last)[:, focus]

    flows = outcome.sums.mean(axis=1, dtype=float)
    stocks = _stocks(country, levers, outcome)
    return Result(
        scenario=scenario,
        levers=levers,
        count=len(outcome.sums),
        years=tuple(range(levers.start_year, levers.start_year + levers.horizon)),
        areas=_side(country, outcome, focus, places.focus),
        receivers=_side(country, outcome, eligible, outcome.eligible),
        by_area_start=100 * np.median(column("vulnerable_base"), axis=0) / area_homes,
        by_area_change=Band.of(100 * (column("vulnerable") - column("vulnerable_base")) / area_homes),
        by_area_placed=Band.of(outcome.column("moved", flows)[:, focus]),
        by_area_effect=Band.of(column("effect") / area_households),
        national=Band.of(outcome.column("effect", last).sum(axis=1) / places.households.sum()),
        ledger=_ledger(outcome, focus, flows),
        law=_law(parameters, levers, outcome, focus),
        fairness=_fairness(country, levers, stocks),
        places=_places(country, outcome, stocks),
        eligible=outcome.eligible,
    )


def explain(
    country: Country, parameters: Parameters, scenario: Scenario, wijk: str, year: int
) -> tuple[dict[str, float], dict[str, float]]:
    """What the figures of one wijk in one year of the policy came from, in the draw where everything is most likely.

    Args:
        wijk: its code.
        year: 0 is the first.

    Returns:
        Without and with the policy, by the names of `kernel.TERMS`.

    Raises:
        KeyError: the model has no such wijk.
    """
    found = terms(
        country.places, scenario.levers(parameters), central(spreads_of(parameters)), shape_of(parameters),
        odds=odds_of(parameters), wijk=country.index[wijk],
    )  # fmt: skip
    without, with_policy = (dict(zip(TERMS, map(float, found[year, side]), strict=True)) for side in (0, 1))
    return without, with_policy


def _per_area(places: Places, counts: Array) -> Array:
    """Homes or households per NPLV area; NaN where there are none, so that a share of them is NaN too."""
    total = np.bincount(places.area[places.focus], counts[places.focus], minlength=places.areas)
    return np.where(total > 0, total, np.nan)


def _side(country: Country, outcome: Outcome, groups: slice | int, members: Mask) -> Side:
    homes, households = country.places.homes[members].sum(), country.places.households[members].sum()

    def difference(name: str) -> Array:
        gap: Array = outcome.total(name, groups) - outcome.total(f"{name}_base", groups)
        return 100 * gap / max(float(homes), 1.0)

    effect = outcome.total("effect", groups) / max(households, 1.0)
    start = outcome.total("vulnerable_base", groups)[:, 0]
    return Side(
        wijken=int((members & (country.places.homes > 0)).sum()),
        households=float(households),
        homes=float(homes),
        start=float(100 * np.median(start) / max(homes, 1.0)),
        change=Band.of(difference("vulnerable")),
        change_low_income=Band.of(difference("low_income")),
        effect=Band.of(effect),
        effect_draws=effect[:, -1],
    )


def _ledger(outcome: Outcome, focus: slice, flows: Array) -> Ledger:
    def total(name: str, groups: slice = focus) -> Array:
        summed: Array = outcome.column(name, flows)[:, groups].sum(axis=1)
        return summed

    everywhere = slice(None)
    wanted, carried, placed = total("wanted"), total("carried_out"), total("moved")
    longer = total("regular_base", everywhere) - total("regular", everywhere)
    posts = {
        "inflow": total("inflow_base"),
        "wanted": wanted,
        "not_carried_out": wanted - carried,
        "no_room": carried - placed,
        "placed": placed,
        "room": total("room", everywhere),
        "workers": total("workers_in"),
        "longer": longer,
        "vacancies": total("vacancies"),
    }
    bands = {name: Band.of(draws) for name, draws in posts.items()}
    return Ledger(**bands, means={name: float(draws.mean()) for name, draws in posts.items()})


def _law(parameters: Parameters, levers: Levers, outcome: Outcome, focus: slice) -> Law:
    low = outcome.parameter("p_low_W")[:, None]
    share = 100 * outcome.total("workers_in", focus) * (1 - low) / outcome.total("vacancies", focus)
    return Law(
        priority=100 * levers.workers,
        priority_limit=100 * _number(parameters["W_legal_share"].default),
        above_limit=Band.of(share[:, -1]),
        above_limit_asked=float(100 * levers.workers * np.median(1 - low)),
        free_room=100 * (1 - _number(parameters["lowinc_min"].high)),
        free_room_agreed=100 * (1 - _number(parameters["lowinc_min"].low)),
    )


@dataclass(frozen=True)
class _Stocks:
    """Vulnerable households at the horizon where the number can change.

    Attributes:
        rows: the wijken with corporation homes in the regions with an NPLV area, shape (k,).
        draws: without and with the policy, each of shape (draws, k).
        medians: of both, shape (k,).
    """

    rows: Index
    draws: tuple[Counts, Counts]
    medians: tuple[Counts, Counts]


def _stocks(country: Country, levers: Levers, outcome: Outcome) -> _Stocks:
    places, region = country.places, regions(country.places, levers)
    rows = np.flatnonzero(np.isin(region, region[places.focus]) & (places.homes > 0)).astype(np.int64)
    base, stock = (outcome.place(name)[:, rows] for name in ("vulnerable_base", "vulnerable"))
    # As precise as the counts are, so that equal shares stay equal.
    medians = tuple(Band.of(draws).median.astype(draws.dtype) for draws in (base, stock))
    return _Stocks(rows, (base, stock), (medians[0], medians[1]))


def _fairness(country: Country, levers: Levers, stocks: _Stocks) -> Fairness:
    homes, limit = country.places.homes[stocks.rows], levers.receiver_max_share
    spread, over = [], []
    for stock in stocks.draws:
        parts = [stock[first : first + _AT_ONCE].astype(float) for first in range(0, len(stock), _AT_ONCE)]
        spread.append(Band.of(np.concatenate([dissimilarity(part, homes) for part in parts])))
        over.append(Band.of(np.concatenate([100 * above(part, homes, limit)[0] for part in parts])))
    curves = [lorenz(median, homes) for median in stocks.medians]
    return Fairness(
        dissimilarity=(spread[0], spread[1]),
        above=(over[0], over[1]),
        limit=100 * limit,
        curves=(curves[0], curves[1]),
    )


def _places(country: Country, outcome: Outcome, stocks: _Stocks) -> PlaceFigures:
    """Of the wijken that give or may receive: the rest of the country keeps its NaN."""
    places = country.places
    chosen = (places.focus | outcome.eligible)[stocks.rows]
    rows = stocks.rows[chosen]
    homes = places.homes[rows].astype(np.float32)
    base, stock = (draws[:, chosen] for draws in stocks.draws)
    received, room = (outcome.place(name)[:, rows] for name in ("received", "room"))

    def spread(values: Counts) -> Array:
        full = np.full((*values.shape[:-1], len(places)), np.nan)
        full[..., rows] = values
        return full

    def band(draws: Counts) -> Band:
        return Band(spread(Band.of(draws).values))

    before, change = spread(100 * stocks.medians[0][chosen] / homes), band(100 * (stock - base) / homes)
    used = np.divide(received, room, out=np.full_like(received, np.nan), where=room > 0)
    return PlaceFigures(
        before=before,
        # A median of its own would not be before plus change.
        after=before + change.median,
        change=change,
        effect=band(outcome.place("effect")[:, rows]),
        received=band(received),
        used=spread(100 * Band.of(used).median),
    )


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"not a number: {value!r}")
    return float(value)
