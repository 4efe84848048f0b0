"""An error of the project as sentences, in the language of the reader."""

from __future__ import annotations

from dataclasses import dataclass

from nplv_dash.domain.errors import NplvError, SeveralErrors
from nplv_dash.present.text import Text


@dataclass(frozen=True)
class Explanation:
    """What is wrong, where, and what to do about it."""

    what: str
    where: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.what} ({self.where}) {self.remedy}"


def explain(error: NplvError, t: Text) -> tuple[Explanation, ...]:
    """One explanation per thing that is wrong."""
    errors = error.errors if isinstance(error, SeveralErrors) else (error,)
    return tuple(
        Explanation(t(f"errors.{e.key}.what", **e.values), e.where, t(f"errors.{e.key}.remedy", **e.values))
        for e in errors
    )
