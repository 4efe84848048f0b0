"""What a programme does to one domain while there is money, and what is left of it after.

Each domain has two stocks, both driven by the money: services (help, supervision, lessons), which fade soon after a
stop, and what is durable (buildings, jobs, skills), which fades slowly. Both are told as a share of what they would be
in the long run at the level of money of 2023-2025, so that

    x    = money ** elasticity                                  how intense the programme is, 1 in 2023-2025
    rise   y += (1 - exp(-dt / rise)) * (x - y)                 where y < x
    fall   y += (1 - 2 ** (-dt / half)) * (x - y)               where y > x; half = fast for services, slow for the rest
    E    = full * ((1 - durable) * services + durable * kept)   in standard deviations of wijken

A step is exact while x stays the same in it, and money changes with the year: steps of half a year give the figures
that quarters give, and years too. After a full stop E / E0 = (1 - c) * 2 ** (-t / fast) + c * 2 ** (-t /
slow), where c is the durable share of E0.

Choices that no source decides. The full effect is the same everywhere: what is known says nothing of one area, so the
twenty areas are not twenty runs, and an area differs from another in what was measured there only. Whether there is any
effect is drawn once for all domains: a programme that does nothing for safety most likely does nothing for homes, and
three chances drawn apart would make it all but certain that something works. All else is drawn apart, and domains do
not work on each other. Nothing here is about who lives where.

Limits: a stop is as sharp as its year; money that is left and spent later is not seen. Sources and ranges stand in
`data/parameters.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nplv_dash.domain.futures import DOMAINS, Domain, Plan, period
from nplv_dash.model.draws import Array, Spread, uniforms

#: Steps of a year, for a line that shows how fast services fade.
STEPS = 2
#: How a domain is called in the names of its parameters, in the order of `DOMAINS`.
SUFFIXES: dict[Domain, str] = dict(zip(DOMAINS, ("live", "safe", "work", "educ", "soc"), strict=True))
#: The chance of no effect at all, and the parameters of one domain by the names of `OneDomain`.
NO_EFFECT = "p0"
PARTS = {"full": "B", "rise": "up", "durable": "phi", "fast": "hf", "slow": "hk"}
#: Parameters of all domains: money of 2026-2028, and how the effect grows with money.
MONEY, ELASTICITY = "x_2026_28", "eps"


@dataclass(frozen=True)
class OneDomain:
    """What is drawn of one domain; arrays of shape (draws,).

    Attributes:
        full: effect in the long run at the money of 2023-2025, standard deviations of wijken; may be negative.
        rise: time constant of building up, years.
        durable: share of the effect that is durable, 0 to 1.
        fast, slow: half-lives of services and of what is durable, years.
    """

    full: Array
    rise: Array
    durable: Array
    fast: Array
    slow: Array


@dataclass(frozen=True)
class Draws:
    """Everything that is drawn.

    Attributes:
        domains: in the order of `DOMAINS`.
        money: a year in 2026-2028 relative to 2023-2025, shape (draws,).
        elasticity: of the effect to money, shape (draws,).
    """

    domains: dict[Domain, OneDomain]
    money: Array
    elasticity: Array

    def take(self, rows: NDArray[np.int64] | slice) -> Draws:
        """These draws only, in this order."""
        domains = {
            name: OneDomain(**{part: getattr(one, part)[rows] for part in PARTS}) for name, one in self.domains.items()
        }
        return Draws(domains, self.money[rows], self.elasticity[rows])

    def __len__(self) -> int:
        return len(self.money)


def named(kind: str, domain: Domain) -> str:
    """The name of a parameter of a domain, such as `B_safe`."""
    return f"{kind}_{SUFFIXES[domain]}"


def draw(spreads: Iterable[Spread], seed: int, count: int) -> Draws:
    """Draw everything; each parameter from a stream with its own name, but for one that all `p0` share.

    Formula: `full` is 0 with the chance `p0`, else a draw of `B`.

    Args:
        spreads: one for every parameter of every domain, and for `MONEY` and `ELASTICITY`; others are ignored.
        seed: whole number of at least 1.

    Raises:
        KeyError: a parameter has no spread.
    """
    by_name = {spread.name: spread for spread in spreads}

    def column(name: str) -> Array:
        return by_name[name].at(uniforms(name, seed, count))

    luck = uniforms(NO_EFFECT, seed, count)

    def of(domain: Domain) -> OneDomain:
        parts = {part: column(named(kind, domain)) for part, kind in PARTS.items()}
        parts["full"] = np.where(luck < by_name[named(NO_EFFECT, domain)].mid, 0.0, parts["full"])
        return OneDomain(**parts)

    return Draws({domain: of(domain) for domain in DOMAINS}, column(MONEY), column(ELASTICITY))


def central(spreads: Iterable[Spread], changed: Sequence[Mapping[str, float]]) -> Draws:
    """One draw for each of `changed`: everything is most likely, and the effect is there, but for what it names.

    Args:
        changed: values by the names of parameters, such as `B_safe`.

    Raises:
        KeyError: a parameter has no spread.
    """
    values = {spread.name: spread.mid for spread in spreads}

    def column(name: str) -> Array:
        return np.array([one.get(name, values[name]) for one in changed])

    domains = {
        domain: OneDomain(**{part: column(named(kind, domain)) for part, kind in PARTS.items()}) for domain in DOMAINS
    }
    return Draws(domains, column(MONEY), column(ELASTICITY))


def intensity(plans: Sequence[Plan], years: Sequence[int], draws: Draws, level_after: float | None) -> Array:
    """How intense the programme is in each year.

    Formula: x = (share * level) ** elasticity; the level is 1 to 2025, `money` to 2028, and `level_after` later.

    Args:
        level_after: relative to 2023-2025; None for that of 2026-2028.

    Returns:
        Shape (years, plans, draws).
    """
    after = draws.money if level_after is None else np.full_like(draws.money, level_after)
    levels = np.stack([np.ones_like(after), draws.money, after]) ** draws.elasticity
    shares = np.array([[plan.share(year) for plan in plans] for year in years])
    found: Array = shares[:, :, None] ** draws.elasticity * levels[[period(year) for year in years]][:, None]
    return found


def simulate(x: Array, one: OneDomain, dt: float) -> Array:
    """Both stocks of a domain, from nothing.

    Args:
        x: intensity in every step, shape (steps, plans, draws).
        dt: length of a step, years.

    Returns:
        Shape (steps + 1, plans, 2, draws): services and what is durable at the beginning and after every step, each as
        a share of what it would be in the long run at an intensity of 1.
    """
    rising = -np.expm1(-dt / one.rise)
    falling = -np.expm1(-np.log(2) * dt / np.stack([one.fast, one.slow]))
    steps, plans, draws = x.shape
    stocks = np.zeros((steps + 1, plans, 2, draws))
    for step, target in enumerate(x):
        gap = target[:, None] - stocks[step]
        stocks[step + 1] = stocks[step] + np.where(gap > 0, rising, falling) * gap
    return stocks


def mixed(stocks: Array, one: OneDomain) -> Array:
    """Both stocks together, relative to the full effect: of shape (..., 2, draws) to (..., draws)."""
    services, durable = stocks[..., 0, :], stocks[..., 1, :]
    together: Array = services + one.durable * (durable - services)
    return together


def lasting(stocks: Array, one: OneDomain) -> Array:
    """The durable share of the effect: of shape (..., 2, draws) to (..., draws); NaN where there is nothing yet.

    It hangs not on `full`, and so is known of a draw without effect too.
    """
    whole = mixed(stocks, one)
    return np.divide(one.durable * stocks[..., 1, :], whole, out=np.full_like(whole, np.nan), where=whole > 0)


def kept(share: Array, one: OneDomain, after: Sequence[float]) -> Array:
    """Share of the effect that is left some years after a full stop, by the closed form.

    Args:
        share: `lasting` at the stop, shape (draws,).
        after: years since.

    Returns:
        Shape (after, draws).
    """
    years = np.array(after)[:, None]
    left: Array = (1 - share) * 2 ** (-years / one.fast) + share * 2 ** (-years / one.slow)
    return left


def regained(course: Array, stop: int, restart: int, dt: float) -> Array:
    """Years after a restart until the effect is what it was at the stop.

    Args:
        course: `mixed` of one plan, shape (steps + 1, draws).
        stop, restart: steps at which the money stops and is there again.

    Returns:
        Shape (draws,), to a part of a step; infinity where it is not reached within the course.
    """
    level = course[stop]
    there = course[restart:] >= level
    first = there.argmax(axis=0)
    columns = np.arange(course.shape[1])
    now, before = course[restart + first, columns], course[restart + np.maximum(first - 1, 0), columns]
    part = np.divide(now - level, now - before, out=np.zeros_like(level), where=now > before)
    return np.where(there.any(axis=0), dt * (first - part), np.inf)
