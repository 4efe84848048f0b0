"""The command line says what the pages say."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from nplv_dash import ROOT
from nplv_dash.cli import app, serve
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.own_areas import with_said
from nplv_dash.services.profile import headlines
from nplv_dash.services.workspace import Workspace, open_workspace
from tests.toy_town.fixtures import Town, digests

T = Text("nl")
OWN = "Langs de rivier~WK0599.10.12.13"


@pytest.fixture(scope="module")
def real() -> Workspace:
    return open_workspace(ROOT)


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no sentence is broken."""
    monkeypatch.setenv("COLUMNS", "400")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


def shown(workspace: Workspace) -> list[str]:
    return ["inhabitants", *(indicator.id for indicator in headlines(workspace))]


def test_json_has_the_figures_of_the_pages(real: Workspace) -> None:
    result = run("areas", "--format", "json")
    assert result.exit_code == 0
    rows = json.loads(result.output)
    assert [row["id"] for row in rows] == [area.id for area in real.bundle.areas]
    for row in rows:
        for indicator in shown(real):
            figure = real.figure("gebied", row["id"], indicator)
            assert figure is not None
            assert row[indicator] == round(figure.value, real.bundle.indicators[indicator].decimals)
            assert row[f"{indicator}_year"] == figure.year


def test_csv_has_the_same_rows_as_json() -> None:
    rows = json.loads(run("areas", "--format", "json").output)
    table = list(csv.DictReader(io.StringIO(run("areas", "--format", "csv").output)))
    assert table == [{key: str(value) for key, value in row.items()} for row in rows]
    assert list(table[0])[:4] == ["id", "name", "gemeente", "certainty"]


def test_the_table_writes_numbers_as_the_dutch_do(real: Workspace) -> None:
    output = run("areas").output
    (line,) = [line for line in output.splitlines() if "Utrecht Overvecht" in line]
    numbers = Numbers("nl")
    for indicator in shown(real):
        figure = real.figure("gebied", "utrecht-overvecht", indicator)
        assert figure is not None
        assert numbers.decimal(figure.value, real.bundle.indicators[indicator].decimals) in line
    assert "35.255" in line
    assert "35,255" in run("areas", "--lang", "en").output


@pytest.mark.parametrize("asked", [OWN, f"https://example.nl/kaart?eigen={OWN}"])
def test_areas_of_ones_own_stand_after_the_twenty_with_the_figures_of_the_pages(real: Workspace, asked: str) -> None:
    rows = json.loads(run("areas", "--format", "json", "--own", asked).output)
    *twenty, row = rows
    assert twenty == json.loads(run("areas", "--format", "json").output)
    known = with_said(real, OWN, Text("nl"))
    assert (row["id"], row["name"], row["certainty"]) == (known.own[0].id, "Langs de rivier (eigen gebied)", "own")
    for indicator in shown(known):
        figure = known.figure("gebied", row["id"], indicator)
        assert figure is not None
        assert row[indicator] == round(figure.value, real.bundle.indicators[indicator].decimals)
    assert T("cli.areas_title_own") in run("areas", "--own", asked).output


@pytest.mark.parametrize(
    ("asked", "key", "values"),
    [
        ("Langs de rivier", "own_area_empty", {}),
        ("kaart?niveau=wijken", "own_area_empty", {}),
        ("Fout~WK0599.ZZ", "own_area_unknown", {"count": 1, "codes": "WK0599ZZ"}),
        ("Fout~nee", "own_area_unreadable", {"part": "'nee'"}),
        ("http://[~WK0599.10", "own_area_unreadable", {"part": "'http://[~WK0599.10'"}),
    ],
)
def test_an_area_of_ones_own_that_cannot_be_used_says_why(asked: str, key: str, values: dict[str, object]) -> None:
    said = run("areas", "--own", asked)
    assert said.exit_code == 1
    assert isinstance(said.exception, SystemExit)
    assert T(f"errors.{key}.what", **values) in said.stderr


def test_a_figure_that_is_missing_is_empty_and_not_zero(town: Town) -> None:
    town.edit_table("indicators/wijken.parquet", lambda t: t[(t["code"] != "WK100203") | (t["indicator"] != "welfare")])
    rows = json.loads(run("areas", "--format", "json", "--root", str(town.root)).output)
    assert [row["welfare"] for row in rows] == [70.0, 37.8, 50.0, None]
    assert (
        list(csv.DictReader(io.StringIO(run("areas", "--format", "csv", "--root", str(town.root)).output)))[3][
            "welfare"
        ]
        == ""
    )
    assert Numbers("nl").decimal(None, 1) in run("areas", "--root", str(town.root)).output.splitlines()[-3]


