"""A bar that fills while something is made that takes more than a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

#: Say how far it is, 0 to 1.
Tell = Callable[[float], None]


@contextmanager
def bar(words: str) -> Iterator[Tell]:
    """Draw the bar below these words, and take it away at the end, whatever happens."""
    place = st.empty()

    def tell(share: float) -> None:
        place.progress(min(share, 1.0), words)

    tell(0.0)
    try:
        yield tell
    finally:
        place.empty()
