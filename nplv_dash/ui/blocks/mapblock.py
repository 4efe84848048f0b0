"""The map: figures of a selection on a standing map, with its legend."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit_folium import st_folium

from nplv_dash.present import foliummap, palette
from nplv_dash.present.figures import Figures
from nplv_dash.present.legend import legend, ramp
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Lang, Text
from nplv_dash.services.map_words import map_alt
from nplv_dash.services.mapview import MapView, Selection, bounds_of, members_on, netherlands
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui.data import workspace as shared
from nplv_dash.ui.look import surface
from nplv_dash.ui.routes.addresses import TILES

#: Pixels: an area that is smaller on the screen is drawn as a dot of this radius.
_DOT = 7.0


def draw(
    workspace: Workspace,
    selection: Selection,
    view: MapView,
    figures: Figures,
    *,
    key: str,
    height: int,
    on_click: Callable[[str], None],
    selected: str | None = None,
    tiles: bool = False,
) -> None:
    """Draw the map; its legend is `explain`.

    Args:
        view: what `map_view` made of the selection.
        key: constant name of this map on its page.
        on_click: called with the code of a polygon that was clicked, before the rerun.
    """
    layer = workspace.bundle.layers[selection.layer]
    indicator = view.indicator
    t = figures.t
    paint = foliummap.Paint(
        layer=geometry(workspace, layer.key),
        classes=view.classes,
        values=in_words(workspace.bundle.fingerprint, selection.layer, indicator.id, view.year, t.lang),
        caption=t("kaart.caption", label=figures.short(indicator), year=view.year),
        description=map_alt(workspace, selection, view, figures),
        palette=colours(ramp(indicator)),
        selected=selected,
        marked=marked(workspace, selection),
        focus=bounds_of(workspace, selection) or foliummap.NETHERLANDS,
        outlines=outlines(workspace, selection.layer),
        dot=_DOT if view.level == "gebied" else 0.0,
        tiles=tiles,
    )
    stand(paint, t, key=key, height=height, on_click=on_click)


def marked(workspace: Workspace, selection: Selection) -> tuple[str, ...]:
    """What stands out on the map of an area of a visitor's own: it has no outline of its own in the browser."""
    area = workspace.area(selection.area) if selection.area else None
    return members_on(workspace, selection.layer, area) if area and area.own else ()


def stand(
    paint: foliummap.Paint, t: Text, *, key: str, height: int, on_click: Callable[[str], None], label: str = ""
) -> None:
    """Draw a standing map in the colours of `paint`; see `draw` for the rest.

    Args:
        label: what it is, for who cannot see it; where a page has more than one map.
    """

    def clicked() -> None:
        code = foliummap.clicked_code(st.session_state.get(key))
        if code:
            on_click(code)

    st_folium(
        foliummap.standing_map(
            texts=foliummap.MapTexts(
                label=label or t("kaart.map.label"),
                zoom_in=t("kaart.map.zoom_in"),
                zoom_out=t("kaart.map.zoom_out"),
                failed=t("kaart.map.failed"),
            ),
            language=t.lang,
            attribution=t("kaart.map.attribution"),
            tiles=foliummap.Tiles(TILES, t("kaart.map.tiles")),
        ),
        key=key,
        height=height,
        use_container_width=True,
        render=False,  # st_folium renders the map once more anyway
        returned_objects=foliummap.RETURNED,
        feature_group_to_add=foliummap.paint_group(paint),
        on_change=clicked,
    )


def explain(workspace: Workspace, view: MapView, figures: Figures) -> None:
    """Draw the legend."""
    reference = netherlands(workspace, view.indicator, view.year)
    st.html(legend(view.indicator, view.year, view.counts, reference, figures, view.level))


def geometry(workspace: Workspace, layer: str) -> foliummap.GeometryLayer:
    """A layer of the bundle as the map engine wants it."""
    found = workspace.bundle.layers[layer]
    return foliummap.GeometryLayer(found.key, found.path, len(found.rows))


def colours(classes: palette.Ramp) -> foliummap.Palette:
    """The colours of a map with these classes, on the page of this visitor."""
    page = surface()
    return foliummap.Palette(
        classes=classes,
        no_data=palette.NO_DATA,
        hatch=palette.NO_DATA_HATCH,
        border=page.map.border,
        outline=page.map.line,
        selected=page.map.line,
        halo=page.map.halo,
        ground=page.map.water,
        panel=page.background,
        text=page.text,
    )


def outlines(workspace: Workspace, layer: str) -> tuple[foliummap.Outline, ...]:
    """The land under a layer, and the outlines of the areas over it."""
    ground = surface().map
    land = foliummap.Outline(geometry(workspace, "gemeenten"), colour=ground.land_border, width=0.8, land=ground.land)
    if layer == "gebieden":
        return (land,)
    areas = foliummap.Outline(geometry(workspace, "gebieden"), colour=ground.line, width=2.2, halo=ground.halo)
    return (land, areas)


@st.cache_resource(max_entries=64, show_spinner=False)
def in_words(fingerprint: str, layer: str, indicator: str, year: int, lang: Lang) -> tuple[str, ...]:  # noqa: ARG001
    """Figures of all polygons as text, kept: 50 ms for the buurten of the whole country. The fingerprint is a key."""
    workspace = shared()
    found = workspace.bundle.layers[layer]
    record = workspace.bundle.indicators[indicator]
    write = Figures(Text(lang), Numbers(lang))
    return tuple(write.full(record, value) for value in workspace.values(found.level, indicator, year)[found.rows])
