"""Wijken that cannot be are refused, and the homes let to vulnerable households stay within what the margins allow."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nplv_dash.model.places import Places, vulnerable_homes
from tests.model.countries import countries, made_up

PLACES = made_up()


def changed(name: str, at: int, value: float) -> Places:
    values = getattr(PLACES, name).copy()
    values[at] = value
    return replace(PLACES, **{name: values})


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("households", np.nan, "households must be known"),
        ("households", np.inf, "households must be known"),
        ("households", 1.0, "homes must lie between"),
        ("homes", np.nan, "homes must lie between"),
        ("homes", -1.0, "homes must lie between"),
        ("homes", 1e9, "homes must lie between"),
        ("poor", np.nan, "poor must lie between"),
        ("poor", -1.0, "poor must lie between"),
        ("poor", 1e9, "poor must lie between"),
        ("area", -2, "area must be -1 or more"),
        ("gemeente", -1, "gemeente must be 0 or more"),
        ("provincie", -1, "provincie must be 0 or more"),
        ("provincie", 9, "more than one provincie"),
    ],
)
def test_what_cannot_be_is_refused(name: str, value: float, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        changed(name, 3, value)


@pytest.mark.parametrize("name", [field.name for field in fields(Places)])
def test_arrays_of_another_length_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"not of shape.*: {name if name != 'households' else 'homes'}"):
        replace(PLACES, **{name: getattr(PLACES, name)[:-1].copy()})


def test_nobody_can_change_it() -> None:
    for field in fields(Places):
        with pytest.raises(ValueError, match="read-only"):
            getattr(PLACES, field.name)[0] = 0


@given(countries())
def test_areas_are_counted_also_without_wijken(places: Places) -> None:
    assert places.areas == max([0, *(places.area + 1).tolist()])
    assert (places.focus == (places.area >= 0)).all()


def test_a_selection_keeps_rows_together() -> None:
    rows = np.array([5, 2, 2])
    some = PLACES.take(rows)
    assert len(some) == 3
    assert all((getattr(some, f.name) == getattr(PLACES, f.name)[rows]).all() for f in fields(Places))


@given(countries(), st.floats(0.5, 10), st.floats(0.5, 10))
def test_vulnerable_homes_stay_within_what_the_margins_allow(places: Places, one: float, two: float) -> None:
    h, s, p = places.households, places.homes, places.poor
    found = vulnerable_homes(h, s, p, min(one, two))
    assert (found >= 0).all()
    # Those who do not live in them live in the other homes, and fit there.
    assert (found <= np.minimum(p, s)).all()
    assert (p - found <= (h - s) * (1 + 1e-9) + 1e-9).all()
    # The likelier in corporation homes, the more of them there.
    assert (vulnerable_homes(h, s, p, max(one, two)) >= found - 1e-9).all()


def test_vulnerable_homes_have_the_odds_that_were_asked() -> None:
    h, s, p, odds = np.array([1000.0]), np.array([400.0]), np.array([150.0]), 3.0
    v = vulnerable_homes(h, s, p, odds)
    inside, outside = v / s, (p - v) / (h - s)
    assert inside / outside == pytest.approx(odds)
    assert vulnerable_homes(h, s, p, np.array([[1.0], [3.0]])).shape == (2, 1)
