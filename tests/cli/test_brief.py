"""`brief` writes one PDF, or says in words why not and writes nothing."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner, Result

from nplv_dash.cli import app
from nplv_dash.domain.own_area import read
from nplv_dash.services import brief as service

OWN = "Langs de rivier~WK0599.10.12.13"
AREA = read(OWN)[0].id
TWO = urlencode({"eigen": f"{OWN}~~Ander~WK0363.AD"})


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


@pytest.mark.parametrize("asked", [OWN, f"eigen={OWN}", f"https://example.nl/gebied?gebied={AREA}&{TWO}"])
def test_a_brief_of_an_area_of_ones_own(tmp_path: Path, asked: str) -> None:
    said = run(asked, "--out", tmp_path / "brief.pdf", "--address", "https://example.nl")
    assert said.exit_code == 0, said.output
    reader = PdfReader(tmp_path / "brief.pdf")
    assert len(reader.pages) == 2
    words = ["".join(page.extract_text().split()) for page in reader.pages]
    assert "Langsderivier(eigengebied)" in words[0]
    # What the scenario does there, as on the page, and the link that brings the definition along.
    assert "Wijkenvanditgebiedinhetmodel:3" in words[1]
    assert f"https://example.nl/gebied?gebied={AREA}&eigen=Langs" in words[1]


def test_a_link_to_one_of_the_twenty_is_that_area(tmp_path: Path) -> None:
    said = run(f"gebied?gebied=delft-west&eigen={OWN}", "--out", tmp_path / "brief.pdf")
    assert said.exit_code == 0, said.output
    assert "Delft-West" in PdfReader(tmp_path / "brief.pdf").pages[0].extract_text()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("nergens",), "amsterdam-zuidoost"),
        ((f"kaart?{TWO}",), "Ander (own area)"),
        (("Fout~WK0599",), "WK0599"),
        (("Fout~WK0599.ZZ",), "WK0599ZZ"),
        (("[i]~WK0599.10",), "This name is not possible"),
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
