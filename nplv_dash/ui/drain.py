"""Emptying a server: whoever is on it may finish, whoever comes new is sent to another one.

A signal begins it. SIGUSR1 only empties; SIGTERM also stops, after as long as the settings say. What stands before the
servers sees 503 and asks the next one (`deploy/nginx.conf`); without one, people read that they can try again.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from nplv_dash.present import standalone
from nplv_dash.present.text import Text, as_language

_log = logging.getLogger(__name__)
#: Where a session begins, and where it comes back after its connection was lost.
_SESSION: Final = "/_stcore/stream"
#: What a browser asks while it looks for a server to come back to. It also tells a server that stands before us.
_KNOCKS: Final = frozenset({"/_stcore/health", "/_stcore/host-config"})


class Drain:
    """Whether this server is being emptied. There is no way back: start it anew."""

    def __init__(self) -> None:
        self._begun = False

    @property
    def is_on(self) -> bool:
        """Whether it has begun."""
        return self._begun

    def begin(self) -> None:
        """From now on nobody new is let in."""
        if not self._begun:
            self._begun = True
            _log.info("draining")


class DrainMiddleware:
    """While the server is being emptied: 503 for who opens a page or a session, everything else as before.

    Args:
        pages: the paths of the pages.
    """

    def __init__(self, app: ASGIApp, drain: Drain, pages: Collection[str]) -> None:
        self.app, self._drain = app, drain
        self._doors = {"http": frozenset(pages) | _KNOCKS, "websocket": frozenset({_SESSION})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse or pass on."""
        if self._drain.is_on and scope["path"] in self._doors.get(scope["type"], ()):
            await _refusal(Headers(scope=scope))(scope, receive, send)
        else:
            await self.app(scope, receive, send)


@contextmanager
def on_signals(drain: Drain, seconds: float) -> Iterator[None]:
    """Let signals begin it, as long as this holds; for a running event loop.

    Args:
        seconds: from SIGTERM until the server stops as it always does; at once where it was being emptied already.
    """
    if threading.current_thread() is not threading.main_thread():
        # Only the main thread may listen; elsewhere the server is part of a test.
        yield
        return
    loop, stop = asyncio.get_running_loop(), signal.getsignal(signal.SIGTERM)

    def begin(number: int, frame: FrameType | None) -> None:
        late = drain.is_on or not seconds
        drain.begin()
        if number == signal.SIGTERM and callable(stop):
            loop.call_later(0 if late else seconds, stop, number, frame)

    def heard(number: int, frame: FrameType | None) -> None:
        # On the loop: a signal may come in the middle of a line for the log.
        loop.call_soon_threadsafe(begin, number, frame)

    # By name: Windows knows no SIGUSR1.
    known = [one for one in signal.Signals if one.name in {"SIGTERM", "SIGUSR1"}]
    before = {one: signal.signal(one, heard) for one in known}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _refusal(headers: Headers) -> Response:
    """The page for who comes to a server that lets nobody in, in the first language of the browser that the app has."""
    t = Text(as_language(headers.get("accept-language", "")[:2]))
    parts = (standalone.heading(t("server.away.title")), standalone.paragraph(t("server.away.remedy")))
    content = standalone.page(t("server.away.title"), parts, t.lang)
    return HTMLResponse(content, 503, headers={"Retry-After": "30", "Cache-Control": "no-store"})
