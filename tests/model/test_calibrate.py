"""The statistics find what was put into made-up data, and say how sure they are of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nplv_dash.model.calibrate import (
    Array,
    Sample,
    area_noise,
    detectable,
    landing_shares,
    share_se,
    slope,
    slope_ratio,
    weighted_sd,
)

TRUE = -0.17


def country(seed: int, *, within: bool = False, clusters: int = 60, per: int = 12) -> Sample:
    """Wijken whose outcome falls by `-TRUE` per point; municipalities differ, and their wijken are alike."""
    rng = np.random.default_rng(seed)
    cluster = np.repeat(np.arange(clusters), per)
    rich = rng.normal(0, 2, clusters)[cluster]
    share = 6 + rich + rng.gamma(2, 1.5, len(cluster))
    # Within, a municipality may lie higher or lower for other reasons, which go together with its share.
    confounding = 0.3 * rich if within else rng.normal(0, 0.2, clusters)[cluster]
    outcome = TRUE * share + confounding + rng.normal(0, 0.4, len(cluster))
    return Sample(outcome, share[:, None], rng.uniform(500, 9000, len(cluster)), cluster, within)


@pytest.mark.parametrize("within", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_a_known_slope_is_found(seed: int, within: bool) -> None:
    found = slope(country(seed, within=within))
    assert abs(found.value - TRUE) < 3 * found.se
    assert 0.002 < found.se < 0.03
    assert (found.units, found.clusters) == (720, 60)
    assert 0.2 < found.r2 < 1


def test_what_a_municipality_has_of_its_own_does_not_count_within() -> None:
    sample = country(1, within=True)
    assert slope(replace(sample, within=False)).value > TRUE + 0.05
    assert slope(sample).value == pytest.approx(TRUE, abs=0.03)


def test_what_is_held_constant_does_not_count() -> None:
    rng = np.random.default_rng(3)
    sample = country(3)
    other = sample.regressors[:, 0] + rng.normal(0, 1, len(sample.outcome))
    confounded = replace(sample, outcome=sample.outcome - 0.5 * other)
    assert slope(confounded).value < TRUE - 0.3
    controlled = slope(replace(confounded, regressors=np.column_stack([sample.regressors, other])))
    assert abs(controlled.value - TRUE) < 3 * controlled.se


@pytest.mark.parametrize("within", [False, True])
def test_the_order_of_the_wijken_changes_nothing(within: bool) -> None:
    sample = country(2, within=within)
    order = np.random.default_rng(0).permutation(len(sample.outcome))
    shuffled = Sample(
        sample.outcome[order], sample.regressors[order], sample.weights[order], sample.cluster[order], within
    )
    first, second = slope(sample), slope(shuffled)
    assert (second.value, second.se, second.r2) == pytest.approx((first.value, first.se, first.r2), rel=1e-9)
    # Nor do the names of the municipalities, or the unit of the weights.
    renamed = replace(sample, cluster=1000 - 3 * sample.cluster, weights=sample.weights / 1e4)
    assert slope(renamed).value == pytest.approx(first.value, rel=1e-9)
    assert slope(renamed).se == pytest.approx(first.se, rel=1e-9)


@pytest.mark.parametrize("within", [False, True])
def test_the_standard_error_is_that_of_the_formula(within: bool) -> None:
    sample = country(4, within=within, clusters=9, per=5)
    y, x, w = sample.outcome, sample.regressors[:, 0], sample.weights
    dummies = np.equal.outer(sample.cluster, np.unique(sample.cluster)).astype(float)
    design = np.column_stack([x, dummies if within else np.ones(len(x))])
    bread = np.linalg.inv(design.T @ (w[:, None] * design))
    beta = bread @ design.T @ (w * y)
    scores = (w * (y - design @ beta))[:, None] * design
    groups = dummies.T @ scores
    n, g = len(y), dummies.shape[1]
    # The means per cluster cost no degrees of freedom, as they are nested in the clusters.
    k = 1 if within else 2
    variance = (bread @ groups.T @ groups @ bread) * g / (g - 1) * (n - 1) / (n - k)
    found = slope(sample)
    assert found.value == pytest.approx(beta[0], rel=1e-9)
    assert found.se == pytest.approx(np.sqrt(variance[0, 0]), rel=1e-6)


@pytest.mark.parametrize("within", [False, True])
def test_the_standard_error_is_as_large_as_the_luck(within: bool) -> None:
    found = [slope(country(seed, within=within)) for seed in range(200, 400)]
    errors = np.array([f.value - TRUE for f in found])
    assert abs(errors.mean()) < 3 * errors.std() / np.sqrt(len(errors))
    assert np.mean([f.se for f in found]) == pytest.approx(errors.std(), rel=0.2)
    assert 0.88 < np.mean([abs(f.value - TRUE) < 1.96 * f.se for f in found]) < 0.99


def panel(seed: int, ratio: float) -> tuple[Sample, Sample]:
    """Changes that move the outcome by `ratio` of what the levels say, and the levels."""
    level = country(seed, within=True)
    rng = np.random.default_rng(seed + 1000)
    moved = rng.normal(0, 1.5, len(level.outcome))
    outcome = ratio * TRUE * moved + rng.normal(0, 0.15, len(moved))
    return replace(level, outcome=outcome, regressors=moved[:, None]), level


@pytest.mark.parametrize("ratio", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("seed", range(3))
def test_a_known_ratio_is_found(seed: int, ratio: float) -> None:
    change, level = panel(seed, ratio)
    found = slope_ratio(change, level)
    assert found.value == pytest.approx(slope(change).value / slope(level).value, rel=1e-9)
    assert abs(found.value - ratio) < 3 * found.se
    # Changes and levels are independent here, so the relative errors add up by their squares.
    one, two = slope(change), slope(level)
    apart = np.hypot(one.se / two.value, found.value * two.se / two.value)
    assert found.se == pytest.approx(apart, rel=0.25)


def test_a_ratio_of_other_wijken_is_refused() -> None:
    change, level = panel(0, 0.5)
    fewer = Sample(level.outcome[1:], level.regressors[1:], level.weights[1:], level.cluster[1:], within=True)
    with pytest.raises(ValueError, match="same units"):
        slope_ratio(change, fewer)
    with pytest.raises(ValueError, match="same units"):
        slope_ratio(change, replace(level, cluster=level.cluster[::-1]))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"weights": np.ones(3)}, "length 720"),
        ({"outcome": np.full(720, np.nan)}, "finite"),
        ({"weights": np.zeros(720)}, "above zero"),
        ({"cluster": np.zeros(720, dtype=np.int64)}, "two clusters"),
    ],
)
def test_a_sample_that_cannot_be_is_refused(wrong: dict[str, Array], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        replace(country(0), **wrong)  # type: ignore[arg-type]


def test_a_spread_counts_every_unit_for_its_weight() -> None:
    values, weights = np.array([1.0, 3.0, 100.0, np.nan, 5.0]), np.array([3.0, 1.0, 0.0, 5.0, np.nan])
    assert weighted_sd(values, weights) == pytest.approx(np.std([1, 1, 1, 3]))


YEARS = np.array([2014.0, 2018.0, 2020.0, 2022.0])


def waves(noise: float, seed: int = 0, units: int = 400) -> Array:
    """Areas that each go their own way, all with the same leap in 2020."""
    rng = np.random.default_rng(seed)
    own = rng.normal(0, 1, (units, 1)) + rng.normal(0, 0.1, (units, 1)) * (YEARS - 2018)
    return own + np.array([0.0, 0.0, 0.5, 0.0]) + rng.normal(0, noise, (units, 4))


@pytest.mark.parametrize("noise", [0.02, 0.13])
def test_a_known_noise_is_found(noise: float) -> None:
    found = area_noise(waves(noise), YEARS)
    assert abs(found.value - noise) < 3 * found.se
    assert area_noise(waves(0.0), YEARS).value == pytest.approx(0, abs=1e-12)
    # The standard error is as large as the luck.
    several = [area_noise(waves(noise, seed, units=20), YEARS) for seed in range(200)]
    assert np.mean([s.se for s in several]) == pytest.approx(np.std([s.value for s in several]), rel=0.2)


def test_noise_leaves_out_who_was_not_measured() -> None:
    levels = waves(0.1, units=30)
    gap = np.vstack([levels, np.where(np.arange(4) == 2, np.nan, 9.0)])
    assert area_noise(gap, YEARS) == area_noise(levels, YEARS)
    with pytest.raises(ValueError, match="three years"):
        area_noise(levels[:, :2], YEARS[:2])
    with pytest.raises(ValueError, match="two units"):
        area_noise(levels[:1], YEARS)


def test_newcomers_land_by_the_stock_of_their_own_municipality() -> None:
    shares = landing_shares(np.array([30.0, 10.0, 0.0, 5.0, 0.0]), np.array([0, 0, 0, 1, 2]))
    # Nobody lands where there is no such home.
    assert shares.tolist() == [0.75, 0.25, 0, 1, 0]


def test_the_error_of_a_share_is_that_of_the_binomial_distribution() -> None:
    assert share_se(0.29, 223) == pytest.approx(0.030386, abs=1e-6)
    assert share_se(np.array([0.0, 0.5]), 100).tolist() == pytest.approx([0, 0.05])


def test_what_can_be_found_is_that_of_the_formula() -> None:
    # 2.8 x 0.08 x sqrt(0.05 + 0.016667) = 0.224 x 0.258199.
    assert detectable(0.08, 20, 60) == pytest.approx(0.057837, abs=1e-6)
