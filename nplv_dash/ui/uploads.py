"""How much of the server's memory files of visitors may take: those of one session, and all together.

Streamlit takes as many as a session sends, also those that no page asked for. What they are is looked at elsewhere;
here they are counted, and with them what pages keep of what stood in them.
"""

from __future__ import annotations

import threading
import weakref
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from nplv_dash.present.text import Text, as_language
from nplv_dash.services.settings import settings

_PATH: Final = "/_stcore/upload_file/"
#: Files of the largest size that one session may have here at once, those on their way included.
EACH: Final = 4
#: Seconds after which to try again, where all together are too much.
_LATER: Final = 30
_MB: Final = 1024**2

#: Bytes that are here of a session, and of all.
Held = Callable[[str], tuple[int, int]]


class Holdings:
    """What pages keep of files, by session and place; given back when it is replaced or its session ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: Per session and place: bytes of the file, and of what stood in it.
        self._kept: dict[str, dict[str, tuple[int, int]]] = {}

    def of(self, owner: object, session: str) -> None:
        """Give back all of a session when `owner` is gone, which the session holds and nothing else does."""
        weakref.finalize(owner, self._forget, session)

    def put(self, session: str, place: str, file: int, read: int) -> None:
        """Count so many bytes instead of those before in that place; none where both are zero."""
        with self._lock:
            places = self._kept.setdefault(session, {})
            places[place] = (file, read)
            if not file and not read:
                del places[place]
            if not places:
                del self._kept[session]

    def all(self, sent: Mapping[str, int]) -> int:
        """Bytes of all sessions.

        Args:
            sent: those of the files that Streamlit keeps, by session. A page keeps the same bytes and no others, until
                its visitor goes to another page, where Streamlit lets go of them: so the larger of the two counts.
        """
        with self._lock:
            files = {name: sum(file for file, _ in places.values()) for name, places in self._kept.items()}
            read = sum(read for places in self._kept.values() for _, read in places.values())
        return read + sum(max(files.get(name, 0), sent.get(name, 0)) for name in files.keys() | sent.keys())

    def _forget(self, session: str) -> None:
        with self._lock:
            self._kept.pop(session, None)


#: Of this process.
HOLDINGS: Final = Holdings()


def most() -> int:
    """Bytes that all sessions together may have here."""
    return settings().own_data_mb * _MB


def held(session: str) -> tuple[int, int]:
    """What Streamlit keeps of a session, and of all with what pages keep; in bytes."""
    sizes = _sent()
    return sizes.get(session, 0), HOLDINGS.all(sizes)


def fits(read: int) -> bool:
    """Whether there is room for so many bytes of what stood in a file."""
    return HOLDINGS.all(_sent()) + read <= most()


def _sent() -> dict[str, int]:
    manager = Runtime.instance().uploaded_file_mgr if Runtime.exists() else None
    if not isinstance(manager, MemoryUploadedFileManager):
        return {}
    with manager._lock:  # noqa: SLF001  the library offers no other way
        return {name: sum(len(one.data) for one in files.values()) for name, files in manager.file_storage.items()}


class UploadsMiddleware:
    """Refuses a file that does not fit: 413 where its session has enough, 429 where all together have."""

    def __init__(self, app: ASGIApp, held: Held = held) -> None:
        self.app, self._held = app, held
        #: Bytes on their way, by session.
        self._coming: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse or pass on."""
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(_PATH):
            await self.app(scope, receive, send)
            return
        headers, session = Headers(scope=scope), scope["path"].removeprefix(_PATH).partition("/")[0]
        largest = int(config.get_option("server.maxUploadSize")) * _MB
        size = _announced(headers, largest)
        own, all_ = self._held(session)
        t = Text(as_language(headers.get("accept-language", "")[:2]))
        if own + self._coming[session] + size > EACH * largest:
            await PlainTextResponse(t("server.upload.each"), 413)(scope, receive, send)
        elif all_ + self._coming.total() + size > most():
            refusal = PlainTextResponse(t("server.upload.together"), 429, headers={"Retry-After": str(_LATER)})
            await refusal(scope, receive, send)
        else:
            self._coming[session] += size
            try:
                await self.app(scope, receive, send)
            finally:
                self._coming[session] -= size
                self._coming += Counter()  # forgets who sends nothing any more


def _announced(headers: Headers, largest: int) -> int:
    """Bytes that a request says it has; the largest that is taken where it says nothing, or nothing true."""
    # With both, the length is a word only: what is read goes on for as long as pieces come.
    said = headers.get("content-length", "") if "transfer-encoding" not in headers else ""
    # More than that is refused by Streamlit before anything is read.
    return min(int(said), largest) if said.isdecimal() and len(said) < 20 else largest
