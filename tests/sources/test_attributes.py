"""The tables beside the borders are what the app starts from, and say the same as the borders."""

from __future__ import annotations

import sys
from subprocess import run

from nplv_dash import ROOT
from nplv_dash.sources.bundle import BOUNDARIES, load_bundle
from tests.toy_town.fixtures import Town

HEAVY = ("geopandas", "shapely", "pyogrio", "pyproj", "pandera", "folium")


def test_quick_and_thorough_give_the_same_units_and_figures() -> None:
    quick, thorough = load_bundle(ROOT), load_bundle(ROOT, thorough=True)
    assert quick.fingerprint == thorough.fingerprint
    assert list(quick.units) == list(thorough.units) == list(BOUNDARIES)
    for level, frame in quick.units.items():
        assert frame.equals(thorough.units[level])
    assert list(quick.figures) == list(thorough.figures)
    for key, values in quick.figures.items():
        assert values.tobytes() == thorough.figures[key].tobytes()


def test_the_data_open_without_the_libraries_for_geometry() -> None:
    code = (
        "import sys; from nplv_dash import ROOT; from nplv_dash.services.workspace import open_workspace;"
        f"open_workspace(ROOT); print([m for m in {HEAVY} if m in sys.modules])"
    )
    found = run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_table_of_other_borders_is_not_used(town: Town) -> None:
    town.edit_beside("boundaries/wijken.zip", lambda frame: frame.assign(name="elders"))
    # The table is not the catalogue's: the zip is read instead.
    assert "elders" not in set(load_bundle(town.root).units["wijk"]["name"])
