"""What a room chose, as dots on strips: a dot per person, the group's choice, and the round before pale behind it.

HTML without script, for a screen at the front of a hall and for a phone. Its style stands in `ui/room.css`, under
`.nplv-room-strip`; to a screen reader every strip is one picture with a sentence, and the figures stand in a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

#: Pixels of a dot at most and at least, and of the highest stack where dots can be made smaller.
_LARGEST, _SMALLEST, _HIGH = 16.0, 2.0, 100.0


@dataclass(frozen=True, slots=True)
class Stack:
    """The people who chose one value.

    Attributes:
        place: on the strip, 0 to 1.
        people, before: how many in this round, and in the one before it.
        text: the value; stands under the stack where `Strip.is_named`.
    """

    place: float
    people: int
    before: int
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """One lever.

    Attributes:
        said: the group's choice in words; what a screen reader reads, with `title`.
        middle: places of the half in the middle; None where there is none to draw.
        group, group_before: places of the group's choice, in this round and the one before it.
        ends: two words, at both ends of the scale; empty where every stack has its own.
        is_named: every stack has its value under it.
    """

    title: str
    said: str
    stacks: tuple[Stack, ...]
    middle: tuple[float, float] | None
    group: float | None
    group_before: float | None
    ends: tuple[str, ...]
    is_named: bool


def strips(rows: Sequence[Strip]) -> str:
    """The strips below one another, with dots of one size on all of them."""
    most = max((max(one.people, one.before) for row in rows for one in row.stacks), default=1)
    dot = max(_SMALLEST, min(_LARGEST, _HIGH / max(most, 1)))
    return "".join(_strip(row, dot) for row in rows)


def _strip(row: Strip, dot: float) -> str:
    tallest = max((max(one.people, one.before) for one in row.stacks), default=1)
    # What is drawn first lies below: the dots hide no line, and no line hides a dot.
    marks = ""
    if row.middle is not None:
        low, high = row.middle
        marks += f'<i class="half" style="--x:{_at(low)};--to:{_at(high)}"></i>'
    for place, kind in ((row.group_before, "earlier"), (row.group, "group")):
        if place is not None:
            # On a stack it ends below the number of people, which it would cross out otherwise.
            people = next((one.people for one in row.stacks if one.place == place), 0)
            marks += f'<i class="{kind}{" on" if people else ""}" style="--x:{_at(place)};--count:{people}"></i>'
    marks += "".join(_stack(one, row) for one in row.stacks)
    ends = "".join(f"<span>{escape(text)}</span>" for text in row.ends)
    look = f"--dot:{dot:.1f}px;--most:{max(tallest, 1)}"
    return (
        f'<div class="nplv-room-strip" role="img" aria-label="{escape(f"{row.title}: {row.said}")}">'
        f"<p><strong>{escape(row.title)}</strong><span>{escape(row.said)}</span></p>"
        f'<div class="plot{" named" if row.is_named else ""}" style="{look}">{marks}</div>'
        f'<div class="ends">{ends}</div></div>'
    )


def _stack(one: Stack, row: Strip) -> str:
    earlier = f'<u style="--count:{one.before}"></u>' if one.before else ""
    dots = "<b></b>" * one.people
    count = f"<em>{one.people}</em>" if one.people > 1 else ""
    name = f"<small>{escape(one.text)}</small>" if row.is_named else ""
    lifted = " on" if one.place in {row.group, row.group_before} else ""
    return f'<div class="stack{lifted}" style="--x:{_at(one.place)}">{name}{earlier}{dots}{count}</div>'


def _at(place: float) -> str:
    return f"{100 * place:.2f}"
