"""What must hold for every future that a user can make."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import yaml
from hypothesis import given
from hypothesis import strategies as st

from nplv_dash import ROOT
from nplv_dash.domain.futures import CONTINUED, FUTURES, OUTCOMES, FutureId, FutureScenario
from nplv_dash.domain.scenario import to_query
from nplv_dash.services.backtest import Target
from nplv_dash.services.futures import run
from nplv_dash.services.futures_belief import Evidence
from nplv_dash.sources.build import to_yaml
from nplv_dash.sources.parameters import load_parameters
from tests.properties.boxes import SEEDS, settings_of

PARAMETERS = load_parameters(ROOT, "funding")
EVIDENCE = Evidence((0.1,) * len(OUTCOMES), (Target(0.0, 0.08, 2012),), ((1.0,),))
SETTINGS = settings_of(PARAMETERS)
#: Futures with less money and with more, at any time.
ORDERED: tuple[tuple[FutureId, FutureId], ...] = (
    ("stop_2025", "to_2028"), ("to_2028", "taper"), ("to_2028", "restart"), ("to_2028", "to_2030"),
    ("to_2030", "to_2042"), ("restart", "to_2042"),
)  # fmt: skip


@given(SETTINGS, SEEDS)
def test_a_scenario_is_the_same_in_a_file_and_in_a_link(values: Mapping[str, object], seed: int) -> None:
    scenario = FutureScenario.of(PARAMETERS, values, seed)
    assert FutureScenario.from_plain(PARAMETERS, yaml.safe_load(to_yaml(scenario.to_plain()))) == scenario
    assert FutureScenario.of_query(PARAMETERS, to_query(scenario)) == (scenario, [])
    assert FutureScenario.of(PARAMETERS, vars(scenario.levers(PARAMETERS)), seed) == scenario


@given(st.dictionaries(st.sampled_from([*PARAMETERS.defaults("lever"), "v", "seed"]), st.text(max_size=30)))
def test_no_link_breaks_the_page(query: Mapping[str, str]) -> None:
    scenario, rejected = FutureScenario.of_query(PARAMETERS, query)
    assert {each.name for each in rejected} <= set(query)
    assert FutureScenario.of_query(PARAMETERS, to_query(scenario)) == (scenario, [])


@given(SETTINGS, SEEDS)
def test_more_money_never_does_less_and_all_figures_are_figures(values: Mapping[str, object], seed: int) -> None:
    found = run(PARAMETERS, FutureScenario.of(PARAMETERS, values, seed), EVIDENCE, 20)
    assert found.moments[-1] == found.levers.until + 1
    for outlook in found.outlooks.values():
        assert all(np.isfinite(band.values).all() for band in (*outlook.bands.values(), *outlook.lost.values()))
        # Where the effect is a bad one more money does more harm; the total may be made of both.
        signs = np.sign(outlook.paths[CONTINUED])
        for less, more in ORDERED:
            gap = outlook.paths[more] - outlook.paths[less]
            assert outlook.outcome == "liveability" or (gap * signs >= -1e-12).all()
    assert all((one.regained.values >= 0).all() for one in found.interruption.values())


@given(st.sampled_from([2025, 2028, 2030, 2042]), SEEDS)
def test_a_future_of_ones_own_is_the_named_one_with_the_same_money(year: int, seed: int) -> None:
    found = run(PARAMETERS, FutureScenario.of(PARAMETERS, {"end_year": year}, seed), EVIDENCE, 20)
    (named,) = (future for future in FUTURES if future.endswith(str(year)))
    for outlook in found.outlooks.values():
        assert np.array_equal(outlook.bands["own"].values, outlook.bands[named].values)
