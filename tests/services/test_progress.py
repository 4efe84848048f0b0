"""How the areas changed beside others, and the official figures beside ours."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError
from nplv_dash.domain.progress import Progress
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.services.progress import (
    ALIKE,
    MARGIN,
    NEAREST,
    OUTCOMES,
    PERIODS,
    check,
    estimate,
    keep,
    kept,
    reconcile,
    verdict,
)
from nplv_dash.services.workspace import NETHERLANDS, Workspace


@pytest.fixture(scope="module")
def fresh(real: Workspace) -> Progress:
    return estimate(real)


def test_what_is_kept_is_what_the_data_give(fresh: Progress, tmp_path: Path) -> None:
    check(ROOT, fresh)
    (tmp_path / "data").mkdir()
    path = Path(shutil.copy2(ROOT / "data" / "progress.yaml", tmp_path / "data"))
    written = path.read_text(encoding="utf-8")
    keep(tmp_path, kept(tmp_path))
    assert path.read_text(encoding="utf-8") == written
    path.write_text(written.replace("smallest: 1000", "smallest: 1001"), encoding="utf-8")
    with pytest.raises(DataError, match=r"backtest_differs.*smallest"):
        check(tmp_path, fresh)


def test_data_without_these_figures_are_an_error(toy: Workspace) -> None:
    with pytest.raises(DataError, match="backtest_lacks"):
        estimate(toy)


def test_the_change_of_an_area_is_that_of_its_page(real: Workspace, fresh: Progress) -> None:
    assert [one.id for one in fresh.areas] == [area.id for area in real.bundle.areas]
    for one in fresh.areas:
        code = real.bundle.area(one.id).gemeente_code
        assert [(period.start, period.end) for period in one.periods] == list(PERIODS)
        for period in one.periods:
            assert [change.outcome for change in period.changes] == list(OUTCOMES)
            for change in period.changes:
                for level, unit, value in (
                    ("gebied", one.id, change.area),
                    ("gemeente", code, change.gemeente),
                    ("land", NETHERLANDS, change.netherlands),
                ):
                    start, end = (real.figure(level, unit, change.outcome, y) for y in (period.start, period.end))
                    assert start is not None
                    assert end is not None
                    assert value == pytest.approx(end.value - start.value, abs=2e-4)


def test_the_dimensions_add_up_to_the_total(fresh: Progress) -> None:
    for one in fresh.areas:
        for period in one.periods:
            total, *parts = period.changes
            assert total.area == pytest.approx(sum(part.area for part in parts), abs=5e-4)
            assert total.difference == pytest.approx(sum(part.difference for part in parts), abs=5e-4)


def test_the_verdict_follows_the_rule(fresh: Progress) -> None:
    for one in fresh.areas:
        for period in one.periods:
            assert period.alike == (abs(period.start_gap) <= ALIKE * fresh.deviations["lbm"])
            for change in period.changes:
                assert change.difference == pytest.approx(change.area - change.controls, abs=2e-4)
                assert (change.low, change.high) == pytest.approx(
                    (change.difference - 1.96 * change.se, change.difference + 1.96 * change.se), abs=2e-4
                )
                if change.verdict == "more":
                    assert change.low > 0
                if change.verdict == "less":
                    assert change.high < 0
                if change.verdict == "same":
                    assert abs(change.difference) < MARGIN * fresh.deviations[change.outcome]
                if not period.alike:
                    assert change.verdict == "unclear"


@pytest.mark.parametrize(
    ("difference", "se", "expected"),
    [
        (0.05, 0.02, "more"),
        (-0.05, 0.02, "less"),
        (0.0, 0.02, "unclear"),
        (0.0, 0.01, "same"),
        (0.015, 0.01, "unclear"),
    ],
)
def test_no_difference_found_is_not_the_same(difference: float, se: float, expected: str) -> None:
    assert verdict(difference, se, 0.029) == expected


def test_of_most_areas_nothing_can_be_told(fresh: Progress) -> None:
    totals = {one.id: [period.of("lbm").verdict for period in one.periods] for one in fresh.areas}
    assert {area for area, (long, _) in totals.items() if long == "less"} == {
        "lelystad-oost", "roosendaal-ring", "vlaardingen-west",
    }  # fmt: skip
    assert {area for area, (_, short) in totals.items() if short != "unclear"} == {"vlaardingen-west"}
    assert "more" not in {verdict for both in totals.values() for verdict in both}


def test_chance_is_larger_for_an_area_of_few_wijken(fresh: Progress) -> None:
    wijken = np.array([one.wijken for one in fresh.areas])
    errors = np.array([one.periods[0].of("lbm").se for one in fresh.areas])
    assert errors[wijken == 1].min() > errors[wijken > 5].max()
    # Zuidoost has thirteen wijken of 2024, and seven measurements.
    assert fresh.area("amsterdam-zuidoost").wijken == 7
    with pytest.raises(KeyError):
        fresh.area("nowhere")


def test_official_figures_stand_beside_ours(real: Workspace) -> None:
    found = {one.official.id: one for one in reconcile(real)}
    assert set(found) == set(NEAREST)
    weak, work, poverty = (found[name] for name in ("weak_homes", "in_work", "poverty"))
    assert [own.year for own in weak.own] == [2018, 2022]
    assert weak.own[-1].netherlands == pytest.approx(11, abs=0.1)
    # The level is another one, the direction the same.
    assert weak.own[0].areas > weak.own[1].areas > weak.official.now
    distances = [own.netherlands - own.areas for own in work.own]
    assert distances == pytest.approx([7, 7], abs=0.6)
    (own,) = poverty.own
    assert own.areas / own.netherlands == pytest.approx(2, abs=0.1)
    for lang in LANGUAGES:
        t = Text(lang)
        assert all(f"progress.official.{one}.{part}" in t for one in found for part in ("label", "ours", "why"))


def test_an_official_share_of_the_country_is_needed_for_a_bound(
    real: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nplv_dash.services.progress.NEAREST", dict.fromkeys(NEAREST))
    with pytest.raises(DataError, match="backtest_lacks"):
        reconcile(real)
