"""The warm-up runs once in a process, whoever asks for it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest

from nplv_dash.ui import warmup


@pytest.fixture(autouse=True)
def cold(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(warmup, "_done", threading.Event())
    yield
    gc.unfreeze()


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


def test_what_is_loaded_is_frozen() -> None:
    warmup.once(modules=())
    assert gc.get_freeze_count() > 0


def test_a_loader_that_fails_does_not_stop_the_server(caplog: pytest.LogCaptureFixture) -> None:
    loaded: list[str] = []
    warmup.once([lambda: 1 / 0, lambda: loaded.append("next")], modules=())
    assert loaded == ["next"]
    assert "could not be loaded" in caplog.text