def test_the_data_of_the_project_pass_their_check() -> None:
    result = run("data", "check", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "checks pass" in result.output
    assert "✗" not in result.output


def test_the_check_has_at_least_ten_figures_of_the_publishers() -> None:
    lines = run("data", "check", "--lang", "en").output.splitlines()
    assert sum("Figure from the publisher's table" in line for line in lines) >= 10


def test_a_failed_check_ends_with_one_in_dutch_too(toy_root: Path) -> None:
    # Four areas are not twenty.
    result = run("data", "check", "--root", str(toy_root))
    assert result.exit_code == 1
    assert "Twintig gebieden" in result.output


@pytest.mark.parametrize("command", [["areas"], ["data", "check"]])
def test_values_that_do_not_fit_are_rows_of_a_table(town: Town, command: list[str]) -> None:
    town.edit_table("indicators/wijken.parquet", lambda t: t.assign(code=["344", *t["code"][1:]], value=float("inf")))
    output = run(*command, "--root", str(town.root), "--lang", "en").output
    rows = [line for line in output.splitlines() if "wijken.parquet" in line and line.startswith("│")]
    (code,) = [row for row in rows if "│ code " in row]
    assert "does not fit GM0344, WK034403, BU03440311" in code
    assert "│     1 │ '344'" in code
    (value,) = [row for row in rows if "│ value " in row]
    assert "inf" in value


@pytest.mark.parametrize("command", [["areas"], ["data", "check"]])
def test_no_data_is_said_in_words(tmp_path: Path, command: list[str]) -> None:
    result = run(*command, "--root", str(tmp_path), "--lang", "en")
    assert result.exit_code == 1
    assert "The file is missing." in result.output
    assert "catalog.yaml" in result.output


def test_a_build_without_sources_is_said_in_words(town: Town, tmp_path: Path) -> None:
    before = digests(town.root)
    result = run("data", "build", "--sources", str(tmp_path / "[nowhere]"), "--root", str(town.root), "--lang", "en")
    assert result.exit_code == 1
    assert "source files are missing" in result.output
    # A name in square brackets is not a style.
    assert "[nowhere]" in result.output
    assert digests(town.root) == before


def test_words_in_square_brackets_survive(town: Town) -> None:
    town.edit_text("anchors.yaml", "name: Veenstad", "name: '[bold] Veenstad [/nothing]'")
    town.edit_text("programmes.yaml", "kind: award", "kind: award\n  '[red]': 1")
    output = run("data", "check", "--root", str(town.root)).output
    assert "[bold] Veenstad [/nothing]" in output
    assert "[red]" in output


def test_a_process_of_its_own_ends_without_a_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nplv_dash", "data", "check", "--root", str(tmp_path)]
    process = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert process.returncode == 1
    assert "Traceback" not in process.stdout + process.stderr
    assert "Het bestand ontbreekt." in " ".join(process.stdout.split())


def test_the_estimates_hold_and_are_written_as_the_dutch_write_numbers() -> None:
    before = (ROOT / "data" / "calibration.yaml").read_bytes()
    result = run("calibrate", "--check")
    assert result.exit_code == 0, result.output
    assert re.search(r"Binnen gemeenten +│ +-0,172 │", result.output)
    assert "29,0%" in result.output
    assert "klopt met de gegevens" in result.output
    assert (ROOT / "data" / "calibration.yaml").read_bytes() == before


def test_estimates_are_kept_byte_for_byte_the_same(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data" / "calibration.yaml"
    before = path.read_bytes()
    path.write_bytes(before.replace(b"clusters: 320", b"clusters: 1", 1))
    failed = run("calibrate", "--check", "--root", str(tmp_path), "--lang", "en")
    assert failed.exit_code == 1
    assert "1 kept estimates do not agree with the data: slopes.within.clusters" in failed.output
    assert run("calibrate", "--root", str(tmp_path), "--lang", "en").exit_code == 0
    assert path.read_bytes() == before


def test_estimates_of_another_country_are_refused_in_words(toy_root: Path) -> None:
    result = run("calibrate", "--root", str(toy_root), "--lang", "en")
    assert result.exit_code == 1
    assert "This is missing for the estimates" in result.output
    assert not (toy_root / "data" / "calibration.yaml").exists()


@pytest.mark.parametrize(
    "ancestors", ["https://krant.nl; script-src *", "'unsafe-inline'", "", "javascript:x", "a\nb;"]
)
def test_serve_refuses_what_is_no_website_to_frame_a_page(ancestors: str) -> None:
    refused = CliRunner().invoke(app, ["serve", "--port", "0", "--frame-ancestors", ancestors])
    assert refused.exit_code == 2
    assert "frame-ancestors" in refused.output


@pytest.mark.parametrize("ancestors", ["'self'", "*", "'none'", "https://krant.nl https://*.omroep.nl:8443"])
def test_serve_takes_websites_to_frame_a_page(ancestors: str) -> None:
    assert serve.ancestors(ancestors) == ancestors
