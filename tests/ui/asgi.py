"""What an app answers, asked without a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from starlette.types import ASGIApp

T = TypeVar("T")


@dataclass(frozen=True)
class Got:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


async def ask(app: ASGIApp, address: str, **headers: str) -> Got:
    """What the app answers, without a network."""
    parts, sent = urlsplit(address), []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http", "method": "GET", "path": parts.path, "raw_path": parts.path.encode(), "root_path": "",
        "query_string": parts.query.encode(), "scheme": "http", "server": ("127.0.0.1", 80), "http_version": "1.1",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    await app(scope, receive, send)
    start = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Got(sent[0]["status"], start, b"".join(one.get("body", b"") for one in sent[1:]))


def in_a_loop(asked: Coroutine[Any, Any, T]) -> T:
    """What a coroutine gives, in a thread of its own: that of the tests may have a loop, of a browser."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, asked).result()
