"""How long property tests may take: on a busy machine a slow example is no fault."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "patient",
    # In CI the same examples each time, so that a failure there can be repeated here.
    settings.get_profile("ci" if os.environ.get("CI") else "default"),
    deadline=None,
    # Half of the default, since the models take long; where it matters a test says how many.
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("patient")
