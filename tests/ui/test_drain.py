"""Emptying a server, and the cookie that says with which one a browser is."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.types import Message
from starlette.websockets import WebSocket

from nplv_dash.ui.drain import Drain, DrainMiddleware
from nplv_dash.ui.sticky import COOKIE, StickyMiddleware
from tests.ui.asgi import Got, ask, in_a_loop

PAGES = frozenset({"/", "/kaart"})


async def said(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.url.path)


async def session(socket: WebSocket) -> None:
    await socket.accept(subprotocol="streamlit")
    await socket.close()


def app(drain: Drain, name: str = "") -> Starlette:
    return Starlette(
        routes=[WebSocketRoute("/_stcore/stream", session), Route("/{rest:path}", said)],
        middleware=[
            Middleware(DrainMiddleware, drain=drain, pages=PAGES),
            Middleware(StickyMiddleware, name=name, pages=PAGES),
        ],
    )


def get(drain: Drain, address: str, name: str = "", **headers: str) -> Got:
    return in_a_loop(ask(app(drain, name), address, **headers))


def connect(drain: Drain, name: str = "") -> Message:
    """The first thing that the server says to a browser that begins a session."""
    sent: list[Message] = []
    scope: dict[str, Any] = {
        "type": "websocket", "path": "/_stcore/stream", "raw_path": b"/_stcore/stream", "root_path": "",
        "query_string": b"", "headers": [], "scheme": "ws", "subprotocols": ["streamlit"],
        "extensions": {"websocket.http.response": {}},
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    in_a_loop(app(drain, name)(scope, receive, send))
    return sent[0]


@pytest.mark.parametrize("path", ["/", "/kaart?niveau=wijken", "/_stcore/health"])
def test_who_comes_new_is_sent_on_while_it_empties(path: str) -> None:
    drain = Drain()
    assert get(drain, path).status == 200
    drain.begin()
    got = get(drain, path, name="a", accept_language="en-GB")
    assert got.status == 503
    assert got.headers["retry-after"] == "30"
    assert "set-cookie" not in got.headers
    assert '<html lang="en">' in got.body.decode()


@pytest.mark.parametrize("path", ["/media/picture.png", "/api/v1/", "/app/static/map/painter.js", "/kaart/nothing"])
def test_who_is_on_it_gets_everything_still(path: str) -> None:
    drain = Drain()
    drain.begin()
    assert get(drain, path).status == 200


def test_no_session_begins_while_it_empties() -> None:
    drain = Drain()
    assert connect(drain)["type"] == "websocket.accept"
    drain.begin()
    refused = connect(drain)
    assert (refused["type"], refused["status"]) == ("websocket.http.response.start", 503)


def test_a_server_without_a_name_sets_no_cookie() -> None:
    assert "set-cookie" not in get(Drain(), "/").headers
    assert not connect(Drain()).get("headers")


@pytest.mark.parametrize("cookie", ["", f"{COOKIE}=b", "_streamlit_xsrf=2|abc|def; other"])
def test_a_browser_is_told_once_with_which_server_it_is(cookie: str) -> None:
    got = get(Drain(), "/kaart", name="a", cookie=cookie)
    assert got.headers["set-cookie"] == f"{COOKIE}=a; Path=/; SameSite=Lax; HttpOnly"
    assert "set-cookie" not in get(Drain(), "/kaart", name="a", cookie=f"{cookie}; {COOKIE}=a").headers
    assert "set-cookie" not in get(Drain(), "/api/v1/", name="a").headers
    assert (b"set-cookie", f"{COOKIE}=a; Path=/; SameSite=Lax; HttpOnly".encode()) in connect(Drain(), "a")["headers"]


_PROCESS = """
import asyncio, signal
from nplv_dash.ui.drain import Drain, on_signals

async def main():
    drain, stopped = Drain(), asyncio.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    with on_signals(drain, {seconds}):
        print("ready", flush=True)
        while not drain.is_on:
            await asyncio.sleep(0.01)
        print("draining", flush=True)
        await asyncio.wait_for(stopped.wait(), 20)
    print("stopped", flush=True)

asyncio.run(main())
"""


@pytest.mark.parametrize(
    ("seconds", "signals"),
    [
        pytest.param(0, [signal.SIGTERM], id="at once"),
        pytest.param(0.3, [signal.SIGTERM], id="after a while"),
        pytest.param(600, [signal.SIGTERM, signal.SIGTERM], id="the second at once"),
        pytest.param(600, [signal.SIGUSR1, signal.SIGTERM], id="emptied before"),
    ],
)
def test_signals_empty_it_and_then_stop_it(seconds: float, signals: list[signal.Signals]) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PROCESS.format(seconds=seconds)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signals[0])
        assert process.stdout.readline() == "draining\n"
        for one in signals[1:]:
            process.send_signal(one)
        assert process.stdout.read() == "stopped\n"
        assert process.wait(20) == 0
