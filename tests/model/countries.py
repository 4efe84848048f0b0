"""Every lever and every parameter as hypothesis draws them, and small countries with anything that can occur."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
from hypothesis import strategies as st

from nplv_dash import ROOT
from nplv_dash.domain.levers import Levers
from nplv_dash.domain.parameters import DECIMALS, Parameter
from nplv_dash.model.draws import NAMES, Array
from nplv_dash.model.kernel import TERMS
from nplv_dash.model.places import Places
from nplv_dash.model.redistribute import terms
from nplv_dash.services.redistribution import odds_of, shape_of, spreads_of
from nplv_dash.sources.parameters import load_parameters

PARAMETERS = load_parameters(ROOT)
SPREADS, SHAPE, ODDS = spreads_of(PARAMETERS), shape_of(PARAMETERS), odds_of(PARAMETERS)


def numbers(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers as a file, a link or a widget gives them: no finer than a millionth."""
    return st.floats(low, high).map(lambda value: min(max(round(value, DECIMALS), low), high))


def _lever(lever: Parameter) -> st.SearchStrategy[object]:
    if lever.kind == "switch":
        return st.booleans()
    if lever.kind == "choice":
        return st.sampled_from(lever.choices)
    assert lever.low is not None
    assert lever.high is not None
    if lever.kind in {"year", "years"}:
        return st.integers(int(lever.low), int(lever.high))
    shares = numbers(lever.low, lever.high)
    return shares if lever.drawn_from is None else st.none() | shares


def levers(**fixed: object) -> st.SearchStrategy[Levers]:
    """Any setting of the levers within their bounds; `fixed` ones have one value."""
    given = {lever.id: _lever(lever) for lever in PARAMETERS.levers}
    assert given.keys() == {lever.name for lever in fields(Levers)}
    return st.builds(Levers, **given | {name: st.just(value) for name, value in fixed.items()})


@st.composite
def parameters(draw: st.DrawFn, **fixed: float) -> Array:
    """One draw, shape (1, len(NAMES)): anything within the bounds of the parameters, often a bound itself."""
    spreads = {spread.name: spread for spread in SPREADS}
    spreads["rho"] = spreads["rho_slab"]
    values = {name: draw(numbers(spreads[name].low, spreads[name].high)) for name in NAMES if name not in fixed}
    return np.array([[(values | fixed)[name] for name in NAMES]])


@st.composite
def countries(draw: st.DrawFn, largest: int = 5) -> Places:
    """A few wijken: empty ones, all rented, nobody poor, everybody poor, areas without wijken, no area at all.

    Mostly an ordinary area and two wijken that may receive are among them: by chance alone hardly anybody would move.
    """
    n = draw(st.integers(1, largest))
    towns = draw(st.integers(1, 3))

    def column(values: st.SearchStrategy[object], count: int = n) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=count, max_size=count)))

    # No homes of which a trillionth is left: that tries the digits of float32, and no model.
    part = st.sampled_from([0.0, 1.0]) | st.floats(0.001, 1)
    households = column(st.sampled_from([0.0, 1.0]) | st.integers(50, 20_000).map(float))
    columns = {
        "households": households,
        "homes": households * column(part),
        "poor": households * column(part),
        "area": column(st.integers(-1, 2)),
        "gemeente": column(st.integers(0, towns - 1)),
        "lbm": column(st.sampled_from([3.7, 4.1, 4.4, float("nan")])),
        "pressed": column(st.booleans()),
    }
    if draw(st.integers(0, 4)):
        households = np.array([4000.0, draw(st.sampled_from([60.0, 3000.0])), 900.0])
        ordinary = {
            "households": households,
            "homes": households * [draw(st.floats(0.3, 0.9)), 0.4, 0.1],
            "poor": households * [draw(st.floats(0.05, 0.4)), 0.02, 0.01],
            "area": np.array([1, -1, -1]),
            "gemeente": np.array([0, 0, draw(st.integers(0, towns - 1))]),
            "lbm": np.array([3.8, 4.5, 4.5]),
            "pressed": np.array([True, False, False]),
        }
        columns = {name: np.concatenate([values, ordinary[name]]) for name, values in columns.items()}
    gemeente = columns["gemeente"]
    return Places(
        **columns,
        provincie=column(st.integers(0, 1), towns)[gemeente],
        city=column(st.booleans(), towns)[gemeente],
    )


class Book:
    """What happened in every wijk, by name of `kernel.TERMS`: arrays of shape (years, 2 runs, n)."""

    def __init__(self, places: Places, lever: Levers, draw: Array, shares: Array | None = None) -> None:
        told = [
            terms(places, lever, draw, SHAPE, odds=ODDS, wijk=i, shares=shares) for i in range(len(places))
        ]  # fmt: skip
        self.pages = np.stack(told, axis=2)

    def __getitem__(self, name: str) -> Array:
        found: Array = self.pages[..., TERMS.index(name)]
        return found


def made_up(seed: int = 1, towns: int = 6) -> Places:
    """Some sixty wijken in three provinces that look like the Netherlands; up to six areas, in two of the provinces."""
    rng = np.random.default_rng(seed)
    gemeente = np.repeat(np.arange(towns), rng.integers(6, 14, towns))
    n = len(gemeente)
    area = np.where((rng.random(n) < 0.25) & (gemeente % 3 < 2), rng.integers(0, 6, n), -1)
    households, focus = rng.uniform(300, 9000, n), area >= 0
    return Places(
        households=households,
        homes=households * np.where(focus, rng.uniform(0.35, 0.8, n), rng.uniform(0.0, 0.45, n)),
        poor=households * np.where(focus, rng.uniform(0.1, 0.25, n), rng.uniform(0.01, 0.09, n)),
        area=area,
        gemeente=gemeente,
        provincie=gemeente % 3,
        city=np.isin(gemeente, gemeente[focus]),
        lbm=rng.normal(4.15, 0.1, n),
        pressed=rng.random(n) < 0.2,
    )
