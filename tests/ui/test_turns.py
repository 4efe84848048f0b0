"""What a run had to say reaches the browser before the next run begins."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from streamlit.runtime.app_session import AppSession, AppSessionState

from nplv_dash.ui import server, turns
from tests.ui.asgi import in_a_loop


class Runner:
    """A runner of a page; one that has ended takes no request."""

    def __init__(self, *, is_ended: bool) -> None:
        self.is_ended = is_ended
        self.requests: list[str] = []

    def request_rerun(self, request: str) -> bool:
        if not self.is_ended:
            self.requests.append(request)
        return not self.is_ended


class Session:
    """What Streamlit's session does with requests and messages, and no more than that."""

    def __init__(self, runner: Runner | None) -> None:
        self._event_loop = asyncio.get_running_loop()
        self._scriptrunner = runner
        self._state = AppSessionState.APP_IS_RUNNING
        self.heard: list[str] = []

    def hear(self, sender: Runner, message: str) -> None:
        """A message of a runner, from its thread: dropped when its turn comes and another runner stands there."""
        self._event_loop.call_soon_threadsafe(lambda: self._take(sender, message))

    def _take(self, sender: Runner, message: str) -> None:
        if sender is self._scriptrunner:
            self.heard.append(message)

    def create(self, request: str) -> None:
        self._scriptrunner = Runner(is_ended=False)
        self._scriptrunner.requests.append(request)


create_in_order = turns.in_order(Session.create)


async def settle() -> None:
    """Every turn of the loop that is due."""
    for _ in range(4):
        await asyncio.sleep(0)


@pytest.mark.parametrize(("create", "heard"), [(Session.create, []), (create_in_order, ["stored"])])
def test_the_last_words_of_a_run_are_heard(create: Any, heard: list[str]) -> None:
    """The first case is what Streamlit does alone: it shows that the double has the fault."""

    async def go() -> Session:
        ended = Runner(is_ended=True)
        session = Session(ended)
        session.hear(ended, "stored")
        create(session, "poll")
        await settle()
        assert session._scriptrunner is not None
        assert session._scriptrunner.requests == ["poll"]
        return session

    assert in_a_loop(go()).heard == heard


def test_two_requests_at_once_share_one_runner() -> None:
    async def go() -> Runner | None:
        session = Session(Runner(is_ended=True))
        create_in_order(session, "poll")
        create_in_order(session, "send")
        await settle()
        return session._scriptrunner

    runner = in_a_loop(go())
    assert runner is not None
    assert runner.requests == ["poll", "send"]


def test_without_a_runner_nobody_waits() -> None:
    async def go() -> Runner | None:
        session = Session(None)
        create_in_order(session, "first")
        return session._scriptrunner

    runner = in_a_loop(go())
    assert runner is not None
    assert runner.requests == ["first"]


def test_a_session_that_ends_meanwhile_runs_nothing() -> None:
    async def go() -> Session:
        session = Session(Runner(is_ended=True))
        create_in_order(session, "late")
        session._state = AppSessionState.SHUTDOWN_REQUESTED
        await settle()
        return session

    session = in_a_loop(go())
    assert session._scriptrunner is not None
    assert session._scriptrunner.is_ended


def test_the_app_keeps_the_order_once() -> None:
    server.create_app()
    kept: Any = vars(AppSession)["_create_scriptrunner"]
    server.create_app()
    assert vars(AppSession)["_create_scriptrunner"] is kept
    assert kept is not turns.CREATE
