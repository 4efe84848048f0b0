"""The warm-up runs once in a process, whoever asks for it."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from subprocess import run

import pytest

from nplv_dash import ROOT
from nplv_dash.ui import warmup, wiring


@pytest.fixture(autouse=True)
def cold(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for event in ("_done", "_begun", "_page_stands"):
        monkeypatch.setattr(warmup, event, threading.Event())
    yield
    gc.unfreeze()


def test_the_server_listens_before_the_libraries_of_the_data_are_loaded() -> None:
    heavy = ("pandas", "numpy", "geopandas", "sqlalchemy", "matplotlib", "numba", "scipy", "limits")
    code = (
        "import sys; from nplv_dash.ui import server; server.create_app();"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    found = run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_many_sessions_load_once_and_all_wait_for_it() -> None:
    calls: list[int] = []
    seen: list[int] = []
    several = [
        threading.Thread(target=lambda: (warmup.once([lambda: calls.append(1)], modules=()), seen.append(len(calls))))
        for _ in range(8)
    ]
    for thread in several:
        thread.start()
    for thread in several:
        thread.join()
    assert calls == [1]
    assert seen == [1] * 8


@pytest.mark.parametrize("load", [warmup.once, warmup.rest])
def test_what_is_loaded_is_frozen(load: Callable[..., None]) -> None:
    load(modules=())
    assert gc.get_freeze_count() > 0


def test_the_rest_waits_for_the_first_page(monkeypatch: pytest.MonkeyPatch) -> None:
    first, rest = threading.Event(), threading.Event()
    monkeypatch.setattr(warmup, "once", lambda _: first.set())
    monkeypatch.setattr(warmup, "rest", lambda _: rest.set())
    monkeypatch.setattr(warmup, "PATIENCE", 60.0)
    thread = warmup.in_background()
    assert first.wait(10)
    assert not rest.is_set()
    warmup.page_stands()
    thread.join(10)
    assert rest.is_set()


def test_without_our_server_the_first_page_starts_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded = threading.Event()
    monkeypatch.setattr(warmup, "rest", lambda _: loaded.set())
    warmup.page_stands()
    assert loaded.wait(10)


def test_a_loader_that_fails_does_not_stop_the_server(caplog: pytest.LogCaptureFixture) -> None:
    loaded: list[str] = []
    warmup.once([lambda: 1 / 0, lambda: loaded.append("next")], modules=())
    assert loaded == ["next"]
    assert "could not be loaded" in caplog.text


@pytest.mark.parametrize("name", [*warmup.FIRST, *warmup.LATER, *wiring.FILES])
def test_what_is_loaded_by_name_is_installed(name: str) -> None:
    assert find_spec(name) is not None


def test_the_first_picture_loads_no_part_of_what_draws_it() -> None:
    program = """
import sys
from nplv_dash.present.palette import LIGHT
from nplv_dash.present.picture_canvas import Canvas, Ink
from nplv_dash.ui import wiring

wiring.LATER[-1]()
before = set(sys.modules)
canvas = Canvas(800, 600, (0, 0), LIGHT.background)
canvas.marks([1, 2], [1, 2], Ink(LIGHT.text))
canvas.line([0, 1], [0, 1], Ink(edge=LIGHT.text, width=1))
canvas.text(10, 10, "Leefbaarometer", size=21, bold=True)
canvas.png(1600), canvas.svg(title="a", description="b")
print(*(name for name in set(sys.modules) - before if name.startswith(("matplotlib", "PIL"))))
"""
    done = run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
