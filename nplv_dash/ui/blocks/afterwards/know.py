"""What to know before using the page about the end of the funding."""

from __future__ import annotations

import streamlit as st

from nplv_dash.present.text import Text

_LINES = ("exploration", "money", "trend", "lbm", "small", "targets", "same", "apart")


def draw(t: Text) -> None:
    """The warnings."""
    st.header(t("financiering.know.title"), anchor="weten")
    st.markdown("\n".join(f"- {t(f'financiering.know.{line}')}" for line in _LINES))
