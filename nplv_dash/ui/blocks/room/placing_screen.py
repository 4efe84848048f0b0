"""What a group made of it when everybody placed the same households: for the screen, and in words for the minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import streamlit as st

from nplv_dash.domain.rooms import ENOUGH, Answer
from nplv_dash.domain.tasks import PlacingTask
from nplv_dash.present.bands import round_steps
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.placings import Lane, Words, lanes
from nplv_dash.present.text import Text
from nplv_dash.services import placing as placings
from nplv_dash.services.minutes import Line, Told
from nplv_dash.services.placing import Group, Placing
from nplv_dash.ui import editions
from nplv_dash.ui.blocks.room.placing_view import STYLE, View, draw_map, figures, view_of


def draw_screen(task: PlacingTask, answers: Sequence[Answer], before: Sequence[Answer], t: Text, n: Numbers) -> None:
    """Draw what a group made of it, beside what the goal seeker makes of the same number.

    Args:
        answers: of this round.
        before: of the round before; may be empty.
    """
    view = view_of(task, t, n)
    placed = _read(view, answers)
    if len(placed) < len(answers):
        count = n.integer(len(answers) - len(placed))
        st.warning(t("werksessie.refused", count=count), icon=":material/warning:")
    if len(placed) < ENOUGH:
        st.info(t("werksessie.few", enough=ENOUGH), icon=":material/visibility_off:")
        return
    group, earlier = placings.group_of(view.job, placed), _read(view, before)
    then = placings.group_of(view.job, earlier).placing if len(earlier) >= ENOUGH else None
    st.html(STYLE)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.markdown(f"**{t('plaatsen.screen.map')}**")
        draw_map(view, group.placing, key="plaatsen_groep", height=420, on_click=_nothing)
    with right:
        for sentence in _sentences(view, group):
            st.markdown(sentence)
        st.html(_lanes(view, group, then))
    with st.expander(t("plaatsen.table.title"), icon=":material/table:"):
        st.html(figures(view, _columns(view, group), group.placing))
        st.caption(t("plaatsen.about"))


def told(task: PlacingTask, answers: Sequence[Answer], t: Text, n: Numbers, mine: Answer | None = None) -> Told:
    """The same in words: per wijk how many people placed how many households, and never who.

    Args:
        mine: the answer of who reads it.
    """
    view = view_of(task, t, n)
    placed = _read(view, answers)
    if len(placed) < ENOUGH:
        return Told((), (), (t("werksessie.few", enough=ENOUGH),))
    group = placings.group_of(view.job, placed)
    lines = tuple(
        Line(one.code, view.name(i), n.integer(number), people)
        for i, one in enumerate(view.job.receivers)
        for number, people in sorted(Counter(placing[i] for placing in placed).items())
    )
    rows = tuple((view.name(i), n.integer(number), _middle(view, group, i)) for i, number in enumerate(group.placing))
    passport = editions.line(editions.passport(view.job.scenario), t, n)
    own = tuple(n.integer(number) for placing in _read(view, [mine] if mine else []) for number in placing)
    return Told(lines, rows, tuple(_sentences(view, group)), passport, own=own)


def _read(view: View, answers: Sequence[Answer]) -> tuple[Placing, ...]:
    return placings.readable(view.job, (answer.content for answer in answers))


def _sentences(view: View, group: Group) -> Iterator[str]:
    """How far the group is from the goal seeker, and where people differ."""
    t, job = view.t, view.job
    apart = placings.elsewhere(group.placing, job.goal)
    values = {"apart": view.households(apart), "count": view.n.integer(job.count)}
    yield t(f"plaatsen.screen.{'apart' if apart else 'same'}", **values)
    disputed = [view.name(i) for i in placings.disputed(job, group)]
    yield t("plaatsen.screen.differ", wijken=view.listed(disputed)) if disputed else t("plaatsen.screen.agree")


def _middle(view: View, group: Group, i: int) -> str:
    """What the half of the people in the middle placed in a wijk."""
    low, high = (view.n.decimal(x, 0 if x == round(x) else 1) for x in (group.low[i], group.high[i]))
    return low if low == high else view.t("plaatsen.screen.between", low=low, high=high)


def _lanes(view: View, group: Group, then: Placing | None) -> str:
    t, n, job = view.t, view.n, view.job
    rows = [
        Lane(
            name=view.name(i),
            group=number,
            low=group.low[i],
            high=group.high[i],
            goal=job.goal[i],
            earlier=then[i] if then else None,
            text=t(
                "plaatsen.screen.lane", wijk=view.name(i), group=n.integer(number), middle=_middle(view, group, i),
                goal=n.integer(job.goal[i]),
            ),
        )
        for i, number in enumerate(group.placing)
    ]  # fmt: skip
    words = Words(
        **{key: t(f"plaatsen.screen.marks.{key}") for key in ("group", "middle", "goal", "earlier")},
        axis=t("plaatsen.screen.axis"),
        alt=t("plaatsen.screen.alt", count=n.integer(len(rows))),
    )
    most = max(max(row.high, row.group, row.goal) for row in rows)
    return lanes(rows, words, {round(x): n.integer(x) for x in round_steps(0, max(most, 1)) if x == round(x)})


def _columns(view: View, group: Group) -> list[tuple[str, list[str]]]:
    t, n = view.t, view.n
    places = range(len(group.placing))
    return [
        (t("plaatsen.screen.marks.group"), [n.integer(group.placing[i]) for i in places]),
        (t("plaatsen.screen.marks.middle"), [_middle(view, group, i) for i in places]),
        (t("plaatsen.screen.marks.goal"), [n.integer(view.job.goal[i]) for i in places]),
    ]


def _nothing(code: str) -> None:
    """A click on the map of a group does nothing."""
