"""What must hold of every aggregate, whatever the figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nplv_dash.domain.records import Indicator
from nplv_dash.services.aggregate import COVERAGE, Array, aggregate, nearest_year
from nplv_dash.services.mapview import classify

COMMON = {"theme": "people", "decimals": 0, "direction": "neutral", "dataset": "x"}
COUNT = Indicator.model_validate(COMMON | {"id": "people", "kind": "count", "unit": "number"})
RATE = Indicator.model_validate(COMMON | {"id": "rate", "kind": "rate", "unit": "per_1000", "weight": "people"})
MADE = Indicator.model_validate(
    COMMON | {"id": "made", "kind": "rate", "unit": "per_1000", "weight": "people", "numerator": "events"}
)
NAN = float("nan")


@dataclass(frozen=True)
class Units:
    """Figures and weights of n units, and the share of each that belongs to each of g groups."""

    values: Array
    weight: Array
    members: Array


@st.composite
def units(draw: st.DrawFn) -> Units:
    """Anything that can occur: figures and weights that are unknown, weights of zero, units split over groups."""
    n, groups = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    figure = st.one_of(st.just(NAN), st.floats(0, 1000))
    weight = st.one_of(st.just(NAN), st.integers(0, 50_000).map(float))
    shares = draw(hnp.arrays(np.float64, (groups, n), elements=st.sampled_from([0.0, 0.25, 0.5, 1.0])))
    return Units(
        values=np.array(draw(st.lists(figure, min_size=n, max_size=n))),
        weight=np.array(draw(st.lists(weight, min_size=n, max_size=n))),
        members=shares,
    )


@st.composite
def partition(draw: st.DrawFn, n: int, groups: int) -> Array:
    """Each unit in one group."""
    group = draw(hnp.arrays(np.intp, n, elements=st.integers(0, groups - 1)))
    return (group[None, :] == np.arange(groups)[:, None]).astype(float)


@given(st.data())
def test_a_partition_conserves_counts(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 10))
    counts = np.array(data.draw(st.lists(st.integers(0, 10**6).map(float), min_size=n, max_size=n)))
    people = np.ones(n)
    found = aggregate(COUNT, counts, people, data.draw(partition(n, 3)))
    assert np.nansum(found.values) == counts.sum()
    assert found.known.sum() == found.units.sum() == n


@given(st.data())
def test_a_unit_divided_over_groups_conserves_counts(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 6))
    counts = np.array(data.draw(st.lists(st.integers(0, 10**6).map(float), min_size=n, max_size=n)))
    share = data.draw(hnp.arrays(np.float64, n, elements=st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])))
    found = aggregate(COUNT, counts, np.ones(n), np.stack([share, 1 - share]))
    assert np.nansum(found.values) == pytest.approx(counts.sum())


@given(units())
def test_a_rate_lies_between_the_rates_of_its_parts(given_units: Units) -> None:
    u = given_units
    found = aggregate(RATE, u.values, u.weight, u.members)
    for g, value in enumerate(found.values):
        if np.isfinite(value):
            parts = u.values[(u.members[g] > 0) & np.isfinite(u.values) & (np.nan_to_num(u.weight) > 0)]
            margin = 1e-9 * max(1.0, parts.max())
            assert parts.min() - margin <= value <= parts.max() + margin


@given(units())
def test_a_rate_made_of_counts_lies_between_the_rates_of_its_parts(given_units: Units) -> None:
    u = given_units
    rates = 1000 * u.values / np.where(u.weight > 0, u.weight, NAN)
    # The weight of a unit without one is unknown; its count then has no residents to go with.
    events = np.where(np.isfinite(rates), u.values, NAN)
    found = aggregate(MADE, rates, u.weight, u.members, events)
    for g, value in enumerate(found.values):
        if np.isfinite(value):
            parts = rates[(u.members[g] > 0) & np.isfinite(rates)]
            margin = 1e-9 * max(1.0, parts.max())
            assert parts.min() - margin <= value <= parts.max() + margin


@given(units(), st.randoms(use_true_random=False))
def test_the_order_of_the_units_changes_nothing(given_units: Units, random: np.random.Generator) -> None:
    u = given_units
    order = list(range(len(u.values)))
    random.shuffle(order)  # type: ignore[arg-type]
    for indicator, extra in ((COUNT, ()), (RATE, ()), (MADE, (u.values,))):
        one = aggregate(indicator, u.values, u.weight, u.members, *extra)
        two = aggregate(indicator, u.values[order], u.weight[order], u.members[:, order], *(e[order] for e in extra))
        # Near the limit the order of adding decides; nothing is meant by that.
        assume(not np.isclose(one.coverage, COVERAGE).any())
        np.testing.assert_allclose(one.values, two.values, rtol=1e-9)
        np.testing.assert_allclose(one.coverage, two.coverage)
        assert (one.known == two.known).all()
        assert (one.units == two.units).all()


@given(units())
def test_what_is_missing_is_never_zero_and_is_counted(given_units: Units) -> None:
    u = given_units
    for indicator in (COUNT, RATE):
        found = aggregate(indicator, u.values, u.weight, u.members)
        inside = u.members > 0
        assert (found.units == inside.sum(axis=1)).all()
        assert (found.known == (inside & np.isfinite(u.values)).sum(axis=1)).all()
        assert ((found.coverage >= 0) & (found.coverage <= 1 + 1e-12)).all()
        # Without one known part there is no figure.
        assert np.isnan(found.values[found.known == 0]).all()
        assert (np.isnan(found.values) == (found.coverage < COVERAGE)).all()


@given(units())
def test_a_unit_without_a_figure_pulls_no_rate_down(given_units: Units) -> None:
    """The rate of a group is what it would be without its unknown units, if there is still enough of it."""
    u = given_units
    known = np.isfinite(u.values)
    assume(known.any())
    all_of_it = aggregate(RATE, u.values, u.weight, u.members)
    without = aggregate(RATE, u.values[known], u.weight[known], u.members[:, known])
    shown = np.isfinite(all_of_it.values)
    np.testing.assert_allclose(all_of_it.values[shown], without.values[shown], rtol=1e-9)


@given(st.floats(0, 1000), st.sampled_from([0.1, 0.5, 1.0]), st.integers(1, 10**5))
def test_a_group_of_one_has_the_rate_of_that_one(rate: float, share: float, people: int) -> None:
    found = aggregate(RATE, np.array([rate]), np.array([float(people)]), np.array([[share]]))
    assert found.values[0] == pytest.approx(rate)
    assert found.coverage[0] == 1


def test_just_under_the_limit_is_no_figure() -> None:
    values, members = np.array([50.0, NAN]), np.ones((1, 2))
    enough = aggregate(RATE, values, np.array([800.0, 200.0]), members)
    assert (enough.values[0], enough.coverage[0]) == (50, 0.8)
    assert np.isnan(aggregate(RATE, values, np.array([799.0, 201.0]), members).values[0])


@given(st.lists(st.integers(2000, 2030), min_size=1, unique=True), st.integers(2000, 2030))
def test_the_nearest_year_is_the_nearest(years: list[int], wanted: int) -> None:
    found = nearest_year(wanted, tuple(years))
    assert found in years
    distance = abs(found - wanted)
    assert all(abs(year - wanted) >= distance for year in years)
    assert not any(year > found and abs(year - wanted) == distance for year in years), "the later of two as near"


@given(
    hnp.arrays(np.float64, st.integers(0, 30), elements=st.one_of(st.just(NAN), st.floats(-100, 100))),
    st.lists(st.integers(-100, 100), min_size=4, max_size=4, unique=True).map(lambda b: tuple(map(float, sorted(b)))),
)
def test_a_class_lies_between_its_bounds(values: Array, breaks: tuple[float, ...]) -> None:
    classes = classify(values, breaks)
    bounds = np.array([-np.inf, *breaks, np.inf])
    known = np.isfinite(values)
    assert ((classes >= 0) & (classes <= 4)).all()
    assert (bounds[classes[known]] <= values[known]).all()
    assert (values[known] < bounds[classes[known] + 1]).all()
    # A bound itself belongs to the class above.
    assert classify(np.array(breaks), breaks).tolist() == [1, 2, 3, 4]


@given(hnp.arrays(np.float64, st.integers(2, 30), elements=st.floats(-100, 100)))
def test_a_higher_value_is_never_in_a_lower_class(values: Array) -> None:
    assert (np.diff(classify(np.sort(values), (-10.0, 0.0, 1.0, 50.0))) >= 0).all()
