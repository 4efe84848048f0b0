"""What happened to places that got something, beside look-alikes that did not. Arrays in, results out.

Look-alikes are the nearest places by what was known before (nearest-neighbour matching), and the gap is the mean of
what the treated places did less what their look-alikes did, since a year of reference (difference in differences). It
is an effect only where nothing else set both kinds of places apart; no figure made here can prove that.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Treated units with what each is compared with, of n units in all.

    Attributes:
        treated: shape (m,), rows of the treated units.
        weights: shape (m, n), how much each unit counts in what a treated unit is compared with; each row adds up to 1.
        distance: shape (m,), mean distance to the look-alikes, in standard deviations; 0 where nothing was matched.
    """

    treated: Index
    weights: Array
    distance: Array

    @property
    def controls(self) -> Index:
        """Rows of the units that are compared with, rising."""
        return np.flatnonzero((self.weights > 0).any(axis=0)).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Study:
    """The gap per year between treated units and their look-alikes.

    Attributes:
        gap: shape (t,), in the unit of the outcome; 0 in the year of reference by definition.
        se: shape (t,), standard error that allows for correlation within clusters.
        low, high: shape (t,), bounds of the band of 95 per cent.
        clusters: how many clusters have a treated unit.
        without: shape (clusters, t), the gap when one such cluster is left out.
        treated, controls: how many units.
    """

    gap: Array
    se: Array
    low: Array
    high: Array
    clusters: Index
    without: Array
    treated: int
    controls: int


