"""Pictures of maps: one indicator around an area or in the whole country, and a result of redistribution."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from nplv_dash.domain.editions import Passport
from nplv_dash.domain.records import Area
from nplv_dash.present import palette
from nplv_dash.present.classes import NO_DATA as UNKNOWN
from nplv_dash.present.figures import Figures
from nplv_dash.present.legend import bounds, ramp
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.passports import passport_line
from nplv_dash.present.picture import WIDTH, Caption, Picture
from nplv_dash.present.picture_canvas import NO_DATA, Ink, Shape
from nplv_dash.present.picture_map import AREA, AREA_CHOSEN, AREA_FAR, LAND, Key, Map, Row, Spot
from nplv_dash.present.text import Text
from nplv_dash.services.country import Country
from nplv_dash.services.mapview import MapView, Selection, map_view, netherlands
from nplv_dash.services.picture_ground import (
    KEY,
    Place,
    areas_of,
    around,
    borders_of,
    by_class,
    class_layers,
    land_of,
    limits_of,
    whole,
)
from nplv_dash.services.picture_models import three
from nplv_dash.services.picture_sources import cited
from nplv_dash.services.redistribution import Result
from nplv_dash.services.redistribution_map import BREAKS, LAYER, Look, result_map
from nplv_dash.services.workspace import Workspace, value_of

#: Lengths that a scale bar may have, kilometres.
_BARS: Final = (0.5, 1, 2, 5, 10, 25, 50)


def area_map(
    workspace: Workspace, area: Area, indicator_id: str, year: int, t: Text, n: Numbers, *, layer: str = "wijken"
) -> Picture:
    """The wijken (or, with that layer, buurten) of the municipality of an area, which is outlined.

    Raises:
        KeyError: there are no such figures on this layer.
    """
    return selection_map(workspace, Selection(layer, indicator_id, year, area.id), t, n)


def country_map(workspace: Workspace, indicator_id: str, year: int, t: Text, n: Numbers) -> Picture:
    """The twenty areas in the country, each with its name.

    Raises:
        KeyError: there are no such figures.
    """
    return selection_map(workspace, Selection("gebieden", indicator_id, year), t, n)


def selection_map(
    workspace: Workspace, selection: Selection, t: Text, n: Numbers, view: MapView | None = None
) -> Picture:
    """What the page Kaart shows of a selection; with `view`, in the classes of that one.

    Raises:
        KeyError: there are no such figures.
    """
    view, figures = view or map_view(workspace, selection), Figures(t, n)
    indicator, area = view.indicator, workspace.bundle.area(selection.area) if selection.area else None
    place = whole() if area is None else around(limits_of(workspace, selection))
    groups = by_class(workspace, selection.layer, view.classes, place)
    inks = [Ink(colour, palette.OUTLINE, 0.5 if area else 0.15) for colour in ramp(indicator)]
    dots = selection.layer == "gebieden" and area is None
    spots = _spots(workspace, view, place, ramp(indicator)) if dots else ()
    layers = [(land_of(workspace, place), LAND)]
    if not dots:
        layers += [*class_layers(groups, inks), *areas_of(workspace, place, area)]
    where = area.gemeente if area else t("picture.map.areas" if dots else "picture.map.country")
    if area is None and selection.layer in {"wijken", "buurten"}:
        where = t("picture.map.towns", count=len({one.gemeente_code for one in workspace.bundle.areas}))
    if area and selection.only_area:
        where = area.name
    level = t(f"kaart.layer.{selection.layer}")
    return Picture(
        caption=Caption(
            title=t("picture.map.title", label=figures.label(indicator), where=where),
            subtitle=_subtitle(view, level, area, figures),
            source=cited(workspace, {indicator.dataset}, t, borders=True),
        ),
        alt=_alt(workspace, view, level, where, area, figures),
        drawing=_map(place, layers, _key(workspace, view, area, figures, dots=dots), t, n, spots),
    )


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
    words, horizon = Outcomes(t, n), result.levers.horizon
    title = t(f"herverdeling.map.legend.{look}", horizon=horizon)
    marks = [n.decimal(x, 1, signed=True) if look == "change" else n.percent(x, 0) for x in BREAKS[look]]
    rows = _rows(_between(marks, t), inks, found.counts, n)
    rows += [
        Row(t("herverdeling.map.legend.unchanged"), "", LAND),
        Row(t("kaart.legend.area"), "", AREA_FAR, "line"),
    ]
    said = {name: words.points_between(three(getattr(result, name).change, -1)) for name in ("areas", "receivers")}
    key = Key(
        t(f"herverdeling.map.looks.{look}"),
        tuple(rows),
        (t("picture.difference.sides", **said), t("picture.difference.note")),
    )
    return Picture(
        caption=Caption(
            title=t(f"picture.difference.title.{look}", horizon=horizon),
            subtitle=t("picture.difference.subtitle", what=title),
            source=t("picture.source.redistribution"),
            passport=passport_line(passport, t, n),
        ),
        alt=t(
            "picture.difference.alt",
            what=title, fewer=n.integer(sum(found.counts[:2])), more=n.integer(sum(found.counts[3:5])), **said,
        )
        if look == "change"
        else t("picture.difference.alt_share", what=title, **said),
        drawing=_map(place, layers, key, t, n),
    )  # fmt: skip


def _spots(workspace: Workspace, view: MapView, place: Place, colours: palette.Ramp) -> tuple[Spot, ...]:
    """A dot in the middle of each area, in the order of the list."""
    borders, found = borders_of(workspace, "gebieden", 0.0), []
    marks = dict(zip((area.id for area in workspace.bundle.areas), _in_order(workspace, view.classes), strict=True))
    for area in workspace.bundle.areas:
        shape, mark = place.pixels([borders[area.id]]), marks[area.id]
        # The middle of its box: the twenty are compact, and a few pixels wide here.
        x, y = (shape.points.min(axis=0) + shape.points.max(axis=0)) / 2
        fill = palette.NO_DATA if mark == UNKNOWN else colours[int(mark)]
        found.append(Spot(float(x), float(y), Ink(fill, palette.NPLV_OUTLINE, 1.2), area.name))
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
) -> Map:
    reach = WIDTH - place.left
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
    )


def _key(workspace: Workspace, view: MapView, area: Area | None, figures: Figures, *, dots: bool) -> Key:
    t, n, indicator = figures.t, figures.n, view.indicator
    inks = [Ink(colour, palette.OUTLINE, 0.5) for colour in ramp(indicator)]
    rows = _rows(list(bounds(indicator, figures)), inks, view.counts, n)
    if area:
        rows.append(Row(area.name, "", AREA_CHOSEN, "line"))
    if not dots:
        rows.append(Row(t("kaart.legend.area"), "", AREA if area else AREA_FAR, "line"))
    unit = f" {t('indicator.unit.per_1000')}" if indicator.unit == "per_1000" else ""
    notes = []
    if indicator.kind == "rate":
        dutch = figures.bare(indicator, netherlands(workspace, indicator, view.year))
        notes.append(t("kaart.legend.netherlands", value=dutch))
    if dots:
        notes.append(t("picture.map.dots"))
    caveat = figures.caveat(indicator)
    return Key(f"{figures.short(indicator)}{unit}, {view.year}", tuple(rows), (*notes, *([caveat] if caveat else [])))


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


def _subtitle(view: MapView, level: str, area: Area | None, figures: Figures) -> str:
    t, indicator = figures.t, view.indicator
    unit = t(f"indicator.unit.{indicator.unit}")
    key = "picture.map.subtitle_area" if area and view.level != "gebied" else "picture.map.subtitle"
    return t(key, level=level, unit=unit, year=view.year, area=area.name if area else "")


def _alt(workspace: Workspace, view: MapView, level: str, where: str, area: Area | None, figures: Figures) -> str:
    """What the map shows, in figures; no place is named as the lowest or the highest."""
    t, n, indicator = figures.t, figures.n, view.indicator

    def written(value: float | None) -> str:
        return figures.full(indicator, value)

    known = view.values[view.drawn & np.isfinite(view.values)]
    said = [t("picture.map.alt", label=figures.label(indicator), where=where, level=level, year=view.year)]
    if len(known):
        said.append(t("picture.map.alt_range", low=written(float(known.min())), high=written(float(known.max()))))
    said.append(t("picture.map.alt_missing", count=n.integer(view.counts[-1]), all=n.integer(int(view.drawn.sum()))))
    if indicator.kind == "rate":
        dutch = netherlands(workspace, indicator, view.year)
        said.append(t("picture.map.alt_netherlands", value=written(dutch)))
    if area:
        own = value_of(workspace.figure("gebied", area.id, indicator.id, view.year))
        said.append(t("picture.map.alt_area", area=area.name, value=written(own)))
    return " ".join(said)
