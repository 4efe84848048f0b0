"""What every piece of the page works with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nplv_dash.domain.parameters import Parameters
from nplv_dash.present.compare import Compared
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.compare import LETTERS, Difference, compare
from nplv_dash.services.country import Country
from nplv_dash.services.redistribution import Result
from nplv_dash.services.workspace import Workspace


@dataclass(frozen=True)
class View:
    """Some results beside each other, in one language; `names` are those over their columns."""

    workspace: Workspace
    country: Country
    parameters: Parameters
    results: tuple[Result, ...]
    names: tuple[str, ...]
    t: Text
    n: Numbers

    @cached_property
    def words(self) -> Compared:
        """Writes figures and differences."""
        return Compared(self.t, self.n)

    @cached_property
    def differences(self) -> tuple[dict[str, Difference], ...]:
        """Of every result but the first, from the first."""
        first, *others = self.results
        return tuple(compare(first, other) for other in others)

    @cached_property
    def letters(self) -> str:
        """One per result."""
        return LETTERS[: len(self.results)]

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """What stands over the columns: `A: Het pleidooi van april 2024`."""
        return tuple(
            self.t("vergelijken.head", letter=letter, name=name)
            for letter, name in zip(self.letters, self.names, strict=True)
        )
