"""Tabs of which only the open one is made; the address knows which one that is."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from nplv_dash.ui import state


def draw(choice: str, key: str, labels: Mapping[str, str], make: Callable[[str], None]) -> None:
    """Draw tabs; the first one is open where nobody chose another.

    Args:
        choice: its name in the session and in the address.
        key: of the widget.
        labels: id of a tab -> its label.
        make: called with the id of the open tab, to draw what is in it.
    """
    chosen = state.pick(choice, labels.__contains__) or next(iter(labels))
    # Streamlit knows a tab by its label, which is another one in another language.
    label = labels[chosen]
    if st.session_state.get(key) != label:
        st.session_state[key] = label
    ids = {label: name for name, label in labels.items()}
    tabs = st.tabs(list(ids), key=key, on_change=_opened, args=(choice, key, ids))
    for tab, name in zip(tabs, labels, strict=True):
        if tab.open:
            with tab:
                make(name)


def _opened(choice: str, key: str, ids: Mapping[str, str]) -> None:
    name = ids[st.session_state[key]]
    if name == next(iter(ids.values())):
        state.forget(choice)
    else:
        state.keep(choice, name)
