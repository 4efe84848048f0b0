"""What every piece of the page works with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nplv_dash.domain.parameters import Parameters
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes, Three
from nplv_dash.present.text import Text
from nplv_dash.services.country import Country
from nplv_dash.services.redistribution import Band, Result
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


def three(band: Band, position: int | None = None) -> Three:
    """The bounds of 80 % of the draws and the median between them, of a band or of one place in it."""
    one = band if position is None else band.at(position)
    low, high = one.between(80)
    return float(low), float(one.median), float(high)
