"""The HTML document in which the app runs, made from the one Streamlit ships.

Streamlit's is in English whatever the app speaks, and on a deep link (`/kaart`) it first asks for its server below that
page, which costs a round trip and leaves two errors in the browser's console.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

import streamlit as st

from nplv_dash.present.text import Lang, Text

# The frontend reads this object before it connects; the path is that of the server, without the page's name.
_SERVER: Final = "<script>window.__streamlit = {BACKEND_BASE_URL: window.location.origin + '/'}</script>"
# Streamlit's grids write numbers as the browser's language does; here that is the language of the page.
_LANGUAGES: Final = (
    "<script>Object.defineProperty(navigator, 'languages', {get: () => [document.documentElement.lang]})</script>"
)


@cache
def document(lang: Lang) -> str:
    """The document in one language, for an app that is served at `/`.

    Raises:
        ValueError: Streamlit's document is not what this code knows; it fits the pinned version only.
    """
    t = Text(lang)
    html = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    html = _replace(r'<html lang="en">', f'<html lang="{lang}">', html)
    html = _replace(r"<title>.*?</title>", f"<title>{escape(t('frame.app'))}</title>", html)
    html = _replace(r"<noscript>.*?</noscript>", f"<noscript><p>{escape(t('frame.no_script'))}</p></noscript>", html)
    return _replace(r"<head>", "<head>" + _SERVER + _LANGUAGES, html)


def _replace(pattern: str, replacement: str, html: str) -> str:
    html, found = re.subn(pattern, lambda _: replacement, html, flags=re.DOTALL)
    if found != 1:
        raise ValueError(f"{pattern} stands {found} times in Streamlit's document, expected once")
    return html
