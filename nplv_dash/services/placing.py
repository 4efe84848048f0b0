"""The receiving side as a task: these households, distributed over the wijken of a place that may receive.

How many there are, where they may live and how many fit comes from the model: the most likely draw of a named scenario,
as the goal seeker reads it (`services/goalseek`). Here only whole households are counted.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

import numpy as np

from nplv_dash.domain.codes import gemeente_of
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.parameters import Parameters
from nplv_dash.domain.scenario import Example, Scenario
from nplv_dash.domain.tasks import PlacingTask
from nplv_dash.model.goalseek import Redirection
from nplv_dash.model.places import Array, Mask
from nplv_dash.services.apportion import apportion
from nplv_dash.services.country import Country
from nplv_dash.services.goalseek import problem_of
from nplv_dash.services.redistribution import explain
from nplv_dash.services.workspace import Workspace

_log = logging.getLogger(__name__)
#: Households per receiver, in the order of `Job.receivers`.
Placing = tuple[int, ...]
#: The key of the households per wijk in what is sent in.
PLACED: Final = "placed"
_PART: Final = re.compile(r"([0-9A-Z]{6})x([0-9]{1,6})")
#: What the model places is read to a millionth of a household: proportions in whole numbers.
_FINE: Final = 1_000_000
#: So far below a whole household is one: figures of single wijken are float32.
_HAIR: Final = 1e-4
#: At most so many wijken are named where people differ, and only where the middle half of them is so wide, as a share
#: of all households.
_NAMED, _WIDE = 3, 0.05


@dataclass(frozen=True, slots=True)
class Receiver:
    """A wijk that may receive.

    Attributes:
        homes: corporation homes.
        vacant: of those that fall vacant in the year.
        settled: of those let to vulnerable households, without the policy.
        room: households that it can receive in the year.
    """

    code: str
    name: str
    gemeente: str
    homes: float
    vacant: float
    settled: float
    room: int

    def share(self, placed: int = 0) -> float:
        """Share of the homes let to vulnerable households at the end of the year if so many come, 0 to 1."""
        return min((self.settled + placed) / self.homes, 1.0)


@dataclass(frozen=True)
class Job:
    """A placing task with the figures of the model.

    Attributes:
        scenario: that it comes from.
        place: name of the municipality or province.
        count: households to place in the year.
        wanted: households that the scenario wants to place; more than `count` where there is no room for all.
        receivers: by municipality and name; at least one.
        goal: what the goal seeker makes of the same number: every wijk by its room.
    """

    task: PlacingTask
    scenario: Scenario
    place: str
    count: int
    wanted: int
    receivers: tuple[Receiver, ...]
    goal: Placing

    @cached_property
    def index(self) -> Mapping[str, int]:
        """Where each receiver is, by its code."""
        return {receiver.code: i for i, receiver in enumerate(self.receivers)}

    @cached_property
    def room(self) -> Placing:
        """Households that each can receive."""
        return tuple(receiver.room for receiver in self.receivers)

    @property
    def nothing(self) -> Placing:
        """Nobody is placed yet."""
        return (0,) * len(self.receivers)

    @property
    def step(self) -> Literal[1, 5, 10]:
        """Households that one press places at first: some tens of presses are enough."""
        return 1 if self.count <= 40 else 5 if self.count <= 200 else 10


@dataclass(frozen=True)
class Group:
    """What some people made of a job together.

    Attributes:
        count: how many people.
        placing: the median of each wijk, brought to the number of households in proportion.
        low, high: the middle half of the people, per wijk.
    """

    count: int
    placing: Placing
    low: tuple[float, ...]
    high: tuple[float, ...]


def job_of(
    workspace: Workspace, country: Country, parameters: Parameters, examples: Iterable[Example], task: PlacingTask
) -> Job:
    """The job of a task.

    Raises:
        NplvError: what `PlacingTask.made` raises; `placing_place` where the model knows no wijk there, `placing_none`
            where no household is to be placed, or none of the wijken has room.
    """
    scenario = task.made(examples, parameters)
    inside = _inside(workspace, country, task)
    problem = problem_of(country, parameters, scenario, task.year)
    plan = problem.redirect(np.full(country.places.areas, problem.levers.share_redirected))
    giving = np.unique(country.places.area[inside & country.places.focus])
    wanted = round(float(plan.wanted[task.year - 1, giving].sum()))
    rows = np.flatnonzero(inside & (plan.room >= 1 - _HAIR)).tolist()
    rows.sort(key=lambda i: (country.gemeenten[i], country.names[i]))
    receivers = tuple(_receiver(country, parameters, scenario, plan, task.year, i) for i in rows)
    room = [receiver.room for receiver in receivers]
    count = min(wanted, sum(room))
    if count == 0:
        raise NplvError("placing_none", task.id, place=task.place)
    place = country.gemeenten[int(np.flatnonzero(inside)[0])] if task.reach == "gemeente" else task.place
    goal = apportion(count, [round(float(plan.received[i]) * _FINE) for i in rows], room)
    return Job(task, scenario, place, count, wanted, receivers, goal)


def _inside(workspace: Workspace, country: Country, task: PlacingTask) -> Mask:
    """Which wijken lie in the place, shape (n,)."""
    province = workspace.bundle.units["gemeente"].set_index("code")["province"].to_dict()
    wanted = (
        {task.place} if task.reach == "gemeente" else {code for code, name in province.items() if name == task.place}
    )
    inside = np.array([gemeente_of(code) in wanted for code in country.codes])
    if not inside.any():
        raise NplvError("placing_place", task.id, place=task.place)
    return inside


def _receiver(
    country: Country, parameters: Parameters, scenario: Scenario, plan: Redirection, year: int, i: int
) -> Receiver:
    without, with_policy = explain(country, parameters, scenario, country.codes[i], year - 1)
    return Receiver(
        code=country.codes[i],
        name=country.names[i],
        gemeente=country.gemeenten[i],
        homes=float(country.places.homes[i]),
        vacant=with_policy["vacancies"],
        settled=without["stock"],
        room=int(plan.room[i] + _HAIR),
    )


def check(job: Job, content: Mapping[str, Any]) -> Placing:
    """What somebody sends in, as a placing.

    Args:
        content: of `content_of`, or anything else that came from outside.

    Raises:
        NplvError: `placing_shape`, `placing_unknown`, `placing_number`, `placing_room` or `placing_sum`.
    """
    placed = content.get(PLACED)
    if not isinstance(placed, Mapping):
        raise NplvError("placing_shape", PLACED)
    unknown = [code for code in placed if code not in job.index]
    if unknown:
        raise NplvError("placing_unknown", PLACED, count=len(unknown))
    placing = tuple(_whole(placed.get(receiver.code, 0), receiver) for receiver in job.receivers)
    if sum(placing) != job.count:
        raise NplvError("placing_sum", PLACED, sum=sum(placing), count=job.count)
    return placing


def _whole(value: object, receiver: Receiver) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise NplvError("placing_number", PLACED, wijk=receiver.name)
    if value > receiver.room:
        raise NplvError("placing_room", PLACED, wijk=receiver.name, room=receiver.room)
    return value


def readable(job: Job, contents: Iterable[Mapping[str, Any]]) -> tuple[Placing, ...]:
    """The placings among what was sent in: with other figures than those of its time an answer may no longer fit."""
    found = []
    for content in contents:
        try:
            found.append(check(job, content))
        except NplvError as error:
            # One answer that does not fit must not take the screen from all others; the page says how many there are.
            # What it says is not for the log.
            _log.warning("an answer cannot be read", extra={"error": error.key, "task": job.task.id})
    return tuple(found)


def content_of(job: Job, placing: Placing) -> dict[str, Any]:
    """What is sent in: households per wijk, without those that get none."""
    return {PLACED: {one.code: number for one, number in zip(job.receivers, placing, strict=True) if number}}


def to_text(job: Job, placing: Placing) -> str:
    """A placing for an address: `059901x12-059902x5`; empty where nobody is placed."""
    pairs = zip(job.receivers, placing, strict=True)
    return "-".join(f"{one.code.removeprefix('WK')}x{number}" for one, number in pairs if number)


def of_text(job: Job, text: str) -> Placing | None:
    """What `to_text` wrote; None where it is of another job, or anything else."""
    numbers = list(job.nothing)
    for part in text.split("-") if text else ():
        found = _PART.fullmatch(part)
        i = job.index.get(f"WK{found[1]}") if found else None
        if found is None or i is None:
            return None
        numbers[i] = int(found[2])
    fits = all(number <= room for number, room in zip(numbers, job.room, strict=True))
    return tuple(numbers) if fits and sum(numbers) <= job.count else None


def left(job: Job, placing: Placing) -> int:
    """Households that still have no wijk."""
    return job.count - sum(placing)


def moved(job: Job, placing: Placing, i: int, step: int) -> Placing:
    """The placing with `step` more in wijk i, or as many as there are and fit; fewer where that is negative."""
    most = min(placing[i] + left(job, placing), job.room[i])
    number = min(max(placing[i] + step, 0), most)
    return (*placing[:i], number, *placing[i + 1 :])


def group_of(job: Job, placings: Sequence[Placing]) -> Group:
    """What these people made of it together, whatever their order.

    Raises:
        ValueError: nobody.
    """
    if not placings:
        raise ValueError("a group is somebody")
    numbers = np.array(placings, dtype=np.int64)
    # Twice the median, so that a half is whole. Where most people place nobody the median is 0 everywhere, or leaves
    # too little room: then the rest goes by the mean, which is above 0 wherever anybody placed somebody.
    placing = apportion(job.count, np.rint(2 * np.median(numbers, axis=0)).astype(int).tolist(), job.room)
    rest = apportion(
        left(job, placing), numbers.sum(axis=0).tolist(), [m - p for m, p in zip(job.room, placing, strict=True)]
    )
    placing = tuple(a + b for a, b in zip(placing, rest, strict=True))
    low, high = np.quantile(numbers, (0.25, 0.75), axis=0)
    return Group(len(numbers), placing, tuple(low.tolist()), tuple(high.tolist()))


def elsewhere(one: Placing, other: Placing) -> int:
    """Households that live in another wijk in the one placing than in the other: half of all differences together."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) // 2


def disputed(job: Job, group: Group) -> tuple[int, ...]:
    """Where people differ most: at most three wijken, in the order of the job; none where they hardly do."""
    width: Array = np.array(group.high) - np.array(group.low)
    wide = [i for i in np.argsort(-width, kind="stable").tolist() if width[i] >= max(1.0, _WIDE * job.count)]
    return tuple(sorted(wide[:_NAMED]))
