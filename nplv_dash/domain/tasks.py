"""Tasks for a room: what people are asked, and what they can set."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, field_validator

from nplv_dash.domain.codes import PROVINCES, is_code
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.levers import Reach
from nplv_dash.domain.parameters import Parameters, Value
from nplv_dash.domain.records import Record, Text
from nplv_dash.domain.scenario import Example, Scenario


class Task(Record):
    """What every task has: a key, a name, and a question, in both languages."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    name_nl: Text
    name_en: Text
    question_nl: Text
    question_en: Text

    def name(self, lang: str) -> str:
        """The name in a language of the app."""
        return self.name_en if lang == "en" else self.name_nl

    def question(self, lang: str) -> str:
        """The question in a language of the app."""
        return self.question_en if lang == "en" else self.question_nl


class ScenarioTask(Task):
    """Everybody makes a scenario.

    Attributes:
        start: key of the example in which the levers stand at first.
        levers: ids of the levers that are asked first, in this order; all others can be found below them.
    """

    kind: Literal["scenario"]
    start: Text
    levers: tuple[Text, ...] = Field(min_length=1)

    @field_validator("levers")
    @classmethod
    def _once(cls, levers: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(levers)) < len(levers):
            raise ValueError("a lever stands twice")
        return levers


class PlacingTask(Task):
    """Everybody distributes the same households over the wijken of a place that may receive.

    Attributes:
        place: code of a municipality (`GM0599`), or name of a province.
        scenario: key of the example that says how many households there are, and which wijken may receive.
        changes: levers that stand otherwise than in the example, where that leaves nothing to choose in this place.
        year: of the policy, 1 for the first.
    """

    kind: Literal["placing"]
    place: Text
    scenario: Text
    year: int = Field(ge=1, le=20)
    changes: dict[Text, Value] = Field(default_factory=dict)

    @field_validator("place")
    @classmethod
    def _exists(cls, place: str) -> str:
        if not is_code("gemeente", place) and place not in PROVINCES:
            raise ValueError("neither the code of a municipality nor a province")
        return place

    @property
    def reach(self) -> Reach:
        """Within what the households stay."""
        return "provincie" if self.place in PROVINCES else "gemeente"

    def made(self, examples: Iterable[Example], parameters: Parameters) -> Scenario:
        """The scenario of the task.

        Raises:
            NplvError: `example_unknown`, `task_reach` where its households do not stay in the place, or what
                `Scenario.of` raises.
        """
        known = {example.scenario.name: example.scenario for example in examples if example.scenario.name}
        if self.scenario not in known:
            raise NplvError("example_unknown", self.id, name=self.scenario, known=", ".join(known))
        example = known[self.scenario]
        found = Scenario.of(parameters, dict(example.changes) | self.changes, example.seed, where=self.id)
        reach = found.levers(parameters).reach
        if reach != self.reach:
            raise NplvError("task_reach", self.id, place=self.place, example=self.scenario, reach=reach)
        return found


#: A task of any kind, by its `kind`.
AnyTask = Annotated[ScenarioTask | PlacingTask, Field(discriminator="kind")]
