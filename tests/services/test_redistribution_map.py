"""The map of a result says what the result says, in classes that are the same for every scenario."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nplv_dash import ROOT
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.classes import NO_DATA, NOT_DRAWN
from nplv_dash.services.country import Country, country_of
from nplv_dash.services.redistribution import QUANTILES, Band, Result, run
from nplv_dash.services.redistribution_map import BREAKS, LAYER, LOOKS, Look, ResultMap, result_map
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import examples

PARAMETERS = load_parameters(ROOT)
EVERY_LOOK = pytest.mark.parametrize("look", LOOKS)


@pytest.fixture(scope="module")
def country(real: Workspace) -> Country:
    return country_of(real)


@pytest.fixture(scope="module")
def result(country: Country) -> Result:
    return run(country, PARAMETERS, Scenario(), 20)


def made_up(result: Result, values: np.ndarray) -> Result:
    """The result with these figures per wijk, whatever is looked at."""
    band = Band(np.tile(values, (len(QUANTILES), 1)))
    return replace(result, places=replace(result.places, before=values, after=values, change=band))


def codes_of(real: Workspace) -> np.ndarray:
    """Code of the wijk of each polygon."""
    return np.array(real.codes["wijk"])[real.bundle.layers[LAYER].rows]


def marks(found: ResultMap) -> np.ndarray:
    return np.array(list(found.classes))


@EVERY_LOOK
def test_every_polygon_has_its_mark_and_every_mark_is_counted(
    real: Workspace, country: Country, result: Result, look: Look
) -> None:
    found = result_map(real, country, result, look)
    assert len(found.classes) == len(found.places) == len(real.bundle.layers[LAYER].rows)
    assert set(found.classes) <= {*"01234", NO_DATA, NOT_DRAWN}
    assert found.counts == tuple(found.classes.count(mark) for mark in ("0", "1", "2", "3", "4", NO_DATA))
    assert sum(found.counts) + found.classes.count(NOT_DRAWN) == len(found.classes)


@EVERY_LOOK
def test_the_class_of_a_polygon_is_that_of_its_own_wijk(
    real: Workspace, country: Country, result: Result, look: Look
) -> None:
    found = result_map(real, country, result, look)
    figures = {"change": result.places.change.median, "before": result.places.before, "after": result.places.after}
    for code, mark, place in zip(codes_of(real), found.classes, found.places, strict=True):
        index = country.index.get(code, -1)
        assert place == index
        if index < 0:
            assert mark == (NO_DATA if code in country.left_out else NOT_DRAWN)
            continue
        value = figures[look][index]
        expected = NOT_DRAWN if np.isnan(value) else str(sum(value >= bound for bound in BREAKS[look]))
        assert mark == expected


def test_only_wijken_that_give_or_may_receive_are_drawn(real: Workspace, country: Country, result: Result) -> None:
    found = result_map(real, country, result, "change")
    drawn = np.isin(marks(found), list("01234"))
    takes_part = (country.places.focus | result.eligible) & (country.places.homes > 0)
    assert set(codes_of(real)[drawn]) == {c for c, part in zip(country.codes, takes_part, strict=True) if part}
    unknown = marks(found) == NO_DATA
    assert set(codes_of(real)[unknown]) <= set(country.left_out)
    assert unknown.any()


@EVERY_LOOK
def test_a_bound_belongs_to_the_class_above_it(real: Workspace, country: Country, result: Result, look: Look) -> None:
    n = len(country.places)
    for position, bound in enumerate(BREAKS[look]):
        for value, expected in ((bound, position + 1), (bound - 1e-9, position)):
            found = result_map(real, country, made_up(result, np.full(n, value)), look)
            assert set(found.classes) <= {str(expected), NO_DATA, NOT_DRAWN}
            assert found.counts[expected] == int((found.places >= 0).sum()) > 0


def test_a_wijk_without_a_figure_is_not_drawn_rather_than_zero(
    real: Workspace, country: Country, result: Result
) -> None:
    found = result_map(real, country, made_up(result, np.full(len(country.places), np.nan)), "change")
    assert set(found.classes) == {NO_DATA, NOT_DRAWN}
    assert found.counts[:5] == (0, 0, 0, 0, 0)
    assert found.counts[5] == found.classes.count(NO_DATA) > 0


def test_bounds_are_fixed_rise_and_are_even_around_no_change() -> None:
    assert set(BREAKS) == set(LOOKS)
    for bounds in BREAKS.values():
        assert list(bounds) == sorted(set(bounds))
    assert BREAKS["before"] == BREAKS["after"]
    assert BREAKS["change"] == tuple(-x for x in reversed(BREAKS["change"]))


def test_two_scenarios_draw_the_same_value_in_the_same_class(real: Workspace, country: Country) -> None:
    classes: dict[float, set[str]] = {}
    for example in examples(ROOT, PARAMETERS)[:3]:
        result = run(country, PARAMETERS, example.scenario, 5)
        found = result_map(real, country, result, "before")
        for mark, place in zip(found.classes, found.places, strict=True):
            if mark in "01234":
                classes.setdefault(round(float(result.places.before[place]), 9), set()).add(mark)
    assert max(map(len, classes.values())) == 1
    assert len({mark for found in classes.values() for mark in found}) == 5


def test_nothing_asked_is_no_change_anywhere(real: Workspace, country: Country) -> None:
    as_now = Scenario.of(PARAMETERS, {"share_redirected": 0.0, "workers": 0.0})
    found = result_map(real, country, run(country, PARAMETERS, as_now, 5), "change")
    assert set(found.classes) == {"2", NO_DATA, NOT_DRAWN}
