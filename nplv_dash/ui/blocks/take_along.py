"""What to take along from a page: the brief of an area as PDF, and all figures as a workbook; made when asked for."""

from __future__ import annotations

import datetime as dt
from typing import Final

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.futures import FutureScenario
from nplv_dash.domain.records import Area
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.explain import explain
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.brief_model import Computed
from nplv_dash.services.redistribution import FULL
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import address, editions, funding, levers, model, own_area_model
from nplv_dash.ui.blocks.bar import Tell, bar

_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: In the session: what was made, and of what.
_MADE: Final = "_meegenomen"


@st.fragment
def draw(
    ws: Workspace, area: Area | None, t: Text, n: Numbers, chosen: tuple[Scenario, FutureScenario] | None = None
) -> None:
    """Draw the block.

    Args:
        area: None for all twenty: then there is a workbook only.
        chosen: the scenarios of the page; without them those of the session, or the plea and what was decided.
    """
    st.header(t("brief.title"))
    st.markdown(t("brief.text", area=area.name) if area else t("brief.text_all"))
    scenario, ahead = chosen or _scenarios()
    name = _name(scenario, t)
    of = (area.id if area else "alle", editions.passport(scenario).id, editions.passport(ahead).id, name, t.lang)
    if st.button(t("brief.make"), icon=":material/description:", key="meenemen"):
        st.session_state.pop(_MADE, None)
        try:
            with bar(t("brief.making")) as tell:
                st.session_state[_MADE] = (of, _files(ws, area, scenario, ahead, name, t, n, tell))
        except NplvError as error:
            st.error(" ".join((t("brief.failed"), *map(str, explain(error, t)))), icon=":material/error:")
    made, files = st.session_state.get(_MADE, (None, {}))
    if made == of:
        with st.container(horizontal=True):
            for file, (label, kind, content) in files.items():
                st.download_button(label, content, file, kind, icon=":material/download:", on_click="ignore", key=file)


def _scenarios() -> tuple[Scenario, FutureScenario]:
    """What the levers on the pages of both models are set to; without a visit there, the plea and what was decided."""
    scenario = levers.elsewhere(model.parameters(), Scenario)
    ahead = levers.elsewhere(funding.parameters(), FutureScenario)
    # Who has moved no lever has chosen none.
    chosen = model.plea().scenario if scenario is None or scenario == Scenario() else scenario
    return chosen, ahead or FutureScenario()


def _name(scenario: Scenario, t: Text) -> str:
    """The example that it is; empty where it is none."""
    same = (one for one in model.examples() if one.scenario == scenario)
    return next((one.said("name", t.lang) for one in same), "")


def _files(
    ws: Workspace,
    area: Area | None,
    scenario: Scenario,
    ahead: FutureScenario,
    name: str,
    t: Text,
    n: Numbers,
    tell: Tell,
) -> dict[str, tuple[str, str, bytes]]:
    """Name of a file -> the words on its button, its media type and its content; tells how far it is."""
    # Here and not above: the libraries for both kinds of file are loaded when one is asked for.
    from nplv_dash.services.brief import brief, gemeente_of
    from nplv_dash.services.workbook import book

    side = own_area_model.side(ws, area, scenario, FULL)
    computed = Computed(
        country=model.country(),
        result=model.full(scenario),
        futures=funding.result(ahead),
        redistribution=editions.passport(scenario),
        funding=editions.passport(ahead),
        name=name,
        own={area.id: side} if area and side else {},
    )
    # What is computed takes about as long as each of the files.
    together = gemeente_of(ws, area) if area and not area.own else ()
    steps = 2 + bool(area) + (len(together) > 1)
    tell(1 / steps)
    here, made = address.base(), dt.datetime.now(dt.UTC).date()
    found, stem = {}, f"nplv_{area.id if area else 'alle'}_{computed.redistribution.id}"
    if area:
        content = brief(ws, (area,), computed, t, n, address=here, made=made)
        found[f"{stem}.pdf"] = (t("brief.button"), "application/pdf", content)
        tell(2 / steps)
        if len(together) > 1:
            content = brief(ws, together, computed, t, n, address=here, made=made)
            file = f"nplv_{area.gemeente.lower()}_{computed.redistribution.id}.pdf"
            found[file] = (t("brief.button_gemeente", gemeente=area.gemeente), "application/pdf", content)
            tell(3 / steps)
    content = book(ws, area, computed, t, n, address=here, made=made)
    found[f"{stem}.xlsx"] = (t("brief.workbook_button"), _XLSX, content)
    return found
