"""The one door for the tasks of rooms."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.rooms import Room, RoomError
from nplv_dash.domain.tasks import PlacingTask, ScenarioTask
from nplv_dash.services.versions import data_root
from nplv_dash.sources.tasks import load_tasks
from nplv_dash.ui import model


@st.cache_resource(show_spinner=False)
def tasks() -> tuple[ScenarioTask | PlacingTask, ...]:
    """Every task, in the order of the file. Raises NplvError when it is damaged."""
    return load_tasks(data_root(), model.parameters(), model.examples())


def task_of(room: Room) -> ScenarioTask | PlacingTask:
    """The task of a room.

    Raises:
        RoomError: `room_task`, where this version of the app has no such task any more.
    """
    found = next((task for task in tasks() if task.id == room.task), None)
    if found is None:
        raise RoomError("room_task", "kamer", task=room.task)
    return found
