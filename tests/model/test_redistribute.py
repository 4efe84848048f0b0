"""Known answers: what can be worked out by hand, and what each lever does."""

from __future__ import annotations

import math
import tracemalloc
from dataclasses import replace
from itertools import product
from types import FunctionType

import numpy as np
import pytest
from numba import njit

from nplv_dash.domain.levers import Levers
from nplv_dash.model import kernel
from nplv_dash.model.draws import NAMES, Array, central, draw
from nplv_dash.model.places import Places
from nplv_dash.model.redistribute import Outcome, may_receive, simulate, terms
from tests.model.countries import ODDS, SHAPE, SPREADS, Book, made_up

PLEA = Levers(share_redirected=0.5, workers=1.0, reach="land", receiver_max_share=0.3, receiver_min_lbm=3.8, horizon=10)


def run(places: Places, levers: Levers, draws: Array, **more: object) -> Outcome:
    return simulate(places, levers, draws, SHAPE, odds=ODDS, **more)  # type: ignore[arg-type]


def town(**columns: list[float]) -> Places:
    """An NPLV area, a receiver with plenty of room, a wijk like the area that does nothing; in one municipality."""
    columns = {
        "households": [5000.0, 40_000.0, 3000.0], "homes": [3000.0, 10_000.0, 2000.0], "poor": [900.0, 2400.0, 500.0],
        "area": [0, -1, -1], "gemeente": [0, 0, 0], "provincie": [0, 0, 0], "city": [True, True, True],
        "lbm": [3.9, 4.3, 3.9], "pressed": [False, False, False],
    } | columns  # fmt: skip
    return Places(**{name: np.array(values) for name, values in columns.items()})


@pytest.mark.parametrize(
    ("year", "tau", "rate"), [(1, 0.05, 0.056), (10, 0.05, 0.056), (20, 0.02, 0.044), (20, 0.1, 0.065)]
)
def test_the_stock_of_an_area_falls_as_the_closed_form_says(year: int, tau: float, rate: float) -> None:
    # All leave equally soon and there is room, so inflow is constant and the difference decays at m + tau a year.
    levers = replace(PLEA, workers=0.0, horizon=year, share_redirected=0.4)
    draws = central(SPREADS, tau=tau, m_soc_city=rate, rV=1.0, g_comply=0.6, u_fit=0.9)
    places = town()
    found = terms(places, levers, draws, SHAPE, odds=ODDS, wijk=0)
    v0 = found[0, 0, 0] / places.homes[0]
    town_share = (
        sum(terms(places, levers, draws, SHAPE, odds=ODDS, wijk=i)[0, 0, 0] for i in range(3)) / places.homes.sum()
    )
    landing = v0 / town_share
    assert landing > 1.2
    a = draws[0, NAMES.index("a_V")] * landing
    change = found[-1, 1, 10] / places.homes[0] - found[-1, 0, 10] / places.homes[0]
    decay = rate + tau
    yearly = -0.4 * 0.6 * a * rate / decay * (1 - (1 - decay) ** year)
    assert change == pytest.approx(yearly, rel=1e-9)
    # In years, and not in a flow without steps: at most (m + tau) / 2 of the change, and less later on.
    smooth = -0.4 * 0.6 * a * rate / decay * (1 - np.exp(-decay * year))
    assert change == pytest.approx(smooth, rel=decay / 2 * 1.1)


def test_what_an_area_loses_the_receiver_gains_and_no_one_else() -> None:
    levers = replace(PLEA, workers=0.0, horizon=1, receiver_min_lbm=4.0)
    book = Book(town(), levers, central(SPREADS, rV=1.0))
    change = book["stock_after"][0, 1] - book["stock_after"][0, 0]
    moved = book["moved"][0, 1, 0]
    assert moved > 5
    assert change == pytest.approx([-moved, moved, 0.0], abs=1e-9)


