"""The addresses beside the pages, and which parts of a page have one of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

API: Final = "/api/v1"
EMBED: Final = "/embed"
FROZEN: Final = "/vast"
#: Behind the address of what was frozen: the page of now with the same levers.
LIVE: Final = "nu"
#: Parts of a page that can stand on another website, with the pixels that a frame gives them.
PARTS: Final[Mapping[str, Mapping[str, int]]] = {
    "overzicht": {"themas": 820},
    "kaart": {"kaart": 760},
    "gebied": {"trend": 720},
    "herverdeling": {"kaart": 960, "kanten": 1000},
    "na_de_financiering": {"toekomst": 760, "geld": 960, "gemeten": 760},
}
#: In the address of a page: Streamlit's own word for a page without its bars, and ours for which part of it.
_BARE, _PART = "embed", "deel"


def embedded(page: str, query: Mapping[str, str]) -> str | None:
    """Where the part lies that `?embed=true&deel=...` on a page asks for; None where it asks for no such thing."""
    if query.get(_BARE) != "true" or query.get(_PART) not in PARTS.get(page, {}):
        return None
    rest = {name: value for name, value in query.items() if name not in {_BARE, _PART}}
    return f"{EMBED}/{page}/{query[_PART]}" + (f"?{urlencode(rest)}" if rest else "")
