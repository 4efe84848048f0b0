"""Where a visitor is: the addresses as their browser knows them, for links that leave the app; and their own."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st


def base() -> str:
    """The address of the app, with a slash at its end; empty where it is not known."""
    folder, slash, _ = _page().rpartition("/")
    return folder + slash


def here(query: Mapping[str, str] | None = None) -> str:
    """The address of this page.

    Args:
        query: what it says; without it all that stands there now.
    """
    said = urlencode(st.query_params.to_dict() if query is None else query)
    return f"{_page()}?{said}" if said else _page()


def visitor() -> str:
    """The address that a visitor comes from, empty on the machine of the server; never to be kept.

    Behind a proxy that the settings trust it is the one that the proxy names.
    """
    return str(st.context.ip_address or "")


def _page() -> str:
    return str(st.context.url or "").partition("?")[0]
