"""Only so many things that take long are made at the same time; who waits for too long is told so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from threading import BoundedSemaphore

import pytest
from streamlit.testing.v1 import AppTest

from nplv_dash.domain.errors import NplvError
from nplv_dash.ui.blocks import bar as module


@pytest.fixture(autouse=True)
def hands(monkeypatch: pytest.MonkeyPatch) -> Iterator[BoundedSemaphore]:
    found = BoundedSemaphore(module.HANDS)
    monkeypatch.setattr(module, "_hands", found)
    yield found
    for _ in range(module.HANDS):
        assert found.acquire(blocking=False), "somebody kept a turn"


def test_whoever_comes_late_waits_and_is_told_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    monkeypatch.setattr(module, "LOOK", 0.01)
    with ExitStack() as stack:
        for _ in range(module.HANDS):
            stack.enter_context(module.bar("busy"))
        with pytest.raises(NplvError, match="api_busy"), module.bar("late"):
            pytest.fail("it was let in")
        with module.bar("of its own", turn=False):
            pass


def test_whatever_happens_the_turn_is_given_back() -> None:
    for _ in range(3 * module.HANDS):
        with pytest.raises(ZeroDivisionError), module.bar("busy"):
            raise ZeroDivisionError


def test_the_bar_goes_away() -> None:
    def page() -> None:
        import streamlit as st

        from nplv_dash.ui.blocks.bar import bar

        with bar("busy") as tell:
            tell(0.5)
        st.markdown("done")

    app = AppTest.from_function(page).run()
    assert [one.value for one in app.markdown] == ["done"]
    assert not app.get("progress")
