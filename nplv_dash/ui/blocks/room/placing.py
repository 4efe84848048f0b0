"""Placing households, as a person does it: on a phone, with a thumb."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from nplv_dash.domain.tasks import PlacingTask
from nplv_dash.present import placings as pieces
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services import placing as placings
from nplv_dash.services.placing import Job, Placing
from nplv_dash.ui import state
from nplv_dash.ui.blocks.room.placing_view import STYLE, View, draw_map, figures, view_of

#: In the address: the placing, the wijk that was chosen on the map, and households per press.
_PLACING, _WIJK, _STEP = "plaats", "wijk", "stap"
_STEPS: Final = ("1", "5", "10")
#: Pixels: enough to hit a wijk, and to see the list below it.
_MAP: Final = 280


def draw_participant(task: PlacingTask, t: Text, n: Numbers) -> Mapping[str, Any] | None:
    """Draw what a person sets; the placing stands in the address.

    Returns:
        What to send in; None while it does not add up.
    """
    view = view_of(task, t, n)
    job, placing = view.job, _placing(view.job)
    st.html(STYLE)
    st.markdown(view.lead())
    with st.container(key="plaatsen_over", gap=None):
        st.html(_left(view, placing))
    step = int(
        state.choose(_STEP, _STEPS, str(job.step), st.segmented_control, t("plaatsen.step"), required=True)
    )  # fmt: skip
    chosen = state.pick(_WIJK, job.index.__contains__)
    draw_map(view, placing, key="plaatsen_kaart", height=_MAP, on_click=_point_at, selected=chosen)
    if chosen:
        with st.container(border=True):
            _row(view, placing, job.index[chosen], step, "kaart")
    else:
        st.caption(t("plaatsen.hint"))
    st.header(t("plaatsen.all"))
    st.caption(t("plaatsen.list"))
    for i in range(len(job.receivers)):
        _row(view, placing, i, step, "lijst")
    st.button(
        t("plaatsen.again"), on_click=state.forget, args=(_PLACING,), icon=":material/restart_alt:",
        disabled=placing == job.nothing,
    )  # fmt: skip
    with st.expander(t("plaatsen.table.title"), icon=":material/table:"):
        st.html(figures(view, [(t("plaatsen.table.placed"), [n.integer(x) for x in placing])], placing))
        st.caption(t("plaatsen.about"))
    return placings.content_of(job, placing) if placings.left(job, placing) == 0 else None


def _placing(job: Job) -> Placing:
    """What stands in the session, or else in the address."""
    text = state.pick(_PLACING, lambda text: placings.of_text(job, text) is not None)
    return (placings.of_text(job, text) if text else None) or job.nothing


def _move(job: Job, i: int, step: int) -> None:
    """Keep the placing with some households more or fewer in a wijk: before the run, so that all of it shows that."""
    text = placings.to_text(job, placings.moved(job, _placing(job), i, step))
    if text:
        state.keep(_PLACING, text)
    else:
        state.forget(_PLACING)


def _point_at(code: str) -> None:
    state.keep(_WIJK, code)


def _left(view: View, placing: Placing) -> str:
    left = placings.left(view.job, placing)
    key = "none" if left == 0 else "one" if left == 1 else "many"
    return pieces.left(view.n.integer(left), view.t(f"plaatsen.left.{key}"), 1 - left / view.job.count)


def _row(view: View, placing: Placing, i: int, step: int, part: str) -> None:
    """A wijk with its number between two keys."""
    job, t, n, one, here = view.job, view.t, view.n, view.job.receivers[i], placing[i]
    more, less = min(step, one.room - here, placings.left(job, placing)), min(step, here)
    room = t("plaatsen.room", room=n.integer(one.room))
    code = f"{part}_{one.code}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"wijk_{code}"):
        st.html(pieces.wijk(view.name(i), room, _share(view, i, here)), width="stretch")
        st.button(
            t("plaatsen.less", wijk=one.name, number=max(less, 1)), key=f"eraf_{code}", icon=":material/remove:",
            disabled=less == 0, on_click=_move, args=(job, i, -step),
        )  # fmt: skip
        st.html(pieces.number(n.integer(here)), width="content")
        st.button(
            t("plaatsen.more", wijk=one.name, number=max(more, 1)), key=f"erbij_{code}", icon=":material/add:",
            disabled=more <= 0, on_click=_move, args=(job, i, step),
        )  # fmt: skip


def _share(view: View, i: int, here: int) -> str:
    """The share of a wijk now, and what it becomes where that can be seen."""
    one = view.job.receivers[i]
    before, after = view.percent(one.share()), view.percent(one.share(here))
    key = "now" if not here else "same" if before == after else "becomes"
    return view.t(f"plaatsen.share.{key}", before=before, after=after)
