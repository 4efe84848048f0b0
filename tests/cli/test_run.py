"""`run` writes what the service computes, the same twice, and nothing at all when something is wrong."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from nplv_dash import ROOT
from nplv_dash.cli import app
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services import editions, redistribution
from nplv_dash.services.country import country_of
from nplv_dash.services.own_areas import with_said
from nplv_dash.services.redistribution_own import own_sides
from nplv_dash.services.report import FOLDER, headlines, report_of
from nplv_dash.services.report_folder import PROVENANCE
from nplv_dash.services.workspace import open_workspace
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import example_paths, examples, find_scenario
from tests.toy_town.fixtures import digests

PARAMETERS = load_parameters(ROOT)
BROKEN = sorted((ROOT / "tests" / "broken" / "scenarios").iterdir())


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no sentence is broken."""
    monkeypatch.setenv("COLUMNS", "400")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["run", *map(str, arguments)])


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def computed() -> tuple[redistribution.Result, dict[str, bytes]]:
    """What the service says of the plea, with 30 draws."""
    workspace = open_workspace(ROOT)
    country = country_of(workspace)
    scenario = find_scenario("plea_2024", ROOT, PARAMETERS)
    result = redistribution.run(country, PARAMETERS, scenario, 30)
    return result, report_of(
        workspace.bundle, country, PARAMETERS, result, editions.redistribution(workspace.bundle)
    ).files()


def test_the_figures_are_those_of_the_service(
    tmp_path: Path, computed: tuple[redistribution.Result, dict[str, bytes]]
) -> None:
    result, files = computed
    said = run("plea_2024", "--out", tmp_path / "out", "--draws", 30)
    assert said.exit_code == 0, said.output
    assert content(tmp_path / "out") == files
    table = pd.read_csv(tmp_path / "out" / "years.csv")
    last = table[table["side"] == "areas"].iloc[-1]
    assert last["change_vulnerable_pp_median"] == pytest.approx(float(result.areas.change.at(-1).median), abs=5.1e-4)
    assert last["effect_sd_80_high"] == pytest.approx(float(result.areas.effect.at(-1).between(80)[1]), abs=5.1e-5)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_headlines_are_said_in_the_language(
    tmp_path: Path, computed: tuple[redistribution.Result, dict[str, bytes]], lang: str
) -> None:
    result, _ = computed
    output = run("plea_2024", "--out", tmp_path / "out", "--draws", 30, "--lang", lang).output
    n = Numbers("nl" if lang == "nl" else "en")
    change = next(headline for headline in headlines(result) if headline.name == "areas_change")
    assert n.decimal(change.value, 2, signed=True) in output
    assert {"nl": "Leefbaarheid van heel Nederland", "en": "Liveability of the Netherlands"}[lang] in output
    assert {"nl": "Een verkenning, geen voorspelling.", "en": "An exploration, no forecast."}[lang] in " ".join(
        output.split()
    )
    assert str(tmp_path / "out") in output


def test_twice_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    for name in ("one", "other"):
        assert run("stress", "--out", tmp_path / name, "--draws", 20).exit_code == 0
    assert content(tmp_path / "one") == content(tmp_path / "other")
    # Over the first, with the same again, in another process and another language: still the same.
    command = [sys.executable, "-m", "nplv_dash", "run", "stress", "--out", str(tmp_path / "one")]
    process = subprocess.run(
        [*command, "--draws", "20", "--lang", "en"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert process.returncode == 0, process.stderr
    assert content(tmp_path / "one") == content(tmp_path / "other")
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["one", "other"]


def test_the_checksums_are_those_of_the_files(tmp_path: Path) -> None:
    assert run("as_now", "--out", tmp_path / "out", "--draws", 5).exit_code == 0
    files = content(tmp_path / "out")
    assert set(files) == set(FOLDER.files)
    kept = json.loads(files.pop("provenance.json"))["files"]
    assert {name: entry["sha256"] for name, entry in kept.items()} == {
        name: hashlib.sha256(held).hexdigest() for name, held in files.items()
    }


def test_a_file_that_says_what_an_example_says_is_that_example(tmp_path: Path) -> None:
    (path,) = (path for path in example_paths(ROOT) if path.stem.endswith("plea_2024"))
    copy = tmp_path / "eigen.yaml"
    shutil.copy(path, copy)
    assert run(copy, "--out", tmp_path / "by_file", "--draws", 5).exit_code == 0
    assert run("plea_2024", "--out", tmp_path / "by_name", "--draws", 5).exit_code == 0
    assert content(tmp_path / "by_file") == content(tmp_path / "by_name")
    copy.write_text("version: '1'\nlevers:\n  workers: 0.35\n", encoding="utf-8")
    assert run(copy, "--out", tmp_path / "own", "--draws", 5).exit_code == 0
    kept = json.loads((tmp_path / "own" / "provenance.json").read_text(encoding="utf-8"))
    assert (kept["scenario"]["name"], kept["levers"]["workers"]) == (None, 0.35)


def test_every_example_can_be_asked_for_by_name() -> None:
    for example in examples(ROOT, PARAMETERS):
        found = find_scenario(str(example.scenario.name), ROOT, PARAMETERS)
        assert (found, found.name) == (example.scenario, example.scenario.name)


def assert_refused(said: Result, faults: int = 1) -> None:
    """Sentences on standard error, and nothing else."""
    assert said.exit_code == 1
    assert isinstance(said.exception, SystemExit)
    assert said.stderr.count("✗") == faults
    assert said.stderr.count("→") == faults
    assert "Traceback" not in said.output


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_bad_scenario_is_one_clear_error_and_nothing_is_written(tmp_path: Path, path: Path) -> None:
    said = run(path, "--out", tmp_path / "out", "--lang", "en")
    assert_refused(said, faults=4 if path.stem == "several_values" else 1)
    assert str(path) in said.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "named"),
    [("plea_2042", "plea_2024"), ("er_niet.yaml", "er_niet.yaml"), (".", "no file with this name")],
)
def test_a_scenario_that_is_not_there(tmp_path: Path, asked: str, named: str) -> None:
    said = run(asked, "--out", tmp_path / "out", "--lang", "en")
    assert_refused(said)
    assert named in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_somebody_else_is_refused_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "areas.csv").write_text("mine")
    before = digests(tmp_path)
    monkeypatch.setattr(redistribution, "run", lambda *_: pytest.fail("computed"))
    said = run("plea_2024", "--out", tmp_path, "--lang", "en")
    assert_refused(said)
    assert "This folder already holds something else (1): areas.csv." in said.stderr
    assert digests(tmp_path) == before


