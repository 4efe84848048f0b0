"""What is kept in `data/calibration.yaml` is what the data give."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from nplv_dash import ROOT
from nplv_dash.domain.calibration import Calibration
from nplv_dash.domain.errors import DataError
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.services.calibration import PANELS, QUESTIONS, check, estimate, keep, kept
from nplv_dash.services.workspace import Workspace


@pytest.fixture(scope="module")
def fresh(real: Workspace) -> Calibration:
    return estimate(real)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with what is kept."""
    (tmp_path / "data").mkdir()
    shutil.copy2(ROOT / "data" / "calibration.yaml", tmp_path / "data")
    return tmp_path


def test_what_is_kept_is_what_the_data_give(fresh: Calibration, copy: Path) -> None:
    check(ROOT, fresh)
    before = (copy / "data" / "calibration.yaml").read_bytes()
    keep(copy, kept(copy))
    assert (copy / "data" / "calibration.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("value: -0.1717", "value: -0.1720", "slopes.within.value"),
        ("clusters: 320", "clusters: 319", "slopes.within.clusters"),
        ("- id: national", "- id: elsewhere", "slopes.elsewhere.id"),
        ("observed: 0.29", "observed: 0.3", "landing.wijken.0.observed"),
    ],
)
def test_what_no_longer_holds_is_named(fresh: Calibration, copy: Path, old: str, new: str, named: str) -> None:
    path = copy / "data" / "calibration.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        check(copy, fresh)
    assert caught.value.key == "calibration_differs"
    assert caught.value.values == {"count": 1, "examples": named}


def test_a_last_decimal_may_differ_on_another_machine(fresh: Calibration, copy: Path) -> None:
    path = copy / "data" / "calibration.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("value: -0.1717", "value: -0.1718", 1), encoding="utf-8")
    check(copy, fresh)


def test_nothing_kept_is_an_error(fresh: Calibration, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="file_missing"):
        check(tmp_path, fresh)


def test_data_without_these_figures_are_an_error(toy: Workspace) -> None:
    with pytest.raises(DataError, match="calibration_lacks"):
        estimate(toy)


def test_ids_are_unique_and_have_words(fresh: Calibration) -> None:
    asked = [*QUESTIONS, *(question for pair in PANELS.values() for question in pair)]
    ids = [question.id for question in asked]
    assert len(ids) == len(set(ids))
    for lang in LANGUAGES:
        t = Text(lang)
        assert [i for i in ids if f"calibration.slope.{i}" not in t] == []
        assert [i for i in PANELS if f"calibration.ratio.{i}" not in t] == []
    assert all(fresh.slope(i).id == i for i in ids)
    with pytest.raises(KeyError):
        fresh.slope("nowhere")


def test_the_unit_is_the_spread_over_the_wijken_of_the_country(real: Workspace, fresh: Calibration) -> None:
    figures = real.bundle.figures
    newest = figures[("wijk", "households", 2024)]
    households = np.where(np.isfinite(newest), newest, figures[("wijk", "households", 2020)])
    for deviation in fresh.deviations:
        values = figures[("wijk", deviation.outcome, 2022)]
        known = np.isfinite(values) & (households > 0)
        repeated = np.repeat(values[known], households[known].astype(int))
        assert deviation.value == pytest.approx(repeated.std(), abs=5e-5)
        assert deviation.units == known.sum()


def test_more_vulnerable_households_go_with_a_lower_score(fresh: Calibration) -> None:
    about = [s for s in fresh.slopes if s.indicator in {"social_min", "low40", "welfare"}]
    assert all(s.value < -4 * s.se for s in about)
    within, national = fresh.slope("within"), fresh.slope("national")
    assert -0.19 < within.value < -0.15
    assert national.value < within.value
    # The smallest wijken hardly count, so where the bound lies does not matter.
    sizes = [fresh.slope(f"from_{n}_households") for n in (0, 200, 1000, 2000)]
    assert [s.units for s in sizes] == sorted((s.units for s in sizes), reverse=True)
    assert all(abs(s.value - within.value) < within.se for s in sizes)


def test_a_change_goes_with_less_than_a_difference(fresh: Calibration) -> None:
    for panel in fresh.panels:
        assert panel.change.units == panel.level.units
        assert panel.ratio == pytest.approx(panel.change.value / panel.level.value, abs=0.01)
        assert 0 < panel.ratio < 1
        assert panel.change.r2 < 0.1 < panel.level.r2


def test_parts_of_the_country_make_up_the_whole(fresh: Calibration) -> None:
    parts = [fresh.slope(i).units for i in ("below_8", "from_8_to_15", "from_15")]
    assert sum(parts) == fresh.slope("within").units


def test_newcomers_land_where_vulnerable_households_live(fresh: Calibration) -> None:
    rule = fresh.landing
    overvecht = rule.wijken[0]
    assert (overvecht.code, overvecht.observed) == ("WK034403", 0.29)
    assert (overvecht.by_homes, overvecht.by_vulnerable) == pytest.approx((0.192, 0.285), abs=5e-4)
    assert abs(overvecht.by_vulnerable - overvecht.observed) < overvecht.observed_se
    assert overvecht.observed - overvecht.by_homes > 3 * overvecht.observed_se
    assert rule.error_by_vulnerable == pytest.approx(0.0125, abs=5e-4)
    assert rule.error_by_homes == pytest.approx(0.0504, abs=5e-4)


def test_the_areas_move_more_than_municipalities_of_their_size(fresh: Calibration) -> None:
    noise = {(n.outcome, n.units): n for n in fresh.noise}
    areas, towns = noise[("lbm_onv", "areas")], noise[("lbm_onv", "gemeenten")]
    assert areas.count == 20
    assert areas.value > towns.value + 2 * areas.se
    assert areas.detectable == pytest.approx(2.8 * areas.value * np.sqrt(1 / 20 + 1 / 60), abs=1e-4)
