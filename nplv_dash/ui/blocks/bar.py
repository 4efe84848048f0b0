"""A bar that fills while something is made that takes more than a moment.

Only so many of these are made at the same time: the processors are those of all visitors, whose sliders wait else.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import BoundedSemaphore
from typing import Final, Protocol

import streamlit as st

from nplv_dash.domain.errors import NplvError

#: How many are made at the same time, on all pages together.
HANDS: Final = max(2, os.cpu_count() or 2)
#: Seconds that one waits for a turn, looking so often whether the visitor has left.
PATIENCE, LOOK = 120.0, 0.5
_hands: Final = BoundedSemaphore(HANDS)


class Tell(Protocol):
    """Say how far it is, 0 to 1; in other words than those of the bar where there is more to tell."""

    def __call__(self, share: float, now: str = "", /) -> None: ...  # noqa: D102  its class says it


@contextmanager
def bar(words: str, *, turn: bool = True) -> Iterator[Tell]:
    """Draw the bar below these words, and take it away at the end, whatever happens.

    Args:
        turn: whether it waits for a turn; False for what has turns of its own.

    Raises:
        NplvError: `api_busy`, where others took every turn for too long.
    """
    place = st.empty()

    def tell(share: float, now: str = "", /) -> None:
        place.progress(min(share, 1.0), now or words)

    try:
        with _turn(tell) if turn else nullcontext():
            tell(0.0)
            yield tell
    finally:
        place.empty()


@contextmanager
def _turn(tell: Tell) -> Iterator[None]:
    end = time.monotonic() + PATIENCE
    while not _hands.acquire(timeout=LOOK):
        if time.monotonic() > end:
            raise NplvError("api_busy", "server", seconds=30)
        # Ends here where the visitor has left, or asks for something else.
        tell(0.0)
    try:
        yield
    finally:
        _hands.release()
