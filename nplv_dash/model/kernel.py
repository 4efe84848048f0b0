"""The yearly loop of one draw, compiled.

It reads like the formulas of the method page: per year the homes that fall vacant, the inflow, the redirection, and
what that makes of the stock, first without the policy and then with it. The same lines serve both runs, so a policy
that asks nothing differs from no policy by exactly zero.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numpy as np
from numba import njit

from nplv_dash.model.draws import NAMES

# Numba notices changes of this file only. After a change of the order of `NAMES` what it kept is wrong until
# `__pycache__` is emptied or this file is changed; a test compares both.
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


@compiled
def keep_inflow(
    inflow: np.ndarray, vacant: np.ndarray, region: np.ndarray, edges: np.ndarray, before: np.ndarray, after: np.ndarray
) -> None:
    """Change `inflow` in proportion, so that every region receives `before` households and no longer `after`.

    A wijk takes no more than its vacancies; what does not fit goes to the vacancies of the region that are left.
    """
    lost, free = np.zeros(len(before)), np.zeros(len(before))
    for c in range(len(region)):
        r = region[c]
        # Equal totals give exactly 1.
        scale = before[r] / after[r] if after[r] > 0 else 1.0
        s_lost = s_free = 0.0
        for i in range(edges[c], edges[c + 1]):
            asked = inflow[i] * scale
            inflow[i] = min(asked, vacant[i])
            s_lost += asked - inflow[i]
            s_free += vacant[i] - inflow[i]
        lost[r] += s_lost
        free[r] += s_free
    for c in range(len(region)):
        r = region[c]
        if lost[r] > 0:
            for i in range(edges[c], edges[c + 1]):
                inflow[i] += min(lost[r] / free[r], 1.0) * (vacant[i] - inflow[i])


@compiled
def run_draw(  # noqa: C901  one loop, so that a draw stays in the cache of the processor
    draw: np.ndarray,
    sums: np.ndarray,
    final: np.ndarray,
    terms: np.ndarray,
    watched: int,
    households: np.ndarray,
    homes: np.ndarray,
    poor: np.ndarray,
    city: np.ndarray,
    gemeente: np.ndarray,
    share: np.ndarray,
    place: np.ndarray,
    edges: np.ndarray,
    group: np.ndarray,
    region: np.ndarray,
    ceiling: float,
    workers: float,
    form: int,
    feedback: bool,  # noqa: FBT001
    stigma: float,
    curve: np.ndarray,
) -> None:
    """Simulate one draw and fill `sums` (years, groups, len(SUMS)), `final` (any, len(FINAL)), `terms` (see above).

    The wijken have homes, and stand in cells of one region and one group: cell c is the rows from `edges[c]` to
    `edges[c + 1]`. The last group but one may receive, the last one does nothing, and those before are the NPLV areas.
    Row i goes to `final[place[i]]` unless that is empty, and to `terms` when it is `watched`.
    """
    n, years, receivers = len(homes), sums.shape[0], sums.shape[1] - 2
    cells, regions, gemeenten = len(group), region.max() + 1, gemeente.max() + 1
    start, closing, landing = np.zeros(n), np.zeros(n), np.zeros(n)
    exit_v, exit_w, exit_n = np.zeros(n), np.zeros(n), np.zeros(n)
    town_v, town_homes = np.zeros(gemeenten), np.zeros(gemeenten)
    # How many homes are let to vulnerable households at the start: ecological bounds.
    for i in range(n):
        chance = homes[i] * draw[K_CONC] + households[i] - homes[i]
        middle = poor[i] * homes[i] * draw[K_CONC] / chance
        start[i] = min(max(middle, poor[i] - (households[i] - homes[i]), 0.0), poor[i], homes[i])
        town_v[gemeente[i]] += start[i]
        town_homes[gemeente[i]] += homes[i]
    for i in range(n):
        v = start[i] / homes[i]
        vacancy = draw[M_CITY] if city[i] else draw[M_NAT]
        mean_exit = draw[R_V] * v + 1 - v
        exit_v[i] = min(vacancy * draw[R_V] / mean_exit, 1.0)
        exit_n[i] = min(vacancy / mean_exit, 1.0)
        exit_w[i] = min(exit_n[i] * draw[R_W], 0.5)
        # Newcomers land where vulnerable households live already: in the cheap homes with many vacancies.
        mean = town_v[gemeente[i]] / town_homes[gemeente[i]]
        landing[i] = min(draw[A_V] * v / mean, MOST_OF_VACANCIES) if mean > 0 else 0.0
        # What else changes the stock, equal in both runs: it holds the run without the policy where it began. As a
        # rate instead of a flow it would be an effect of the neighbourhood, and vulnerable households would vanish.
        closing[i] = (exit_v[i] + draw[TAU]) * start[i] - landing[i] * vacancy * homes[i]

    vulnerable, worker = np.zeros((2, n)), np.zeros((2, n))
    vulnerable[0], vulnerable[1] = start, start
    effect, felt, felt_at = np.zeros(n), np.zeros(n), np.full(n, np.nan)
    out_v, out_w, vacant, inflow = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
    demand, supply = np.zeros(regions), np.zeros(regions)
    total = np.zeros((2, regions))
    slope, most = -100 * draw[B_ASSOC] * draw[RHO], min(ceiling, draw[FIT])

    for year in range(years):
        for side in range(2):
            policy = side == 1
            total[side], demand[:], supply[:] = 0.0, 0.0, 0.0
            for c in range(cells):
                come = 0.0
                for i in range(edges[c], edges[c + 1]):
                    v, w = vulnerable[side, i], worker[side, i]
                    leave = exit_n[i]
                    if feedback:
                        leave = min(leave * math.exp(draw[KAPPA] * (v - start[i]) / homes[i]), 1.0)
                    out_v[i] = exit_v[i] * v
                    out_w[i] = exit_w[i] * w
                    vacant[i] = out_v[i] + out_w[i] + leave * (homes[i] - v - w)
                    inflow[i] = landing[i] * vacant[i]
                    come += inflow[i]
                total[side, region[c]] += come
            if policy:
                # As many vulnerable households come to a region with the policy as without it.
                keep_inflow(inflow, vacant, region, edges, total[0], total[1])
                for c in range(cells):
                    asked = space = 0.0
                    for i in range(edges[c], edges[c + 1]):
                        asked += share[i] * inflow[i] * draw[COMPLY]
                        space += max(0.0, most * vacant[i] - inflow[i])
                    demand[region[c]] += asked
                    supply[region[c]] += space if group[c] == receivers else 0.0
            for c in range(cells):
                g, r = group[c], region[c]
                offered = min(1.0, supply[r] / demand[r]) if demand[r] > 0 else 0.0
                filled = min(1.0, demand[r] / supply[r]) if supply[r] > 0 else 0.0
                may_hire = min(workers, draw[D_W]) if policy and g < receivers else 0.0
                blamed = stigma if g < receivers else 0.0
                s_v = s_w = s_low = s_effect = s_vacant = s_in = s_regular = s_clipped = 0.0
                s_wanted = s_carried = s_moved = s_received = s_room = s_hired = 0.0
                for i in range(edges[c], edges[c + 1]):
                    wanted = share[i] * inflow[i]
                    carried = wanted * draw[COMPLY]
                    moved = carried * offered
                    room = max(0.0, most * vacant[i] - inflow[i]) if g == receivers else 0.0
                    received = room * filled
                    arrive = inflow[i] + received - moved
                    hired = min(may_hire * vacant[i], max(vacant[i] - arrive, 0.0))
                    regular = vacant[i] - arrive - hired
                    v_before = vulnerable[side, i]
                    w_after = worker[side, i] - out_w[i] + hired
                    # The flow that holds the baseline steady ends where nobody is left for it to change.
                    v_free = v_before - out_v[i] - draw[TAU] * v_before + arrive + closing[i]
                    v_after = min(max(v_free, 0.0), homes[i] - w_after)
                    vulnerable[side, i], worker[side, i] = v_after, w_after
                    x = (poor[i] - start[i] + v_after - draw[OMEGA] * w_after) / households[i]
                    if policy:
                        target = 0.0
                        if slope != 0:
                            target = slope * (response(x, form, draw, curve) - felt[i])
                        if share[i] > 0 or workers > 0:
                            target -= blamed
                        effect[i] += draw[ALPHA] * (target - effect[i])
                    elif x != felt_at[i] and slope != 0:
                        # The baseline hardly moves, and an exponent takes longer than all the rest.
                        felt_at[i], felt[i] = x, response(x, form, draw, curve)
                    s_v += v_after
                    s_w += w_after
                    s_low += draw[LOW_V] * v_after + draw[LOW_W] * w_after
                    s_low += draw[LOW_N] * (homes[i] - v_after - w_after)
                    s_effect += households[i] * effect[i]
                    s_vacant += vacant[i]
                    s_in += arrive
                    s_regular += regular
                    s_clipped += abs(v_after - v_free)
                    s_wanted += wanted
                    s_carried += carried
                    s_moved += moved
                    s_received += received
                    s_room += room
                    s_hired += hired
                    if policy and year == years - 1 and len(final) > 0:
                        row = final[place[i]]
                        row[0], row[1], row[2] = vulnerable[0, i], v_after, w_after
                        row[3], row[4], row[5] = effect[i], received, room
                    if i == watched:
                        row = terms[year, side]
                        row[0], row[1], row[2], row[3] = v_before, vacant[i], out_v[i], draw[TAU] * v_before
                        row[4], row[5], row[6], row[7] = closing[i] + v_after - v_free, inflow[i], moved, received
                        row[8], row[9], row[10], row[11] = hired, regular, v_after, x
                        row[12] = effect[i] if policy else 0.0
                own = sums[year, g]
                own[S_CLIPPED] += s_clipped
                if policy:
                    own[S_V1] += s_v
                    own[S_W] += s_w
                    own[S_LOW1] += s_low
                    own[S_EFFECT] += s_effect
                    own[S_VACANT] += s_vacant
                    own[S_IN1] += s_in
                    own[S_N_IN1] += s_regular
                    own[S_WANTED] += s_wanted
                    own[S_CARRIED] += s_carried
                    own[S_MOVED] += s_moved
                    own[S_RECEIVED] += s_received
                    own[S_ROOM] += s_room
                    own[S_W_IN] += s_hired
                else:
                    own[S_V0] += s_v
                    own[S_LOW0] += s_low
                    own[S_IN0] += s_in
                    own[S_N_IN0] += s_regular


@compiled
def run_draws(
    draws: np.ndarray,
    sums: np.ndarray,
    final: np.ndarray,
    households: np.ndarray,
    homes: np.ndarray,
    poor: np.ndarray,
    city: np.ndarray,
    gemeente: np.ndarray,
    share: np.ndarray,
    place: np.ndarray,
    edges: np.ndarray,
    group: np.ndarray,
    region: np.ndarray,
    ceiling: float,
    workers: float,
    form: int,
    feedback: bool,  # noqa: FBT001
    stigma: float,
    curve: np.ndarray,
) -> None:
    """Simulate the draws one by one into `sums` (draws, years, groups, ...) and `final` (draws, n or 0, ...)."""
    nothing = np.zeros((0, 2, 0), dtype=np.float64)
    for d in range(len(draws)):
        own = np.zeros(sums.shape[1:])
        run_draw(
            draws[d], own, final[d], nothing, len(homes), households, homes, poor, city, gemeente, share, place, edges,
            group, region, ceiling, workers, form, feedback, stigma, curve,
        )  # fmt: skip
        sums[d] = own
