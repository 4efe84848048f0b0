"""A scenario is what differs from the defaults: equal by value, the same in a file and in a link."""

from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError
from typing import Any

import pytest

from nplv_dash import ROOT
from nplv_dash.domain.errors import NplvError, SeveralErrors
from nplv_dash.domain.levers import Levers
from nplv_dash.domain.scenario import DEFAULT_SEED, MODEL_VERSION, Scenario, to_query
from nplv_dash.sources.parameters import load_parameters
from tests.broken.sentences import assert_said_in_full

PARAMETERS = load_parameters(ROOT)
DEFAULT = Scenario()

#: Links and files say only what differs from the defaults, so these are part of every link of their version. To change
#: one, give the model a new version and add its defaults here.
DEFAULTS = {
    "1": Levers(
        share_redirected=0.25, reach="provincie", receiver_max_share=0.15, receiver_min_lbm=4.0, spare_pressed=True,
        ceiling=0.45, workers=0.1, compliance=None, start_year=2027, horizon=10, response="linear", feedback=False,
        stigma=False,
    )
}  # fmt: skip


def of(seed: object = DEFAULT_SEED, /, **values: object) -> Scenario:
    return Scenario.of(PARAMETERS, values, seed)


def test_defaults_are_those_of_their_version() -> None:
    assert DEFAULT.levers(PARAMETERS) == Levers() == DEFAULTS[MODEL_VERSION]


def test_what_equals_the_default_is_left_out() -> None:
    assert of(share_redirected=0.25, reach="provincie", compliance=None, horizon=10) == DEFAULT
    assert of(workers=0.5, reach="land", stigma=False).changes == (("reach", "land"), ("workers", 0.5))


def test_scenarios_are_equal_by_what_they_compute() -> None:
    one, other = of(workers=0.3, reach="land"), of(reach="land", workers=0.1 + 0.2)
    assert (one, hash(one), one.id) == (other, hash(other), other.id)
    named = Scenario.of(PARAMETERS, {"workers": 0.3, "reach": "land"}, name="voorbeeld")
    assert (named, hash(named), named.id, named.name) == (one, hash(one), one.id, "voorbeeld")
    assert len({one.id, of(workers=0.3).id, of(7, workers=0.3, reach="land").id, DEFAULT.id}) == 4
    assert pickle.loads(pickle.dumps(named)) == one  # noqa: S301


def test_the_id_is_the_same_everywhere_and_for_ever() -> None:
    assert DEFAULT.id == "b795bea1830c"
    assert of(share_redirected=0.5, reach="land", stigma=True).id == "282eb46e12ce"


def test_nothing_in_it_can_be_changed() -> None:
    scenario: Any = of(workers=0.5)
    with pytest.raises(FrozenInstanceError):
        scenario.seed = 2


def test_levers_are_the_defaults_with_the_changes() -> None:
    assert of(compliance=0.5, horizon=15.0).levers(PARAMETERS) == Levers(compliance=0.5, horizon=15)


def test_values_are_checked_and_all_that_is_wrong_is_told() -> None:
    with pytest.raises(SeveralErrors) as caught:
        of(0, workers=2, hulp=1)
    assert [error.key for error in caught.value.errors] == ["parameter_bounds", "lever_unknown", "scenario_seed"]
    assert_said_in_full(caught.value)
    with pytest.raises(NplvError, match=r"lever_unknown .*'tau'"):
        of(tau=0.05)


@pytest.mark.parametrize("seed", [0, -1, 2**32, 1.0, True, "1", None])
def test_a_seed_is_a_whole_number_from_one(seed: object) -> None:
    with pytest.raises(NplvError, match="scenario_seed"):
        of(seed)
    assert of(2**32 - 1).seed == 2**32 - 1


def test_plain_content_has_version_seed_and_levers() -> None:
    scenario = of(7, workers=0.5, reach="land")
    plain = {"version": "1", "seed": 7, "levers": {"reach": "land", "workers": 0.5}}
    assert scenario.to_plain() == plain
    assert Scenario.from_plain(PARAMETERS, plain) == scenario
    # By hand: a version without quotes, no seed, a default that is written out.
    assert Scenario.from_plain(PARAMETERS, {"version": 1, "levers": {"workers": 0.1}}) == DEFAULT


def test_a_link_has_the_version_and_what_differs() -> None:
    assert to_query(DEFAULT) == {"v": "1"}
    scenario = of(7, workers=0.00005, reach="land", spare_pressed=False, stigma=True, horizon=15, compliance=1)
    assert to_query(scenario) == {
        "v": "1", "compliance": "1", "horizon": "15", "reach": "land", "spare_pressed": "0", "stigma": "1",
        "workers": "0.00005", "seed": "7",
    }  # fmt: skip
    assert Scenario.of_query(PARAMETERS, to_query(scenario)) == (scenario, [])


def test_a_link_may_have_other_names_and_no_version() -> None:
    assert Scenario.of_query(PARAMETERS, {}) == (DEFAULT, [])
    query = {"lang": "en", "jaar": "2022", "workers": "0.50", "horizon": "15.0", "stigma": "0"}
    assert Scenario.of_query(PARAMETERS, query) == (of(workers=0.5, horizon=15), [])


#: What a link says -> the error; the default stands.
REJECTED = {
    ("v", "2"): "link_version",
    ("v", ""): "link_version",
    ("v", "9" * 500): "link_version",
    ("workers", "1.5"): "parameter_bounds",
    ("workers", "-0.1"): "parameter_bounds",
    ("workers", "0,5"): "parameter_number",
    ("workers", "1e-3"): "parameter_number",
    ("workers", " 0.5"): "parameter_number",
    ("workers", "0.5\n"): "parameter_number",
    ("workers", "nan"): "parameter_number",
    ("workers", ""): "parameter_number",
    ("workers", "٣"): "parameter_number",
    ("workers", "9" * 5000): "parameter_number",
    ("compliance", "None"): "parameter_number",
    ("horizon", "10.5"): "parameter_whole",
    ("start_year", "1999"): "parameter_bounds",
    ("reach", "wereld"): "parameter_choice",
    ("reach", "<script>alert(1)</script>"): "parameter_choice",
    ("stigma", "true"): "parameter_switch",
    ("stigma", ""): "parameter_switch",
    ("seed", "0"): "scenario_seed",
    ("seed", "4294967296"): "scenario_seed",
    ("seed", "7.5"): "scenario_seed",
    ("seed", "zeven"): "scenario_seed",
}


@pytest.mark.parametrize(("name", "value"), REJECTED)
def test_what_cannot_be_used_is_reported_and_the_default_stands(name: str, value: str) -> None:
    scenario, (rejected,) = Scenario.of_query(PARAMETERS, {name: value})
    assert scenario == DEFAULT
    assert (rejected.name, rejected.value, rejected.error.key) == (name, value, REJECTED[name, value])
    assert rejected.error.where == name
    assert_said_in_full(rejected.error)
    assert max(len(str(said)) for said in rejected.error.values.values()) < 200


def test_everything_that_cannot_be_used_is_reported_one_by_one_and_the_rest_stands() -> None:
    query = {"v": "0", "workers": "2", "reach": "x", "stigma": "1", "seed": "0"}
    scenario, rejected = Scenario.of_query(PARAMETERS, query)
    assert scenario == of(stigma=True)
    assert scenario.version == MODEL_VERSION
    assert [each.name for each in rejected] == ["v", "reach", "workers", "seed"]
