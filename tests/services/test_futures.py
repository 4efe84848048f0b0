"""Futures of the money: what is held, what each does, how they differ, and on what the conclusion hangs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nplv_dash import ROOT
from nplv_dash.domain.futures import (
    CONTINUED,
    DOMAINS,
    FUTURES,
    OUTCOMES,
    REFERENCE,
    FutureId,
    FutureScenario,
)
from nplv_dash.domain.parameters import Parameters
from nplv_dash.model.calibrate import weighted_sd
from nplv_dash.model.programme import SUFFIXES, central
from nplv_dash.services import backtest, calibration
from nplv_dash.services.backtest import Target
from nplv_dash.services.calibration import _Data
from nplv_dash.services.futures import AFTER, PATHS, run, step_at
from nplv_dash.services.futures_belief import Evidence, evidence_of, parts_of_score, pool_of, score
from nplv_dash.services.futures_doubt import crossing, flips, tornado
from nplv_dash.services.futures_figures import Result
from nplv_dash.services.redistribution import spreads_of
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.parameters import load_parameters

PARAMETERS = load_parameters(ROOT, "funding")
SPREADS = spreads_of(PARAMETERS)
NOTHING = Evidence(detectable=(0.1,) * len(OUTCOMES))
#: No gap at the end, a loss later.
MEASURED = replace(
    NOTHING,
    targets=(Target(0.0, 0.08, 2012), Target(-0.1, 0.1, 2018)),
    correlation=((1.0, 0.5), (0.5, 1.0)),
    null=(Target(0.0, 0.08, 2012),),
)


def of(count: int = 120, evidence: Evidence = MEASURED, /, **values: object) -> Result:
    return run(PARAMETERS, FutureScenario.of(PARAMETERS, values), evidence, count)


@pytest.fixture(scope="module")
def result() -> Result:
    return of(800)


def with_defaults(**values: float) -> Parameters:
    """The parameters with other defaults."""
    rows = [row.model_copy(update={"default": values.get(row.id, row.default)}) for row in PARAMETERS.values()]
    return Parameters(rows)


#: Until when some futures have the money of the reference.
SAME_UNTIL: dict[FutureId, float] = {"stop_2025": 2026.0, "to_2030": 2029.0, "restart": 2032.0}
#: What has money after 2028.
GOING_ON: tuple[FutureId, ...] = ("to_2030", "to_2042", "taper", "own", "restart")


class TestWhatIsHeld:
    """Prior and posterior."""

    def test_without_a_measurement_the_prior_stays(self) -> None:
        pool = pool_of(SPREADS, 5, 100, NOTHING)
        assert len(pool.draws) == 400
        for belief in pool.beliefs().values():
            assert np.array_equal(belief.posterior.band.values, belief.prior.band.values)
        # The posterior has every fourth draw then, and in their order.
        assert set(pool.posterior().domains["safety"].full) <= set(pool.draws.domains["safety"].full)

    def test_finding_nothing_lowers_what_is_held_of_the_domains_that_are_in_the_score(self, result: Result) -> None:
        for domain, belief in result.beliefs.items():
            assert belief.informed == (domain in parts_of_score(SPREADS))
            if not belief.informed:
                assert np.array_equal(belief.posterior.band.values, belief.prior.band.values)
                continue
            assert belief.posterior.band.median < belief.prior.band.median
            assert belief.null.band.median < belief.prior.band.median
            assert belief.posterior.none > belief.prior.none
            assert belief.posterior.better < belief.prior.better
        # Of what is in the score most hangs on safety.
        fallen = {
            domain: float(belief.prior.band.between(80)[1] - belief.posterior.band.between(80)[1])
            for domain, belief in result.beliefs.items()
        }
        assert max(fallen, key=lambda domain: fallen[domain]) == "safety"

    def test_the_chances_before_are_those_of_the_file(self) -> None:
        for domain, belief in pool_of(SPREADS, 5, 2000, NOTHING).beliefs().items():
            chance = next(one.mid for one in SPREADS if one.name == f"p0_{SUFFIXES[domain]}")
            assert belief.prior.none == pytest.approx(chance, abs=0.015)

    def test_a_sharp_measurement_leaves_few_draws(self, result: Result) -> None:
        assert 0.3 * result.weighed < result.effective < result.weighed
        sharp = replace(MEASURED, targets=(Target(0.05, 0.002, 2012),), correlation=((1.0,),))
        assert of(100, sharp).effective < 0.1 * 400

    def test_what_the_posterior_draws_say_is_what_the_weights_say(self) -> None:
        pool = pool_of(SPREADS, 5, 4000, MEASURED)
        for domain, one in pool.posterior().domains.items():
            held = pool.beliefs()[domain].posterior
            assert np.median(one.full) == pytest.approx(float(held.band.median), abs=0.004)
            assert (one.full == 0).mean() == pytest.approx(held.none, abs=0.015)

    def test_the_evidence_is_what_is_kept(self) -> None:
        kept = backtest.kept(ROOT)
        found = evidence_of(PARAMETERS, calibration.kept(ROOT), kept)
        assert found.targets == backtest.likelihood_target(kept)
        assert np.array(found.correlation).shape == (len(found.targets),) * 2
        assert found.null == (Target(0.0, 0.08, 2012),)
        noise = {one.outcome: one.detectable for one in calibration.kept(ROOT).noise if one.units == "areas"}
        assert found.smallest("safety") == noise["lbm_onv"]
        assert {found.smallest(outcome) for outcome in OUTCOMES if outcome != "safety"} == {noise["lbm"]}
        assert hash(found) == hash(evidence_of(PARAMETERS, calibration.kept(ROOT), kept))

    def test_the_evidence_of_some_years_is_theirs(self) -> None:
        assert MEASURED.only(2012, 2018) == MEASURED
        later = MEASURED.only(2018)
        assert (later.targets, later.correlation) == (MEASURED.targets[1:], ((1.0,),))
        assert later.null == MEASURED.null
        assert MEASURED.only().targets == ()

    def test_what_the_krachtwijken_should_have_gained_is_told_since_their_score_of_2008(self) -> None:
        """By the closed form: half a year of building up is there in the middle of 2008, four and a half in 2012."""
        draws, parts = central(SPREADS, [{}]), parts_of_score(SPREADS)
        said = score(draws.domains, parts, (2008, 2012))
        assert said[2008] == pytest.approx(0, abs=1e-15)
        wanted = sum(
            part * one.full * (np.exp(-0.5 / one.rise) - np.exp(-4.5 / one.rise))
            for one, part in ((draws.domains[domain], part) for domain, part in parts.items())
        )
        assert said[2012] == pytest.approx(wanted)

    def test_the_parts_of_the_score_are_those_of_the_data(self, real: Workspace) -> None:
        data = _Data(real)

        def deviation(*names: str) -> float:
            values = sum(data.figures(name, 2022) for name in names)
            return weighted_sd(np.asarray(values), data.households)

        whole = deviation("lbm")
        wanted = {
            "place": deviation("lbm_won", "lbm_fys") / whole,
            "safety": deviation("lbm_onv") / whole,
            "perception": deviation("lbm_soc") / whole,
        }
        assert parts_of_score(SPREADS) == pytest.approx(wanted, abs=0.005)
        # The score is the sum of its dimensions, which is why a gap in it is a sum too.
        dimensions = ("lbm_won", "lbm_fys", "lbm_vrz", "lbm_soc", "lbm_onv")
        rest = data.figures("lbm", 2022) - sum(data.figures(name, 2022) for name in dimensions)
        assert np.nanmax(rest) - np.nanmin(rest) < 1e-5


class TestTheFutures:
    """Courses, differences and what is left."""

    def test_everything_is_there(self, result: Result) -> None:
        assert tuple(result.outlooks) == OUTCOMES
        assert (result.moments[0], result.moments[-1], len(result.moments)) == (2022.5, 2043.0, 42)
        assert (result.years[0], result.years[-1]) == (2025, 2042)
        for outlook in result.outlooks.values():
            assert tuple(outlook.bands) == FUTURES == tuple(outlook.paths) == tuple(outlook.lost)
            assert {band.values.shape for band in outlook.bands.values()} == {(7, 42)}
            assert {paths.shape for paths in outlook.paths.values()} == {(PATHS, 42)}
            assert set(outlook.compared) == set(FUTURES) - {REFERENCE}
            assert {one.band.values.shape for one in outlook.compared.values()} == {(7, 18)}
            assert {band.values.shape for band in outlook.lost.values()} == {(7,)}

    def test_futures_share_their_draws_until_their_money_differs(self, result: Result) -> None:
        moments = np.array(result.moments)
        for outlook in result.outlooks.values():
            reference = outlook.paths[REFERENCE]
            for future, same in SAME_UNTIL.items():
                paths = outlook.paths[future]
                assert np.array_equal(paths[:, moments <= same], reference[:, moments <= same])
                assert not np.array_equal(paths, reference)

    def test_the_programme_begins_with_nothing(self, result: Result) -> None:
        for outlook in result.outlooks.values():
            assert not any(band.values[:, 0].any() for band in outlook.bands.values())

    def test_an_own_future_that_is_one_of_the_named_ones_gives_the_same(self) -> None:
        found = of(end_year=2030).outlooks["work"]
        assert np.array_equal(found.bands["own"].values, found.bands["to_2030"].values)
        gone = of(restart_year=2040, until=2035).outlooks["work"]
        assert np.array_equal(gone.bands["restart"].values, gone.bands[REFERENCE].values)
        assert not gone.compared["restart"].band.values.any()

    def test_the_last_year_cuts_and_changes_nothing_else(self) -> None:
        near, far = of(until=2035), of(until=2046)
        for outcome in OUTCOMES:
            one, other = near.outlooks[outcome], far.outlooks[outcome]
            assert np.array_equal(one.bands["own"].values, other.bands["own"].values[:, : len(near.moments)])
        assert near.fading["work"]["to_2028"].kept.values.tolist() == far.fading["work"]["to_2028"].kept.values.tolist()

    def test_the_total_is_made_of_its_parts(self) -> None:
        """Checked on single draws; medians do not add up."""
        found = of(60).outlooks
        parts = parts_of_score(SPREADS)
        for future in FUTURES:
            wanted = sum(part * found[domain].paths[future] for domain, part in parts.items())
            np.testing.assert_allclose(found["liveability"].paths[future], wanted, atol=1e-6)

    def test_chances_and_bands_tell_the_same(self, result: Result) -> None:
        for outlook in result.outlooks.values():
            for future, one in outlook.compared.items():
                last = one.band.at(-1)
                low, high = (float(bound) for bound in last.between(50))
                assert (one.better >= 0.25) or high <= outlook.detectable
                assert (one.better <= 0.75) or low >= outlook.detectable
                assert one.better + one.worse <= 1
                if future in {"to_2030", "to_2042", "restart"}:
                    assert float(last.median) >= 0
            assert not outlook.lost[CONTINUED].values.any()
            late, later, latest = (outlook.lost[one].between(80)[1] for one in ("stop_2025", "to_2028", "to_2030"))
            assert late > later > latest > 0

    def test_what_is_kept_falls_with_the_years_and_is_most_where_most_is_durable(self, result: Result) -> None:
        sharp = {"stop_2025", "to_2028", "to_2030", "to_2042", "own"}
        for futures in result.fading.values():
            assert set(futures) == sharp
            for fading in futures.values():
                assert fading.kept.values.shape == (7, len(AFTER))
                assert (np.diff(fading.kept.median) < 0).all()
                assert ((fading.kept.values > 0) & (fading.kept.values < 1)).all()
        left = {domain: float(futures[REFERENCE].kept.at(1).median) for domain, futures in result.fading.items()}
        assert max(left, key=lambda domain: left[domain]) == "place"
        assert min(left, key=lambda domain: left[domain]) == "safety"

    def test_what_is_kept_is_near_what_research_found(self) -> None:
        """Of the prior: place keeps most, safety least, and education loses more than half in two years."""
        found = of(2000, NOTHING).fading
        kept = {
            domain: [round(100 * float(share)) for share in futures["stop_2025"].kept.median]
            for domain, futures in found.items()
        }
        wanted = {
            "place": [84, 70, 56], "safety": [34, 15, 9], "work": [69, 46, 29], "education": [33, 22, 16],
            "perception": [55, 27, 12],
        }  # fmt: skip
        assert {d: pytest.approx(shares, abs=1.5) for d, shares in wanted.items()} == kept
        early, later = (float(PARAMETERS[name].default or 0) for name in ("edu_keep_1", "edu_keep_2"))
        assert early > later > found["education"]["stop_2025"].kept.at(0).median

    def test_the_way_back_is_longer_after_a_longer_stop(self) -> None:
        short, long = of(restart_year=2030), of(restart_year=2036)
        assert (short.gap_years, long.gap_years) == (1, 7)
        assert long.gap_million == pytest.approx(7 * 136)
        for domain in DOMAINS:
            assert short.interruption[domain].regained.median < long.interruption[domain].regained.median
            assert short.interruption[domain].never == 0
        # With less money than before the old level is out of reach where that money is all there is.
        poor = of(level_after=0.3).interruption["education"]
        assert poor.never > 0.9
        assert np.isinf(poor.regained.median)

    def test_what_a_restart_leaves_unpaid_is_told_where_there_is_one(self) -> None:
        assert of(restart_year=2035, until=2035).gap_million == pytest.approx(6 * 136)
        assert of(restart_year=2036, until=2035).gap_million is None
        assert of(level_after=0.0).gap_million is None

    def test_no_money_after_2028_makes_all_futures_that_go_on_the_same(self) -> None:
        for outlook in of(level_after=0.0).outlooks.values():
            for future in GOING_ON:
                assert not outlook.compared[future].band.values.any()

    def test_without_any_effect_every_figure_is_exactly_nothing(self) -> None:
        certain = with_defaults(**{f"p0_{suffix}": 1.0 for suffix in SUFFIXES.values()})
        found = run(certain, FutureScenario(), MEASURED, 50)
        for outlook in found.outlooks.values():
            assert not any(band.values.any() for band in (*outlook.bands.values(), *outlook.lost.values()))
            assert not any(outlook.better.values())
        # What is left of nothing is not told by the effect, but by its stocks.
        assert found.fading["place"][REFERENCE].kept.median[0] > 0.5

    def test_the_same_scenario_gives_the_same_and_another_seed_does_not(self) -> None:
        other = run(PARAMETERS, FutureScenario(seed=4), MEASURED, 60)
        one, same, third = (found.outlooks["work"].bands[CONTINUED].values for found in (of(60), of(60), other))
        assert np.array_equal(one, same)
        assert not np.array_equal(one, third)


class TestOnWhatItHangs:
    """Turning points and tornado."""

    def test_a_crossing_is_found_where_there_is_one(self) -> None:
        assert crossing(lambda value: value - 0.3, 0.0, 1.0) == pytest.approx(0.3, abs=3e-4)
        assert crossing(lambda value: 0.3 - value, 0.0, 1.0) == pytest.approx(0.3, abs=3e-4)
        assert crossing(lambda value: value + 1, 0.0, 1.0) is None
        assert crossing(lambda value: value - 2, 0.0, 1.0) is None
        # Also where both ends say the same.
        assert crossing(lambda value: abs(value - 0.5) - 0.2, 0.0, 1.0) == pytest.approx(0.3, abs=3e-4)

    def test_beyond_a_turning_point_the_conclusion_is_the_other_one(self) -> None:
        easy = replace(MEASURED, detectable=(0.03,) * len(OUTCOMES))
        scenario = FutureScenario()
        found = {flip.parameter: flip for flip in flips(PARAMETERS, scenario, easy)}
        assert len(found) == 15
        turned = 0
        for domain in ("safety", "work", "education"):
            flip = found[f"p0_{SUFFIXES[domain]}"]
            said = run(PARAMETERS, scenario, easy, 2000).outlooks[domain].compared[CONTINUED].band.at(-1).median
            assert flip.measurable == (said > 0.03)
            # A larger chance of no effect makes the difference smaller.
            assert flip.above == flip.measurable
            if flip.at is None:
                continue
            turned += 1
            for value, measurable in ((flip.at - 0.05, True), (flip.at + 0.05, False)):
                other = run(with_defaults(**{flip.parameter: value}), scenario, easy, 2000)
                median = other.outlooks[domain].compared[CONTINUED].band.at(-1).median
                assert (median > 0.03) == measurable
        assert turned >= 2

    def test_nothing_turns_where_nothing_can_be_measured_however_sure_the_effect(self) -> None:
        blunt = replace(NOTHING, detectable=(5.0,) * len(OUTCOMES))
        for flip in flips(PARAMETERS, FutureScenario(), blunt, 50):
            assert (flip.measurable, flip.at) == (False, None)
            assert flip.low == 0 < flip.now < flip.high

    def test_a_tornado_has_a_swing_of_every_assumption_and_the_effect_is_the_widest(self) -> None:
        found = tornado(PARAMETERS, FutureScenario())
        assert tuple(found) == DOMAINS
        for domain, one in found.items():
            suffix = SUFFIXES[domain]
            names = {f"{kind}_{suffix}" for kind in ("B", "up", "phi", "hf", "hk")} | {"x_2026_28", "eps"}
            assert {swing.name for swing in one.swings} == names
            widest = one.swings[0]
            assert (widest.name, widest.at_zero) == (f"B_{suffix}", 0)
            # The difference is in proportion to the effect.
            assert widest.at_low / widest.low == pytest.approx(one.centre / float(PARAMETERS[widest.name].default or 1))
            assert [swing.width for swing in one.swings] == sorted((s.width for s in one.swings), reverse=True)

    def test_a_tornado_does_not_hang_on_what_is_not_used(self) -> None:
        fixed = tornado(PARAMETERS, FutureScenario.of(PARAMETERS, {"level_after": 1.0}))["work"]
        loose = tornado(PARAMETERS, FutureScenario())["work"]
        width = {one.name: one.width for one in fixed.swings}
        assert width["eps"] < {one.name: one.width for one in loose.swings}["eps"]


def test_a_step_begins_where_its_half_year_does() -> None:
    assert [step_at(moment) for moment in (2022.5, 2023.0, 2026.0, 2047.0)] == [0, 1, 7, 49]
