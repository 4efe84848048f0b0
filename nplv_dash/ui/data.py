"""The one door for the data: loaded once per process, shared by all visitors, never changed."""

from __future__ import annotations

import streamlit as st

from nplv_dash import ROOT
from nplv_dash.services.workspace import Workspace, open_workspace


@st.cache_resource(show_spinner=False)
def workspace() -> Workspace:
    """The data below the project folder. Raises SeveralErrors when they cannot be used; that is not cached."""
    return open_workspace(ROOT)
