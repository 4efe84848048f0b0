"""The button with a picture: a map or a chart as PNG and as SVG, whole with its title and source."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from nplv_dash.present.text import Text
from nplv_dash.ui import address

if TYPE_CHECKING:
    from nplv_dash.present.picture import Picture


@st.fragment
def draw(make: Callable[[], Picture], name: str, t: Text, key: str) -> None:
    """Draw the button. A fragment: opening it reruns nothing else, and a file is made when it is asked for.

    Args:
        make: the picture of what the page shows; called when the button is opened.
        name: of the files, without their ending.
        key: of the button, where a page has more than one.
    """
    with st.popover(t("picture.button"), icon=":material/image:", key=key, on_change="rerun") as button:
        if not button.open:
            return
        # Now, and not when the file is made: that happens outside the visit.
        picture = make().at(address.here())
        for ending, label, mime, content in (
            ("png", t("picture.file.png"), "image/png", picture.png),
            ("svg", t("picture.file.svg"), "image/svg+xml", picture.svg),
        ):
            st.download_button(
                label, content, f"{name}.{ending}", mime, key=f"{key}_{ending}", on_click="ignore", width="stretch"
            )
        st.caption(t("picture.note"))
