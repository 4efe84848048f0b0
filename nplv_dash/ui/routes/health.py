"""`/healthz`: whether this server can be used, and which part cannot. `/metrics`: what it counts, for Prometheus.

Both are for whoever runs the server and pass no desk: they answer also when that has its hands full.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from streamlit.runtime import Runtime, RuntimeState

from nplv_dash import __version__
from nplv_dash.ui import warmup, wiring
from nplv_dash.ui.drain import Drain
from nplv_dash.ui.meters import Meters

_log = logging.getLogger(__name__)
HEALTH, METRICS = "/healthz", "/metrics"
#: Seconds after which a part that does not answer counts as away.
PATIENCE: Final = 2.0
_NO_STORE: Final = {"Cache-Control": "no-store"}


def routes(drain: Drain, meters: Meters, name: str = "") -> list[Route]:
    """Both addresses.

    Args:
        name: of this server, where it is one of several.
    """
    data, database, rooms = _Part("data", _data), _Part("database", _ping), _Part("rooms", _stats)

    async def health(_request: Request) -> Response:
        status = _away(drain)
        fingerprint = None if status else await data.ask()
        if not status:
            status = data.name if fingerprint is None else "ok" if await database.ask() else database.away
        said = {"status": status, "version": __version__, "data": fingerprint, "server": name}
        return JSONResponse(said, 200 if status == "ok" else 503, headers=_NO_STORE)

    async def metrics(_request: Request) -> Response:
        # Here and not above: the library that writes them is of no use to a visitor.
        from nplv_dash.ui.routes import metrics

        return Response(metrics.text(meters, await rooms.ask()), media_type=metrics.MEDIA, headers=_NO_STORE)

    return [Route(HEALTH, health), Route(METRICS, metrics)]


def _away(drain: Drain) -> str:
    """Why nothing can be asked of this server now; empty where something can."""
    if drain.is_on:
        return "draining"
    if not Runtime.exists() or Runtime.instance().state in {RuntimeState.STOPPING, RuntimeState.STOPPED}:
        return "app"
    # Whoever asks before that would load the data, beside the thread that is doing it.
    return "" if warmup.is_done() else "starting"


class _Part:
    """A part of the server that may fail, asked in a thread. Who asks while that lasts waits for the same answer."""

    def __init__(self, name: str, check: Callable[[], Any]) -> None:
        self.name, self._check = name, check
        # Of its own: a database that hangs must not make the data look ill.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"health-{name}")
        self._asked: asyncio.Future[Any] | None = None
        self._has_answered = False

    @property
    def away(self) -> str:
        """How it is told that this part cannot be used; the first time it may only be slow, as it is loaded."""
        return self.name if self._has_answered else "starting"

    async def ask(self) -> Any:
        """What its check returns; None where it raises, or does not return in time."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.get_running_loop().run_in_executor(self._thread, self._check)
            self._asked.add_done_callback(self._answered)
        try:
            return await asyncio.wait_for(asyncio.shield(self._asked), PATIENCE)
        except TimeoutError:
            _log.warning("%s does not answer", self.name)
        except Exception:  # noqa: BLE001  whatever it is, this part cannot be used
            _log.warning("%s cannot be used", self.name, exc_info=True)
        return None

    def _answered(self, done: asyncio.Future[Any]) -> None:
        self._has_answered = True
        if not done.cancelled():
            # An error nobody waits for any more counts as seen.
            done.exception()


def _data() -> str | None:
    return wiring.data_fingerprint()


def _ping() -> bool:
    # Here and not above: the store brings its libraries along.
    from nplv_dash.ui.rooms import store

    store().ping()
    return True


def _stats() -> Any:
    from nplv_dash.ui.rooms import store

    return store().stats()
