"""The stocks of a programme: what must hold for every draw and every course of the money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from nplv_dash import ROOT
from nplv_dash.domain.futures import DOMAINS, FutureLevers, Plan
from nplv_dash.model.draws import Array
from nplv_dash.model.programme import (
    PARTS,
    Draws,
    OneDomain,
    central,
    draw,
    intensity,
    kept,
    lasting,
    mixed,
    named,
    regained,
    simulate,
)
from nplv_dash.services.redistribution import spreads_of
from nplv_dash.sources.parameters import load_parameters

SPREADS = spreads_of(load_parameters(ROOT, "funding"))
DRAWS = draw(SPREADS, 7, 300)
YEARS = range(2022, 2047)


def x_of(plans: Sequence[Plan], draws: Draws = DRAWS, level: float | None = None, steps: int = 4) -> Array:
    """Intensity in every step from the beginning of 2022 on."""
    return np.repeat(intensity(plans, YEARS, draws, level), steps, axis=0)


def effect_of(plans: Sequence[Plan], one: OneDomain, **more: int) -> Array:
    """Shape (steps + 1, plans, draws)."""
    steps = more.get("steps", 4)
    return one.full * mixed(simulate(x_of(plans, steps=steps), one, 1 / steps), one)


def test_no_money_is_exactly_no_effect() -> None:
    for domain in DOMAINS:
        one = DRAWS.domains[domain]
        never = simulate(np.zeros((40, 2, 300)), one, 0.25)
        assert not never.any()


def test_no_effect_is_exactly_none_under_any_money() -> None:
    one = DRAWS.domains["safety"]
    none = one.full == 0
    assert 0 < none.sum() < 300
    effect = effect_of([Plan(2042), Plan(2028)], one)
    assert not effect[..., none].any()
    assert np.abs(effect[-1, 0, ~none]).min() > 0


@pytest.mark.parametrize("domain", DOMAINS)
def test_going_on_is_never_less_than_stopping(domain: str) -> None:
    one = DRAWS.domains[domain]  # type: ignore[index]
    good = replace(one, full=np.abs(one.full))
    ends = [Plan(2025), Plan(2028), Plan(2028, taper=5), Plan(2030), Plan(2042), Plan(2046)]
    effect = effect_of(ends, good)
    # The futures stand in the order of their money.
    for less, more in ((0, 1), (1, 2), (1, 3), (3, 4), (2, 4), (4, 5)):
        assert (effect[:, more] - effect[:, less]).min() >= 0
    assert (effect_of([Plan(2028, restart=2033)], good) - effect[:, [1]]).min() >= 0


@pytest.mark.parametrize("domain", DOMAINS)
def test_after_a_stop_the_effect_only_falls_and_keeps_its_sign(domain: str) -> None:
    one = DRAWS.domains[domain]  # type: ignore[index]
    effect = effect_of([Plan(2028)], one)[4 * 7 :, 0]
    assert (np.diff(np.abs(effect), axis=0) <= 0).all()
    assert (np.sign(effect) == np.sign(one.full)).all()


@pytest.mark.parametrize("steps", [1, 2, 8])
def test_other_steps_give_the_same_at_the_end_of_every_year(steps: int) -> None:
    plans = [Plan(2028), Plan(2030, taper=4), Plan(2028, restart=2032), Plan(2042)]
    one = DRAWS.domains["work"]
    np.testing.assert_allclose(effect_of(plans, one, steps=steps)[::steps], effect_of(plans, one)[::4], atol=1e-12)


def test_halving_the_step_converges_where_money_changes_within_it() -> None:
    """Money that changes all the time is where steps do matter."""
    one = DRAWS.domains["education"]
    apart = []
    finest = 256
    for steps in (8, 16, 32, finest):
        money = (1 + np.sin(np.arange(10 * steps) / steps))[:, None, None] / 2
        apart.append(mixed(simulate(np.broadcast_to(money, (10 * steps, 1, 300)), one, 1 / steps), one)[::steps])
    errors = [np.abs(found - apart[-1]).max() for found in apart[:-1]]
    assert errors[0] < 0.1
    assert errors[1] < 0.6 * errors[0]
    assert errors[2] < 0.6 * errors[1]


@pytest.mark.parametrize("domain", DOMAINS)
def test_after_a_full_stop_the_effect_follows_the_closed_form(domain: str) -> None:
    one = DRAWS.domains[domain]  # type: ignore[index]
    stocks = simulate(x_of([Plan(2028)]), one, 0.25)[:, 0]
    stop, unit = 4 * 7, mixed(stocks, one)
    share = lasting(stocks[stop], one)
    np.testing.assert_allclose(share, one.durable * stocks[stop, 1] / unit[stop])
    after = (0.25, 1, 2, 5, 10)
    found = unit[[stop + round(4 * years) for years in after]] / unit[stop]
    np.testing.assert_allclose(kept(share, one, after), found, rtol=1e-12)
    whole = (1 - share) * 2 ** (-5 / one.fast) + share * 2 ** (-5 / one.slow)
    np.testing.assert_allclose(found[3], whole, rtol=1e-12)


def test_nothing_yet_has_no_durable_share() -> None:
    one = DRAWS.domains["place"]
    assert np.isnan(lasting(np.zeros((2, 300)), one)).all()


def test_money_that_goes_on_builds_up_as_an_exponential() -> None:
    one = DRAWS.domains["place"]
    found = mixed(simulate(np.ones((80, 1, 300)), one, 0.25), one)[:, 0]
    for years in (1, 5, 20):
        np.testing.assert_allclose(found[4 * years], 1 - np.exp(-years / one.rise), rtol=1e-12)


def test_less_money_is_sunk_to_and_not_lost() -> None:
    one = DRAWS.domains["work"]
    money = np.r_[np.ones(400), np.full(800, 0.5)][:, None, None]
    found = simulate(np.broadcast_to(money, (1200, 1, 300)), one, 0.25)
    assert found[400:].min() >= 0.5
    np.testing.assert_allclose(found[-1], 0.5, atol=1e-3)


def test_one_draw_alone_is_its_row() -> None:
    plans = tuple(FutureLevers().plans().values())
    alone = DRAWS.take(slice(41, 42))
    for domain in DOMAINS:
        together = simulate(x_of(plans), DRAWS.domains[domain], 0.25)
        single = simulate(x_of(plans, alone), alone.domains[domain], 0.25)
        assert np.array_equal(together[..., [41]], single)


def test_what_is_drawn_does_not_hang_on_how_many_are_drawn_or_what_else() -> None:
    fewer = draw(SPREADS, 7, 40)
    assert len(fewer) == 40
    for domain in DOMAINS:
        for part in PARTS:
            whole = getattr(DRAWS.domains[domain], part)
            assert np.array_equal(getattr(fewer.domains[domain], part), whole[:40])
    changed = [replace(one, low=9.0, mid=9.0, high=9.0) if one.name == "hk_safe" else one for one in SPREADS]
    other = draw(changed, 7, 300)
    assert (other.domains["safety"].slow == 9).all()
    assert np.array_equal(other.domains["safety"].full, DRAWS.domains["safety"].full)
    assert np.array_equal(other.domains["work"].slow, DRAWS.domains["work"].slow)
    assert not np.array_equal(draw(SPREADS, 8, 300).money, DRAWS.money)


def test_what_is_drawn_has_the_distribution_of_its_parameter() -> None:
    many, by_name = draw(SPREADS, 20240403, 4000), {spread.name: spread for spread in SPREADS}
    for domain in DOMAINS:
        for part, kind in PARTS.items():
            one, values = by_name[named(kind, domain)], getattr(many.domains[domain], part)
            if part == "full":
                chance = by_name[named("p0", domain)].mid
                assert (values == 0).mean() == pytest.approx(chance, abs=0.03)
                values = values[values != 0]
            expected = stats.triang((one.mid - one.low) / (one.high - one.low), one.low, one.high - one.low)
            assert stats.kstest(values, expected.cdf).pvalue > 0.0001, one.name


def test_whether_there_is_an_effect_is_drawn_once_and_how_large_it_is_apart() -> None:
    many = draw(SPREADS, 3, 4000)
    full = np.array([many.domains[domain].full for domain in DOMAINS])
    # Cohesion and perception has a somewhat larger chance of none than the others, which have the same one.
    others = np.array([domain != "perception" for domain in DOMAINS])
    assert ((full[others] == 0) == (full[0] == 0)).all()
    assert (full[:, full[0] == 0] == 0).all()
    there = full[:, (full != 0).all(axis=0)]
    assert np.abs(np.corrcoef(there) - np.eye(len(DOMAINS))).max() < 0.06


def test_the_most_likely_draw_has_the_values_of_the_file_but_for_what_is_named() -> None:
    found = central(SPREADS, [{}, {"B_safe": 0.0, "eps": 0.5}])
    assert found.domains["safety"].full.tolist() == [0.08, 0.0]
    assert found.domains["safety"].rise.tolist() == [2.0, 2.0]
    assert found.elasticity.tolist() == [0.7, 0.5]
    assert found.money.tolist() == [1.4, 1.4]
    assert {field.name for field in fields(OneDomain)} == set(PARTS)


def test_intensity_follows_the_money() -> None:
    plans = [Plan(2025), Plan(2028, taper=4), Plan(2042)]
    two = central(SPREADS, [{"x_2026_28": 1.5, "eps": 1.0}, {"x_2026_28": 1.5, "eps": 0.5}])
    same, half = (intensity(plans, (2022, 2024, 2027, 2030), two, level) for level in (None, 0.5))
    assert same.shape == (4, 3, 2)
    # Half a year's share in 2022, whole until 2025; then 1.5 times or nothing.
    np.testing.assert_allclose(same[:, 0, 0], [0.5, 1, 0, 0])
    np.testing.assert_allclose(same[:, 2, 0], [0.5, 1, 1.5, 1.5])
    # In the second of four years of tapering three fifths are left.
    np.testing.assert_allclose(same[3, 1], [0.6 * 1.5, np.sqrt(0.6 * 1.5)])
    np.testing.assert_allclose(half[:, 2, 0], [0.5, 1, 1.5, 0.5])
    assert not intensity(plans, (2030,), two, 0.0).any()


def test_the_way_back_is_measured_from_the_restart() -> None:
    course = np.array([[4.0, 4, 4], [2, 2, 2], [1, 1, 1], [3, 4, 1.5], [5, 5, 2]])
    found = regained(course, stop=0, restart=2, dt=0.5)
    np.testing.assert_allclose(found, [0.75, 0.5, np.inf])
    # Where nothing was lost nothing has to be regained.
    np.testing.assert_allclose(regained(np.ones((3, 1)), stop=0, restart=1, dt=0.5), [0.0])


@given(
    st.integers(2022, 2046), st.integers(0, 10), st.none() | st.integers(2023, 2046),
    st.none() | st.floats(0, 2), st.integers(0, 299), st.sampled_from(DOMAINS),
)  # fmt: skip
def test_whatever_the_money_does_the_effect_stays_within_what_it_can_be(
    end: int, taper: int, restart: int | None, level: float | None, row: int, domain: str
) -> None:
    draws = DRAWS.take(slice(row, row + 1))
    one = draws.domains[domain]  # type: ignore[index]
    x = x_of([Plan(end, taper, restart)], draws, level, 2)
    unit = mixed(simulate(x, one, 0.5), one)
    assert unit.min() >= 0
    assert unit.max() <= x.max() * (1 + 1e-12)
