"""Which language this visitor reads, and the switch. The choice is in the address: `?lang=en`."""

from __future__ import annotations

from typing import Final

import streamlit as st
from streamlit.elements.widgets.text_widgets import TextAreaSerde, TextInputSerde
from streamlit.runtime.scriptrunner import get_script_run_ctx

from nplv_dash.present.text import DEFAULT, LANGUAGE_NAME, LANGUAGES, Lang, Text, as_language

#: Name of the query parameter, and key of the switch that is bound to it.
PARAMETER: Final = LANGUAGE_NAME
#: In the session: the language of the run before.
_BEFORE: Final = "_language"
#: What fields for text write and read their values with.
_FIELDS: Final = (TextInputSerde, TextAreaSerde)


def current() -> Lang:
    """The language of this session, also before or without the switch."""
    return as_language(st.session_state.get(PARAMETER, st.query_params.get(PARAMETER)))


def switch() -> Lang:
    """Draw the switch and return the language chosen."""
    # Streamlit writes the label of a bound option into the address, so the labels are the codes; frame.css makes them
    # capitals.
    chosen = st.segmented_control(
        Text(current())("frame.language"),
        LANGUAGES,
        default=DEFAULT,
        required=True,
        key=PARAMETER,
        bind="query-params",
        label_visibility="collapsed",
    )
    lang = as_language(chosen)
    if st.session_state.get(_BEFORE, lang) != lang:
        _choose_anew()
    st.session_state[_BEFORE] = lang
    return lang


def _choose_anew() -> None:
    """Set every choice to what it is.

    A browser knows a choice by its words, and keeps those of the language before. Unless it is set, the widget goes on
    saying them, and when it sends them later there is no such choice: Streamlit would take the first one instead.
    """
    for name, value in st.session_state.to_dict().items():
        # Not what is true or false: that has no words, and a button cannot be set. Nor what somebody types: it has no
        # words of ours, and what stands in the browser only, since it was not sent yet, would be wiped.
        is_choice = isinstance(value, str | int | float) and not isinstance(value, bool) and not _is_typed(name)
        if is_choice and name != PARAMETER:
            st.session_state[name] = value


def _is_typed(name: str) -> bool:
    """Whether this belongs to a field for text."""
    context = get_script_run_ctx()
    if context is None:
        return False
    state = context.session_state._state  # noqa: SLF001  the library offers no other way
    widget = state.get_widget_metadata(state.get_widget_id_from_key(name) or "")
    return widget is not None and isinstance(getattr(widget.serializer, "__self__", None), _FIELDS)


def tell_browser(lang: Lang) -> None:
    """Set the language of the standing page, by which a screen reader chooses its voice."""
    st.html(f"<script>{script(lang)}</script>", unsafe_allow_javascript=True)


def script(lang: Lang) -> str:
    """What does it; the browser runs it because `ui/headers.py` names it."""
    return f"document.documentElement.lang = '{lang}'"
