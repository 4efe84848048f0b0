"""The difference that each scenario makes, on maps with one scale, and the same of the twenty areas as a table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import streamlit as st

from nplv_dash.present import foliummap, palette
from nplv_dash.present.html import Cell, Group, heading, table
from nplv_dash.present.legend import Swatch, swatches
from nplv_dash.services import pictures
from nplv_dash.services.compare import LETTERS, by_area
from nplv_dash.services.map_words import result_alt
from nplv_dash.services.mapview import Selection, bounds_of
from nplv_dash.services.redistribution import Band, three
from nplv_dash.services.redistribution_map import BREAKS, LAYER, result_map
from nplv_dash.ui import editions, own_area_model, state
from nplv_dash.ui.blocks import mapblock, picture_buttons
from nplv_dash.ui.blocks.compare.view import View
from nplv_dash.ui.blocks.scenario import where
from nplv_dash.ui.look import surface

#: No area to zoom in on.
_ALL = "alle"
#: Pixels.
_HEIGHT = 380
#: What a cell of the table holds: the outcome, or how it differs from that of the first scenario.
_CELLS = ("outcome", "apart")


def draw(view: View) -> None:
    """The maps, their legend, and the wijk that was pointed at."""
    t, workspace = view.t, view.workspace
    areas = (_ALL, *(area.id for area in workspace.choosable))
    area = state.choose(
        "zoom", areas, _ALL, st.selectbox, t("vergelijken.map.zoom"),
        format_func=lambda key: t("herverdeling.map.all") if key == _ALL else workspace.area(key).name,
    )  # fmt: skip
    chosen = state.pick("wijk", lambda code: code in view.country.index)
    selection = Selection(LAYER, "", 0, None if area == _ALL else area)
    for position, column in enumerate(st.columns(len(view.results))):
        with column:
            st.html(heading(view.heads[position]))
            _map(view, position, selection, chosen)
    st.html(_legend(view))
    st.caption(t("vergelijken.map.note"))
    if chosen:
        _wijk(view, chosen)


def _map(view: View, position: int, selection: Selection, chosen: str | None) -> None:
    result = view.results[position]
    found = result_map(view.workspace, view.country, result, "change")
    mapblock.stand(
        foliummap.Paint(
            layer=mapblock.geometry(view.workspace, LAYER),
            classes=found.classes,
            values=where.tooltips(result, found, view.n),
            pattern=where.tooltip_pattern(view.t),
            empty=view.n.no_data,
            caption=view.t("herverdeling.map.caption", horizon=result.levers.horizon),
            description=result_alt(result, found, "change", view.t, view.n),
            palette=mapblock.colours(palette.DIVERGING),
            selected=chosen,
            marked=mapblock.marked(view.workspace, selection),
            focus=bounds_of(view.workspace, selection) or foliummap.NETHERLANDS,
            outlines=mapblock.outlines(view.workspace, LAYER),
        ),
        view.t, key=f"vergelijken_kaart_{position}", height=_HEIGHT, on_click=lambda code: state.keep("wijk", code),
        label=view.t("vergelijken.map.label", letter=LETTERS[position]),
    )  # fmt: skip
    passport = editions.passport(result.scenario)
    picture_buttons.draw(
        lambda: pictures.difference_map(view.workspace, view.country, result, passport, view.t, view.n).about(
            view.heads[position]
        ),
        f"nplv_vergelijken_{LETTERS[position]}", view.t, f"afbeelding_kaart_{position}",
    )  # fmt: skip


def _legend(view: View) -> str:
    t = view.t
    marks = [view.n.decimal(bound, 1, signed=True) for bound in BREAKS["change"]]
    names = [
        t("kaart.legend.below", bound=marks[0]),
        *(t("kaart.legend.between", low=low, high=high) for low, high in pairwise(marks)),
        t("kaart.legend.above", bound=marks[-1]),
    ]
    items = [Swatch(name, "", colour) for name, colour in zip(names, palette.DIVERGING, strict=True)]
    items += [Swatch(view.n.no_data, "", None), Swatch(t("herverdeling.map.legend.unchanged"), "", surface().map.land)]
    return swatches(t("vergelijken.map.legend"), items, t)


def _wijk(view: View, code: str) -> None:
    """One wijk in every scenario."""
    t, index = view.t, view.country.index[code]
    name = t("vergelijken.map.wijk", name=view.country.names[index], gemeente=view.country.gemeenten[index])
    rows = []
    for head, result in zip(view.heads, view.results, strict=True):
        figures = result.places
        if np.isfinite(figures.before[index]):
            shares = (view.n.percent(values[index], 1) for values in (figures.before, figures.after))
            rows.append([Cell(head), *map(Cell, shares), _cell(view, figures.change, index)])
        else:
            rows.append([Cell(head), *(Cell(t("herverdeling.map.legend.unchanged")) for _ in range(3))])
    heads = [t("vergelijken.scenario"), *(t(f"herverdeling.places.{key}") for key in ("before", "after", "change"))]
    st.html(table(name, heads, [Group(rows)], numbers={1, 2, 3}))
    st.button(t("herverdeling.explain.close"), on_click=state.forget, args=("wijk",), key="vergelijken_sluit")


def areas(view: View) -> None:
    """The twenty areas in the order of the official list: the change in every scenario, or how they differ."""
    t = view.t
    what = state.choose(
        "cel", _CELLS, _CELLS[0], st.segmented_control, t("vergelijken.areas.cells"), required=True,
        format_func=lambda key: t(f"vergelijken.areas.cell.{key}", first=LETTERS[0]),
    )  # fmt: skip
    first, *others = view.results
    if what == "outcome":
        heads, bands = view.heads, [result.by_area_change for result in view.results]
    else:
        heads, bands = view.heads[1:], [by_area(first, other) for other in others]
    rows = []
    for area in sorted(view.workspace.bundle.areas, key=lambda area: area.number):
        index = view.country.areas.index(area.id)
        rows.append([Cell(area.name, sub=area.gemeente), *(_cell(view, band, index) for band in bands)])
    head = [t("herverdeling.places.area"), *heads]
    caption = t(f"vergelijken.areas.caption.{what}", first=LETTERS[0])
    st.html(table(caption, head, [Group(rows)], numbers=range(1, len(head))))
    st.caption(t("herverdeling.places.no_ranking"))
    _own(view, what, heads)


def _own(view: View, what: str, heads: Sequence[str]) -> None:
    """The own areas of the visitor in a table of their own: they are none of the twenty."""
    t = view.t
    if not view.workspace.own:
        return
    first, *others = (own_area_model.sides(view.workspace, one.scenario, one.count) for one in view.results)
    rows = []
    for i, (area, side) in enumerate(first):
        sides = [one[i][1] for one in others]
        if what == "outcome":
            bands = [one.change for one in (side, *sides)]
        else:
            bands = [Band.of(one.draws.astype(float) - side.draws) for one in sides]
        rows.append([Cell(area.name, sub=area.gemeente), *(_cell(view, Band(one.values[:, None]), 0) for one in bands)])
    st.subheader(t("own_area.model.title"))
    st.markdown(t("own_area.model.lead"))
    head = [t("herverdeling.places.area"), *heads]
    caption = t(f"own_area.model.compared.{what}", first=LETTERS[0])
    st.html(table(caption, head, [Group(rows)], numbers=range(1, len(head))))


def _cell(view: View, band: Band, position: int) -> Cell:
    """A change with its bounds; an area of which no wijk is known plays no part in the model."""
    if position >= band.values.shape[-1] or not np.isfinite(band.median[position]):
        return Cell(view.n.no_data)
    found = three(band, position)
    return Cell(view.words.apart("pp", found), sub=view.words.apart_bounds("pp", found))
