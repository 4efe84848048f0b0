"""What is held of the effect of a programme before and after looking at the forty krachtwijken.

The model of funding is given the money of the krachtwijken (2008-2012, as intense as the NPLV of 2023-2025) and says
what the Leefbaarometer should have shown there; draws that say what was measured count for more. Assumed is that both
programmes work alike, at money that was equally strong (intensity 1). The total score is a sum of dimensions, so that
the gap is a sum too: homes and surroundings, safety, and social cohesion, each by its part in the score. Work and
education stand in no score: they keep their prior, also the chance that there is no effect on them, although that is
drawn together with the others: a choice, for what holds of homes and safety need not hold of lessons.

The same evidence is used twice. The centres of the prior and its chances of no effect were already set with the null of
SCP (2013) in mind, as the nearest analogue; weighing with those same places, by SCP or by our own measurement, counts
them once more. The posterior is therefore surer than it should be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from nplv_dash.domain.backtest import Backtest
from nplv_dash.domain.calibration import Calibration
from nplv_dash.domain.futures import DOMAINS, OUTCOMES, Domain, Outcome
from nplv_dash.domain.parameters import Parameters
from nplv_dash.model.draws import Array, Spread
from nplv_dash.model.programme import Draws, OneDomain, draw, mixed, simulate
from nplv_dash.model.weights import quantiles, resampled, weigh
from nplv_dash.services.backtest import Target, likelihood_correlation, likelihood_target
from nplv_dash.services.redistribution import QUANTILES, Band

#: The parameter with the part of a domain in the total score, for the domains that have one.
PART_OF_SCORE: Final[Mapping[Domain, str]] = {
    "place": "lbm_place", "safety": "lbm_safety", "perception": "lbm_perception",
}  # fmt: skip
#: So many draws are weighed for each one that is kept, so that few need to stand in twice.
POOL: Final = 4
#: First and last year of the money of the krachtwijken; steps per year; a score is of the middle of its year.
_FIRST, _LAST, _STEPS, _MIDDLE = 2008, 2012, 2, 1


@dataclass(frozen=True)
class Evidence:
    """What was measured. Equal and hashable by value.

    Attributes:
        targets: of the krachtwijken, see `nplv_dash.services.backtest`; none leaves the prior as it is.
        correlation: of their errors.
        null: what SCP (2013) found of the same places, held against the model in their stead, to see what hangs on it.
        detectable: per outcome, in the order of `OUTCOMES`: the smallest effect that a comparison of the twenty areas
            with sixty others would find. Only safety and the total score have a noise of their own; the other domains
            have that of the total score.
    """

    detectable: tuple[float, ...]
    targets: tuple[Target, ...] = ()
    correlation: tuple[tuple[float, ...], ...] = ()
    null: tuple[Target, ...] = ()

    @property
    def both(self) -> tuple[tuple[Sequence[Target], Sequence[Sequence[float]]], ...]:
        """The targets with their correlation, and the null with its own."""
        return (self.targets, self.correlation), (self.null, np.eye(len(self.null)).tolist())

    def only(self, *years: int) -> Evidence:
        """The same with the targets of some years only, to see what hangs on the others."""
        rows = [row for row, target in enumerate(self.targets) if target.year in years]
        return replace(
            self,
            targets=tuple(self.targets[row] for row in rows),
            correlation=tuple(tuple(self.correlation[row][other] for other in rows) for row in rows),
        )

    def as_null(self) -> Evidence:
        """The same with the null in the place of the targets."""
        targets, correlation = self.both[1]
        return replace(self, targets=tuple(targets), correlation=tuple(map(tuple, correlation)))

    def smallest(self, outcome: Outcome) -> float:
        """The smallest detectable effect of an outcome, in standard deviations of wijken."""
        return self.detectable[OUTCOMES.index(outcome)]


@dataclass(frozen=True)
class Held:
    """What is held of the full effect of a domain, at the money of 2023-2025.

    Attributes:
        band: shape (quantiles,), standard deviations of wijken.
        none, better: chance of no effect at all, and of one that is good.
    """

    band: Band
    none: float
    better: float


@dataclass(frozen=True)
class Belief:
    """The same before and after the krachtwijken.

    Attributes:
        null: after what SCP (2013) found of them, instead of what we measured.
        informed: whether they have anything to say of the domain; else all three are the same.
    """

    prior: Held
    posterior: Held
    null: Held
    informed: bool


@dataclass(frozen=True)
class Pool:
    """Draws of the prior with their weights.

    Attributes:
        draws: `POOL` for every one that is kept.
        weights, null: by the targets and by the null of the evidence, each of shape (draws,), with the sum 1.
    """

    draws: Draws
    weights: Array
    null: Array

    def posterior(self) -> Draws:
        """Draws of equal weight: of the domains that are informed by weight, of the others the first ones."""
        count = len(self.draws) // POOL
        plain, weighed = self.draws.take(slice(0, count)), self.draws.take(resampled(self.weights, count))
        domains = {
            domain: (weighed if domain in PART_OF_SCORE else plain).domains[domain] for domain in self.draws.domains
        }
        # The krachtwijken say nothing of the money of the NPLV.
        return Draws(domains, plain.money, plain.elasticity)

    def beliefs(self) -> dict[Domain, Belief]:
        """Prior and posterior of every domain, from all draws with their weights."""
        even = np.full(len(self.weights), 1 / len(self.weights))
        found = {}
        for domain, one in self.draws.domains.items():
            informed = domain in PART_OF_SCORE
            prior, posterior, null = _held(one.full, *((even, self.weights, self.null) if informed else (even,) * 3))
            found[domain] = Belief(prior, posterior, null, informed)
        return found


def evidence_of(parameters: Parameters, calibration: Calibration, backtest: Backtest) -> Evidence:
    """What the data of the project say, and what SCP found (the record `kw_live`).

    Raises:
        KeyError: a year of the target was not measured.
    """
    found = parameters["kw_live"]
    error = (float(found.high or 0) - float(found.low or 0)) / 2
    noise = {one.outcome: one.detectable for one in calibration.noise if one.units == "areas"}
    return Evidence(
        detectable=tuple(noise["lbm_onv" if outcome == "safety" else "lbm"] for outcome in OUTCOMES),
        targets=likelihood_target(backtest),
        correlation=tuple(tuple(map(float, row)) for row in likelihood_correlation(backtest)),
        null=(Target(float(found.default or 0), error, _LAST),),
    )


def pool_of(spreads: Sequence[Spread], seed: int, count: int, evidence: Evidence) -> Pool:
    """Draw the prior and weigh it.

    Args:
        count: draws that `Pool.posterior` is to have.
    """
    draws, parts = draw(spreads, seed, POOL * count), parts_of_score(spreads)
    years = sorted({target.year for target in (*evidence.targets, *evidence.null)})
    said = score(draws.domains, parts, years)
    return Pool(draws, *(weights_of(said, len(draws), *one) for one in evidence.both))


def weights_of(
    said: Mapping[int, Array], count: int, targets: Sequence[Target], correlation: Sequence[Sequence[float]]
) -> Array:
    """Weights of draws, shape (count,).

    Args:
        said: per year what the draws say of the total score, shape (count,).
    """
    if not targets:
        return np.full(count, 1 / count)
    errors = np.array([target.se_sd for target in targets])
    predicted = np.stack([said[target.year] for target in targets], axis=1)
    covariance = np.array(correlation) * np.outer(errors, errors)
    return weigh(predicted, [target.estimate_sd for target in targets], covariance)


def score(domains: Mapping[Domain, OneDomain], parts: Mapping[Domain, float], years: Sequence[int]) -> dict[int, Array]:
    """What the total score of the krachtwijken should have gained since that of 2008, by the middle of some years.

    The money began with that year, but a gap is measured since its score: what was there by then is taken off.

    Args:
        parts: of `parts_of_score`.

    Returns:
        Per year standard deviations of wijken, shape (draws,).
    """
    steps = _STEPS * (max(years, default=_FIRST) + 1 - _FIRST)
    money = np.arange(steps) < _STEPS * (_LAST + 1 - _FIRST)
    at = [_STEPS * (year - _FIRST) + _MIDDLE for year in (_FIRST, *years)]
    gained: dict[int, Array] = {}
    for domain, part in parts.items():
        one = domains[domain]
        x = np.broadcast_to(money[:, None, None].astype(float), (steps, 1, len(one.full)))
        effect = part * one.full * mixed(simulate(x, one, 1 / _STEPS)[at], one)[:, 0]
        since = effect[1:] - effect[0]
        gained = {year: gained.get(year, 0.0) + more for year, more in zip(years, since, strict=True)}
    return gained


def parts_of_score(spreads: Sequence[Spread]) -> dict[Domain, float]:
    """How much the total score rises with each domain that is in it, standard deviations of wijken for one of its own.

    Raises:
        KeyError: a part is not among the spreads.
    """
    middle = {spread.name: spread.mid for spread in spreads}
    return {domain: middle[PART_OF_SCORE[domain]] for domain in DOMAINS if domain in PART_OF_SCORE}


def _held(full: Array, *weights: Array) -> list[Held]:
    """For each of some weights of the same draws."""
    bands = quantiles(full, np.stack(weights), QUANTILES)
    none, better = full == 0, full > 0
    return [
        Held(Band(band), none=float(one[none].sum()), better=float(one[better].sum()))
        for band, one in zip(bands, weights, strict=True)
    ]
