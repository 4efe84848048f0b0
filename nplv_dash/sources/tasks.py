"""The preset tasks for a room, in `data/tasks.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import TypeAdapter

from nplv_dash.domain.errors import NplvError, SeveralErrors
from nplv_dash.domain.parameters import Parameters
from nplv_dash.domain.scenario import Example
from nplv_dash.domain.tasks import AnyTask, PlacingTask, ScenarioTask
from nplv_dash.sources.yamlfiles import read_records

_ANY: TypeAdapter[ScenarioTask | PlacingTask] = TypeAdapter(AnyTask)


def load_tasks(
    root: Path, parameters: Parameters, examples: Sequence[Example]
) -> tuple[ScenarioTask | PlacingTask, ...]:
    """The tasks in `root/data/tasks.yaml`, in their order.

    Args:
        parameters: of redistribution.
        examples: the named scenarios that a task may begin with.

    Raises:
        DataError: `file_missing`, `yaml_invalid`, `not_a_list`, or `records_wrong` with every record that is wrong.
        NplvError: `example_unknown`, `lever_unknown`, `task_reach`, or what a value of a lever is refused with; a
            SeveralErrors where more than one is.
    """
    path = root / "data" / "tasks.yaml"
    tasks = read_records(path, _ANY)
    wrong = [error for task in tasks for error in _wrong(task, parameters, examples)]
    if wrong:
        placed = [NplvError(error.key, f"{path}: {error.where}", **error.values) for error in wrong]
        raise SeveralErrors(placed) if len(placed) > 1 else placed[0]
    return tasks


def _wrong(
    task: ScenarioTask | PlacingTask, parameters: Parameters, examples: Sequence[Example]
) -> Iterator[NplvError]:
    """What a task names that does not exist, or does not go together; each says in which task."""
    if isinstance(task, PlacingTask):
        try:
            task.made(examples, parameters)
        except NplvError as error:
            yield from error.errors if isinstance(error, SeveralErrors) else (error,)
        return
    known = [example.scenario.name for example in examples if example.scenario.name]
    if task.start not in known:
        yield NplvError("example_unknown", task.id, name=task.start, known=", ".join(known))
    levers = [lever.id for lever in parameters.levers]
    for lever in task.levers:
        if lever not in levers:
            yield NplvError("lever_unknown", task.id, lever=lever, known=", ".join(levers))
