"""Where the figures of a picture come from, in one line."""

from __future__ import annotations

from collections.abc import Container

from nplv_dash import __version__
from nplv_dash.domain.records import Dataset
from nplv_dash.present.text import Text
from nplv_dash.services.workspace import Workspace


def cited(workspace: Workspace, ids: Container[str], t: Text, *, borders: bool = False) -> str:
    """Publisher, title and licence of some data sets, and with which data and version of the app it was made.

    Args:
        ids: of the data sets.
        borders: whether borders were drawn too.
    """
    said = [
        t("kaart.source_short", producer=found.producer, title=found.title, licence=_licence(found, t))
        for found in workspace.bundle.catalog.datasets
        if found.id in ids
    ]
    if borders:
        said.append(t("picture.borders"))
    said.append(t("picture.made", version=__version__, fingerprint=workspace.bundle.fingerprint))
    return " ".join(said)


def _licence(dataset: Dataset, t: Text) -> str:
    return dataset.licence if dataset.licence_verified else t("export.licence_open", licence=dataset.licence)
