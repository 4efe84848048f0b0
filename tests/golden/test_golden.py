"""Every golden scenario gives the figures that were written down for it."""

from __future__ import annotations

import pytest

from nplv_dash import ROOT
from nplv_dash.services.workspace import Workspace, open_workspace
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import examples
from tests.golden import (
    KEPT,
    Case,
    Ground,
    cases,
    differences,
    for_the_model,
    found_of,
    ground_of,
    made_otherwise,
    read_expected,
)

CASES = pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)


@pytest.fixture(scope="module")
def grounds(toy: Workspace) -> dict[str, Ground | None]:
    return {"real": ground_of(open_workspace(ROOT)), "toy": ground_of(for_the_model(toy)), "none": None}


@CASES
def test_the_figures_are_those_that_were_written_down(case: Case, grounds: dict[str, Ground | None]) -> None:
    expected, found = read_expected(case), found_of(case, grounds[case.data])
    moved = list(differences(expected, found))
    assert moved == [], (
        f"{case.name} moved. Changed since: {made_otherwise(expected, found) or 'the code'}. "
        "Meant? Then: python -m tests.golden"
    )


@CASES
def test_every_case_says_why_it_is_here(case: Case) -> None:
    assert len(case.why.split()) >= 15
    assert set(case.tolerances) <= set(case.kept)
    assert tuple(read_expected(case)["figures"]) == case.kept
    assert {path.name for path in case.folder.iterdir()} <= {"case.yaml", "expected.json", case.scenario}


def test_every_example_is_a_case() -> None:
    names = {example.scenario.name for example in examples(ROOT, load_parameters(ROOT))}
    assert names <= {case.scenario for case in cases()}


def test_nothing_asked_is_exactly_nothing() -> None:
    (case,) = (case for case in cases() if case.scenario == "as_now")
    figures = read_expected(case)["figures"]
    changes = [name for name in KEPT if name not in {"areas_start", "dissimilarity_after", "above_limit_after"}]
    assert {name: (figures[name]["value"], figures[name]["tolerance"]) for name in changes} == dict.fromkeys(
        changes, (0.0, 0.0)
    )


class TestTheComparison:
    """What counts as moved."""

    @staticmethod
    def content(**figure: float) -> dict[str, dict[str, object]]:
        return {"made_with": {}, "figures": {"a": {"unit": "pp", "value": 1.0, "tolerance": 0.1} | figure}}

    def test_within_the_tolerance_is_the_same(self) -> None:
        assert list(differences(self.content(), self.content(value=1.05, tolerance=0.0))) == []

    @pytest.mark.parametrize("value", [1.2, 0.8, float("nan")])
    def test_beyond_the_tolerance_is_named(self, value: float) -> None:
        (line,) = differences(self.content(), self.content(value=value))
        assert line.startswith("a value: 1.0 -> ")

    def test_a_figure_or_a_bound_that_came_or_went_is_named(self) -> None:
        nothing: dict[str, dict[str, object]] = {"made_with": {}, "figures": {}}
        assert list(differences(nothing, self.content())) == ["a: is new, 1.0 pp"]
        assert list(differences(self.content(), nothing)) == ["a: is gone"]
        assert list(differences(self.content(), self.content(low=0.5))) == ["a low: None -> 0.5"]
