"""The floor: a slider, and a line of text with its value."""

import gc

import streamlit as st


@st.cache_resource
def freeze() -> None:
    """As in ours, so that the two differ by the map only."""
    gc.collect()
    gc.freeze()


@st.fragment
def page() -> None:
    """The fragment is what ours runs in, too."""
    st.markdown(f"step {st.slider('Step', 0, 200, 0)}")


freeze()
page()
