"""A room that makes scenarios: an answer as a scenario, what a room chose per lever, and the scenario of the group.

The scenario of the group is a scenario like any other: what it comes to is computed by the same model, and told in the
same words, as on the page of redistribution.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Any, Final

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.parameters import Parameter, Parameters, Value
from nplv_dash.domain.rooms import ENOUGH, Answer
from nplv_dash.domain.scenario import NONE_OLDER, Older, Scenario

_log = logging.getLogger(__name__)
#: Below this people hardly differ on a lever: two of them are a twentieth of its length apart.
_ALIKE: Final = 0.05
#: Levers that are named as those on which people differ.
_NAMED: Final = 2


@dataclass(frozen=True, slots=True)
class Spread:
    """What a room chose for one lever.

    Attributes:
        lever: its record.
        counts: how many people chose each value, in the order of the widget; "not known" (None) goes first. Values that
            nobody chose are left out.
        group: the value of the group. A number: the median, on a step of the lever. Else what most people chose.
        is_tied: more than one value was chosen most; then the default goes before the others, and the first of those.
        middle: the lowest and the highest number of the half in the middle; None where nobody chose a number.
        apart: how far two people of the room differ on average: 0 all the same, 1 as far as can be.
    """

    lever: Parameter
    counts: tuple[tuple[Value | None, int], ...]
    group: Value | None
    is_tied: bool
    middle: tuple[Value, Value] | None
    apart: float

    @property
    def people(self) -> int:
        """How many answered."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class Group:
    """What a room chose.

    Attributes:
        scenarios: of the people, in no order that says who they are.
        refused: answers that could not be read any more; they count for nothing.
        spreads: of every lever, in the order of the file.
    """

    parameters: Parameters
    scenarios: tuple[Scenario, ...]
    refused: int
    spreads: tuple[Spread, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario of the group."""
        values = {one.lever.id: one.group for one in self.spreads if one.group is not None}
        return Scenario.of(self.parameters, values)

    @property
    def disputed(self) -> tuple[Spread, ...]:
        """The levers on which people differ most, the most first; none where they hardly differ."""
        far = sorted(self.spreads, key=lambda one: -one.apart)
        return tuple(one for one in far[:_NAMED] if one.apart > _ALIKE)

    def chosen(self, first: Iterable[str], start: Scenario) -> tuple[Spread, ...]:
        """The levers to show: the first, and others that somebody moved from where they stood at the start."""
        stood = self.parameters.defaults("lever") | dict(start.changes)
        by_id = {one.lever.id: one for one in self.spreads}
        order = dict.fromkeys([*first, *by_id])
        wanted = [by_id[name] for name in order if name in by_id]
        asked = set(first)
        return tuple(
            one for one in wanted if one.lever.id in asked or one.counts != ((stood[one.lever.id], one.people),)
        )


def content_of(scenario: Scenario) -> dict[str, object]:
    """What is sent in. The draws are the same for everybody, so their seed is no choice."""
    return {name: value for name, value in scenario.to_plain().items() if name != "seed"}


def scenario_of(parameters: Parameters, content: Mapping[str, Any], older: Older = NONE_OLDER) -> Scenario:
    """The scenario of an answer; that of an earlier version says the same as it did.

    Raises:
        NplvError: what `Scenario.from_plain` raises.
    """
    levers = {name: content[name] for name in ("version", "levers") if name in content}
    return Scenario.from_plain(parameters, levers, where="answer", older=older)


def group_of(parameters: Parameters, answers: Sequence[Answer], older: Older = NONE_OLDER) -> Group | None:
    """What a room chose, whoever answered first; None where those answers that can be read are too few to tell."""
    found = []
    for answer in answers:
        try:
            found.append(scenario_of(parameters, answer.content, older))
        except NplvError as error:
            # One answer that nobody can read must not take the screen from all others. What it says is not for the log.
            _log.warning("an answer cannot be read", extra={"error": error.key, "round": answer.round})
    if len(found) < ENOUGH:
        return None
    scenarios = tuple(sorted(found, key=lambda one: one.id))
    values = [parameters.defaults("lever") | dict(one.changes) for one in scenarios]
    spreads = tuple(_spread(lever, [one[lever.id] for one in values]) for lever in parameters.levers)
    return Group(parameters, scenarios, len(answers) - len(found), spreads)


def _spread(lever: Parameter, values: Sequence[Value | None]) -> Spread:
    counts = Counter(values)
    numbers = sorted(x for x in values if x is not None and not isinstance(x, str))
    most = max(counts.values())
    tied = [value for value, count in counts.items() if count == most]
    in_number = lever.numeric and 2 * len(numbers) > len(values)
    if in_number:
        group: Value | None = _median(lever, numbers)
    elif lever.numeric:
        # Half of the people or more say that nobody knows it.
        group = None
    else:
        group = lever.default if lever.default in tied else min(tied, key=_order(lever))
    quarter = (len(numbers) - 1) // 4
    return Spread(
        lever=lever,
        counts=tuple(sorted(counts.items(), key=lambda one: _order(lever)(one[0]))),
        group=group,
        is_tied=not lever.numeric and len(tied) > 1,
        middle=(numbers[quarter], numbers[-1 - quarter]) if lever.numeric and numbers else None,
        apart=_apart(lever, counts),
    )


def _median(lever: Parameter, numbers: Sequence[Value]) -> Value:
    """The median; between two values the step that is nearest to it, and of two of those the one near the default."""
    middle = median(float(x) for x in numbers)
    chosen = next((x for x in numbers if x == middle), None)
    if chosen is not None:
        return chosen
    near = float(lever.default) if isinstance(lever.default, (int, float)) else middle
    return min(lever.steps, key=lambda x: (round(abs(float(x) - middle), 9), abs(float(x) - near)))


def _order(lever: Parameter) -> Any:
    """Where a value stands in the widget of its lever."""
    if lever.kind == "choice":
        return lever.choices.index
    return lambda value: (value is not None, value)


def _apart(lever: Parameter, counts: Mapping[Value | None, int]) -> float:
    """The mean distance of two people: a share of the length of the lever; of what has none, whether they differ."""
    people = sum(counts.values())
    if people < 2:
        return 0.0
    length = float(lever.high or 0) - float(lever.low or 0)

    def distance(one: Value | None, other: Value | None) -> float:
        if one is None or other is None or not lever.numeric:
            return 1.0
        return abs(float(one) - float(other)) / length

    total = sum(counts[a] * counts[b] * distance(a, b) for a, b in combinations(counts, 2))
    return total / (people * (people - 1) / 2)
