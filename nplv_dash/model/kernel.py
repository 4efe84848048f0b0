"""The yearly loop of one draw, compiled.

It reads like the formulas of the method page: per year the homes that fall vacant, the inflow, the redirection, and
what that makes of the stock. The closing flow holds the run without the policy where it began, so each year of that
run is its first, and only what the policy changes is followed: how many vulnerable households there are `more`, and
which workers came. Changes are what is added up, too, so a policy that asks nothing differs from no policy by exactly
zero.

A loop over wijken writes one array: then the compiler does several wijken at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeVar

import numpy as np
from numba import njit
from numba.extending import register_jitable

from nplv_dash.model.draws import NAMES

# Numba notices changes of this file only, so whatever is compiled together stands here. After a change of the order of
# `NAMES` what it kept is wrong until `__pycache__` is emptied or this file is changed; a test compares both.
(M_CITY, M_NAT, A_V, K_CONC, R_V, R_W, TAU, COMPLY, FIT, D_W,
 B_ASSOC, RHO, ETA, X0, OMEGA, ALPHA, KAPPA, LOW_V, LOW_N, LOW_W) = map(NAMES.index, (
    "m_soc_city", "m_soc_nat", "a_V", "k_conc", "rV", "rW", "tau", "g_comply", "u_fit", "d_W",
    "b_assoc", "rho", "eta", "x0", "omega", "alpha", "kappa", "p_low_V", "p_low_N", "p_low_W",
))  # fmt: skip

#: Columns of the figures per year and group. Counts of homes or households; `effect` is the sum of households times
#: the change of liveability in standard deviations. `_base` is the run without the policy; `clipped` is of both runs.
SUMS = (
    "vulnerable_base", "vulnerable", "workers", "low_income_base", "low_income", "effect", "vacancies", "inflow_base",
    "inflow", "wanted", "carried_out", "moved", "received", "room", "workers_in", "regular_base", "regular", "clipped",
)  # fmt: skip
(S_V0, S_V1, S_W, S_LOW0, S_LOW1, S_EFFECT, S_VACANT, S_IN0, S_IN1, S_WANTED, S_CARRIED, S_MOVED, S_RECEIVED, S_ROOM,
 S_W_IN, S_N_IN0, S_N_IN1, S_CLIPPED) = range(len(SUMS))  # fmt: skip

#: Columns of the figures per wijk at the horizon.
FINAL = ("vulnerable_base", "vulnerable", "workers", "effect", "received", "room")

#: What one wijk's figures came from, per year and run; see `terms` of `nplv_dash.model.redistribute`.
TERMS = (
    "stock", "vacancies", "left_vulnerable", "recovered", "closing", "inflow", "moved", "received", "workers_in",
    "regular_in", "stock_after", "composition", "effect",
)  # fmt: skip

#: Forms of the response.
LINEAR, KINK, LOGISTIC, MEASURED = range(4)
#: What `response` reads of the array `curve`: widths, and for the measured form two bends and the slopes around them.
KINK_WIDTH, CURVE_WIDTH, BEND_1, BEND_2, SLOPE_1, SLOPE_2, SLOPE_3 = range(7)
#: No municipality lets more than this share of its vacancies in a wijk to vulnerable households, whatever its stock.
MOST_OF_VACANCIES = 0.95

#: Several numbers of a sum are added at a time, so in another order than they are written.
_ANY_ORDER = {"reassoc", "nsz"}

P = ParamSpec("P")
R = TypeVar("R")


def compiled(function: Callable[P, R]) -> Callable[P, R]:
    """`function` at machine speed, without Python's lock.

    What is compiled is kept beside this file, or in the home of the user. Where neither can be written, as in a
    container without a disk of its own, numba refuses to keep it: then it is compiled at every start.
    """
    fast: Callable[P, R]
    try:
        fast = njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:
        fast = njit(nogil=True, error_model="numpy")(function)
    return fast


def part(function: Callable[P, R]) -> Callable[P, R]:
    """A function for others that are compiled, which then stands where it is called.

    To hand over dozens of arrays takes longer than a loop over a small region.
    """
    same: Callable[P, R] = register_jitable(error_model="numpy", forceinline=True)(function)
    return same


def summing(function: Callable[P, R]) -> Callable[P, R]:
    """As `part`, for sums of many numbers."""
    same: Callable[P, R] = register_jitable(error_model="numpy", forceinline=True, fastmath=_ANY_ORDER)(function)
    return same


class Task(NamedTuple):
    """What is the same in every draw, of n wijken with homes that stand in cells of one region and one group.

    Cell c is the rows from `edges[c]` to `edges[c + 1]`, and region r is the cells from `regions[r]` to
    `regions[r + 1]`; cells after the last region are out of reach of the policy. The last group but one may receive,
    the last one does nothing, and those before are the NPLV areas.

    Attributes:
        households, homes, poor, city: of each wijk, see `Places`.
        town, town_homes: gemeente of each wijk, and the corporation homes of each gemeente.
        receives: of each wijk, 1 where it may receive and 0 elsewhere.
        blamed: of each wijk, what it costs to be singled out, in standard deviations.
        place: of each wijk, its row in the figures per wijk.
        edges, regions: see above. Of rows with a sign numba would look whether they count from the end.
        group, share: of each cell, and the share of its inflow that is to be housed elsewhere.
        ceiling, workers, feedback: see `Levers`.
        form, curve: of the response.
        watched: row of which the terms are told, of one draw alone; -1 for none.
    """

    households: np.ndarray
    homes: np.ndarray
    poor: np.ndarray
    city: np.ndarray
    town: np.ndarray
    town_homes: np.ndarray
    receives: np.ndarray
    blamed: np.ndarray
    place: np.ndarray
    edges: np.ndarray
    regions: np.ndarray
    group: np.ndarray
    share: np.ndarray
    ceiling: float
    workers: float
    feedback: bool
    form: int
    curve: np.ndarray
    watched: int


class State(NamedTuple):
    """What is known of each wijk in a draw, all of shape (n,).

    Attributes:
        start: homes let to vulnerable households without the policy.
        exit_v, exit_w, exit_n: share of the vulnerable households, workers and others that leaves in a year.
        landing: vulnerable households that come, per vacancy.
        vacant_base, inflow_base, felt_base: `vacant`, `inflow` and `felt` without the policy.
        more, unbounded: homes let to vulnerable households beyond `start`, and what that would be without bounds.
        crew: homes let to workers with priority.
        effect: change of liveability in standard deviations.
        vacant, inflow, room, received, hired: homes or households in this year.
        away: share of the inflow that is housed elsewhere in this year.
        felt: response to who lives there now.
    """

    start: np.ndarray
    exit_v: np.ndarray
    exit_w: np.ndarray
    exit_n: np.ndarray
    landing: np.ndarray
    vacant_base: np.ndarray
    inflow_base: np.ndarray
    felt_base: np.ndarray
    more: np.ndarray
    unbounded: np.ndarray
    crew: np.ndarray
    effect: np.ndarray
    vacant: np.ndarray
    inflow: np.ndarray
    room: np.ndarray
    received: np.ndarray
    hired: np.ndarray
    away: np.ndarray
    felt: np.ndarray


def state(n: int) -> State:
    """Room for one draw, all zero."""
    return State(*np.zeros((len(State._fields), n)))


@compiled
def response(x: float, form: int, draw: np.ndarray, curve: np.ndarray) -> float:
    """What a composition means for liveability, in units of composition; see `nplv_dash.model.redistribute`."""
    if form == KINK:
        z = (x - draw[X0]) / curve[KINK_WIDTH]
        soft = z + math.log1p(math.exp(-z)) if z > 0 else math.log1p(math.exp(z))
        return x + float(draw[ETA] * curve[KINK_WIDTH]) * soft
    if form == LOGISTIC:
        z = (x - draw[X0] - 2 * curve[CURVE_WIDTH]) / curve[CURVE_WIDTH]
        return 4 * float(curve[CURVE_WIDTH]) / (1 + math.exp(-z))
    if form == MEASURED:
        first, second = min(x, curve[BEND_1]), min(max(x, curve[BEND_1]), curve[BEND_2]) - curve[BEND_1]
        last = max(x - curve[BEND_2], 0.0)
        return float(curve[SLOPE_1] * first + curve[SLOPE_2] * second + curve[SLOPE_3] * last)
    return x


@part
def less(a: float, b: float) -> float:
    """The difference, taken before it is added: in any order, a sum of differences of equals is exactly zero."""
    return a - b


@summing
def total(values: np.ndarray, first: int, last: int) -> float:
    """Sum of some rows."""
    found = 0.0
    for i in range(first, last):
        found += values[i]
    return found


@summing
def gain(values: np.ndarray, base: np.ndarray, first: int, last: int) -> float:
    """By how much some rows are more than those of the base, together."""
    found = 0.0
    for i in range(first, last):
        found += less(values[i], base[i])
    return found


@part
def copy(values: np.ndarray, into: np.ndarray) -> None:
    """The same as `into[:] = values`, which takes seconds to compile."""
    for i in range(len(values)):
        into[i] = values[i]


@part
def begin(draw: np.ndarray, task: Task, s: State) -> None:
    """Fill what the run without the policy is made of; the run with the policy begins there."""
    n, homes, households, poor = len(task.homes), task.homes, task.households, task.poor
    # How many homes are let to vulnerable households at the start: ecological bounds.
    for i in range(n):
        middle = poor[i] * homes[i] * draw[K_CONC] / (homes[i] * draw[K_CONC] + households[i] - homes[i])
        s.start[i] = min(max(middle, poor[i] - (households[i] - homes[i]), 0.0), poor[i], homes[i])
    for i in range(n):
        vacancies = homes[i] * (draw[M_CITY] if task.city[i] else draw[M_NAT])
        s.exit_n[i] = vacancies / (draw[R_V] * s.start[i] + homes[i] - s.start[i])
    for i in range(n):
        s.exit_v[i] = min(draw[R_V] * s.exit_n[i], 1.0)
    for i in range(n):
        s.exit_n[i] = min(s.exit_n[i], 1.0)
    for i in range(n):
        s.exit_w[i] = min(draw[R_W] * s.exit_n[i], 0.5)
    for i in range(n):
        s.vacant_base[i] = s.exit_v[i] * s.start[i] + s.exit_n[i] * (homes[i] - s.start[i])
    land(draw, task, s)
    for i in range(n):
        s.inflow_base[i] = s.landing[i] * s.vacant_base[i]
    s.more[:] = 0.0
    s.crew[:] = 0.0
    s.effect[:] = 0.0
    respond(draw, task, s, s.felt_base, n)


@part
def land(draw: np.ndarray, task: Task, s: State) -> None:
    """Fill `landing`: newcomers come where vulnerable households live already, in cheap homes with many vacancies."""
    n, per_stock = len(task.homes), np.zeros(len(task.town_homes))
    for i in range(n):
        per_stock[task.town[i]] += s.start[i]
    for k in range(len(per_stock)):
        per_stock[k] = draw[A_V] * task.town_homes[k] / per_stock[k] if per_stock[k] > 0 else 0.0
    for i in range(n):
        s.landing[i] = per_stock[task.town[i]]
    for i in range(n):
        s.landing[i] = min(s.landing[i] * s.start[i] / task.homes[i], MOST_OF_VACANCIES)


@part
def respond(draw: np.ndarray, task: Task, s: State, felt: np.ndarray, last: int) -> None:
    """Fill `felt` with the response to who lives there now."""
    for i in range(last):
        felt[i] = (task.poor[i] + (s.more[i] - draw[OMEGA] * s.crew[i])) / task.households[i]
    # With an exponent this takes longer than all the rest.
    if task.form != LINEAR:
        for i in range(last):
            felt[i] = response(felt[i], task.form, draw, task.curve)


@part
def vacate(draw: np.ndarray, task: Task, s: State, last: int) -> None:
    """Fill `vacant`, and `inflow` as if newcomers only followed vacancies."""
    for i in range(last):
        sooner = (s.exit_v[i] - s.exit_n[i]) * s.more[i] + (s.exit_w[i] - s.exit_n[i]) * s.crew[i]
        s.vacant[i] = s.vacant_base[i] + sooner
    if task.feedback:
        for i in range(last):
            exit_now = min(s.exit_n[i] * math.exp(draw[KAPPA] * s.more[i] / task.homes[i]), 1.0)
            others = task.homes[i] - s.start[i] - s.more[i] - s.crew[i]
            s.vacant[i] += (exit_now - s.exit_n[i]) * others
    for i in range(last):
        s.inflow[i] = s.landing[i] * s.vacant[i]


@part
def keep_inflow(s: State, first: int, last: int) -> None:
    """Change `inflow` of a region in proportion, so that it receives as many households as without the policy.

    A wijk takes no more than its vacancies; what does not fit goes to the vacancies of the region that are left.
    """
    come = total(s.inflow, first, last)
    # Where nothing differs this is exactly 1.
    scale = 1 - gain(s.inflow, s.inflow_base, first, last) / come if come > 0 else 1.0
    for i in range(first, last):
        s.inflow[i] *= scale
    if scale * MOST_OF_VACANCIES <= 1:
        return
    for i in range(first, last):
        s.inflow[i] = min(s.inflow[i], s.vacant[i])
    lost, free = -gain(s.inflow, s.inflow_base, first, last), gain(s.vacant, s.inflow, first, last)
    filled = min(lost / free, 1.0) if lost > 0 else 0.0
    for i in range(first, last):
        s.inflow[i] += filled * (s.vacant[i] - s.inflow[i])


@part
def redirect(draw: np.ndarray, task: Task, s: State, r: int) -> None:
    """Fill `room`, `away` and `received` of region r: as many are placed as are sent, and as there is room for."""
    first, last = task.edges[task.regions[r]], task.edges[task.regions[r + 1]]
    most, demand = min(task.ceiling, draw[FIT]), 0.0
    for i in range(first, last):
        s.room[i] = max(0.0, task.receives[i] * (most * s.vacant[i] - s.inflow[i]))
    supply = total(s.room, first, last)
    for c in range(task.regions[r], task.regions[r + 1]):
        if task.share[c] > 0:
            demand += task.share[c] * draw[COMPLY] * total(s.inflow, task.edges[c], task.edges[c + 1])
    offered = min(1.0, supply / demand) if demand > 0 else 0.0
    filled = min(1.0, demand / supply) if supply > 0 else 0.0
    for c in range(task.regions[r], task.regions[r + 1]):
        if task.share[c] > 0:
            for i in range(task.edges[c], task.edges[c + 1]):
                s.away[i] = task.share[c] * draw[COMPLY] * offered
    for i in range(first, last):
        s.received[i] = s.room[i] * filled


@part
def hire(draw: np.ndarray, task: Task, s: State, first: int, last: int) -> None:
    """Fill `hired` and change `crew` of an NPLV area."""
    most = min(task.workers, draw[D_W])
    for i in range(first, last):
        left = s.vacant[i] - (s.inflow[i] - s.inflow[i] * s.away[i])
        s.hired[i] = min(most * s.vacant[i], max(left, 0.0))
    for i in range(first, last):
        s.crew[i] += s.hired[i] - s.exit_w[i] * s.crew[i]


@part
def settle(draw: np.ndarray, task: Task, s: State, last: int) -> None:
    """Change `more`: a part of it stays, and others come than without the policy."""
    for i in range(last):
        come = s.inflow[i] - s.inflow[i] * s.away[i] + s.received[i]
        s.unbounded[i] = (1 - draw[TAU] - s.exit_v[i]) * s.more[i] + (come - s.inflow_base[i])
    # The flow that holds the run without the policy steady ends where nobody is left for it to change.
    for i in range(last):
        s.more[i] = min(max(s.unbounded[i], -s.start[i]), task.homes[i] - s.start[i] - s.crew[i])


@part
def feel(draw: np.ndarray, task: Task, s: State, last: int) -> None:
    """Change `effect`: it comes with delay."""
    slope, alpha = -100 * draw[B_ASSOC] * draw[RHO], draw[ALPHA]
    if slope != 0:
        respond(draw, task, s, s.felt, last)
    for i in range(last):
        target = slope * (s.felt[i] - s.felt_base[i]) - task.blamed[i]
        s.effect[i] += alpha * (target - s.effect[i])


@part
def book_base(draw: np.ndarray, task: Task, s: State, sums: np.ndarray) -> None:
    """Fill `sums` (groups, len(SUMS)) with a year in which the policy changes nothing."""
    sums[:] = 0.0
    for c in range(len(task.group)):
        first, last, own = task.edges[c], task.edges[c + 1], sums[task.group[c]]
        stock, homes = total(s.start, first, last), total(task.homes, first, last)
        vacant, come = total(s.vacant_base, first, last), total(s.inflow_base, first, last)
        for column in (S_V0, S_V1):
            own[column] += stock
        for column in (S_LOW0, S_LOW1):
            own[column] += draw[LOW_V] * stock + draw[LOW_N] * (homes - stock)
        for column in (S_IN0, S_IN1):
            own[column] += come
        for column in (S_N_IN0, S_N_IN1):
            own[column] += vacant - come
        own[S_VACANT] += vacant


@summing
def changes(
    s: State, households: np.ndarray, first: int, last: int
) -> tuple[float, float, float, float, float, float, float, float, float, float, float]:
    """What the policy changes in some rows, in one go; `book` names it."""
    more = crew = effect = vacant = inflow = extra = moved = received = room = hired = clipped = 0.0
    for i in range(first, last):
        more += s.more[i]
        crew += s.crew[i]
        effect += s.effect[i] * households[i]
        vacant += less(s.vacant[i], s.vacant_base[i])
        inflow += s.inflow[i]
        extra += less(s.inflow[i], s.inflow_base[i])
        moved += s.inflow[i] * s.away[i]
        received += s.received[i]
        room += s.room[i]
        hired += s.hired[i]
        clipped += abs(less(s.more[i], s.unbounded[i]))
    return more, crew, effect, vacant, inflow, extra, moved, received, room, hired, clipped


@part
def book(draw: np.ndarray, task: Task, s: State, c: int, own: np.ndarray) -> None:
    """Add what the policy changes in cell c to `own` (len(SUMS))."""
    more, crew, effect, vacant, inflow, extra, moved, received, room, hired, clipped = changes(
        s, task.households, task.edges[c], task.edges[c + 1]
    )
    come = extra + received - moved
    own[S_V1] += more
    own[S_W] += crew
    own[S_LOW1] += draw[LOW_V] * more + draw[LOW_W] * crew - draw[LOW_N] * (more + crew)
    own[S_EFFECT] += effect
    own[S_VACANT] += vacant
    own[S_IN1] += come
    own[S_WANTED] += task.share[c] * inflow
    own[S_CARRIED] += task.share[c] * inflow * draw[COMPLY]
    own[S_MOVED] += moved
    own[S_RECEIVED] += received
    own[S_ROOM] += room
    own[S_W_IN] += hired
    own[S_N_IN1] += vacant - come - hired
    own[S_CLIPPED] += clipped


@part
def tell(draw: np.ndarray, task: Task, s: State, before: float, row: np.ndarray) -> None:
    """Fill `row` (len(TERMS)) with the year that made `more` of the watched wijk of `before`."""
    i = task.watched
    stock, moved = s.start[i] + before, s.inflow[i] * s.away[i]
    closing = (s.exit_v[i] + draw[TAU]) * s.start[i] - s.inflow_base[i]
    row[0], row[1], row[2], row[3] = stock, s.vacant[i], s.exit_v[i] * stock, draw[TAU] * stock
    row[4], row[5], row[6], row[7] = closing + s.more[i] - s.unbounded[i], s.inflow[i], moved, s.received[i]
    row[8], row[9] = s.hired[i], s.vacant[i] - (s.inflow[i] - moved + s.received[i]) - s.hired[i]
    row[10], row[12] = s.start[i] + s.more[i], s.effect[i]
    row[11] = (task.poor[i] + (s.more[i] - draw[OMEGA] * s.crew[i])) / task.households[i]


@part
def run_year(draw: np.ndarray, task: Task, s: State, sums: np.ndarray) -> None:
    """Simulate a year of the policy, and add what it changes to `sums` (groups, len(SUMS))."""
    areas, cells = len(sums) - 2, task.regions[-1]
    last = task.edges[cells]
    vacate(draw, task, s, last)
    for r in range(len(task.regions) - 1):
        keep_inflow(s, task.edges[task.regions[r]], task.edges[task.regions[r + 1]])
        redirect(draw, task, s, r)
    for c in range(cells):
        if task.group[c] < areas:
            hire(draw, task, s, task.edges[c], task.edges[c + 1])
    settle(draw, task, s, last)
    feel(draw, task, s, last)
    for c in range(cells):
        book(draw, task, s, c, sums[task.group[c]])


@part
def keep(task: Task, s: State, final: np.ndarray) -> None:
    """Fill `final` (len(FINAL), n) with how things are now; 0 where there are no homes."""
    for column in range(len(final)):
        for i in range(final.shape[1]):
            final[column, i] = 0.0
    for i in range(len(task.place)):
        final[1, task.place[i]] = s.start[i] + s.more[i]
    for column, values in ((0, s.start), (2, s.crew), (3, s.effect), (4, s.received), (5, s.room)):
        for i in range(len(task.place)):
            final[column, task.place[i]] = values[i]


@compiled
def run_draws(
    draws: np.ndarray, first: int, last: int, task: Task, s: State,
    sums: np.ndarray, final: np.ndarray, terms: np.ndarray,
) -> None:  # fmt: skip
    """Simulate the draws from `first` to `last`, one by one.

    Args:
        draws: shape (d, len(NAMES)).
        s: of `state`.
        sums: to fill, shape (d, years, groups, len(SUMS)).
        final: to fill, shape (len(FINAL), d, n), or without wijken.
        terms: to fill when a row is watched, shape (years, 2, len(TERMS)).
    """
    own = np.zeros(sums.shape[1:])
    for d in range(first, last):
        draw = draws[d]
        begin(draw, task, s)
        book_base(draw, task, s, own[0])
        for year in range(1, len(own)):
            copy(own[0].ravel(), own[year].ravel())
        if task.watched >= 0:
            vacate(draw, task, s, task.edges[-1])
            for year in range(len(own)):
                tell(draw, task, s, 0.0, terms[year, 0])
        for year in range(len(own)):
            before = s.more[task.watched] if task.watched >= 0 else 0.0
            run_year(draw, task, s, own[year])
            if task.watched >= 0:
                tell(draw, task, s, before, terms[year, 1])
        copy(own.ravel(), sums[d].ravel())
        if final.shape[2] > 0:
            keep(task, s, final[:, d])
