"""Redistribution: what happens to the stock of corporation homes, and to liveability, when newcomers live elsewhere.

Per wijk and year, with V vulnerable households in S corporation homes, of H households in all::

    vacancies    M   = exits of vulnerable households, of workers and of others
    inflow       in  = a * (V0/S) / (the same of the municipality) * M
    wanted           = s * in                       in the NPLV areas
    carried out      = g * wanted
    room         C   = max(0, min(ceiling, fit) * M - in)        in wijken that may receive
    moved            = carried out * min(1, sum of C / sum of what is carried out)
    V'           = V - exits - tau * V + in - moved + received + closing flow
    x            = (V + vulnerable households in other homes - omega * workers) / H
    effect'      = effect + alpha * (-100 * b * rho * (f(x with) - f(x without)) - effect)

with f(x) = x (linear), x + eta * w * log(1 + exp((x - x0) / w)) (kink), an S-curve between x0 and x0 + four of its
widths (logistic), or a line with two bends as Dutch wijken have it (measured). Sums run over the region within which
households may move, in which inflow is conserved. Sources and ranges: `data/parameters.yaml`. Limits: only differences
between both runs mean something; nobody moves because of liveability unless `feedback` is on; no homes are built or
demolished; what moving does to a household is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nplv_dash.domain.levers import Levers
from nplv_dash.model import kernel
from nplv_dash.model.draws import NAMES, Array
from nplv_dash.model.places import Index, Mask, Places, vulnerable_homes

Float32 = NDArray[np.float32]
#: Gives an array of a shape, whatever stands in it.
Room = Callable[[tuple[int, ...]], Float32]

#: A draw costs a fraction of a millisecond and the compiled loop runs without Python: a thread per core is enough.
THREADS = 2
#: Draws that a thread takes at a time: one that is held up by other work takes fewer.
_PART = 50
_FORMS = {"linear": kernel.LINEAR, "kink": kernel.KINK, "logistic": kernel.LOGISTIC, "measured": kernel.MEASURED}


@dataclass(frozen=True)
class Shape:
    """Constants of the response.

    Attributes:
        kink_width, curve_width: shares of households.
        stigma: what it costs, in standard deviations.
        bends: shares of households at which the measured line bends, rising.
        slopes: of the measured line before, between and after the bends, as multiples of the one slope of all wijken.
    """

    kink_width: float
    curve_width: float
    stigma: float
    bends: tuple[float, float]
    slopes: tuple[float, float, float]

    @property
    def curve(self) -> Array:
        """As the kernel reads it."""
        return np.array([self.kink_width, self.curve_width, *self.bends, *self.slopes], dtype=float)


@dataclass(frozen=True)
class Outcome:
    """What both runs gave, per draw.

    Groups are the NPLV areas in their order, then all other wijken that may receive, then the rest of the country.

    Attributes:
        sums: shape (draws, years, groups, len(kernel.SUMS)), yearly flows and stocks at the end of the year.
        final: shape (draws, n, len(kernel.FINAL)), at the horizon; n is 0 when it was not asked for.
        eligible: shape (n,), which wijken may receive.
        region: shape (n,), within which households may move.
        draws: the parameters, shape (draws, len(NAMES)).
    """

    sums: Float32
    final: Float32
    eligible: Mask
    region: Index
    draws: Array

    def total(self, name: str, groups: slice | int = slice(None)) -> Array:
        """One column of the sums over some groups, shape (draws, years)."""
        chosen = self.sums[:, :, groups, kernel.SUMS.index(name)]
        if chosen.ndim == 2:
            return chosen.astype(float)
        total: Array = chosen.sum(axis=2, dtype=float)
        return total

    @staticmethod
    def column(name: str, sums: Array) -> Array:
        """One column of sums of which the last dimension is that of the columns, such as those of one year."""
        chosen: Array = sums[..., kernel.SUMS.index(name)]
        return chosen

    def parameter(self, name: str) -> Array:
        """The drawn values of one parameter, shape (draws,)."""
        values: Array = self.draws[:, NAMES.index(name)]
        return values

    def place(self, name: str) -> Float32:
        """One column of the figures per wijk, shape (draws, n)."""
        column: Float32 = self.final[:, :, kernel.FINAL.index(name)]
        return column


def regions(places: Places, levers: Levers) -> Index:
    """Within what the redirected households stay, shape (n,); whole numbers from 0."""
    if levers.reach == "land":
        return np.zeros(len(places), dtype=np.int64)
    return places.gemeente if levers.reach == "gemeente" else places.provincie


def within_reach(places: Places, region: Index) -> Mask:
    """Which wijken lie in a region with an NPLV area, shape (n,): elsewhere nothing ever changes."""
    return np.isin(region, region[places.focus])


def may_receive(places: Places, levers: Levers, odds: float) -> Mask:
    """Which wijken may receive, shape (n,): not an NPLV area, with homes, and within the conditions of the levers.

    Args:
        odds: the most likely value of `k_conc`, so that the choice of wijken does not differ from draw to draw.
    """
    stock = vulnerable_homes(places.households, places.homes, places.poor, odds)
    share = np.divide(stock, places.homes, out=np.ones(len(places)), where=places.homes > 0)
    reached = within_reach(places, regions(places, levers))
    allowed = (share <= levers.receiver_max_share) & (places.lbm >= levers.receiver_min_lbm)
    if levers.spare_pressed:
        allowed &= ~places.pressed
    return reached & allowed & ~places.focus & (places.homes > 0)


def fresh(shape: tuple[int, ...]) -> Float32:
    """An array of its own."""
    return np.empty(shape, dtype=np.float32)


class Simulation:
    """The policy and no policy side by side, with the same draws: run by run, in any order.

    Args:
        draws: of `draws.draw` or `draws.central`, shape (d, len(NAMES)).
        odds: see `may_receive`.
        shares: share to be housed elsewhere per NPLV area, shape (areas,); by default that of the levers for all.
        per_place: whether to keep figures per wijk (24 bytes per wijk and draw).
        room: where the figures come to stand.

    Attributes:
        outcome: figures of every draw, once it was run; the same draws give the same figures, alone or in any company.
    """

    def __init__(
        self,
        places: Places,
        levers: Levers,
        draws: Array,
        shape: Shape,
        *,
        odds: float,
        shares: Array | None = None,
        per_place: bool = True,
        room: Room = fresh,
    ) -> None:
        draws = _with_compliance(draws, levers)
        eligible = may_receive(places, levers, odds)
        self._task = _task(places, levers, shape, eligible, shares)
        sums = room((len(draws), levers.horizon, places.areas + 2, len(kernel.SUMS)))
        # Column by column, as they are read.
        self._final = room((len(kernel.FINAL), len(draws), len(places) if per_place else 0))
        final = np.moveaxis(self._final, 0, -1)
        self.outcome = Outcome(sums, final, eligible, regions(places, levers), draws)

    def run(self, first: int, last: int) -> None:
        """Run the draws from `first` to `last`. Different draws may run at the same time."""
        task, state = self._task, kernel.state(len(self._task.homes))
        kernel.run_draws(
            self.outcome.draws, first, last, task, state, self.outcome.sums, self._final, np.zeros((0, 2, 0))
        )


def simulate(
    places: Places,
    levers: Levers,
    draws: Array,
    shape: Shape,
    *,
    odds: float,
    shares: Array | None = None,
    per_place: bool = True,
    threads: int = THREADS,
    room: Room = fresh,
) -> Outcome:
    """Run every draw; see `Simulation` for the rest.

    Args:
        threads: how many draws run at the same time.
    """
    found = Simulation(places, levers, draws, shape, odds=odds, shares=shares, per_place=per_place, room=room)
    _in_parts(found.run, len(draws), threads)
    return found.outcome


def terms(
    places: Places,
    levers: Levers,
    draw: Array,
    shape: Shape,
    *,
    odds: float,
    wijk: int,
    shares: Array | None = None,
) -> Array:
    """What the figures of one wijk came from.

    Args:
        draw: one draw, shape (len(NAMES),) or (1, len(NAMES)).
        wijk: its index.
        shares: see `simulate`.

    Returns:
        Shape (years, 2, len(kernel.TERMS)): per year without and with the policy, in households (`composition` is a
        share of all households, `effect` in standard deviations). All zero when the wijk has no corporation homes.
    """
    found = np.zeros((levers.horizon, 2, len(kernel.TERMS)))
    if places.homes[wijk] > 0:
        draws = _with_compliance(draw.reshape(1, -1), levers)
        task = _task(places, levers, shape, may_receive(places, levers, odds), shares)
        task = task._replace(watched=int(np.flatnonzero(task.place == wijk)[0]))
        sums = np.zeros((1, levers.horizon, places.areas + 2, len(kernel.SUMS)), dtype=np.float32)
        final = np.zeros((len(kernel.FINAL), 1, 0), dtype=np.float32)
        kernel.run_draws(draws, 0, 1, task, kernel.state(len(task.homes)), sums, final, found)
    return found


def _with_compliance(draws: Array, levers: Levers) -> Array:
    """A copy of the draws, with the compliance of the levers when that is known."""
    draws = np.array(draws, dtype=float, order="C")
    if levers.compliance is not None:
        draws[:, NAMES.index("g_comply")] = levers.compliance
    return draws


def _task(places: Places, levers: Levers, shape: Shape, eligible: Mask, shares: Array | None) -> kernel.Task:
    """What the kernel reads of the wijken with corporation homes, and of the levers.

    The kinds of all numbers and arrays are the same in every call: for others numba would compile everything once more.
    """
    region, receivers = regions(places, levers), places.areas
    group = np.where(places.focus, places.area, np.where(eligible, receivers, receivers + 1))
    reached = within_reach(places, region)
    rows = np.flatnonzero(places.homes > 0)
    rows = rows[np.lexsort((group[rows], region[rows], ~reached[rows]))]
    group, region, homes, town = group[rows], region[rows], places.homes[rows].astype(float), places.gemeente[rows]
    asked = np.zeros(receivers + 2)
    asked[:receivers] = levers.share_redirected if shares is None else shares
    singled_out = (group < receivers) & ((asked[group] > 0) | (levers.workers > 0))
    # The first row of each cell, and the first cell of each region within reach.
    cells = np.flatnonzero(np.diff(region * (receivers + 2) + group, prepend=-1))
    within = region[cells][reached[rows][cells]]
    return kernel.Task(
        households=places.households[rows].astype(float),
        homes=homes,
        poor=places.poor[rows].astype(float),
        city=places.city[rows].astype(bool),
        town=town.astype(np.int64),
        town_homes=np.bincount(town, homes).astype(float),
        receives=(group == receivers).astype(float),
        blamed=np.where(singled_out & levers.stigma, float(shape.stigma), 0.0),
        place=rows,
        edges=np.append(cells, len(rows)).astype(np.uint64),
        regions=np.append(np.flatnonzero(np.diff(within, prepend=-1)), len(within)).astype(np.int64),
        group=group[cells].astype(np.int64),
        share=asked[group[cells]],
        ceiling=float(levers.ceiling),
        workers=float(levers.workers),
        feedback=bool(levers.feedback),
        form=_FORMS[levers.response],
        curve=shape.curve,
        watched=-1,
    )


def _in_parts(work: Callable[[int, int], None], count: int, threads: int) -> None:
    """Call `work` for parts of `count` that together are all of it, at most `threads` at the same time."""
    if threads == 1 or count <= _PART:
        work(0, count)
        return
    edges = [*range(0, count, _PART), count]
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, edges[:-1], edges[1:]))
