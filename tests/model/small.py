"""A small made-up country for the goal seek: two provinces of two municipalities, three NPLV areas."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from nplv_dash.domain.levers import Levers
from nplv_dash.model.draws import NAMES, Array
from nplv_dash.model.goalseek import Problem
from nplv_dash.model.places import Places
from nplv_dash.model.redistribute import Shape

SHAPE = Shape(kink_width=0.02, curve_width=0.05, stigma=0.05, bends=(0.08, 0.15), slopes=(1.2, 1.0, 0.4))
ODDS = 3.0
#: Most likely values; those of liveability play no part in a goal.
VALUES = {
    "m_soc_city": 0.056, "m_soc_nat": 0.07, "a_V": 0.3, "k_conc": ODDS, "rV": 0.9, "rW": 1.6, "tau": 0.05,
    "g_comply": 0.5, "u_fit": 0.65, "d_W": 0.02, "kappa": 0.5,
}  # fmt: skip
#: NPLV area per wijk of a municipality: none in the last one.
AREAS = ((0, 0, 1, -1, -1, -1, -1, -1), (2, -1, -1, -1, -1), (-1, -1, -1, -1), (-1, -1, -1))


def central(**changed: float) -> Array:
    """The most likely draw, shape (1, len(NAMES))."""
    values = VALUES | changed
    return np.array([[values.get(name, 0.1) for name in NAMES]])


def country(seed: int = 1) -> Places:
    """Twenty wijken; areas have more corporation homes and more vulnerable households than the others."""
    rng = np.random.default_rng(seed)
    area = np.concatenate([np.array(one) for one in AREAS])
    gemeente = np.repeat(np.arange(len(AREAS)), [len(one) for one in AREAS])
    n, focus = len(area), area >= 0
    households = rng.uniform(800, 6000, n)
    homes = households * np.where(focus, rng.uniform(0.4, 0.8, n), rng.uniform(0.1, 0.4, n))
    poor = households * np.where(focus, rng.uniform(0.12, 0.25, n), rng.uniform(0.02, 0.07, n))
    return Places(
        households=households,
        homes=homes,
        poor=poor,
        area=area,
        gemeente=gemeente,
        provincie=gemeente // 2,
        city=gemeente < 2,
        lbm=np.full(n, 4.2),
        pressed=np.zeros(n, dtype=bool),
    )


def problem(places: Places, year: int = 10, *, levers: Levers | None = None, **changed: float) -> Problem:
    """The goals of a country; `changed` are values of the draw."""
    return Problem(places, levers or Levers(), central(**changed), SHAPE, ODDS, year)


def with_room(places: Places, households: float, *, provincie: int) -> Places:
    """The same with one more wijk, in a municipality of its own, that can receive so many households a year."""
    homes = np.array([households / (VALUES["m_soc_nat"] * Levers().ceiling)])
    added = {
        "households": homes, "homes": homes, "poor": np.zeros(1), "area": np.array([-1]),
        "gemeente": places.gemeente.max() + np.array([1]), "provincie": np.array([provincie]),
        "city": np.array([False]), "lbm": np.array([9.0]), "pressed": np.array([False]),
    }  # fmt: skip
    return Places(
        **{field.name: np.concatenate([getattr(places, field.name), added[field.name]]) for field in fields(Places)}
    )
