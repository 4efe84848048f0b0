"""The levers of a scenario as widgets; the session holds what they are set to, and the address the scenario.

For every model that has levers: `kind` is how its scenarios are called, and their ids differ from model to model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

import streamlit as st

from nplv_dash.domain.editions import EDITION_NAME
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.parameters import Grade, Parameter, Parameters, Value
from nplv_dash.domain.scenario import SEED_NAME, VERSION_NAME, Changes, to_query
from nplv_dash.present.explain import explain
from nplv_dash.present.levers import written
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.links import is_cut
from nplv_dash.ui import editions, model
from nplv_dash.ui.state import literal, went_back, write

#: In the session, for each kind of scenario: the seed of the draws, which has no widget; the scenario that came of the
#: address, and what of the address could not be used.
_SEED, _REFUSED = "_seed", "_refused"
#: How good the evidence is, in the colours that Streamlit has for badges: none of them is an alarm.
_COLOURS: Final = {"strong": "green", "medium": "blue", "weak": "orange", "assumption": "gray"}
C = TypeVar("C", bound=Changes[Any])


def read(parameters: Parameters, kind: type[Changes[Any]]) -> None:
    """Take the scenario of the address over into the session: once, and when a visitor goes back in the browser."""
    names = [lever.id for lever in parameters.levers]
    if all(name in st.session_state for name in names) and not went_back():
        return
    scenario, rejected = kind.of_query(parameters, st.query_params, editions.older(kind.MODEL))
    put(parameters, scenario)
    said = (tuple(rejected), st.query_params.get(EDITION_NAME), is_cut(st.query_params))
    st.session_state[_of(kind, _REFUSED)] = (scenario, *said)


def notice(scenario: Changes[Any], t: Text, n: Numbers) -> None:
    """Say what of the address could not be used, or is not as it was when the link was made.

    For as long as the visitor leaves the levers as it set them.
    """
    name = _of(type(scenario), _REFUSED)
    came, rejected, edition, cut = st.session_state.get(name, (scenario, (), None, False))
    if came != scenario:
        del st.session_state[name]
        return
    if cut:
        st.info(t("passport.cut"), icon=":material/link_off:")
    changed = edition and editions.changed(edition, scenario.MODEL, model.parameters(scenario.MODEL), t, n)
    if changed:
        st.info(changed, icon=":material/history:")
    for one in rejected:
        # What a stranger wrote stands in the sentence too.
        quoted = {name: literal(str(value)) for name, value in one.error.values.items()}
        for explanation in explain(NplvError(one.error.key, one.error.where, **quoted), t):
            # Of another version nothing is put aside; the figures may differ.
            then = explanation.remedy if one.name == VERSION_NAME else t("herverdeling.link_default")
            st.info(f"{literal(f'{one.name}={one.value}')}: {explanation.what} {then}", icon=":material/info:")


def put(parameters: Parameters, scenario: Changes[Any]) -> None:
    """Set every lever as in a scenario."""
    values = parameters.defaults("lever") | dict(scenario.changes)
    st.session_state.update(values)
    st.session_state[_of(type(scenario), _SEED)] = scenario.seed


def current(parameters: Parameters, kind: type[C]) -> C:
    """The scenario that the levers are set to; also written to the address."""
    scenario = _set_to(parameters, kind)
    wanted = to_query(scenario)
    wanted[EDITION_NAME] = editions.current(kind.MODEL).id
    for name in (VERSION_NAME, *(lever.id for lever in parameters.levers), SEED_NAME, EDITION_NAME):
        write(name, wanted.get(name))
    return scenario


def elsewhere(parameters: Parameters, kind: type[C]) -> C | None:
    """The scenario that the levers on another page are set to; None where this visitor has not met them."""
    if any(name not in st.session_state for name in (_of(kind, _SEED), *(lever.id for lever in parameters.levers))):
        return None
    return _set_to(parameters, kind)


def _set_to(parameters: Parameters, kind: type[C]) -> C:
    values = {lever.id: st.session_state[lever.id] for lever in parameters.levers}
    given = {name: value for name, value in values.items() if value is not None}
    return kind.of(parameters, given, st.session_state[_of(kind, _SEED)])


def draw(
    parameters: Parameters, names: Iterable[str], t: Text, n: Numbers, moved: Callable[[str], None] | None = None
) -> None:
    """Draw the widgets of some levers, each with the grade of its evidence.

    That stands beside the label and not in it: a label with a badge is read aloud with its Markdown.

    Args:
        moved: called with the id of a lever that a visitor has moved.
    """
    for name in names:
        lever = parameters[name]
        label, grade, more = t(f"{lever.label}.label"), badge(lever, t), _help(lever, t)
        # Setting what is set makes the browser draw the widget once more; a widget that left the page forgot its value.
        arguments: dict[str, Any] = {"key": name, "persist_state": "session"}
        if moved:
            arguments |= {"on_change": moved, "args": (name,)}
        if lever.kind == "switch":
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.toggle(label, help=more, **arguments)
                st.markdown(grade)
            continue
        with st.container(gap="xxsmall"):
            st.markdown(f":small[{label}] {grade}", help=more)
            arguments["label_visibility"] = "collapsed"
            if lever.kind == "choice":
                st.segmented_control(
                    label, lever.choices, format_func=_choice(lever, t), required=True, wrap=True, **arguments
                )
            else:
                value = st.session_state[name]
                st.select_slider(label, _steps(lever, value), format_func=_writer(lever, value, t, n), **arguments)


def badge(parameter: Parameter, t: Text) -> str:
    """How good the evidence is, as Markdown."""
    return grade_badge(parameter.grade, t)


def grade_badge(grade: Grade, t: Text) -> str:
    """A grade of evidence, as Markdown."""
    return f":{_COLOURS[grade]}-badge[{t(f'parameter.grade.{grade}')}]"


def _of(kind: type[Changes[Any]], what: str) -> str:
    """The name in the session of what belongs to one kind of scenario."""
    return f"{what}_{kind.__name__}"


def _writer(lever: Parameter, value: Value | None, t: Text, n: Numbers) -> Callable[[Value | None], str]:
    """Writes what the widget can be set to.

    The widget knows its options by what is written: a value between two steps that is written as one of them, as a link
    may have it, would become that step.
    """
    between = value is not None and value not in lever.steps
    others = {written(lever, one, t, n) for one in _steps(lever, value) if one != value} if between else set()

    def write(one: Value | None) -> str:
        label = written(lever, one, t, n)
        return f"≈ {label}" if one == value and label in others else label

    return write


def _choice(lever: Parameter, t: Text) -> Callable[[str], str]:
    return lambda choice: t(f"{lever.label}.choice.{choice}")


def _steps(lever: Parameter, value: Value | None) -> list[Value | None]:
    """What the widget can be set to: every step, what a link has set it to, and "not known" where that is possible."""
    options: set[Any] = {*lever.steps, lever.default, value}
    numbers: list[Value | None] = sorted(x for x in options if x is not None)
    return [None, *numbers] if lever.drawn_from else numbers


def _help(lever: Parameter, t: Text) -> str:
    """What the lever means, and what is known about it."""
    source = lever.source or t("herverdeling.no_source")
    evidence = t(f"parameter.grade_help.{lever.grade}")
    return "\n\n".join(
        filter(
            None,
            (t(f"{lever.label}.help"), evidence, lever.said("note", t.lang), t("herverdeling.source", source=source)),
        )
    )
