"""What there is to cite of a page: figures with the licences of their publishers, or a scenario with its passport."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Sequence

from nplv_dash import __version__
from nplv_dash.domain.editions import Passport
from nplv_dash.present.citation import Work, licence
from nplv_dash.present.text import Text
from nplv_dash.services.workspace import Workspace

#: The data sets that a model reads.
READS = {
    "redistribution": frozenset({"cbs_kwb", "lbm3", "nplv_list"}),
    "funding": frozenset({"cbs_kwb", "lbm3", "lbm2", "krachtwijken"}),
}


def figures(
    workspace: Workspace, ids: Container[str], title: str, key: str, address: str, read: dt.date, t: Text
) -> Work:
    """Figures of some data sets, as a page shows them.

    Args:
        ids: of the data sets.
        key: which figures they are, in letters without spaces.
        address: of the page.
    """
    return Work(
        key=f"nplv_dash_{key}",
        title=title,
        version=t("share.cite.data", app=__version__, data=workspace.bundle.fingerprint),
        made=read.year,
        kind=t("share.cite.kind.figures"),
        address=address,
        read=read,
        licence=licences(workspace, ids, t),
    )


def scenarios(
    workspace: Workspace, passports: Sequence[Passport], title: str, address: str, read: dt.date, t: Text
) -> Work:
    """What a model gave for a scenario, or for some beside each other.

    Args:
        passports: of one edition; at least one.
    """
    edition, ids = passports[0].edition, [one.id for one in passports]
    return Work(
        key="_".join(("nplv_dash", *ids)),
        title=title,
        version=t("share.cite.passport", edition=edition.id, passport=", ".join(ids)),
        made=edition.date.year,
        kind=t("share.cite.kind.model"),
        address=address,
        read=read,
        licence=licences(workspace, READS[edition.model], t),
    )


def licences(workspace: Workspace, ids: Container[str], t: Text) -> str:
    """Whose the data are and under which licence, and that of the app."""
    found = [one for one in workspace.bundle.catalog.datasets if one.id in ids]
    named = "; ".join(f"{one.producer}, {one.title} ({licence(one, t)})" for one in found)
    return t("share.cite.licence", data=named) if named else t("share.cite.licence_app")
