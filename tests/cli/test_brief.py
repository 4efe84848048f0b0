"""`brief` writes one PDF, or says in words why not and writes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from nplv_dash.cli import app
from nplv_dash.services import brief as service


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal in which no sentence is broken."""
    monkeypatch.setenv("COLUMNS", "400")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["brief", *map(str, arguments)])


def test_a_brief_of_an_area(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "brief.pdf"
    said = run("Schiedam", "--out", path, "--lang", "en", "--address", "https://example.nl")
    assert said.exit_code == 0, said.output
    assert str(path) in said.output
    reader = PdfReader(path)
    assert len(reader.pages) == 2
    words = "".join(reader.pages[1].extract_text().split())
    assert "https://example.nl/gebied?gebied=schiedam-nieuwland-oost&lang=en" in words
    assert [one.name for one in path.parent.iterdir()] == ["brief.pdf"]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("nergens",), "amsterdam-zuidoost"),
        (("delft-west", "--scenario", "plea_2042"), "plea_2024"),
        (("delft-west", "--scenario", "na_de_financiering?v=f1"), "a link, a file or an example of Redistribution"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(
    tmp_path: Path, arguments: tuple[str, ...], named: str
) -> None:
    said = run(*arguments, "--out", tmp_path / "brief.pdf", "--lang", "en")
    assert said.exit_code == 1
    assert isinstance(said.exception, SystemExit)
    assert named in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_the_file_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "brief.pdf"
    path.write_bytes(b"before")
    monkeypatch.setattr(service.pdf, "SIZES", ())
    said = run("delft-west", "--out", path)
    assert said.exit_code == 1
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["brief.pdf"]
