"""The commands for rooms: what they do, and what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from nplv_dash.cli import app
from nplv_dash.domain.rooms import new_token, spoken
from nplv_dash.rooms.database import migrate
from nplv_dash.rooms.store import Rooms, utcnow
from nplv_dash.services.settings import settings


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NPLV_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("NPLV_DATABASE_URL", raising=False)


@pytest.fixture
def rooms() -> Iterator[Rooms]:
    """The rooms that the commands find."""
    migrate(settings().rooms_url)
    with closing(Rooms(settings().rooms_url)) as found:
        yield found


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["rooms", *arguments])


def test_the_list_shows_what_is_open_and_no_secret(rooms: Rooms) -> None:
    assert "Er zijn geen kamers." in run("list").output
    room, secret = rooms.create("plea", "nl", "[red]Zaal[/] 3")
    other, key = rooms.create("plea", "nl")
    rooms.submit(room.code, new_token(), 1, new_token(), {"a": 1})
    rooms.finish(other.code, key)
    output = run("list").output
    (line,) = [line for line in output.splitlines() if spoken(room.code) in line]
    assert [cell.strip() for cell in line.split("│")[2:7]] == ["[red]Zaal[/] 3", "plea", "1, open", "1", "1"]
    assert "1, afgesloten" in output
    assert secret not in output
    assert "1, ended" in run("list", "--lang", "en").output


def test_purge_removes_what_is_past_its_date_and_counts_it(rooms: Rooms) -> None:
    rooms.create("plea", "nl")
    with closing(Rooms(settings().rooms_url, clock=lambda: utcnow() - dt.timedelta(days=31))) as earlier:
        earlier.create("plea", "nl")
    assert "verwijderd: 1." in run("purge").output
    assert "verwijderd: 0." in run("purge").output
    assert rooms.stats().rooms == 1


def test_a_copy_goes_out_and_comes_back(rooms: Rooms, tmp_path: Path) -> None:
    room, secret = rooms.create("plea", "nl", "Zaal 3")
    file = tmp_path / "[kopie].gz"
    assert f"Kamers in {file}: 1." in run("backup", str(file)).output.replace("\n", "")
    refused = run("restore", str(file))
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    rooms.set_open(room.code, secret, is_open=False)
    assert "0 nieuw en zijn er 1 vervangen" in run("restore", str(file), "--replace").output
    assert rooms.find(room.code) == room
    taken = run("backup", str(file), "--lang", "en")
    assert taken.exit_code == 1
    assert "exists already" in taken.output


def test_a_database_that_cannot_be_used_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPLV_DATABASE_URL", "postgresql://nplv:geheim@127.0.0.1:1/nplv")
    result = run("purge")
    assert result.exit_code == 1
    assert "even niet te bereiken" in result.output
    assert "geheim" not in result.output
