"""Whole things divided in proportion: nothing lost, nothing over what a part can hold."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nplv_dash.services.apportion import apportion

PARTS = st.lists(st.tuples(st.integers(0, 500), st.integers(0, 300)), min_size=1, max_size=12)


@given(total=st.integers(0, 2000), parts=PARTS)
def test_all_is_given_out_or_all_that_has_a_weight_is_full(total: int, parts: list[tuple[int, int]]) -> None:
    weights, most = [weight for weight, _ in parts], [limit for _, limit in parts]
    found = apportion(total, weights, most)
    assert all(0 <= part <= limit for part, limit in zip(found, most, strict=True))
    assert all(part == 0 for part, weight in zip(found, weights, strict=True) if weight == 0)
    assert sum(found) == min(total, sum(limit for weight, limit in parts if weight > 0))


@given(total=st.integers(0, 2000), parts=PARTS)
def test_parts_that_are_not_full_lie_within_one_of_their_proportion(total: int, parts: list[tuple[int, int]]) -> None:
    weights, most = [weight for weight, _ in parts], [limit for _, limit in parts]
    found = apportion(total, weights, most)
    free = [i for i, part in enumerate(found) if part < most[i] and weights[i] > 0]
    # What the free parts share among them is proportional; a part may also be full by rounding up.
    rates = [Fraction(found[i], weights[i]) for i in free]
    for i, rate in zip(free, rates, strict=True):
        for j, other in zip(free, rates, strict=True):
            assert rate - Fraction(1, weights[i]) <= other + Fraction(1, weights[j])


@given(st.lists(st.integers(0, 300), min_size=1, max_size=12), st.integers(1, 9))
def test_what_is_whole_already_stays_as_it_is(parts: list[int], times: int) -> None:
    assert apportion(sum(parts), [times * part for part in parts], parts) == tuple(parts)


def test_of_equal_remainders_the_first_goes_up() -> None:
    assert apportion(5, [1, 1, 1], [9, 9, 9]) == (2, 2, 1)
    assert apportion(10, [8, 1, 1], [4, 9, 9]) == (4, 3, 3)


@pytest.mark.parametrize(("total", "weights", "most"), [(-1, [1], [1]), (1, [-1], [1]), (1, [1], [-1]), (1, [1], [])])
def test_what_cannot_be_divided_is_refused(total: int, weights: list[int], most: list[int]) -> None:
    with pytest.raises(ValueError, match=r"negative|argument"):
        apportion(total, weights, most)