def test_data_that_lack_what_the_model_needs_are_refused_in_words(toy_root: Path, tmp_path: Path) -> None:
    said = run("plea_2024", "--out", tmp_path / "out", "--root", toy_root, "--lang", "en")
    assert_refused(said)
    assert "lbm_onv 2014, lbm_onv 2022" in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_no_data_is_said_in_words(tmp_path: Path) -> None:
    said = run("plea_2024", "--out", tmp_path / "out", "--root", tmp_path, "--lang", "en")
    assert_refused(said)
    assert "parameters.yaml" in said.stderr


@pytest.mark.parametrize("draws", [0, 10_001, "veel"])
def test_draws_have_bounds(tmp_path: Path, draws: object) -> None:
    said = run("as_now", "--out", tmp_path / "out", "--draws", draws)
    assert said.exit_code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_process_of_its_own_ends_without_a_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nplv_dash", "run", str(BROKEN[0]), "--out", str(tmp_path / "out")]
    process = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert process.returncode == 1
    assert "Traceback" not in process.stdout + process.stderr
    assert (process.stdout, process.stderr.count("✗")) == ("", 1)


OWN = "Langs de rivier~WK0599.10.12.13"


def test_areas_of_ones_own_are_a_table_more_and_change_nothing_else(
    tmp_path: Path, computed: tuple[redistribution.Result, dict[str, bytes]]
) -> None:
    result, files = computed
    said = run("plea_2024", "--out", tmp_path / "out", "--draws", 30, "--own", OWN)
    assert said.exit_code == 0, said.output
    found = content(tmp_path / "out")
    assert set(found) - set(files) == {"own_areas.csv"}
    assert all(found[name] == files[name] for name in files if name != PROVENANCE)
    (row,) = pd.read_csv(tmp_path / "out" / "own_areas.csv").to_dict("records")
    workspace = with_said(open_workspace(ROOT), OWN, Text("nl"))
    country = country_of(workspace)
    (side,) = own_sides(workspace, country, PARAMETERS, result.scenario, workspace.own, 30)
    assert (row["id"], row["area"], row["wijken"]) == (workspace.own[0].id, OWN, side.wijken)
    assert row["start_pct"] == pytest.approx(side.start, abs=5.1e-4)
    assert row["change_pp_median"] == pytest.approx(float(side.change.median), abs=5.1e-4)
    assert "Langs de rivier (eigen gebied): " in said.output
    # A link names them too; and what a run without them leaves is all that is there.
    said = run(f"herverdeling?{urlencode({'eigen': OWN})}", "--out", tmp_path / "out", "--draws", 30)
    assert said.exit_code == 0, said.output
    assert "own_areas.csv" in content(tmp_path / "out")
    assert run("plea_2024", "--out", tmp_path / "out", "--draws", 30).exit_code == 0
    assert content(tmp_path / "out") == files


def test_areas_of_the_link_stay_beside_those_that_are_given(tmp_path: Path) -> None:
    other = "Aan het spoor~WK0599.14"
    link = f"herverdeling?{urlencode({'eigen': OWN})}"
    for own, names in ((other, [OWN, other]), (OWN, [OWN])):
        said = run(link, "--out", tmp_path / "out", "--draws", 2, "--own", own)
        assert said.exit_code == 0, said.output
        assert list(pd.read_csv(tmp_path / "out" / "own_areas.csv")["area"]) == names


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (("plea_2024", "--own", "Fout~WK0599.10~BU0599.1012"), "own_area_overlap"),
        ((f"herverdeling?{urlencode({'eigen': OWN})}", "--own", "Delft"), "own_area_empty"),
        (("na_de_financiering?v=f1", "--own", OWN), "own_area_future"),
        (("0123456789ab", "--frozen", "--own", OWN), "own_area_frozen"),
    ],
)
def test_an_area_that_cannot_be_used_says_why_and_nothing_is_written(
    tmp_path: Path, arguments: tuple[str, ...], key: str
) -> None:
    said = run(*arguments, "--out", tmp_path / "out", "--draws", 2)
    assert said.exit_code == 1
    assert isinstance(said.exception, SystemExit)
    assert Text("nl")(f"errors.{key}.what", codes="'BU05991012'") in said.stderr
    assert not (tmp_path / "out").exists()
