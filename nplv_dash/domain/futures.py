"""What may happen to the money of the programme, and what a user decides about it, as the model of funding reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from nplv_dash.domain.scenario import Changes

#: What the programme works on, apart from each other: homes and surroundings, safety, work and income, education,
#: social cohesion and how people see their neighbourhood.
Domain = Literal["place", "safety", "work", "education", "perception"]
DOMAINS: Final[tuple[Domain, ...]] = get_args(Domain)
#: With what three of them together make of the total score of the Leefbaarometer: the one figure that is also measured.
Outcome = Literal[Domain, "liveability"]
OUTCOMES: Final[tuple[Outcome, ...]] = (*DOMAINS, "liveability")
#: The money stops at the end of 2025 (the fear of April 2024), goes on as decided to the end of 2028, to that of 2030,
#: for a generation to that of 2042, or to 2028 and then step by step less; a future of one's own; and a stop after 2028
#: after which there is money again.
FutureId = Literal["stop_2025", "to_2028", "to_2030", "to_2042", "taper", "own", "restart"]
FUTURES: Final[tuple[FutureId, ...]] = get_args(FutureId)
#: What the others are compared with, and the one without a stop for as long as the programme was meant to last.
REFERENCE: Final[FutureId] = "to_2028"
CONTINUED: Final[FutureId] = "to_2042"

#: Like `nplv_dash.domain.scenario.MODEL_VERSION`, for the model of funding.
FUNDING_VERSION: Final = "f1"
#: The programme began in the middle of 2022; the first round of Kansrijke Wijk in 2023.
BEGAN, FULL_FROM = 2022.5, 2023
#: The last year of the amounts of today's level, and of what was decided.
SAME_UNTIL, DECIDED_UNTIL = 2025, 2028
#: The last year that the model computes, and that of the longest future: fifteen to twenty years from 2022.
LAST_YEAR, GENERATION = 2046, 2042
#: Share of a full year's money in the half year before `FULL_FROM`: what was paid then is not known, so the middle.
_LAUNCH = 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """In which years there is money.

    Attributes:
        end: the last year with all of it.
        taper: number of years after `end` in which it becomes less, by the same amount every year.
        restart: the year in which all of it is there again, None for never; then it stays until the end of `until`.
    """

    end: int
    taper: int = 0
    restart: int | None = None
    until: int = GENERATION

    def share(self, year: int) -> float:
        """The share of the full amount in a year, 0 to 1; what the full amount is, differs by `period`."""
        if self.restart is not None and self.restart <= year <= self.until:
            return 1.0
        if year < FULL_FROM:
            return _LAUNCH
        return 1.0 if year <= self.end else max(0.0, 1 - (year - self.end) / (self.taper + 1))


def period(year: int) -> int:
    """0 for the years at the level of 2023-2025, 1 for 2026-2028, 2 for what comes after."""
    return (year > SAME_UNTIL) + (year > DECIDED_UNTIL)


@dataclass(frozen=True)
class FutureLevers:
    """One setting of every lever.

    Attributes:
        end_year: last year with money in the future of one's own.
        level_after: money a year after 2028, relative to 2023-2025, in every future that goes on then; None for as much
            as in 2026-2028.
        taper_years: number of years in which the money becomes less, in the future that tapers.
        restart_year: first year with money again, in the future that stops after 2028 and restarts.
        until: last year that is shown, and at whose end futures are compared.
    """

    end_year: int = 2037
    level_after: float | None = None
    taper_years: int = 5
    restart_year: int = 2032
    until: int = 2042

    def plans(self) -> dict[FutureId, Plan]:
        """The money of every future, in the order of `FUTURES`."""
        plans: dict[FutureId, Plan] = {
            "stop_2025": Plan(SAME_UNTIL),
            "to_2028": Plan(DECIDED_UNTIL),
            "to_2030": Plan(2030),
            "to_2042": Plan(GENERATION),
            "taper": Plan(DECIDED_UNTIL, taper=self.taper_years),
            "own": Plan(self.end_year),
            "restart": Plan(DECIDED_UNTIL, restart=self.restart_year),
        }
        return {future: plans[future] for future in FUTURES}


@dataclass(frozen=True, slots=True)
class FutureScenario(Changes[FutureLevers]):
    """A scenario of funding."""

    LEVERS = FutureLevers
    MODEL = "funding"
    VERSION = FUNDING_VERSION

    version: str = FUNDING_VERSION
