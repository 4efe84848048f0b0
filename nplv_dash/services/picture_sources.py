"""Where the figures of a picture come from, in one line."""

from __future__ import annotations

from collections.abc import Container

from nplv_dash import __version__
from nplv_dash.present.citation import licence
from nplv_dash.present.text import Text
from nplv_dash.services.workspace import Workspace


def cited(workspace: Workspace, ids: Container[str], t: Text, *, borders: bool = False) -> str:
    """Publisher, title and licence of some data sets, and with which data and version of the app it was made.

    Args:
        ids: of the data sets.
        borders: whether borders were drawn too.
    """
    said = [
        t("kaart.source_short", producer=found.producer, title=found.title, licence=licence(found, t))
        for found in workspace.bundle.catalog.datasets
        if found.id in ids
    ]
    if borders:
        said.append(t("picture.borders"))
    said.append(t("picture.made", version=__version__, fingerprint=workspace.bundle.fingerprint))
    return " ".join(said)
