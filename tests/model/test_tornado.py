"""One uncertainty at a time, in a small made-up country."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from nplv_dash.domain.levers import Levers
from nplv_dash.model import horizon
from nplv_dash.model.draws import NAMES, SLAB, SPIKE, Spread, central, draw, uniforms
from nplv_dash.model.horizon import OUTCOMES, Policy, drawn
from nplv_dash.model.redistribute import Outcome, simulate
from nplv_dash.model.tornado import Swing, tornado
from tests.model.small import ODDS, SHAPE, VALUES, country

_MORE = {"b_assoc": 0.17, "eta": 0.5, "x0": 0.2, "omega": 0.2, "alpha": 0.3}
_LOW = {"p_low_V": 0.8, "p_low_N": 0.6, "p_low_W": 0.1}


def triangle(name: str, mid: float) -> Spread:
    return Spread(name, "triangular", 0.8 * mid, mid, 1.1 * mid)


SPREADS = (
    *(triangle(name, mid) for name, mid in (VALUES | _MORE | _LOW).items()),
    Spread(SPIKE, "fixed", 0.2, 0.3, 0.5),
    Spread(SLAB, "triangular", 0.0, 0.25, 0.6),
    # What the yearly loop does not read has no bar.
    triangle("sigma_area", 0.13),
)


def policy(**levers: Any) -> Policy:
    return Policy(country(), replace(Levers(share_redirected=0.5), **levers), SHAPE, ODDS)


def swings(which: Policy, outcome: str) -> dict[str, Swing]:
    (found,) = [one for one in tornado(which, SPREADS) if one.outcome == outcome]
    return {swing.name: swing for swing in found.swings}


@pytest.mark.parametrize("name", ["tau", "rho", "g_comply", "alpha"])
def test_a_bar_is_what_the_model_gives_there(name: str) -> None:
    which = policy()
    (spread,) = [spread for spread in SPREADS if spread.name == (SLAB if name == "rho" else name)]
    values = spread.at(np.array([0.1, 0.9]))
    expected = which.at_horizon(np.concatenate([central(SPREADS, **{name: value}) for value in values]))
    centre = which.at_horizon(central(SPREADS))[0]
    for k, found in enumerate(tornado(which, SPREADS)):
        assert found.outcome == OUTCOMES[k]
        assert found.centre == centre[k]
        (bar,) = [swing for swing in found.swings if swing.name == name]
        assert (bar.low, bar.high) == tuple(values)
        assert (bar.at_low, bar.at_high) == tuple(expected[:, k])


def test_the_widest_bar_comes_first_and_every_uncertainty_has_one() -> None:
    for found in tornado(policy(), SPREADS):
        widths = [swing.width for swing in found.swings]
        assert widths == sorted(widths, reverse=True)
        assert sorted(swing.name for swing in found.swings) == sorted(NAMES)


def test_nothing_causal_is_no_effect_and_changes_no_household() -> None:
    for side in ("areas", "receivers"):
        effect, change = (swings(policy(), f"{side}_{kind}") for kind in ("effect", "change"))
        assert effect["rho"].at_zero == 0
        assert 0 in effect["rho"].bounds
        assert effect["rho"].width == pytest.approx(abs(effect["rho"].at_high))
        assert change["rho"].width == 0
        assert [name for name, swing in effect.items() if swing.at_zero is not None] == ["rho"]


def test_what_the_settings_do_not_use_has_no_width() -> None:
    linear, kink = (swings(policy(response=form), "areas_effect") for form in ("linear", "kink"))
    assert linear["eta"].width == linear["x0"].width == linear["kappa"].width == linear["p_low_V"].width == 0
    assert kink["eta"].width > 0
    assert swings(policy(), "areas_change")["g_comply"].width > 0
    assert swings(policy(compliance=0.4), "areas_change")["g_comply"].width == 0


def test_a_policy_that_asks_nothing_changes_nothing() -> None:
    for found in tornado(policy(share_redirected=0.0, workers=0.0), SPREADS):
        assert found.centre == 0
        assert {swing.bounds for swing in found.swings} == {(0.0, 0.0)}


def test_a_country_without_receivers_has_zeros_there() -> None:
    found = {one.outcome: one for one in tornado(policy(receiver_min_lbm=4.3), SPREADS)}
    for outcome in ("receivers_change", "receivers_effect"):
        assert found[outcome].centre == found[outcome].swings[0].width == 0


def test_it_is_one_call_of_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []

    def counted(*arguments: Any, **more: Any) -> Outcome:
        sizes.append(len(arguments[2]))
        assert more["per_place"] is False
        return simulate(*arguments, **more)

    monkeypatch.setattr(horizon, "simulate", counted)
    tornado(policy(), SPREADS)
    assert sizes == [2 * len(NAMES) + 2]


def test_a_name_without_a_spread_is_an_error() -> None:
    with pytest.raises(KeyError):
        tornado(policy(), SPREADS[1:])


def test_quantiles_of_the_streams_are_the_draws() -> None:
    u = np.column_stack([uniforms(name, 1, 50) for name in NAMES])
    ours, theirs, rho = drawn(SPREADS, u), draw(SPREADS, 1, 50), NAMES.index("rho")
    rest = np.arange(len(NAMES)) != rho
    assert (ours[:, rest] == theirs[:, rest]).all()


@pytest.mark.parametrize("spike", [0.0, 0.3, 1.0])
def test_the_causal_share_is_zero_with_its_chance_and_spread_as_it_is_drawn(spike: float) -> None:
    spreads = (*(one for one in SPREADS if one.name != SPIKE), Spread(SPIKE, "fixed", 0, spike, 1))
    u = np.tile((np.arange(1000) + 0.5)[:, None] / 1000, len(NAMES))
    ours = drawn(spreads, u)[:, NAMES.index("rho")]
    assert (ours == 0).mean() == pytest.approx(spike)
    assert (np.diff(ours) >= 0).all()
    theirs = draw(spreads, 1, 40_000)[:, NAMES.index("rho")]
    quantiles = (0.05, 0.25, 0.4, 0.6, 0.9)
    assert np.quantile(ours, quantiles) == pytest.approx(np.quantile(theirs, quantiles), abs=0.01)
