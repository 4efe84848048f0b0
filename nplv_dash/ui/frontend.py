"""The files of Streamlit's own frontend, sent in one piece.

A browser that comes for the first time asks for about eighty of them at once, most of a few kilobytes. Streamlit's
route hands each to other threads several times, and every time waits for its turn beside the thread that is loading the
data. Here they are answered where the request arrives; what every first visit asks for is read before that thread
starts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from mimetypes import guess_type
from pathlib import Path
from types import MappingProxyType
from typing import Final

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from nplv_dash.ui import tags

FRONTEND: Final = Path(st.__file__).parent / "static"
#: Every name in here holds a fingerprint of what Streamlit has in the file, so it too lets browsers keep it for good.
_FOLDER: Final = "static"
_FOR_GOOD: Final = "public, immutable, max-age=31536000"
#: What stands in the place of a file has the file's name, which says nothing of it: a browser asks each time whether it
#: is still the same. One that has kept Streamlit's own file, from before or from elsewhere, does not ask for a year.
_ASK: Final = "no-cache"


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
        self._instead = {
            f"/{name}": (content, hashlib.sha256(content).hexdigest()[:24]) for name, content in instead.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or pass on."""
        path = self._files.get(scope["path"]) if scope["type"] == "http" and scope["method"] == "GET" else None
        if path is None:
            await self.app(scope, receive, send)
            return
        headers, media = Headers(scope=scope), guess_type(path.name)[0]
        if scope["path"] in self._instead:
            # Also where a part is asked for, of which whoever is below has the other file only.
            content, tag = self._instead[scope["path"]]
            said = {"Cache-Control": _ASK, "ETag": tags.quoted(tag)}
            known = tags.has(headers, tag)
            answer = Response(status_code=304, headers=said) if known else Response(content, 200, said, media)
        elif "range" in headers:
            await self.app(scope, receive, send)
            return
        else:
            content = self._at_hand.get(scope["path"]) or path.read_bytes()
            answer = Response(content, 200, {"Cache-Control": _FOR_GOOD}, media)
        await answer(scope, receive, send)
