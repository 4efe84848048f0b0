"""The data that the project ships."""

from __future__ import annotations

import pytest

from nplv_dash import ROOT
from nplv_dash.services.workspace import Workspace, open_workspace


@pytest.fixture(scope="session")
def real() -> Workspace:
    """The twenty areas."""
    return open_workspace(ROOT)
