"""The cards in which a visitor chooses the scenarios, and how one more is added."""

from __future__ import annotations

from typing import Final

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.text import Text
from nplv_dash.services.compare import LETTERS
from nplv_dash.services.compare_choice import LEAST, LONGEST_NAME, MOST, Entry, example_of, free_example, name_of
from nplv_dash.sources.scenarios import read_own
from nplv_dash.ui import editions, levers, model
from nplv_dash.ui.blocks.compare import entries

#: In the list of a card: the levers of Herverdeling, and what stands there and is no example.
_OWN, _THIS = "own", "this"
#: Keys of widgets.
_FILE, _LINK = "naast_bestand", "naast_link"
#: Letters of a link, much more than the longest one has.
_LONGEST_LINK: Final = 2000


def draw(t: Text) -> tuple[Entry, ...]:
    """Draw the cards, and return what stands side by side."""
    found = entries.now()
    own = levers.elsewhere(model.parameters(), Scenario)
    for i, (column, entry) in enumerate(zip(st.columns(len(found)), found, strict=True)):
        with column.container(border=True, height="stretch"):
            _card(i, entry, own, len(found), t)
    _more(found, t)
    return found


def title(entry: Entry, t: Text) -> str:
    """The name of a scenario: that somebody gave it, that of the example, or none of its own."""
    example = example_of(entry, model.examples())
    return entry.name or (example.said("name", t.lang) if example else t("vergelijken.choose.nameless"))


def _card(position: int, entry: Entry, own: Scenario | None, count: int, t: Text) -> None:
    letter, key = LETTERS[position], f"naast_{position}"
    examples = {str(one.scenario.name): one for one in model.examples()}
    example = example_of(entry, model.examples())
    chosen = str(example.scenario.name) if example else _THIS
    _set(key, chosen)
    names = {key: one.said("name", t.lang) for key, one in examples.items()}
    names |= {_OWN: t("vergelijken.choose.own"), _THIS: t("vergelijken.choose.this")}
    offered = [*examples, *([_OWN] if own else []), *([_THIS] if chosen == _THIS else [])]
    st.selectbox(
        t("vergelijken.letter", letter=letter), offered, key=key, format_func=names.__getitem__,
        on_change=_choose, args=(position, key, own),
        help=example.said("text", t.lang) if example else None,
    )  # fmt: skip
    named = f"naast_naam_{position}"
    _set(named, entry.name)
    st.text_input(
        t("vergelijken.choose.name"), key=named, max_chars=LONGEST_NAME, placeholder=title(entry, t),
        on_change=_rename, args=(position, named),
    )  # fmt: skip
    with st.container(horizontal=True):
        if position:
            st.button(
                t("vergelijken.choose.first"), key=f"naast_eerst_{position}", icon=":material/first_page:",
                on_click=entries.lead, args=(position,), help=t("vergelijken.choose.first_help", letter=letter),
            )  # fmt: skip
        if count > LEAST:
            st.button(
                t("vergelijken.choose.remove", letter=letter), key=f"naast_weg_{position}", icon=":material/close:",
                on_click=entries.remove, args=(position,),
            )  # fmt: skip


def _more(found: tuple[Entry, ...], t: Text) -> None:
    """One more: an example, a link, or a file from before."""
    if len(found) >= MOST:
        st.caption(t("vergelijken.choose.full", most=MOST))
        return
    with st.expander(t("vergelijken.choose.more"), icon=":material/add:", key="naast_meer", on_change="rerun") as box:
        if not box.open:
            return
        first, second, third = st.columns(3, gap="large")
        free = free_example(found, model.examples())
        if free:
            first.markdown(t("vergelijken.choose.example_text"))
            first.button(
                t("vergelijken.choose.example"), icon=":material/add:", on_click=entries.add, args=(free,),
                key="naast_voorbeeld",
            )  # fmt: skip
        second.text_input(
            t("vergelijken.choose.link"), key=_LINK, max_chars=_LONGEST_LINK, on_change=_paste,
            help=t("vergelijken.choose.link_help"),
        )  # fmt: skip
        third.file_uploader(t("vergelijken.choose.file"), type=["yaml", "yml"], key=_FILE, on_change=_take)


def _set(key: str, value: str) -> None:
    """Set a widget, only where that changes it: else the browser draws it anew."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def _choose(position: int, key: str, own: Scenario | None) -> None:
    chosen = st.session_state[key]
    examples = (example.scenario for example in model.examples())
    scenario = own if chosen == _OWN else next((one for one in examples if one.name == chosen), None)
    if scenario:
        entries.change(position, Entry(scenario))


def _rename(position: int, key: str) -> None:
    entries.rename(position, st.session_state[key])


def _paste() -> None:
    text = st.session_state[_LINK]
    if not text.strip():
        return
    try:
        entry = entries.of_link(text, "link")
    except NplvError as error:
        entries.refuse(error)
        return
    entries.add(entry)
    st.session_state[_LINK] = ""


def _take() -> None:
    file = st.session_state[_FILE]
    if file is None:
        return
    try:
        own = read_own(file.getvalue(), file.name, model.parameters(), Scenario, editions.older("redistribution"))
    except NplvError as error:
        entries.refuse(error)
        return
    if isinstance(own.scenario, Scenario):
        entries.add(Entry(own.scenario, name_of(own.name), own.edition))
