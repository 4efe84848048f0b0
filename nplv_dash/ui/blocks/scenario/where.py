"""The result on a map, and where the figure of one wijk comes from."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import streamlit as st

from nplv_dash.present import foliummap, palette
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.present.legend import Swatch, swatches
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.picture import Picture
from nplv_dash.present.text import Text
from nplv_dash.services import pictures
from nplv_dash.services.aggregate import Array
from nplv_dash.services.map_words import result_alt
from nplv_dash.services.mapview import Selection, bounds_of
from nplv_dash.services.redistribution import Result, explain, three
from nplv_dash.services.redistribution_map import BREAKS, LAYER, LOOKS, Look, ResultMap, result_map
from nplv_dash.ui import editions, state
from nplv_dash.ui.blocks import evidence, mapblock, picture_buttons
from nplv_dash.ui.blocks.scenario import own_area
from nplv_dash.ui.blocks.scenario.view import View
from nplv_dash.ui.frame import go_to
from nplv_dash.ui.look import surface

#: What the model starts from.
_SOURCES = ("households", "corp_share", "social_min", "lbm_onv")
#: No area to zoom in on.
_ALL = "alle"


def draw(view: View) -> None:
    """The map with its choices and its legend."""
    t, workspace = view.t, view.workspace
    first, second = st.columns([3, 2], vertical_alignment="bottom")
    with first:
        look: Look = LOOKS[LOOKS.index(_look(view))]
    with second:
        areas = (_ALL, *(area.id for area in workspace.choosable))
        area = state.choose(
            "zoom", areas, _ALL, st.selectbox, t("herverdeling.map.zoom"),
            format_func=lambda key: t("herverdeling.map.all") if key == _ALL else workspace.area(key).name,
        )  # fmt: skip
    if area != _ALL:
        if workspace.area(area).own:
            own_area.in_short(view, workspace.area(area))
        else:
            _in_short(view, area)
    chosen = state.pick("wijk", lambda code: code in view.country.index)
    stand(
        view, look, "herverdeling_kaart", 520, _point_at, selected=chosen, area=None if area == _ALL else area
    )  # fmt: skip
    _picture(view, look)
    share = view.n.percent(100 * view.country.households_left_out, 1)
    st.caption(
        t("herverdeling.map.note", left_out=view.n.integer(len(view.country.left_out)), share=share)
        + ("" if chosen else f" {t('herverdeling.map.hint')}")
    )
    records = view.workspace.bundle.indicators
    evidence.several(view.workspace, [records[name] for name in _SOURCES], Figures(t, view.n))
    if chosen:
        _explain(view, chosen)


def stand(
    view: View,
    look: Look,
    key: str,
    height: int,
    on_click: Callable[[str], None],
    *,
    selected: str | None = None,
    area: str | None = None,
) -> None:
    """Draw the map of a result and its legend.

    Args:
        key: constant name of the map on its page.
        on_click: called with the code of a wijk that was clicked.
        area: id of the area that it shows from near; None for the whole country.
    """
    t, workspace = view.t, view.workspace
    found = result_map(workspace, view.country, view.result, look)
    selection = Selection(LAYER, "", 0, area)
    mapblock.stand(
        foliummap.Paint(
            layer=mapblock.geometry(workspace, LAYER),
            classes=found.classes,
            values=tooltips(view.result, found, view.n),
            pattern=tooltip_pattern(t),
            empty=view.n.no_data,
            caption=t("herverdeling.map.caption", horizon=view.result.levers.horizon),
            description=result_alt(view.result, found, look, t, view.n),
            palette=mapblock.colours(palette.DIVERGING if look == "change" else palette.SEQUENTIAL),
            selected=selected,
            marked=mapblock.marked(workspace, selection),
            focus=bounds_of(workspace, selection) or foliummap.NETHERLANDS,
            outlines=mapblock.outlines(workspace, LAYER),
        ),
        t, key=key, height=height, on_click=on_click,
    )  # fmt: skip
    st.html(_legend(view, look, found))


def _in_short(view: View, area_id: str) -> None:
    """What happens in the area that a visitor looks at, and in its municipality."""
    t, words, result, country = view.t, view.words, view.result, view.country
    area, i = view.workspace.area(area_id), country.areas.index(area_id)
    change, start = three(result.by_area_change, i), float(result.by_area_start[i])
    near = sum(country.gemeenten[k] == area.gemeente for k in np.flatnonzero(result.eligible).tolist())
    st.markdown(
        t(
            "herverdeling.map.area",
            area=area.name,
            start=words.percent(start),
            after=words.percent(start + change[1]),
            change=words.points_between(change),
            placed=words.homes_between(three(result.by_area_placed, i)),
            gemeente=area.gemeente,
            wijken=view.n.integer(near),
        )
    )
    if st.button(t("herverdeling.map.open", area=area.name), icon=":material/arrow_forward:"):
        go_to("gebied", gebied=area_id)


def _picture(view: View, look: Look) -> None:
    def make() -> Picture:
        passport = editions.passport(view.result.scenario)
        return pictures.difference_map(
            view.workspace, view.country, view.result, passport, view.t, view.n, look=look
        )  # fmt: skip

    picture_buttons.draw(make, f"nplv_herverdeling_kaart_{look}", view.t, "afbeelding_kaart")


def _look(view: View) -> str:
    return state.choose(
        "blik", LOOKS, "change", st.segmented_control, view.t("herverdeling.map.look"), required=True,
        format_func=lambda key: view.t(f"herverdeling.map.looks.{key}"),
    )  # fmt: skip


def _point_at(code: str) -> None:
    state.keep("wijk", code)


def tooltips(result: Result, found: ResultMap, n: Numbers) -> tuple[str, ...]:
    """Before, after and difference of every polygon, for `tooltip_pattern`; empty where too little is known."""
    figures = result.places
    drawn = np.flatnonzero(found.places >= 0)
    drawn = drawn[np.isfinite(figures.before[found.places[drawn]])]
    places = found.places[drawn]
    low, high = figures.change.between(80)

    def percent(value: float) -> str:
        return n.percent(value, 1)

    def signed(value: float) -> str:
        return n.decimal(value, 1, signed=True)

    shares = (_written(values[places], percent) for values in (figures.before, figures.after))
    changes = (_written(values[places], signed) for values in (figures.change.median, low, high))
    texts = [""] * len(found.places)
    for polygon, cells in zip(drawn.tolist(), zip(*shares, *changes, strict=True), strict=True):
        texts[polygon] = "\t".join(cells)
    return tuple(texts)


def tooltip_pattern(t: Text) -> str:
    """What the figures of `tooltips` stand in."""
    names = ("before", "after", "change", "low", "high")
    return t("herverdeling.map.tooltip", **{name: f"{{{place}}}" for place, name in enumerate(names)})


def _written(values: Array, write: Callable[[float], str]) -> list[str]:
    """Figures with one decimal; each different one is written once, and a thousand wijken have some hundred of them."""
    different, which = np.unique(np.round(values, 1), return_inverse=True)
    texts = [write(value) for value in different.tolist()]
    return [texts[i] for i in which.tolist()]


def _legend(view: View, look: Look, found: ResultMap) -> str:
    t, n = view.t, view.n
    breaks = BREAKS[look]
    if look == "change":
        marks = [n.decimal(x, 1, signed=True) for x in breaks]
        ramp = palette.DIVERGING
    else:
        marks = [n.percent(x, 0) for x in breaks]
        ramp = palette.SEQUENTIAL
    names = [
        t("kaart.legend.below", bound=marks[0]),
        *(t("kaart.legend.between", low=low, high=high) for low, high in pairwise(marks)),
        t("kaart.legend.above", bound=marks[-1]),
    ]
    items = [
        Swatch(name, n.integer(count), colour) for name, count, colour in zip(names, found.counts, ramp, strict=False)
    ]
    items += [
        Swatch(n.no_data, n.integer(found.counts[-1]), None),
        Swatch(t("herverdeling.map.legend.unchanged"), "", surface().map.land),
    ]
    return swatches(t(f"herverdeling.map.legend.{look}", horizon=view.result.levers.horizon), items, t)


def _explain(view: View, code: str) -> None:
    """What the figure of a wijk in one year came from."""
    t, country = view.t, view.country
    index = country.index[code]
    name, gemeente = country.names[index], country.gemeenten[index]
    with st.container(border=True):
        head, button = st.columns([5, 1], vertical_alignment="center")
        head.subheader(t("herverdeling.explain.title", name=name, gemeente=gemeente))
        button.button(t("herverdeling.explain.close"), on_click=state.forget, args=("wijk",), key="explain_close")
        if np.isfinite(view.result.places.before[index]):
            band = view.words.points_between(three(view.result.places.change, index))
            st.markdown(f"**{band}**")
        else:
            st.markdown(t("herverdeling.explain.unchanged"))
        years = [str(year) for year in view.result.years]
        year = state.choose("in", years, years[-1], st.select_slider, t("herverdeling.time.year"))
        parts = explain(country, view.parameters, view.result.scenario, code, years.index(year))
        st.caption(t("herverdeling.explain.lead", year=year))
        rows = [
            [
                Cell(t(f"herverdeling.explain.terms.{term}")),
                *(Cell(_term(view, term, values[term])) for values in parts),
            ]
            # Not the effect: without its band, and without the chance that there is none, it would say too much.
            for term in parts[0]
            if term != "effect"
        ]
        head_cells = [t(f"herverdeling.explain.{key}") for key in ("term", "without", "with")]
        st.html(table(t("herverdeling.explain.caption"), head_cells, [Group(rows)], numbers={1, 2}))


def _term(view: View, term: str, value: float) -> str:
    if term == "composition":
        return view.n.percent(100 * value, 1)
    return view.n.decimal(value, 1)
