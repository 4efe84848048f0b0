"""The page from the files to the map."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Final

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.sources.line import Line
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
    with ExitStack() as turn:
        try:
            _wait(turn, t)
        except TimeoutError:
            upload.passing(NplvError("own_busy_map", first.name, seconds=kept.limits().waiting), "map", t)
            return
        _below(table, borders, t, n)


def _wait(turn: ExitStack, t: Text) -> None:
    """Wait while others are at it, which can be seen where it takes more than a moment.

    Args:
        turn: keeps the turn until it is closed.

    Raises:
        TimeoutError: others took too long.
    """
    place = st.empty()

    def tell(ahead: int) -> None:
        place.progress(0.0, t("eigen_gegevens.waiting", count=ahead))

    try:
        turn.enter_context(_line.turn(kept.limits().waiting, tell))
    finally:
        place.empty()


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
        try:
            own = kept.shapes_of(have, borders, chosen.joined.to)
        except NplvError as error:
            upload.passing(error, "map", t)
            return
    maps.draw(workspace, chosen, own, t, n)
