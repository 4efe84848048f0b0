"""What must hold for every setting of the levers, every draw of the parameters and every country."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from nplv_dash.domain.levers import Levers
from nplv_dash.model import kernel
from nplv_dash.model.draws import NAMES, Array, draw
from nplv_dash.model.places import Places
from nplv_dash.model.redistribute import Outcome, may_receive, regions, simulate
from tests.model import naive
from tests.model.countries import ODDS, SHAPE, SPREADS, Book, countries, levers, made_up, numbers, parameters

SMALL = settings(max_examples=60)
ASKS_NOTHING = {"share_redirected": 0.0, "workers": 0.0}


def run(places: Places, lever: Levers, draws: Array, shares: Array | None = None, threads: int = 1) -> Outcome:
    return simulate(places, lever, draws, SHAPE, odds=ODDS, shares=shares, threads=threads)


def per(group: Array, values: Array) -> Array:
    """Sums over the last dimension by group."""
    return np.stack([values[..., group == one].sum(axis=-1) for one in np.unique(group)], axis=-1)


@st.composite
def cases(draw: st.DrawFn, **fixed: object) -> tuple[Places, Levers, Array, Array | None]:
    places = draw(countries())
    share = st.sampled_from([0.0, 1.0]) | numbers(0, 1)
    shares = draw(st.none() | st.lists(share, min_size=places.areas, max_size=places.areas).map(np.array))
    return places, draw(levers(**fixed)), draw(parameters()), shares


@given(cases())
@SMALL
def test_the_compiled_loop_does_what_the_formulas_say(case: tuple[Places, Levers, Array, Array | None]) -> None:
    places, lever, draws, shares = case
    years = naive.simulate(places, lever, draws, SHAPE, ODDS, shares)
    book, outcome = Book(places, lever, draws, shares), run(places, lever, draws, shares)
    part = places.homes > 0
    told = {
        "vacancies": "vacancies", "inflow": "inflow", "moved": "moved", "received": "received",
        "workers_in": "workers_in", "regular_in": "regular", "stock_after": "stock",
    }  # fmt: skip
    for year, runs in enumerate(years):
        for side, formulas in enumerate(runs):
            for name, theirs in told.items():
                expected = getattr(formulas, theirs)
                np.testing.assert_allclose(book[name][year, side][part], expected[part], rtol=1e-9, atol=1e-9)
    group = np.where(places.focus, places.area, np.where(outcome.eligible, places.areas, places.areas + 1))
    for year, (without, with_policy) in enumerate(years):
        low = dict(zip(NAMES, draws[0], strict=True))
        expected = {
            "vulnerable_base": without.stock, "vulnerable": with_policy.stock, "workers": with_policy.workers,
            "effect": places.households * with_policy.effect, "vacancies": with_policy.vacancies,
            "inflow_base": without.inflow, "inflow": with_policy.inflow - with_policy.moved + with_policy.received,
            "wanted": with_policy.wanted, "carried_out": with_policy.carried_out, "moved": with_policy.moved,
            "received": with_policy.received, "room": with_policy.room, "workers_in": with_policy.workers_in,
            "regular_base": without.regular, "regular": with_policy.regular,
            "clipped": without.clipped + with_policy.clipped,
        }  # fmt: skip
        for name, one in (("low_income_base", without), ("low_income", with_policy)):
            others = places.homes - one.stock - one.workers
            expected[name] = low["p_low_V"] * one.stock + low["p_low_W"] * one.workers + low["p_low_N"] * others
        assert expected.keys() == set(kernel.SUMS)
        for name, values in expected.items():
            column = outcome.sums[0, year, :, kernel.SUMS.index(name)]
            sums = np.bincount(group, np.where(part, values, 0.0), minlength=places.areas + 2)
            # Kept as float32; the kink and the S-curve magnify the last digit of the composition.
            np.testing.assert_allclose(column, sums, rtol=1e-5, atol=1e-5, err_msg=f"{name} in year {year}")
    without, with_policy = years[-1]
    last = {
        "vulnerable_base": without.stock, "vulnerable": with_policy.stock, "workers": with_policy.workers,
        "effect": with_policy.effect, "received": with_policy.received, "room": with_policy.room,
    }  # fmt: skip
    assert tuple(last) == kernel.FINAL
    for name, values in last.items():
        np.testing.assert_allclose(outcome.place(name)[0], np.where(part, values, 0.0), rtol=1e-5, atol=1e-6)


@given(cases())
@SMALL
def test_without_the_policy_every_year_is_as_the_first(case: tuple[Places, Levers, Array, Array | None]) -> None:
    places, lever, draws, shares = case
    # Followed from year to year by the formulas, and told once for all years by the compiled loop.
    first, *later = (without for without, _ in naive.simulate(places, lever, draws, SHAPE, ODDS, shares))
    for year in later:
        for name in ("stock", "vacancies", "inflow", "regular", "clipped", "workers"):
            np.testing.assert_allclose(getattr(year, name), getattr(first, name), rtol=1e-9, atol=1e-9, err_msg=name)
    outcome = run(places, lever, draws, shares)
    for name in kernel.SUMS:
        if name.endswith("_base"):
            column = outcome.sums[0, :, :, kernel.SUMS.index(name)]
            assert (column == column[0]).all(), name


@given(cases())
@SMALL
def test_every_household_is_somewhere(case: tuple[Places, Levers, Array, Array | None]) -> None:
    places, lever, draws, shares = case
    book, outcome = Book(places, lever, draws, shares), run(places, lever, draws, shares)
    region = regions(places, lever)
    come = book["inflow"] - book["moved"] + book["received"]
    # As many vulnerable households come to a region with the policy as without it.
    np.testing.assert_allclose(per(region, come[:, 1]), per(region, come[:, 0]), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(per(region, book["moved"]), per(region, book["received"]), rtol=1e-9, atol=1e-9)
    # Every vacancy is let, and to nobody twice.
    np.testing.assert_allclose(come + book["workers_in"] + book["regular_in"], book["vacancies"], atol=1e-8)
    for name in ("inflow", "moved", "received", "workers_in", "regular_in", "vacancies"):
        assert book[name].min() >= -1e-8, name
    assert not book["moved"][:, 0].any()
    assert not book["workers_in"][:, 0].any()
    # Who is wanted elsewhere is placed there, or the plan is not carried out, or there is no room; then home again.
    wanted, carried, moved, inflow, received = (
        outcome.total(name) for name in ("wanted", "carried_out", "moved", "inflow", "received")
    )
    assert (wanted >= carried - 1e-4).all()
    assert (carried >= moved - 1e-4).all()
    np.testing.assert_allclose(moved, received, rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(inflow, outcome.total("inflow_base"), rtol=1e-5, atol=1e-4)
    home = outcome.total("inflow", slice(0, places.areas)) + outcome.total("moved", slice(0, places.areas))
    np.testing.assert_allclose(home, book["inflow"][:, 1, places.focus].sum(axis=-1)[None], rtol=1e-5, atol=1e-4)


@given(cases())
@SMALL
def test_stocks_stay_within_the_homes(case: tuple[Places, Levers, Array, Array | None]) -> None:
    places, lever, draws, shares = case
    for horizon in {1, lever.horizon}:
        outcome = run(places, replace(lever, horizon=horizon), draws, shares)
        base, stock, workers = (outcome.place(name)[0] for name in ("vulnerable_base", "vulnerable", "workers"))
        for held in (base, stock, workers, stock + workers):
            assert (held >= 0).all()
            assert (held <= places.homes * (1 + 1e-6)).all()


@given(cases())
@SMALL
def test_the_terms_of_a_wijk_add_up_to_its_figures(case: tuple[Places, Levers, Array, Array | None]) -> None:
    places, lever, draws, shares = case
    book, outcome = Book(places, lever, draws, shares), run(places, lever, draws, shares)
    gained = book["inflow"] - book["moved"] + book["received"] + book["closing"]
    lost = book["left_vulnerable"] + book["recovered"]
    np.testing.assert_allclose(book["stock"] + gained - lost, book["stock_after"], rtol=1e-9, atol=1e-8)
    assert (book["stock"][1:] == book["stock_after"][:-1]).all()
    for name, side in (("vulnerable_base", 0), ("vulnerable", 1)):
        assert (book["stock_after"][-1, side].astype(np.float32) == outcome.place(name)[0]).all()
    assert (book["effect"][-1, 1].astype(np.float32) == outcome.place("effect")[0]).all()
    assert (book["received"][-1, 1].astype(np.float32) == outcome.place("received")[0]).all()
    # Without the policy a wijk stays as it is.
    begun = np.where(places.homes > 0, book["stock"][0, 0], 0.0)
    np.testing.assert_allclose(book["stock_after"][:, 0], np.broadcast_to(begun, book["stock_after"][:, 0].shape))


@given(cases())
@SMALL
def test_no_receiver_is_filled_above_the_ceiling(case: tuple[Places, Levers, Array, Array | None]) -> None:
    places, lever, draws, shares = case
    book, eligible = Book(places, lever, draws, shares), may_receive(places, lever, ODDS)
    received = book["received"][:, 1]
    most = min(lever.ceiling, draws[0, NAMES.index("u_fit")]) * book["vacancies"][:, 1]
    filled = received > 0
    event(f"somebody receives: {filled.any()}")
    assert (book["inflow"][:, 1] + received <= most * (1 + 1e-12) + 1e-12)[filled].all()
    assert not received[:, ~eligible].any()
    assert not book["moved"][:, 1][:, ~places.focus].any()


@given(countries(), levers(**ASKS_NOTHING), st.lists(parameters(), min_size=1, max_size=2))
@SMALL
def test_a_policy_that_asks_nothing_changes_nothing_at_all(places: Places, lever: Levers, some: list[Array]) -> None:
    outcome = run(places, lever, np.concatenate(some))
    for name in ("vulnerable", "low_income", "inflow", "regular"):
        pair = [outcome.sums[..., kernel.SUMS.index(column)] for column in (name, f"{name}_base")]
        assert (pair[0] == pair[1]).all(), name
    for name in ("effect", "workers", "wanted", "carried_out", "moved", "received", "workers_in"):
        assert not outcome.total(name).any(), name
    assert (outcome.place("vulnerable") == outcome.place("vulnerable_base")).all()
    for name in ("workers", "effect", "received"):
        assert not outcome.place(name).any(), name


@given(
    countries(),
    levers(workers=0.0, response="linear", feedback=False, stigma=False),
    # Equal turnover: as many homes fall vacant everywhere, and vulnerable households leave as soon as others.
    parameters(m_soc_city=0.06, m_soc_nat=0.06, rV=1.0),
)
@SMALL
def test_with_a_linear_response_the_country_gains_nothing(places: Places, lever: Levers, draws: Array) -> None:
    assume(places.households.sum() > 0)
    outcome = run(places, lever, draws)
    mean = outcome.total("effect").sum(axis=0) / places.households.sum()
    size = np.abs(outcome.place("effect")[0]) @ places.households / places.households.sum()
    # Where the flow that keeps the baseline steady finds nobody left to change, households are not conserved.
    clipped = outcome.total("clipped").cumsum(axis=1)[0] / places.households.sum()
    steepest = 100 * draws[0, NAMES.index("b_assoc")] * draws[0, NAMES.index("rho")]
    event(f"clipped: {bool(clipped[-1] > 1e-9)}, changes anything: {bool(size > 1e-3)}")
    assert (np.abs(mean) <= 1e-5 * (1 + size) + steepest * clipped).all()


@given(countries(), levers(), parameters(), st.lists(numbers(0, 1), min_size=2, max_size=6))
@SMALL
def test_asking_more_moves_more_until_there_is_no_room(
    places: Places, lever: Levers, draws: Array, shares: list[float]
) -> None:
    moved, carried, room = (
        np.array([getattr(_first(places, replace(lever, share_redirected=s), draws), name) for s in sorted(shares)])
        for name in ("moved", "carried_out", "room")
    )
    slack = 1e-5 * (1 + moved.max())
    assert (np.diff(moved, axis=0) >= -slack).all()
    if regions(places, lever).max() == 0:
        # In one region, all are placed or all the room is taken.
        np.testing.assert_allclose(moved, np.minimum(carried, room), rtol=1e-5, atol=1e-4)


def _first(places: Places, lever: Levers, draws: Array) -> naive.Run:
    """The first year, in totals; there the inflow does not yet depend on what was done before."""
    outcome = run(places, replace(lever, horizon=1), draws)
    values = {field.name: outcome.total(field.name)[0, 0] for field in fields(naive.Run) if field.name in kernel.SUMS}
    return naive.Run(**{field.name: values.get(field.name, 0.0) for field in fields(naive.Run)})


@given(cases(), st.randoms(use_true_random=False))
@SMALL
def test_the_order_of_wijken_says_nothing(
    case: tuple[Places, Levers, Array, Array | None], random: np.random.Generator
) -> None:
    places, lever, draws, shares = case
    order = list(range(len(places)))
    random.shuffle(order)  # type: ignore[arg-type]
    one, other = (run(some, lever, draws, shares) for some in (places, places.take(np.array(order))))
    # Only the order of adding differs; counts go up to 20,000 in float32.
    np.testing.assert_allclose(other.final, one.final[:, order], rtol=1e-5, atol=1e-5)
    assert (other.eligible == one.eligible[order]).all()
    np.testing.assert_allclose(other.sums[..., : one.sums.shape[2], :], one.sums, rtol=1e-5, atol=1e-4)


@given(levers(), st.integers(0, 2**31), st.integers(0, 11))
@settings(max_examples=15)
def test_a_draw_does_not_know_of_other_draws(lever: Levers, seed: int, at: int) -> None:
    draws = draw(SPREADS, seed, 12)
    places = made_up(seed % 5)
    together, alone = run(places, lever, draws), run(places, lever, draws[at : at + 1])
    assert (together.sums[at] == alone.sums[0]).all()
    assert (together.final[at] == alone.final[0]).all()
    for threads in (2, 3, 50):
        other = run(places, lever, draws, threads=threads)
        assert (other.sums == together.sums).all()
        assert (other.final == together.final).all()


@pytest.mark.parametrize("reach", ["gemeente", "provincie"])
@given(cases=cases(), seed=st.integers(0, 9))
@settings(max_examples=15)
def test_where_no_area_is_within_reach_nothing_happens(
    reach: str, cases: tuple[Places, Levers, Array, Array | None], seed: int
) -> None:
    places, lever, draws = made_up(seed, towns=5), replace(cases[1], reach=reach), cases[2]
    region = regions(places, lever)
    reached = np.isin(region, region[places.focus])
    all_, near = run(places, lever, draws), run(places.take(np.flatnonzero(reached)), lever, draws)
    assert (all_.final[:, reached] == near.final).all()
    assert (all_.sums[:, :, :-1] == near.sums[:, :, :-1]).all()
    assert not all_.final[:, ~reached, kernel.FINAL.index("effect")].any()
    assert (all_.place("vulnerable") == all_.place("vulnerable_base"))[:, ~reached].all()
    # Yet it counts in the figures of the whole country.
    for name in ("vulnerable_base", "vulnerable"):
        expected = all_.place(name).astype(float).sum(axis=1)
        np.testing.assert_allclose(all_.total(name)[:, -1], expected, rtol=1e-5)
    everywhere = run(places, replace(lever, reach="land"), draws)
    for name in ("vulnerable_base", "low_income_base", "inflow_base", "regular_base"):
        np.testing.assert_allclose(all_.total(name), everywhere.total(name), rtol=1e-5)
