"""What is let in: addresses that are one, and sessions and files of pages of this host."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send

from nplv_dash.ui.gate import GateMiddleware, is_ours
from tests.ui.asgi import in_a_loop

HOST = "nplv.example:8501"


async def _app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    else:
        await PlainTextResponse("taken")(scope, receive, send)


def told(method: str, *headers: tuple[bytes, bytes], path: str = "/_stcore/x", query: bytes = b"") -> Message:
    """The first thing that a browser hears."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    kind: dict[str, Any] = {"type": "websocket"} if method == "OPEN" else {"type": "http", "method": method}
    scope = kind | {"path": path, "query_string": query, "headers": [(b"host", HOST.encode()), *headers]}
    in_a_loop(GateMiddleware(_app)(scope, receive, send))
    return sent[0]


@pytest.mark.parametrize(
    ("origin", "ours"),
    [
        (f"http://{HOST}", True),
        (f"https://{HOST.upper()}", True),  # behind a proxy that has the certificate
        ("https://evil.example", False),
        (f"https://{HOST}.evil.example", False),
        (f"https://evil.example/{HOST}", False),
        (f"https://{HOST}@evil.example", False),
        ("http://nplv.example:9999", False),
        ("http://localhost:8501", False),
        ("http://127.0.0.1:8501", False),
        ("null", False),
        ("", False),
        ("http://[", False),
    ],
)
def test_only_pages_of_this_host(origin: str, ours: bool) -> None:
    said = (b"origin", origin.encode())
    assert is_ours(Headers({"host": HOST, "origin": origin})) == ours
    for method in ("PUT", "DELETE", "POST", "PATCH"):
        assert told(method, said)["status"] == (200 if ours else 403)
    # Figures may be read from anywhere; whether scripts get them is for the headers.
    assert told("GET", said)["status"] == 200
    assert told("OPEN", said)["type"] == ("websocket.accept" if ours else "websocket.close")


def test_programs_say_no_origin() -> None:
    assert told("PUT")["status"] == 200
    assert told("OPEN")["type"] == "websocket.accept"


def test_two_origins_are_none() -> None:
    said = ((b"origin", f"http://{HOST}".encode()), (b"origin", b"https://evil.example"))
    assert told("PUT", *said)["status"] == 403
    assert told("OPEN", *said)["type"] == "websocket.close"


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("/kaart", b"lang=en&x=%ff%00", 200),
        ("/m\N{LATIN SMALL LETTER E WITH ACUTE}", b"", 200),
        ("/kaart", b"\x80", 400),
        ("/kaart", "cijfer=\N{PILE OF POO}".encode(), 400),
        ("/kaart\r\nSet-Cookie: a", b"", 400),
        ("/kaart\x00", b"", 400),
        ("/\udcff", b"", 400),
        ("/_stcore/agent/interact", b"", 404),
        ("/_stcore/agent/openapi.json", b"", 404),
        ("/_stcore/metrics", b"", 404),
        ("/auth/login", b"", 404),
        ("/oauth2callback", b"state=x", 404),
    ],
)
def test_what_is_no_address_or_a_door_without_use_is_refused(path: str, query: bytes, status: int) -> None:
    assert told("GET", path=path, query=query)["status"] == status
    assert told("OPEN", path=path, query=query)["type"] == f"websocket.{'accept' if status == 200 else 'close'}"
