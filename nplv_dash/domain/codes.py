"""Codes of Dutch statistical units: gemeente (GM), wijk (WK) and buurt (BU).

A code is text and belongs to one vintage (*indeling*). The project works in the indeling of 2024;
`nplv_dash.sources.harmonise` brings older codes there.
"""

from __future__ import annotations

import re
from typing import Literal

Level = Literal["gebied", "wijk", "buurt", "gemeente", "land"]

#: Amsterdam has letters in the serial part since 2022, so a wijk is not "six digits".
PATTERNS: dict[str, re.Pattern[str]] = {
    "gemeente": re.compile(r"GM\d{4}"),
    "wijk": re.compile(r"WK\d{4}[0-9A-Z]{2}"),
    "buurt": re.compile(r"BU\d{4}[0-9A-Z]{4}"),
}

#: The twelve provinces by their official names, from north to south as CBS lists them.
PROVINCES = (
    "Groningen", "Fryslân", "Drenthe", "Overijssel", "Flevoland", "Gelderland", "Utrecht", "Noord-Holland",
    "Zuid-Holland", "Zeeland", "Noord-Brabant", "Limburg",
)  # fmt: skip


def is_code(level: str, code: object) -> bool:
    """Whether `code` is a well-formed code of `level` (`gemeente`, `wijk` or `buurt`)."""
    return isinstance(code, str) and PATTERNS[level].fullmatch(code) is not None


def gemeente_of(code: str) -> str:
    """The gemeente that a wijk, buurt or gemeente code belongs to: `WK034403` -> `GM0344`."""
    return "GM" + code[2:6]


def wijk_of(buurt: str) -> str:
    """The wijk that a buurt code belongs to: `BU03440311` -> `WK034403`."""
    return "WK" + buurt[2:8]
