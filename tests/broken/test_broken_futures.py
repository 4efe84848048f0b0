"""Files with a scenario of funding that are not right: one fault is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from nplv_dash import ROOT
from nplv_dash.domain.errors import NplvError, SeveralErrors
from nplv_dash.domain.futures import FutureScenario
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import read_changes, read_scenario
from tests.broken.sentences import assert_said_in_full

PARAMETERS = load_parameters(ROOT, "funding")

#: Content -> which error it gives, and what that must name.
FAULTS: dict[str, tuple[str, str, str]] = {
    "of the other model": ("version: 1\nlevers: {}", "scenario_version", "version=1, current=f1"),
    "a lever of the other model": ("version: f1\nlevers: {workers: 0.5}", "lever_unknown", "'workers', known=end_year"),
    "an assumption": ("version: f1\nlevers: {B_safe: 0.5}", "lever_unknown", "'B_safe'"),
    "a year too late": ("version: f1\nlevers: {end_year: 2060}", "parameter_bounds", "low=2025, high=2046"),
    "half a year": ("version: f1\nlevers: {until: 2040.5}", "parameter_whole", "value=2040.5"),
    "nothing for a number": ("version: f1\nlevers: {until: null}", "parameter_number", "value=None"),
    "a word": ("version: f1\nlevers: {level_after: zoals nu}", "parameter_number", "value='zoals nu'"),
    "a restart before the stop": ("version: f1\nlevers: {restart_year: 2028}", "parameter_bounds", "low=2030"),
    "no levers": ("version: f1", "scenario_incomplete", "keys=levers"),
    "a seed of nothing": ("version: f1\nseed: 0\nlevers: {}", "scenario_seed", "value=0"),
    "no yaml": ("version: [f1", "foreign_yaml", "line"),
    "nothing": ("", "foreign_empty", ""),
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_is_one_error(tmp_path: Path, name: str) -> None:
    content, key, named = FAULTS[name]
    path = tmp_path / "scenario.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(NplvError) as caught:
        read_changes(path, PARAMETERS, FutureScenario)
    assert not isinstance(caught.value, SeveralErrors)
    assert (caught.value.key, str(path) in caught.value.where) == (key, True)
    assert named in str(caught.value)
    assert_said_in_full(caught.value)


def test_not_known_is_a_value_of_the_level_after_2028(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text("version: f1\nname_nl: Zoals besloten\nlevers: {level_after: null, end_year: 2031}")
    assert read_changes(path, PARAMETERS, FutureScenario).changes == (("end_year", 2031),)


def test_a_scenario_of_funding_is_none_of_redistribution(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text("version: f1\nlevers: {}")
    with pytest.raises(NplvError, match="scenario_version"):
        read_scenario(path, load_parameters(ROOT))
