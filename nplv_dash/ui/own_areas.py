"""The one door for areas of a visitor's own: in the session, and in the address so that a link shows the same areas.

Nothing of them is kept on the server but figures, for a while, by what the area is made of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.own_area import OWN_NAME, PREFIX, Definition, read, written
from nplv_dash.domain.progress import AreaProgress, Progress
from nplv_dash.domain.records import Area
from nplv_dash.present.explain import explain
from nplv_dash.present.text import Lang, Text
from nplv_dash.services import own_areas
from nplv_dash.services import progress as services
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import data, state

#: In the session: what could not be read of the address, until it was said.
_REFUSED: Final = "_own_area_refused"
#: Workspaces with areas of visitors that are kept: they share all their figures.
_KEPT: Final = 128


def workspace(t: Text) -> Workspace:
    """The data with this visitor's own areas; writes these to the address, and says what of it could not be used."""
    given = _given()
    try:
        found = _with(given, t.lang, data.workspace().bundle.fingerprint) if given else data.workspace()
    except NplvError as error:
        st.session_state[_REFUSED] = error
        # The others of the link are as good as they were.
        put(good := own_areas.usable(data.workspace(), given, t))
        found = _with(written(good), t.lang, data.workspace().bundle.fingerprint) if good else data.workspace()
    else:
        if given:
            state.keep(OWN_NAME, given)
        else:
            state.forget(OWN_NAME)
    _notice(t)
    return found


def definitions() -> tuple[Definition, ...]:
    """What this visitor made; none where the address says nothing that can be used."""
    try:
        return read(_given())
    except NplvError:
        return ()


def put(found: Sequence[Definition]) -> None:
    """Set what this visitor made."""
    if found:
        state.keep(OWN_NAME, written(found))
    else:
        state.forget(OWN_NAME)


def query(said: Mapping[str, str]) -> dict[str, str]:
    """What an address says, and the definitions of the own areas that it names: nobody else would know them."""
    named = [one for one in definitions() if one.id in said.values()]
    return {**said, **({OWN_NAME: written(named)} if named else {})}


def is_own(area_id: str) -> bool:
    """Whether an id is of an area that a visitor made."""
    return area_id.startswith(PREFIX)


def progress(workspace: Workspace, held: Progress, area: Area | None) -> Progress | None:
    """What there is to show of how an area changed; see `nplv_dash.services.progress.beside`."""
    own = _compared(workspace.bundle.fingerprint, area.id, workspace, area) if area and area.own else None
    return services.beside(held, area, own)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _compared(fingerprint: str, area_id: str, _workspace: Workspace, _area: Area) -> AreaProgress | None:  # noqa: ARG001
    """Kept by the data and by what the area is made of: it takes about a second."""
    return services.of_own(_workspace, _area)


def _given() -> str:
    """As `state` has it: where a visitor went back to, the address decides."""
    chosen = None if state.went_back() else st.session_state.get(OWN_NAME)
    return str(chosen if chosen is not None else st.query_params.get(OWN_NAME, ""))


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _with(given: str, lang: Lang, fingerprint: str) -> Workspace:  # noqa: ARG001  the key: other data, other rows
    shared = data.workspace()
    return shared.with_own(own_areas.of_link(shared, given, Text(lang)))


def _notice(t: Text) -> None:
    error = st.session_state.pop(_REFUSED, None)
    if error is None:
        return
    # What a stranger wrote stands in the sentence too.
    quoted = {name: state.literal(str(value)) for name, value in error.values.items()}
    for one in explain(NplvError(error.key, error.where, **quoted), t):
        st.info(t("own_area.refused", what=one.what, remedy=one.remedy), icon=":material/info:")
