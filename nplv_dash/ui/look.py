"""How the page looks to this visitor: light or dark."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from nplv_dash.present.palette import DARK, LIGHT, Surface
from nplv_dash.present.style import properties

_HERE: Final = Path(__file__).parent


def surface() -> Surface:
    """The colours around what is drawn. Streamlit runs the page again when a visitor changes the theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT


@cache
def sheet() -> str:
    """The style sheet of the pages as an element: its colours follow the theme around them, also while they stand."""
    return f"<style>{properties(LIGHT, DARK)}{(_HERE / 'frame.css').read_text(encoding='utf-8')}</style>"


@cache
def brand(name: str, tagline: str) -> str:
    """The sign of the app with its name and what it is about: HTML, for words of the locale files."""
    # With a size of its own: the style sheet may come a moment later than the page.
    sign = (_HERE / "icon.svg").read_text(encoding="utf-8")
    sign = sign.replace("<svg", '<svg aria-hidden="true" width="36" height="36"', 1)
    return f'<div class="nplv-brand">{sign}<span><strong>{name}</strong><br><small>{tagline}</small></span></div>'
