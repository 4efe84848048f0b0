"""The preset tasks: those that the project ships, and files with something wrong in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from nplv_dash import ROOT
from nplv_dash.domain.errors import NplvError, SeveralErrors
from nplv_dash.domain.tasks import PlacingTask, ScenarioTask
from nplv_dash.sources.build import to_yaml
from nplv_dash.sources.bundle import load_bundle
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import examples
from nplv_dash.sources.tasks import load_tasks
from tests.broken.sentences import assert_said_in_full

PARAMETERS = load_parameters(ROOT)
EXAMPLES = examples(ROOT, PARAMETERS)
SHIPPED = yaml.safe_load((ROOT / "data" / "tasks.yaml").read_text(encoding="utf-8"))
SCENARIO = next(i for i, task in enumerate(SHIPPED) if task["kind"] == "scenario")
PLACING = next(i for i, task in enumerate(SHIPPED) if task["kind"] == "placing")


def written(root: Path, content: object) -> Path:
    (root / "data").mkdir(exist_ok=True)
    (root / "data" / "tasks.yaml").write_text(to_yaml(content), encoding="utf-8")
    return root


def changed(which: int, **values: Any) -> list[dict[str, Any]]:
    """The shipped tasks with other values in one; None takes a key away."""
    tasks = [dict(task) for task in SHIPPED]
    tasks[which] = {key: value for key, value in (tasks[which] | values).items() if value is not None}
    return tasks


def test_shipped_tasks_are_of_both_kinds_and_asked_in_both_languages() -> None:
    tasks = load_tasks(ROOT, PARAMETERS, EXAMPLES)
    assert {type(task) for task in tasks} == {ScenarioTask, PlacingTask}
    for task in tasks:
        assert task.name("nl") != task.name("en") or "Rotterdam" in task.name("nl")
        assert task.question("nl").endswith("?")
        assert task.question("en").endswith("?")
        assert task.question("nl") != task.question("en")


def test_a_task_is_no_part_of_the_data_that_figures_come_from() -> None:
    assert "tasks.yaml" not in {built.path for built in load_bundle(ROOT).catalog.files}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (changed(SCENARIO, levers=[]), "levers"),
        (changed(SCENARIO, levers=["workers", "workers"]), "a lever stands twice"),
        (changed(SCENARIO, question_en=None), "question_en"),
        (changed(SCENARIO, colour="red"), "colour"),
        (changed(SCENARIO, kind="game"), "game"),
        (changed(SCENARIO, id="Not a key"), "id"),
        (changed(PLACING, place="Rotterdam"), "neither the code of a municipality nor a province"),
        (changed(PLACING, year=0), "year"),
        (changed(PLACING, changes=[1]), "changes"),
        ([*SHIPPED, SHIPPED[0]], "occurs twice"),
    ],
)
def test_a_record_that_is_wrong_is_named(tmp_path: Path, content: object, said: str) -> None:
    with pytest.raises(NplvError) as caught:
        load_tasks(written(tmp_path, content), PARAMETERS, EXAMPLES)
    assert caught.value.key == "records_wrong"
    assert said in str(caught.value.values["problems"])
    assert_said_in_full(caught.value)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (changed(SCENARIO, start="plea_1924"), "example_unknown"),
        (changed(PLACING, scenario="plea_1924"), "example_unknown"),
        (changed(SCENARIO, levers=["workers", "rent"]), "lever_unknown"),
        (changed(PLACING, scenario="nationwide_by_stock"), "task_reach"),
        (changed(PLACING, place="Utrecht"), "task_reach"),
        (changed(PLACING, changes={"rent": 1}), "lever_unknown"),
        (changed(PLACING, changes={"ceiling": 7.0}), "parameter_bounds"),
    ],
)
def test_what_does_not_exist_or_go_together_is_named_with_its_task(tmp_path: Path, content: Any, key: str) -> None:
    with pytest.raises(NplvError) as caught:
        load_tasks(written(tmp_path, content), PARAMETERS, EXAMPLES)
    assert caught.value.key == key
    assert caught.value.where.endswith((SHIPPED[SCENARIO]["id"], SHIPPED[PLACING]["id"]))
    assert_said_in_full(caught.value)


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SeveralErrors) as caught:
        load_tasks(written(tmp_path, changed(SCENARIO, start="none", levers=["rent"])), PARAMETERS, EXAMPLES)
    assert [error.key for error in caught.value.errors] == ["example_unknown", "lever_unknown"]


def test_a_key_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    root = written(tmp_path, SHIPPED)
    path = root / "data" / "tasks.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("  kind:", "  id: twice\n  kind:", 1), encoding="utf-8")
    with pytest.raises(NplvError, match=r"yaml_invalid.*double key id"):
        load_tasks(root, PARAMETERS, EXAMPLES)
