"""A room that makes scenarios: the levers on a phone, and what came in on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.parameters import Parameter, Value
from nplv_dash.domain.rooms import ENOUGH, Answer
from nplv_dash.domain.scenario import VERSION_NAME, Scenario
from nplv_dash.domain.tasks import ScenarioTask
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.levers import written
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.room_strips import Stack, Strip, strips
from nplv_dash.present.text import Text
from nplv_dash.services import headline, workshop
from nplv_dash.services.links import link_of
from nplv_dash.services.minutes import Line, Told
from nplv_dash.services.redistribution import FULL, Result
from nplv_dash.services.workshop import Group as Chosen
from nplv_dash.services.workshop import Spread
from nplv_dash.ui import editions, levers, model
from nplv_dash.ui.blocks.scenario import page as scenario_page
from nplv_dash.ui.blocks.scenario import where

#: In the session: in which room the levers were put at their start.
_BEGUN: Final = "_kamer_begonnen"
#: In the address: the room.
_ROOM: Final = "kamer"
#: Where "not known" stands on the strip of a lever with numbers, and where the numbers begin then.
_UNKNOWN_AT, _NUMBERS_FROM = 0.0, 0.2
#: Results of groups that are kept; one takes 0.8 megabyte.
_KEPT: Final = 16
#: Pixels: a map of the country, with its legend and the sentence below it on one screen.
_MAP: Final = 300
#: Seconds between two looks for a sharper answer.
_EVERY: Final = 0.5


# ------------------------------------------------------------------------------------------------------------- a phone
def draw_participant(task: ScenarioTask, t: Text, n: Numbers) -> Mapping[str, Any] | None:
    """Draw the levers and what they come to; the scenario stands in the address.

    Returns:
        What to send in.
    """
    parameters = model.parameters()
    _begin(task)
    levers.read(parameters, Scenario)
    levers.draw(parameters, task.levers, t, n)
    with st.expander(t("herverdeling.more"), icon=":material/tune:"):
        for group, names in _others(task).items():
            st.markdown(f"**{t(f'herverdeling.group.{group}')}**")
            levers.draw(parameters, names, t, n)
    scenario = levers.current(parameters, Scenario)
    st.markdown(headline.headline(model.best(scenario), Outcomes(t, n)))
    return workshop.content_of(scenario)


def _begin(task: ScenarioTask) -> None:
    """Put the levers where the task begins: once in a room, and not where the address has them already.

    What the address has in a second room of the same tab is of the first.
    """
    room, before = st.query_params.get(_ROOM, ""), st.session_state.get(_BEGUN)
    if before == room:
        return
    st.session_state[_BEGUN] = room
    if before is not None or VERSION_NAME not in st.query_params:
        levers.put(model.parameters(), _start(task))


def _start(task: ScenarioTask) -> Scenario:
    return next(one.scenario for one in model.examples() if one.scenario.name == task.start)


def _others(task: ScenarioTask) -> dict[str, tuple[str, ...]]:
    """The levers that the task does not ask first, in the groups of the page of redistribution."""
    groups = {"choice": scenario_page.FIRST, **scenario_page.MORE}
    found = {group: tuple(x for x in names if x not in task.levers) for group, names in groups.items()}
    return {group: names for group, names in found.items() if names}


# ------------------------------------------------------------------------------------------------------------ a screen
def draw_screen(task: ScenarioTask, answers: Sequence[Answer], before: Sequence[Answer], t: Text, n: Numbers) -> None:
    """Draw what came in: the strips, what the scenario of the group comes to, and where people differ most."""
    chosen = _group(answers)
    if chosen is None:
        st.info(t("werksessie.few", enough=ENOUGH), icon=":material/visibility_off:")
        return
    shown = chosen.chosen(task.levers, _start(task))
    earlier = _group(before)
    left, right = st.columns(2, gap="large")
    with left:
        st.html(strips([_strip(one, _same(earlier, one), t, n) for one in shown]))
        st.caption(t("werksessie.strips.key_before" if earlier else "werksessie.strips.key"))
        st.markdown(_disputed(chosen, t, n))
        _table(shown, earlier, t, n)
    with right:
        _outcome(chosen.scenario, t, n)
    if chosen.refused:
        st.warning(t("werksessie.refused", count=n.integer(chosen.refused)), icon=":material/warning:")


def _outcome(scenario: Scenario, t: Text, n: Numbers) -> None:
    """What the scenario of the group comes to: a quick answer first, that sharpens by itself."""
    view = scenario_page.view_of(scenario, t, n)
    words = view.words
    st.header(t("werksessie.group.title"))
    where.stand(view, "change", "kamer_kaart", _MAP, _ignore)
    st.markdown(headline.headline(view.result, words))
    if view.result.changes_anything:
        st.markdown(headline.whole(view.result, words))
    sharp = view.result.count >= FULL
    st.caption(t(f"herverdeling.{'settled' if sharp else 'unsharp'}", count=n.integer(view.result.count)))
    editions.draw(scenario, t, n)
    model.sharpen(scenario)
    if not model.settled(scenario):
        _follow(scenario)


@st.fragment(run_every=_EVERY)
def _follow(scenario: Scenario) -> None:
    """Draw the page anew once no sharper answer is to come."""
    model.sharpen(scenario)
    if model.settled(scenario):
        st.rerun()


def _ignore(_code: str) -> None:
    """Nobody clicks on a screen at the front."""


def _group(answers: Sequence[Answer]) -> Chosen | None:
    return workshop.group_of(model.parameters(), answers, editions.older("redistribution"))


def _same(group: Chosen | None, one: Spread) -> Spread | None:
    """What was chosen in another round for the same lever."""
    if group is None:
        return None
    return next(other for other in group.spreads if other.lever.id == one.lever.id)


def _strip(one: Spread, earlier: Spread | None, t: Text, n: Numbers) -> Strip:
    place, lever = _placer(one, earlier), one.lever
    counts, before = dict(one.counts), dict(earlier.counts) if earlier else {}
    # Every choice has its place, also where nobody took it; of the numbers only those that somebody chose.
    values = _choices(lever) if not lever.numeric else dict.fromkeys([*counts, *before])
    ends = (lever.low, lever.high) if lever.numeric else ()
    return Strip(
        title=t(f"{lever.label}.label"),
        said=_said(one, t, n),
        stacks=tuple(
            Stack(place(value), counts.get(value, 0), before.get(value, 0), written(lever, value, t, n))
            for value in values
        ),
        middle=(place(one.middle[0]), place(one.middle[1])) if one.middle else None,
        group=place(one.group),
        group_before=place(earlier.group) if earlier else None,
        ends=tuple(written(lever, lever.check(x), t, n) for x in ends if x is not None),
        is_named=not lever.numeric,
    )


def _choices(lever: Parameter) -> tuple[Value, ...]:
    return lever.choices if lever.kind == "choice" else (False, True)


def _placer(one: Spread, earlier: Spread | None) -> Callable[[Value | None], float]:
    """Where a value stands on the strip, 0 to 1."""
    lever = one.lever
    if not lever.numeric:
        choices = _choices(lever)
        return lambda value: (choices.index(value if value is not None else choices[0]) + 0.5) / len(choices)
    unknown = any(value is None for spread in (one, earlier) if spread for value, _ in spread.counts)
    first, low = _NUMBERS_FROM if unknown else 0.0, float(lever.low or 0)
    length = float(lever.high or 0) - low

    def place(value: Value | None) -> float:
        return _UNKNOWN_AT if value is None else first + (1 - first) * (float(value) - low) / length

    return place


def _said(one: Spread, t: Text, n: Numbers) -> str:
    """What the group chose, and how far people lie around it."""
    group = written(one.lever, one.group, t, n)
    if one.is_tied:
        return t("werksessie.said.tied", value=group)
    return t("werksessie.said.median", value=group, middle=_middle(one, t, n))


def _middle(one: Spread, t: Text, n: Numbers) -> str:
    """Between what the half in the middle lies; of what is no number, how many chose as the group."""
    if one.middle is None or one.group is None:
        count = dict(one.counts).get(one.group, 0)
        return t("werksessie.said.count", count=n.integer(count), people=n.integer(one.people))
    low, high = (written(one.lever, value, t, n) for value in one.middle)
    return t("werksessie.said.between", low=low, high=high) if low != high else t("werksessie.said.alike", value=low)


def _disputed(chosen: Chosen, t: Text, n: Numbers) -> str:
    """Where people differ most, in words."""
    lines = [_differ(one, t, n) for one in chosen.disputed]
    return t("werksessie.differ.lead", list="; ".join(lines)) if lines else t("werksessie.differ.none")


def _differ(one: Spread, t: Text, n: Numbers) -> str:
    label = t(f"{one.lever.label}.label")
    numbers = [value for value, _ in one.counts if value is not None]
    if one.lever.numeric and numbers:
        low, high = (written(one.lever, value, t, n) for value in (numbers[0], numbers[-1]))
        return t("werksessie.differ.numbers", label=label, low=low, high=high, middle=_middle(one, t, n))
    counted = (
        t("werksessie.counted", value=written(one.lever, value, t, n), people=n.integer(count))
        for value, count in one.counts
    )
    return t("werksessie.differ.choices", label=label, counts=" · ".join(counted))


def _table(shown: Sequence[Spread], earlier: Chosen | None, t: Text, n: Numbers) -> None:
    """The same as figures."""
    head = [t(f"werksessie.table.{key}") for key in ("value", "people", *(["before"] if earlier else []))]
    groups = []
    for one in shown:
        other = _same(earlier, one)
        before = dict(other.counts) if other else {}
        rows = [
            [Cell(written(one.lever, value, t, n)), Cell(n.integer(count))]
            + ([Cell(n.integer(before.get(value, 0)))] if earlier else [])
            for value, count in one.counts
        ]
        groups.append(Group(rows, t(f"{one.lever.label}.label")))
    with st.expander(t("werksessie.table.title"), icon=":material/table:"):
        st.html(table(t("werksessie.table.caption"), head, groups, numbers={1, 2}))


# --------------------------------------------------------------------------------------------------------- the minutes
def told(task: ScenarioTask, answers: Sequence[Answer], t: Text, n: Numbers, mine: Answer | None = None) -> Told:
    """What came in, in words.

    Args:
        mine: the answer of who reads it.
    """
    chosen = _group(answers)
    if chosen is None:
        return Told((), (), (t("werksessie.few", enough=ENOUGH),))
    shown, scenario = chosen.chosen(task.levers, _start(task)), chosen.scenario
    lines = tuple(
        Line(one.lever.id, t(f"{one.lever.label}.label"), written(one.lever, value, t, n), count)
        for one in shown
        for value, count in one.counts
    )
    group = tuple((t(f"{one.lever.label}.label"), _chosen(one, t, n), _middle(one, t, n)) for one in shown)
    result, words = _result(editions.passport(scenario).id, scenario), Outcomes(t, n)
    sentences = [headline.headline(result, words)]
    if result.changes_anything:
        sentences.append(headline.whole(result, words))
    passport = editions.passport(scenario)
    return Told(
        lines, group, tuple(sentences), editions.line(passport, t, n), link_of(passport), _disputed(chosen, t, n),
        _own(mine, shown, t, n) if mine else (),
    )  # fmt: skip


def _own(mine: Answer, shown: Sequence[Spread], t: Text, n: Numbers) -> tuple[str, ...]:
    """What one person chose for the levers that are shown; nothing where the answer cannot be read any more."""
    parameters = model.parameters()
    try:
        scenario = workshop.scenario_of(parameters, mine.content, editions.older("redistribution"))
    except NplvError:
        return ()
    values = parameters.defaults("lever") | dict(scenario.changes)
    return tuple(written(one.lever, values[one.lever.id], t, n) for one in shown)


def _chosen(one: Spread, t: Text, n: Numbers) -> str:
    value = written(one.lever, one.group, t, n)
    return t("werksessie.said.tied", value=value) if one.is_tied else value


# By its passport, which Streamlit can take for a key; all phones of a room ask at once, and the others then wait.
@st.cache_resource(show_spinner=False, max_entries=_KEPT)
def _result(passport_id: str, _scenario: Scenario) -> Result:  # noqa: ARG001
    return model.full(_scenario)
