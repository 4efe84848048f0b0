"""`futures` writes what the service computes, the same twice, and nothing at all when something is wrong."""

from __future__ import annotations

import hashlib
import io
import json
import math
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner
from typer.testing import Result as Said

from nplv_dash import ROOT
from nplv_dash.cli import app
from nplv_dash.domain.futures import CONTINUED, DOMAINS, FUTURES, OUTCOMES, REFERENCE, FutureScenario
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services import backtest, calibration, editions
from nplv_dash.services.futures import AFTER, run
from nplv_dash.services.futures_belief import evidence_of
from nplv_dash.services.futures_figures import Result
from nplv_dash.services.futures_report import FOLDER, TABLES, report_of
from nplv_dash.sources.parameters import load_parameters

PARAMETERS = load_parameters(ROOT, "funding")
SCENARIO = "version: f1\nseed: 5\nlevers: {level_after: 0.3, until: 2040}\n"


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no sentence is broken."""
    monkeypatch.setenv("COLUMNS", "400")


def futures(*arguments: object) -> Said:
    return CliRunner().invoke(app, ["futures", *map(str, arguments)])


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def computed() -> tuple[Result, dict[str, bytes]]:
    """What the service says, with 60 draws."""
    evidence = evidence_of(PARAMETERS, calibration.kept(ROOT), backtest.kept(ROOT))
    scenario = FutureScenario.of(PARAMETERS, {"level_after": 0.3, "until": 2040}, 5)
    result = run(PARAMETERS, scenario, evidence, 60)
    return result, report_of(PARAMETERS, result, editions.funding(ROOT)).files()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "scenario.yaml"
    path.write_text(SCENARIO)
    return path


def test_the_files_are_those_of_the_service_and_the_same_twice(
    tmp_path: Path, file: Path, computed: tuple[Result, dict[str, bytes]]
) -> None:
    _, files = computed
    assert set(files) == set(FOLDER.files)
    for _ in range(2):
        said = futures(file, "--out", tmp_path / "out", "--draws", 60)
        assert said.exit_code == 0, said.output
        assert content(tmp_path / "out") == files


def test_the_figures_in_the_tables_are_those_of_the_result(computed: tuple[Result, dict[str, bytes]]) -> None:
    result, _ = computed
    tables = report_of(PARAMETERS, result, editions.funding(ROOT)).tables
    assert tuple(tables) == TABLES
    rows = {name: len(table) for name, table in tables.items()}
    assert rows == {
        "futures": len(OUTCOMES) * len(FUTURES) * 38,
        "differences": len(OUTCOMES) * (len(FUTURES) - 1) * 16,
        "chances": len(OUTCOMES) * len(FUTURES),
        "lost": len(OUTCOMES) * len(FUTURES),
        "kept": len(DOMAINS) * 5 * (1 + len(AFTER)),
        "restart": len(DOMAINS),
        "beliefs": len(DOMAINS) * 3,
    }
    whole = tables["futures"].set_index(["outcome", "future", "moment"])
    band = result.outlooks["work"].bands[CONTINUED].at(-1)
    row = whole.loc[("work", CONTINUED, 2041.0)]
    assert row["effect_sd_median"] == pytest.approx(float(band.median), abs=5.1e-5)
    assert row["effect_sd_80_high"] == pytest.approx(float(band.between(80)[1]), abs=5.1e-5)
    kept = tables["kept"].set_index(["domain", "future", "figure", "years_after"])["share_pct_median"]
    assert kept["place", REFERENCE, "left", 5] == pytest.approx(
        100 * float(result.fading["place"][REFERENCE].kept.at(1).median), abs=0.051
    )
    chances = tables["chances"].set_index(["outcome", "future"])["measurably_better_pct"]
    assert chances["safety", CONTINUED] == pytest.approx(
        100 * result.outlooks["safety"].compared[CONTINUED].better, abs=0.051
    )
    assert math.isnan(chances["safety", REFERENCE])


def test_never_is_an_empty_cell_and_not_a_number(computed: tuple[Result, dict[str, bytes]]) -> None:
    result, files = computed
    assert result.interruption["education"].never > 0.5
    row = pd.read_csv(io.BytesIO(files["restart.csv"])).set_index("domain").loc["education"]
    assert math.isnan(row["regained_years_median"])
    assert row["never_pct"] == pytest.approx(100 * result.interruption["education"].never, abs=0.051)
    assert b"inf" not in files["restart.csv"]


def test_the_provenance_says_what_it_was_made_of(computed: tuple[Result, dict[str, bytes]]) -> None:
    result, files = computed
    said = json.loads(files["provenance.json"])
    assert said["scenario"]["levers"] == {"level_after": 0.3, "until": 2040}
    assert (said["seed"], said["draws"], said["reference"]) == (5, 60, REFERENCE)
    assert said["parameters"] == PARAMETERS.fingerprint
    assert [target["year"] for target in said["evidence"]["krachtwijken"]] == [2012, 2018, 2022]
    assert said["restart"] == {"gap_years": 3, "kansrijke_wijk_million_euro": 408.0}
    for name, about in said["files"].items():
        assert hashlib.sha256(files[name]).hexdigest() == about["sha256"]
    assert said["weighed"]["effective"] == pytest.approx(result.effective, abs=0.051)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_what_is_said_is_in_the_language(
    tmp_path: Path, file: Path, computed: tuple[Result, dict[str, bytes]], lang: str
) -> None:
    result, _ = computed
    output = futures(file, "--out", tmp_path / "out", "--draws", 60, "--lang", lang).output
    t, n = Text("nl" if lang == "nl" else "en"), Numbers("nl" if lang == "nl" else "en")
    for outcome, outlook in result.outlooks.items():
        assert t(f"future.outcome.{outcome}.name") in output
        assert n.decimal(float(outlook.compared[CONTINUED].band.at(-1).median), 3, signed=True) in output
    assert {"nl": "Een verkenning, geen voorspelling.", "en": "An exploration, no forecast."}[lang] in " ".join(
        output.split()
    )


def test_without_a_file_the_levers_are_as_they_start(tmp_path: Path) -> None:
    said = futures("--out", tmp_path / "out", "--draws", 10)
    assert said.exit_code == 0, said.output
    assert json.loads((tmp_path / "out" / "provenance.json").read_text())["scenario"]["levers"] == {}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("version: f1\nlevers: {end_year: 2060}", "2046"),
        ("version: '1'\nlevers: {}", "f1"),
        ("levers: [", "YAML"),
    ],
)
def test_a_file_that_is_wrong_is_one_sentence_and_no_folder(tmp_path: Path, wrong: str, says: str) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(wrong)
    said = futures(path, "--out", tmp_path / "out", "--draws", 10)
    assert said.exit_code == 1
    assert "Traceback" not in said.output
    assert says in said.output
    assert not (tmp_path / "out").exists()


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert futures("--out", tmp_path, "--draws", 10).exit_code == 1
    assert content(tmp_path) == {"mine.txt": b"mine"}
