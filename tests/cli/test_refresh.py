"""`data refresh` and `data sources` as people run them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from nplv_dash.cli import app
from nplv_dash.cli import refresh as command
from nplv_dash.domain.errors import DataError
from nplv_dash.domain.versions import SHIPPED
from nplv_dash.present.explain import explain
from nplv_dash.present.text import Text
from nplv_dash.services import versions as door
from nplv_dash.services.refresh import Made
from nplv_dash.sources.versions import Store
from tests.publishers.service import Service, serving
from tests.publishers.small import HASTY
from tests.publishers.world import moved, records, write_records
from tests.toy_town.fixtures import Town, digests


class Desk:
    """A command line with its publishers."""

    def __init__(self, service: Service, store: Store, folder: Path) -> None:
        self.service, self.store, self.folder = service, store, folder

    def refresh(self, *arguments: str, answer: str = "") -> Result:
        call = ["data", "refresh", "--endpoints", str(self.folder), *arguments]
        return CliRunner().invoke(app, call, input=answer)

    def attempt(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, ["data", "sources", "--try", "--endpoints", str(self.folder), *arguments])


@pytest.fixture
def desk(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setenv("NPLV_VERSIONS", str(tmp_path / "versions"))
    monkeypatch.setattr(door, "ROOT", town.root)
    monkeypatch.setattr(command, "patience", lambda: HASTY)
    door._found.cache_clear()
    with serving(moved(town.root)) as service:
        service.page = 1000
        folder = write_records(tmp_path / "sources", records(service, page=1000))
        yield Desk(service, Store(tmp_path / "versions", town.root), folder)
    door._found.cache_clear()


def test_why_a_map_cannot_be_used_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    error = DataError("publisher_absent", "borders: http://127.0.0.1/2023", status=404)
    command._notes(Made(tmp_path, undrawn={2023: error}), Text("nl"))
    said = " ".join(capsys.readouterr().out.split())
    assert "Van 2023 kan de kaart niet worden gebruikt." in said
    assert explain(error, Text("nl"))[0].what in said


def test_no_is_no_and_the_version_is_kept(desk: Desk, town: Town) -> None:
    before = digests(town.root)
    result = desk.refresh(answer="n\n")
    assert result.exit_code == 0, result.output
    for told in ("Noord", "de trend loopt door", "WK100106", "is nieuw", "heet anders", "komt erbij", "nog niet"):
        assert told in result.output, told
    assert desk.store.chosen() == SHIPPED
    (name,) = desk.store.names()[1:]
    assert f"data use {name}" in result.output
    assert digests(town.root) == before
    # Later, by name.
    assert CliRunner().invoke(app, ["data", "use", name]).exit_code == 0
    assert desk.store.chosen() == name


def test_yes_without_a_question_and_nothing_new_after_it(desk: Desk) -> None:
    result = desk.refresh("--yes", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert "the trend goes on" in result.output
    assert desk.store.chosen() != SHIPPED
    again = desk.refresh("--yes")
    assert again.exit_code == 0, again.output
    assert "niets nieuws" in again.output
    assert len(desk.store.names()) == 2


def test_a_figure_that_no_longer_holds_needs_a_person(desk: Desk, town: Town) -> None:
    # Of 2024, which the publisher gives anew: 7,000 in Veenstad by hand, and twice as many by now.
    found = records(desk.service, page=1000)
    for publisher in found["publishers"][1:3]:
        publisher["tables"][-1]["year"] = 2024
    write_records(desk.folder, found)
    for name in ("86165NED", "47022NED"):
        desk.service.country.tables[name] *= 2
    result = desk.refresh("--yes")
    assert result.exit_code == 1, result.output
    assert "klopt niet meer" in result.output
    assert desk.store.chosen() == SHIPPED
    assert len(desk.store.names()) == 2
    assert digests(town.root)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_publisher_that_is_down_is_named(desk: Desk, lang: str) -> None:
    desk.service.faults["/files/"] = ["503"] * 100
    result = desk.refresh("--yes", "--lang", lang)
    assert result.exit_code == 1
    assert "lbm3: " in result.output
    assert {"nl": "De gegevens van nu blijven staan", "en": "The present data stay"}[lang] in result.output
    assert desk.store.names() == (SHIPPED,)


def test_another_refresh_is_at_it(desk: Desk) -> None:
    with desk.store.alone():
        result = desk.refresh("--yes")
    assert result.exit_code == 1
    assert "al aan het vernieuwen" in result.output
    assert desk.service.asked == []


def test_who_is_not_known_is_said_before_anything_is_asked(desk: Desk) -> None:
    result = desk.refresh("--only", "kadaster")
    assert result.exit_code == 1
    assert "police_crime" in result.output
    assert desk.service.asked == []


def test_every_service_is_asked_once_for_little(desk: Desk) -> None:
    result = desk.attempt()
    # What the publisher may not have yet is no failure.
    assert result.exit_code == 1, result.output
    rows = {line.split("│")[2].strip(): line for line in result.output.splitlines() if line.count("│") > 2}
    assert "Antwoordt" in rows["buurten 2025"]
    assert "Antwoordt" in rows["86165NED 2025"]
    assert "Antwoordt" in rows["lbm3:wijken25"]
    assert "Antwoordt" in rows[f"{desk.service.base}/files/lbm.zip"]
    assert "404" in rows["buurten 2026"]
    # The made-up publisher has nothing of 2024, and says in its record that it does.
    assert "antwoord kwam: 3" in result.output
    limits = [query["limit"] for path, query, _ in desk.service.asked if "/ogc/" in path]
    assert set(map(tuple, limits)) == {("2",)}
    assert desk.attempt("--only", "cbs_kwb").exit_code == 0


def test_a_column_that_changed_is_named(desk: Desk) -> None:
    table = desk.service.country.tables["86165NED"]
    desk.service.country.tables["86165NED"] = table.rename(columns={"Aantal inwoners": "Bevolking"})
    result = desk.attempt("--only", "cbs_kwb")
    assert result.exit_code == 1
    assert "Aantal inwoners" in result.output
    assert "Bevolking" in result.output


def test_the_list_says_what_was_tried(desk: Desk) -> None:
    result = CliRunner().invoke(app, ["data", "sources"])
    assert result.exit_code == 0
    assert result.output.count("nooit") == 7
    assert desk.service.asked == []
    rows = {line.split("│")[1].strip(): line for line in result.output.splitlines() if line.count("│") > 2}
    assert "alleen met --only lbm3_wfs" in rows["lbm3_wfs"]
    assert "--only" not in rows["lbm3"]


def test_who_is_asked_on_request_is_asked_by_name(desk: Desk) -> None:
    assert desk.refresh("--yes", "--only", "borders").exit_code == 0
    result = desk.refresh("--yes", "--only", "lbm3_wfs", "--lang", "en")
    assert result.exit_code == 0, result.output
    assert len(desk.store.names()) == 3
    assert desk.service.asked[-1][0] == "/lbm3/ows"
    assert desk.refresh("--yes").exit_code == 0
    assert sum(path == "/lbm3/ows" for path, _, _ in desk.service.asked) == 1
