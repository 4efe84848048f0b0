"""`sensitivity` on the command line, with few draws."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from nplv_dash import ROOT
from nplv_dash.cli import app


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no sentence is broken."""
    monkeypatch.setenv("COLUMNS", "400")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the data that keeps nothing yet."""
    shutil.copytree(ROOT / "data", tmp_path / "data", ignore=shutil.ignore_patterns("sensitivity.yaml"))
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ("sensitivity", *arguments))


def test_it_is_kept_proven_and_refused_when_it_no_longer_holds(root: Path) -> None:
    path, here = root / "data" / "sensitivity.yaml", ("--root", str(root), "--lang", "en")
    made = run("--samples", "4", *here)
    assert made.exit_code == 0, made.output
    assert "Kept in data/sensitivity.yaml." in made.output
    before = path.read_bytes()
    proven = run("--check", *here)
    assert proven.exit_code == 0, proven.output
    assert "agrees with data, assumptions and model" in proven.output
    assert path.read_bytes() == before
    path.write_bytes(re.sub(rb"sd: [0-9.]+", b"sd: 77.0", before, count=1))
    wrong = run("--check", *here)
    assert wrong.exit_code == 1
    assert "1 kept figures of sensitivity do not agree with the model: default.areas_change.sd" in wrong.output
    path.write_bytes(before)
    parameters = root / "data" / "parameters.yaml"
    text = parameters.read_text(encoding="utf-8")
    parameters.write_text(text.replace("label: parameter.tau", "label: parameter.alpha", 1), encoding="utf-8")
    stale = run("--check", *here)
    assert stale.exit_code == 1
    assert "computed before a change in data/parameters.yaml" in stale.output
    assert path.read_bytes() == before


def test_a_table_has_both_views_of_every_uncertainty_that_matters(root: Path) -> None:
    output = run("--samples", "4", "--root", str(root)).output
    assert output.count("Het pleidooi van april 2024: ") == output.count("Beginstand: ") == 4
    rows = [line for line in output.splitlines() if "Deel van de samenhang dat oorzaak is" in line]
    # Of both scenarios and both sides; it plays no part in where households live.
    assert len(rows) == 4
    assert all(
        re.search(r"│ +0,\d{3} │ +[+-]0,\d{3} │ +0,\d{3} │ +[+-]0,\d{3} │ +-?\d,\d\d ± \d,\d\d │", row) for row in rows
    )
    assert len([line for line in output.splitlines() if "als er geen effect is" in line]) == 4


def test_a_scenario_in_a_file_is_shown_and_not_kept(root: Path) -> None:
    file = root / "data" / "scenarios" / "07_stress.yaml"
    result = run("--scenario", str(file), "--samples", "4", "--root", str(root))
    assert result.exit_code == 0, result.output
    assert result.output.count("07_stress.yaml: ") == 4
    assert "Bewaard" not in result.output
    assert not (root / "data" / "sensitivity.yaml").exists()


def test_what_cannot_be_asked_is_said_in_words(root: Path) -> None:
    here = ("--root", str(root), "--lang", "en")
    absent = run("--scenario", str(root / "nowhere.yaml"), *here)
    assert absent.exit_code == 1
    assert "nowhere.yaml" in absent.output
    nothing = run("--check", *here)
    assert nothing.exit_code == 1
    assert "The file is missing." in nothing.output
    both = run("--check", "--scenario", str(root / "nowhere.yaml"), *here)
    assert both.exit_code == 2
    assert "not both" in both.output
    odd = run("--samples", "500", *here)
    assert odd.exit_code == 2
    assert "power of two" in odd.output
    assert not (root / "data" / "sensitivity.yaml").exists()
