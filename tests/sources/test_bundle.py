"""`data/` as one object that nobody can change."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.bundle import BOUNDARIES, load_bundle
from tests.toy_town import WIJKEN
from tests.toy_town.fixtures import Town


def test_figures_stand_in_the_order_of_their_units(toy: Workspace) -> None:
    bundle = toy.bundle
    codes = bundle.units["wijk"]["code"].tolist()
    # First the wijken of the municipalities with an area, then the rest of the country.
    assert codes == list(WIJKEN)
    expected = [sum(wijk.residents) or np.nan for wijk in WIJKEN.values()]
    assert bundle.figures[("wijk", "inhabitants", 2024)].tolist() == pytest.approx(expected, nan_ok=True)
    assert bundle.years("wijk", "inhabitants") == (2020, 2022, 2024)
    assert bundle.years("wijk", "nothing") == ()


def test_nothing_in_it_can_be_changed(toy: Workspace) -> None:
    bundle: Any = toy.bundle
    with pytest.raises(ValueError, match="read-only"):
        bundle.figures[("wijk", "welfare", 2020)][0] = 0.0
    with pytest.raises(ValueError, match="read-only"):
        toy.values("gebied", "welfare", 2020)[0] = 0.0
    with pytest.raises(ValueError, match="read-only"):
        bundle.layers["wijken"].rows[0] = 1
    with pytest.raises(TypeError):
        bundle.indicators["welfare"] = None
    with pytest.raises(FrozenInstanceError):
        bundle.areas = ()


def test_layers_know_which_unit_each_polygon_is(toy: Workspace) -> None:
    bundle = toy.bundle
    assert set(bundle.layers) == {"gebieden", "wijken", "buurten", "wijken_nl", "buurten_nl", "gemeenten"}
    # A buurt in detail and the same one generalised are one unit: figures are kept once.
    assert len(bundle.units["buurt"]) == 36
    detailed, country = bundle.layers["buurten"].rows, bundle.layers["buurten_nl"].rows
    assert set(detailed) < set(country)
    assert bundle.units["wijk"]["code"].iloc[bundle.layers["wijken_nl"].rows].tolist() == list(WIJKEN)


def test_every_boundary_file_can_be_read_with_its_geometry(toy: Workspace) -> None:
    for names in BOUNDARIES.values():
        for name in names:
            frame = toy.bundle.geometry(name)
            assert frame.crs.to_epsg() == 28992
            assert frame.geometry.notna().all()


def test_a_whole_town_has_no_problems(toy: Workspace) -> None:
    assert toy.bundle.problems == ()
    assert toy.bundle.whole == {"gebied", "wijk", "buurt", "gemeente"}
    assert toy.bundle.area("bos").hybrid
    with pytest.raises(KeyError):
        toy.bundle.area("nergens")


def test_the_fingerprint_follows_the_content(toy_root: Path, town: Town) -> None:
    before = load_bundle(toy_root).fingerprint
    assert load_bundle(town.root).fingerprint == before
    town.edit_text("anchors.yaml", "hier", "daar")
    # The catalogue is as it was; what is shown is not.
    changed = load_bundle(town.root).fingerprint
    assert changed != before
    town.recatalogue()
    assert load_bundle(town.root).fingerprint not in {before, changed}


def test_the_fingerprint_follows_a_file_that_is_gone(toy_root: Path, town: Town) -> None:
    town.path("join_report.csv").unlink()
    assert load_bundle(town.root).fingerprint != load_bundle(toy_root).fingerprint
