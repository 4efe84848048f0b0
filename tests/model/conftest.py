"""How long property tests may take, and the country and the parameters that the project ships."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from nplv_dash import ROOT
from nplv_dash.services.country import Country, country_of
from nplv_dash.services.workspace import open_workspace

settings.register_profile(
    "patient",
    # In CI the same examples each time, so that a failure there can be repeated here.
    settings.get_profile("ci" if os.environ.get("CI") else "default"),
    # The first example may compile the model; on a busy machine a slow one is no fault.
    deadline=None,
    # Half of the default, since the models take long; where it matters a test says how many.
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def dutch() -> Country:
    """The wijken of the Netherlands, from the data of the project."""
    return country_of(open_workspace(ROOT))
