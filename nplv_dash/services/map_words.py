"""What maps show in words, for a picture and for whoever hears the map of a page instead of seeing it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nplv_dash.domain.records import Area
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.text import Text
from nplv_dash.services.mapview import MapView, Selection, netherlands
from nplv_dash.services.redistribution import Result, three
from nplv_dash.services.redistribution_map import Look, ResultMap
from nplv_dash.services.workspace import Workspace, value_of


def where_of(workspace: Workspace, selection: Selection, t: Text) -> str:
    """What a selection is a map of."""
    if selection.area is not None:
        area = workspace.area(selection.area)
        return area.name if selection.only_area else area.gemeente
    if selection.layer == "gebieden":
        return t("picture.map.areas")
    if selection.layer in {"wijken", "buurten"}:
        return t("picture.map.towns", count=len({one.gemeente_code for one in workspace.bundle.areas}))
    return t("picture.map.country")


def map_alt(
    workspace: Workspace, selection: Selection, view: MapView, figures: Figures, beside: Sequence[Area] = ()
) -> str:
    """What a map shows, in figures; no place is named as the lowest or the highest.

    Args:
        view: what `map_view` made of the selection.
        beside: more areas that are outlined.
    """
    t, n, indicator = figures.t, figures.n, view.indicator

    def written(value: float | None) -> str:
        return figures.full(indicator, value)

    level, where = t(f"kaart.layer.{selection.layer}"), where_of(workspace, selection, t)
    known = view.values[view.drawn & np.isfinite(view.values)]
    said = [t("picture.map.alt", label=figures.label(indicator), where=where, level=level, year=view.year)]
    if len(known):
        said.append(t("picture.map.alt_range", low=written(float(known.min())), high=written(float(known.max()))))
    said.append(t("picture.map.alt_missing", count=n.integer(view.counts[-1]), all=n.integer(int(view.drawn.sum()))))
    if indicator.kind == "rate":
        dutch = netherlands(workspace, indicator, view.year)
        said.append(t("picture.map.alt_netherlands", value=written(dutch)))
    for area in (workspace.area(selection.area), *beside) if selection.area else ():
        own = value_of(workspace.figure("gebied", area.id, indicator.id, view.year))
        said.append(t("picture.map.alt_area", area=area.name, value=written(own)))
    return " ".join(said)


def sides_of(result: Result, t: Text, n: Numbers) -> dict[str, str]:
    """How both sides changed, in words."""
    words = Outcomes(t, n)
    return {name: words.points_between(three(getattr(result, name).change, -1)) for name in ("areas", "receivers")}


def result_alt(result: Result, found: ResultMap, look: Look, t: Text, n: Numbers) -> str:
    """What the map of a result of redistribution shows, in figures.

    Args:
        found: what `result_map` made of the result for that look.
    """
    what = t(f"herverdeling.map.legend.{look}", horizon=result.levers.horizon)
    said = sides_of(result, t, n)
    if look != "change":
        return t("picture.difference.alt_share", what=what, **said)
    fewer, more = n.integer(sum(found.counts[:2])), n.integer(sum(found.counts[3:5]))
    return t("picture.difference.alt", what=what, fewer=fewer, more=more, **said)
