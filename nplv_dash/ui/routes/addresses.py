"""The addresses beside the pages, and which parts of a page have one of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from nplv_dash.domain.own_area import OWN_NAME
from nplv_dash.present.text import LANGUAGE_NAME

API: Final = "/api/v1"
EMBED: Final = "/embed"
FROZEN: Final = "/vast"
#: Behind the address of what was frozen: the page of now with the same levers.
LIVE: Final = "nu"
#: In the address of a map: how it is classed.
CLASSING: Final = "klassen"

#: The background map of the Netherlands (Kadaster). Nothing is asked of it before a visitor switches it on, and the
#: map may ask nobody else (`ui/headers.py`).
TILES: Final = "https://service.pdok.nl/brt/achtergrondkaart/wmts/v2_0/grijs/EPSG:3857/{z}/{x}/{y}.png"


@dataclass(frozen=True, slots=True)
class Part:
    """A map or a chart that can stand on another website.

    Attributes:
        height: pixels that a frame gives it.
        charts: the keys of what on the pages shows the same.
        choices: names in an address that it hangs on, beside the levers of a scenario.
        scenario: whether it shows what a model says.
    """

    height: int
    charts: tuple[str, ...]
    choices: tuple[str, ...] = ()
    scenario: bool = False


#: Every map and chart of the pages, by the page that is opened from it; a test finds one that is not here.
PARTS: Final[Mapping[str, Mapping[str, Part]]] = {
    "overzicht": {
        "themas": Part(740, ("themas",)),
        "kaart": Part(1000, ("overzicht_kaart",)),
    },
    "kaart": {
        "kaart": Part(1000, ("kaart", "klassen"), ("niveau", "cijfer", "jaar", "rond", "alleen", CLASSING, OWN_NAME))
    },
    "gebied": {
        "trend": Part(800, ("trend",), ("gebied", OWN_NAME)),
        "themas": Part(760, ("themas",), ("gebied", OWN_NAME)),
        "delen": Part(620, ("dimensions",), ("gebied", OWN_NAME)),
        "kaart": Part(700, ("gebied_kaart",), ("gebied", OWN_NAME)),
    },
    "herverdeling": {
        "kaart": Part(1040, ("herverdeling_kaart", "vergelijken_kaart"), ("blik",), scenario=True),
        "kanten": Part(800, ("fan",), scenario=True),
        "verdeling": Part(840, ("lorenz",), scenario=True),
        "aannames": Part(1040, ("tornado",), ("uitkomst",), scenario=True),
        "prijs": Part(860, ("price",), ("doeljaar",), scenario=True),
    },
    "na_de_financiering": {
        "toekomst": Part(740, ("waaier_toekomst",), ("thema", "naast"), scenario=True),
        "toekomsten": Part(660, ("alle_toekomsten",), ("thema",), scenario=True),
        "blijft": Part(880, ("wat_blijft",), scenario=True),
        "afstand": Part(860, ("afstand_nederland",), ("gebied", "naast", OWN_NAME), scenario=True),
        "aannames": Part(1000, ("tornado_toekomst",), ("thema",), scenario=True),
        "geld": Part(1480, ("geld_tijdlijn",), ("gebied",)),
        "begroting": Part(660, ("geld_begroting",)),
        "gemeten": Part(860, ("krachtwijken",), ("vergelijking",)),
        "vooruitgang": Part(1600, ("vooruitgang",), ("gebied", "periode", OWN_NAME)),
    },
}
#: In the address of a page: Streamlit's own word for a page without its bars, and ours for which part of it.
_BARE, _PART = "embed", "deel"


def embedded(page: str, query: Mapping[str, str]) -> str | None:
    """Where the part lies that `?embed=true&deel=...` on a page asks for, seen from there; None where it asks for none.

    The address of a page says more than a part without a scenario hangs on, and that would refuse the rest.
    """
    if query.get(_BARE) != "true" or query.get(_PART) not in PARTS.get(page, {}):
        return None
    part = PARTS[page][query[_PART]]
    known = query.keys() - {_BARE, _PART} if part.scenario else {*part.choices, LANGUAGE_NAME}
    rest = {name: value for name, value in query.items() if name in known}
    return f"{EMBED.removeprefix('/')}/{page}/{query[_PART]}" + (f"?{urlencode(rest)}" if rest else "")
