"""`data versions` and `data use`, and what reads the version that holds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from typer.testing import CliRunner, Result

from nplv_dash import ROOT
from nplv_dash.cli import app
from nplv_dash.domain.versions import SHIPPED
from nplv_dash.services import versions as door
from nplv_dash.sources.versions import Store
from tests.sources.test_versions import make
from tests.toy_town.fixtures import Town
from tests.ui.asgi import Got, ask, in_a_loop


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture
def store(tmp_path: Path, town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A version of the toy town beside what came with the code."""
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setenv("NPLV_VERSIONS", str(tmp_path / "versions"))
    door._found.cache_clear()
    yield Store(tmp_path / "versions", town.root)
    door._found.cache_clear()


def test_there_and_back_on_the_command_line(store: Store) -> None:
    name = make(store)
    listed = run("data", "versions").output
    assert name in listed
    assert SHIPPED in listed
    assert len(json.loads(run("areas", "--format", "json").output)) == 20
    used = run("data", "use", name)
    assert used.exit_code == 0
    assert "start hem opnieuw" in used.output
    door._found.cache_clear()
    assert len(json.loads(run("areas", "--format", "json").output)) == 4
    assert len(json.loads(run("areas", "--format", "json", "--root", str(ROOT)).output)) == 20
    assert run("data", "use", SHIPPED).exit_code == 0
    door._found.cache_clear()
    assert len(json.loads(run("areas", "--format", "json").output)) == 20


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_version_that_is_damaged_or_gone_says_how_to_go_back(store: Store, lang: str) -> None:
    name = make(store)
    run("data", "use", name)
    (store.folder / name / "data" / "areas.yaml").unlink()
    for command in (("areas",), ("data", "check"), ("data", "versions", "--lang", lang), ("data", "use", name)):
        result = run(*command)
        assert result.exit_code == 1, command
        assert "data use shipped" in result.output
    shutil.rmtree(store.folder / name)
    assert "data use shipped" in run("areas").output or "shipped" in run("areas").output
    assert run("data", "use", "shipped").exit_code == 0
    assert run("areas").exit_code == 0


def layer(name: str) -> Got:
    # Here and not above: the routes bring the whole app along.
    from nplv_dash.ui.routes import all_routes

    return in_a_loop(ask(Starlette(routes=all_routes()), f"/app/static/geo/{name}"))


def test_borders_come_from_the_version_that_holds(store: Store) -> None:
    (shipped,) = (ROOT / "static" / "geo").glob("gebieden.*.json")
    assert layer(shipped.name).body == shipped.read_bytes()
    name = make(store)
    store.use(name)
    door._found.cache_clear()
    (ours,) = (store.folder / name / "static" / "geo").glob("gebieden.*.json")
    answer = layer(ours.name)
    assert answer.body == ours.read_bytes()
    assert answer.headers["content-type"] == "application/json"
    # A page that was opened before the switch.
    assert layer(shipped.name).status == 200
    for nothing in ("gebieden.000000000000.json", "..%2f..%2fdata%2fareas.yaml", "areas.yaml"):
        assert layer(nothing).status == 404
    (store.folder / name / "data" / "areas.yaml").unlink()
    door._found.cache_clear()
    assert layer(ours.name).status == 503
