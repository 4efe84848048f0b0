"""Which scenarios stand side by side: in the session, and in the address so that a link shows the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from nplv_dash.domain.errors import NplvError, SeveralErrors
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.explain import explain
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.compare_choice import (
    MOST,
    Entry,
    Known,
    Remark,
    filled,
    is_ours,
    name_of,
    of_query,
    of_text,
    settled,
    to_query,
)
from nplv_dash.services.editions import MODELS
from nplv_dash.ui import editions, frame, levers, model
from nplv_dash.ui.state import literal, went_back, write

#: In the session: the entries, and what is to be said of them for as long as they stay as they are.
_ENTRIES, _SAID = "_naast", "_naast_gezegd"
Said = NplvError | Remark


def read() -> None:
    """Take the scenarios of the address over into the session: once, and when a visitor goes back in the browser."""
    if _ENTRIES in st.session_state and not went_back():
        return
    entries, refused = of_query(st.query_params, known())
    said: list[Said] = [*refused]
    if len(entries) + len(refused) == 1:
        said.append(Remark("few"))
    if any(lever.id in st.query_params for lever in model.parameters().levers):
        said.append(Remark("cut"))
    if not entries and not said:
        own = levers.elsewhere(model.parameters(), Scenario)
        entries = (Entry(own),) if own else ()
    put(entries, said)


def of_link(text: str, where: str) -> Entry:
    """The scenario that a text of a link names; a NplvError with the place `where` it stands, if there is none."""
    return of_text(text, where, known())


def known() -> Known:
    """What links are read with."""
    return Known(model.examples(), {name: model.parameters(name) for name in MODELS}, editions.kept())


def put(entries: Sequence[Entry], said: Sequence[Said] = ()) -> None:
    """Lay these side by side, as far as they fit together; what does not is said."""
    fitting, remarks = settled(entries)
    found = filled(fitting, model.examples())
    st.session_state[_ENTRIES] = found
    st.session_state[_SAID] = (found, (*said, *remarks))


def now() -> tuple[Entry, ...]:
    """Those that stand side by side; also written to the address."""
    entries: tuple[Entry, ...] = st.session_state[_ENTRIES]
    wanted = said_of(entries)
    for name in {*filter(is_ours, st.query_params), *wanted}:
        write(name, wanted.get(name))
    return entries


def said_of(entries: Sequence[Entry]) -> dict[str, str]:
    """Names and values of the address that shows them."""
    return to_query(entries, editions.current("redistribution"))


def change(position: int, entry: Entry) -> None:
    """Put another one in a place; one that stands there already stays where it is."""
    entries = list(st.session_state[_ENTRIES])
    others = [one.scenario for i, one in enumerate(entries) if i != position]
    entry = replace(entry, scenario=replace(entry.scenario, seed=entries[0].scenario.seed))
    if entry.scenario in others:
        st.session_state[_SAID] = (tuple(entries), (Remark("double"),))
        return
    entries[position] = entry
    put(entries)


def add(entry: Entry) -> None:
    """Put one more beside the others."""
    put((*st.session_state[_ENTRIES], entry))


def rename(position: int, name: str) -> None:
    """Give one a name."""
    entries = list(st.session_state[_ENTRIES])
    entries[position] = replace(entries[position], name=name_of(name))
    st.session_state[_ENTRIES] = tuple(entries)


def remove(position: int) -> None:
    """Take one away."""
    put([one for i, one in enumerate(st.session_state[_ENTRIES]) if i != position])


def lead(position: int) -> None:
    """Put one first: the others are compared with it."""
    entries = list(st.session_state[_ENTRIES])
    put([entries.pop(position), *entries])


def refuse(error: NplvError) -> None:
    """Say what could not be added."""
    st.session_state[_SAID] = (st.session_state[_ENTRIES], (error,))


def button(scenario: Scenario, t: Text) -> None:
    """Draw a button that opens the page with a scenario first, and beside it those that stood there before."""
    if st.button(t("vergelijken.from_here"), icon=":material/compare:", key="naar_vergelijken"):
        known: tuple[Entry, ...] = st.session_state.get(_ENTRIES, ())
        put([Entry(scenario), *(one for one in known if one.scenario != scenario)][:MOST])
        frame.go_to("vergelijken")


def notice(t: Text, n: Numbers) -> None:
    """One notice with all that could not be used, or was changed to lay them side by side."""
    entries = st.session_state[_ENTRIES]
    came, said = st.session_state.get(_SAID, (entries, ()))
    if [one.scenario for one in came] != [one.scenario for one in entries]:
        return
    lines = [line for one in said for line in _lines(one, t)]
    if lines:
        st.info("\n".join(f"- {line}" for line in lines), icon=":material/info:")
    if any(one.cut for one in entries):
        st.info(t("passport.cut"), icon=":material/link_off:")
    # Of one edition once, however many are of it.
    for edition in dict.fromkeys(one.edition for one in entries if one.edition):
        changed = editions.changed(edition, "redistribution", model.parameters(), t, n)
        if changed:
            st.info(changed, icon=":material/history:")


def _lines(said: Said, t: Text) -> list[str]:
    if isinstance(said, Remark):
        return [t(f"vergelijken.remark.{said.key}", **said.values)]
    lines = []
    for error in said.errors if isinstance(said, SeveralErrors) else (said,):
        # What a stranger wrote stands in the sentences too.
        quoted = {name: literal(str(value)) for name, value in error.values.items()}
        (one,) = explain(NplvError(error.key, error.where, **quoted), t)
        lines.append(f"{literal(one.where)}: {one.what} {one.remedy}")
    return lines