def standardised(features: Array, reference: Mask) -> Array:
    """Features, shape (n, p), in standard deviations of the units in `reference`, so that none counts for more."""
    spread = features[reference].std(axis=0)
    scaled: Array = (features - features[reference].mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return scaled


def nearest(
    features: Array,
    treated: Index,
    pool: Index,
    k: int,
    *,
    replace: bool = True,
    group: Index | None = None,
    caliper: float = np.inf,
) -> Pairs:
    """Match each treated unit with the nearest units of the pool, each of which counts 1/k.

    Args:
        features: shape (n, p), what is known of every unit before; made comparable with `standardised`.
        treated: shape (m,), rows of the treated units.
        pool: shape (c,), rows that may be look-alikes, none of them treated.
        k: look-alikes per treated unit; fewer where fewer are within reach.
        replace: a look-alike may serve several treated units. Otherwise each serves one, chosen so that all distances
            together are smallest.
        group: shape (n,); look-alikes must be of the same group, such as a province.
        caliper: largest distance to a look-alike.

    Returns:
        Treated units without a look-alike in reach are left out.

    Raises:
        ValueError: a treated unit is in the pool, a feature is not finite, or nobody has a look-alike.
    """
    rows = np.concatenate([treated, pool])
    if np.isin(treated, pool).any() or not np.isfinite(features[rows]).all():
        raise ValueError("no treated unit may be in the pool, and features must be finite")
    distance = _distances(features[treated], features[pool])
    reach = distance <= caliper
    if group is not None:
        reach &= group[treated][:, None] == group[pool][None, :]
    chosen = _lowest(distance, reach, k) if replace else _assigned(distance, reach, k)
    found = chosen.any(axis=1)
    if not found.any():
        raise ValueError("no treated unit has a look-alike in reach")
    share = chosen[found] / chosen[found].sum(axis=1, keepdims=True)
    weights = np.zeros((len(share), len(features)))
    weights[:, pool] = share
    return Pairs(treated[found], weights, (share * distance[found]).sum(axis=1))


def against_all(treated: Index, pool: Index, n: int) -> Pairs:
    """Compare each treated unit with the mean of the whole pool; `n` is the number of units in all."""
    weights = np.zeros((len(treated), n))
    weights[:, pool] = 1 / len(pool)
    return Pairs(treated, weights, np.zeros(len(treated)))


def study(outcome: Array, pairs: Pairs, cluster: Index, base: int, size: Array | None = None) -> Study:
    """The gap between treated units and their look-alikes, since the year of reference.

    gap_t = mean_i [(y_it - y_i,base) - sum_j w_ij (y_jt - y_j,base)], over the treated units i and their look-alikes j.
    The standard error is the cluster jackknife: every cluster in turn is left out, its treated units with their
    look-alikes and its look-alikes of others (whose other look-alikes then count for more). With few clusters of
    unlike size it errs less than the usual formula (MacKinnon, Nielsen and Webb 2023). The band has the quantile of
    Student's t for the number of clusters with a treated unit, less one: that is what little is known about.

    Args:
        outcome: shape (n, t), finite for all units that take part.
        pairs: who is compared with whom.
        cluster: shape (n,), whole numbers.
        base: column of the year of reference.
        size: shape (n,), what a treated unit counts for; all count the same without.

    Raises:
        ValueError: an outcome is not finite, or fewer than two clusters have a treated unit.
    """
    rows = np.concatenate([pairs.treated, pairs.controls])
    if not np.isfinite(outcome[rows]).all():
        raise ValueError("the outcome must be known for every unit that takes part")
    clusters = np.unique(cluster[pairs.treated])
    if len(clusters) < 2:
        raise ValueError("two clusters at least must have a treated unit")
    counts = np.ones(len(pairs.treated)) if size is None else size[pairs.treated]
    change = outcome - outcome[:, [base]]
    gap = np.average(change[pairs.treated] - compared(pairs.weights, change), axis=0, weights=counts)
    every = np.unique(cluster[rows])
    dropped = np.array([_without(change, pairs, cluster, g, counts) for g in every])
    se = np.sqrt((len(every) - 1) / len(every) * ((dropped - gap) ** 2).sum(axis=0))
    reach = student(len(clusters) - 1) * se
    return Study(
        gap=gap,
        se=se,
        low=gap - reach,
        high=gap + reach,
        clusters=clusters,
        without=dropped[np.searchsorted(every, clusters)],
        treated=len(pairs.treated),
        controls=len(pairs.controls),
    )


def compared(weights: Array, change: Array) -> Array:
    """What each treated unit is compared with, shape (m, t), of `change`, shape (n, t); others may be unknown."""
    used = (weights > 0).any(axis=0)
    return weights[:, used] @ change[used]


def placebo(
    outcome: Array,
    features: Array,
    treated: Index,
    pool: Index,
    k: int,
    base: int,
    *,
    draws: int,
    generator: np.random.Generator,
    among: int = 10,
) -> Array:
    """Gaps of sets that got nothing: how large a gap is where there is no effect to find.

    Each treated unit gives its place to one of its `among` nearest units of the pool, at random and each once; that
    set is then matched and compared as the real one is, with the rest of the pool.

    Args:
        outcome: shape (n, t), finite for the pool.
        features, treated, pool, k: as for `nearest`, with replacement.
        base: column of the year of reference.
        draws: how many sets.
        generator: where chance comes from.

    Returns:
        Shape (draws, t). The sets overlap where the pool is small, and they are not bunched in a few cities as the
        real one may be, so that their spread is a lower bound of what chance does.

    Raises:
        ValueError: the pool is too small for a set and its look-alikes.
    """
    if len(pool) < len(treated) + k:
        raise ValueError("the pool is too small for a set and its look-alikes")
    near = np.argsort(_distances(features[treated], features[pool]), axis=1, kind="stable")
    ranked = np.argsort(_distances(features[pool], features[pool]), axis=1, kind="stable")
    change = (outcome - outcome[:, [base]])[pool]
    gaps = np.empty((draws, outcome.shape[1]))
    for draw in range(draws):
        chosen = _stand_ins(near, among, generator)
        taken = np.zeros(len(pool), dtype=bool)
        taken[chosen] = True
        order = ranked[chosen]
        first = np.argsort(taken[order], axis=1, kind="stable")[:, :k]
        alike = np.take_along_axis(order, first, axis=1)
        gaps[draw] = (change[chosen] - change[alike].mean(axis=1)).mean(axis=0)
    return gaps


def noise(
    outcome: Array, features: Array, units: Index, pool: Index, k: int, base: int, cluster: Index
) -> tuple[Array, Array]:
    """How much the gap of a single unit that got nothing varies: between clusters, and within a cluster.

    Args:
        outcome, features, pool, k, base: as for `placebo`.
        units: rows of the pool; each is compared with its own k nearest of the rest of the pool.
        cluster: shape (n,), whole numbers.

    Returns:
        Two standard deviations per column, shape (t,), in the unit of the outcome; see `components`.
    """
    distance = np.where(units[:, None] == pool[None, :], np.inf, _distances(features[units], features[pool]))
    alike = np.argsort(distance, axis=1, kind="stable")[:, :k]
    change = outcome - outcome[:, [base]]
    gaps = change[units] - change[pool][alike].mean(axis=1)
    found = np.array([components(column, cluster[units]) for column in gaps.T])
    return found[:, 0], found[:, 1]


def bunched(between: Array, within: Array, weights: Array, cluster: Index) -> Array:
    """Standard deviation of the mean gap of a set that got nothing, when its units are bunched in clusters.

    Units of a cluster move together: sb^2 sum_g (sum_(i in g) w_i)^2 + sw^2 sum_i w_i^2.

    Args:
        between, within: as `noise` gives them, shape (t,).
        weights: shape (m,), what each unit of the set counts for; they add up to 1.
        cluster: shape (m,).
    """
    _, of = np.unique(cluster, return_inverse=True)
    together = (np.bincount(of, weights) ** 2).sum()
    spread: Array = np.sqrt(between**2 * together + within**2 * (weights**2).sum())
    return spread


def rank_p(real: Array, chance: Array) -> Array:
    """Twice the share of placebo gaps, shape (draws, t), at or beyond the real one, shape (t,), on its side of them.

    The real set counts as one of the sets, so that the share is never nothing.
    """
    tails = np.stack([(chance <= real + 1e-12).sum(axis=0), (chance >= real - 1e-12).sum(axis=0)])
    share: Array = np.minimum(1.0, 2 * (tails.min(axis=0) + 1) / (len(chance) + 1))
    return share


def student(freedom: int, share: float = 0.95) -> float:
    """How many standard errors to either side hold `share` of Student's t."""
    # Here and not above: whoever only reads what was kept does not need it.
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.5 + share / 2))


