"""Settings: read from the environment, checked, and shown without secrets."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from typer.testing import CliRunner, Result
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from nplv_dash import ROOT
from nplv_dash.cli import app, serve
from nplv_dash.domain.errors import SeveralErrors
from nplv_dash.domain.rooms import Limits
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.services.settings import Settings, settings
from tests.ui.asgi import in_a_loop


@pytest.fixture(autouse=True)
def _clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("NPLV_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "300")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["settings", *arguments])


def row(output: str, name: str) -> list[str]:
    (line,) = [line for line in output.splitlines() if f" {name} " in line]
    return [cell.strip() for cell in line.strip("│ ").split("│")]


def test_without_an_environment_everything_has_a_value(tmp_path: Path) -> None:
    now = settings()
    assert now.data_dir == tmp_path / "nplv_dash"
    assert now.rooms_url == f"sqlite:///{tmp_path}/nplv_dash/rooms.sqlite3"
    assert now.limits == Limits()
    assert (now.frame_ancestors, now.embed_ancestors, now.archive) == ("'self'", "*", None)


def test_an_empty_setting_is_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    before = settings().model_dump()
    for name in ("NPLV_FRAME_ANCESTORS", "NPLV_ROOM_SEATS", "NPLV_DATABASE_URL", "NPLV_ARCHIVE"):
        monkeypatch.setenv(name, "")
    assert settings().model_dump() == before
    assert not settings().model_fields_set


def test_the_environment_is_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings().limits.seats == Limits().seats
    monkeypatch.setenv("NPLV_ROOM_SEATS", "7")
    assert settings().limits.seats == 7


def test_the_table_says_what_holds_and_where_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPLV_ROOM_SEATS", "60")
    monkeypatch.setenv("NPLV_DATABASE_URL", "postgres://nplv:geh%40im@db.example/nplv")
    output = run().output
    assert row(output, "NPLV_ROOM_SEATS")[1:3] == ["60", "omgeving"]
    assert row(output, "NPLV_ROOM_DAYS")[1:3] == ["30", "standaard"]
    assert row(output, "NPLV_DATABASE_URL")[1] == "postgresql+psycopg://nplv:***@db.example/nplv"
    assert "geh" not in output
    assert "geh" not in repr(settings())


def test_every_setting_is_described() -> None:
    for lang in LANGUAGES:
        keys = {f"cli.setting.{name}" for name in Settings.model_fields}
        assert [key for key in keys if key not in Text(lang)] == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NPLV_ROOM_SEATS", "veel"),
        ("NPLV_ROOM_SEATS", "0"),
        ("NPLV_LOG_LEVEL", "loud"),
        ("NPLV_DATABASE_URL", "mysql://nplv:geheim@db/nplv"),
        ("NPLV_TRUSTED_PROXIES", "nginx"),
        ("NPLV_FRAME_ANCESTORS", "https://krant.nl; script-src *"),
    ],
)
def test_a_value_that_cannot_be_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SeveralErrors) as caught:
        settings()
    assert [(error.key, error.where) for error in caught.value.errors] == [("setting_wrong", name)]
    result = run("--lang", "en")
    assert result.exit_code == 1
    assert name in result.output
    assert "geheim" not in result.output


def test_a_typing_error_does_not_pass_for_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPLV_ROOM_SEAT", "60")
    monkeypatch.setenv("NPLV_XYZZY", "1")
    result = run()
    assert result.exit_code == 1
    assert "Bedoelt u NPLV_ROOM_SEATS?" in result.output
    assert "NPLV_XYZZY" in result.output


def test_serve_names_a_typing_error_and_refuses_a_wrong_value() -> None:
    environment = {**os.environ, "NPLV_DATABSE_URL": "postgresql://nplv:geheim@db/nplv", "NPLV_ROOM_SEATS": "0"}
    command = [sys.executable, "-m", "nplv_dash", "serve", "--port", "0"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "NPLV_ROOM_SEATS" in done.stderr
    assert "NPLV_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr
    assert "geheim" not in done.stderr


@pytest.mark.parametrize(("trusted", "seen"), [("", "127.0.0.1"), ("10.0.0.0/8 127.0.0.1", "203.0.113.5")])
def test_a_proxy_is_believed_only_where_the_settings_trust_it(
    trusted: str, seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NPLV_TRUSTED_PROXIES", trusted)
    for name in ("NPLV_FRAME_ANCESTORS", "NPLV_EMBED_ANCESTORS"):
        # The command writes them, and this takes them away again.
        monkeypatch.setenv(name, "*")
    made: list[uvicorn.Config] = []

    def up(server: uvicorn.Server) -> None:
        made.append(server.config)
        server.started = True

    monkeypatch.setattr(serve._Server, "run", up)
    assert CliRunner().invoke(app, ["serve", "--port", "0"]).exit_code == 0
    found: list[str] = []

    async def answer(scope: Any, _receive: Any, _send: Any) -> None:
        found.append(scope["client"][0])

    config = made[0]
    layer: Any = answer
    if config.proxy_headers:
        layer = ProxyHeadersMiddleware(answer, trusted_hosts=config.forwarded_allow_ips)
    headers = [(b"x-forwarded-for", b"203.0.113.5")]
    in_a_loop(layer({"type": "websocket", "client": ("127.0.0.1", 1), "headers": headers}, None, None))
    assert found == [seen]


def test_the_size_of_a_file_is_the_same_without_our_server() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["server"]["maxUploadSize"] == settings().upload_mb


def test_the_check_says_what_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = run("--check")
    assert (result.exit_code, "kunnen worden gebruikt" in result.output) == (0, True)
    # A check makes nothing.
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("NPLV_ARCHIVE", str(tmp_path / "file" / "archive"))
    monkeypatch.setenv("NPLV_DATABASE_URL", "postgresql://nplv:geheim@127.0.0.1:1/nplv")
    result = run("--check")
    assert result.exit_code == 1
    assert "NPLV_ARCHIVE" in result.output
    assert "even niet te bereiken" in result.output
    assert "geheim" not in result.output
