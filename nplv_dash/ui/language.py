"""Which language this visitor reads, and the switch. The choice is in the address: `?lang=en`."""

from __future__ import annotations

from typing import Final

import streamlit as st

from nplv_dash.present.text import DEFAULT, LANGUAGE_NAME, LANGUAGES, Lang, Text, as_language

#: Name of the query parameter, and key of the switch that is bound to it.
PARAMETER: Final = LANGUAGE_NAME


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
    return as_language(chosen)


def tell_browser(lang: Lang) -> None:
    """Set the language of the standing page, by which a screen reader chooses its voice."""
    st.html(f"<script>{script(lang)}</script>", unsafe_allow_javascript=True)


def script(lang: Lang) -> str:
    """What does it; the browser runs it because `ui/headers.py` names it."""
    return f"document.documentElement.lang = '{lang}'"