def two_sided(value: float, se: float, freedom: int) -> float:
    """The p-value of `value` being nothing but chance, by Student's t; 1 where both are nothing."""
    from scipy.special import stdtr

    return 1.0 if se == 0 else float(2 * stdtr(freedom, -abs(value) / se))


def components(values: Array, group: Index) -> tuple[float, float]:
    """How much `values`, shape (n,), differ between groups, and how much units differ within their group.

    Both are standard deviations, by the method of moments for groups of unlike size (analysis of variance); that
    between groups is 0 where it comes out below.

    Raises:
        ValueError: there is one group, or no group has two units.
    """
    _, of, count = np.unique(group, return_inverse=True, return_counts=True)
    groups, n = len(count), len(values)
    if groups < 2 or n == groups:
        raise ValueError("components need two groups, and a group of two units")
    mean = np.bincount(of, values) / count
    within = ((values - mean[of]) ** 2).sum() / (n - groups)
    between = (count * (mean - values.mean()) ** 2).sum() / (groups - 1)
    typical = (n - (count**2).sum() / n) / (groups - 1)
    return float(np.sqrt(max(0.0, (between - within) / typical))), float(np.sqrt(within))


def _distances(one: Array, other: Array) -> Array:
    """Euclidean, of every row of `one` to every row of `other`."""
    # Column by column: all at once would take a gigabyte for the wijken of a country.
    squares = np.zeros((len(one), len(other)))
    for column, against in zip(one.T, other.T, strict=True):
        squares += (column[:, None] - against[None, :]) ** 2
    return np.sqrt(squares)


def _lowest(distance: Array, reach: Mask, k: int) -> Mask:
    """The k smallest of each row that are in reach."""
    order = np.argsort(np.where(reach, distance, np.inf), axis=1, kind="stable")[:, :k]
    chosen = np.zeros(distance.shape, dtype=bool)
    np.put_along_axis(chosen, order, values=True, axis=1)
    return chosen & reach


def _assigned(distance: Array, reach: Mask, k: int) -> Mask:
    """Up to k of each row, no column twice, so that the sum of all is smallest."""
    from scipy.optimize import linear_sum_assignment

    cost = np.where(reach, distance, 1e6)
    rows, columns = linear_sum_assignment(np.repeat(cost, k, axis=0))
    chosen = np.zeros(distance.shape, dtype=bool)
    chosen[rows // k, columns] = True
    return chosen & reach


def _without(change: Array, pairs: Pairs, cluster: Index, left_out: int, counts: Array) -> Array:
    """The gap when a cluster is left out, among the treated and among the look-alikes."""
    weights = np.where(cluster == left_out, 0.0, pairs.weights)
    total = weights.sum(axis=1)
    rows = (cluster[pairs.treated] != left_out) & (total > 0)
    apart = change[pairs.treated[rows]] - compared(weights[rows] / total[rows, None], change)
    gap: Array = np.average(apart, axis=0, weights=counts[rows])
    return gap


def _stand_ins(near: Index, among: int, generator: np.random.Generator) -> Index:
    """For each row one of its first `among` columns, at random; the next that is free where all are taken."""
    free = np.ones(near.shape[1], dtype=bool)
    chosen = np.empty(len(near), dtype=np.int64)
    for row in generator.permutation(len(near)):
        left = near[row, :among][free[near[row, :among]]]
        chosen[row] = generator.choice(left) if len(left) else near[row][free[near[row]]][0]
        free[chosen[row]] = False
    return chosen
