"""Four classings of one map."""

from __future__ import annotations

import time
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nplv_dash.services.aggregate import Array
from nplv_dash.services.classings import CLASSES, classings, equal_parts, natural
from nplv_dash.services.mapview import Selection, classify, map_view
from nplv_dash.services.workspace import Workspace

SELECTIONS = (
    Selection("gebieden", "welfare", 2020),
    Selection("wijken", "social_min", 2020, "utrecht-overvecht"),
    Selection("wijken_nl", "lbm", 2022),
    Selection("buurten_nl", "crime", 2024),
)


def spread(values: Array, breaks: tuple[float, ...]) -> float:
    """Squared distances to the mean of the own class."""
    groups = classify(values, breaks)
    return sum(float(((part - part.mean()) ** 2).sum()) for g in np.unique(groups) if len(part := values[groups == g]))


def by_trying(values: Array, classes: int) -> float:
    """The least spread that any choice of bounds gives."""
    unique = np.unique(values)
    return min(spread(values, cut) for cut in combinations(unique[1:].tolist(), classes - 1))


@given(st.lists(st.integers(-20, 20), min_size=6, max_size=14), st.integers(2, 4))
@settings(deadline=None, max_examples=60)
def test_natural_bounds_are_the_best_there_are(numbers: list[int], classes: int) -> None:
    values = np.array(numbers) / 4
    found = natural(values, classes)
    if len(np.unique(values)) <= classes:
        assert spread(values, found) == pytest.approx(0)
    else:
        assert len(found) == classes - 1
        assert spread(values, found) == pytest.approx(by_trying(values, classes))


def test_natural_bounds_part_what_lies_apart() -> None:
    values = np.array([1, 1.1, 1.2, 5, 5.1, 9, 9.2, 20, 30.0])
    assert classify(values, natural(values)).tolist() == [0, 0, 0, 1, 1, 2, 2, 3, 4]


def test_natural_bounds_are_quick_for_thousands() -> None:
    values = np.random.default_rng(1).lognormal(size=5000)
    natural(values[:100])
    start = time.perf_counter()
    assert len(natural(values)) == CLASSES - 1
    assert time.perf_counter() - start < 2


def test_equal_parts_hold_as_many_and_equal_figures_stay_together() -> None:
    values = np.arange(100.0)
    assert np.bincount(classify(values, equal_parts(values, np.ones(100)))).tolist() == [20] * 5
    tied = np.array([1.0] * 90 + [2.0] * 10)
    assert equal_parts(tied, np.ones(100)) == (2.0,)
    assert equal_parts(np.full(10, 3.0), np.ones(10)) == ()


def test_equal_population_counts_residents() -> None:
    values, people = np.array([1.0, 2, 3, 4, 5, 6]), np.array([10.0, 10, 10, 10, 5, 5])
    assert equal_parts(values, people) == (2, 3, 4, 5)


@pytest.mark.parametrize("selection", SELECTIONS, ids=lambda one: f"{one.layer}-{one.indicator}")
def test_same_figures_in_four_ways(real: Workspace, selection: Selection) -> None:
    view = map_view(real, selection)
    found = classings(real, selection)
    assert [one.kind for one in found] == ["fixed", "quantile", "natural", "people"]
    assert found[0].view.counts == view.counts
    assert found[0].view.classes == view.classes
    assert found[0].moved == 0
    for one in found:
        # Every place keeps its figure; one without has no class in any of them.
        assert sum(one.view.counts) == int(view.drawn.sum())
        assert one.view.counts[CLASSES] == view.counts[CLASSES]
        assert [mark == "x" for mark in one.view.classes] == [mark == "x" for mark in view.classes]
        breaks = one.view.indicator.breaks
        assert list(breaks) == sorted(set(breaks))
        assert one.empty == 0 or one.kind == "fixed"
    known = view.values[view.drawn & np.isfinite(view.values)]
    assert spread(known, found[2].view.indicator.breaks) <= min(
        spread(known, one.view.indicator.breaks) for one in found
    ) * (1 + 1e-9)
    people = found[3].people[:CLASSES]
    assert max(people) < (0.21 if len(known) > 1000 else 0.45) * sum(people)


def test_no_figure_at_all_has_no_class(real: Workspace) -> None:
    found = classings(real, Selection("wijken", "violence", 2017, "delft-west"))
    assert all(one.view.counts[:CLASSES] == (0,) * CLASSES for one in found)
    assert all(one.fewer for one in found[1:])
