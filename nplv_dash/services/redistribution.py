"""Running a scenario of redistribution."""

from __future__ import annotations

from collections.abc import Iterator

from nplv_dash.domain.parameters import Parameters
from nplv_dash.domain.scenario import Scenario
from nplv_dash.model.draws import central, draw
from nplv_dash.model.kernel import TERMS
from nplv_dash.model.memory import SHARED
from nplv_dash.model.redistribute import Simulation, simulate, terms
from nplv_dash.services.country import Country
from nplv_dash.services.redistribution_figures import QUANTILES, Band, Ledger, Result, Side, three
from nplv_dash.services.redistribution_inputs import odds_of, shape_of, spreads_of
from nplv_dash.services.redistribution_summary import summarise

__all__ = [
    "FULL", "QUANTILES", "QUICK", "Band", "Ledger", "Result", "Side", "explain", "odds_of", "run", "run_in_parts",
    "shape_of", "spreads_of", "summarise", "three",
]  # fmt: skip

#: Draws of a first answer, and of the answer that stands.
QUICK, FULL = 200, 1000


def run(country: Country, parameters: Parameters, scenario: Scenario, count: int = FULL) -> Result:
    """Simulate a scenario and summarise it."""
    levers = scenario.levers(parameters)
    draws = draw(spreads_of(parameters), scenario.seed, count)
    with SHARED.lent() as room:
        outcome = simulate(
            country.places, levers, draws, shape_of(parameters), odds=odds_of(parameters), room=room
        )  # fmt: skip
        return summarise(country, parameters, scenario, outcome)


def run_in_parts(
    country: Country, parameters: Parameters, scenario: Scenario, count: int, part: int
) -> Iterator[Result | None]:
    """As `run`, but on one thread, and the caller gets a turn after every `part` draws: None, the result at the end."""
    levers = scenario.levers(parameters)
    draws = draw(spreads_of(parameters), scenario.seed, count)
    with SHARED.lent() as room:
        found = Simulation(country.places, levers, draws, shape_of(parameters), odds=odds_of(parameters), room=room)
        for first in range(0, count, part):
            found.run(first, min(first + part, count))
            yield None
        yield summarise(country, parameters, scenario, found.outcome)


def explain(
    country: Country, parameters: Parameters, scenario: Scenario, wijk: str, year: int
) -> tuple[dict[str, float], dict[str, float]]:
    """What the figures of one wijk in one year of the policy came from, in the draw where everything is most likely.

    Args:
        wijk: its code.
        year: 0 is the first.

    Returns:
        Without and with the policy, by the names of `kernel.TERMS`.

    Raises:
        KeyError: the model has no such wijk.
    """
    found = terms(
        country.places, scenario.levers(parameters), central(spreads_of(parameters)), shape_of(parameters),
        odds=odds_of(parameters), wijk=country.index[wijk],
    )  # fmt: skip
    without, with_policy = (dict(zip(TERMS, map(float, found[year, side]), strict=True)) for side in (0, 1))
    return without, with_policy
