"""A line of people who wait: so many have their turn at a time, in the order in which they came.

A semaphore would let anybody go next, and could tell nobody how many go first.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

#: Seconds until whoever waits is told so, and between two looks of theirs at the line.
_FIRST_LOOK, _LOOK = 0.2, 1.0
#: Seconds after which they are told again where nobody went ahead: telling is also what ends here where they left.
_AGAIN: Final = 5.0

#: Told how many go first, those who have their turn now included.
Ahead = Callable[[int], None]


class Line:
    """One line of a process.

    Args:
        at_once: how many have their turn at the same time.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = self._free = at_once
        self._lock = threading.Lock()
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def turn(self, seconds: float, tell: Ahead) -> Iterator[None]:
        """Wait for a turn, and have it.

        Args:
            seconds: that somebody waits at most.
            tell: called while they wait, whenever their place has changed, and now and then; what it raises ends it.

        Raises:
            TimeoutError: others took too long.
        """
        mine = threading.Event()
        with self._lock:
            if self._free:
                self._free -= 1
                mine.set()
            else:
                self._waiting.append(mine)
        try:
            self._wait(mine, seconds, tell)
            yield
        finally:
            self._leave(mine)

    def _wait(self, mine: threading.Event, seconds: float, tell: Ahead) -> None:
        end = time.monotonic() + seconds
        told, at = -1, 0.0
        while not mine.wait(_LOOK if at else _FIRST_LOOK):
            ahead, now = self._ahead(mine), time.monotonic()
            # Thirty who wait and are told each second are thirty messages a second for the loop that serves all.
            if ahead != told or now - at >= _AGAIN:
                tell(ahead)
                told, at = ahead, now
            if now > end:
                raise TimeoutError

    def _ahead(self, mine: threading.Event) -> int:
        with self._lock:
            return self._at_once + (self._waiting.index(mine) if mine in self._waiting else 0)

    def _leave(self, mine: threading.Event) -> None:
        with self._lock:
            if mine in self._waiting:
                # Gave up.
                self._waiting.remove(mine)
            elif self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
