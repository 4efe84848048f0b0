"""The one door for what a visitor chose. It lives in the session, and in the address so that a link shows the same.

The address holds ids and not labels: a label differs per language and may be reworded, a link must go on working.
That is why Streamlit's own binding, which writes labels, is used for the language only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from nplv_dash.present.text import Text

#: Marks a choice that the address named but that does not exist.
_UNKNOWN: Final = "_unknown_choices"
#: How a switch stands in the address: off, on.
_OFF_ON: Final = ("0", "1")


def choose(
    name: str, options: Sequence[str], default: str, draw: Callable[..., Any], label: str, **arguments: Any
) -> str:
    """Draw a widget for a choice and return the option chosen.

    Args:
        name: name of the choice, in the session and in the address.
        draw: `st.selectbox`, `st.select_slider` or another widget with options.
        arguments: passed on to the widget, such as `format_func`.
    """
    _set(name, _known(name, options.__contains__) or default)
    draw(label, list(options), key=name, persist_state="session", **arguments)
    value = str(st.session_state[name])
    write(name, None if value == default else value)
    return value


def switch(name: str, label: str, **arguments: Any) -> bool:
    """Draw a toggle, off by default, and return whether it is on."""
    if went_back() or not isinstance(st.session_state.get(name), bool):
        _set(name, _known(name, _OFF_ON.__contains__) == _OFF_ON[True])
    st.toggle(label, key=name, persist_state="session", **arguments)
    on = bool(st.session_state[name])
    write(name, _OFF_ON[True] if on else None)
    return on


def only(name: str, option: str) -> str:
    """The one option of a choice that leaves nothing to choose. Another one that the address names is reported."""
    _known(name, {option}.__contains__)
    forget(name)
    return option


def pick(name: str, exists: Callable[[str], bool]) -> str | None:
    """A choice that is made elsewhere than in a widget, such as by a click; None when there is none that exists."""
    value = _known(name, exists)
    if value is None:
        forget(name)
    else:
        keep(name, value)
    return value


def keep(name: str, value: str) -> None:
    """Set a choice that is read by `pick`."""
    _set(name, value)
    write(name, value)


def forget(name: str) -> None:
    """Take a choice back, in the session and in the address."""
    st.session_state.pop(name, None)
    write(name, None)


def notice(t: Text) -> None:
    """Say which choices of the address were unknown; once."""
    unknown: dict[str, str] = st.session_state.pop(_UNKNOWN, {})
    for name, value in unknown.items():
        st.info(t("frame.unknown_choice", name=name, value=literal(value)), icon=":material/info:")


def _known(name: str, exists: Callable[[str], bool]) -> str | None:
    """The choice in the session, else in the address; None when there is none or it does not exist.

    What the address names in vain is reported by `notice`. A choice in the session once existed, so it goes in silence.
    """
    chosen = None if went_back() else st.session_state.get(name)
    given = chosen if chosen is not None else st.query_params.get(name)
    if given is None or exists(str(given)):
        return given
    if chosen is None:
        st.session_state.setdefault(_UNKNOWN, {})[name] = given
    return None


def _set(name: str, value: str | bool) -> None:  # noqa: FBT001
    """Set a choice in the session. Only where it changes: Streamlit makes the browser redraw a widget that was set."""
    if st.session_state.get(name) != value:
        st.session_state[name] = value


def write(name: str, value: str | None) -> None:
    """Write to the address; None takes the name out of it. Where a visitor went back to, it stays as it was."""
    if went_back():
        return
    if value is None:
        st.query_params.pop(name, None)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value


def went_back() -> bool:
    """Whether a visitor went back or forward in the browser: then the address decides, and not the session.

    Otherwise Back would do nothing, again and again: what is in the session would be written to the address at once.
    """
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation


def literal(text: str) -> str:
    """Text of a stranger for a place where Markdown is read: as code, in which nothing is a link, a picture or HTML."""
    # Half a pair of surrogates cannot even be sent to a browser.
    seen = "".join(c if c.isprintable() and c != "`" else " " for c in text)
    return f"`{' '.join(seen.split())[:60] or ' '}`"
