"""From the figures of every draw to those that people see."""

from __future__ import annotations

import numpy as np

from nplv_dash.domain.levers import Levers
from nplv_dash.domain.parameters import Parameters
from nplv_dash.domain.scenario import Scenario
from nplv_dash.model.fairness import Counts, above, dissimilarity, lorenz
from nplv_dash.model.places import Array, Index, Mask, Places
from nplv_dash.model.redistribute import Outcome, within_reach
from nplv_dash.services.country import Country
from nplv_dash.services.redistribution_figures import Band, Fairness, Law, Ledger, PlaceFigures, Result, Side
from nplv_dash.services.redistribution_inputs import number

#: So many draws of all wijken at a time stay in the cache of the processor.
_AT_ONCE = 64


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
    medians = _medians(outcome, within)
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
        fairness=_fairness(country, levers, outcome, within, medians),
        places=_places(country, outcome, within, medians),
        eligible=outcome.eligible,
    )


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
    means = {name: float(draws.mean()) for name, draws in posts.items()}
    return Ledger(**bands, means=means, clipped=float(total("clipped", everywhere).mean()))


def _law(parameters: Parameters, levers: Levers, outcome: Outcome, focus: slice) -> Law:
    low = outcome.parameter("p_low_W")[:, None]
    share = 100 * outcome.total("workers_in", focus) * (1 - low) / outcome.total("vacancies", focus)
    return Law(
        priority=100 * levers.workers,
        priority_limit=100 * number(parameters["W_legal_share"].default),
        above_limit=Band.of(share[:, -1]),
        above_limit_asked=float(100 * levers.workers * np.median(1 - low)),
        free_room=100 * (1 - number(parameters["lowinc_min"].high)),
        free_room_agreed=100 * (1 - number(parameters["lowinc_min"].low)),
    )


def _medians(outcome: Outcome, within: Mask) -> tuple[Counts, Counts]:
    """Vulnerable households at the horizon without and with the policy, medians, shape (n,); 0 outside `within`."""
    rows, found = np.flatnonzero(within), np.zeros((2, len(within)), dtype=np.float32)
    for medians, name in zip(found, ("vulnerable_base", "vulnerable"), strict=True):
        # As precise as the counts are, so that equal shares stay equal.
        medians[rows] = Band.of(_at(outcome, name, rows)).median
    return found[0], found[1]


def _fairness(
    country: Country, levers: Levers, outcome: Outcome, within: Mask, medians: tuple[Counts, Counts]
) -> Fairness:
    homes, limit = country.places.homes[within], levers.receiver_max_share
    rows = np.flatnonzero(within)
    spread, over = [], []
    for name in ("vulnerable_base", "vulnerable"):
        stock = outcome.place(name)
        uneven, high = [], []
        for first in range(0, len(stock), _AT_ONCE):
            part = np.take(stock[first : first + _AT_ONCE], rows, axis=1).astype(float)
            uneven.append(dissimilarity(part, homes))
            high.append(100 * above(part, homes, limit))
        spread.append(Band.of(np.concatenate(uneven)))
        over.append(Band.of(np.concatenate(high)))
    return Fairness(
        dissimilarity=(spread[0], spread[1]),
        above=(over[0], over[1]),
        limit=100 * limit,
        curves=(lorenz(medians[0][rows], homes), lorenz(medians[1][rows], homes)),
    )


def _places(country: Country, outcome: Outcome, within: Mask, medians: tuple[Counts, Counts]) -> PlaceFigures:
    """Of the wijken that give or may receive: the rest of the country keeps its NaN."""
    places = country.places
    rows = np.flatnonzero((places.focus | outcome.eligible) & within)
    homes = places.homes[rows].astype(np.float32)
    base, stock, received, room = (
        _at(outcome, name, rows) for name in ("vulnerable_base", "vulnerable", "received", "room")
    )

    def spread(values: Counts) -> Array:
        full = np.full((*values.shape[:-1], len(places)), np.nan)
        full[..., rows] = values
        return full

    def band(draws: Counts) -> Band:
        return Band(spread(Band.of(draws).values))

    before, change = spread(100 * medians[0][rows] / homes), band(100 * (stock - base) / homes)
    used = received / np.where(room > 0, room, np.nan)
    return PlaceFigures(
        before=before,
        # A median of its own would not be before plus change.
        after=before + change.median,
        change=change,
        effect=band(_at(outcome, "effect", rows)),
        received=band(received),
        used=spread(100 * Band.of(used).median),
    )


def _at(outcome: Outcome, name: str, rows: Index) -> Counts:
    """One column of the figures of some wijken, shape (draws, k), with the draws of a wijk side by side in memory."""
    column: Counts = outcome.place(name).T[rows].T
    return column
