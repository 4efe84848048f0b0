"""What the pages of a room need of each kind of task: three functions, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nplv_dash.domain.rooms import Answer
from nplv_dash.domain.tasks import PlacingTask, ScenarioTask
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.minutes import Told
from nplv_dash.ui.blocks.room import placing, placing_screen, scenario


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of task.

    Attributes:
        ask: draws what a person sets on a phone, within a fragment of its own; returns what to send, or None while
            that cannot be sent. What is set stands in the address, so that it survives a reconnect.
        show: draws what came in, on the screen and on phones, beside what came in in the round before (may be empty).
            Called for answers that are enough to show.
        told: the same in words, for the minutes; for a phone beside the answer of its own, where that can be read.
    """

    ask: Callable[[Any, Text, Numbers], Mapping[str, Any] | None]
    show: Callable[[Any, Sequence[Answer], Sequence[Answer], Text, Numbers], None]
    told: Callable[[Any, Sequence[Answer], Text, Numbers, Answer | None], Told]


_KINDS: Final[Mapping[str, Kind]] = {
    "scenario": Kind(scenario.draw_participant, scenario.draw_screen, scenario.told),
    "placing": Kind(placing.draw_participant, placing_screen.draw_screen, placing_screen.told),
}


def kind_of(task: ScenarioTask | PlacingTask) -> Kind:
    """What the pages need of a task."""
    return _KINDS[task.kind]
