"""Areas that visitors make of wijken or buurten, and how a link says them.

    ?eigen=Langs de rivier~WK0599.10.12.13~BU0606.0301

A name, and after each `~` the wijken or the buurten of one municipality: its letters and four digits, and what is left
of each code. `~~` parts one area from the next. The server keeps nothing of it: whoever opens the link has the area.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from unicodedata import normalize

from nplv_dash.domain.codes import is_code, wijk_of
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.parameters import shown

#: In addresses.
OWN_NAME: Final = "eigen"
#: What the id of such an area begins with; no NPLV area has one that does.
PREFIX: Final = "eigen-"
#: Areas in a link, codes in an area, characters in a name, and in what a link says of all areas.
MOST_AREAS: Final = 5
MOST_CODES: Final = 300
LONGEST_NAME: Final = 40
LONGEST: Final = 12_000

_PART, _NEXT = "~", "~~"
_GROUP: Final = re.compile(r"(WK|BU)(\d{4})((?:\.[0-9A-Z]{2,4})+)")
#: Letters, digits and the marks that names of places have: with these nothing is a link, a picture, a formula or HTML,
#: wherever the name comes to stand. A full stop only at the end of a word, so that no word is the address of a website.
_NAME: Final = re.compile(r"(?!\d+[.)])[^\W_](?:[^\W_]|[ '’,&/()\-]|\.(?=\s|$))*")


@dataclass(frozen=True)
class Definition:
    """What a visitor says an area is; see `defined` for what holds of it.

    Attributes:
        title: the name that they gave it.
        codes: of wijken and buurten, rising, each once.
    """

    title: str
    codes: tuple[str, ...]

    @cached_property
    def id(self) -> str:
        """Of the name and the codes; in whichever order they were chosen."""
        text = "\n".join((self.title, *self.codes))
        return PREFIX + hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def wijken(self) -> tuple[str, ...]:
        """The codes of whole wijken."""
        return tuple(code for code in self.codes if code.startswith("WK"))

    @property
    def buurten(self) -> tuple[str, ...]:
        """The codes of buurten."""
        return tuple(code for code in self.codes if code.startswith("BU"))


@dataclass(frozen=True)
class OwnArea:
    """An area of a visitor's own; see `nplv_dash.domain.records.Area`.

    What an NPLV area has beside its ground (a programme, a goal, money) it has not, and nothing of that is made up.

    Attributes:
        name: the title, and in a language that it is an area of one's own: wherever it stands, it says so.
        gemeente: names of the municipalities it lies in.
        gemeenten: their codes, in the same order.
    """

    definition: Definition
    name: str
    gemeente: str
    gemeenten: tuple[str, ...]

    @property
    def id(self) -> str:
        """That of its definition."""
        return self.definition.id

    @property
    def gemeente_code(self) -> str:
        """The code of its municipality; of several all codes, which together are a group of their own."""
        return "+".join(self.gemeenten)

    @property
    def wijken(self) -> tuple[str, ...]:
        """The codes of whole wijken."""
        return self.definition.wijken

    @property
    def buurten(self) -> tuple[str, ...]:
        """The codes of buurten."""
        return self.definition.buurten

    @property
    def own(self) -> bool:
        """It is."""
        return True


def defined(title: str, codes: Iterable[str]) -> Definition:
    """A definition, checked for all that can be checked without the data.

    Raises:
        NplvError: `own_area_name`, for a name that is empty, too long or has other signs than names have;
            `own_area_empty`; `own_area_codes`, for what is no code of a wijk or buurt; `own_area_large`, for more than
            `MOST_CODES`; `own_area_overlap`, for a buurt whose whole wijk is in it too.
    """
    title = " ".join(normalize("NFC", title).split())
    if len(title) > LONGEST_NAME or not _NAME.fullmatch(title):
        raise NplvError("own_area_name", OWN_NAME, name=shown(title), most=LONGEST_NAME)
    chosen = tuple(sorted(set(codes)))
    if not chosen:
        raise NplvError("own_area_empty", title)
    if len(chosen) > MOST_CODES:
        raise NplvError("own_area_large", title, count=len(chosen), most=MOST_CODES)
    strange = [code for code in chosen if not (is_code("wijk", code) or is_code("buurt", code))]
    if strange:
        raise NplvError("own_area_codes", title, codes=_some(strange))
    found = Definition(title, chosen)
    whole = set(found.wijken)
    twice = [code for code in found.buurten if wijk_of(code) in whole]
    if twice:
        raise NplvError("own_area_overlap", title, codes=_some(twice))
    return found


def is_written(text: str) -> bool:
    """Whether a text is meant as what `written` makes: no name of anything has the sign between the parts."""
    return _PART in text


def written(definitions: Sequence[Definition]) -> str:
    """Definitions as an address says them; empty for none."""
    return _NEXT.join(_PART.join((one.title, *_groups(one.codes))) for one in definitions)


def read(text: str) -> tuple[Definition, ...]:
    """What an address says.

    Raises:
        NplvError: `own_area_long` and `own_area_many`, for more than a link may hold; `own_area_same`, for two areas
            of one name; `own_area_unreadable`, where it is not in the form of a link; and what `defined` raises.
    """
    if len(text) > LONGEST:
        raise NplvError("own_area_long", OWN_NAME, count=len(text), most=LONGEST)
    parts = text.split(_NEXT) if text else []
    if len(parts) > MOST_AREAS:
        raise NplvError("own_area_many", OWN_NAME, count=len(parts), most=MOST_AREAS)
    found = tuple(_read(part) for part in parts)
    names = [one.title.casefold() for one in found]
    if len(set(names)) < len(names):
        raise NplvError(
            "own_area_same", OWN_NAME, name=next(one.title for one in found if names.count(one.title.casefold()) > 1)
        )
    return found


def _read(text: str) -> Definition:
    title, *groups = text.split(_PART)
    codes: list[str] = []
    for group in groups:
        match = _GROUP.fullmatch(group)
        if match is None:
            raise NplvError("own_area_unreadable", OWN_NAME, part=shown(group))
        kind, gemeente, serials = match.groups()
        codes += [f"{kind}{gemeente}{serial}" for serial in serials[1:].split(".")]
    return defined(title, codes)


def _groups(codes: Iterable[str]) -> list[str]:
    """Codes by kind and municipality: `WK0599.10.12`."""
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(code[:6], []).append(code[6:])
    return [".".join((head, *rest)) for head, rest in found.items()]


def _some(codes: Sequence[str]) -> str:
    """The first of many codes, harmless wherever they are written."""
    return ", ".join(shown(code, 12) for code in codes[:5]) + (", …" if len(codes) > 5 else "")