def test_without_room_everyone_returns_home() -> None:
    # The only receiver has as many vulnerable newcomers as the ceiling allows.
    places = town(poor=[900.0, 9000.0, 500.0], pressed=[False, False, True])
    levers = replace(PLEA, receiver_max_share=0.9, ceiling=0.3)
    outcome = run(places, levers, central(SPREADS))
    assert outcome.eligible.tolist() == [False, True, False]
    assert outcome.total("carried_out").min() > 5
    assert not outcome.total("room").any()
    assert not outcome.total("moved").any()
    # Then only the workers make a difference.
    np.testing.assert_allclose(
        outcome.total("vulnerable", 0),
        run(places, replace(levers, share_redirected=0.0), central(SPREADS)).total("vulnerable", 0),
    )


def test_room_is_shared_in_proportion() -> None:
    places = town(
        households=[5000.0, 400.0, 900.0], homes=[3000.0, 300.0, 600.0], poor=[900.0, 10.0, 30.0], lbm=[3.9, 4.3, 4.3]
    )
    outcome = run(places, replace(PLEA, horizon=3, compliance=1.0), central(SPREADS))
    placed, room = outcome.place("received")[0], outcome.place("room")[0]
    assert (placed[1:] == room[1:]).all()
    assert outcome.total("moved")[0] == pytest.approx(outcome.total("room")[0])
    less = run(places, replace(PLEA, horizon=3, share_redirected=0.05), central(SPREADS))
    used = less.place("received")[0, 1:] / less.place("room")[0, 1:]
    assert used[0] == pytest.approx(used[1], rel=1e-5)
    assert 0.05 < used[0] < 1


def test_workers_take_homes_that_would_have_gone_to_regular_seekers() -> None:
    levers = replace(PLEA, share_redirected=0.0, workers=0.05, horizon=1)
    outcome = run(town(), levers, central(SPREADS, d_W=0.08))
    hired = outcome.total("workers_in")[0, 0]
    assert hired == pytest.approx(0.05 * outcome.total("vacancies", 0)[0, 0])
    assert outcome.total("regular_base")[0, 0] - outcome.total("regular")[0, 0] == pytest.approx(hired, rel=1e-4)
    # More priority than there are workers who want to: they come as many as they are.
    outcome = run(town(), replace(levers, workers=1.0), central(SPREADS, d_W=0.08))
    assert outcome.total("workers_in")[0, 0] == pytest.approx(0.08 * outcome.total("vacancies", 0)[0, 0])


def test_the_compliance_of_a_user_goes_before_the_drawn_one() -> None:
    draws = draw(SPREADS, 3, 5)
    before = draws.copy()
    given = run(town(), replace(PLEA, compliance=0.7), draws)
    assert (given.draws[:, NAMES.index("g_comply")] == 0.7).all()
    assert (draws == before).all()
    np.testing.assert_allclose(given.total("carried_out"), 0.7 * given.total("wanted"), rtol=1e-6)
    drawn = run(town(), PLEA, draws)
    np.testing.assert_allclose(
        drawn.total("carried_out"), draws[:, [NAMES.index("g_comply")]] * drawn.total("wanted"), rtol=1e-6
    )


def test_effects_come_with_delay_and_have_the_size_of_the_slope() -> None:
    levers = replace(PLEA, workers=0.0, horizon=1)
    draws = central(SPREADS, alpha=0.3, rho=0.25, b_assoc=0.06)
    found = terms(town(), levers, draws, SHAPE, odds=ODDS, wijk=0)[0]
    points = 100 * (found[1, 11] - found[0, 11])
    assert points < -0.1
    assert found[1, 12] == pytest.approx(-0.3 * 0.25 * 0.06 * points)
    assert found[0, 12] == 0


