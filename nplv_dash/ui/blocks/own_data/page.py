"""The page from the files to the map."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.sources.own.line import Line
from nplv_dash.sources.own.reader import Found
from nplv_dash.ui.blocks.own_data import join, kept, upload
from nplv_dash.ui.data import workspace as shared

#: Joining and drawing are work of this process, of which one thread at a time can do any: what several do at once, the
#: sliders of others wait for. Lowering the priority of such a thread would not help: it would keep its turn for longer.
_line: Final = Line(1)


def draw(t: Text, n: Numbers) -> None:
    """Draw what stands below the title."""
    st.header(t("eigen_gegevens.files"))
    table, borders = upload.draw(t, n)
    first = table or borders
    if first is None:
        return
    try:
        with _turn(t):
            _below(table, borders, t, n)
    except TimeoutError:
        upload.said(NplvError("own_busy", first.name, seconds=kept.limits().waiting), t)


@contextmanager
def _turn(t: Text) -> Iterator[None]:
    """Wait while others are at it, which can be seen where it takes more than a moment."""
    place = st.empty()

    def wait(ahead: int) -> None:
        place.progress(0.0, t("eigen_gegevens.waiting", count=ahead))

    with _line.turn(kept.limits().waiting, wait):
        place.empty()
        yield


def _below(table: Found | None, borders: Found | None, t: Text, n: Numbers) -> None:
    workspace = shared()
    st.header(t("eigen_gegevens.confirm.title"))
    st.markdown(t("eigen_gegevens.confirm.lead"))
    chosen = join.draw(workspace, table, borders, t, n)
    if chosen is None:
        return
    # Here and not above: the places for files stand before the map's libraries are loaded.
    from nplv_dash.ui.blocks.own_data import maps

    st.header(t("eigen_gegevens.map.title"))
    have = kept.of("borders")
    own = None
    if chosen.borders is not None and have is not None and borders is not None:
        own = kept.shapes_of(have, borders, chosen.joined.to)
    maps.draw(workspace, chosen, own, t, n)
