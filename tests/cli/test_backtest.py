"""The command for the krachtwijken writes what it shows, and proves what was kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nplv_dash import ROOT
from nplv_dash.cli import app
from nplv_dash.domain.backtest import Backtest
from nplv_dash.domain.progress import Progress
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services import backtest, krachtwijken, progress


@pytest.fixture(autouse=True)
def _at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no sentence is broken, and figures that were computed already."""
    monkeypatch.setenv("COLUMNS", "2000")
    found, areas = backtest.kept(ROOT), progress.kept(ROOT)
    monkeypatch.setattr(krachtwijken, "estimate", lambda _: found)
    monkeypatch.setattr(progress, "estimate", lambda _: areas)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copytree(ROOT / "static" / "geo", tmp_path / "static" / "geo")
    return tmp_path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tables_show_what_is_kept(lang: Lang) -> None:
    result = CliRunner().invoke(app, ["backtest", "krachtwijken", "--check", "--lang", lang])
    assert result.exit_code == 0, result.output
    t = Text(lang)
    for name in ("variants", "second", "before", "placebo", "cities", "courses", "seam"):
        assert t(f"backtest.title.{name}") in result.output
    found = backtest.kept(ROOT)
    assert all(t(f"backtest.variant.{one.id}.label") in result.output for one in (*found.variants, *found.second))
    assert t("backtest.verdict.neither") in result.output
    assert t("cli.backtest_holds") in result.output


def test_it_writes_the_same_bytes(copy: Path) -> None:
    names = ("backtest.yaml", "progress.yaml")
    before = [(copy / "data" / name).read_bytes() for name in names]
    for name in names:
        (copy / "data" / name).unlink()
    result = CliRunner().invoke(app, ["backtest", "krachtwijken", "--root", str(copy)])
    assert result.exit_code == 0, result.output
    assert [(copy / "data" / name).read_bytes() for name in names] == before


@pytest.mark.parametrize(
    ("name", "old", "new"), [("backtest.yaml", "draws: 1000", "draws: 10"), ("progress.yaml", "k: 10", "k: 9")]
)
def test_what_no_longer_holds_ends_with_one(copy: Path, name: str, old: str, new: str) -> None:
    path = copy / "data" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    result = CliRunner().invoke(app, ["backtest", "krachtwijken", "--check", "--root", str(copy), "--lang", "en"])
    assert result.exit_code == 1
    assert "1 kept results do not agree" in result.output


def test_what_is_kept_has_the_shape_of_its_records() -> None:
    assert isinstance(backtest.kept(ROOT), Backtest)
    assert isinstance(progress.kept(ROOT), Progress)
