"""Addresses beside the pages: figures as CSV, pictures for other websites, and what was frozen."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from starlette.routing import Route

from nplv_dash.ui import warmup, wiring
from nplv_dash.ui.routes.addresses import API, EMBED, FROZEN, LIVE
from nplv_dash.ui.routes.answers import Answer, Asked, Redirect, route
from nplv_dash.ui.routes.desk import Desk
from nplv_dash.ui.routes.geo import GEO, layer


def all_routes() -> list[Route]:
    """Every one of them, with a desk of their own; of each kind the last one says that there is no other."""
    desk = Desk()
    return [
        route(API, desk, _of("api", "to_index"), cors=True),
        route(f"{API}/", desk, _of("api", "index"), cors=True),
        route(f"{API}/{{file}}", desk, _of("api", "measured"), cors=True),
        route(f"{API}/{{page}}/{{file}}", desk, _of("api", "scenario"), cors=True),
        route("/api/{rest:path}", desk, _of("api", "nothing"), cors=True),
        route(f"{EMBED}/{{page}}/{{part}}", desk, _of("embed", "embed")),
        route(f"{EMBED}/{{rest:path}}", desk, _of("embed", "nothing")),
        route(f"{FROZEN}/{{id}}", desk, _of("frozen", "to_page")),
        route(f"{FROZEN}/{{id}}/", desk, _of("frozen", "page")),
        route(f"{FROZEN}/{{id}}/{LIVE}", desk, _of("frozen", "to_live")),
        route(f"{FROZEN}/{{id}}/{{file}}", desk, _of("frozen", "file")),
        route(f"{FROZEN}/{{rest:path}}", desk, _of("frozen", "nothing")),
        Route(f"{GEO}/{{file}}", layer),
    ]


def _of(module: str, name: str) -> Callable[[Asked], Answer | Redirect]:
    """A function of a module here, which is imported for the first who asks: it brings the data's libraries along."""

    def find(asked: Asked) -> Answer | Redirect:
        # Not beside the thread that loads the same libraries at the start.
        warmup.once(wiring.LOADERS)
        found: Answer | Redirect = getattr(import_module(f"{__name__}.{module}"), name)(asked)
        return found

    return find
