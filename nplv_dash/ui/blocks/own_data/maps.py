"""The figures of a visitor on a map beside the official ones of the same places, both as a table, and as files."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
import streamlit as st

from nplv_dash.present import foliummap, palette
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, heading, table
from nplv_dash.present.legend import Swatch, ramp, swatches
from nplv_dash.present.legend import legend as official_legend
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services import own_data_export, own_data_map
from nplv_dash.services.aggregate import Array
from nplv_dash.services.mapview import MapView, indicators_on, netherlands, shapes, years_on
from nplv_dash.services.own_data_codes import LEVELS, Level
from nplv_dash.services.own_data_map import WAYS, OwnView
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui.blocks import downloads, evidence, mapblock
from nplv_dash.ui.blocks.own_data import kept
from nplv_dash.ui.blocks.own_data.join import Chosen

#: Pixels.
_HEIGHT: Final = 460
#: Which official figure stands there at first.
FIRST_INDICATOR: Final = "welfare"
#: More rows than this are for a file; more than that scroll.
_MOST_ROWS, _MANY_ROWS = 500, 12
#: What was clicked, in the session; in no address, since nobody else could open it.
_PLACE: Final = "_eigen_plek"


def draw(workspace: Workspace, chosen: Chosen, borders: kept.Shapes | None, t: Text, n: Numbers) -> None:
    """Draw the choices, both maps, the table and the files.

    Args:
        borders: those of the visitor; None where the figures are of official places.
    """
    figures, places = Figures(t, n), chosen.joined.to
    level = places.level or own_data_map.level_for(places)
    places_for = iter(st.columns(3 if borders is None else 4, vertical_alignment="bottom"))
    with next(places_for):
        way = st.selectbox(
            t("eigen_gegevens.choose.way"), WAYS, format_func=lambda one: t(f"eigen_gegevens.way.{one}"),
            key="eigen_indeling", persist_state="session",
        )  # fmt: skip
    if borders is not None:
        with next(places_for):
            level = st.selectbox(
                t("eigen_gegevens.choose.level"), LEVELS, index=LEVELS.index(level),
                format_func=lambda one: t(f"eigen_gegevens.to.{one}"), key="eigen_niveau",
            )  # fmt: skip
    layer = own_data_map.LAYERS[level]
    known = {one.id: one for one in indicators_on(workspace, layer)}
    with next(places_for):
        indicator = st.selectbox(
            t("eigen_gegevens.choose.official"), list(known), format_func=lambda one: figures.label(known[one]),
            index=list(known).index(FIRST_INDICATOR) if FIRST_INDICATOR in known else 0,
            key=f"eigen_officieel_cijfer_{level}", persist_state="session",
        )  # fmt: skip
    years = years_on(workspace, layer, indicator)
    with next(places_for):
        year = st.selectbox(
            t("kaart.choose.year"), list(reversed(years)), format_func=str, key=f"eigen_jaar_{layer}_{indicator}",
        )  # fmt: skip
    if borders is None:
        view = own_data_map.own_view(*own_data_map.on_layer(workspace, chosen.joined, chosen.values), way)
        official = own_data_map.official_view(workspace, layer, indicator, year, view.drawn)
        focus = own_data_map.extent(workspace, chosen.joined) or foliummap.NETHERLANDS
    else:
        view = own_data_map.own_view(chosen.values, chosen.joined.drawn, way)
        official = own_data_map.official_view(workspace, layer, indicator, year)
        focus = own_data_map.own_extent(borders.drawn[view.drawn])
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(heading(t("eigen_gegevens.map.own", column=chosen.column)))
        _own(workspace, chosen, view, borders, focus, figures)
    with right:
        st.html(heading(t("eigen_gegevens.map.official", label=figures.label(official.indicator), year=year)))
        _official(workspace, layer, official, focus, figures)
    st.markdown(t("eigen_gegevens.map.cause"))
    _table(workspace, chosen, level, official, view, figures)
    _files(workspace, chosen, layer, borders, t)
    evidence.under(workspace, official.indicator, years, figures)


def _own(
    workspace: Workspace,
    chosen: Chosen,
    view: OwnView,
    borders: kept.Shapes | None,
    focus: foliummap.Bounds,
    figures: Figures,
) -> None:
    t, n = figures.t, figures.n
    layer = own_data_map.layer_of(chosen.joined.to) if borders is None else ""
    mapblock.stand(
        foliummap.Paint(
            layer=mapblock.geometry(workspace, layer) if borders is None else borders.layer,
            classes=view.classes,
            values=tuple(n.many(view.values.tolist(), digits=view.digits)),
            caption=t("eigen_gegevens.map.caption", column=chosen.column),
            description=_alt(chosen, view, figures),
            palette=mapblock.colours(palette.SEQUENTIAL),
            selected=_selected(),
            focus=focus,
            outlines=mapblock.outlines(workspace, layer),
        ),
        t, key="eigen_kaart", height=_HEIGHT, on_click=_point_at, label=t("eigen_gegevens.map.label"),
    )  # fmt: skip
    st.html(_legend(chosen, view, figures))


def _official(workspace: Workspace, layer: str, view: MapView, focus: foliummap.Bounds, figures: Figures) -> None:
    t = figures.t
    indicator = view.indicator
    mapblock.stand(
        foliummap.Paint(
            layer=mapblock.geometry(workspace, layer),
            classes=view.classes,
            values=mapblock.in_words(workspace.bundle.fingerprint, layer, indicator.id, view.year, t.lang),
            caption=t("kaart.caption", label=figures.short(indicator), year=view.year),
            description=_official_alt(view, figures),
            palette=mapblock.colours(ramp(indicator)),
            selected=_selected(),
            focus=focus,
            outlines=mapblock.outlines(workspace, layer),
        ),
        t, key="eigen_officieel", height=_HEIGHT, on_click=_point_at,
    )  # fmt: skip
    reference = netherlands(workspace, indicator, view.year)
    st.html(official_legend(indicator, view.year, view.counts, reference, figures, view.level))


def _alt(chosen: Chosen, view: OwnView, figures: Figures) -> str:
    """What the map of the visitor shows, in figures."""
    t, drawn = figures.t, int(view.drawn.sum())
    begin = t("eigen_gegevens.map.alt", column=chosen.column, count=figures.n.integer(drawn))
    write = partial(figures.n.decimal, digits=view.digits)
    return _in_words(begin, view.values[view.drawn], write, figures)


def _official_alt(view: MapView, figures: Figures) -> str:
    """The same of the official map."""
    t, drawn = figures.t, int(view.drawn.sum())
    label = figures.label(view.indicator)
    begin = t("eigen_gegevens.map.official_alt", label=label, year=view.year, count=figures.n.integer(drawn))
    return _in_words(begin, view.values[view.drawn], partial(figures.full, view.indicator), figures)


def _in_words(begin: str, values: Array, write: Callable[[float], str], figures: Figures) -> str:
    t, n, known = figures.t, figures.n, values[np.isfinite(values)]
    said = [begin]
    if len(known):
        said.append(t("picture.map.alt_range", low=write(float(known.min())), high=write(float(known.max()))))
    missing = n.integer(len(values) - len(known))
    return " ".join((*said, t("picture.map.alt_missing", count=missing, all=n.integer(len(values)))))


def _legend(chosen: Chosen, view: OwnView, figures: Figures) -> str:
    t, n = figures.t, figures.n
    digits = own_data_map.bound_digits(view.breaks)
    marks = [n.decimal(one, digits) for one in view.breaks]
    names = [t("klassen.one")]
    if marks:
        between = (t("kaart.legend.between", low=low, high=high) for low, high in pairwise(marks))
        names = [t("kaart.legend.below", bound=marks[0]), *between, t("kaart.legend.above", bound=marks[-1])]
    items = [
        Swatch(name, n.integer(count), colour)
        for name, count, colour in zip(names, view.counts, palette.SEQUENTIAL, strict=False)
    ]
    items.append(Swatch(n.no_data, n.integer(view.counts[-1]), None))
    return swatches(t("eigen_gegevens.map.legend", column=chosen.column), items, t)


def _selected() -> str | None:
    found: str | None = st.session_state.get(_PLACE)
    return found


def _point_at(code: str) -> None:
    st.session_state[_PLACE] = code


def _table(
    workspace: Workspace, chosen: Chosen, level: Level, official: MapView, view: OwnView, figures: Figures
) -> None:
    """Both figures of each place: what stands on the maps, for who does not see them."""
    t, n, places, indicator = figures.t, figures.n, chosen.joined.to, official.indicator
    beside = own_data_map.official_of(workspace, places, level, indicator.id, official.year)
    rows = own_data_map.beside(places, chosen.joined.drawn, chosen.values, beside)
    with st.expander(t("eigen_gegevens.both.title"), icon=":material/table:", expanded=True):
        if len(rows) > _MOST_ROWS:
            shown, count = n.integer(_MOST_ROWS), n.integer(len(rows))
            st.info(t("eigen_gegevens.both.more", shown=shown, count=count), icon=":material/filter_alt:")
        with st.container(height=_HEIGHT if len(rows) > _MANY_ROWS else "content", border=False):
            st.html(_both(rows[:_MOST_ROWS], chosen, official, view, figures))
        st.caption(t("eigen_gegevens.both.note"))


def _both(rows: pd.DataFrame, chosen: Chosen, official: MapView, view: OwnView, figures: Figures) -> str:
    """The table as HTML: a grid would offer its own file, in which own figures are not marked and formulas run."""
    t, n, indicator = figures.t, figures.n, official.indicator
    head = [
        t("kaart.table.name"),
        t("kaart.table.code"),
        t("kaart.table.gemeente"),
        t("eigen_gegevens.both.own", column=chosen.column[:40]),
        figures.heading(indicator, official.year),
    ]
    columns = [
        list(rows["name"]),
        list(rows["code"]),
        list(rows["gemeente"]),
        n.many(rows["own"], digits=view.digits),
        n.many(rows["official"], digits=indicator.decimals),
    ]
    if not any(rows["gemeente"]):
        del head[2], columns[2]
    lines = [[Cell(text) for text in line] for line in zip(*columns, strict=True)]
    return table(t("eigen_gegevens.both.title"), head, [Group(lines)], numbers={len(head) - 2, len(head) - 1})


def _files(workspace: Workspace, chosen: Chosen, layer: str, borders: kept.Shapes | None, t: Text) -> None:
    """The figures of the visitor as files; the official ones are not in them."""
    origin = own_data_export.Origin(chosen.file, chosen.column, chosen.borders, evidence.version(workspace))
    make = partial(own_data_export.export, chosen.joined, chosen.values, origin, t)
    ground = partial(shapes, workspace, layer) if borders is None else lambda: borders.frame
    downloads.draw(
        lambda: downloads.Offer(
            own_data_export.file_name(chosen.column), make, ground, lambda: own_data_export.geopackage(ground(), make())
        ),
        t, key="eigen_download",
    )  # fmt: skip
    st.caption(t("eigen_gegevens.export.apart"))
