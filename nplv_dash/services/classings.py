"""Four ways to cut the same figures into classes: what a map shows depends on it.

Only the bounds differ; the figures, the places and the colours are those of the map. A place without a figure has no
class in any of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from nplv_dash.present.classes import NO_DATA, NOT_DRAWN
from nplv_dash.services.aggregate import Array
from nplv_dash.services.mapview import MapView, Selection, classify, map_view
from nplv_dash.services.members import residents
from nplv_dash.services.workspace import Workspace

Kind = Literal["fixed", "quantile", "natural", "people"]
KINDS: Final[tuple[Kind, ...]] = ("fixed", "quantile", "natural", "people")
#: As many classes as there are colours.
CLASSES: Final = 5
#: Decimals that a bound has at most.
_MOST_DECIMALS: Final = 6


@dataclass(frozen=True)
class Classing:
    """One way to cut the figures of a map into classes.

    Attributes:
        view: as the map has it, with the bounds of this way in `view.indicator.breaks`.
        people: residents per class, and where there is no figure at the end; NaN where nothing is known of them.
        moved: places that have another colour than with the fixed bounds.
    """

    kind: Kind
    view: MapView
    people: tuple[float, ...]
    moved: int

    @property
    def empty(self) -> int:
        """Classes without a place."""
        return self.view.counts[: len(self.view.indicator.breaks) + 1].count(0)

    @property
    def fewer(self) -> bool:
        """Whether there are fewer classes than colours: too few different figures."""
        return len(self.view.indicator.breaks) < CLASSES - 1


def classings(workspace: Workspace, selection: Selection) -> tuple[Classing, ...]:
    """The four ways for what a map shows. Raises KeyError for a layer, indicator or year that does not exist."""
    view = map_view(workspace, selection)
    people = _people(workspace, selection)
    known = view.drawn & np.isfinite(view.values)
    values, weights = view.values[known], np.nan_to_num(people[known])
    bounds = {
        "fixed": view.indicator.breaks,
        "quantile": equal_parts(values, np.ones(len(values))),
        "natural": natural(values),
        "people": equal_parts(values, weights),
    }
    return tuple(_classing(kind, view, bounds[kind], people) for kind in KINDS)


def _classing(kind: Kind, view: MapView, breaks: Sequence[float], people: Array) -> Classing:
    indicator = view.indicator.model_copy(update={"breaks": tuple(breaks)})
    classes = classify(view.values, indicator.breaks)
    known = view.drawn & np.isfinite(view.values)
    symbols = np.where(known, classes.astype(str), np.where(view.drawn, NO_DATA, NOT_DRAWN))
    group = np.where(known, classes, CLASSES)[view.drawn]
    counts = np.bincount(group, minlength=CLASSES + 1)
    there = people[view.drawn]
    lived = np.bincount(group, np.nan_to_num(there), minlength=CLASSES + 1)
    somebody = np.bincount(group, np.isfinite(there), minlength=CLASSES + 1) > 0
    return Classing(
        kind=kind,
        view=replace(
            view, indicator=indicator, classes="".join(symbols.tolist()), counts=tuple(int(c) for c in counts)
        ),
        people=tuple(np.where(somebody | (counts == 0), lived, np.nan).tolist()),
        moved=int((known & (classes != classify(view.values, view.indicator.breaks))).sum()),
    )


def _people(workspace: Workspace, selection: Selection) -> Array:
    """Residents of each polygon of the layer; NaN where unknown."""
    layer = workspace.bundle.layers[selection.layer]
    if layer.level == "gebied":
        year = workspace.years("gebied", "inhabitants")[-1]
        return workspace.values("gebied", "inhabitants", year)[layer.rows]
    return residents(workspace.bundle, layer.level)[layer.rows]


def equal_parts(values: Array, weights: Array, classes: int = CLASSES) -> tuple[float, ...]:
    """Bounds between which the weights are as equal as equal figures allow: those stay together.

    Args:
        values: shape (n,), finite.
        weights: shape (n,), not negative: ones for as many places, residents for as many people in each class.

    Returns:
        At most `classes` - 1 rising bounds; a class that would be empty is left out.
    """
    unique, place = np.unique(values, return_inverse=True)
    if not len(unique):
        return ()
    before = np.concatenate([[0.0], np.cumsum(np.bincount(place, weights, minlength=len(unique)))])
    wanted = before[-1] * np.arange(1, classes) / classes
    starts = {int(np.abs(before[:-1] - mark).argmin()) for mark in wanted}
    return _bounds(unique, sorted(starts - {0}))


def natural(values: Array, classes: int = CLASSES) -> tuple[float, ...]:
    """Bounds after Fisher and Jenks: the squared distances to the mean of the own class are as small as can be.

    Exact: a dynamic programme over the different figures. The best beginning of the last class never moves back when a
    figure is added, so each step halves (W. D. Fisher 1958; the halving after Wu 1991).

    Args:
        values: shape (n,), finite.

    Returns:
        `classes` - 1 rising bounds, fewer where there are fewer different figures.
    """
    unique, times = np.unique(values, return_counts=True)
    count = len(unique)
    if count <= classes:
        return _bounds(unique, list(range(1, count)))
    # From the middle, so that the squares stay small.
    centred = unique - np.average(unique, weights=times)
    sums = [np.concatenate([[0.0], np.cumsum(times * centred**power)]) for power in range(3)]

    def spread(first: NDArray[np.intp] | int, last: NDArray[np.intp] | int) -> Array:
        number, total, squares = (one[last] - one[first] for one in sums)
        found: Array = squares - total**2 / number
        return found

    best = np.concatenate([[np.inf], spread(0, np.arange(1, count + 1))])
    begins = []
    for taken in range(1, classes):
        found, begin = np.full(count + 1, np.inf), np.zeros(count + 1, dtype=np.intp)
        todo = [(taken + 1, count, taken, count - 1)]
        while todo:
            low, high, least, most = todo.pop()
            if low > high:
                continue
            middle = (low + high) // 2
            choices = np.arange(least, min(most, middle - 1) + 1)
            costs = best[choices] + spread(choices, middle)
            chosen = int(costs.argmin())
            found[middle], begin[middle] = costs[chosen], choices[chosen]
            todo += [(low, middle - 1, least, int(choices[chosen])), (middle + 1, high, int(choices[chosen]), most)]
        best = found
        begins.append(begin)
    starts, end = [], count
    for begin in reversed(begins):
        end = int(begin[end])
        starts.append(end)
    return _bounds(unique, starts[::-1])


def _bounds(unique: Array, starts: Sequence[int]) -> tuple[float, ...]:
    return tuple(_between(float(unique[at - 1]), float(unique[at])) for at in starts)


def _between(below: float, value: float) -> float:
    """The bound with the fewest decimals that parts two figures; one that equals a bound belongs above it."""
    for digits in range(_MOST_DECIMALS):
        step = 10.0**digits
        bound = math.floor(round(value * step, 9)) / step
        if below < bound <= value:
            return bound
    return value
