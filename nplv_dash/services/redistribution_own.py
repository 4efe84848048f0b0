"""What a scenario of redistribution does in areas of a visitor's own.

They change nothing of the scenario: the model relieves the NPLV areas, and the wijken that may receive are those of the
levers. It is run once more with the same draws, and its figures per wijk are added up for these areas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nplv_dash.domain.parameters import Parameters
from nplv_dash.domain.records import Area
from nplv_dash.domain.scenario import Scenario
from nplv_dash.model.draws import draw
from nplv_dash.model.memory import SHARED
from nplv_dash.model.places import Array, Mask
from nplv_dash.model.redistribute import Outcome, simulate, within_reach
from nplv_dash.services.country import Country
from nplv_dash.services.redistribution_figures import Band, Draws
from nplv_dash.services.redistribution_inputs import odds_of, shape_of, spreads_of
from nplv_dash.services.workspace import Workspace

#: A wijk belongs to an area where at least so much of it does: homes are known per wijk only. As in `country_of`.
_HALF = 0.5


@dataclass(frozen=True)
class OwnSide:
    """An area of a visitor's own in a scenario.

    Attributes:
        wijken: how many of its wijken the model has.
        within: how many of these lie where anything can change; what follows is of those.
        giving, receiving: how many of these are of an NPLV area, and how many may receive.
        start: share of the corporation homes that is let to vulnerable households at the horizon without the policy,
            percent, median; NaN without homes.
        change: what the policy makes of that at the horizon, percentage points.
        received: households of NPLV areas who came to live there in the last year.
        draws: of `change`, shape (count,).
    """

    wijken: int
    within: int
    giving: int
    receiving: int
    start: float
    change: Band
    received: Band
    draws: Draws

    @property
    def known(self) -> bool:
        """Whether there is a share to speak of."""
        return bool(np.isfinite(self.start))


def own_sides(
    workspace: Workspace,
    country: Country,
    parameters: Parameters,
    scenario: Scenario,
    areas: Sequence[Area],
    count: int,
) -> tuple[OwnSide, ...]:
    """The scenario in each of these areas.

    Args:
        workspace: that knows the areas.
        count: draws; the same as those of a result make the same figures.
    """
    levers = scenario.levers(parameters)
    draws = draw(spreads_of(parameters), scenario.seed, count)
    with SHARED.lent() as room:
        outcome = simulate(
            country.places, levers, draws, shape_of(parameters), odds=odds_of(parameters), room=room
        )  # fmt: skip
        within = within_reach(country.places, outcome.region) & (country.places.homes > 0)
        return tuple(_side(country, outcome, _members(workspace, country, area), within) for area in areas)


def _members(workspace: Workspace, country: Country, area: Area) -> Mask:
    found: Mask = workspace.share(area)[country.rows] >= _HALF
    return found


def _side(country: Country, outcome: Outcome, members: Mask, within: Mask) -> OwnSide:
    rows = np.flatnonzero(members & within)
    homes = float(country.places.homes[rows].sum())

    def total(name: str) -> Array:
        summed: Array = outcome.place(name)[:, rows].sum(axis=1, dtype=float)
        return summed

    before, after = total("vulnerable_base"), total("vulnerable")
    per = 100 / homes if homes else np.nan
    change = per * (after - before)
    return OwnSide(
        wijken=int(members.sum()),
        within=len(rows),
        giving=int(country.places.focus[rows].sum()),
        receiving=int(outcome.eligible[rows].sum()),
        start=float(per * np.median(before)),
        change=Band.of(change),
        received=Band.of(total("received")),
        draws=change.astype(np.float32),
    )