def test_above_the_kink_a_household_weighs_more_and_far_below_it_as_much() -> None:
    draws = central(SPREADS, x0=0.2, eta=1.5)[0]

    def slope(form: int, x: float) -> float:
        below, above = (kernel.response(at, form, draws, SHAPE.curve) for at in (x - 1e-5, x + 1e-5))
        return float(above - below) / 2e-5

    assert [slope(kernel.LINEAR, x) for x in (0.0, 0.5)] == pytest.approx([1, 1])
    assert slope(kernel.KINK, 0.0) == pytest.approx(1, abs=1e-3)
    assert slope(kernel.KINK, 0.2) == pytest.approx(1 + 1.5 / 2)
    assert slope(kernel.KINK, 0.5) == pytest.approx(1 + 1.5, abs=1e-3)
    # The S-curve is as steep as the line in its middle, two widths above the kink, and flat far away.
    assert slope(kernel.LOGISTIC, 0.3) == pytest.approx(1)
    assert slope(kernel.LOGISTIC, 0.0) < 0.02
    assert slope(kernel.LOGISTIC, 0.7) < 0.02
    # The measured line has three slopes.
    assert [slope(kernel.MEASURED, x) for x in (0.04, 0.1, 0.3)] == pytest.approx(SHAPE.slopes)


def test_stigma_falls_on_the_areas_that_are_singled_out() -> None:
    places = town(area=[0, -1, 1])
    draws = central(SPREADS, rho=0.0, alpha=0.5)
    levers = replace(PLEA, stigma=True, workers=0.0, horizon=2)
    effect = run(places, levers, draws, shares=np.array([0.3, 0.0])).place("effect")[0]
    assert effect == pytest.approx([-SHAPE.stigma * 0.75, 0, 0])
    effect = run(places, replace(levers, workers=0.2), draws, shares=np.array([0.3, 0.0])).place("effect")[0]
    assert effect == pytest.approx([-SHAPE.stigma * 0.75, 0, -SHAPE.stigma * 0.75])
    assert not run(places, replace(levers, stigma=False), draws).place("effect").any()


def test_with_feedback_others_leave_where_the_vulnerable_come() -> None:
    draws = central(SPREADS, kappa=2.0, rV=1.0)
    levers = replace(PLEA, workers=0.0, horizon=5)
    with_, without = (Book(town(), replace(levers, feedback=on), draws)["vacancies"] for on in (True, False))
    # The vacancies of the last year, against those of the run without the policy.
    more = (with_[-1, 1] / with_[-1, 0], without[-1, 1] / without[-1, 0])
    assert without[-1, 1] == pytest.approx(without[-1, 0])
    assert more[0][0] < 1 - 1e-4
    assert more[0][1] > 1 + 1e-4
    np.testing.assert_allclose(with_[:, 0], without[:, 0], rtol=1e-12)


def test_newcomers_who_do_not_fit_where_they_land_stay_in_the_region() -> None:
    # Others hardly leave the area any more, so too few homes fall vacant there for its part of the inflow.
    places = town(
        households=[9000.0, 9000.0, 50.0], homes=[9000.0, 9000.0, 50.0], poor=[6000.0, 100.0, 50.0], lbm=[3.9, 4.3, 3.0]
    )
    levers = replace(PLEA, share_redirected=1.0, compliance=1.0, feedback=True, horizon=20, ceiling=0.65)
    book = Book(places, levers, central(SPREADS, kappa=2.0, a_V=0.45, u_fit=0.9, rV=0.7))
    share = book["inflow"][:, 1] / book["vacancies"][:, 1]
    assert share.max() == pytest.approx(1.0)
    assert book["regular_in"].min() > -1e-9
    come = book["inflow"] - book["moved"] + book["received"]
    np.testing.assert_allclose(come[:, 1].sum(axis=-1), come[:, 0].sum(axis=-1))


