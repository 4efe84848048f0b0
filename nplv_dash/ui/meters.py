"""What this process counts of itself: numbers and times, and nothing about whom.

Plain numbers, so that counting costs nothing and the start of the server brings no library along; `/metrics` makes them
what Prometheus reads (`ui/routes/metrics.py`).
"""

from __future__ import annotations

import logging
import threading
import time
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_log = logging.getLogger(__name__)
#: Upper bounds of the times that are told apart, in seconds.
BOUNDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
#: Kinds of addresses, by how they begin; what is none of these is a page or something that belongs to one.
_KINDS: Final = (
    ("/api/", "api"),
    ("/embed/", "embed"),
    ("/vast/", "frozen"),
    ("/app/static/", "file"),
    ("/static/", "file"),
    ("/component/", "file"),
    ("/media/", "media"),
    ("/_stcore/", "session"),
    ("/healthz", "health"),
    ("/metrics", "health"),
)
#: The kind of storing an answer in a room, among those of the addresses.
ROOM_ANSWER: Final = "room_answer"


class Times:
    """How long something took, by kind; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[str, list[int]] = {}
        self._sums: defaultdict[str, float] = defaultdict(float)

    def add(self, kind: str, seconds: float) -> None:
        """One more of a kind."""
        with self._lock:
            counts = self._counts.setdefault(kind, [0] * (len(BOUNDS) + 1))
            counts[bisect_left(BOUNDS, seconds)] += 1
            self._sums[kind] += seconds

    def read(self) -> dict[str, tuple[tuple[int, ...], float]]:
        """By kind: how many lie below each of `BOUNDS` and above the one before, how many above all, and their sum."""
        with self._lock:
            return {kind: (tuple(counts), self._sums[kind]) for kind, counts in self._counts.items()}


class Meters:
    """Everything that is counted.

    Attributes:
        answered: times of answers, by the kind of address.
        stored: times of storing, by what was stored.
        statuses: answers, by kind of address and status.
        messages: that browsers sent in their sessions; nearly each is one run of a page or a part of it.
    """

    def __init__(self) -> None:
        self.answered, self.stored = Times(), Times()
        self.statuses: Counter[tuple[str, int]] = Counter()
        self.messages = 0

    @contextmanager
    def storing(self, kind: str = ROOM_ANSWER) -> Iterator[None]:
        """Time what is done in here, where it succeeds."""
        start = time.perf_counter()
        yield
        self.stored.add(kind, time.perf_counter() - start)


#: Of this process.
METERS: Final = Meters()


class MetersMiddleware:
    """Counts and times what passes, and writes a line for the log of each answer: its kind, and not its address."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self.app, self._meters = app, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on and count."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await self.app(scope, self._counted(receive), send)
        else:
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        start, status = time.perf_counter(), 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, seen)
        finally:
            kind, seconds = kind_of(scope["path"]), time.perf_counter() - start
            self._meters.answered.add(kind, seconds)
            self._meters.statuses[kind, status] += 1
            _log.info("answered", extra={"kind": kind, "status": status, "seconds": round(seconds, 4)})

    def _counted(self, receive: Receive) -> Receive:
        async def counted() -> Message:
            message = await receive()
            self._meters.messages += message["type"] == "websocket.receive"
            return message

        return counted


def kind_of(path: str) -> str:
    """The kind of an address."""
    return next((kind for start, kind in _KINDS if path.startswith(start)), "page")
