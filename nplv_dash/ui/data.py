"""The one door for the data: loaded once per process, shared by all visitors, never changed."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import streamlit as st

from nplv_dash.domain.errors import NplvError

if TYPE_CHECKING:
    from nplv_dash.services.workspace import Workspace


#: Seconds for which an error of the data stands. Reading them again for every visitor would keep a damaged server busy,
#: and without an end it would have to be started anew after a repair.
RETRY_AFTER = 10.0

_failed: tuple[float, NplvError] | None = None


def workspace() -> Workspace:
    """The data of the version that holds. Raises NplvError when they cannot be used, and remembers that a moment."""
    global _failed  # noqa: PLW0603  one per process, like the data
    if _failed is not None and monotonic() < _failed[0]:
        raise _failed[1].with_traceback(None)
    try:
        return _opened()
    except NplvError as error:
        _failed = (monotonic() + RETRY_AFTER, error)
        raise


@st.cache_resource(show_spinner=False)
def _opened() -> Workspace:
    # Here and not above: the server answers half a second earlier, and this is imported while the browser loads.
    from nplv_dash.services.versions import data_root
    from nplv_dash.services.workspace import open_workspace

    return open_workspace(data_root())