def test_who_may_receive() -> None:
    places = made_up()
    wide = replace(PLEA, receiver_max_share=0.4, receiver_min_lbm=3.8, spare_pressed=False)
    # The most likely share of vulnerable households, worked out once more.
    h, s, p = places.households, places.homes, places.poor
    share = p * ODDS / (s * ODDS + h - s)
    everyone = may_receive(places, wide, ODDS)
    assert (everyone == (~places.focus & (s > 0) & (share <= 0.4) & (places.lbm >= 3.8))).all()
    strict = may_receive(places, replace(wide, receiver_max_share=0.12), ODDS)
    assert (strict == (everyone & (share <= 0.12))).all()
    assert (may_receive(places, replace(wide, receiver_min_lbm=4.1), ODDS) == (everyone & (places.lbm >= 4.1))).all()
    assert (may_receive(places, replace(wide, spare_pressed=True), ODDS) == (everyone & ~places.pressed)).all()
    for reach, where in (("gemeente", places.gemeente), ("provincie", places.provincie)):
        reached = np.isin(where, where[places.focus])
        assert (may_receive(places, replace(wide, reach=reach), ODDS) == (everyone & reached)).all()
        assert 0 < reached.sum() < len(places)
    unknown = replace(places, lbm=np.full(len(places), np.nan))
    assert not may_receive(unknown, wide, ODDS).any()
    assert 0 < strict.sum() < everyone.sum() < len(places)


def test_areas_may_ask_different_shares() -> None:
    places, draws = made_up(), central(SPREADS)
    shares = np.zeros(places.areas)
    shares[1] = 0.4
    outcome = run(places, PLEA, draws, shares=shares)
    wanted = outcome.sums[0, 0, :, kernel.SUMS.index("wanted")]
    assert np.flatnonzero(wanted).tolist() == [1]
    # As many as the same share for all asks of this one in the first year.
    everyone = run(places, replace(PLEA, share_redirected=0.4), draws)
    assert wanted[1] == everyone.sums[0, 0, 1, kernel.SUMS.index("wanted")]
    wijk = int(np.flatnonzero(places.area == 1)[0])
    asked = terms(places, PLEA, draws, SHAPE, odds=ODDS, wijk=wijk, shares=shares)
    same = terms(places, replace(PLEA, share_redirected=0.4), draws, SHAPE, odds=ODDS, wijk=wijk)
    assert asked[0, 1, 6] == pytest.approx(same[0, 1, 6])
    assert asked[0, 1, 6] > 0


def test_a_wijk_without_corporation_homes_takes_no_part() -> None:
    places = town(homes=[3000.0, 20_000.0, 0.0], area=[0, -1, 0])
    assert not terms(places, PLEA, central(SPREADS), SHAPE, odds=ODDS, wijk=2).any()
    outcome = run(places, PLEA, central(SPREADS))
    assert not outcome.final[:, 2].any()
    assert outcome.place("vulnerable")[0, :2].min() > 0
    empty = town(homes=[0.0, 0.0, 0.0])
    assert not run(empty, PLEA, central(SPREADS)).sums.any()


def test_without_any_area_there_is_no_policy() -> None:
    outcome = run(town(area=[-1, -1, -1]), PLEA, draw(SPREADS, 1, 3))
    assert outcome.sums.shape[2] == 2
    assert (outcome.place("vulnerable") == outcome.place("vulnerable_base")).all()
    assert outcome.total("vulnerable").min() > 0


def test_the_first_draws_of_many_are_the_few() -> None:
    places = made_up()
    few, many = (run(places, PLEA, draw(SPREADS, 20240403, count)) for count in (200, 1000))
    assert (many.sums[:200] == few.sums).all()
    assert (many.final[:200] == few.final).all()


@pytest.mark.parametrize(
    ("response", "feedback"), [("linear", False), ("kink", True), ("logistic", False), ("measured", True)]
)
def test_uncompiled_it_gives_the_same(monkeypatch: pytest.MonkeyPatch, response: str, feedback: bool) -> None:
    # What is compiled is kept beside the code: an old copy, or a compiler that takes liberties, would show here.
    places, draws = made_up(towns=3), draw(SPREADS, 5, 2)
    levers = replace(PLEA, horizon=3, response=response, feedback=feedback, stigma=True)
    told = [terms(places, levers, draws[0], SHAPE, odds=ODDS, wijk=wijk) for wijk in (0, 7)]
    compiled = run(places, levers, draws)
    # All the rest is plain Python until one of these is compiled.
    for name in ("response", "run_draws"):
        monkeypatch.setattr(kernel, name, getattr(kernel, name).py_func)
    plain = run(places, levers, draws)
    np.testing.assert_allclose(plain.sums, compiled.sums, rtol=1e-6)
    np.testing.assert_allclose(plain.final, compiled.final, rtol=1e-6, atol=1e-12)
    for wijk, expected in zip((0, 7), told, strict=True):
        again = terms(places, levers, draws[0], SHAPE, odds=ODDS, wijk=wijk)
        np.testing.assert_allclose(again, expected, rtol=1e-11, atol=1e-14)


