"""Damaged files of publishers: all that is wrong is told in one table before anything is built."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from nplv_dash import ROOT
from nplv_dash.cli import app
from nplv_dash.domain.errors import Failure, TableError
from nplv_dash.present.explain import explain
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.sources.build import build
from nplv_dash.sources.intake import check_sources
from nplv_dash.sources.recipes import recipe
from nplv_dash.sources.schemas import SOURCES
from nplv_dash.sources.tables import read_table
from tests.broken.sources import (
    ATTRIBUTES,
    COUNTRY,
    DETAILED,
    KEY_FIGURES,
    KEY_FIGURES_BUURT,
    KWB,
    SCORES,
    VIOLENCE,
    layers,
    write_layers,
    write_sources,
    write_table,
)
from tests.toy_town.fixtures import Town, digests

SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    write_sources(folder)
    return folder


@pytest.fixture
def sources(whole: Path, tmp_path: Path) -> Path:
    shutil.copytree(whole, tmp_path / "sources")
    return tmp_path / "sources"


def _edit(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        table = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path, dtype=str)
        write_table(path, change(table))

    return damage


def _first(column: str, value: object) -> Callable[[Path], None]:
    return _edit(lambda t: t.astype({column: object}).assign(**{column: [value, *t[column].iloc[1:]]}))


def _twice(path: Path) -> None:
    _edit(lambda t: pd.concat([t, t.iloc[:1]]))(path)


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@dataclass(frozen=True)
class Case:
    """A fault: what is done to which file, and what the one row about it must say."""

    name: str
    file: str
    damage: Callable[[Path], object]
    column: str
    key: str
    example: str = ""


CASES = [
    Case("file missing", SCORES, Path.unlink, "", "file_missing"),
    Case("file empty", KEY_FIGURES, lambda p: p.write_bytes(b""), "", "file_empty"),
    Case("truncated parquet", KWB, _half, "", "table_unreadable"),
    Case("missing column", KEY_FIGURES, _edit(lambda t: t.drop(columns="inwoners")), "inwoners", "column_missing"),
    Case("text in a number column", KEY_FIGURES, _first("inwoners", "veel"), "inwoners", "not_a_number", "'veel'"),
    Case("code as number", VIOLENCE, _edit(lambda t: t.assign(code=[34403])), "code", "number_for_code", "34403"),
    Case("malformed code", ATTRIBUTES, _first("code", "34403"), "code", "value", "'34403'"),
    Case("code of another level", KEY_FIGURES_BUURT, _first("code", "WK034403"), "code", "value", "'WK034403'"),
    Case("duplicate code", KEY_FIGURES, _twice, "code", "double", "WK034403"),
    Case("figure twice", KWB, _twice, "level, code, year, indicator", "double", "inhabitants"),
    Case("year that is none", SCORES, _first("jaar", "22"), "jaar", "value", "'22'"),
    Case("share above 100", KEY_FIGURES, _first("koopwoningen", "101"), "koopwoningen", "value", "101"),
    Case(
        "share above 100 in a tidy file",
        KWB,
        _edit(lambda t: t.assign(value=t["value"].where(t["indicator"] != "p_edu_low", 130.0))),
        "value (p_…)",
        "value",
        "130",
    ),
    Case("fewer than no crimes", KEY_FIGURES_BUURT, _first("misdrijven_2024", "-4"), "misdrijven_2024", "value", "-4"),
    Case("no score", SCORES, _first("lbm", "."), "lbm", "unknown"),
    Case("truncated gpkg", DETAILED, _half, "", "shape_unreadable"),
    Case(
        "crs in degrees",
        COUNTRY,
        lambda p: write_layers(p, layers(4326)[COUNTRY]),
        "",
        "crs_wrong",
    ),
    Case(
        "gpkg without a column",
        DETAILED,
        lambda p: write_layers(
            p, layers()[DETAILED] | {"buurt": layers()[DETAILED]["buurt"].drop(columns="wijk_code")}
        ),
        "wijk_code",
        "column_missing",
    ),
    Case(
        "duplicate code in a gpkg",
        COUNTRY,
        lambda p: write_layers(p, {n: f.assign(code="BU03440311") for n, f in layers()[COUNTRY].items()}),
        "code",
        "double",
        "BU03440311",
    ),
]


def failures(sources: Path) -> tuple[Failure, ...]:
    with pytest.raises(TableError, match="sources_wrong") as caught:
        check_sources(sources)
    for lang in LANGUAGES:
        (said,) = explain(caught.value, Text(lang))
        assert "{" not in said.what + said.remedy
    return caught.value.rows


def test_whole_files_pass(whole: Path) -> None:
    check_sources(whole)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "_"))
def test_one_fault_is_one_row(sources: Path, case: Case) -> None:
    case.damage(sources / case.file)
    (row,) = failures(sources)
    assert row.where.startswith(case.file)
    assert (row.column, row.key) == (case.column, case.key)
    assert case.example in row.example


@pytest.mark.parametrize("secret", ["-99997", "-99999999", ".", ""])
def test_a_secret_value_is_no_fault_and_no_figure(sources: Path, secret: str) -> None:
    _first("inwoners", secret)(sources / KEY_FIGURES)
    check_sources(sources)
    assert read_table(sources / KEY_FIGURES, ["inwoners"])["inwoners"].isna().tolist() == [True, False]


def test_a_secret_value_in_a_tidy_file_is_no_fault(sources: Path) -> None:
    _first("value", -99997.0)(sources / KWB)
    check_sources(sources)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_told_in_one_table_and_nothing_is_changed(
    sources: Path, town: Town, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    damaged = [case for case in CASES if case.name in {
        "file missing", "missing column", "figure twice", "malformed code", "crs in degrees", "code of another level",
    }]  # fmt: skip
    for case in damaged:
        case.damage(sources / case.file)
    _first("huishoudens", "veel")(sources / KEY_FIGURES)
    _first("koopwoningen", "[101]")(sources / KEY_FIGURES)
    before = digests(town.root)
    command = ["data", "build", "--sources", str(sources), "--root", str(town.root), "--lang", lang]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    lines = [line for line in result.output.splitlines() if line.startswith("│")]
    assert len(lines) == len(damaged) + 2
    assert result.output.count("┏") == 1, "one table"
    for case in damaged:
        (line,) = [li for li in lines if case.file in li and (case.column or case.file) in li and case.example in li]
        assert "{" not in line
    # A value in square brackets is not a style.
    assert any("huishoudens" in line and "veel" in line for line in lines)
    assert any("koopwoningen" in line and "[101]" in line for line in lines)
    assert digests(town.root) == before
    assert sorted(p.name for p in town.root.iterdir()) == ["data", "static"]


def test_a_build_stops_before_anything_is_read(sources: Path, town: Town) -> None:
    _first("code", "34403")(sources / ATTRIBUTES)
    steps: list[str] = []
    with pytest.raises(TableError):
        build(sources, town.root, steps.append)
    assert steps == ["sources"]


def test_every_file_in_the_catalogue_has_a_schema() -> None:
    listed = {name for dataset in recipe("datasets") for name in dataset["files"]}
    # The borders of 2022 are not read by the build: the recoding was decided on them, and a test proves it.
    assert listed - {"data/boundaries/cbs_2022_generalised/NLD_dist.rda"} == {name for name, _ in SOURCES}


if (SHARED / "data").exists():

    def test_the_publishers_files_pass() -> None:
        check_sources(SHARED)
