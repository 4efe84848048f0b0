"""How to keep and share a scenario: the link, a file with a name of one's own, its outcomes, and a file from before."""

from __future__ import annotations

from typing import Final

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.scenario import Changes, Scenario
from nplv_dash.present.explain import explain
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.sources.scenarios import LONGEST_NAME, read_own, write_own
from nplv_dash.ui import editions, levers, model, quoted
from nplv_dash.ui.blocks import downloads, share
from nplv_dash.ui.blocks.compare import entries
from nplv_dash.ui.state import literal

#: Beginnings of the names of files: of the scenario, and of its outcomes.
_NAMES: Final = {"redistribution": ("scenario", "uitkomsten"), "funding": ("toekomst", "toekomsten")}


def draw(scenario: Changes, t: Text, n: Numbers) -> None:
    """Draw the block."""
    kind = scenario.MODEL
    passport = editions.passport(scenario)
    own, outcomes = _NAMES[kind]
    st.subheader(t("own.title"))
    st.markdown(t("own.link"))
    name = st.text_input(
        t("own.name.label"), max_chars=LONGEST_NAME, placeholder=t("own.name.example"), key=f"naam_{kind}"
    )
    with st.container(horizontal=True):
        st.download_button(
            t("own.file"), lambda: write_own(passport, name), f"{own}_{passport.id}.yaml", "application/yaml",
            icon=":material/download:", on_click="ignore", key=f"bestand_{kind}",
        )  # fmt: skip
        st.download_button(
            t(f"own.results.{kind}"), lambda: results(scenario), f"{outcomes}_{passport.id}.zip", "application/zip",
            icon=":material/download:", on_click="ignore", key=f"uitkomsten_{kind}",
        )  # fmt: skip
    if isinstance(scenario, Scenario):
        entries.button(scenario, t)
    _open(type(scenario), t, n)
    share.draw(lambda: share.of_scenario(scenario), t, n)
    editions.draw(scenario, t, n)


def results(scenario: Changes) -> bytes:
    """What the command `run` writes, in one file; of the answer that stands, also while the page has the first one."""
    return downloads.zipped(quoted.tables(quoted.now_of(scenario)))


def _open(kind: type[Changes], t: Text, n: Numbers) -> None:
    """A file from before; the levers are set as it says."""
    key = f"open_{kind.MODEL}"
    with st.expander(t("own.open"), icon=":material/upload_file:", key=f"{key}_uitklap", on_change="rerun") as box:
        if not box.open:
            return
        # What is kept is read in the callback: on the next run the levers stand as the file says.
        st.file_uploader(t("own.upload"), type=["yaml", "yml"], key=key, on_change=_take, args=(kind, key))
        said: tuple[str, object] | None = st.session_state.get(f"{key}_gezegd")
        if said is None or st.session_state[key] is None:
            return
        name, outcome = said
        if isinstance(outcome, NplvError):
            for one in explain(outcome, t):
                st.error(str(one), icon=":material/error:")
            return
        st.success(t("own.opened", name=literal(name)), icon=":material/check:")
        changed = outcome and editions.changed(str(outcome), kind.MODEL, model.parameters(kind.MODEL), t, n)
        if changed:
            st.info(changed, icon=":material/history:")


def _take(kind: type[Changes], key: str) -> None:
    file = st.session_state[key]
    if file is None:
        return
    parameters = model.parameters(kind.MODEL)
    try:
        found = read_own(file.getvalue(), file.name, parameters, kind, editions.older(kind.MODEL))
    except NplvError as error:
        st.session_state[f"{key}_gezegd"] = (file.name, error)
        return
    levers.put(parameters, found.scenario)
    st.session_state[f"naam_{kind.MODEL}"] = found.name
    st.session_state[f"{key}_gezegd"] = (found.name or file.name, found.edition)
