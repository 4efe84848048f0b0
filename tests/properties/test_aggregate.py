"""What must hold of every aggregate, whatever the figures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nplv_dash.domain.records import Indicator
from nplv_dash.services.aggregate import (
    COVERAGE,
    COVERAGE_COUNT,
    NOBODY,
    Aggregate,
    Array,
    Partition,
    aggregate,
    enough,
    nearest_year,
)
from nplv_dash.services.mapview import classify

COMMON = {"theme": "people", "decimals": 0, "direction": "neutral", "dataset": "x", "label": "x"}
COUNT = Indicator.model_validate(COMMON | {"id": "people", "kind": "count", "unit": "number"})
RATE = Indicator.model_validate(COMMON | {"id": "rate", "kind": "rate", "unit": "per_1000", "weight": "people"})
MADE = Indicator.model_validate(
    COMMON | {"id": "made", "kind": "rate", "unit": "per_1000", "weight": "people", "numerator": "events"}
)
NAN = float("nan")


@dataclass(frozen=True)
class Units:
    """Figures, weights and residents of n units, and the share of each that belongs to each of g groups."""

    values: Array
    weight: Array
    base: Array
    members: Array

    def aggregate(self, indicator: Indicator, numerator: Array | None = None) -> Aggregate:
        weight = None if indicator.kind == "count" else self.weight
        return aggregate(indicator, self.members, self.base, self.values, weight, numerator)

    def replace(self, unit: int, *, values: float, weight: float) -> Units:
        """The same with another figure and weight of one unit."""
        at = np.arange(len(self.values)) == unit
        return Units(np.where(at, values, self.values), np.where(at, weight, self.weight), self.base, self.members)

    def take(self, rows: Array | list[int]) -> Units:
        return Units(self.values[rows], self.weight[rows], self.base[rows], self.members[:, rows])


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
        base=np.array(draw(st.lists(weight, min_size=n, max_size=n))),
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
    found = aggregate(COUNT, data.draw(partition(n, 3)), np.ones(n), counts)
    assert np.nansum(found.values) == counts.sum()


@given(st.data())
def test_a_partition_adds_up_as_its_full_table_does(data: st.DataObject) -> None:
    n, groups = data.draw(st.integers(1, 10)), 3
    group = data.draw(hnp.arrays(np.intp, n, elements=st.integers(-1, groups - 1)))
    counts = data.draw(hnp.arrays(np.float64, n, elements=st.integers(0, 10**6).map(float)))
    full = (group[None, :] == np.arange(groups)[:, None]).astype(float)
    assert (Partition(group, groups) @ counts).tolist() == (full @ counts).tolist()


@given(st.data())
def test_a_unit_divided_over_groups_conserves_counts(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 6))
    counts = np.array(data.draw(st.lists(st.integers(0, 10**6).map(float), min_size=n, max_size=n)))
    share = data.draw(hnp.arrays(np.float64, n, elements=st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])))
    found = aggregate(COUNT, np.stack([share, 1 - share]), np.ones(n), counts)
    assert np.nansum(found.values) == pytest.approx(counts.sum())


@given(units())
def test_a_rate_lies_between_the_rates_of_its_parts(given_units: Units) -> None:
    u = given_units
    found = u.aggregate(RATE)
    for g, value in enumerate(found.values):
        if np.isfinite(value):
            parts = u.values[(u.members[g] > 0) & np.isfinite(u.values) & (np.nan_to_num(u.weight) > 0)]
            margin = 1e-9 * max(1.0, parts.max())
            assert parts.min() - margin <= value <= parts.max() + margin


@given(units())
def test_a_rate_made_of_counts_lies_between_the_rates_of_its_parts(given_units: Units) -> None:
    u = given_units
    rates = 1000 * u.values / np.where(u.weight > 0, u.weight, NAN)
    # Events where nobody lives make no rate of their own.
    events = np.where(u.weight > 0, u.values, NAN)
    found = u.aggregate(MADE, events)
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
    for indicator, numerator in ((COUNT, None), (RATE, None), (MADE, u.values)):
        one = u.aggregate(indicator, numerator)
        two = u.take(order).aggregate(indicator, None if numerator is None else numerator[order])
        # Near the limit the order of adding decides; nothing is meant by that.
        assume(not np.isclose(one.coverage, enough(indicator)).any())
        np.testing.assert_allclose(one.values, two.values, rtol=1e-9)
        np.testing.assert_allclose(one.coverage, two.coverage)


@given(units())
def test_what_is_missing_is_never_zero(given_units: Units) -> None:
    u = given_units
    for indicator in (COUNT, RATE):
        found = u.aggregate(indicator)
        assert ((found.coverage >= 0) & (found.coverage <= 1 + 1e-12)).all()
        # Without one known part there is no figure, and too little of it is none either.
        part = np.isfinite(u.values) & (np.isfinite(u.weight) | (indicator is COUNT))
        nothing = ~((u.members > 0) & part).any(axis=1)
        assert np.isnan(found.values[nothing & (indicator is RATE)]).all()
        assert np.isnan(found.values[found.coverage < enough(indicator)]).all()


@given(units(), st.data())
def test_what_is_unknown_lowers_the_coverage(given_units: Units, data: st.DataObject) -> None:
    """Whether it is the figure or the weight that is not known: the residents of the unit are no longer covered."""
    u = given_units
    unit = data.draw(st.integers(0, len(u.values) - 1))
    assume(u.base[unit] > NOBODY)
    people = u.members[:, unit] * u.base[unit]
    total = u.members @ np.nan_to_num(u.base)
    for indicator, unknown in ((COUNT, "values"), (RATE, "values"), (RATE, "weight")):
        known = u.replace(unit, values=1.0, weight=1.0).aggregate(indicator).coverage
        lacking = u.replace(unit, **{"values": 1.0, "weight": 1.0, unknown: NAN}).aggregate(indicator).coverage
        inside = total > 0
        np.testing.assert_allclose((known - lacking)[inside], (people / np.where(inside, total, 1))[inside], atol=1e-9)


@given(units())
def test_a_count_that_is_its_own_weight_is_not_covered_where_it_is_unknown(given_units: Units) -> None:
    """Residents of 2020: a wijk without them has residents all the same, as another year tells."""
    u = given_units
    same = Units(u.values, u.values, u.base, u.members)
    found = same.aggregate(COUNT)
    for g, value in enumerate(found.values):
        people = u.members[g] * np.nan_to_num(u.base)
        if people[np.isnan(u.values)].sum() > (1 - COVERAGE_COUNT + 1e-9) * people.sum():
            assert np.isnan(value)


@given(units())
def test_a_unit_without_a_figure_pulls_no_rate_down(given_units: Units) -> None:
    """The rate of a group is what it would be without its unknown units, if there is still enough of it."""
    u = given_units
    known = np.isfinite(u.values) & np.isfinite(u.weight)
    assume(known.any())
    all_of_it, without = u.aggregate(RATE), u.take(known).aggregate(RATE)
    shown = np.isfinite(all_of_it.values) & np.isfinite(without.values)
    np.testing.assert_allclose(all_of_it.values[shown], without.values[shown], rtol=1e-9)


def test_a_unit_where_nobody_lived_then_has_nothing_to_be_known() -> None:
    # Built since: the whole rate of that year is known, though 600 live there now.
    found = aggregate(RATE, np.ones((1, 2)), np.array([400.0, 600.0]), np.array([50.0, NAN]), np.array([400.0, 0.0]))
    assert (found.values[0], found.coverage[0]) == (50, 1)


def test_crime_where_nobody_lives_belongs_to_the_whole() -> None:
    # A harbour: 40 crimes, and too few residents to be told. A new wijk whose residents are not known is left out.
    events, weight = np.array([60.0, 40.0, 500.0]), np.array([1000.0, NAN, NAN])
    found = aggregate(MADE, np.ones((1, 3)), np.array([1000.0, 5.0, 100.0]), np.full(3, NAN), weight, events)
    assert found.values[0] == 100
    assert found.coverage[0] == pytest.approx(1005 / 1105)


def test_nobody_can_change_an_aggregate() -> None:
    found = aggregate(COUNT, np.ones((1, 1)), np.ones(1), np.ones(1))
    for array in (found.values, found.coverage):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0.0


@given(st.floats(0, 1000), st.sampled_from([0.1, 0.5, 1.0]), st.integers(1, 10**5))
def test_a_group_of_one_has_the_rate_of_that_one(rate: float, share: float, people: int) -> None:
    weight = np.array([float(people)])
    found = aggregate(RATE, np.array([[share]]), weight, np.array([rate]), weight)
    assert found.values[0] == pytest.approx(rate)
    assert found.coverage[0] == 1


def test_just_under_the_limit_is_no_figure() -> None:
    values, members = np.array([50.0, NAN]), np.ones((1, 2))
    enough_of_it = aggregate(RATE, members, np.array([800.0, 200.0]), values, np.ones(2))
    assert (enough_of_it.values[0], enough_of_it.coverage[0]) == (50, COVERAGE)
    assert np.isnan(aggregate(RATE, members, np.array([799.0, 201.0]), values, np.ones(2)).values[0])
    assert aggregate(COUNT, members, np.array([980.0, 20.0]), values).values[0] == 50
    assert np.isnan(aggregate(COUNT, members, np.array([979.0, 21.0]), values).values[0])


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
