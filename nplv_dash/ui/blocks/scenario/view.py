"""What every piece of the page works with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nplv_dash.domain.parameters import Parameters
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.text import Text
from nplv_dash.services.country import Country
from nplv_dash.services.redistribution import Result
from nplv_dash.services.workspace import Workspace


@dataclass(frozen=True)
class View:
    """One result, in one language.

    Attributes:
        detectable: the smallest effect that a comparison of the twenty areas with others would find, in standard
            deviations.
    """

    workspace: Workspace
    country: Country
    parameters: Parameters
    result: Result
    detectable: float
    t: Text
    n: Numbers

    @cached_property
    def words(self) -> Outcomes:
        """Writes outcomes."""
        return Outcomes(self.t, self.n)
