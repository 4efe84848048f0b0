"""The block to share a page with, as long as nobody unfolds it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from nplv_dash.present.text import Text


@st.fragment
def share(inside: Callable[[], None], t: Text) -> None:
    """Draw the block, folded. A fragment: unfolding it makes nothing else anew.

    Args:
        inside: draws what is in it, once it is unfolded. What that brings along nobody waits for before.
    """
    with st.expander(t("share.title"), icon=":material/share:", key="delen", on_change="rerun") as box:
        if box.open:
            inside()
