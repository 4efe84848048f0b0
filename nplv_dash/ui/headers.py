"""What a browser is told it may do with each kind of answer.

A page runs the scripts that Streamlit ships and those that this code knows by their content; it asks no other host for
anything, and nobody else's page may frame it. The map is a document of its own in a frame, with rules of its own.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nplv_dash.present.slides_script import known, script
from nplv_dash.present.text import LANGUAGES
from nplv_dash.services.settings import settings
from nplv_dash.ui import language
from nplv_dash.ui.document import document
from nplv_dash.ui.routes.addresses import TILES

#: Files that begin so carry their fingerprint in their name, so a browser may keep them for good.
FINGERPRINTED: Final = ("/app/static/geo/", "/app/static/fonts/FiraSans-")
_FOR_GOOD: Final = "public, max-age=31536000, immutable"
#: Pictures and downloads of visitors, which nobody on the way shall keep, nor a computer that many use.
_OF_SESSIONS: Final = "/media/"
_COMPONENT: Final = "/component/"
#: What other websites may read or show: figures, pictures and what was frozen.
_OPEN: Final = ("/api/", "/embed/", "/vast/")
_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
#: All that a browser can lend a page, and that this one does not need. Not `clipboard-write`, which the buttons that
#: copy a link need, and not `fullscreen`, which the slides need.
_OFF: Final = (
    "accelerometer", "autoplay", "camera", "clipboard-read", "display-capture", "encrypted-media",
    "gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer", "microphone", "midi",
    "payment", "picture-in-picture", "publickey-credentials-get", "screen-wake-lock", "serial", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
#: Of every answer. HTTP Strict Transport Security is for the proxy, which alone knows that there is https.
_ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    # Rooms have their secret in their address: no other website is told where a visitor came from.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _OFF),
}


class HeadersMiddleware:
    """Sets the headers for security and caching."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and complete the headers of the answer."""
        has_begun = False

        async def completed(message: Message) -> None:
            nonlocal has_begun
            if message["type"] == "http.response.start":
                has_begun = True
                headers = MutableHeaders(scope=message)
                complete(headers, scope["path"], message["status"])
                if scope["scheme"] == "https":
                    _only_there(headers)
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        try:
            await self.app(scope, receive, completed)
        except Exception:
            # Whoever is around this one answers too, but without these headers. What it does with the error is its own.
            if not has_begun:
                await PlainTextResponse("Internal Server Error", 500)(scope, receive, completed)
            raise


def complete(headers: MutableHeaders, path: str, status: int) -> None:
    """Set what is missing.

    Args:
        headers: of an answer; changed.
        path: that was asked for.
        status: of the answer.
    """
    headers.update(_ALWAYS)
    is_open = path.startswith(_OPEN)
    headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_open else "same-origin"
    if not is_open:
        # Streamlit lets a page of port 8501 of the visitor's own machine in, whatever it is. No page here needs that.
        for name in [one for one in headers if one.startswith("access-control-")]:
            del headers[name]
    if headers.get("content-type", "").startswith(("text/html", "image/svg+xml")):
        # What needs less than a page, such as an embedded picture, sets a stricter policy of its own.
        headers.setdefault("Content-Security-Policy", component() if path.startswith(_COMPONENT) else page())
        if not is_open:
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if path.startswith(FINGERPRINTED) and status == 200:
        headers["Cache-Control"] = _FOR_GOOD
    if path.startswith(_OF_SESSIONS):
        headers["Cache-Control"] = "private, no-store"


def _only_there(headers: MutableHeaders) -> None:
    """Let cookies go over https only: Streamlit does not know that a proxy before it has the certificate."""
    cookies = headers.getlist("set-cookie")
    if cookies:
        del headers["set-cookie"]
    for one in cookies:
        is_there = "secure" in (part.strip().lower() for part in one.split(";"))
        headers.append("set-cookie", one if is_there else f"{one}; Secure")


def page() -> str:
    """The rules of a page.

    Styles are another matter than scripts: Streamlit and the charts write theirs into the page, each time others.
    """
    return (
        "default-src 'none'; "
        # WebAssembly: Streamlit's protocol counts in numbers of 64 bits with it. It evaluates no text.
        f"script-src 'self' 'wasm-unsafe-eval' {' '.join(_known_scripts())}; "
        "style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; "
        "font-src 'self' data:; "
        "connect-src 'self'; "
        "frame-src 'self'; "
        f"object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors {settings().frame_ancestors}"
    )


def component() -> str:
    """The rules of a component in its frame: of the map, there being no other.

    streamlit-folium gets the map as a script, in words that it evaluates; what is in them is written by
    `present/foliummap.py` as JSON. Its page can ask one other host for something, and only for pictures.
    """
    scheme, _, rest = TILES.partition("://")
    tiles = f"{scheme}://{rest.partition('/')[0]}"
    # The pages that may frame the page around it are around it too.
    around = settings().frame_ancestors
    around = "'self'" if around == "'none'" else " ".join(dict.fromkeys(("'self'", *around.split())))
    return (
        "default-src 'none'; "
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; "
        f"img-src 'self' data: {tiles}; "
        "font-src 'self'; "
        # Borders that no server has come within their address.
        "connect-src 'self' data:; "
        f"object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors {around}"
    )


@cache
def _known_scripts() -> tuple[str, ...]:
    """Of every script that stands in a page itself, the word by which a browser knows it."""
    texts = [text for lang in LANGUAGES for text in _SCRIPT.findall(document(lang))]
    texts += [language.script(lang) for lang in LANGUAGES]
    # The slides are shown in a frame of the page, which keeps the rules of the page.
    texts.append(script())
    return tuple(known(text) for text in dict.fromkeys(texts))
