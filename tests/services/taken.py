"""What the models say of the plea, with few draws: for the tests of the files that people take along."""

from __future__ import annotations

from nplv_dash import ROOT
from nplv_dash.domain.editions import Passport
from nplv_dash.domain.futures import FutureScenario
from nplv_dash.services import backtest, calibration, editions, futures, redistribution
from nplv_dash.services.brief_model import Computed
from nplv_dash.services.country import country_of
from nplv_dash.services.futures_belief import evidence_of
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import find_scenario

PARAMETERS = {"redistribution": load_parameters(ROOT), "funding": load_parameters(ROOT, "funding")}


def computed(workspace: Workspace, name: str = "Het pleidooi van april 2024") -> Computed:
    country, ahead = country_of(workspace), FutureScenario()
    scenario = find_scenario("plea_2024", ROOT, PARAMETERS["redistribution"])
    evidence = evidence_of(PARAMETERS["funding"], calibration.kept(ROOT), backtest.kept(ROOT))
    return Computed(
        country=country,
        result=redistribution.run(country, PARAMETERS["redistribution"], scenario, 40),
        futures=futures.run(PARAMETERS["funding"], ahead, evidence, 100),
        redistribution=Passport(scenario, editions.redistribution(workspace.bundle)),
        funding=Passport(ahead, editions.funding(ROOT)),
        name=name,
    )
