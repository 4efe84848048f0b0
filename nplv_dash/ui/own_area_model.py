"""What scenarios do in the areas of a visitor's own, shared by all who ask for the same."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.own_area import OwnArea
from nplv_dash.domain.records import Area
from nplv_dash.domain.scenario import Scenario
from nplv_dash.services.redistribution_own import OwnSide, own_sides
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import model

#: An answer takes some kilobytes.
_KEPT = 128


def sides(workspace: Workspace, scenario: Scenario, count: int) -> tuple[tuple[OwnArea, OwnSide], ...]:
    """Every own area of this visitor with what a scenario does in it; nothing is computed where there is none.

    Args:
        count: draws, as many as the result has that it stands beside.
    """
    if not workspace.own:
        return ()
    ids = tuple(area.id for area in workspace.own)
    found = _sides(workspace.bundle.fingerprint, ids, scenario, count, workspace)
    return tuple(zip(workspace.own, found, strict=True))


def side(workspace: Workspace, area: Area | None, scenario: Scenario, count: int) -> OwnSide | None:
    """The same for one area; None for every area that is not the visitor's own."""
    if area is None or not area.own:
        return None
    return next((found for one, found in sides(workspace, scenario, count) if one.id == area.id), None)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _sides(
    fingerprint: str,  # noqa: ARG001  the key, with the ids: of the data, and of what the areas are made of
    ids: tuple[str, ...],  # noqa: ARG001
    scenario: Scenario,
    count: int,
    _workspace: Workspace,
) -> tuple[OwnSide, ...]:
    with model.turn():
        return own_sides(_workspace, model.country(), model.parameters(), scenario, _workspace.own, count)
