"""What is told of the futures of the programme's money, in figures that pages and files read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from nplv_dash.domain.futures import Domain, FutureId, FutureLevers, FutureScenario, Outcome, Plan
from nplv_dash.model.draws import Array
from nplv_dash.services.futures_belief import Belief, Evidence
from nplv_dash.services.redistribution import Band

K = TypeVar("K")
V = TypeVar("V")


class Later(Mapping[K, V]):
    """Values that are computed when they are first asked for: the fan on a page needs one outcome of two futures."""

    def __init__(self, keys: Iterable[K], make: Callable[[K], V]) -> None:
        """Take the keys in their order, and what computes the value of a key."""
        self._keys, self._make = tuple(keys), make
        self._found: dict[K, V] = {}

    def __getitem__(self, key: K) -> V:
        if key not in self._found:
            if key not in self._keys:
                raise KeyError(key)
            self._found[key] = self._make(key)
        return self._found[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)


@dataclass(frozen=True)
class Comparison:
    """A future less the reference (`domain.futures.REFERENCE`), draw by draw.

    Attributes:
        band: shape (quantiles, years), at the end of every year of `Result.years`.
        better, worse: chance, at the end of the last year, that it is better or worse by more than can be measured.
    """

    band: Band
    better: float
    worse: float


@dataclass(frozen=True)
class Outlook:
    """One outcome in every future.

    Attributes:
        detectable: the smallest effect that could be measured.
        bands: per future, shape (quantiles, moments).
        paths: per future some single draws, shape (PATHS, moments); the same draws in every future.
        better: chance of a good effect at the end of the last year, per future.
        compared: per future but the reference.
        lost: what a future has less than `domain.futures.CONTINUED`, summed over the years from 2026 on: standard
            deviations times years, shape (quantiles,).
    """

    outcome: Outcome
    detectable: float
    bands: Mapping[FutureId, Band]
    paths: Mapping[FutureId, Array]
    better: Mapping[FutureId, float]
    compared: Mapping[FutureId, Comparison]
    lost: Mapping[FutureId, Band]


@dataclass(frozen=True)
class Fading:
    """What is left of the effect of a domain after the money of a future stopped.

    Attributes:
        lasting: share of the effect that is durable when the money stops, shape (quantiles,).
        kept: share of the effect that is left after `AFTER` years, shape (quantiles, len(AFTER)).
    """

    lasting: Band
    kept: Band


@dataclass(frozen=True)
class Interruption:
    """What it takes to come back after a stop at the end of 2028 and a restart.

    Attributes:
        regained: years from the restart until the effect is what it was at the stop, shape (quantiles,); infinity for
            not before the money of that future ends, or the last year that is computed.
        never: share of the draws in which it is not.
    """

    regained: Band
    never: float


@dataclass(frozen=True)
class Result:
    """What a scenario gives.

    Attributes:
        count: draws.
        weighed, effective: draws of the prior that were weighed, and to how many of equal weight they amount.
        plans: the money of each future.
        moments: of the fans, in years: 2026.0 is the beginning of 2026.
        years: at whose end futures are compared.
        outlooks: per domain, and of the total score.
        fading: per domain, and per future that has one sharp stop; of the total score it is not told.
        interruption: per domain, of the future `restart`.
        gap_years, gap_million: years without money in that future, and what Kansrijke Wijk pays in as many years on
            average in 2026-2028: million euros of one scheme, our own sum; what the others pay is not known. None where
            there is nothing to restart: no money after 2028, or what is told ends before it.
        beliefs: of the full effect, before and after the krachtwijken.
    """

    scenario: FutureScenario
    levers: FutureLevers
    evidence: Evidence
    count: int
    weighed: int
    effective: float
    plans: Mapping[FutureId, Plan]
    moments: tuple[float, ...]
    years: tuple[int, ...]
    outlooks: Mapping[Outcome, Outlook]
    fading: Mapping[Outcome, Mapping[FutureId, Fading]]
    interruption: Mapping[Domain, Interruption]
    gap_years: int
    gap_million: float | None
    beliefs: Mapping[Domain, Belief]


@dataclass(frozen=True)
class Fan:
    """One outcome of one future, as `Outlook` has it of all."""

    band: Band
    paths: Array
    better: float
