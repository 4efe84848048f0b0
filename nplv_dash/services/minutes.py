"""The minutes of a room: what was chosen in every round, as CSV and as PDF. Of no person.

Choices are counted per lever or per wijk, and never per person: who remembers one choice of a neighbour could find all
the others in a row of theirs, round after round. Where too few people answered there is no distribution at all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd

from nplv_dash import __version__
from nplv_dash.domain.rooms import ENOUGH
from nplv_dash.present import pdf
from nplv_dash.present.export import Export
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text

#: Where the rooms are.
HERE: Final = ZoneInfo("Europe/Amsterdam")
#: Rows of a table on one page; below those there is room for the sentences.
_ROWS: Final = 16
#: What the model does not say, in the order of the minutes.
_LIMITS: Final = ("forecast", "people", "median", "few", "privacy")
_COLUMNS: Final = ("round", "answered", "key", "what", "value", "people", "group")


@dataclass(frozen=True, slots=True)
class Line:
    """How many people chose one value of one thing.

    Attributes:
        key: of the thing, for programs: the id of a lever, the code of a wijk.
        what, value: as people read them.
    """

    key: str
    what: str
    value: str
    people: int


@dataclass(frozen=True, slots=True)
class Told:
    """What one round came to.

    Attributes:
        lines: the distribution, in the order in which it is to be read.
        group: (what, the value of the group, how far the others lie around it), a row for each thing.
        sentences: what the choice of the group comes to; `**bold**` as in `present.pdf`.
        passport: with what it was computed; empty where nothing was.
        link: address of the group's choice below that of the app; empty where there is no page for it.
        differ: where people differ most, in a sentence.
        own: what one person chose, a value for each row of `group`; empty for minutes, which name nobody.
    """

    lines: tuple[Line, ...]
    group: tuple[tuple[str, str, str], ...]
    sentences: tuple[str, ...]
    passport: str = ""
    link: str = ""
    differ: str = ""
    own: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One round.

    Attributes:
        people: how many answered.
        told: what it came to; None where those were too few to tell, or `is_hidden`.
        is_hidden: it is not over yet, and nobody sees what was chosen.
    """

    number: int
    people: int
    told: Told | None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Minutes:
    """A room, as the minutes have it.

    Attributes:
        title: what the facilitator called the room; may be empty. A stranger wrote it.
        task, question: name and question of the task.
        joined: people who were in the room.
        held, made: the day of the room, and that of the minutes.
        base: address of the app, with a slash at its end.
    """

    title: str
    task: str
    question: str
    joined: int
    sections: tuple[Section, ...]
    held: dt.date
    made: dt.date
    base: str


def day_of(moment: dt.datetime) -> dt.date:
    """The day of a moment where the rooms are."""
    return moment.astimezone(HERE).date()


def table(minutes: Minutes, t: Text) -> Export:
    """How many people chose what, in every round: a row per value; a round of which nothing is told has one row."""
    rows = [row for section in minutes.sections for row in _rows(section)]
    labels = {name: t(f"werksessie.minutes.column.{name}") for name in _COLUMNS}
    notes = (
        (t("werksessie.minutes.task"), minutes.task),
        (t("werksessie.minutes.question"), minutes.question),
        (t("werksessie.minutes.held"), minutes.held.isoformat()),
        *((t("werksessie.minutes.know"), t(f"werksessie.minutes.limit.{key}", enough=ENOUGH)) for key in _LIMITS),
        *(
            (t("werksessie.round", number=one.number), t("werksessie.minutes.hidden"))
            for one in minutes.sections
            if one.is_hidden
        ),
    )
    passports = dict.fromkeys(one.told.passport for one in minutes.sections if one.told and one.told.passport)
    stamp = {"session": minutes.title, "task": minutes.task, "held": minutes.held.isoformat(), "version": __version__}
    counts = dict.fromkeys(("round", "answered", "people"), "Int64")
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(counts)
    return Export(frame, labels, (*notes, *((t("werksessie.minutes.passport"), one) for one in passports)), stamp)


def _rows(section: Section) -> list[tuple[object, ...]]:
    if section.told is None:
        return [(section.number, section.people, "", "", "", None, "")]
    group = {what: value for what, value, _ in section.told.group}
    return [
        (section.number, section.people, one.key, one.what, one.value, one.people, group.get(one.what, ""))
        for one in section.told.lines
    ]


