"""What a group placed in every wijk, as marks on strips with one scale, beside what the goal seeker makes of it.

HTML, so that it needs no script and fits any width; its style stands in `ui/placing.css`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

#: Per cents of the scale that stay free at its end, so that no mark sticks out.
_MARGIN = 4.0


@dataclass(frozen=True, slots=True)
class Lane:
    """One wijk, in households.

    Attributes:
        name: of the wijk.
        group: of the group.
        low, high: of the half of the people in the middle.
        goal: of the goal seeker.
        earlier: of the group in the round before; None where there was none.
        text: all that in words, for the pointer.
    """

    name: str
    group: int
    low: float
    high: float
    goal: int
    earlier: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """What the marks are, what the scale says, and the whole in one sentence for a screen reader."""

    group: str
    middle: str
    goal: str
    earlier: str
    axis: str
    alt: str


def lanes(rows: Sequence[Lane], words: Words, ticks: Mapping[int, str]) -> str:
    """A legend and a strip per wijk.

    To a screen reader it is one picture: the figures themselves belong in a table beside it.

    Args:
        ticks: households -> words on the scale; those beyond the figures are left out.
    """
    most = max(1.0, *(max(row.high, row.group, row.goal, row.earlier or 0) for row in rows))
    shown = {x: text for x, text in ticks.items() if x <= most}
    lines = "".join(_mark("i", "nplv-tick", x, most) for x in shown)
    body = "".join(_lane(row, most, lines) for row in rows)
    foot = "".join(_mark("span", "nplv-word", x, most, escape(text)) for x, text in shown.items())
    return (
        f"{_legend(words, with_earlier=any(row.earlier is not None for row in rows))}"
        f'<div class="nplv-lanes" role="img" aria-label="{escape(words.alt)}">{body}'
        f'<div class="nplv-lane-foot">{foot}</div><div class="nplv-lane-axis">{escape(words.axis)}</div></div>'
    )


def _legend(words: Words, *, with_earlier: bool) -> str:
    marks = [("group", words.group), ("middle", words.middle), ("goal", words.goal)]
    marks += [("earlier", words.earlier)] if with_earlier else []
    items = "".join(f'<li><b class="nplv-key nplv-{kind}"></b>{escape(text)}</li>' for kind, text in marks)
    return f'<ul class="nplv-lane-legend">{items}</ul>'


def _lane(row: Lane, most: float, lines: str) -> str:
    start, end = _place(row.low, most), _place(row.high, most)
    middle = f'<b class="nplv-middle" style="--x:{start:.2f};--w:{end - start:.2f}"></b>'
    earlier = "" if row.earlier is None else _mark("b", "nplv-earlier", row.earlier, most)
    marks = f"{middle}{earlier}{_mark('b', 'nplv-goal', row.goal, most)}{_mark('b', 'nplv-group', row.group, most)}"
    return (
        f'<div class="nplv-lane-name">{escape(row.name)}</div>'
        f'<div class="nplv-lane" title="{escape(row.text)}">{lines}{marks}</div>'
        f'<div class="nplv-lane-number">{row.group}</div>'
    )


def _place(value: float, most: float) -> float:
    """Where a number of households lies, in per cents of the strip."""
    return _MARGIN / 2 + (100 - _MARGIN) * value / most


def _mark(tag: str, kind: str, value: float, most: float, content: str = "") -> str:
    return f'<{tag} class="{kind}" style="--x:{_place(value, most):.2f}">{content}</{tag}>'


def left(number: str, said: str, done: float) -> str:
    """How many households are left: a number that can be read at arm's length, and a bar.

    Args:
        done: share of all households that have a wijk, 0 to 1.
    """
    return (
        f'<p class="nplv-left" role="status"><strong>{escape(number)}</strong> <span>{escape(said)}</span></p>'
        f'<div class="nplv-left-bar" aria-hidden="true"><i style="width:{100 * done:.1f}%"></i></div>'
    )


def wijk(name: str, *about: str) -> str:
    """A wijk in the list, with what is known of it under its name, a line each."""
    lines = "".join(f"<small>{escape(line)}</small>" for line in about)
    return f'<p class="nplv-wijk">{escape(name)}{lines}</p>'


def number(written: str) -> str:
    """The households in a wijk, between its keys."""
    return f'<p class="nplv-placed">{escape(written)}</p>'
