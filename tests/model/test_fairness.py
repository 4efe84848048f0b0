"""How evenly households are spread: what must hold of the index and the curve, whatever the figures."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nplv_dash.model.fairness import above, dissimilarity, lorenz
from nplv_dash.model.places import Array

SHARES = st.floats(0.0, 1.0)


@st.composite
def spreads(draw: st.DrawFn) -> tuple[Array, Array]:
    """Vulnerable households and homes of two or more wijken, some without homes, both kinds present."""
    n = draw(st.integers(2, 12))
    homes = draw(hnp.arrays(float, n, elements=st.one_of(st.just(0.0), st.floats(1.0, 5000.0))))
    vulnerable = homes * draw(hnp.arrays(float, n, elements=SHARES))
    assume(vulnerable.sum() > 1 and (homes - vulnerable).sum() > 1)
    return vulnerable, homes


@given(spreads())
def test_the_index_is_a_share(spread: tuple[Array, Array]) -> None:
    assert 0 <= dissimilarity(*spread) <= 1


@given(hnp.arrays(float, 7, elements=st.floats(1.0, 5000.0)), st.floats(0.01, 0.99))
def test_equal_shares_are_even(homes: Array, share: float) -> None:
    assert dissimilarity(share * homes, homes) == pytest.approx(0, abs=1e-12)
    curve = lorenz(share * homes, homes)
    assert curve.gini == pytest.approx(0, abs=1e-12)
    np.testing.assert_allclose(curve.vulnerable, curve.homes, atol=1e-12)


@given(hnp.arrays(float, 8, elements=st.floats(1.0, 5000.0)), st.integers(1, 7))
def test_wijken_of_one_kind_only_are_fully_divided(homes: Array, few: int) -> None:
    vulnerable = np.where(np.arange(8) < few, homes, 0.0)
    assert dissimilarity(vulnerable, homes) == pytest.approx(1)
    assert lorenz(vulnerable, homes).gini == pytest.approx(1 - vulnerable.sum() / homes.sum())


@given(spreads(), st.floats(0.01, 1.0))
def test_a_household_from_above_the_mean_to_below_it_makes_it_more_even(
    spread: tuple[Array, Array], part: float
) -> None:
    vulnerable, homes = spread
    distance = vulnerable - homes * vulnerable.sum() / homes.sum()
    high, low = distance.argmax(), distance.argmin()
    moved = part * min(distance[high], -distance[low])
    assume(moved > 1e-3)
    after = vulnerable.copy()
    after[high] -= moved
    after[low] += moved
    assert dissimilarity(after, homes) < dissimilarity(vulnerable, homes)


def test_the_index_is_what_would_have_to_move() -> None:
    # 10 in each wijk would be even: 15 of the 30 are too many in the first, and each leaves a home to one of the 70.
    vulnerable, homes = np.array([25.0, 5.0, 0.0]), np.array([100 / 3] * 3)
    found = dissimilarity(vulnerable, homes)
    assert found == pytest.approx(0.5 * np.abs(vulnerable / 30 - (homes - vulnerable) / 70).sum())
    assert found == pytest.approx(15 / 30 / (1 - 0.3))


@given(spreads())
def test_the_curve_runs_below_the_diagonal_from_corner_to_corner(spread: tuple[Array, Array]) -> None:
    vulnerable, homes = spread
    curve = lorenz(vulnerable, homes)
    assert curve.homes.shape == curve.vulnerable.shape == ((homes > 0).sum() + 1,)
    assert (curve.homes[0], curve.vulnerable[0], curve.homes[-1], curve.vulnerable[-1]) == (0, 0, 1, 1)
    assert (np.diff(curve.homes) > 0).all()
    assert (np.diff(curve.vulnerable) >= 0).all()
    assert (curve.vulnerable <= curve.homes + 1e-12).all()
    slopes = np.diff(curve.vulnerable) / np.diff(curve.homes)
    assert (np.diff(slopes) >= -1e-6 * slopes.max()).all()


@given(spreads())
def test_the_largest_distance_to_the_diagonal_is_the_index(spread: tuple[Array, Array]) -> None:
    vulnerable, homes = spread
    curve = lorenz(vulnerable, homes)
    others = 1 - vulnerable.sum() / homes.sum()
    assert (curve.homes - curve.vulnerable).max() == pytest.approx(others * dissimilarity(vulnerable, homes), abs=1e-9)
    assert curve.gini >= others * dissimilarity(vulnerable, homes) - 1e-9
    assert curve.gini <= others + 1e-9


@given(spreads(), st.data())
def test_the_order_of_wijken_says_nothing(spread: tuple[Array, Array], data: st.DataObject) -> None:
    vulnerable, homes = spread
    order = np.array(data.draw(st.permutations(range(len(homes)))))
    assert dissimilarity(vulnerable[order], homes[order]) == pytest.approx(dissimilarity(vulnerable, homes))
    assert lorenz(vulnerable[order], homes[order]).gini == pytest.approx(lorenz(vulnerable, homes).gini, abs=1e-9)


@given(spreads(), SHARES)
def test_wijken_outside_and_wijken_without_homes_play_no_part(spread: tuple[Array, Array], ceiling: float) -> None:
    vulnerable, homes = spread
    more, more_homes = np.append(vulnerable, [70.0, 0.0]), np.append(homes, [90.0, 0.0])
    within = np.append(np.ones(len(homes), dtype=bool), [False, True])
    assert dissimilarity(more, more_homes, within) == dissimilarity(vulnerable, homes)
    assert lorenz(more, more_homes, within).gini == lorenz(vulnerable, homes).gini
    assert above(more, more_homes, ceiling, within) == above(vulnerable, homes, ceiling)


def test_a_batch_is_its_draws() -> None:
    rng = np.random.default_rng(3)
    homes = rng.uniform(0, 900, 40) * (rng.random(40) > 0.1)
    draws = (homes * rng.random((6, 40))).astype(np.float32)
    curves, high = lorenz(draws, homes), above(draws, homes, 0.5)
    np.testing.assert_allclose(dissimilarity(draws, homes), [dissimilarity(one, homes) for one in draws], rtol=1e-12)
    for row, one in enumerate(draws):
        alone = lorenz(one, homes)
        np.testing.assert_allclose(curves.homes[row], alone.homes, rtol=1e-12)
        np.testing.assert_allclose(curves.vulnerable[row], alone.vulnerable, rtol=1e-12)
        assert curves.gini[row] == pytest.approx(alone.gini)
        assert high[row] == above(one, homes, 0.5)


def test_what_lies_above_a_ceiling() -> None:
    vulnerable, homes = np.array([10.0, 30.0, 20.0, 0.0]), np.array([100.0, 100.0, 50.0, 0.0])
    assert above(vulnerable, homes, 0.15) == 2 / 3
    assert above(vulnerable, homes, 0.4) == 0
    assert above(vulnerable, homes, 0.0, np.array([True, False, False, True])) == 1
    assert above(vulnerable, homes, 0.1, np.zeros(4, dtype=bool)) == 0


def test_where_there_is_nothing_to_divide() -> None:
    homes = np.array([10.0, 20.0])
    for nothing in (np.zeros(2), homes):
        assert dissimilarity(nothing, homes) == 0
        assert lorenz(nothing, homes).gini == 0
    assert dissimilarity(np.zeros(2), np.zeros(2)) == 0
    with pytest.raises(ValueError, match="no wijk"):
        lorenz(np.zeros(2), np.zeros(2))
