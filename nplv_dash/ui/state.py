"""The one door for what a visitor chose. It lives in the session, and in the address so that a link shows the same.

The address holds ids and not labels: a label differs per language and may be reworded, a link must go on working.
That is why Streamlit's own binding, which writes labels, is used for the language only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from nplv_dash.present.text import Text

#: Marks a choice that the address named but that does not exist.
_UNKNOWN = "_unknown_choices"


def begin(name: str, options: Sequence[str], default: str) -> None:
    """Give the choice `name` its value before its widget is drawn: from the session, else the address, else `default`.

    A value that is not among the options is replaced, and reported by `notice`.
    """
    given = st.session_state.get(name, st.query_params.get(name))
    if given is None:
        st.session_state[name] = default
    elif given in options:
        st.session_state[name] = given
    else:
        if name not in st.session_state:
            st.session_state.setdefault(_UNKNOWN, {})[name] = str(given)[:60]
        st.session_state[name] = default


def remember(name: str, default: str) -> str:
    """Write the choice to the address (left out while it is the default) and return it."""
    value = str(st.session_state[name])
    if value == default:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
    return value


def choose(
    name: str, options: Sequence[str], default: str, draw: Callable[..., Any], label: str, **arguments: Any
) -> str:
    """Draw a widget for a choice and return the option chosen.

    Args:
        name: name of the choice, in the session and in the address.
        draw: `st.selectbox`, `st.segmented_control` or another widget with options.
        arguments: passed on to the widget, such as `format_func`.
    """
    begin(name, options, default)
    draw(label, list(options), key=name, persist_state="session", **arguments)
    if st.session_state[name] is None:  # a segmented control can be emptied
        return default
    return remember(name, default)


def notice(t: Text) -> None:
    """Say which choices of the address were unknown; once."""
    unknown: dict[str, str] = st.session_state.pop(_UNKNOWN, {})
    for name, value in unknown.items():
        st.info(t("frame.unknown_choice", name=name, value=value), icon=":material/info:")
