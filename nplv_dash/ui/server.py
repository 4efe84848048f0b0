"""The app as a web server: Streamlit's own ASGI app, with what a public page needs around it.

The app also runs under a plain `streamlit run app.py`, then without what is here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Final

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nplv_dash import ROOT
from nplv_dash.present.text import DEFAULT, as_language
from nplv_dash.services.settings import Settings, settings
from nplv_dash.ui import drain, errors, frame, language, logs, turns, unmade, warmup, wiring
from nplv_dash.ui.document import document, files
from nplv_dash.ui.drain import Drain, DrainMiddleware
from nplv_dash.ui.frontend import FrontendMiddleware
from nplv_dash.ui.meters import METERS, MetersMiddleware
from nplv_dash.ui.routes import all_routes, health
from nplv_dash.ui.routes.addresses import embedded
from nplv_dash.ui.sticky import StickyMiddleware

#: Files that begin so carry their fingerprint in their name, so a browser may keep them for good.
FINGERPRINTED: Final = ("/app/static/geo/", "/app/static/fonts/FiraSans-")
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
#: No page asks another host for anything, and the browser holds the page to it. Documents of components in it, such as
#: the map, are exempt (see `_complete`): the map asks another host for its background once a visitor switches that on;
#: tests watch that nothing else does. Streamlit's pages need inline styles and scripts, and compile some code.
POLICY: Final = (
    "default-src 'self'; "
    "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
    "style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; "
    "font-src 'self' data:; "
    "connect-src 'self' data: blob:; "
    "worker-src 'self' blob:; "
    "frame-src 'self' data: blob:; "
    "object-src 'none'; "
    "base-uri 'self'"
)


class HeadersMiddleware:
    """Sets the headers for security and caching."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and complete the headers of the answer."""

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message), scope["path"], message["status"])
            await send(message)

        await self.app(scope, receive, completed if scope["type"] == "http" else send)


def _complete(headers: MutableHeaders, path: str, status: int) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    # Components are documents of their own in a frame, such as the map; their makers set their rules.
    if headers.get("content-type", "").startswith("text/html") and not path.startswith("/component/"):
        # What needs less than a page, such as an embedded picture, sets a stricter policy of its own.
        headers.setdefault("Content-Security-Policy", f"{POLICY}; frame-ancestors {settings().frame_ancestors}")
    if path.startswith(FINGERPRINTED) and status == 200:
        headers["Cache-Control"] = _FOR_GOOD


def _lifespan(emptying: Drain, chosen: Settings) -> Callable[[st.App], AbstractAsyncContextManager[dict[str, Any]]]:
    @asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
        # By now the libraries have made the loggers that it takes over.
        logs.set_up(chosen.log_level, chosen.log_format)
        warmup.in_background(wiring.LOADERS, wiring.LATER)
        with drain.on_signals(emptying, chosen.drain_seconds):
            yield {}

    return lifespan


def _document_of(page: frame.Page) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        part = embedded(page.id, request.query_params)
        if part is not None:
            return RedirectResponse(part, status_code=307)
        lang = as_language(request.query_params.get(language.PARAMETER))
        return HTMLResponse(document(lang, page.parts), headers={"Cache-Control": "no-cache"})

    return answer


async def _to_start(request: Request) -> RedirectResponse:
    # Streamlit knows its first page as `/` only, and calls the page's own name unknown. Seen from there, since a proxy
    # may have the app below a path of its own.
    return RedirectResponse(f"./?{request.url.query}".rstrip("?"), status_code=307)


def create_app() -> st.App:
    """The app for an ASGI server."""
    turns.keep()
    unmade.keep()
    start, *others = frame.PAGES
    document(DEFAULT, start.parts)  # before the data are loaded beside it
    emptying, chosen = Drain(), settings()
    paths = frozenset({"/", *(f"/{page.url_path}" for page in frame.PAGES)})
    return st.App(
        ROOT / "app.py",
        lifespan=_lifespan(emptying, chosen),
        routes=[
            *health.routes(emptying, METERS, chosen.server_name),
            Route("/", _document_of(start)),
            Route(f"/{start.url_path}", _to_start),
            *(Route(f"/{page.url_path}", _document_of(page)) for page in others),
            *all_routes(),
        ],
        middleware=[
            Middleware(MetersMiddleware, meters=METERS),
            Middleware(HeadersMiddleware),
            Middleware(DrainMiddleware, drain=emptying, pages=paths),
            Middleware(StickyMiddleware, name=chosen.server_name, pages=paths),
            Middleware(FrontendMiddleware, at_hand=files(start.parts)),
        ],
        on_script_error=errors.on_script_error,
    )
