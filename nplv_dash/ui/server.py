"""The app as a web server: Streamlit's own ASGI app, with what a public page needs around it.

The app also runs under a plain `streamlit run app.py`, then without what is here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit import config

from nplv_dash import ROOT
from nplv_dash.present.text import DEFAULT, as_language
from nplv_dash.services.settings import Settings, settings
from nplv_dash.ui import (
    drain,
    errors,
    frame,
    language,
    logs,
    media,
    messages,
    thrift,
    turns,
    unmade,
    uploader_words,
    warmup,
    wiring,
)
from nplv_dash.ui.document import document, files
from nplv_dash.ui.drain import Drain, DrainMiddleware
from nplv_dash.ui.frontend import FrontendMiddleware
from nplv_dash.ui.gate import GateMiddleware
from nplv_dash.ui.headers import HeadersMiddleware
from nplv_dash.ui.meters import METERS, MetersMiddleware
from nplv_dash.ui.routes import all_routes, health
from nplv_dash.ui.routes.addresses import embedded
from nplv_dash.ui.sticky import StickyMiddleware
from nplv_dash.ui.uploads import UploadsMiddleware


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
    thrift.keep()
    unmade.keep()
    media.keep()
    messages.keep()
    start, *others = frame.PAGES
    document(DEFAULT, start.parts)  # before the data are loaded beside it
    emptying, chosen = Drain(), settings()
    # What stands in .streamlit/config.toml is for a plain `streamlit run`; it goes before the environment.
    config.set_option("server.maxUploadSize", chosen.upload_mb)
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
            Middleware(GateMiddleware),
            Middleware(UploadsMiddleware),
            Middleware(DrainMiddleware, drain=emptying, pages=paths),
            Middleware(StickyMiddleware, name=chosen.server_name, pages=paths),
            Middleware(FrontendMiddleware, at_hand=files(start.parts), instead=uploader_words.scripts()),
        ],
        on_script_error=errors.on_script_error,
    )
