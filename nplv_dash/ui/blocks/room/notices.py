"""What could not be done in a room, in words: never a traceback, and nothing that was set is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.present.explain import explain
from nplv_dash.present.text import Text

#: In the session: what a press of a button could not do. The run after it says so.
_REFUSED: Final = "_kamer_geweigerd"


def refused(error: NplvError, t: Text) -> None:
    """Say what is wrong and what to do."""
    for one in explain(error, t):
        st.warning(f"{one.what} {one.remedy}", icon=":material/warning:")


def attempt(act: Callable[[], object]) -> None:
    """Do what a button is for; in its callback, where nothing can be drawn yet."""
    try:
        act()
    except NplvError as error:
        st.session_state[_REFUSED] = error


def of_last_press(t: Text) -> None:
    """Say what the last press could not do; once."""
    error = st.session_state.pop(_REFUSED, None)
    if isinstance(error, NplvError):
        refused(error, t)