def document(minutes: Minutes, t: Text, n: Numbers) -> pdf.Document:
    """The minutes on paper: what was asked, then every round on pages of its own."""
    pages = [_first(minutes, t, n), *(page for section in minutes.sections for page in _round(section, minutes, t, n))]
    title = minutes.title or minutes.task
    return pdf.Document(
        lang=t.lang,
        title=title,
        subject=t("werksessie.minutes.subject", title=title),
        eyebrow=t("werksessie.minutes.eyebrow"),
        lead=t("werksessie.minutes.lead", date=n.date(minutes.held), joined=n.integer(minutes.joined)),
        pages=tuple(pages),
        foot=t("werksessie.minutes.foot", version=__version__, date=n.date(minutes.made)),
        numbering=tuple(t("brief.page", page=page + 1, pages=len(pages)) for page in range(len(pages))),
    )


def _first(minutes: Minutes, t: Text, n: Numbers) -> tuple[pdf.Row, ...]:
    asked = pdf.Block(minutes.task, (minutes.question,), t("werksessie.minutes.task"))
    head = (t("werksessie.minutes.column.round"), t("werksessie.minutes.column.answered"))
    rows = tuple((n.integer(one.number), n.integer(one.people)) for one in minutes.sections)
    rounds = pdf.Block(
        t("werksessie.minutes.rounds"), (pdf.Table(head, rows, (0.3, 0.7), frozenset()),)
    )  # fmt: skip
    know = tuple(t(f"werksessie.minutes.limit.{key}", enough=ENOUGH) for key in _LIMITS)
    limits = pdf.Block(t("werksessie.minutes.know"), (pdf.Bullets(know),))
    return tuple((pdf.Column(1.0, (block,)),) for block in (asked, rounds, limits))


def _round(section: Section, minutes: Minutes, t: Text, n: Numbers) -> list[tuple[pdf.Row, ...]]:
    """One round: a page, or more where there is much to choose."""
    title = t("werksessie.minutes.round", number=section.number, people=n.integer(section.people))
    told = section.told
    if told is None:
        why = t("werksessie.minutes.hidden") if section.is_hidden else t("werksessie.few", enough=ENOUGH)
        return [((pdf.Column(1.0, (pdf.Block(title, (why,)),)),),)]
    chosen = {key: list(lines) for key, lines in groupby(told.lines, key=lambda one: one.what)}
    rows = [
        (what, value, spread, _counted(chosen.get(what, []), t, n)) for what, value, spread in told.group
    ]  # fmt: skip
    head = tuple(t(f"werksessie.minutes.head.{key}") for key in ("what", "group", "middle", "counts"))
    parts = [rows[first : first + _ROWS] for first in range(0, max(len(rows), 1), _ROWS)]
    tables = [
        pdf.Block(title, (pdf.Table(head, tuple(part), (0.3, 0.16, 0.2, 0.34)),), t("werksessie.minutes.chosen"))
        for part in parts
    ]
    if told.differ:
        # What people chose is no outcome of the model, and so does not stand with it.
        last = tables[-1]
        tables[-1] = pdf.Block(last.title, (*last.pieces, told.differ), last.tag)
    pages = [[(pdf.Column(1.0, (block,)),)] for block in tables]
    pages[-1].append((pdf.Column(1.0, (_computed(told, minutes, t),)),))
    return [tuple(page) for page in pages]


def _counted(lines: Sequence[Line], t: Text, n: Numbers) -> str:
    """`25% (3) · 50% (2)`."""
    return " · ".join(t("werksessie.counted", value=one.value, people=n.integer(one.people)) for one in lines)


def _computed(told: Told, minutes: Minutes, t: Text) -> pdf.Block:
    """What the choice of the group comes to, and where it can be seen."""
    pieces: list[pdf.Piece] = list(told.sentences)
    if told.link:
        pieces.append(pdf.Link(minutes.base + told.link))
    if told.passport:
        pieces.append(pdf.Small(told.passport))
    return pdf.Block(t("werksessie.group.title"), tuple(pieces), t("brief.computed"), model=True)
