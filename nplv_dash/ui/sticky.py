"""One of several servers: a cookie says which of them has this browser's session.

Pictures, downloads and uploads of a session lie in the memory of the server that has it. What stands before the servers
reads the cookie (`deploy/nginx.conf`). It holds the name of the server and nothing else, so it tells visitors apart no
further than that; a server without a name, as on a laptop, sets none.
"""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "nplv_server"
#: What is asked before and while a session lasts, beside the pages. Files that every server has set no cookie, so that
#: they can be kept by whoever stands between.
_SESSIONS: Final = "/_stcore/"


class StickyMiddleware:
    """Sets the cookie where the browser's says another server, or nothing.

    Args:
        name: of this server; without one, nothing is set.
        pages: the paths of the pages.
    """

    def __init__(self, app: ASGIApp, name: str, pages: frozenset[str]) -> None:
        self.app, self._name, self._pages = app, name, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and complete the answer."""
        if self._name and self._counts(scope) and HTTPConnection(scope).cookies.get(COOKIE) != self._name:
            send = self._with_cookie(send, is_safe=scope["scheme"] in {"https", "wss"})
        await self.app(scope, receive, send)

    def _counts(self, scope: Scope) -> bool:
        return scope["type"] in {"http", "websocket"} and (
            scope["path"] in self._pages or scope["path"].startswith(_SESSIONS)
        )

    def _with_cookie(self, send: Send, *, is_safe: bool) -> Send:
        cookie = f"{COOKIE}={self._name}; Path=/; SameSite=Lax; HttpOnly{'; Secure' if is_safe else ''}"

        async def completed(message: Message) -> None:
            if message["type"] in {"http.response.start", "websocket.accept"}:
                message.setdefault("headers", [])
                MutableHeaders(scope=message).append("Set-Cookie", cookie)
            await send(message)

        return completed
