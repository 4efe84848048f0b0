"""One family of errors: each says what is wrong, where, and what to do.

The sentences stand in the locale files under `errors.<key>` (`what` and `remedy`), since it is people who read them;
`nplv_dash.present.explain` puts them together. The error itself holds the key, the place and the values.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final


class Reason:
    """A part of the sentence of an error that is a sentence or some words itself, such as why something failed.

    Attributes:
        key: of its text in the locale files.
        values: what the text names; these may be such parts too.
    """

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values

    def __str__(self) -> str:
        """For the log: in no language."""
        details = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return self.key + (f" ({details})" if details else "")

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reason) and (self.key, self.values) == (other.key, other.values)

    __hash__ = None  # type: ignore[assignment]


#: What the system says of a file or a disk, by its number, as far as a person can do something about it.
_OF_SYSTEM: Final[Mapping[int, str]] = {
    errno.ENOSPC: "reasons.disk_full",
    errno.EDQUOT: "reasons.disk_full",
    errno.EACCES: "reasons.not_allowed",
    errno.EPERM: "reasons.not_allowed",
    errno.EROFS: "reasons.read_only",
    errno.ENOENT: "reasons.not_there",
    errno.ENOTDIR: "reasons.no_folder",
    errno.EISDIR: "reasons.is_folder",
    errno.EEXIST: "reasons.is_there",
    errno.ENAMETOOLONG: "reasons.long_name",
}


def of_system(error: OSError) -> Reason:
    """Why a file could not be read or written, for people who do not speak English as the system does."""
    key = _OF_SYSTEM.get(error.errno or 0, "reasons.system")
    return Reason(key, number=error.errno or type(error).__name__)


class NplvError(Exception):
    """An error that a person can act on.

    Attributes:
        key: which error it is; the texts are `errors.<key>.what` and `errors.<key>.remedy`.
        where: the file, column, code or setting it was found in.
        values: what the sentences name: columns, codes, counts.
    """

    def __init__(self, key: str, where: object, **values: object) -> None:
        super().__init__(key, where, values)
        self.key, self.where, self.values = key, str(where), values

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.key} in {self.where}" + (f" ({details})" if details else "")


class DataError(NplvError):
    """A data file is missing, damaged or not what its schema says."""


@dataclass(frozen=True)
class Failure:
    """One kind of failure in one column of one file: a row of the table that a person works through.

    Attributes:
        where: the file, and the layer in it.
        column: the column or columns; empty where the whole file is meant.
        key: what is wrong: `cli.fault.<key>` in the locale files, or else `errors.<key>.what`.
        count: how many values fail.
        example: the first of them.
        values: what the sentence names.
    """

    where: str
    column: str
    key: str
    count: int = 1
    example: str = ""
    values: Mapping[str, object] = field(default_factory=dict)


class TableError(DataError):
    """Tables are not what their schemas say; `rows` holds every failure."""

    def __init__(self, key: str, where: object, rows: Iterable[Failure], **values: object) -> None:
        super().__init__(key, where, **values)
        self.rows = tuple(rows)


class SeveralErrors(NplvError):  # noqa: N818 - it is more than one
    """More than one thing is wrong; `errors` holds them all, so that nothing is reported one at a time."""

    def __init__(self, errors: Iterable[NplvError]) -> None:
        self.errors = tuple(errors)
        super().__init__("several", "; ".join(dict.fromkeys(e.where for e in self.errors)), count=len(self.errors))

    def __str__(self) -> str:
        return " | ".join(str(error) for error in self.errors)
