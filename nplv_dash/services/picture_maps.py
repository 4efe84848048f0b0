"""Pictures of maps: one indicator around an area or in the whole country, and a result of redistribution."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from nplv_dash.domain.editions import Passport
from nplv_dash.domain.records import Area
from nplv_dash.present import palette
from nplv_dash.present.classes import NO_DATA as UNKNOWN
from nplv_dash.present.figures import Figures
from nplv_dash.present.legend import bounds, ramp
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.picture import WIDTH, Caption, Picture, Room
from nplv_dash.present.picture_canvas import NO_DATA, Ink, Shape, width_of
from nplv_dash.present.picture_map import AREA, AREA_CHOSEN, AREA_FAR, LAND, NAME, Key, Map, Row, Spot
from nplv_dash.present.text import Text
from nplv_dash.services.classings import Classing
from nplv_dash.services.country import Country
from nplv_dash.services.map_words import map_alt, result_alt, sides_of, where_of
from nplv_dash.services.mapview import MapView, Selection, map_view, netherlands
from nplv_dash.services.picture_ground import (
    KEY,
    Place,
    areas_of,
    around,
    border_of,
    borders_of,
    by_class,
    class_layers,
    land_of,
    limits_of,
    whole,
)
from nplv_dash.services.picture_models import modelled
from nplv_dash.services.picture_sources import cited
from nplv_dash.services.redistribution import Result
from nplv_dash.services.redistribution_map import BREAKS, LAYER, Look, result_map
from nplv_dash.services.workspace import Workspace

#: Pixels around a name that stands in the middle of an area.
_RIM: Final = 6.0
#: Lengths that a scale bar may have, kilometres.
_BARS: Final = (0.5, 1, 2, 5, 10, 25, 50)


def area_map(
    workspace: Workspace,
    area: Area,
    indicator_id: str,
    year: int,
    t: Text,
    n: Numbers,
    *,
    layer: str = "wijken",
    beside: Sequence[Area] = (),
    room: Room = Room(),  # noqa: B008  it cannot be changed
) -> Picture:
    """The wijken (or, with that layer, buurten) of the municipality of an area, which is outlined.

    Args:
        beside: areas of the same municipality that are outlined in the same way; then all of them have their names.

    Raises:
        KeyError: there are no such figures on this layer.
    """
    return selection_map(workspace, Selection(layer, indicator_id, year, area.id), t, n, beside=beside, room=room)


def country_map(
    workspace: Workspace,
    indicator_id: str,
    year: int,
    t: Text,
    n: Numbers,
    *,
    room: Room = Room(),  # noqa: B008  it cannot be changed
) -> Picture:
    """The twenty areas in the country, each with its name.

    Raises:
        KeyError: there are no such figures.
    """
    return selection_map(workspace, Selection("gebieden", indicator_id, year), t, n, room=room)


def selection_map(
    workspace: Workspace,
    selection: Selection,
    t: Text,
    n: Numbers,
    view: MapView | None = None,
    *,
    beside: Sequence[Area] = (),
    room: Room = Room(),  # noqa: B008  it cannot be changed
) -> Picture:
    """What the page Kaart shows of a selection; with `view`, in the classes of that one.

    Args:
        beside: see `area_map`.

    Raises:
        KeyError: there are no such figures.
    """
    view, figures = view or map_view(workspace, selection), Figures(t, n)
    indicator, area = view.indicator, workspace.area(selection.area) if selection.area else None
    chosen = (area, *beside) if area else ()
    place = whole(room) if area is None else around(limits_of(workspace, selection), room)
    groups = by_class(workspace, selection.layer, view.classes, place)
    inks = [Ink(colour, palette.OUTLINE, 0.5 if area else 0.15) for colour in ramp(indicator)]
    dots = selection.layer == "gebieden" and area is None
    spots = _spots(workspace, view, place, ramp(indicator)) if dots else ()
    layers = [(land_of(workspace, place), LAND)]
    if not dots:
        layers += [*class_layers(groups, inks), *areas_of(workspace, place, chosen)]
    if beside:
        spots = _names(workspace, chosen, place)
    key = _key(workspace, view, chosen, figures, dots=dots, caveat=room.caveat)
    where, level = where_of(workspace, selection, t), t(f"kaart.layer.{selection.layer}")
    return Picture(
        caption=Caption(
            title=t("picture.map.title", label=figures.label(indicator), where=where),
            subtitle=_subtitle(view, level, chosen, figures),
            source=cited(workspace, {indicator.dataset}, t, borders=True),
        ),
        alt=map_alt(workspace, selection, view, figures, beside),
        drawing=_map(place, layers, key, t, n, spots, room.width),
        width=room.width,
    )


def classing_map(workspace: Workspace, selection: Selection, one: Classing, t: Text, n: Numbers) -> Picture:
    """The same in one of the ways to cut its figures into classes, and says in which."""
    picture = selection_map(workspace, selection, t, n, one.view)
    way = t("picture.map.classes", way=t(f"klassen.kind.{one.kind}.name"))
    caption = replace(picture.caption, subtitle=f"{picture.caption.subtitle} {way}")
    return replace(picture, caption=caption, alt=f"{picture.alt} {way}")


def difference_map(
    workspace: Workspace,
    country: Country,
    result: Result,
    passport: Passport,
    t: Text,
    n: Numbers,
    *,
    look: Look = "change",
) -> Picture:
    """A result of redistribution on the map of all wijken: the difference, or how it is without or with the policy."""
    found = result_map(workspace, country, result, look)
    place, colours = whole(), palette.DIVERGING if look == "change" else palette.SEQUENTIAL
    inks = [Ink(colour, palette.OUTLINE, 0.15) for colour in colours]
    layers = [
        (land_of(workspace, place), LAND),
        *class_layers(by_class(workspace, LAYER, found.classes, place), inks),
        *areas_of(workspace, place),
    ]
    horizon = result.levers.horizon
    title = t(f"herverdeling.map.legend.{look}", horizon=horizon)
    marks = [n.decimal(x, 1, signed=True) if look == "change" else n.percent(x, 0) for x in BREAKS[look]]
    rows = _rows(_between(marks, t), inks, found.counts, n)
    rows += [
        Row(t("herverdeling.map.legend.unchanged"), "", LAND),
        Row(t("kaart.legend.area"), "", AREA_FAR, "line"),
    ]
    key = Key(
        t(f"herverdeling.map.looks.{look}"),
        tuple(rows),
        (t("picture.difference.sides", **sides_of(result, t, n)), t("picture.difference.note")),
    )
    return modelled(
        (t(f"picture.difference.title.{look}", horizon=horizon), t("picture.difference.subtitle", what=title)),
        result_alt(result, found, look, t, n),
        _map(place, layers, key, t, n),
        passport,
        t,
        n,
    )


def _spots(workspace: Workspace, view: MapView, place: Place, colours: palette.Ramp) -> tuple[Spot, ...]:
    """A dot in the middle of each area, in the order of the list."""
    borders, found = borders_of(workspace, "gebieden"), []
    marks = dict(zip((area.id for area in workspace.bundle.areas), _in_order(workspace, view.classes), strict=True))
    for area in workspace.bundle.areas:
        shape, mark = place.pixels([borders[area.id]]), marks[area.id]
        # The middle of its box: the twenty are compact, and a few pixels wide here.
        x, y = (shape.points.min(axis=0) + shape.points.max(axis=0)) / 2
        fill = palette.NO_DATA if mark == UNKNOWN else colours[int(mark)]
        found.append(Spot(float(x), float(y), Ink(fill, palette.NPLV_OUTLINE, 1.2), area.name))
    return tuple(found)


def _names(workspace: Workspace, areas: Sequence[Area], place: Place) -> tuple[Spot, ...]:
    """The name of each area in its middle, or as near as the frame allows, without a dot."""
    found = []
    for area in areas:
        shape = place.pixels([border_of(workspace, area)])
        x, y = (shape.points.min(axis=0) + shape.points.max(axis=0)) / 2
        half = width_of(area.name, NAME) / 2 + _RIM
        if place.frame:
            x = min(max(x, place.frame[0] + half), place.frame[0] + place.frame[2] - half)
        # Words stand to the right of their spot.
        found.append(Spot(float(x) - half, float(y), Ink(), area.name, radius=0.0))
    return tuple(found)


def _in_order(workspace: Workspace, classes: str) -> list[str]:
    """The classes of the areas in the order of the list."""
    layer = workspace.bundle.layers["gebieden"]
    by_code = {workspace.codes["gebied"][row]: mark for row, mark in zip(layer.rows.tolist(), classes, strict=True)}
    return [by_code[area.id] for area in workspace.bundle.areas]


def _map(
    place: Place,
    layers: Iterable[tuple[Shape, Ink]],
    key: Key,
    t: Text,
    n: Numbers,
    spots: tuple[Spot, ...] = (),
    width: float = WIDTH,
) -> Map:
    reach = width - place.left
    metres = next((km for km in reversed(_BARS) if km * 1000 * place.scale < reach / 4), _BARS[0])
    words = t("picture.map.km", km=n.decimal(metres, 0 if metres >= 1 else 1))
    left, length = place.left + 16, metres * 1000 * place.scale
    if place.frame is None:
        left = 0.0
    return Map(
        height=max(place.height, key.height(KEY)),
        layers=tuple(layers),
        key=key,
        key_at=(0.0, 0.0, KEY),
        spots=spots,
        frame=place.frame,
        bar=(left, place.height - 14, length, words),
        width=width,
    )


def _key(
    workspace: Workspace, view: MapView, chosen: Sequence[Area], figures: Figures, *, dots: bool, caveat: bool
) -> Key:
    t, n, indicator = figures.t, figures.n, view.indicator
    inks = [Ink(colour, palette.OUTLINE, 0.5) for colour in ramp(indicator)]
    rows = _rows(list(bounds(indicator, figures)), inks, view.counts, n)
    if chosen:
        # Several have their names on the map.
        name = chosen[0].name if len(chosen) == 1 else t("picture.map.named")
        rows.append(Row(name, "", AREA_CHOSEN, "line"))
    if not dots:
        rows.append(Row(t("kaart.legend.area"), "", AREA if chosen else AREA_FAR, "line"))
    unit = f" {t('indicator.unit.per_1000')}" if indicator.unit == "per_1000" else ""
    notes = []
    if indicator.kind == "rate":
        dutch = figures.bare(indicator, netherlands(workspace, indicator, view.year))
        notes.append(t("kaart.legend.netherlands", value=dutch))
    if dots:
        notes.append(t("picture.map.dots"))
    if caveat and (said := figures.caveat(indicator)):
        notes.append(said)
    return Key(f"{figures.short(indicator)}{unit}, {view.year}", tuple(rows), tuple(notes))


def _rows(names: Sequence[str], inks: Sequence[Ink], counts: Sequence[int], n: Numbers) -> list[Row]:
    """The classes with their counts, and what has no figure."""
    rows = [Row(name, n.integer(count), ink) for name, count, ink in zip(names, counts, inks, strict=False)]
    return [*rows, Row(n.no_data, n.integer(counts[-1]), NO_DATA)]


def _between(marks: Sequence[str], t: Text) -> list[str]:
    return [
        t("kaart.legend.below", bound=marks[0]),
        *(t("kaart.legend.between", low=low, high=high) for low, high in pairwise(marks)),
        t("kaart.legend.above", bound=marks[-1]),
    ]


def _subtitle(view: MapView, level: str, chosen: Sequence[Area], figures: Figures) -> str:
    t, indicator = figures.t, view.indicator
    unit = t(f"indicator.unit.{indicator.unit}")
    key = "picture.map.subtitle_area" if chosen and view.level != "gebied" else "picture.map.subtitle"
    named = figures.listed(area.name for area in chosen)
    return t(key, level=level, unit=unit, year=view.year, area=named)
