"""What is chosen to see, as addresses say it: in the words of the pages."""

from __future__ import annotations

from nplv_dash.domain.editions import EDITION_NAME
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.futures import CONTINUED, FUTURES, OUTCOMES, REFERENCE, FutureId, FutureScenario, Outcome
from nplv_dash.domain.own_area import OWN_NAME
from nplv_dash.domain.parameters import shown
from nplv_dash.domain.progress import Progress
from nplv_dash.domain.records import Area, NplvArea
from nplv_dash.domain.scenario import Changes, Scenario
from nplv_dash.model.horizon import OUTCOMES as SIDES
from nplv_dash.present.text import Text
from nplv_dash.services import model_rows, own_areas
from nplv_dash.services import progress as services
from nplv_dash.services.compare_choice import LEAST, MOST, Entry, of_query, settled
from nplv_dash.services.mapview import LAYERS, Selection, indicators_on, layer_around, years_on
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import editions, goals
from nplv_dash.ui import own_areas as session
from nplv_dash.ui.blocks.compare.entries import known
from nplv_dash.ui.blocks.explorer import ALL, FIRST_INDICATOR, FIRST_LAYER
from nplv_dash.ui.routes.answers import Asked


def places(asked: Asked, shared: Workspace) -> Workspace:
    """The data, with the own areas that an address defines.

    Raises:
        NplvError: it defines them in a way that cannot be used.
    """
    said = asked.query.get(OWN_NAME)
    return shared.with_own(own_areas.of_link(shared, said, Text(asked.lang))) if said else shared


def map_selection(asked: Asked, workspace: Workspace) -> Selection:
    """What an address of the map asks for, in the words of the page Kaart.

    Raises:
        NplvError: `api_value`, for a level, figure, year or area that is not there.
    """
    layer = asked.one_of("niveau", [one for one in LAYERS if one in workspace.bundle.layers], FIRST_LAYER)
    ids = [one.id for one in indicators_on(workspace, layer)]
    indicator = asked.one_of("cijfer", ids, FIRST_INDICATOR if FIRST_INDICATOR in ids else ids[0])
    years = [str(year) for year in years_on(workspace, layer, indicator)]
    year = asked.one_of("jaar", years, years[-1])
    area = asked.one_of("rond", [ALL, *(one.id for one in workspace.choosable)], ALL)
    only = asked.one_of("alleen", ("0", "1"), "0")
    around = None if area == ALL else area
    layer = layer_around(workspace, layer, around)
    return Selection(layer, indicator, int(year), around, only_area=only == "1")


def area(asked: Asked, workspace: Workspace) -> Area:
    """The area of an address that must name one."""
    return workspace.area(asked.one_of("gebied", [one.id for one in workspace.choosable]))


def area_or_all(asked: Asked, workspace: Workspace) -> Area | None:
    """The area of an address; None for all twenty."""
    chosen = asked.one_of("gebied", [ALL, *(one.id for one in workspace.choosable)], ALL)
    return None if chosen == ALL else workspace.area(chosen)


def nplv_area_or_all(asked: Asked, workspace: Workspace) -> NplvArea | None:
    """The same for what is known of the twenty only: money, and what a model makes of it.

    Raises:
        NplvError: `own_area_elsewhere`, for an own area.
    """
    chosen = area_or_all(asked, workspace)
    if chosen is None or isinstance(chosen, NplvArea):
        return chosen
    raise NplvError("own_area_elsewhere", chosen.id)


def progress(workspace: Workspace, area: Area | None) -> Progress:
    """How an area changed, or all twenty.

    Raises:
        NplvError: `own_area_unmeasured`, for an own area of which too little is known.
    """
    found = session.progress(workspace, services.kept(workspace.bundle.root), area)
    if found is None:
        raise NplvError("own_area_unmeasured", area.id if area else "?")
    return found


def side(asked: Asked) -> str:
    """The outcome of redistribution, one of `nplv_dash.model.horizon.OUTCOMES`."""
    return asked.one_of("uitkomst", SIDES, model_rows.EFFECT)


def goal_year(asked: Asked) -> int:
    """The year of the policy at whose end a goal holds."""
    return int(asked.one_of("doeljaar", goals.YEARS, goals.FIRST_YEAR))


def theme(asked: Asked) -> Outcome:
    """The outcome of funding."""
    return next(one for one in OUTCOMES if one == asked.one_of("thema", OUTCOMES, model_rows.TOTAL))


def beside(asked: Asked) -> FutureId:
    """The future that stands beside the reference."""
    others = [one for one in FUTURES if one != REFERENCE]
    return next(one for one in others if one == asked.one_of("naast", others, CONTINUED))


def compared(asked: Asked) -> tuple[Entry, ...]:
    """The scenarios of a comparison, all of the edition of now.

    Raises:
        NplvError: what `of_query` refuses; `compare_unfit`, where they cannot stand side by side as they are;
            `api_gone`, for another edition.
    """
    entries, refused = of_query(asked.query, known())
    if refused:
        raise refused[0]
    found, changed = settled(entries) if entries else ((), ())
    # Of a link that lacks its end nobody knows what it asked for.
    if changed or len(found) < LEAST or any(one.cut for one in found):
        raise NplvError("compare_unfit", ", ".join(asked.query) or "?", least=LEAST, most=MOST)
    now = editions.current("redistribution")
    for one in found:
        if one.edition not in {None, now.id}:
            raise NplvError("api_gone", EDITION_NAME, edition=shown(one.edition or ""), now=now.id)
    return found


def redistribution(scenario: Changes) -> Scenario:
    """A scenario that an address of redistribution named."""
    if not isinstance(scenario, Scenario):
        raise TypeError("the page of redistribution shows another model")
    return scenario


def funding(scenario: Changes) -> FutureScenario:
    """A scenario that an address of the end of the funding named."""
    if not isinstance(scenario, FutureScenario):
        raise TypeError("the page about the end of the funding shows another model")
    return scenario
