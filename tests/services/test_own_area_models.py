"""What was measured and what models say of an area of one's own: as of the twenty, and nothing of those changes."""

from __future__ import annotations

import numpy as np
import pytest

from nplv_dash import ROOT
from nplv_dash.domain.own_area import defined
from nplv_dash.services import progress
from nplv_dash.services.country import country_of
from nplv_dash.services.gap import gaps
from nplv_dash.services.redistribution import QUICK, run
from nplv_dash.services.redistribution_own import own_sides
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import model
from tests.services.test_own_areas import copy_of, with_own


@pytest.mark.parametrize("area_id", ["rotterdam-zuid", "nieuwegein-centrale-as", "heerlen-noord"])
def test_a_copy_of_an_area_did_what_that_area_did(real: Workspace, area_id: str) -> None:
    held = progress.kept(ROOT)
    found, own = copy_of(real, real.bundle.area(area_id))
    made = progress.of_own(found, own)
    assert made is not None
    assert made.id == own.id
    assert made.model_copy(update={"id": area_id}) == held.area(area_id)
    shown = progress.beside(held, own, made)
    assert shown is not None
    assert shown.areas == (made,)
    assert progress.beside(held, own, None) is None
    assert progress.beside(held, None, None) is held
    assert progress.beside(held, real.bundle.area(area_id), None) is held
    ours, theirs = gaps(found, own, 0.1), gaps(real, real.bundle.area(area_id), 0.1)
    assert [one.year for one in ours] == [one.year for one in theirs]
    assert [one.areas for one in ours] == pytest.approx([one.areas for one in theirs])


def test_too_little_measured_is_no_comparison(real: Workspace) -> None:
    # The harbour of Rotterdam: nobody, and no score.
    units = real.bundle.units["wijk"]
    nobody = units["code"][np.nan_to_num(real.values("wijk", "inhabitants", 2024)) == 0].iloc[0]
    found, (own,) = with_own(real, defined("Niemand", [str(nobody)]))
    assert progress.of_own(found, own) is None
    assert gaps(found, own, 0.1) == ()


def test_an_own_area_takes_no_part_in_the_model(real: Workspace) -> None:
    found, _ = with_own(real, defined("Eigen", ["WK059910", "WK059912", "WK034401"]))
    bare, beside = country_of(real), country_of(found)
    assert beside.areas == bare.areas
    for name in ("area", "homes", "city", "pressed", "gemeente"):
        np.testing.assert_array_equal(getattr(beside.places, name), getattr(bare.places, name))
    assert progress.together(found, "lbm") == progress.together(real, "lbm")


def test_a_scenario_in_a_copy_is_that_in_the_area(real: Workspace) -> None:
    scenario, country, parameters = model.plea().scenario, model.country(), model.parameters()
    result = run(country, parameters, scenario, QUICK)
    for area_id in ("rotterdam-zuid", "nieuwegein-centrale-as"):
        found, own = copy_of(real, real.bundle.area(area_id))
        (side,) = own_sides(found, country, parameters, scenario, (own,), QUICK)
        i = country.areas.index(area_id)
        assert side.known
        assert side.giving == side.within > side.receiving == 0
        assert side.start == pytest.approx(result.by_area_start[i], abs=1e-4)
        np.testing.assert_allclose(side.change.values, result.by_area_change.values[:, i], atol=1e-4)
        np.testing.assert_allclose(side.draws, result.by_area_draws[:, i], atol=1e-4)


def test_a_wijk_that_receives_is_what_the_map_says_of_it(real: Workspace) -> None:
    scenario, country, parameters = model.plea().scenario, model.country(), model.parameters()
    result = run(country, parameters, scenario, QUICK)
    i = int(np.flatnonzero(result.eligible)[0])
    found, (own,) = with_own(real, defined("Eén wijk", [country.codes[i]]))
    (side,) = own_sides(found, country, parameters, scenario, (own,), QUICK)
    assert (side.wijken, side.within, side.giving, side.receiving) == (1, 1, 0, 1)
    np.testing.assert_allclose(side.change.values, result.places.change.values[:, i], atol=1e-4)
    np.testing.assert_allclose(side.received.values, result.places.received.values[:, i], atol=1e-4)
    assert side.start == pytest.approx(result.places.before[i], abs=1e-4)


def test_far_away_nothing_changes(real: Workspace) -> None:
    country, parameters = model.country(), model.parameters()
    # In Zeeland there is no NPLV area, and the plea asks nothing of another province.
    found, (own,) = with_own(real, defined("Goes", [code for code in country.codes if code.startswith("WK0664")]))
    (side,) = own_sides(found, country, parameters, model.plea().scenario, (own,), 4)
    assert side.wijken > 0
    assert side.within == 0
    assert not side.known
