"""Where a visitor is: the addresses as their browser knows them, for links that leave the app; and their own."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import streamlit as st

from nplv_dash.ui.frame import PAGES


def base() -> str:
    """The address of the app, with a slash at its end; empty where it is not known."""
    return base_of(_page())


def root() -> str:
    """What links to show begin with: the address of the app, or a slash where it is not known."""
    return base() or "/"


def base_of(url: str) -> str:
    """The address of the app, by that of one of its pages; empty by an empty one.

    Args:
        url: as Streamlit gives it: without a slash at its end, so that of the first page is that of the app.
    """
    if not url:
        return ""
    parts = urlsplit(url)
    path = parts.path.rstrip("/")
    folder, _, last = path.rpartition("/")
    app = folder if last in {one.url_path for one in PAGES} else path
    return parts._replace(path=f"{app}/", query="", fragment="").geturl()


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
