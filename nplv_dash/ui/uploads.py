"""How much of the server's memory files of visitors may take: those of one session, and all together.

Streamlit takes as many as a session sends, also those that no page asked for. What they are is looked at elsewhere;
here they are counted, and with them what pages keep of what stood in them.
"""

from __future__ import annotations

import threading
import weakref
from collections import Counter, deque
from collections.abc import Callable, Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

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
    """What pages keep of files, by session and place; given back when it is replaced or its session ends.

    The end of a session is found by the search for garbage, which begins where something is made, in whichever thread
    makes it: also in one that is counting here. So it takes no lock and changes no count; it leaves the name of the
    session, and whoever counts next begins with those.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: Per session and place: bytes of the file, and of what stood in it. Changed by who has the lock only.
        self._kept: dict[str, dict[str, tuple[int, int]]] = {}
        #: Names of sessions that have ended since the last count.
        self._gone: deque[str] = deque()

    def of(self, owner: object, session: str) -> None:
        """Give back all of a session when `owner` is gone, which the session holds and nothing else does."""
        weakref.finalize(owner, self._gone.append, session)

    def put(self, session: str, place: str, file: int, read: int) -> None:
        """Count so many bytes instead of those before in that place; none where both are zero."""
        with self._lock:
            self._give_back()
            self._put(session, place, (file, read))

    def put_if(self, session: str, place: str, bytes_: tuple[int, int], sent: Mapping[str, int], most: int) -> bool:
        """Count as `put` does, where all sessions together then have no more than `most`; returns whether it did.

        Looking and counting are one step: of two that come at once, the second sees what the first has.

        Args:
            bytes_: of the file, and of what stood in it.
            sent: as of `all`.
        """
        with self._lock:
            self._give_back()
            before = self._kept.get(session, {}).get(place, (0, 0))
            self._put(session, place, bytes_)
            if self._all(sent) <= most:
                return True
            self._put(session, place, before)
            return False

    def all(self, sent: Mapping[str, int]) -> int:
        """Bytes of all sessions.

        Args:
            sent: those of the files that Streamlit keeps, by session. A page keeps the same bytes and no others, until
                its visitor goes to another page, where Streamlit lets go of them: so the larger of the two counts.
        """
        with self._lock:
            self._give_back()
            return self._all(sent)

    def _put(self, session: str, place: str, bytes_: tuple[int, int]) -> None:
        places = self._kept.setdefault(session, {})
        places[place] = bytes_
        if not any(bytes_):
            del places[place]
        if not places:
            del self._kept[session]

    def _all(self, sent: Mapping[str, int]) -> int:
        files = {name: sum(file for file, _ in places.values()) for name, places in self._kept.items()}
        read = sum(read for places in self._kept.values() for _, read in places.values())
        return read + sum(max(files.get(name, 0), sent.get(name, 0)) for name in files.keys() | sent.keys())

    def _give_back(self) -> None:
        while self._gone:
            self._kept.pop(self._gone.popleft(), None)


#: Of this process.
HOLDINGS: Final = Holdings()


def most() -> int:
    """Bytes that all sessions together may have here."""
    return settings().own_data_mb * _MB


def held(session: str) -> tuple[int, int]:
    """What Streamlit keeps of a session, and of all with what pages keep; in bytes."""
    sizes = _sent()
    return sizes.get(session, 0), HOLDINGS.all(sizes)


def put_if_it_fits(session: str, place: str, file: int, read: int) -> bool:
    """Count what a page keeps in that place, if there is room for it; returns whether there was."""
    return HOLDINGS.put_if(session, place, (file, read), _sent(), most())


def _sent() -> dict[str, int]:
    manager = Runtime.instance().uploaded_file_mgr if Runtime.exists() else None
    if not isinstance(manager, MemoryUploadedFileManager):
        return {}
    # Without its lock, which the end of a session takes: one that the search for garbage finds would end in the thread
    # that makes something, and that may be this one. A list of a dictionary needs no lock: what is made for it is made
    # before its first entry is looked at, and no other thread has its turn until the last.
    store, found = manager.file_storage, {}
    for name in list(store):
        files = store.get(name)  # in brackets, it would be made anew for a session that has ended meanwhile
        if files is not None:
            found[name] = sum(len(one.data) for one in list(files.values()))
    return found


class UploadsMiddleware:
    """Refuses a file that does not fit: 409 where its session has enough, 429 where all together have.

    Not 413, which whoever stands before this server and Streamlit itself say of a file that is too large. What each
    means is said by the page (`ui/uploader_words.py`), which knows the language of its visitor.
    """

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
        if own + self._coming[session] + size > EACH * largest:
            await Response(status_code=409)(scope, receive, send)
        elif all_ + self._coming.total() + size > most():
            await Response(status_code=429, headers={"Retry-After": str(_LATER)})(scope, receive, send)
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
