"""What is let in: addresses that are one, and sessions and files of pages of this host.

Programs, which say of no page that they are one, are let in too. Streamlit looks as well, but where a page of another
host knocks it first asks a host on the internet for the address of this machine, and all visitors wait for the answer.
Whoever is refused here never gets that far.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

#: Doors of Streamlit that this app has no use for: accounts, programs that drive pages, and counts of its own, which
#: stand in `/metrics` as far as they matter.
_SHUT: Final = ("/auth/", "/oauth2callback", "/_stcore/agent/", "/_stcore/metrics", "/_stcore/script-health-check")
_HARMLESS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class GateMiddleware:
    """Refuses what is no address, and sessions and requests that change something of pages of another origin."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse or pass on."""
        refused = self._refused(scope) if scope["type"] in {"http", "websocket"} else 0
        if not refused:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            # Before it is accepted: the browser gets a 403.
            await send({"type": "websocket.close", "code": 1008})
        else:
            await PlainTextResponse(HTTPStatus(refused).phrase, refused)(scope, receive, send)

    @staticmethod
    def _refused(scope: Scope) -> int:
        """The status of a refusal; 0 where there is none."""
        # What a browser sends is encoded; the libraries behind this stumble over what is not.
        if not scope.get("query_string", b"").isascii() or not scope["path"].isprintable():
            return 400
        if scope["path"].startswith(_SHUT):
            return 404
        changes = scope["type"] == "websocket" or scope["method"] not in _HARMLESS
        return 403 if changes and not is_ours(Headers(scope=scope)) else 0


def is_ours(headers: Headers) -> bool:
    """Whether a request comes from a page of the host that it asks, or from no page at all."""
    said = headers.getlist("origin")
    if not said:
        return True
    try:
        return len(said) == 1 and bool(said[0]) and urlsplit(said[0]).netloc.lower() == headers.get("host", "").lower()
    except ValueError:
        return False
