"""One map in four classings beside each other, behind an expander: they are made when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from nplv_dash.present import palette
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.legend import bounds, ramp
from nplv_dash.services.classings import CLASSES, Classing, classings
from nplv_dash.services.mapview import Selection
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui.blocks import picture_buttons
from nplv_dash.ui.blocks.bar import bar

if TYPE_CHECKING:
    from nplv_dash.present.picture import Picture

#: Pixels: width of a picture, for sharp screens.
_WIDTH = 1200


def draw(workspace: Workspace, selection: Selection, figures: Figures) -> None:
    """Draw the block for what the map shows."""
    t = figures.t
    box = st.expander(t("klassen.title"), icon=":material/palette:", key="klassen", on_change="rerun")
    if not box.open:
        return
    with box:
        st.markdown(t("klassen.lead"))
        found = classings(workspace, selection)
        if not any(found[0].view.counts[:CLASSES]):
            st.markdown(t("klassen.nothing"))
            return
        pictures = {}
        with bar(t("klassen.working")) as tell:
            for i, one in enumerate(found, 1):
                pictures[one.kind] = _png(workspace.bundle.fingerprint, selection, one.kind, one, figures, workspace)
                tell(i / len(found))
        for row in (found[:2], found[2:]):
            for column, one in zip(st.columns(2, gap="large"), row, strict=True):
                with column:
                    _one(workspace, selection, one, pictures[one.kind], figures)
        st.html(_table(found, figures))


def _one(workspace: Workspace, selection: Selection, classing: Classing, picture: bytes, figures: Figures) -> None:
    t, n = figures.t, figures.n
    st.markdown(f"**{t(f'klassen.kind.{classing.kind}.name')}**")
    st.image(picture, width="stretch", alt=_alt(classing, figures))
    picture_buttons.draw(
        lambda: _picture(workspace, selection, classing, figures),
        f"nplv_{selection.layer}_{selection.indicator}_{classing.kind}", t, f"afbeelding_klassen_{classing.kind}",
    )  # fmt: skip
    said = [t(f"klassen.kind.{classing.kind}.{key}") for key in ("shows", "hides")]
    if classing.kind != "fixed":
        known = sum(classing.view.counts[:CLASSES])
        said.append(t("klassen.moved", count=n.integer(classing.moved), known=n.integer(known)))
        if ramp(classing.view.indicator) == palette.DIVERGING:
            said.append(t("klassen.middle"))
    if classing.fewer:
        said.append(t("klassen.fewer"))
    if classing.empty:
        said.append(t("klassen.empty", count=n.integer(classing.empty)))
    st.markdown("  \n".join(said))


def _words(classing: Classing, figures: Figures) -> list[str]:
    """The classes in words."""
    indicator = classing.view.indicator
    if not indicator.breaks:
        # One figure for all: there is nothing to part.
        return [figures.t("klassen.one")]
    if len(indicator.breaks) == 1:
        mark = figures.bound(indicator, indicator.breaks[0])
        return [figures.t("kaart.legend.below", bound=mark), figures.t("kaart.legend.above", bound=mark)]
    return list(bounds(indicator, figures))


def _alt(classing: Classing, figures: Figures) -> str:
    t, n = figures.t, figures.n
    said = [
        t("klassen.alt_class", bounds=words, count=n.integer(count))
        for words, count in zip(_words(classing, figures), classing.view.counts, strict=False)
    ]
    name, missing = t(f"klassen.kind.{classing.kind}.name"), n.integer(classing.view.counts[CLASSES])
    return t("klassen.alt", name=name, classes="; ".join(said), missing=missing)


def _table(found: tuple[Classing, ...], figures: Figures) -> str:
    t, n = figures.t, figures.n
    groups = []
    for one in found:
        words = _words(one, figures)
        places = (*one.view.counts[: len(words)], one.view.counts[CLASSES])
        people = (*one.people[: len(words)], one.people[CLASSES])
        rows = [
            [Cell(text), Cell(n.integer(count)), Cell(n.integer(lived))]
            for text, count, lived in zip((*words, n.no_data), places, people, strict=True)
        ]
        groups.append(Group(rows, t(f"klassen.kind.{one.kind}.name")))
    view = found[0].view
    caption = t("klassen.table.caption", label=figures.label(view.indicator), year=view.year)
    head = [t(f"klassen.table.{key}") for key in ("bounds", "places", "people")]
    return table(caption, head, groups, numbers={1, 2})


@st.cache_resource(max_entries=32, show_spinner=False)
def _png(
    fingerprint: str,  # noqa: ARG001
    selection: Selection,
    kind: str,  # noqa: ARG001
    _classing: Classing,
    figures: Figures,
    _workspace: Workspace,
) -> bytes:
    """A map as PNG, on paper of its own so that it reads in the dark too. Fingerprint and kind are a key."""
    return _picture(_workspace, selection, _classing, figures).png(width=_WIDTH)


def _picture(workspace: Workspace, selection: Selection, classing: Classing, figures: Figures) -> Picture:
    from nplv_dash.services import pictures

    return pictures.classing_map(workspace, selection, classing, figures.t, figures.n)
