"""`/embed/<page>/<part>`: one map or chart for another website, as a light page, as SVG and as PNG.

A page and not the live app: a newspaper's article loads it at once, it works without websockets and scripts, and a
thousand readers cost the server one picture. What one sees is what the app shows under the same address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final
from urllib.parse import parse_qsl, urlencode

from nplv_dash.domain.editions import Passport
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.futures import CONTINUED, FUTURES, OUTCOMES, REFERENCE, FutureScenario
from nplv_dash.domain.parameters import shown
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present import standalone
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.picture import Picture
from nplv_dash.present.text import DEFAULT, Text
from nplv_dash.services import pictures
from nplv_dash.services.links import link_of
from nplv_dash.services.workspace import Workspace
from nplv_dash.ui import frame, funding, language, model, quoted
from nplv_dash.ui.blocks.afterwards.futures_view import TOTAL
from nplv_dash.ui.data import workspace
from nplv_dash.ui.routes import api, index
from nplv_dash.ui.routes.addresses import API, EMBED
from nplv_dash.ui.routes.answers import HTML, PNG, SVG, Answer, Asked, tag_of
from nplv_dash.ui.routes.api import data


@dataclass(frozen=True, slots=True)
class Shown:
    """What is drawn.

    Attributes:
        key: what the picture hangs on, beside language and data.
        draw: makes it.
        csv: the address of its figures below `/api/v1/`; empty where no single file has them all.
        notice: what to say of it; empty mostly.
    """

    key: tuple[object, ...]
    draw: Callable[[Text, Numbers], Picture]
    csv: str
    notice: str = ""


_Find = Callable[[Asked, Workspace], Shown]


def embed(asked: Asked) -> Answer:
    """A part of a page, as a page, SVG or PNG."""
    name, dot, ending = asked.path["part"].partition(".")
    parts = PARTS.get(asked.path["page"], {})
    if name not in parts or (dot and ending not in {"svg", "png"}):
        return nothing(asked)
    shared = workspace()
    shown = parts[name](asked, shared)
    t, n = Text(asked.lang), Numbers(asked.lang)
    # A page has links to what was asked, a picture has not.
    said = () if ending else sorted(asked.query.items())
    tag = tag_of(asked.path["page"], name, ending, asked.lang, *data(), *shown.key, shown.notice, *said)
    if ending == "svg":
        return Answer(tag, lambda: shown.draw(t, n).svg(), SVG)
    if ending == "png":
        return Answer(tag, lambda: shown.draw(t, n).png(), PNG)
    return Answer(tag, partial(_page, asked, shown, t, n), HTML)


def _page(asked: Asked, shown: Shown, t: Text, n: Numbers) -> bytes:
    picture, name = shown.draw(t, n), asked.path["part"]
    query = {key: value for key, value in asked.query.items() if key != language.PARAMETER}
    if asked.lang != DEFAULT:
        query[language.PARAMETER] = asked.lang
    said = f"?{urlencode(query)}" if query else ""
    target = next(one for one in frame.PAGES if one.id == asked.path["page"])
    caption = picture.caption
    foot = [standalone.paragraph(caption.source, "small")]
    if caption.passport:
        foot.append(standalone.paragraph(caption.passport, "small"))
    links = [standalone.link(t("share.embed.whole", page=t(target.title)), f"../../{target.url_path}{said}", out=True)]
    links += [standalone.link(ending.upper(), f"{name}.{ending}{said}", out=True) for ending in ("svg", "png")]
    figures = t("share.embed.figures") if shown.csv else t("share.figures.all")
    links.append(standalone.link(figures, f"../..{API}/{shown.csv}", out=True))
    return standalone.page(
        caption.title,
        (
            standalone.heading(caption.title),
            standalone.paragraph(caption.subtitle, "small"),
            *([standalone.paragraph(shown.notice, "note")] if shown.notice else []),
            standalone.drawn(picture),
            standalone.foot(*foot, standalone.line(*links)),
        ),
        asked.lang,
    )


def _said(passport: Passport) -> dict[str, str]:
    """The query of a scenario in the edition that is drawn."""
    return dict(parse_qsl(link_of(passport).partition("?")[2]))


def _csv(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _map(asked: Asked, shared: Workspace) -> Shown:
    asked.only(index.NAMES["kaart"])
    selection = api.map_selection(asked, shared)
    return Shown(
        (selection,), lambda t, n: pictures.selection_map(shared, selection, t, n), _csv("kaart.csv", asked.query)
    )


def _areas(asked: Asked, shared: Workspace) -> Shown:
    asked.only(())
    return Shown((), lambda t, n: pictures.strips(shared, t, n), "")


def _trend(asked: Asked, shared: Workspace) -> Shown:
    asked.only(("gebied",))
    area = api.area_of(asked, shared, required=True)
    if area is None:
        raise NplvError("api_value", "gebied", value="", known="")
    return Shown((area.id,), lambda t, n: pictures.trend(shared, area, t, n), _csv("gebied.csv", asked.query))


def _money(asked: Asked, shared: Workspace) -> Shown:
    asked.only(("gebied",))
    area = api.area_of(asked, shared, required=False)
    return Shown((area and area.id,), lambda t, n: pictures.money(shared, area, t, n), _csv("geld.csv", asked.query))


def _measured(asked: Asked, _shared: Workspace) -> Shown:
    asked.only(("gebied",))
    return Shown((), lambda t, n: pictures.measured(funding.measured(), t, n), "krachtwijken.csv")


def _redistribution(part: str, asked: Asked, shared: Workspace) -> Shown:
    asked.only(quoted.names("herverdeling"))
    wanted = quoted.wanted("herverdeling", asked.query)
    passport, scenario, notice = quoted.now(wanted, Text(asked.lang))
    if not isinstance(scenario, Scenario):
        raise TypeError("the page of redistribution shows another model")

    def draw(t: Text, n: Numbers) -> Picture:
        result = model.full(scenario)
        if part == "kaart":
            return pictures.difference_map(shared, model.country(), result, passport, t, n)
        return pictures.sides(result, passport, t, n)

    table = "wijken" if part == "kaart" else "years"
    return Shown((passport.id,), draw, _csv(f"herverdeling/{table}.csv", _said(passport)), notice)


def _fan(asked: Asked, _shared: Workspace) -> Shown:
    asked.only(quoted.names("na_de_financiering"))
    wanted = quoted.wanted("na_de_financiering", asked.query)
    passport, scenario, notice = quoted.now(wanted, Text(asked.lang))
    if not isinstance(scenario, FutureScenario):
        raise TypeError("the page about the end of the funding shows another model")
    outcome = next(one for one in OUTCOMES if one == asked.one_of("thema", OUTCOMES, TOTAL))
    futures = [one for one in FUTURES if one != REFERENCE]
    beside = next(one for one in futures if one == asked.one_of("naast", futures, CONTINUED))
    return Shown(
        (passport.id, outcome, beside),
        lambda t, n: pictures.fan(funding.result(scenario), outcome, beside, passport, t, n),
        _csv("na_de_financiering/futures.csv", _said(passport)),
        notice,
    )


#: What can be shown on another website, by page and part.
PARTS: Final[Mapping[str, Mapping[str, _Find]]] = {
    "overzicht": {"themas": _areas},
    "kaart": {"kaart": _map},
    "gebied": {"trend": _trend},
    "herverdeling": {
        "kaart": partial(_redistribution, "kaart"),
        "kanten": partial(_redistribution, "kanten"),
    },
    "na_de_financiering": {"geld": _money, "gemeten": _measured, "toekomst": _fan},
}


def nothing(asked: Asked) -> Answer:
    """There is no such address."""
    known = ", ".join(f"{EMBED}/{page}/{part}" for page, parts in PARTS.items() for part in parts)
    asked_for = "/".join(asked.path.values())
    raise NplvError("api_unknown", f"{EMBED}/{shown(asked_for)}", known=known)
