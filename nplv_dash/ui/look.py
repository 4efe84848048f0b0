"""How the page looks to this visitor: light or dark."""

from __future__ import annotations

import streamlit as st

from nplv_dash.present.palette import DARK, LIGHT, Surface


def surface() -> Surface:
    """The colours around what is drawn. Streamlit runs the page again when a visitor changes the theme."""
    return DARK if st.context.theme.type == "dark" else LIGHT
