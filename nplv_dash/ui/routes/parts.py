"""What each address of `/embed` draws: the same picture as the page that it is a part of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import parse_qsl, urlencode

from nplv_dash.domain.editions import Passport
from nplv_dash.domain.own_area import OWN_NAME
from nplv_dash.domain.records import Area
from nplv_dash.domain.scenario import Changes
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.picture import Picture
from nplv_dash.present.text import LANGUAGE_NAME, Text
from nplv_dash.services import chosen_tables, model_rows, pictures
from nplv_dash.services import progress as kept_progress
from nplv_dash.services.area_rows import years_of
from nplv_dash.services.classings import KINDS, classings
from nplv_dash.services.gap import gaps
from nplv_dash.services.links import link_of
from nplv_dash.services.mapview import layer_around
from nplv_dash.services.redistribution_map import LOOKS
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import funding, goals, model, quoted
from nplv_dash.ui.routes import choices, index
from nplv_dash.ui.routes.addresses import CLASSING, PARTS
from nplv_dash.ui.routes.answers import Asked


@dataclass(frozen=True, slots=True)
class Shown:
    """What is drawn.

    Attributes:
        key: what the picture hangs on, beside language and data.
        draw: makes it.
        csv: the address of its figures below `/api/v1/`, without the language.
        notice: what to say of it; empty mostly.
    """

    key: tuple[object, ...]
    draw: Callable[[Text, Numbers], Picture]
    csv: str
    notice: str = ""


_Find = Callable[[Asked, Workspace], Shown]
#: Makes a picture of the result of a scenario, in the words of a page.
_Drawn = Callable[[Passport, Text, Numbers], Picture]


def _csv(path: str, query: Mapping[str, str]) -> str:
    said = {name: value for name, value in query.items() if name != LANGUAGE_NAME}
    return f"{path}?{urlencode(said)}" if said else path


def _map(asked: Asked, shared: Workspace) -> Shown:
    asked.only((*index.NAMES["kaart"], CLASSING))
    selection = choices.map_selection(asked, shared)
    kind = next(one for one in KINDS if one == asked.one_of(CLASSING, KINDS, KINDS[0]))
    csv = _csv("kaart.csv", {name: value for name, value in asked.query.items() if name != CLASSING})

    def draw(t: Text, n: Numbers) -> Picture:
        if kind == KINDS[0]:
            return pictures.selection_map(shared, selection, t, n)
        one = next(one for one in classings(shared, selection) if one.kind == kind)
        return pictures.classing_map(shared, selection, one, t, n)

    return Shown((selection, kind), draw, csv)


def _where(asked: Asked, shared: Workspace) -> Shown:
    asked.only(())
    year = shared.years("gebied", "welfare")[-1]
    query = {"niveau": "gebieden", "cijfer": "welfare", "jaar": str(year)}
    return Shown((), lambda t, n: pictures.country_map(shared, "welfare", year, t, n), _csv("kaart.csv", query))


def _themes(asked: Asked, shared: Workspace) -> Shown:
    asked.only(())
    return Shown((), lambda t, n: pictures.strips(shared, t, n), "overzicht.csv")


_OfArea = Callable[[Workspace, Area, Text, Numbers], Picture]
_Where = Callable[[Workspace, Area], str]


def _of_area(draw: _OfArea, csv: _Where, asked: Asked, shared: Workspace) -> Shown:
    asked.only(("gebied", OWN_NAME))
    area = choices.area(asked, shared)
    return Shown((area.id,), lambda t, n: draw(shared, area, t, n), _with_own(csv(shared, area), area, asked))


def _with_own(csv: str, area: Area, asked: Asked) -> str:
    """The address of figures of an area, with its definition where nobody else knows it."""
    return f"{csv}&{urlencode({OWN_NAME: asked.query[OWN_NAME]})}" if area.own and "?" in csv else csv


def _area_csv(_shared: Workspace, area: Area) -> str:
    return _csv("gebied.csv", {"gebied": area.id})


def _wijken(shared: Workspace, area: Area, t: Text, n: Numbers) -> Picture:
    layer = layer_around(shared, "wijken", area.id)
    return pictures.area_map(shared, area, "lbm", shared.years("wijk", "lbm")[-1], t, n, layer=layer)


def _wijken_csv(shared: Workspace, area: Area) -> str:
    year = shared.years("wijk", "lbm")[-1]
    layer = layer_around(shared, "wijken", area.id)
    return _csv("kaart.csv", {"niveau": layer, "cijfer": "lbm", "jaar": str(year), "rond": area.id})


def _strips(shared: Workspace, area: Area, t: Text, n: Numbers) -> Picture:
    return pictures.strips(shared, t, n, highlight=area)


def _money(asked: Asked, shared: Workspace) -> Shown:
    asked.only(("gebied",))
    area = choices.nplv_area_or_all(asked, shared)
    return Shown((area and area.id,), lambda t, n: pictures.money(shared, area, t, n), _csv("geld.csv", asked.query))


def _budget(asked: Asked, shared: Workspace) -> Shown:
    asked.only(())
    return Shown((), lambda t, n: pictures.budget(shared, t, n), "geld.csv")


def _measured(asked: Asked, _shared: Workspace) -> Shown:
    asked.only(("gebied", "vergelijking"))
    kept = funding.measured()
    variant = asked.one_of("vergelijking", [one.id for one in kept.variants], kept.base.id)
    return Shown((variant,), lambda t, n: pictures.measured(kept, t, n, variant=variant), "krachtwijken.csv")


def _progress(asked: Asked, shared: Workspace) -> Shown:
    asked.only(("gebied", "periode", OWN_NAME))
    area = choices.area_or_all(asked, shared)
    # The periods are those of the twenty; an own area is compared only where the picture is made.
    periods = [years_of(period) for period in kept_progress.kept(shared.bundle.root).areas[0].periods]
    position = periods.index(asked.one_of("periode", periods, periods[0]))
    query = {name: value for name, value in asked.query.items() if name != "periode"}
    return Shown(
        (area and area.id, position),
        lambda t, n: pictures.progress(shared, choices.progress(shared, area), area, t, n, position=position),
        _csv("vooruitgang.csv", query),
    )


def _scenario(page: str, asked: Asked, key: tuple[object, ...], draw: Callable[[Changes], _Drawn], csv: str) -> Shown:
    """A part that shows what a model says of the scenario of an address.

    Args:
        csv: the table that has its figures.
    """
    asked.only(quoted.names(page))
    wanted = quoted.wanted(page, asked.query)
    passport, scenario, notice = quoted.now(wanted, Text(asked.lang))
    said = dict(parse_qsl(link_of(passport).partition("?")[2]))
    hangs_on = chosen_tables.TABLES[page].get(csv, ())
    said |= {name: value for name, value in asked.query.items() if name in hangs_on}
    return Shown(
        (passport.id, *key),
        lambda t, n: draw(scenario)(passport, t, n),
        _csv(f"{page}/{csv}.csv", said),
        notice,
    )


def _redistribution(part: str, asked: Asked, shared: Workspace) -> Shown:
    look = next(one for one in LOOKS if one == asked.one_of("blik", LOOKS, LOOKS[0]))
    outcome, year = choices.side(asked), choices.goal_year(asked)

    def draw(scenario: Changes) -> _Drawn:
        scenario = choices.redistribution(scenario)
        country, parameters = model.country(), model.parameters()
        if part == "prijs":
            curve = goals.curve(shared.bundle.fingerprint, scenario, year)
            return lambda passport, t, n: pictures.price(curve, year, passport, t, n)
        result = model.full(scenario)
        makers: dict[str, _Drawn] = {
            "kaart": lambda passport, t, n: pictures.difference_map(shared, country, result, passport, t, n, look=look),
            "kanten": partial(pictures.sides, result),
            "verdeling": partial(pictures.spread, result),
            "aannames": partial(pictures.drives, country, parameters, result, outcome),
        }
        return makers[part]

    tables = {"kaart": "wijken", "kanten": "years", "verdeling": "lorenz", "aannames": "drives", "prijs": "price"}
    return _scenario("herverdeling", asked, (look, outcome, year), draw, tables[part])


def _funding(part: str, asked: Asked, shared: Workspace) -> Shown:
    area = choices.nplv_area_or_all(asked, shared)
    outcome, beside = choices.theme(asked), choices.beside(asked)

    def draw(scenario: Changes) -> _Drawn:
        result, parameters = funding.result(choices.funding(scenario)), funding.parameters()
        makers: dict[str, _Drawn] = {
            "toekomst": partial(pictures.fan, result, outcome, beside),
            "toekomsten": partial(pictures.every_future, result, outcome),
            "blijft": partial(pictures.fading, result),
            "aannames": partial(
                pictures.funding_drives, result, parameters, model_rows.domain_of(outcome, parameters)
            ),
            "afstand": lambda passport, t, n: pictures.gap(
                shared, result, gaps(shared, area, funding.deviation()), area, beside, passport, t, n
            ),
        }  # fmt: skip
        return makers[part]

    tables = {
        "toekomst": "futures", "toekomsten": "differences", "blijft": "kept", "aannames": "drives", "afstand": "gap",
    }  # fmt: skip
    key = (outcome, beside, area and area.id)
    return _scenario("na_de_financiering", asked, key, draw, tables[part])


#: What finds each part, by page.
FOUND: Final[Mapping[str, Mapping[str, _Find]]] = {
    "overzicht": {"themas": _themes, "kaart": _where},
    "kaart": {"kaart": _map},
    "gebied": {
        "trend": partial(_of_area, pictures.trend, _area_csv),
        "themas": partial(_of_area, _strips, lambda _shared, _area: "overzicht.csv"),
        "delen": partial(_of_area, pictures.dimensions, _area_csv),
        "kaart": partial(_of_area, _wijken, _wijken_csv),
    },
    "herverdeling": {part: partial(_redistribution, part) for part in PARTS["herverdeling"]},
    "na_de_financiering": {
        **{part: partial(_funding, part) for part, one in PARTS["na_de_financiering"].items() if one.scenario},
        "geld": _money,
        "begroting": _budget,
        "gemeten": _measured,
        "vooruitgang": _progress,
    },
}
