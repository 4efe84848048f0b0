"""The one door for the data: loaded once per process, shared by all visitors, never changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from nplv_dash import ROOT

if TYPE_CHECKING:
    from nplv_dash.services.workspace import Workspace


@st.cache_resource(show_spinner=False)
def workspace() -> Workspace:
    """The data below the project folder. Raises SeveralErrors when they cannot be used; that is not cached."""
    # Here and not above: the server answers half a second earlier, and this is imported while the browser loads.
    from nplv_dash.services.workspace import open_workspace

    return open_workspace(ROOT)
