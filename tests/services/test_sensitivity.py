"""What the outcome hangs on, and what is kept of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError, NplvError
from nplv_dash.domain.scenario import MODEL_VERSION, Scenario
from nplv_dash.domain.sensitivity import OutcomeVariance, PartOfVariance, ScenarioVariance, Sensitivity
from nplv_dash.model.draws import NAMES, draw
from nplv_dash.model.horizon import OUTCOMES, Policy
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.services import sensitivity
from nplv_dash.services.check import check_data
from nplv_dash.services.country import country_of
from nplv_dash.services.redistribution import Band, odds_of, run, shape_of, spreads_of
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import read_example
from tests.broken.sentences import assert_said_in_full
from tests.toy_town.fixtures import Town

PARAMETERS = load_parameters(ROOT)


@pytest.fixture(scope="module")
def toy_figures(toy: Workspace) -> Sensitivity:
    """Made up: the town lacks figures that the model needs."""
    parts = tuple(PartOfVariance(id=name, first=0.4, first_margin=0.1, total=0.6, total_margin=0.1) for name in "ab")
    outcomes = tuple(OutcomeVariance(outcome=name, mean=-1.5, sd=0.5, parts=parts) for name in OUTCOMES)
    return Sensitivity(
        schema_version=1,
        model=MODEL_VERSION,
        parameters=PARAMETERS.fingerprint,
        data=toy.bundle.fingerprint,
        count=4,
        scenarios=tuple(
            ScenarioVariance(name=name, scenario=scenario.id, outcomes=outcomes)
            for name, scenario in sensitivity.scenarios(toy.bundle.root, PARAMETERS).items()
        ),
    )


@pytest.fixture
def keeping(town: Town, toy_figures: Sensitivity) -> Town:
    """A town that keeps what belongs to it."""
    sensitivity.keep(town.root, toy_figures)
    return town


def test_what_is_kept_belongs_to_the_data(real: Workspace) -> None:
    found = sensitivity.kept(ROOT)
    sensitivity.check_origin(real, found)
    assert found.count == 512
    assert [one.name for one in found.scenarios] == ["default", "plea_2024"]
    for one in found.scenarios:
        assert tuple(outcome.outcome for outcome in one.outcomes) == OUTCOMES
        for outcome in one.outcomes:
            assert sorted(part.id for part in outcome.parts) == sorted(NAMES)
            assert sum(part.first for part in outcome.parts) < 1.05
            assert sum(part.total for part in outcome.parts) > 0.95


def test_what_decides_is_what_the_page_says(real: Workspace) -> None:
    plea = sensitivity.scenarios(ROOT, PARAMETERS)["plea_2024"]
    one = sensitivity.kept(ROOT).of(plea.id)
    assert one is not None
    largest = {outcome.outcome: outcome.parts[0].id for outcome in one.outcomes}
    assert largest == {
        "areas_change": "g_comply", "areas_effect": "rho", "receivers_change": "g_comply", "receivers_effect": "rho",
    }  # fmt: skip
    country = country_of(real)
    swings = {one.outcome: one.swings[0].name for one in sensitivity.tornado(country, PARAMETERS, plea)}
    assert swings == largest


def test_scenarios_are_found_by_what_they_compute() -> None:
    found = sensitivity.kept(ROOT)
    default = found.of(Scenario().id)
    assert default is not None
    assert default.name == "default"
    assert found.of(Scenario.of(PARAMETERS, {"share_redirected": 0.35}).id) is None


def test_the_figures_are_those_of_a_run(real: Workspace) -> None:
    country, scenario, count = country_of(real), Scenario.of(PARAMETERS, {"share_redirected": 0.5}), 20
    result = run(country, PARAMETERS, scenario, count)
    policy = Policy(country.places, scenario.levers(PARAMETERS), shape_of(PARAMETERS), odds_of(PARAMETERS))
    bands = Band.of(policy.at_horizon(draw(spreads_of(PARAMETERS), scenario.seed, count)))
    sides = (result.areas.change, result.areas.effect, result.receivers.change, result.receivers.effect)
    for k, side in enumerate(sides):
        assert bands.values[:, k] == pytest.approx(side.values[:, -1], rel=1e-9, abs=1e-12)


def test_as_now_hangs_on_nothing(real: Workspace) -> None:
    country = country_of(real)
    now = read_example(ROOT / "data" / "scenarios" / "01_as_now.yaml", PARAMETERS).scenario
    assert {swing.width for one in sensitivity.tornado(country, PARAMETERS, now) for swing in one.swings} == {0.0}
    found = sensitivity.sobol(country, PARAMETERS, now, count=2)
    assert {(one.mean, one.sd, one.parts[0].total) for one in found} == {(0.0, 0.0, 0.0)}


def test_every_uncertainty_has_a_record_with_words() -> None:
    for lang in LANGUAGES:
        t = Text(lang)
        assert all(f"{sensitivity.parameter_of(PARAMETERS, name).label}.label" in t for name in NAMES)
        assert all(f"sensitivity.outcome.{outcome}" in t for outcome in OUTCOMES)
        assert all(f"sensitivity.scenario.{name}" in t for name in sensitivity.scenarios(ROOT, PARAMETERS))


def test_the_same_figures_are_the_same_bytes(real: Workspace, tmp_path: Path) -> None:
    path, fresh = sensitivity.path_below(tmp_path), sensitivity.estimate(real, count=2)
    path.parent.mkdir()
    sensitivity.keep(tmp_path, fresh)
    before = path.read_bytes()
    assert sensitivity.kept(tmp_path) == fresh
    again = sensitivity.estimate(real, count=2)
    sensitivity.check_origin(real, again)
    sensitivity.check(tmp_path, again)
    sensitivity.keep(tmp_path, again)
    assert path.read_bytes() == before
    assert b"-0.0\n" not in before


def test_another_figure_is_named_and_another_last_decimal_is_not(toy_figures: Sensitivity, keeping: Town) -> None:
    path = sensitivity.path_below(keeping.root)
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace("total: 0.6\n", "total: 0.6001\n", 1), encoding="utf-8")
    sensitivity.check(keeping.root, toy_figures)
    path.write_text(before.replace("total: 0.6\n", "total: 0.61\n", 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        sensitivity.check(keeping.root, toy_figures)
    assert caught.value.values == {"count": 1, "examples": "default.areas_change.a.total"}
    assert_said_in_full(caught.value)
    fewer = toy_figures.model_copy(update={"scenarios": toy_figures.scenarios[:1]})
    sensitivity.keep(keeping.root, fewer)
    with pytest.raises(DataError, match=r"plea_2024\.areas_change\.mean"):
        sensitivity.check(keeping.root, toy_figures)


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("parameters.yaml", "default: 0.17\n", "default: 0.16\n", "data/parameters.yaml"),
        ("scenarios/02_plea_2024.yaml", "workers: 0.5", "workers: 0.4", "data/scenarios"),
        ("anchors.yaml", "hier", "daar", "data/catalog.yaml"),
        ("sensitivity.yaml", f"model: '{MODEL_VERSION}'", "model: '0'", "nplv_dash/model"),
    ],
)
def test_what_changed_since_is_named_by_the_check(keeping: Town, file: str, old: str, new: str, named: str) -> None:
    assert [(f.key, f.ok) for f in check_data(keeping.root) if "sensitivity" in f.subject] == [("sensitivity", True)]
    keeping.edit_text(file, old, new)
    keeping.recatalogue()
    (finding,) = [f for f in check_data(keeping.root) if f.key == "sensitivity"]
    assert not finding.ok
    assert finding.error is not None
    assert finding.error.key == "sensitivity_stale"
    assert finding.error.values == {"what": named}
    assert_said_in_full(finding.error)


@pytest.mark.parametrize(("old", "new"), [("count: 4", "count: 5"), ("schema_version: 1", "schema_version: 2")])
def test_a_damaged_file_is_a_finding(keeping: Town, old: str, new: str) -> None:
    keeping.edit_text("sensitivity.yaml", old, new)
    (finding,) = [f for f in check_data(keeping.root) if "sensitivity.yaml" in f.subject]
    assert (finding.key, finding.ok, finding.error and finding.error.key) == ("readable", False, "records_wrong")


def test_parameters_that_cannot_be_read_are_found_once(keeping: Town) -> None:
    keeping.edit_text("parameters.yaml", "kind: share", "kind: shaer")
    failed = [f for f in check_data(keeping.root) if not f.ok and f.key != "twenty"]
    assert [Path(f.subject.split(":")[0]).name for f in failed] == ["parameters.yaml"]


def test_nothing_kept_is_an_error_for_who_asks_and_none_for_a_made_up_country(toy_root: Path) -> None:
    with pytest.raises(DataError, match="file_missing"):
        sensitivity.kept(toy_root)
    assert [f for f in check_data(toy_root) if f.key == "sensitivity"] == []


def test_a_country_without_a_plea_is_an_error(town: Town) -> None:
    shutil.rmtree(town.root / "data" / "scenarios")
    with pytest.raises(NplvError, match="example_unknown"):
        sensitivity.scenarios(town.root, PARAMETERS)


def test_rounding_never_writes_a_negative_zero() -> None:
    assert not np.signbit(sensitivity._rounded(-1e-9))
