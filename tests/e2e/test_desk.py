"""The browser that tests share: a page leaves nothing for the next one, and what it noticed is told in any case."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.conftest import Findings, visit
from tests.servers import Server

pytestmark = pytest.mark.e2e


def test_a_page_leaves_nothing_wherever_it_stands_at_the_end(desk: BrowserContext, server: Server) -> None:
    with visit(desk) as page:
        page.goto(server + "/_stcore/health")
        page.evaluate("() => localStorage.setItem('left', 'something')")
        page.goto("about:blank")
    with visit(desk) as page:
        page.goto(server + "/_stcore/health")
        assert page.evaluate("() => localStorage.getItem('left')") is None


def test_what_was_noticed_is_told_where_the_page_cannot_be_left(
    desk: BrowserContext, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    def noisy() -> None:
        with visit(desk) as page, page.expect_console_message():
            page.evaluate("() => console.error('something')")

    heard: list[object] = []
    monkeypatch.setattr(Findings, "on_request", lambda _, request: heard.append(request))
    with monkeypatch.context() as patched:
        patched.setattr("tests.conftest._leave", broken)
        with pytest.raises(AssertionError, match="errors in the console"):
            noisy()
    for one in desk.pages:
        one.goto(server + "/_stcore/health")
        one.close()
    assert heard == [], "somebody listens still"
