"""Futures of the money, and scenarios of them: equal by value, the same in a file and in a link."""

from __future__ import annotations

import pickle
from typing import get_args

import pytest

from nplv_dash import ROOT
from nplv_dash.domain.errors import NplvError, SeveralErrors
from nplv_dash.domain.futures import (
    CONTINUED,
    DOMAINS,
    FUNDING_VERSION,
    FUTURES,
    REFERENCE,
    Domain,
    FutureLevers,
    FutureScenario,
    Plan,
    period,
)
from nplv_dash.domain.scenario import DEFAULT_SEED, Scenario, to_query
from nplv_dash.sources.parameters import load_parameters
from tests.broken.sentences import assert_said_in_full

PARAMETERS = load_parameters(ROOT, "funding")
DEFAULT = FutureScenario()
#: Part of every link of their version; to change one, give the model a new version and add its defaults here.
DEFAULTS = {
    "f1": FutureLevers(end_year=2037, level_after=None, taper_years=5, restart_year=2032, until=2042),
}


def of(seed: object = DEFAULT_SEED, /, **values: object) -> FutureScenario:
    return FutureScenario.of(PARAMETERS, values, seed)


def test_defaults_are_those_of_their_version() -> None:
    assert DEFAULT.levers(PARAMETERS) == FutureLevers() == DEFAULTS[FUNDING_VERSION]


@pytest.mark.parametrize(
    ("plan", "shares"),
    [
        # Half a year's money in 2022, whole to the end, then nothing.
        (Plan(2025), {2022: 0.5, 2023: 1, 2025: 1, 2026: 0, 2046: 0}),
        (Plan(2046), {2022: 0.5, 2046: 1}),
        (Plan(2028, taper=3), {2028: 1, 2029: 0.75, 2030: 0.5, 2031: 0.25, 2032: 0}),
        (Plan(2028, restart=2032), {2028: 1, 2029: 0, 2031: 0, 2032: 1, 2042: 1, 2043: 0}),
    ],
)
def test_shares_of_the_money(plan: Plan, shares: dict[int, float]) -> None:
    assert {year: plan.share(year) for year in shares} == shares


def test_the_level_changes_after_2025_and_after_2028() -> None:
    assert [period(year) for year in (2022, 2025, 2026, 2028, 2029, 2046)] == [0, 0, 1, 1, 2, 2]


def test_every_future_has_its_money() -> None:
    plans = FutureLevers(end_year=2026, taper_years=2, restart_year=2040).plans()
    assert tuple(plans) == FUTURES
    assert (plans[REFERENCE], plans[CONTINUED]) == (Plan(2028), Plan(2042))
    assert (plans["own"], plans["taper"], plans["restart"]) == (Plan(2026), Plan(2028, 2), Plan(2028, 0, 2040))
    assert get_args(Domain) == DOMAINS


def test_scenarios_are_equal_by_what_they_compute_and_those_of_another_model_are_others() -> None:
    one, other = of(end_year=2030, level_after=0.3), of(level_after=0.1 + 0.2, end_year=2030)
    assert (one, hash(one), one.id) == (other, hash(other), other.id)
    assert of(level_after=None, until=2042) == DEFAULT
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301
    empty: list[object] = [DEFAULT, Scenario()]
    assert empty[0] != empty[1]
    assert DEFAULT.id == "aa700dd0e97e" != Scenario().id


def test_a_file_and_a_link_say_the_version_and_what_differs() -> None:
    scenario = of(7, level_after=1.0, end_year=2031)
    plain = {"version": "f1", "seed": 7, "levers": {"end_year": 2031, "level_after": 1.0}}
    assert scenario.to_plain() == plain
    assert FutureScenario.from_plain(PARAMETERS, plain) == scenario
    assert to_query(scenario) == {"v": "f1", "end_year": "2031", "level_after": "1", "seed": "7"}
    assert FutureScenario.of_query(PARAMETERS, to_query(scenario)) == (scenario, [])


#: What a link says -> the error; the default stands.
REJECTED = {
    ("v", "1"): "link_version",
    ("end_year", "2024"): "parameter_bounds",
    ("end_year", "2030.5"): "parameter_whole",
    ("level_after", "None"): "parameter_number",
    ("level_after", "2.1"): "parameter_bounds",
    ("until", "2047"): "parameter_bounds",
    ("seed", "0"): "scenario_seed",
}


@pytest.mark.parametrize(("name", "value"), REJECTED)
def test_what_cannot_be_used_in_a_link_is_reported_and_the_default_stands(name: str, value: str) -> None:
    scenario, (rejected,) = FutureScenario.of_query(PARAMETERS, {name: value, "workers": "0.5"})
    assert scenario == DEFAULT
    assert (rejected.name, rejected.value, rejected.error.key) == (name, value, REJECTED[name, value])
    assert_said_in_full(rejected.error)


def test_values_are_checked_and_all_that_is_wrong_is_told() -> None:
    with pytest.raises(SeveralErrors) as caught:
        of(0, until=2050, workers=0.1)
    assert [error.key for error in caught.value.errors] == ["parameter_bounds", "lever_unknown", "scenario_seed"]
    assert_said_in_full(caught.value)
    with pytest.raises(NplvError, match=r"lever_unknown .*'B_safe'"):
        of(B_safe=0.05)
