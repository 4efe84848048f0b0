"""From the figures of every draw to those that people see."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from nplv_dash.domain.levers import Levers
from nplv_dash.domain.parameters import Parameters
from nplv_dash.domain.scenario import Scenario
from nplv_dash.model.fairness import Counts, above, dissimilarity, lorenz
from nplv_dash.model.places import Array, Index, Mask, Places
from nplv_dash.model.redistribute import Outcome, within_reach
from nplv_dash.services.country import Country
from nplv_dash.services.redistribution_figures import (
    QUANTILES,
    Band,
    Draws,
    Fairness,
    Law,
    Ledger,
    PlaceFigures,
    Result,
    Side,
)
from nplv_dash.services.redistribution_inputs import number

#: So many draws of all wijken at a time stay in the cache of the processor.
_AT_ONCE = 64
#: And so many figures of some wijken, in megabytes: a quarter.
_FIGURES_AT_ONCE = 2**18


def summarise(country: Country, parameters: Parameters, scenario: Scenario, outcome: Outcome) -> Result:
    """The figures that people see, from the figures of every draw."""
    levers, places = scenario.levers(parameters), country.places
    focus, eligible = slice(0, places.areas), places.areas
    area_homes, area_households = (_per_area(places, counts) for counts in (places.homes, places.households))
    last = outcome.sums[:, -1].astype(float)

    def column(name: str) -> Array:
        return outcome.column(name, last)[:, focus]

    flows = outcome.sums.mean(axis=1, dtype=float)
    # Where the number of vulnerable households can change.
    within = within_reach(places, outcome.region) & (places.homes > 0)
    medians, figures = _per_wijk(country, outcome, within)
    sides = {
        "areas": _changes(country, outcome, focus, places.focus),
        "receivers": _changes(country, outcome, eligible, outcome.eligible),
    }
    posts = _posts(outcome, focus, flows)
    above_income_limit = _above_income_limit(outcome, focus)
    spread = _spread(country, levers, outcome, within)
    by_area = 100 * (column("vulnerable") - column("vulnerable_base")) / area_homes
    national = outcome.column("effect", last).sum(axis=1) / places.households.sum()
    kept = {f"{side}_{name}": draws[:, -1] for side, changes in sides.items() for name, draws in changes.items()}
    kept |= posts | spread | {"national_effect": national, "lettings_above_income_limit": above_income_limit}
    return Result(
        scenario=scenario,
        levers=levers,
        count=len(outcome.sums),
        years=tuple(range(levers.start_year, levers.start_year + levers.horizon)),
        areas=_side(country, outcome, focus, places.focus, sides["areas"]),
        receivers=_side(country, outcome, eligible, outcome.eligible, sides["receivers"]),
        by_area_start=100 * np.median(column("vulnerable_base"), axis=0) / area_homes,
        by_area_change=Band.of(by_area),
        by_area_placed=Band.of(outcome.column("moved", flows)[:, focus]),
        by_area_effect=Band.of(column("effect") / area_households),
        national=Band.of(national),
        ledger=_ledger(outcome, posts, flows),
        law=_law(parameters, levers, outcome, above_income_limit),
        fairness=_fairness(country, levers, spread, within, medians),
        places=figures,
        eligible=outcome.eligible,
        draws=MappingProxyType({name: _small(draws) for name, draws in kept.items()}),
        by_area_draws=_small(by_area),
    )


def _small(draws: Array) -> Draws:
    """A copy that is as precise as the counts are, and keeps nothing alive that it was a part of."""
    return np.array(draws, dtype=np.float32)


def _per_area(places: Places, counts: Array) -> Array:
    """Homes or households per NPLV area; NaN where there are none, so that a share of them is NaN too."""
    total = np.bincount(places.area[places.focus], counts[places.focus], minlength=places.areas)
    return np.where(total > 0, total, np.nan)


def _changes(country: Country, outcome: Outcome, groups: slice | int, members: Mask) -> dict[str, Array]:
    """What the policy changes on one side, by the names in `Side`; shape (draws, years)."""
    homes, households = country.places.homes[members].sum(), country.places.households[members].sum()

    def difference(name: str) -> Array:
        gap: Array = outcome.total(name, groups) - outcome.total(f"{name}_base", groups)
        return 100 * gap / max(float(homes), 1.0)

    return {
        "change": difference("vulnerable"),
        "change_low_income": difference("low_income"),
        "effect": outcome.total("effect", groups) / max(households, 1.0),
    }


def _side(country: Country, outcome: Outcome, groups: slice | int, members: Mask, changes: Mapping[str, Array]) -> Side:
    homes, households = country.places.homes[members].sum(), country.places.households[members].sum()
    start = outcome.total("vulnerable_base", groups)[:, 0]
    return Side(
        wijken=int((members & (country.places.homes > 0)).sum()),
        households=float(households),
        homes=float(homes),
        start=float(100 * np.median(start) / max(homes, 1.0)),
        **{name: Band.of(draws) for name, draws in changes.items()},
        effect_draws=changes["effect"][:, -1],
    )


def _posts(outcome: Outcome, focus: slice, flows: Array) -> dict[str, Array]:
    """Households a year, by the names in `Ledger`; shape (draws,)."""

    def total(name: str, groups: slice = focus) -> Array:
        summed: Array = outcome.column(name, flows)[:, groups].sum(axis=1)
        return summed

    everywhere = slice(None)
    wanted, carried, placed = total("wanted"), total("carried_out"), total("moved")
    longer = total("regular_base", everywhere) - total("regular", everywhere)
    return {
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


def _ledger(outcome: Outcome, posts: Mapping[str, Array], flows: Array) -> Ledger:
    bands = {name: Band.of(draws) for name, draws in posts.items()}
    means = {name: float(draws.mean()) for name, draws in posts.items()}
    clipped = outcome.column("clipped", flows).sum(axis=1)
    return Ledger(**bands, means=means, clipped=float(clipped.mean()))


def _above_income_limit(outcome: Outcome, focus: slice) -> Array:
    """Lettings above the income limit in the last year, percent; shape (draws,)."""
    low = outcome.parameter("p_low_W")[:, None]
    share: Array = 100 * outcome.total("workers_in", focus) * (1 - low) / outcome.total("vacancies", focus)
    return share[:, -1]


def _law(parameters: Parameters, levers: Levers, outcome: Outcome, above_income_limit: Array) -> Law:
    return Law(
        priority=100 * levers.workers,
        priority_limit=100 * number(parameters["W_legal_share"].default),
        above_limit=Band.of(above_income_limit),
        above_limit_asked=float(100 * levers.workers * np.median(1 - outcome.parameter("p_low_W"))),
        free_room=100 * (1 - number(parameters["lowinc_min"].high)),
        free_room_agreed=100 * (1 - number(parameters["lowinc_min"].low)),
    )


def _spread(country: Country, levers: Levers, outcome: Outcome, within: Mask) -> dict[str, Array]:
    """How unequal the spread is, and the wijken above the limit in percent, before and after; shape (draws,)."""
    homes, limit = country.places.homes[within], levers.receiver_max_share
    rows = np.flatnonzero(within)
    found = {}
    for moment, name in (("before", "vulnerable_base"), ("after", "vulnerable")):
        stock = outcome.place(name)
        uneven, high = [], []
        for first in range(0, len(stock), _AT_ONCE):
            part = np.take(stock[first : first + _AT_ONCE], rows, axis=1).astype(float)
            uneven.append(dissimilarity(part, homes))
            high.append(100 * above(part, homes, limit))
        found[f"dissimilarity_{moment}"] = np.concatenate(uneven)
        found[f"above_limit_{moment}"] = np.concatenate(high)
    return found


def _fairness(
    country: Country, levers: Levers, spread: Mapping[str, Array], within: Mask, medians: tuple[Counts, Counts]
) -> Fairness:
    homes, rows = country.places.homes[within], np.flatnonzero(within)

    def bands(measure: str) -> tuple[Band, Band]:
        return Band.of(spread[f"{measure}_before"]), Band.of(spread[f"{measure}_after"])

    return Fairness(
        dissimilarity=bands("dissimilarity"),
        above=bands("above_limit"),
        limit=100 * levers.receiver_max_share,
        curves=(lorenz(medians[0][rows], homes), lorenz(medians[1][rows], homes)),
    )


def _per_wijk(country: Country, outcome: Outcome, within: Mask) -> tuple[tuple[Counts, Counts], PlaceFigures]:
    """What is known of each wijk at the horizon.

    Returns:
        Vulnerable households without and with the policy, medians, each of shape (n,) and 0 outside `within`; and the
        figures of the wijken that give or may receive, NaN in the rest of the country.
    """
    places, n = country.places, len(country.places)
    told = places.focus | outcome.eligible
    # As precise as the counts are, so that equal shares stay equal.
    medians = np.zeros((2, n), dtype=np.float32)
    before, used = np.full((2, n), np.nan)
    change, effect, received = np.full((3, len(QUANTILES), n), np.nan)
    for rows in _some_at_a_time(np.flatnonzero(within), len(outcome.sums)):
        both = [_at(outcome, name, rows) for name in ("vulnerable_base", "vulnerable")]
        for kept, draws in zip(medians, both, strict=True):
            kept[rows] = Band.of(draws).median
        here = np.flatnonzero(told[rows])
        base, stock = (draws.T[here].T for draws in both)
        rows = rows[here]  # noqa: PLW2901  from here on of those
        homes = places.homes[rows].astype(np.float32)
        placed, room = (_at(outcome, name, rows) for name in ("received", "room"))
        before[rows] = 100 * medians[0][rows] / homes
        used[rows] = 100 * Band.of(placed / np.where(room > 0, room, np.nan)).median
        for band, draws in (
            (change, 100 * (stock - base) / homes), (effect, _at(outcome, "effect", rows)), (received, placed),
        ):  # fmt: skip
            band[:, rows] = Band.of(draws).values
    figures = PlaceFigures(
        before=before,
        # A median of its own would not be before plus change.
        after=before + Band(change).median,
        change=Band(change),
        effect=Band(effect),
        received=Band(received),
        used=used,
    )
    return (medians[0], medians[1]), figures


def _some_at_a_time(rows: Index, draws: int) -> list[Index]:
    """The rows in parts, of which a figure in every draw stays in the cache of the processor."""
    return np.array_split(rows, max(1, -(-len(rows) * draws // _FIGURES_AT_ONCE)))


def _at(outcome: Outcome, name: str, rows: Index) -> Counts:
    """One column of the figures of some wijken, shape (draws, k), with the draws of a wijk side by side in memory."""
    column: Counts = outcome.place(name).T[rows].T
    return column