def test_nothing_is_compiled_twice() -> None:
    # Another kind of number or array would cost a user some seconds, once for every kind.
    places = made_up()

    def several() -> None:
        for reach, whole in product(("gemeente", "provincie", "land"), (0, 1)):
            levers = replace(
                PLEA, reach=reach, horizon=1, workers=whole, ceiling=1 if whole else 0.45, stigma=bool(whole)
            )
            draws = draw(SPREADS, 1, 2)
            draws.flags.writeable = bool(whole)
            run(places, levers, draws, per_place=bool(whole))
            run(
                places.take(np.arange(0, len(places), 2)), levers, np.asfortranarray(draws), shares=[0.1] * places.areas
            )
            terms(places, levers, draws[0], SHAPE, odds=ODDS, wijk=0)

    several()
    # Counts and places that are whole numbers of any kind.
    whole = {name: np.floor(getattr(places, name)).astype(np.int32) for name in ("area", "gemeente", "provincie")}
    whole |= {name: np.floor(getattr(places, name)).astype(np.int64) for name in ("households", "homes", "poor")}
    run(replace(places, **whole), PLEA, draw(SPREADS, 1, 2))
    assert len(kernel.run_draws.signatures) == 1


@njit
def _sums(values: Array, base: Array) -> tuple[float, float]:
    return kernel.total(values, 0, len(values)), kernel.gain(values, base, 0, len(values))


def test_the_order_of_adding_hides_no_difference_and_makes_none() -> None:
    rng = np.random.default_rng(7)
    # As many numbers as are added at a time, fewer, more, and some that are left over.
    for count in range(100):
        values, base = rng.uniform(0, 9000, (2, count))
        total, gain = _sums(values, base)
        assert total == pytest.approx(math.fsum(values), rel=1e-14)
        assert gain == pytest.approx(math.fsum(values - base), rel=1e-12, abs=1e-9)
        assert _sums(values, values.copy())[1] == 0


def test_where_nothing_can_be_written_it_is_compiled_all_the_same() -> None:
    def double(x: float) -> float:
        return 2 * x

    # For code that lies in no file there is no place to keep what was compiled.
    nowhere = FunctionType(double.__code__.replace(co_filename="<nowhere>"), {})
    with pytest.raises(RuntimeError, match="no locator"):
        njit(nowhere, cache=True)
    assert kernel.compiled(nowhere)(4.0) == 8.0


def test_without_figures_per_wijk_memory_does_not_grow_with_wijken() -> None:
    # As many buurten as there are, and as many draws as a full run has.
    n, count = 14_500, 1000
    small = made_up()
    places = small.take(np.arange(n) % len(small))
    draws, levers = draw(SPREADS, 1, count), replace(PLEA, horizon=1)
    run(places, levers, draws[:1], per_place=False)
    tracemalloc.start()
    outcome = run(places, levers, draws, per_place=False)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert outcome.final.size == 0
    assert outcome.total("moved").min() > 0
    # The sums, three small copies of them and the wijken; figures per wijk would take 348 MB.
    assert peak < 8 * outcome.sums.nbytes + 40 * n * 8 < 12e6
    kept = run(places, levers, draws[:2])
    assert (kept.sums == outcome.sums[:2]).all()
    assert kept.final.nbytes == 2 * 24 * n
