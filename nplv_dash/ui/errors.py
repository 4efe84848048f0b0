"""The one place where an error becomes a sentence for people. The log keeps the traceback, under the same number."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.present.explain import explain
from nplv_dash.present.text import Text
from nplv_dash.services.versions import without_folders
from nplv_dash.ui import language

_log = logging.getLogger(__name__)


@contextmanager
def guard() -> Iterator[None]:
    """Show whatever goes wrong inside as a message; the rest of the page stands.

    Streamlit's own stop and rerun are no `Exception` and pass through.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001  the last line between an error and a user
        show(error)


def show(error: Exception) -> str:
    """Show and log `error`; return the number that joins the two."""
    t = Text(language.current())
    reference = secrets.token_hex(3)
    _log.error("reference %s", reference, exc_info=error)
    st.error("\n\n".join((*_sentences(error, t), t("frame.error.reference", reference=reference))))
    return reference


def _sentences(error: Exception, t: Text) -> tuple[str, ...]:
    if not isinstance(error, NplvError):
        return (t("frame.error.unexpected"),)
    # A visitor need not know where on the server the project stands.
    return tuple(
        t("frame.error.known", what=without_folders(one.what), where=without_folders(one.where), remedy=one.remedy)
        for one in explain(error, t)
    )


def on_script_error(error: Exception) -> bool:
    """Handler for the server: errors outside `guard`, such as in callbacks and fragments. True: it has been shown."""
    show(error)
    return True
