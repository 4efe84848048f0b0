"""The files of Streamlit's own frontend, sent in one piece.

A browser that comes for the first time asks for about eighty of them at once, most of a few kilobytes. Streamlit's
route hands each to other threads several times, and every time waits for its turn beside the thread that is loading the
data. Here they are answered where the request arrives; what every first visit asks for is read before that thread
starts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from mimetypes import guess_type
from pathlib import Path
from types import MappingProxyType
from typing import Final

import streamlit as st
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

FRONTEND: Final = Path(st.__file__).parent / "static"
#: Every name in here holds a fingerprint of the content, so Streamlit too lets browsers keep the files for good.
_FOLDER: Final = "static"
_FOR_GOOD: Final = "public, immutable, max-age=31536000"


class FrontendMiddleware:
    """Answers a plain request for a file of the frontend, and passes everything else on.

    Args:
        at_hand: files below `FRONTEND` that are kept in memory.
        instead: what is sent in the place of others, by their names below `FRONTEND`.
    """

    def __init__(
        self, app: ASGIApp, at_hand: Iterable[str] = (), instead: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        self.app = app
        # By their names: no path that a stranger sends is ever looked up on the disk.
        files = (path for path in (FRONTEND / _FOLDER).rglob("*") if path.is_file())
        self._files = {f"/{path.relative_to(FRONTEND).as_posix()}": path for path in files}
        self._at_hand = {f"/{name}": (FRONTEND / name).read_bytes() for name in at_hand}
        self._at_hand |= {f"/{name}": content for name, content in instead.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        path = self._files.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        if path is None or any(name == b"range" for name, _ in scope["headers"]):
            await self.app(scope, receive, send)
            return
        content = self._at_hand.get(scope["path"]) or path.read_bytes()
        answer = Response(content, media_type=guess_type(path.name)[0], headers={"Cache-Control": _FOR_GOOD})
        await answer(scope, receive, send)
