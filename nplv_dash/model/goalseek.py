"""The question the other way round: how little must be redirected to reach a goal, and what stands in the way.

The unknowns are s[a], the share of the vulnerable inflow of NPLV area a that is to be housed elsewhere, 0 to 1, the
same in every year. With share[a](s) the share of the corporation homes of area a that is let to vulnerable households
at the end of year y, in the most likely draw, the problem is::

    smallest   sum over areas and years of k[a, t] * s[a]                  households moved
    such that  share[a](s) <= x[a] + z[r]                                  r is the region of a
               sum over areas in r of k[a, t] * s[a] <= C[r, t]            room of the receivers
               0 <= s[a] <= 1, and z[r] >= 0 as small as can be

with k the inflow times the compliance, C the sum of the room of the receiving wijken, and x[a] the target, or what
full redirection with room for everyone would reach where that is higher. share[a] is nearly linear in s[a] and hardly
depends on the other areas, so a linear program (HiGHS, Huangfu & Hall 2018) is solved around the latest simulation, and
simulated again, until it asks for what was simulated. Every figure of an answer comes from that last simulation.

Where room is enough, z = 0 and the program falls apart into one equation per area. Where it is not, the program says
which areas get the room: those farthest above what they could reach, until they are equally far. Over the receiving
wijken room is used in proportion to what they have, as `redistribute.simulate` does; no other distribution has a
smaller largest used share, so receivers need no unknowns of their own.

Limits: one draw, without chance; areas that lie in one region; shares that are the same in every year. They fit in the
room of every year, so the tightest year decides where room is short; it hardly differs from the others.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Literal

import numpy as np
from scipy.optimize import brentq, linprog

from nplv_dash.domain.levers import Levers
from nplv_dash.model import kernel
from nplv_dash.model.draws import NAMES, Array
from nplv_dash.model.fairness import dissimilarity
from nplv_dash.model.places import Index, Mask, Places
from nplv_dash.model.redistribute import Outcome, Shape, regions, simulate

#: Whether an area is where it should be, and if not, what stands in the way: even housing everyone elsewhere is too
#: slow (`turnover`), receivers lack room, both, or, for a level of fairness, moving more no longer helps (`no_gain`).
Verdict = Literal["holds_already", "met", "turnover", "room", "turnover_and_room", "no_gain"]
_GOOD = ("holds_already", "met")

#: A goal is met within this much of a share, or of the dissimilarity index.
TOLERANCE = 1e-3
#: So far ahead it is told when a target would be reached, in years.
FAR = 20
#: Targets of a trade-off curve.
TARGETS = 12

#: The linear program is done when it asks for shares this close to the simulated ones, or after so many rounds; every
#: round leaves a few hundredths of the error.
_CLOSE, _ROUNDS = 1e-6, 15
#: A region is short of room when this share of what should be moved is not; counts are float32.
_SHORT = 1e-5
#: Shares of homes that differ less are the same.
_SAME = 1e-6
#: The share of an area cannot fall below zero, so where it gets there is sought just above that.
_FLOOR = TOLERANCE / 4
#: How fast the share of an area falls is measured between asking nothing and asking this share.
_LITTLE = 0.1
#: Distance above the target weighs so much more than moving all there is that it goes first.
_FIRST = 1e4
#: Steps in which the share of all areas is tried for a level of fairness, which need not fall all the way.
_STEPS = 20


@dataclass(frozen=True)
class Redirection:
    """One redirection and what the simulation makes of it; a = areas, n = wijken, y = years until the goal.

    Attributes:
        shares: share of the vulnerable inflow to be housed elsewhere, shape (a,); what to give to
            `redistribute.simulate` as `shares`.
        start: share of vulnerable households in the corporation homes at the start, shape (a,); 0 without homes.
        reached: the same at the end of the last year, shape (a,).
        inflow: vulnerable households that come to the areas if nobody is redirected that year, a year, shape (y, a).
        wanted: those to be housed elsewhere, households a year, shape (y, a).
        carried_out: wanted times compliance, shape (y, a).
        moved: those for whom there is room, households a year, shape (y, a).
        received: households a year that each wijk receives in the last year, shape (n,).
        room: households a year that it could receive in the last year, shape (n,).
        lacking: households a year, in the mean over the years, that are to be moved while their region lacks the room,
            shape (regions,), by the index of `redistribute.regions`.
        area_region: region of each area, shape (a,).
        dissimilarity_start, dissimilarity: `fairness.dissimilarity` over all wijken of the regions with an NPLV area,
            without the policy (the same in every year) and at the end of the last year.
    """

    shares: Array
    start: Array
    reached: Array
    inflow: Array
    wanted: Array
    carried_out: Array
    moved: Array
    received: Array
    room: Array
    lacking: Array
    area_region: Index
    dissimilarity_start: float
    dissimilarity: float

    @property
    def moved_a_year(self) -> Array:
        """Households moved per year, all areas together, shape (y,)."""
        total: Array = self.moved.sum(axis=1)
        return total

    @property
    def share(self) -> float:
        """Share of the inflow of all areas together that is wanted elsewhere, in the last year."""
        inflow = self.inflow[-1].sum()
        return float(self.wanted[-1].sum() / inflow) if inflow > 0 else 0.0

    @property
    def room_used(self) -> Array:
        """Share of the room of each wijk that is used in the last year, shape (n,); NaN where there is none."""
        return np.divide(self.received, self.room, out=np.full_like(self.room, np.nan), where=self.room > 0)


@dataclass(frozen=True)
class ShareAnswer:
    """The smallest redirection to "at most `target` in every area by the end of year `year`", or how close one gets.

    Attributes:
        target: a share, 0 to 1.
        year: 1 for the end of the first year of the policy.
        plan: the redirection.
        verdicts: per area. With `turnover` not even housing everyone elsewhere with room for all reaches the target;
            with `room` that would, and the region lacks room.
        lowest: the share that full redirection reaches by then with room for everyone, shape (a,).
        first_year: year at the end of which full redirection with room for everyone reaches the target, shape (a,);
            0 when that takes more than `FAR` years.
        lacking: room for so many households a year more would be needed, in the mean over the years, to bring every
            area to the target or to `lowest`, shape (regions,); 0 where room does not bind.
    """

    target: float
    year: int
    plan: Redirection
    verdicts: tuple[Verdict, ...]
    lowest: Array
    first_year: Index
    lacking: Array

    @property
    def feasible(self) -> bool:
        """Whether every area meets the target."""
        return _met(self.verdicts)


@dataclass(frozen=True)
class FairnessAnswer:
    """The smallest share, the same for all areas, for a dissimilarity index of at most `target`, or the best there is.

    Attributes:
        target: dissimilarity index, 0 to 1.
        year: 1 for the end of the first year of the policy.
        plan: the redirection; where the goal is not met, the one with the lowest index.
        verdicts: per area; where the goal is not met: `room` if its region lacks room for more than `plan`, `turnover`
            if `plan` houses everyone elsewhere, and else `no_gain`: more would raise the index again.
    """

    target: float
    year: int
    plan: Redirection
    verdicts: tuple[Verdict, ...]

    @property
    def feasible(self) -> bool:
        """Whether the goal is met."""
        return _met(self.verdicts)


@dataclass(frozen=True)
class TradeOff:
    """What each of k targets asks, all of shape (k,).

    Attributes:
        target: largest share of vulnerable households in the corporation homes of every area.
        moved: households a year to be moved, in the last year.
        share: share of the inflow of all areas together to be housed elsewhere, in the last year.
        largest_share: the same of the area of which most is asked.
        dissimilarity: at the end of the last year, in the regions with an NPLV area.
        met: number of areas that meet the target.
        feasible: whether all do; where not, the other columns tell of how close one gets.
    """

    target: Array
    moved: Array
    share: Array
    largest_share: Array
    dissimilarity: Array
    met: Index
    feasible: Mask


@dataclass(frozen=True)
class Run:
    """Figures per year and area, shape (y, a); see `Redirection`."""

    outcome: Outcome
    share: Array
    inflow: Array
    carried_out: Array
    moved: Array

    def short(self, area_region: Index) -> Mask:
        """Whether the region of each area lacks room, shape (y, a)."""
        carried_out, moved = (_per_region(flow, area_region) for flow in (self.carried_out, self.moved))
        found: Mask = (carried_out - moved > _SHORT * carried_out)[:, area_region]
        return found


@dataclass(frozen=True, eq=False)
class World:
    """Wijken, levers and a draw in which any redirection can be simulated; see `Problem` for the attributes."""

    places: Places
    levers: Levers
    draw: Array
    shape: Shape
    odds: float

    def run(self, shares: Array, *, per_place: bool = False) -> Run:
        """Simulate `shares`, shape (a,)."""
        outcome = simulate(
            self.places, self.levers, self.draw, self.shape, odds=self.odds, shares=shares, per_place=per_place,
            threads=1,
        )  # fmt: skip
        moved = self._column(outcome, "moved")
        # Areas receive nobody, so what would have come is what came and what was moved.
        inflow = self._column(outcome, "inflow") + moved
        share = self._of_homes(self._column(outcome, "vulnerable"))
        return Run(outcome, share, inflow, self.compliance * shares * inflow, moved)

    def dissimilarity(self, shares: Array) -> float:
        """`fairness.dissimilarity` over all wijken in the last year."""
        return self.unevenness(self.run(shares, per_place=True), "vulnerable")

    def unevenness(self, run: Run, name: str) -> float:
        """The same of one column of a simulation that kept figures per wijk."""
        return float(dissimilarity(run.outcome.place(name)[0], self.places.homes))

    @cached_property
    def compliance(self) -> float:
        """Share of what is wanted that is carried out, where there is room."""
        given = self.levers.compliance
        return float(self.draw[0, NAMES.index("g_comply")]) if given is None else given

    @cached_property
    def start(self) -> Array:
        """Share of vulnerable households in the homes of each area without the policy, shape (a,)."""
        outcome = self.run(np.zeros(self.places.areas)).outcome
        # In every year what it was at the start: the closing flow sees to that.
        share: Array = self._of_homes(self._column(outcome, "vulnerable_base"))[0]
        return share

    @cached_property
    def _homes(self) -> Array:
        focus = self.places.focus
        homes = np.zeros(self.places.areas)
        np.add.at(homes, self.places.area[focus], self.places.homes[focus])
        return homes

    def _column(self, outcome: Outcome, name: str) -> Array:
        return outcome.sums[0, :, : self.places.areas, kernel.SUMS.index(name)].astype(float)

    def _of_homes(self, households: Array) -> Array:
        return np.divide(households, self._homes, out=np.zeros_like(households), where=self._homes > 0)


@dataclass(frozen=True, eq=False)
class Problem:
    """What is the same for every goal: the wijken, the other levers, the year, and the most likely draw.

    Attributes:
        places: wijken of the country, with at least one NPLV area.
        levers: `share_redirected` and `horizon` play no part; `workers` does, because they free homes sooner.
        draw: of `draws.central`, shape (1, len(NAMES)).
        shape: see `redistribute.simulate`.
        odds: see `redistribute.may_receive`.
        year: the goal is for the end of this year, 1 for the first year of the policy.

    Raises:
        ValueError: no area, more than one draw, a year before the first, or an area in more than one region.
    """

    places: Places
    levers: Levers
    draw: Array
    shape: Shape
    odds: float
    year: int

    def __post_init__(self) -> None:
        if self.draw.shape != (1, len(NAMES)):
            raise ValueError("a goal is sought for one draw")
        if self.year < 1:
            raise ValueError("the first year is 1")
        if not self.places.areas:
            raise ValueError("no NPLV area")
        focus = self.places.focus
        if (self.area_region[self.places.area[focus]] != self.region[focus]).any():
            raise ValueError("an area lies in more than one region")

    @cached_property
    def region(self) -> Index:
        """Region of every wijk, shape (n,)."""
        return regions(self.places, self.levers)

    @cached_property
    def area_region(self) -> Index:
        """Region of every area, shape (a,); 0 for an area without wijken."""
        region = np.zeros(self.places.areas, dtype=np.int64)
        region[self.places.area[self.places.focus]] = self.region[self.places.focus]
        return region

    @cached_property
    def rows(self) -> Index:
        """Wijken of the regions with an NPLV area; nothing happens elsewhere."""
        return np.flatnonzero(np.isin(self.region, self.region[self.places.focus]))

    @cached_property
    def world(self) -> World:
        """As it is, until the year of the goal."""
        levers = replace(self.levers, horizon=self.year)
        return World(self.places.take(self.rows), levers, self.draw, self.shape, self.odds)

    @cached_property
    def roomy(self) -> World:
        """The same with an imaginary wijk in every region that has room for everyone and houses nobody itself."""
        own, region = self.places.take(self.rows), self.region[self.rows]
        added = np.unique(region)
        vast, none = np.full(len(added), 1e9), np.zeros(len(added))
        elsewhere = Places(
            households=vast,
            homes=vast,
            poor=none,
            area=np.full(len(added), -1),
            # Municipalities of their own: in those of others they would change where newcomers land.
            gemeente=own.gemeente.max() + 1 + added,
            provincie=added,
            city=none > 0,
            lbm=vast,
            pressed=none > 0,
        )
        both = {f.name: np.concatenate([getattr(own, f.name), getattr(elsewhere, f.name)]) for f in fields(Places)}
        # Whatever the regions are, here they are called provinces.
        both["provincie"] = np.concatenate([region, added])
        levers = replace(self.levers, reach="provincie", ceiling=1.0, horizon=max(self.year, FAR))
        return World(Places(**both), levers, self.draw, self.shape, self.odds)

    @cached_property
    def without(self) -> Array:
        """Share of vulnerable households in the homes of each area in the year of the goal if nothing is redirected."""
        share: Array = self.world.run(np.zeros(self.places.areas)).share[-1]
        return share

    @cached_property
    def fastest(self) -> Array:
        """The same per year if all is redirected and there is room for everyone, shape (at least `FAR`, a)."""
        everything = np.ones(self.places.areas)
        share, real = self.roomy.run(everything).share, self.world.run(everything)
        # Where a region has enough room, the world as it is has the word; the other differs a little.
        enough = ~real.short(self.area_region).any(axis=0)
        share[: self.year, enough] = real.share[:, enough]
        return share

    @cached_property
    def lowest(self) -> Array:
        """`fastest` in the year of the goal: what no redirection gets below, shape (a,)."""
        lowest: Array = np.minimum(self.fastest[self.year - 1], self.without)
        return lowest

    @cached_property
    def fall(self) -> Array:
        """By how much the share falls per unit of what is redirected, with room for everyone, shape (a,)."""
        none, little = (self.roomy.run(np.full(self.places.areas, share)).share for share in (0.0, _LITTLE))
        fall: Array = np.maximum(none - little, 0.0)[self.year - 1] / _LITTLE
        return fall

    def redirect(self, shares: Array) -> Redirection:
        """Simulate a redirection.

        Args:
            shares: share of the inflow per area, 0 to 1, shape (a,).
        """
        run = self.world.run(shares, per_place=True)
        lacking = np.zeros(int(self.region.max()) + 1)
        np.add.at(lacking, self.area_region, (run.carried_out - run.moved).mean(axis=0))
        received, room = np.zeros(len(self.places)), np.zeros(len(self.places))
        received[self.rows] = run.outcome.place("received")[0]
        room[self.rows] = run.outcome.place("room")[0]
        return Redirection(
            shares=shares,
            start=self.world.start,
            reached=run.share[-1],
            inflow=run.inflow,
            wanted=shares * run.inflow,
            carried_out=run.carried_out,
            moved=run.moved,
            received=received,
            room=room,
            # What is carried out is worked out from counts that are rounded.
            lacking=np.where(lacking > _SHORT * run.moved.sum(), lacking, 0.0),
            area_region=self.area_region,
            dissimilarity_start=self.world.unevenness(run, "vulnerable_base"),
            dissimilarity=self.world.unevenness(run, "vulnerable"),
        )


def seek_share(problem: Problem, target: float) -> ShareAnswer:
    """At most `target` vulnerable households in the corporation homes of each NPLV area: the smallest redirection.

    Args:
        target: a share, 0 to 1.

    Returns:
        The redirection that meets the target within `TOLERANCE`, or comes closest to it, and what binds where.
    """
    need = problem.without > target + _SAME
    aim = np.where(need, np.maximum(max(target, _FLOOR), problem.lowest), problem.without)
    # First as if there were room for everyone: that tells how much room is asked.
    asked = _Search(problem, problem.roomy, aim).solve(np.zeros(len(aim)))
    search = _Search(problem, problem.world, aim)
    lacking = problem.redirect(asked).lacking
    plan = problem.redirect(search.solve(asked))
    verdicts = tuple(_verdicts(problem, plan, target))
    bound = np.zeros(len(lacking), dtype=bool)
    bound[problem.area_region[["room" in verdict for verdict in verdicts]]] = True
    within = problem.fastest[:FAR] <= target + TOLERANCE
    first_year = np.where(within.any(axis=0), within.argmax(axis=0) + 1, 0)
    return ShareAnswer(target, problem.year, plan, verdicts, problem.lowest, first_year, np.where(bound, lacking, 0.0))


def seek_fairness(problem: Problem, target: float) -> FairnessAnswer:
    """A dissimilarity index of at most `target`: the smallest share, the same for all areas.

    The index mostly falls when more is redirected, but rises again once areas are below the mean of the regions, or
    where receivers are above it. So steps of `1 / _STEPS` are tried, smaller ones around the lowest index where none
    reaches the target, and the root is sought within the first step that does (Brent's method).

    Args:
        target: 0 to 1, see `fairness.dissimilarity`; over all wijken of the regions with an NPLV area together.

    Returns:
        The redirection with an index of at most `target`, within `TOLERANCE`, or the one with the lowest index.
    """
    areas = problem.places.areas

    def above(share: float) -> float:
        return problem.world.dissimilarity(np.full(areas, share)) - target

    steps, found = _try(above, 0.0, 1.0)
    if found.min() > 0:
        at = int(found.argmin())
        steps, found = _try(above, steps[max(at - 1, 0)], steps[min(at + 1, _STEPS)])
    # The smallest of those that come to the same: without room, more changes nothing.
    at = int((found <= max(found.min() + _SAME, 0.0)).argmax())
    if found[at] > 0:
        plan, more = (problem.redirect(np.full(areas, steps[min(step, _STEPS)])) for step in (at, at + 1))
        return FairnessAnswer(target, problem.year, plan, tuple(_unfair(plan, more)))
    best = brentq(above, steps[at - 1], steps[at], xtol=_CLOSE) if at else 0.0
    verdict: Verdict = "met" if at else "holds_already"
    return FairnessAnswer(target, problem.year, problem.redirect(np.full(areas, best)), (verdict,) * areas)


def trade_off(problem: Problem, targets: Array | None = None) -> TradeOff:
    """What each of several targets asks.

    Args:
        targets: shares, shape (k,); by default `TARGETS` steps from what asks nothing of any area down to what half of
            the areas could reach if there were room for everyone.
    """
    if targets is None:
        targets = np.linspace(problem.without.max(), np.median(problem.lowest), TARGETS)
    answers = [seek_share(problem, float(target)) for target in targets]
    plans = [answer.plan for answer in answers]
    return TradeOff(
        target=np.asarray(targets, dtype=float),
        moved=np.array([plan.moved_a_year[-1] for plan in plans]),
        share=np.array([plan.share for plan in plans]),
        largest_share=np.array([plan.shares.max() for plan in plans]),
        dissimilarity=np.array([plan.dissimilarity for plan in plans]),
        met=np.array([sum(verdict in _GOOD for verdict in answer.verdicts) for answer in answers]),
        feasible=np.array([answer.feasible for answer in answers]),
    )


def _met(verdicts: tuple[Verdict, ...]) -> bool:
    return all(verdict in _GOOD for verdict in verdicts)


def _verdicts(problem: Problem, plan: Redirection, target: float) -> list[Verdict]:
    found: list[Verdict] = []
    for without, reached, lowest in zip(problem.without, plan.reached, problem.lowest, strict=True):
        slow = lowest > target + TOLERANCE
        if without <= target + _SAME:
            found.append("holds_already")
        elif reached <= target + TOLERANCE:
            found.append("met")
        elif slow:
            found.append("turnover_and_room" if reached > lowest + TOLERANCE else "turnover")
        else:
            found.append("room")
    return found


def _try(above: Callable[[float], float], first: float, last: float) -> tuple[Array, Array]:
    steps = np.linspace(first, last, _STEPS + 1)
    return steps, np.array([above(share) for share in steps])


def _unfair(plan: Redirection, more: Redirection) -> list[Verdict]:
    """Why a level of fairness is not reached by `plan`, per area, seeing what a step further gives."""
    spent: Verdict = "turnover" if plan.shares.min() >= 1 else "no_gain"
    return ["room" if lacks else spent for lacks in more.lacking[plan.area_region] > 0]


class _Search:
    """Shares with which every area ends at its aim, or as close to it as the room of its region allows."""

    def __init__(self, problem: Problem, world: World, aim: Array) -> None:
        self.world, self.aim, self.region = world, aim, problem.area_region
        self.compliance, self.years = world.compliance, problem.year
        self.fall = problem.fall
        self.needs = (problem.without > aim) & (self.fall > _SAME)
        #: Room per year and region, as far as it was found to be short; shape (y, regions).
        self.room = np.full((problem.year, int(self.region.max(initial=-1)) + 1), np.inf)

    def solve(self, shares: Array) -> Array:
        """Simulate and solve by turns, from `shares`; shape (a,)."""
        for _ in range(_ROUNDS if self.needs.any() else 0):
            run = self.world.run(shares)
            short = run.short(self.region)[: self.years]
            moved = _per_region(run.moved[: self.years], self.region)
            self.room[:, self.region] = np.where(short, moved[:, self.region], self.room[:, self.region])
            before, shares = shares, self._program(shares, run)
            if np.abs(shares - before).max() < _CLOSE:
                break
        return np.where(self.needs, shares, 0.0)

    def _program(self, shares: Array, run: Run) -> Array:
        """The linear program of the module, around one simulation."""
        areas, count = len(shares), self.room.shape[1]
        per_share = self.compliance * run.inflow[: self.years]
        carried_out, placed = (flow[: self.years].sum(axis=0) for flow in (run.carried_out, run.moved))
        placed = np.divide(placed, carried_out, out=np.ones(areas), where=carried_out > 0)
        # share + fall * (what the simulation placed - s) <= aim + z, for areas that need anything. What full
        # redirection reaches depends a little on the others; what an area cannot reach must not excuse another.
        if_none = run.share[self.years - 1] + self.fall * shares * placed
        aim = np.maximum(self.aim, if_none - self.fall)
        some = np.flatnonzero(self.needs)
        reach = np.zeros((len(some), areas + count))
        reach[np.arange(len(some)), some] = -self.fall[some]
        reach[np.arange(len(some)), areas + self.region[some]] = -1.0
        distance = (aim - if_none)[some]
        # What is moved in a region fits in its room, in every year in which that was found to be short.
        year, region = np.nonzero(np.isfinite(self.room))
        fits = np.zeros((len(year), areas + count))
        fits[:, :areas] = np.where(self.region == region[:, None], per_share[year], 0.0)
        moved = per_share.sum(axis=0)
        answer = linprog(
            np.concatenate([moved / max(moved.sum(), 1.0), np.full(count, _FIRST)]),
            np.vstack([reach, fits]),
            np.concatenate([distance, self.room[year, region]]),
            bounds=[(0.0, float(need)) for need in self.needs] + [(0.0, None)] * count,
            method="highs",
        )
        # Doing nothing fits whatever the distance, and distance costs, so there is an answer, unless HiGHS breaks down.
        if not answer.success:
            raise RuntimeError(answer.message)
        found: Array = np.clip(answer.x[:areas], 0.0, 1.0) + 0.0  # no -0.0
        return found


def _per_region(flow: Array, area_region: Index) -> Array:
    """Sum of the areas in each region, shape (y, a) to (y, regions)."""
    found = np.zeros((len(flow), int(area_region.max(initial=-1)) + 1))
    np.add.at(found.T, area_region, flow.T)
    return found
