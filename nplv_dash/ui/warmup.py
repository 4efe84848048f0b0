"""What is slow is done once, when the server starts, and not while the first visitor waits.

In two parts. Without the first no page can be made: the data, and the libraries that read them. The rest (maps, charts,
borders) is for later pages or for the end of the first one, and would only take the processor from it: it waits until
the first page stands, or until it is clear that nobody is waiting.
"""

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
_begun = threading.Event()
_page_stands = threading.Event()

# By name: the floors allow drawing libraries in `present` only, and here they are loaded, not used.
# Not streamlit_folium: a component registers itself only when it is imported in the run of a page.
FIRST: Final = ("pandas",)
LATER: Final = ("folium", "plotly.graph_objects", "geopandas", "scipy.optimize")
#: Seconds without a visitor after which the rest is loaded anyway.
PATIENCE: Final = 3.0


def once(loaders: Iterable[Callable[[], object]] = (), modules: Iterable[str] = FIRST) -> None:
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
        _call(loaders)
        # All garbage is searched for every so often (`ui/thrift.py`); this much need not be (see `rest`).
        gc.freeze()
        _done.set()


def rest(loaders: Iterable[Callable[[], object]] = (), modules: Iterable[str] = LATER) -> None:
    """Import `modules`, call `loaders`, and freeze everything that is loaded by then."""
    with _lock, _at_speed():
        for module in modules:
            import_module(module)
        _call(loaders)
        # All garbage is searched for every so often (`ui/thrift.py`); under a plain Streamlit, after every run of a
        # page. What is loaded by now stays for good: frozen, it is not searched again (measured under the latter, a
        # rerun of a simple page: 6 ms instead of 115).
        gc.collect()
        gc.freeze()


def _call(loaders: Iterable[Callable[[], object]]) -> None:
    for loader in loaders:
        try:
            loader()
        except Exception:  # noqa: BLE001  the page that needs it fails again, and says so to the user
            _log.exception("could not be loaded at the start: %s", loader)


@contextmanager
def _at_speed() -> Iterator[None]:
    """Load without searching for garbage, of which there is hardly any, a sixth faster; and let others have their turn.

    The server sends a browser hundreds of files meanwhile. Each costs some turns, and by default a busy thread keeps
    its turn for five milliseconds.
    """
    collecting, turn = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(turn / 50)
    try:
        yield
    finally:
        sys.setswitchinterval(turn)
        if collecting:
            gc.enable()


def is_done() -> bool:
    """Whether a page can be made, so that `once` returns at once."""
    return _done.is_set()


def page_stands(later: Iterable[Callable[[], object]] = ()) -> None:
    """Tell that a page is complete: now the rest may be loaded. Under a plain Streamlit this is what starts it."""
    _page_stands.set()
    if not _begun.is_set():
        in_background(later=later)


def in_background(
    loaders: Iterable[Callable[[], object]] = (), later: Iterable[Callable[[], object]] = ()
) -> threading.Thread:
    """Start `once` beside the server, which meanwhile sends the browser its files; and then the rest, with `later`."""

    def work() -> None:
        once(loaders)
        _page_stands.wait(PATIENCE)
        rest(later)

    _begun.set()
    thread = threading.Thread(target=work, name="warm-up", daemon=True)
    thread.start()
    return thread
