"""Workshop rooms: what a room is, what people send in, and what bounds both.

Nobody has a name here. Who takes part is a random text in the address of their own page; the store keeps its hash.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from nplv_dash.domain.errors import NplvError

#: What a code is made of: nothing that is read or heard as something else. Six of them are 890 million codes.
LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 6
#: People who answered, before anybody sees how they did: with fewer, each could tell what the others chose.
ENOUGH: Final = 3
_CODE = re.compile(f"[{LETTERS}]{{{CODE_LENGTH}}}")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")


class RoomError(NplvError):
    """A room does not exist (any more), is not yours, or does not take this now."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a server bears.

    Attributes:
        rooms: that are alive at once.
        seats: people in one room.
        answer: bytes of one answer.
        answers: that one person can send in a round.
        rounds: of one room.
        title: characters of the name of a room.
        days: that a room lives.
    """

    rooms: int = 500
    seats: int = 100
    answer: int = 4096
    answers: int = 200
    rounds: int = 20
    title: int = 80
    days: int = 30


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a room.

    Attributes:
        number: 1 for the first.
        is_open: answers are taken.
        is_shown: the screen and the phones show what came in, and not only how many.
    """

    number: int
    is_open: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Room:
    """A room as it is now.

    Attributes:
        code: six of `LETTERS`, unique among the rooms that are alive.
        title: what the facilitator calls it; may be empty. A stranger wrote it, so pages show it as text only.
        task: key of the task (`data/tasks.yaml`).
        lang: `nl` or `en`.
        created, expires: in UTC.
        is_finished: nothing is taken any more; everything can still be read.
        round: the present one.
        version: grows by every change that somebody may see, an answer included.
    """

    code: str
    title: str
    task: str
    lang: str
    created: dt.datetime
    expires: dt.datetime
    is_finished: bool
    round: Round
    version: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people are in a room, and how many of them have sent in something in the present round."""

    joined: int
    sent: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """That an answer is stored.

    Attributes:
        number: the how manieth of this person in this round.
        at: when it was stored first, in UTC.
        is_again: the same had been stored before, and nothing was stored now.
    """

    round: int
    number: int
    at: dt.datetime
    is_again: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Something that was sent in.

    Attributes:
        seat: which person of the room, 1 for the first who came in; it says nothing else about them.
        number: the how manieth of this person in this round; the last one counts.
        content: what `services/workshop` made of it.
    """

    round: int
    seat: int
    number: int
    content: Mapping[str, Any]
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Stats:
    """How much there is of all rooms that are alive together."""

    rooms: int
    people: int
    answers: int


def new_code() -> str:
    """A code that nobody can guess within the life of a room, given that guessing is slowed."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def new_token() -> str:
    """A secret of a facilitator, what a person is known by, or what an answer is known by."""
    return secrets.token_urlsafe(24)


def read_code(text: str) -> str:
    """The code that somebody typed: in any case, with or without a dash or spaces.

    Raises:
        RoomError: `room_code`, where it can be none.
    """
    code = re.sub(r"[\s\-]", "", text[:40]).upper()
    if not _CODE.fullmatch(code):
        raise RoomError("room_code", "kamer", length=CODE_LENGTH)
    return code


def spoken(code: str) -> str:
    """A code as a screen shows it: in two halves."""
    return f"{code[: CODE_LENGTH // 2]}-{code[CODE_LENGTH // 2 :]}"


def is_token(text: str) -> bool:
    """Whether a text may be a token: what comes from an address may be anything."""
    return _TOKEN.fullmatch(text) is not None
