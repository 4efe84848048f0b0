"""What holds for the whole page about the end of the funding: its contents, and which area it is about."""

from __future__ import annotations

import streamlit as st

from nplv_dash.domain.records import Area
from nplv_dash.present.text import Text
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import state

#: In the address: all twenty areas.
_ALL = "alle"
#: Its parts, by the anchors of their headings.
_PARTS = ("geld", "gemeten", "toekomst", "vooruitgang", "weten")


def contents(t: Text) -> None:
    """Links to the parts of the page, which is long on a phone."""
    links = (f"[{t(f'financiering.contents.{part}')}](#{part})" for part in _PARTS)
    st.markdown(t("financiering.contents.label", links=" · ".join(links)))


def choose(workspace: Workspace, t: Text) -> Area | None:
    """The choice of an area; None for all twenty."""
    ids = (_ALL, *(area.id for area in workspace.choosable))
    narrow, _ = st.columns([2, 3])
    with narrow:
        chosen = state.choose(
            "gebied", ids, _ALL, st.selectbox, t("financiering.choose.area"),
            format_func=lambda one: t("financiering.choose.all") if one == _ALL else workspace.area(one).name,
        )  # fmt: skip
    return None if chosen == _ALL else workspace.area(chosen)
