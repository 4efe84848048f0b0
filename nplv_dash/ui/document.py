"""The HTML document in which the app runs, made from the one Streamlit ships.

Streamlit's is in English whatever the app speaks, and on a deep link (`/kaart`) it first asks for its server below that
page, which costs a round trip and leaves two errors in the browser's console.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Final

from nplv_dash.present.palette import DARK, LIGHT, Surface
from nplv_dash.present.style import FAMILIES, FAMILY, FONTS
from nplv_dash.present.text import Lang, Text
from nplv_dash.ui.frontend import FRONTEND

#: The document itself in Streamlit's list of files.
_ENTRY: Final = "index.html"
# The frontend reads this object before it connects; the path is that of the server, without the page's name.
_SERVER: Final = "BACKEND_BASE_URL: window.location.origin + '/'"
#: Of the preset themes, by the names that the frontend has for them.
_THEMES: Final = (("LIGHT_THEME", LIGHT), ("DARK_THEME", DARK))
# Streamlit's grids write numbers as the browser's language does; here that is the language of the page.
_LANGUAGES: Final = (
    "<script>Object.defineProperty(navigator, 'languages', {get: () => [document.documentElement.lang]})</script>"
)


@cache
def document(lang: Lang, parts: tuple[str, ...] = ()) -> str:
    """The document in one language, for an app that is served at `/`.

    Args:
        parts: parts of Streamlit's frontend that the page will need, such as "PlotlyChart". The browser fetches and
            compiles them while the server makes the page; Streamlit itself asks for them after that.

    Raises:
        ValueError: Streamlit's document is not what this code knows; it fits the pinned version only.
    """
    t = Text(lang)
    html = (FRONTEND / _ENTRY).read_text(encoding="utf-8")
    html = _replace(r'<html lang="en">', f'<html lang="{lang}">', html)
    html = _replace(r"<title>.*?</title>", f"<title>{escape(t('frame.app'))}</title>", html)
    html = _replace(r"<noscript>.*?</noscript>", f"<noscript><p>{escape(t('frame.no_script'))}</p></noscript>", html)
    # It points programs to a door that is shut (`ui/gate.py`).
    html = _replace(r'<link rel="service-desc"[^>]*>', "", html)
    # Its own letters, in the place of Streamlit's.
    html = _replace(r'<link\s+rel="preload"[^>]*SourceSans[^>]*>', "".join(map(_letters, FONTS.values())), html)
    html = _replace(r"</head>", "".join(map(_preload, _scripts(parts)[1])) + "</head>", html)
    return _replace(r"<head>", "<head>" + _before() + _LANGUAGES, html)


def _before() -> str:
    """What the frontend shall know before it connects: the server, and the themes that it hears of only then.

    Without them it would draw its first frame in its own colours, and fetch its own letters for that.
    """
    themes = (f"{name}: {json.dumps(_theme(surface, base))}" for base, (name, surface) in enumerate(_THEMES))
    return f"<script>window.__streamlit = {{{', '.join((_SERVER, *themes))}}}</script>"


def _theme(surface: Surface, base: int) -> dict[str, Any]:
    """A theme in Streamlit's words; `base` is 0 for a light one and 1 for a dark one."""
    return {
        "base": base,
        "primaryColor": surface.accent,
        "backgroundColor": surface.background,
        "secondaryBackgroundColor": surface.panel,
        "textColor": surface.text,
        "bodyFont": FAMILIES,
        "headingFont": FAMILIES,
        "fontFaces": [
            {"family": FAMILY, "url": f"app/static/{file}", "weightRange": weights} for weights, file in FONTS.items()
        ],
    }


def _letters(file: str) -> str:
    return f'<link rel="preload" href="./app/static/{file}" as="font" type="font/woff2" crossorigin>'


def _preload(path: str) -> str:
    return f'<link rel="modulepreload" crossorigin fetchpriority="low" href="./{path}">'


def files(parts: Iterable[str]) -> list[str]:
    """What the document asks for: the frontend's own scripts and styles, and those of `parts`."""
    own, more = _scripts(parts)
    return [*own, *_manifest()[_ENTRY].get("css", ()), *more]


def _scripts(parts: Iterable[str]) -> tuple[list[str], list[str]]:
    """The scripts of the frontend itself, and those of some parts with all that they import and it does not.

    Raises:
        ValueError: Streamlit has no such part.
    """
    manifest = _manifest()
    keys = {Path(key).stem: key for key in manifest if key.endswith(".tsx")}
    unknown = set(parts) - set(keys)
    if unknown:
        raise ValueError(f"Streamlit's frontend has no part {', '.join(sorted(unknown))}")

    def closure(key: str, found: dict[str, None]) -> dict[str, None]:
        if key not in found:
            found[key] = None
            for below in manifest[key].get("imports", ()):
                closure(below, found)
        return found

    own = closure(_ENTRY, {})
    wanted: dict[str, None] = {}
    for part in parts:
        closure(keys[part], wanted)
    return [manifest[key]["file"] for key in own], [manifest[key]["file"] for key in wanted if key not in own]


@cache
def _manifest() -> dict[str, Any]:
    """Streamlit's list of the files of its frontend."""
    content: dict[str, Any] = json.loads((FRONTEND / "manifest.json").read_text(encoding="utf-8"))
    return content


def _replace(pattern: str, replacement: str, html: str) -> str:
    html, found = re.subn(pattern, lambda _: replacement, html, flags=re.DOTALL)
    if found != 1:
        raise ValueError(f"{pattern} stands {found} times in Streamlit's document, expected once")
    return html
