"""What all these addresses have in common: tags, headers, and errors in words."""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from nplv_dash import __version__
from nplv_dash.domain.errors import DataError, NplvError
from nplv_dash.present import standalone
from nplv_dash.present.explain import explain
from nplv_dash.present.text import Lang, Text, as_language
from nplv_dash.services.settings import settings
from nplv_dash.services.versions import without_folders
from nplv_dash.ui import language, tags
from nplv_dash.ui.routes.desk import Desk

_log = logging.getLogger(__name__)
CSV, JSON, HTML, SVG, PNG = "text/csv", "application/json", "text/html", "image/svg+xml", "image/png"
#: Seconds for which a browser need not ask again.
_FRESH: Final = 300
#: Status by the error; 400 for every other one, and 503 where the data of the server are the trouble.
_STATUS: Final = {"api_unknown": 404, "archive_unknown": 404, "api_gone": 410, "api_busy": 503, "api_each": 429}


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered, before it is made.

    Attributes:
        tag: names the content: the same tag is the same bytes.
        make: makes it, in a thread.
        media: its type.
        file: name under which a browser keeps it; None for what is shown.
    """

    tag: str
    make: Callable[[], bytes]
    media: str
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Redirect:
    """The answer is elsewhere: at an address of the app, which begins with a slash."""

    address: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for.

    Attributes:
        root: the way from there to the app, also where a proxy has it below a path of its own, which it takes off.
    """

    path: Mapping[str, str]
    query: Mapping[str, str]
    accept: str = ""
    lang: Lang = field(default="nl")
    root: str = "./"

    def only(self, names: Collection[str]) -> None:
        """Refuse names that mean nothing here: with a typing error the figures would pass for others."""
        unknown = [name for name in self.query if name not in names and name != language.PARAMETER]
        if unknown:
            # Here and not above: the records bring a library along that the start can do without.
            from nplv_dash.domain.parameters import shown

            words = ", ".join(shown(name) for name in unknown[:5])
            raise NplvError("api_names", "?", names=words, known=", ".join(sorted({*names, language.PARAMETER})))

    def one_of(self, name: str, options: Collection[str], default: str | None = None) -> str:
        """The value of a name, one of some; NplvError `api_value` where it is another, or none without a default."""
        value = self.query.get(name, default)
        if value is None or value not in options:
            known = [*options][:60]
            from nplv_dash.domain.parameters import shown

            raise NplvError("api_value", name, value=shown(value or ""), known=", ".join(known))
        return value


def route(path: str, desk: Desk, find: Callable[[Asked], Answer | Redirect], *, cors: bool = False) -> Route:
    """An address.

    Args:
        find: what is answered, or a NplvError; called in a thread.
        cors: whether scripts of other websites may read it, and errors are JSON; else they are pages.
    """

    async def endpoint(request: Request) -> Response:
        asked = Asked(
            path=request.path_params,
            query=dict(request.query_params),
            accept=request.headers.get("accept", ""),
            lang=as_language(request.query_params.get(language.PARAMETER)),
            root="../" * (request.scope["path"].count("/") - 1) or "./",
        )
        response = await _answered(request, asked, desk, find, as_json=cors)
        if cors:
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = "ETag"
        elif response.headers.get("content-type", "").startswith((HTML, SVG)):
            response.headers["Content-Security-Policy"] = policy()
        return response

    return Route(path, endpoint)


def policy() -> str:
    """No scripts, nothing from elsewhere; and who may frame it.

    Without a setting that is everybody: these pages hold no session and no button, so there is nothing that a frame
    around them could make a visitor do.
    """
    return (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {settings().embed_ancestors}"
    )


def tag_of(*parts: object) -> str:
    """A tag of what an answer hangs on."""
    text = "\n".join(map(str, (__version__, *parts)))
    return hashlib.sha256(text.encode()).hexdigest()[:24]


async def _answered(
    request: Request, asked: Asked, desk: Desk, find: Callable[[Asked], Answer | Redirect], *, as_json: bool
) -> Response:
    told: Callable[..., Awaitable[Response]] = _json if as_json else _page
    try:
        found = await desk.read(lambda: find(asked))
        if isinstance(found, Redirect):
            return RedirectResponse(asked.root + found.address.removeprefix("/"), status_code=307)
        headers = {"ETag": tags.quoted(found.tag), "Cache-Control": f"public, max-age={_FRESH}", "Vary": "Accept"}
        if found.file:
            headers["Content-Disposition"] = f'attachment; filename="{found.file}"'
        if tags.has(request.headers, found.tag):
            return Response(status_code=304, headers=headers)
        content = await desk.answer(found.tag, found.make, request.client.host if request.client else "")
    except Exception as error:  # noqa: BLE001  the last line between an error and a user
        return await told(error, asked)
    text = found.media in {CSV, HTML}
    return Response(content, media_type=f"{found.media}; charset=utf-8" if text else found.media, headers=headers)


async def _json(error: Exception, asked: Asked) -> Response:
    status, sentences = _said(error, Text(asked.lang))
    return JSONResponse({"status": status, "errors": sentences}, status, headers=_not_now(error))


async def _page(error: Exception, asked: Asked) -> Response:
    t = Text(asked.lang)
    status, sentences = _said(error, t)
    parts = [standalone.heading(t("share.error.title"))]
    parts += [standalone.paragraph(f"{one['what']} {one['remedy']}") for one in sentences]
    parts.append(standalone.line(standalone.link(t("frame.app"), asked.root, out=True)))
    content = standalone.page(t("share.error.title"), parts, asked.lang)
    return Response(content, status, media_type=f"{HTML}; charset=utf-8", headers=_not_now(error))


def _not_now(error: Exception) -> dict[str, str]:
    """The headers of an error; with when to come back, where that helps."""
    later = error.values.get("seconds") if isinstance(error, NplvError) else None
    return {"Cache-Control": "no-store"} | ({"Retry-After": str(later)} if later else {})


def _said(error: Exception, t: Text) -> tuple[int, list[dict[str, str]]]:
    """The status, and sentences: what is wrong, where, what to do."""
    if not isinstance(error, NplvError):
        reference = secrets.token_hex(3)
        _log.error("reference %s", reference, exc_info=error)
        what = t("share.error.unexpected")
        return 500, [{"what": what, "where": reference, "remedy": t("share.error.reference", reference=reference)}]
    status = _STATUS.get(error.key, 503 if isinstance(error, DataError) else 400)
    if status == 503:
        _log.warning("%s", error)
    # A visitor need not know where on the server the project stands.
    return status, [
        {name: without_folders(getattr(one, name)) for name in ("what", "where", "remedy")} for one in explain(error, t)
    ]
