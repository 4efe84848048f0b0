"""With what a model computes: its version, the values of its parameters, and the data. One edition of all that.

A figure is the same wherever its scenario and its edition are. Editions are kept, so that a link of an earlier one can
say what has changed since.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal, Self

from nplv_dash.domain.parameters import Model, Parameters, Value
from nplv_dash.domain.records import Record
from nplv_dash.domain.scenario import Changes

#: The name of an edition in a link.
EDITION_NAME: Final = "uitgave"
#: What counts of a parameter: a text beside it may be worded better without another figure.
_COUNTS: Final = ("default", "low", "high", "distribution", "choices")


class Range(Record):
    """A value and what it may be, as `Parameter` has them."""

    default: Value | None = None
    low: float | int | None = None
    high: float | int | None = None
    distribution: str = "fixed"
    choices: tuple[str, ...] = ()


class Edition(Record):
    """One edition.

    Attributes:
        date: of the day it was kept; no part of what it is.
        data: fingerprints of what the model reads, by name.
        levers, assumptions: by the ids of the parameters.
    """

    model: Model
    version: str
    date: dt.date
    data: dict[str, str]
    levers: dict[str, Range]
    assumptions: dict[str, Range]

    @cached_property
    def id(self) -> str:
        """Eight hexadecimal digits that change when any figure may."""
        return _digest(self.model_dump(mode="json", exclude={"date"}), 8)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy, with an id of its own: what is kept of this one would go along."""
        copy = super().model_copy(update=update, deep=deep)
        copy.__dict__.pop("id", None)
        return copy

    @property
    def defaults(self) -> dict[str, Value | None]:
        """Of the levers: a scenario says only what differs from them."""
        return {name: lever.default for name, lever in self.levers.items()}


@dataclass(frozen=True, slots=True)
class Difference:
    """What is not the same in two editions.

    Attributes:
        name: of the data, or the id of a parameter.
        before, now: a value and what it may be; None where there was no such parameter, or there is none now, and for
            data, of which it is known only that they are others.
    """

    what: Literal["version", "data", "lever", "assumption"]
    name: str
    before: Range | None = None
    now: Range | None = None


@dataclass(frozen=True, slots=True)
class Passport:
    """Which figures these are: the scenario, and with what it was computed."""

    scenario: Changes[Any]
    edition: Edition

    @property
    def id(self) -> str:
        """Twelve hexadecimal digits; the same figures have the same, and no others."""
        return passport_id(self.edition.id, self.scenario.to_plain())


def passport_id(edition: str, scenario: Mapping[str, Any]) -> str:
    """The id of a passport.

    Args:
        edition: its id.
        scenario: version, seed and levers, as `Changes.to_plain` gives them.
    """
    levers = sorted(scenario["levers"].items())
    return _digest([edition, scenario["version"], scenario["seed"], levers], 12)


def edition_of(parameters: Parameters, model: Model, version: str, data: Mapping[str, str], date: dt.date) -> Edition:
    """The edition of what there is now."""
    ranges = {
        row.id: Range(**{name: getattr(row, name) for name in _COUNTS})
        for row in parameters.values()
        if row.group != "reference"
    }
    levers = {row.id for row in parameters.levers}
    return Edition(
        model=model,
        version=version,
        date=date,
        data=dict(data),
        levers={name: one for name, one in ranges.items() if name in levers},
        assumptions={name: one for name, one in ranges.items() if name not in levers},
    )


def differences(before: Edition, now: Edition) -> Iterator[Difference]:
    """All that is not the same, in the order in which a reader needs it."""
    if before.version != now.version:
        yield Difference("version", now.version)
    for name in before.data | now.data:
        if before.data.get(name) != now.data.get(name):
            yield Difference("data", name)
    for what, old, new in (
        ("lever", before.levers, now.levers),
        ("assumption", before.assumptions, now.assumptions),
    ):
        for name in old | new:
            if old.get(name) != new.get(name):
                yield Difference("lever" if what == "lever" else "assumption", name, old.get(name), new.get(name))


def _digest(content: object, digits: int) -> str:
    text = json.dumps(content, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:digits]
