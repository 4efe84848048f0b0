"""Weighing draws: right where it can be worked out by hand, and never more sure than the measurement."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nplv_dash.model.weights import effective, quantiles, resampled, weigh

RNG = np.random.default_rng(5)


def test_a_normal_prior_and_a_normal_measurement_give_the_normal_in_between() -> None:
    draws = stats.norm(0.1, 0.2).ppf((np.arange(20_000) + 0.5) / 20_000)
    weights = weigh(draws[:, None], [0.3], np.array([[0.1**2]]))
    mean = weights @ draws
    precision = 0.2**-2 + 0.1**-2
    assert mean == pytest.approx((0.1 / 0.2**2 + 0.3 / 0.1**2) / precision, abs=1e-4)
    assert weights @ (draws - mean) ** 2 == pytest.approx(1 / precision, rel=1e-3)


def test_weights_are_those_of_the_multivariate_normal() -> None:
    predicted, covariance = RNG.normal(size=(50, 2)), np.array([[1.0, 0.6], [0.6, 2.0]])
    wanted = stats.multivariate_normal([0.2, -0.1], covariance).pdf(predicted)
    np.testing.assert_allclose(weigh(predicted, [0.2, -0.1], covariance), wanted / wanted.sum())


def test_the_same_measurement_twice_says_no_more_than_once() -> None:
    predicted = RNG.normal(size=(200, 1))
    once = weigh(predicted, [0.5], np.array([[0.04]]))
    nearly = np.array([[1, 1 - 1e-9], [1 - 1e-9, 1]]) * 0.04
    np.testing.assert_allclose(weigh(np.repeat(predicted, 2, axis=1), [0.5, 0.5], nearly), once, atol=1e-6)
    apart = weigh(np.repeat(predicted, 2, axis=1), [0.5, 0.5], np.eye(2) * 0.04)
    assert effective(apart) < effective(once)


def test_even_weights_count_in_full_and_one_alone_counts_once() -> None:
    assert effective(np.full(40, 1 / 40)) == pytest.approx(40)
    assert effective(np.eye(1, 40)[0]) == 1


def test_far_away_from_every_draw_the_nearest_one_is_taken_and_nothing_overflows() -> None:
    weights = weigh(np.array([[0.0], [1.0], [2.0]]), [1e6], np.array([[1e-4]]))
    np.testing.assert_allclose(weights, [0, 0, 1])


def test_rows_stand_in_proportion_to_their_weight() -> None:
    weights = np.array([0.5, 0.0, 0.25, 0.25])
    rows = resampled(weights, 8)
    assert np.bincount(rows, minlength=4).tolist() == [4, 0, 2, 2]
    even = resampled(np.full(1000, 1 / 1000), 1000)
    assert np.array_equal(even, np.arange(1000))


@given(st.integers(0, 999), st.integers(1, 60), st.integers(1, 90))
def test_no_row_is_off_by_more_than_one(seed: int, draws: int, count: int) -> None:
    weights = np.random.default_rng(seed).dirichlet(np.full(draws, 0.5))
    rows = resampled(weights, count)
    assert len(rows) == count
    assert (np.abs(np.bincount(rows, minlength=draws) - count * weights) < 1 + 1e-6).all()


@given(st.integers(0, 999), st.integers(1, 40))
def test_weighted_quantiles_of_whole_weights_are_those_of_a_list_with_repeats(seed: int, draws: int) -> None:
    rng = np.random.default_rng(seed)
    values, times = rng.integers(0, 9, draws).astype(float), rng.integers(1, 5, draws)
    at = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)
    listed = np.quantile(np.repeat(values, times), at, method="inverted_cdf")
    assert quantiles(values, times / times.sum(), at).tolist() == listed.tolist()
