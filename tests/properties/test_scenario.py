"""What must hold for every scenario that a user can make."""

from __future__ import annotations

from collections.abc import Mapping

import yaml
from hypothesis import given
from hypothesis import strategies as st

from nplv_dash import ROOT
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.scenario import Scenario, to_query
from nplv_dash.sources.build import to_yaml
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import LARGEST, parse_scenario
from tests.properties.boxes import SEEDS, settings_of

PARAMETERS = load_parameters(ROOT)

SETTINGS = settings_of(PARAMETERS)


@given(SETTINGS, SEEDS)
def test_a_scenario_is_the_same_in_a_file_and_in_a_link(values: Mapping[str, object], seed: int) -> None:
    scenario = Scenario.of(PARAMETERS, values, seed)
    assert Scenario.from_plain(PARAMETERS, scenario.to_plain()) == scenario
    assert Scenario.from_plain(PARAMETERS, yaml.safe_load(to_yaml(scenario.to_plain()))) == scenario
    assert Scenario.of_query(PARAMETERS, to_query(scenario)) == (scenario, [])
    assert Scenario.from_plain(PARAMETERS, scenario.to_plain()).id == scenario.id
    assert set(to_query(scenario)) == {"v", *dict(scenario.changes)} | (
        {"seed"} if "seed" in to_query(scenario) else set()
    )


@given(SETTINGS, SEEDS)
def test_the_levers_of_a_scenario_make_the_same_scenario(values: Mapping[str, object], seed: int) -> None:
    scenario = Scenario.of(PARAMETERS, values, seed)
    levers = scenario.levers(PARAMETERS)
    assert Scenario.of(PARAMETERS, vars(levers), seed) == scenario
    for lever in PARAMETERS.levers:
        assert PARAMETERS.check(lever.id, getattr(levers, lever.id)) == getattr(levers, lever.id)


@given(st.dictionaries(st.sampled_from([*PARAMETERS.defaults("lever"), "v", "seed", "lang"]), st.text(max_size=30)))
def test_no_link_breaks_the_page(query: Mapping[str, str]) -> None:
    scenario, rejected = Scenario.of_query(PARAMETERS, query)
    assert {each.name for each in rejected} <= set(query)
    assert Scenario.of_query(PARAMETERS, to_query(scenario)) == (scenario, [])


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_file_gives_anything_but_an_error_of_ours(content: bytes) -> None:
    try:
        parse_scenario(content, "upload.yaml", PARAMETERS)
    except NplvError:
        assert len(content) <= LARGEST
