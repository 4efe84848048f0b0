"""How much of the variance of an outcome comes from which uncertainty, alone and together with others.

The only module that knows SALib. It takes seconds: a command runs it and keeps what it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nplv_dash.model.draws import NAMES, Array, Spread
from nplv_dash.model.horizon import Policy, drawn

#: Rows of either of both samples that are mixed with each other.
COUNT = 512
#: Draws that are simulated at once: 8 MB at a horizon of ten years.
CHUNK = 512
#: Bootstrap samples behind a margin.
RESAMPLES = 500
#: What spreads less than this is noise of single precision, see `Policy.at_horizon`, and has no causes.
_NOISE = 1e-5


@dataclass(frozen=True)
class Part:
    """The part of one uncertainty in the variance of an outcome, fractions of one.

    Attributes:
        first: how much less variance there would be, on average, if only this were known.
        total: how much there would be left, on average, if everything but this were known; what it does together with
            others counts in full for each of them, so that totals may add up to more than one.
        first_margin, total_margin: half the width of the 95 % interval, by bootstrap.
    """

    name: str
    first: float
    first_margin: float
    total: float
    total_margin: float


@dataclass(frozen=True)
class Variance:
    """Mean and standard deviation of one outcome, in its unit, and what the variance is made of, the largest first."""

    mean: float
    sd: float
    parts: tuple[Part, ...]


def sobol(policy: Policy, spreads: Iterable[Spread], seed: int, count: int = COUNT) -> tuple[Variance, ...]:
    """Variance of the outcomes over everything that is uncertain.

    Args:
        seed, count: see `decompose`.

    Returns:
        One per outcome, in the order of `horizon.OUTCOMES`; parts by the names of `draws.NAMES`. The causal share is
        one quantity, with its chance of being zero.

    Raises:
        KeyError: a name has no spread.
        ValueError: see `decompose`.

    Limits: uncertainties are drawn independently of each other. How liveability answers to composition is a choice of
    the user and no uncertainty.
    """
    spreads = tuple(spreads)

    def evaluate(u: Array) -> Array:
        parts = (u[start : start + CHUNK] for start in range(0, len(u), CHUNK))
        return np.concatenate([policy.at_horizon(drawn(spreads, part)) for part in parts])

    return decompose(evaluate, NAMES, seed, count)


def decompose(
    evaluate: Callable[[Array], Array], names: Sequence[str], seed: int, count: int = COUNT
) -> tuple[Variance, ...]:
    """Sobol indices of a function of independent quantities that are spread evenly between 0 and 1.

    Formula, with V the variance: first = V(E(y | u_i)) / V(y), total = 1 - V(E(y | all but u_i)) / V(y); estimated as
    in Saltelli et al. 2010 (Computer Physics Communications 181, table 2 b and f) from count * (D + 2) points of a
    scrambled Sobol sequence. An estimate of what is zero may be slightly below it, except that of what plays no part:
    that is exactly zero.

    Args:
        evaluate: from shape (n, D) to shape (n, k), row by row.
        names: of the D quantities.
        seed: at least 1, of the sequence and the bootstrap. No global random state is read or changed.
        count: a power of two.

    Returns:
        One per outcome; all parts are zero where an outcome does not vary.

    Raises:
        ValueError: a seed or count that cannot be.
    """
    # To SALib a seed of zero is none, and then it draws from numpy's global generator.
    if seed < 1:
        raise ValueError("a seed is 1 or more")
    if count < 2 or count & (count - 1):
        raise ValueError("the count must be a power of two")
    # Here and not above: it loads scipy.stats and pandas, which takes more than a second.
    from SALib.sample import sobol as sampler

    problem = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    outcomes = evaluate(sampler.sample(problem, count, calc_second_order=False, seed=seed))
    return tuple(_variance(problem, names, values, seed) for values in outcomes.T)


def _variance(problem: dict[str, object], names: Sequence[str], values: Array, seed: int) -> Variance:
    from SALib.analyze import sobol as analyser

    mean, sd = float(values.mean()), float(values.std())
    # SALib divides by the deviation.
    if sd < _NOISE:
        return Variance(mean, sd, tuple(Part(name, 0.0, 0.0, 0.0, 0.0) for name in names))
    found = analyser.analyze(problem, values, calc_second_order=False, num_resamples=RESAMPLES, seed=seed)
    columns = (found[key] for key in ("S1", "S1_conf", "ST", "ST_conf"))
    parts = (Part(name, *map(float, row)) for name, *row in zip(names, *columns, strict=True))
    return Variance(mean, sd, tuple(sorted(parts, key=lambda part: -part.total)))
