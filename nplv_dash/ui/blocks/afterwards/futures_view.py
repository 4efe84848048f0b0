"""What every piece of the futures works with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from nplv_dash.domain.futures import CONTINUED, REFERENCE, Domain, FutureId, Outcome
from nplv_dash.domain.parameters import GRADES, Grade, Parameters
from nplv_dash.domain.records import Area
from nplv_dash.model.programme import named
from nplv_dash.present import outlook, palette
from nplv_dash.present.levers import future_name
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes, Three
from nplv_dash.present.text import Text
from nplv_dash.services import model_rows
from nplv_dash.services.futures import step_at
from nplv_dash.services.futures_figures import Comparison, Outlook, Result
from nplv_dash.services.gap import Gap
from nplv_dash.services.redistribution import three
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import funding
from nplv_dash.ui.look import surface

#: At whose end effects are told in tables, with the last year that is shown.
YEARS: Final = (2030, 2035, 2042)


@dataclass(frozen=True)
class View:
    """One result, in one language.

    Attributes:
        area: the one that was chosen; None for all twenty.
        theme: the outcome that was chosen.
        beside: the future that stands beside the reference.
        gaps: how far from the Netherlands the area, or all of them, were measured.
    """

    workspace: Workspace
    area: Area | None
    parameters: Parameters
    result: Result
    theme: Outcome
    beside: FutureId
    gaps: tuple[Gap, ...]
    t: Text
    n: Numbers

    @cached_property
    def words(self) -> Outcomes:
        """Writes outcomes."""
        return Outcomes(self.t, self.n)

    @cached_property
    def null(self) -> Result:
        """The result with the other belief; computed when it is asked for, after the fan."""
        return funding.null(self.result.scenario)

    @property
    def outlook(self) -> Outlook:
        """The chosen outcome."""
        return self.result.outlooks[self.theme]

    @property
    def last(self) -> int:
        """The year at whose end futures are compared."""
        return self.result.years[-1]

    @property
    def domain(self) -> Domain:
        """The chosen domain; for the total the one that makes most of it."""
        return model_rows.domain_of(self.theme, self.parameters)

    def name(self, future: FutureId) -> str:
        """What a future is called."""
        return future_name(future, self.result.levers.end_year, self.t)

    def short(self, outcome: Outcome) -> str:
        """What an outcome is called in a sentence."""
        return self.t(f"financiering.theme.{outcome}")

    def change(self, future: FutureId, year: int) -> Three:
        """What a future differs from the reference at the end of a year, with the bounds of 80 % of the draws."""
        return three(self.outlook.compared[future].band, self.result.years.index(year))

    def differs(self, future: FutureId) -> bool:
        """Whether there is any difference from the reference in any draw and year."""
        return bool(self.outlook.compared[future].band.values.any())

    @property
    def continued(self) -> Comparison:
        """A generation of money less the reference."""
        return self.outlook.compared[CONTINUED]

    def weakest(self, names: Iterable[str]) -> Grade:
        """The grade of what hangs on some parameters: that of the weakest of them."""
        return max((self.parameters[name].grade for name in names), key=GRADES.index)

    def grade(self, domain: Domain, kinds: Iterable[str]) -> Grade:
        """The same of some kinds of parameters of a domain, such as `B` and `phi`."""
        return self.weakest(named(kind, domain) for kind in kinds)


def wider(low: float, high: float) -> tuple[float, float]:
    """From where to where a scale goes that holds these values and some room around them."""
    spare = 0.06 * (high - low)
    return low - spare, high + spare


def position(year: int) -> int:
    """The place of the end of a year among `Result.moments`."""
    return step_at(year + 1)


def courses(view: View, lift: float = 0.0) -> list[outlook.Course]:
    """The reference and the future beside it, to draw.

    Args:
        lift: what all values are raised by.
    """
    names, colours = _half_years(view), {REFERENCE: palette.MUNICIPALITY, view.beside: surface().accent}
    found = []
    for future, colour in colours.items():
        band, paths = view.outlook.bands[future], view.outlook.paths[future]
        found.append(
            outlook.Course(
                name=view.name(future),
                colour=colour,
                moments=view.result.moments,
                median=tuple((band.median + lift).tolist()),
                bounds=tuple(
                    (tuple((low + lift).tolist()), tuple((high + lift).tolist()))
                    for low, high in map(band.between, (95, 80, 50))
                ),
                texts=tuple(
                    f"{name}: {view.words.deviation_between(model_rows.lifted(three(band, i), lift))}"
                    for i, name in enumerate(names)
                ),
                paths=tuple(tuple((path + lift).tolist()) for path in paths),
            )
        )
    return found


def _half_years(view: View) -> list[str]:
    """What the moments of a result are called."""
    found = []
    for moment in view.result.moments:
        # The beginning of a year is the end of the one before.
        ends = moment == int(moment)
        found.append(view.t(f"financiering.moment.{'end' if ends else 'middle'}", year=int(moment) - ends))
    return found
