"""An error of the project as sentences, in the language of the reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nplv_dash.domain.errors import NplvError, Reason, SeveralErrors
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
        Explanation(t(f"errors.{e.key}.what", **values), e.where, t(f"errors.{e.key}.remedy", **values))
        for e in errors
        for values in [said(e.values, t)]
    )


def said(values: Mapping[str, object], t: Text) -> dict[str, object]:
    """What a sentence names, with the reasons among them in the language of the reader."""
    return {name: _said(value, t) for name, value in values.items()}


def _said(value: object, t: Text) -> object:
    if isinstance(value, Reason):
        return t(value.key, **said(value.values, t))
    if isinstance(value, tuple):
        return "; ".join(str(_said(one, t)) for one in value)
    return value
