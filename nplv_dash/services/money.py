"""The money in time: which lines stand where, from when until when, and per resident where that is honest.

Nothing is added across kinds of amount, and no line is added to another that may be the same money.
"""

from __future__ import annotations

from calendar import isleap, monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor
from typing import Final, Literal

import numpy as np

from nplv_dash.domain.records import Area, Scheme, Scope
from nplv_dash.services.workspace import Figure, Workspace

#: Wanted or estimated money is no money: it stands apart.
WISHES: Final = ("needed", "requested_per_year")
#: Changes of one line of the budget, year by year: a chart of their own.
BUDGET: Final = "budget_change"
#: Our own arithmetic on other lines.
OWN: Final = ("own_sum", "own_sum_per_year")
#: Whom money reaches, from near to far.
SCOPES: Final[tuple[Scope, ...]] = ("area", "city", "programme", "national")

#: Years after the last known end that a time line still shows, so that what comes to an end is seen to do so.
_AFTER: Final = 2

End = Literal["known", "unknown", "structural"]
MomentId = Literal["plea", "first_round", "searched", "second_round"]
#: What the time line marks: the plea, the last day of either round of Kansrijke Wijk, and until when we searched. The
#: data set says that last one in words only.
MOMENTS: Final[tuple[tuple[MomentId, str], ...]] = (
    ("plea", "2024-04-03"), ("first_round", "2025"), ("searched", "2026-11"), ("second_round", "2028"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of money in time.

    Attributes:
        start, stop: decimal years: 2024.5 is the middle of 2024, and money until and including 2025 stops at 2026.0.
            None where it was not found; `stop` also where the money has no end.
        end: `structural` is every year, without an end.
    """

    scheme: Scheme
    start: float | None
    stop: float | None
    end: End


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened or ends: `day` as in the records (a year, a month or a day), `at` in decimal years."""

    id: MomentId
    day: str
    at: float


@dataclass(frozen=True, slots=True)
class TimeLine:
    """What there is to draw.

    Attributes:
        groups: bars by whom they reach, oldest first; no group is empty.
        first, last: whole years: the axis runs from the beginning of the one to the beginning of the other.
        nothing_from: decimal year after which we found no money for the programme as a whole; None where no end is
            known of any such money.
    """

    groups: tuple[tuple[Scope, tuple[Bar, ...]], ...]
    moments: tuple[Moment, ...]
    first: int
    last: int
    nothing_from: float | None


@dataclass(frozen=True, slots=True)
class PerResident:
    """An amount per resident: our own sum.

    Attributes:
        euro: per resident, and per year where `years` is given.
        years: over how many years it was spread; None for money that is awarded once.
        residents: by how many it was divided, and of which year; by our borders of the areas.
    """

    euro: float
    years: int | None
    residents: Figure


def scopes(area: Area | None) -> tuple[Scope, ...]:
    """Whom the money reaches that stands on a page of one area, or of all twenty."""
    return SCOPES if area else SCOPES[2:]


def lines(workspace: Workspace, area: Area | None, scope: Scope, *, sums: bool = False) -> tuple[Scheme, ...]:
    """The money of one scope that reaches an area, or all twenty, oldest first; each amount once.

    Args:
        sums: also our own sums of these lines, each before what it sums. They are the same money a second time.
    """
    found = [s for s in _of(workspace, area) if s.scope == scope and _is_money(s)]
    if sums:
        ids = {s.id for s in found}
        found += [s for s in _of(workspace, area) if s.kind in OWN and s.sum_of and ids.issuperset(s.sum_of)]
    return tuple(sorted(found, key=lambda s: (s.start or "9999", s.end or "9999", not s.sum_of)))


def wishes(workspace: Workspace, area: Area | None) -> tuple[Scheme, ...]:
    """What was asked for an area or the programme, or said to be needed: no money."""
    return tuple(s for s in _of(workspace, area) if s.kind in WISHES and s.left_out is None)


def budget(workspace: Workspace) -> tuple[Scheme, ...]:
    """The changes of the line for the programme in the budget, a year each, in order."""
    found = [s for s in _of(workspace, None) if s.kind == BUDGET and s.start is not None and s.amount_eur is not None]
    return tuple(sorted(found, key=lambda s: s.start or ""))


def sum_of(workspace: Workspace, parts: tuple[Scheme, ...]) -> Scheme | None:
    """Our own sum of exactly these lines, where the list has one."""
    ids = {s.id for s in parts}
    return next((s for s in workspace.bundle.schemes if s.sum_of and set(s.sum_of) == ids), None)


def _of(workspace: Workspace, area: Area | None) -> list[Scheme]:
    return [s for s in workspace.bundle.schemes if s.area is None or (area is not None and s.area == area.id)]


def _is_money(scheme: Scheme) -> bool:
    # A scheme whose period was found and whose amount was not is still a scheme. An amount of unclear origin is none.
    certain = scheme.verified or scheme.amount_eur is None
    return certain and scheme.left_out is None and scheme.kind not in (*WISHES, *OWN, BUDGET)


def time_line(workspace: Workspace, area: Area | None) -> TimeLine:
    """Bars for the money that reaches an area, or all twenty.

    Lines that we added up ourselves, as the shares of one round are, are one bar.
    """
    groups = []
    for scope in scopes(area):
        found = lines(workspace, area, scope, sums=True)
        parts = {part for s in found for part in s.sum_of or ()}
        bars = tuple(bar_of(s) for s in found if s.id not in parts)
        if bars:
            groups.append((scope, bars))
    everything = [bar for _, bars in groups for bar in bars]
    # A day is marked where it begins; a year or a month where it ends, as money that lasts until then does.
    moments = tuple(
        Moment(key, day, after(day) if len(day) < len("2024-04-03") else begin(day)) for key, day in MOMENTS
    )
    marks = [m.at for m in moments]
    ends = [bar.stop for scope, bars in groups for bar in bars if scope == "programme" and bar.stop is not None]
    return TimeLine(
        groups=tuple(groups),
        moments=moments,
        first=floor(min([*marks, *(b.start for b in everything if b.start is not None)])),
        last=ceil(max([*marks, *(b.stop for b in everything if b.stop is not None)])) + _AFTER,
        nothing_from=max(ends, default=None),
    )


def bar_of(scheme: Scheme) -> Bar:
    """A line in time."""
    end: End = "unknown" if scheme.end is None else "structural" if scheme.end == "structural" else "known"
    return Bar(
        scheme=scheme,
        start=None if scheme.start is None else begin(scheme.start),
        stop=after(scheme.end) if end == "known" and scheme.end else None,
        end=end,
    )


def per_resident(workspace: Workspace, scheme: Scheme) -> PerResident | None:
    """An amount divided by residents, where that is honest; None where it is not.

    Honest is:

    - money for the programme alone (`programme`) that was awarded, or a sum of such awards, with a first and a last
      year: it is for the residents of the twenty areas and nobody else, so that its mean per resident and year says how
      much there was. It says nothing of a single area: how it was split was not found. Of a sum the whole is divided,
      not its parts.
    - money that was awarded to one area in one sum: per resident of that area, once. It pays for buildings, which stand
      for decades, and often in one part of the area; no year can be put under it.

    Not honest is everything else: announced, available or reserved money was not given; national money is for others
    too; an award to a municipality is for more than the area; a total of unknown make-up can hold other lines; a change
    of a budget is not the budget; who says "more than" names no amount; a wish is no money.

    Residents are our own figure of the newest year, by borders that are not official for any area.
    """
    if scheme.amount_eur is None or scheme.precision != "exact":
        return None
    if scheme.scope == "area" and scheme.kind == "awarded" and scheme.end is None:
        inside = workspace.figure("gebied", scheme.area, "inhabitants") if scheme.area else None
        return PerResident(scheme.amount_eur / inside.value, None, inside) if inside else None
    bar, everybody = bar_of(scheme), residents(workspace)
    if bar.start is None or bar.stop is None or everybody is None or not _is_award(workspace, scheme):
        return None
    years = round(bar.stop - bar.start)
    return PerResident(scheme.amount_eur / years / everybody.value, years, everybody)


def _is_award(workspace: Workspace, scheme: Scheme) -> bool:
    """Whether a line is what was awarded to the programme alone, and not a share of it."""
    if scheme.scope != "programme":
        return False
    if scheme.kind == "awarded":
        return not any(scheme.id in (s.sum_of or ()) for s in workspace.bundle.schemes)
    return {s.kind for s in workspace.bundle.schemes if s.id in (scheme.sum_of or ())} == {"awarded"}


def residents(workspace: Workspace) -> Figure | None:
    """Residents of all areas together, in the newest year in which they are known for each of them."""
    for year in reversed(workspace.years("gebied", "inhabitants")):
        found = workspace.values("gebied", "inhabitants", year)
        if np.isfinite(found).all():
            return Figure(float(found.sum()), year)
    return None


def begin(day: str) -> float:
    """The beginning of a year, a month or a day (`2024`, `2024-05`, `2026-06-01`) in decimal years."""
    return _decimal(_first_day(day))


def after(day: str) -> float:
    """The end of a year, a month or a day in decimal years: what lasts until and including 2025 stops at 2026.0."""
    first = _first_day(day)
    length = {len("2024"): 366 if isleap(first.year) else 365, len("2024-05"): monthrange(first.year, first.month)[1]}
    return _decimal(first + timedelta(days=length.get(len(day), 1)))


def _first_day(day: str) -> date:
    return date.fromisoformat(day + "-01-01"[len(day) - len("2024") :])


def _decimal(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / (366 if isleap(day.year) else 365)
