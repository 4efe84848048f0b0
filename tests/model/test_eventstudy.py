"""Look-alikes, gaps and what chance does, in countries that are made up, so that the truth is known."""

from __future__ import annotations

import numpy as np
import pytest

from nplv_dash.model.eventstudy import (
    Array,
    Index,
    Study,
    against_all,
    bunched,
    compared,
    components,
    nearest,
    noise,
    placebo,
    rank_p,
    standardised,
    student,
    study,
    two_sided,
)

#: Treated wijken per city, as bunched as the krachtwijken are.
CITIES = (13, 7, 6, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
EVERYWHERE, OTHERS = 60, 240
#: Years: two before, two after; the second is the year of reference.
YEARS, BASE = 4, 1
EFFECT = 0.3


def panel(rng: np.random.Generator, effect: float = 0.0) -> tuple[Array, Index, Index, Index]:
    """Scores of a country, the city of each unit, treated units and others.

    Treated units stand lower. Every year each unit and each city takes a step of its own, and each measurement has
    noise, so that look-alikes in figures are not quite alike.
    """
    city = np.concatenate([np.repeat(np.arange(len(CITIES)), CITIES), rng.integers(0, EVERYWHERE, OTHERS)])
    n, treated = len(city), np.arange(sum(CITIES))
    level = rng.normal(size=n) - 0.6 * (np.arange(n) < len(treated))
    steps = 0.3 * rng.normal(size=(n, YEARS)) + 0.2 * rng.normal(size=(EVERYWHERE, YEARS))[city]
    scores = level[:, None] + steps.cumsum(axis=1) + 0.1 * rng.normal(size=(n, YEARS))
    scores[treated, 2:] += effect
    return scores, city, treated, np.arange(len(treated), n)


def answer(rng: np.random.Generator, effect: float = 0.0) -> Study:
    scores, city, treated, pool = panel(rng, effect)
    features = standardised(scores[:, : BASE + 1], np.ones(len(scores), dtype=bool))
    return study(scores, nearest(features, treated, pool, 3), city, BASE)


@pytest.fixture(scope="module")
def answers() -> list[Study]:
    """Two hundred countries with an effect."""
    rng = np.random.default_rng(20081)
    return [answer(rng, EFFECT) for _ in range(200)]


def test_a_planted_effect_is_found(answers: list[Study]) -> None:
    gaps = np.array([one.gap for one in answers])
    assert gaps[:, 2:].mean(axis=0) == pytest.approx([EFFECT, EFFECT], abs=0.03)
    assert (gaps[:, BASE] == 0).all()
    assert gaps[:, 0].mean() == pytest.approx(0, abs=0.02)


def test_the_band_holds_the_truth_as_often_as_it_says(answers: list[Study]) -> None:
    held = np.array([(one.low <= EFFECT) & (one.high >= EFFECT) for one in answers])[:, 2:]
    assert ((held.mean(axis=0) >= 0.90) & (held.mean(axis=0) <= 0.98)).all()
    spread, told = np.array([one.gap for one in answers]).std(axis=0), np.array([one.se for one in answers])
    assert told.mean(axis=0)[2:] == pytest.approx(spread[2:], rel=0.2)


def test_nothing_is_found_where_nothing_was_planted() -> None:
    rng = np.random.default_rng(20082)
    found = [answer(rng) for _ in range(200)]
    gaps = np.array([one.gap for one in found])[:, 2:]
    assert gaps.mean(axis=0) == pytest.approx([0, 0], abs=0.03)
    wrong = np.array([(one.low > 0) | (one.high < 0) for one in found])[:, 2:].mean(axis=0)
    assert (wrong <= 0.10).all()


def test_errors_that_ignore_cities_would_be_too_small() -> None:
    scores, city, treated, pool = panel(np.random.default_rng(7))
    features = standardised(scores[:, : BASE + 1], np.ones(len(scores), dtype=bool))
    pairs = nearest(features, treated, pool, 3)
    alone = np.arange(len(scores))
    assert (study(scores, pairs, city, BASE).se[2:] > study(scores, pairs, alone, BASE).se[2:]).all()


def test_the_order_of_units_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    scores, city, treated, pool = panel(rng)
    features = standardised(scores[:, :2], np.ones(len(scores), dtype=bool))
    one = study(scores, nearest(features, treated, pool, 3), city, BASE)
    place = rng.permutation(len(scores))
    new = np.argsort(place)
    moved = features[place], rng.permutation(new[treated]), rng.permutation(new[pool])
    other = study(scores[place], nearest(*moved, 3), city[place], BASE)
    assert other.gap == pytest.approx(one.gap)
    assert other.se == pytest.approx(one.se)


def test_the_gap_is_the_difference_of_changes() -> None:
    # Two treated units that rise by 3 and 1; their look-alikes by 1, and by 0 and 2.
    scores = np.array([[0.0, 3.0], [10.0, 11.0], [0.1, 1.1], [9.9, 9.9], [10.1, 12.1]])
    weights = np.array([[0, 0, 1, 0, 0], [0, 0, 0, 0.5, 0.5]])
    pairs = nearest(scores[:, :1], np.array([1, 0]), np.array([2, 3, 4]), 1)
    assert pairs.treated.tolist() == [1, 0]
    assert pairs.distance == pytest.approx([0.1, 0.1])
    both = nearest(scores[:, :1], np.array([0, 1]), np.array([2, 3, 4]), 2, caliper=0.5)
    assert both.weights.tolist() == weights.tolist()
    found = study(scores, both, np.array([0, 1, 2, 3, 4]), 0)
    assert found.gap == pytest.approx([0, ((3 - 1) + (1 - 1)) / 2])
    assert (found.treated, found.controls) == (2, 3)
    weighted = study(scores, both, np.array([0, 1, 2, 3, 4]), 0, size=np.array([3.0, 1, 0, 0, 0]))
    assert weighted.gap[1] == pytest.approx(0.75 * 2)


def test_a_city_left_out_takes_its_units_on_both_sides() -> None:
    scores = np.array([[0.0, 3.0], [0.0, 1.0], [0.0, 1.0], [0.0, 2.0]])
    pairs = against_all(np.array([0, 1]), np.array([2, 3]), 4)
    found = study(scores, pairs, np.array([0, 1, 0, 2]), 0)
    # Without city 0 the second unit is left, beside the look-alike of city 2; without city 1 the first, beside both.
    assert found.clusters.tolist() == [0, 1]
    assert found.without[:, 1] == pytest.approx([1 - 2, 3 - 1.5])


@pytest.mark.parametrize("k", [1, 3])
def test_every_look_alike_is_the_nearest_there_is(k: int) -> None:
    rng = np.random.default_rng(5)
    features, treated, pool = rng.normal(size=(60, 2)), np.arange(10), np.arange(10, 60)
    pairs = nearest(features, treated, pool, k)
    for unit, weights, distance in zip(pairs.treated, pairs.weights, pairs.distance, strict=True):
        away = np.linalg.norm(features[pool] - features[unit], axis=1)
        assert set(np.flatnonzero(weights)) == set(pool[np.argsort(away)[:k]])
        assert distance == pytest.approx(np.sort(away)[:k].mean())
        assert weights.sum() == pytest.approx(1)
    assert not np.isin(pairs.controls, treated).any()


def test_without_reuse_each_serves_one_at_the_smallest_sum() -> None:
    # Both want the unit at 1; the second gives way, since its other choice is nearer.
    features = np.array([[0.0], [2.5], [1.0], [3.5], [9.0]])
    pairs = nearest(features, np.array([0, 1]), np.array([2, 3, 4]), 1, replace=False)
    assert [np.flatnonzero(row).tolist() for row in pairs.weights] == [[2], [3]]
    rng = np.random.default_rng(9)
    many = rng.normal(size=(80, 2))
    apart = nearest(many, np.arange(20), np.arange(20, 80), 2, replace=False)
    assert ((apart.weights > 0).sum(axis=0) <= 1).all()
    assert apart.distance.mean() >= nearest(many, np.arange(20), np.arange(20, 80), 2).distance.mean()


def test_look_alikes_stay_in_the_group_and_within_reach() -> None:
    rng = np.random.default_rng(11)
    features, group = rng.normal(size=(100, 2)), rng.integers(0, 3, 100)
    treated, pool = np.arange(15), np.arange(15, 100)
    pairs = nearest(features, treated, pool, 3, group=group)
    for unit, weights in zip(pairs.treated, pairs.weights, strict=True):
        assert set(group[weights > 0]) == {group[unit]}
    close = nearest(features, treated, pool, 3, caliper=0.2)
    assert 0 < len(close.treated) < 15
    assert (close.distance <= 0.2).all()
    with pytest.raises(ValueError, match="in reach"):
        nearest(features, treated, pool, 3, caliper=1e-9)


def test_a_treated_unit_is_no_look_alike_and_must_be_known() -> None:
    features = np.array([[0.0], [1.0], [np.nan]])
    with pytest.raises(ValueError, match="in the pool"):
        nearest(features, np.array([0]), np.array([0, 1]), 1)
    with pytest.raises(ValueError, match="finite"):
        nearest(features, np.array([0]), np.array([1, 2]), 1)
    pairs = nearest(features, np.array([0]), np.array([1]), 1)
    with pytest.raises(ValueError, match="two clusters"):
        study(np.zeros((3, 2)), pairs, np.zeros(3, dtype=np.int64), 0)
    with pytest.raises(ValueError, match="known"):
        study(np.full((3, 2), np.nan), pairs, np.arange(3), 0)


def test_units_that_take_no_part_may_be_unknown() -> None:
    weights = np.array([[0.0, 1.0, 0.0]])
    assert compared(weights, np.array([[np.nan], [2.0], [np.nan]])).tolist() == [[2.0]]


def test_sets_that_got_nothing_show_what_chance_does() -> None:
    rng = np.random.default_rng(13)
    scores, city, treated, pool = panel(rng, EFFECT)
    features = standardised(scores[:, : BASE + 1], np.ones(len(scores), dtype=bool))
    chance = placebo(scores, features, treated, pool, 3, BASE, draws=400, generator=np.random.default_rng(1))
    assert chance.shape == (400, YEARS)
    assert (chance[:, BASE] == 0).all()
    assert np.abs(chance[:, 2:].mean(axis=0)).max() < 0.1
    again = placebo(scores, features, treated, pool, 3, BASE, draws=400, generator=np.random.default_rng(1))
    assert (again == chance).all()
    real = study(scores, nearest(features, treated, pool, 3), city, BASE)
    assert (rank_p(real.gap, chance)[2:] < 0.05).all()
    with pytest.raises(ValueError, match="too small"):
        placebo(scores, features, treated, pool[:40], 3, BASE, draws=1, generator=rng)


def test_the_place_among_the_sets_is_counted_on_both_sides() -> None:
    chance = np.arange(1, 100, dtype=np.float64)[:, None]
    assert rank_p(np.array([1000.0]), chance) == pytest.approx([2 / 100])
    assert rank_p(np.array([-1000.0]), chance) == pytest.approx([2 / 100])
    assert rank_p(np.array([50.0]), chance) == pytest.approx([1.0])
    assert rank_p(np.array([97.0]), chance) == pytest.approx([2 * 4 / 100])


def test_what_cities_have_in_common_is_told_apart() -> None:
    rng = np.random.default_rng(17)
    city = np.repeat(np.arange(400), 5)
    values = 0.5 * rng.normal(size=400)[city] + rng.normal(size=2000)
    assert components(values, city) == pytest.approx((0.5, 1.0), abs=0.06)
    assert components(rng.normal(size=2000), city)[0] < 0.15
    with pytest.raises(ValueError, match="two groups"):
        components(values, np.arange(2000))


def test_a_bunched_set_is_less_sure_than_a_scattered_one() -> None:
    between, within, weights = np.array([0.5]), np.array([1.0]), np.full(10, 0.1)
    together = bunched(between, within, weights, np.zeros(10, dtype=np.int64))
    apart = bunched(between, within, weights, np.arange(10))
    assert together == pytest.approx(np.sqrt(0.25 + 0.1))
    assert apart == pytest.approx(np.sqrt(0.025 + 0.1))


def test_noise_finds_the_spread_that_was_put_in() -> None:
    rng = np.random.default_rng(19)
    city = rng.integers(0, 80, 600)
    features = rng.normal(size=(600, 1))
    change = 0.3 * rng.normal(size=80)[city] + 0.4 * rng.normal(size=600)
    outcome = np.column_stack([np.zeros(600), change])
    every = np.arange(600)
    between, within = noise(outcome, features, every, every, 10, 0, city)
    # The ten look-alikes add a tenth of their variance.
    assert between[1] == pytest.approx(0.3, abs=0.06)
    assert within[1] == pytest.approx(np.sqrt(0.16 + 0.025), abs=0.04)
    assert (between[0], within[0]) == (0, 0)


def test_students_t() -> None:
    assert student(13) == pytest.approx(2.160, abs=1e-3)
    assert student(10_000) == pytest.approx(1.960, abs=1e-3)
    assert two_sided(2.160, 1.0, 13) == pytest.approx(0.05, abs=1e-4)
    assert two_sided(0.0, 0.0, 13) == 1.0
