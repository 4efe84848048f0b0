"""What is slow is done once, when the server starts, and not while the first visitor waits."""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Final

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_done = threading.Event()

# By name: the floors allow drawing libraries in `present` only, and here they are loaded, not used.
# Not streamlit_folium: a component registers itself only when it is imported in the run of a page.
HEAVY: Final = ("pandas", "geopandas", "plotly.graph_objects", "folium")


def once(loaders: Iterable[Callable[[], object]] = (), modules: Iterable[str] = HEAVY) -> None:
    """Import `modules` and call `loaders`, in the first call of this process only; later calls wait until it is done.

    One thread at a time, so no two threads import half of the same library.
    """
    if _done.is_set():
        return
    with _lock, _at_speed():
        if _done.is_set():
            return
        for module in modules:
            import_module(module)
        for loader in loaders:
            try:
                loader()
            except Exception:  # noqa: BLE001  the page that needs it fails again, and says so to the user
                _log.exception("could not be loaded at the start: %s", loader)
        # Streamlit collects all garbage after every run of a page. What is loaded by now stays for good: frozen, it
        # is not searched again (a rerun of a simple page: 6 ms instead of 115).
        gc.collect()
        gc.freeze()
        _done.set()


@contextmanager
def _at_speed() -> Iterator[None]:
    """Load without searching for garbage, of which there is hardly any, a sixth faster; and let others have their turn.

    The server sends a browser hundreds of files meanwhile. Each costs some turns, and by default a busy thread keeps
    its turn for five milliseconds.
    """
    collecting, turn = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(turn / 10)
    try:
        yield
    finally:
        sys.setswitchinterval(turn)
        if collecting:
            gc.enable()


def is_done() -> bool:
    """Whether everything is loaded, so that `once` returns at once."""
    return _done.is_set()


def in_background(loaders: Iterable[Callable[[], object]] = ()) -> threading.Thread:
    """Start `once` beside the server, which meanwhile sends the browser its files."""
    thread = threading.Thread(target=once, args=(loaders,), name="warm-up", daemon=True)
    thread.start()
    return thread
