"""An area of a visitor's own in the words of pages and files: what it is, and what a scenario does there."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

import numpy as np

from nplv_dash.domain.own_area import OWN_NAME, OwnArea, written
from nplv_dash.domain.records import Area
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.text import Text
from nplv_dash.services.redistribution import three
from nplv_dash.services.redistribution_own import OwnSide

#: Signs of an address that can be printed.
_LONGEST: Final = 200
#: Codes that a sheet of paper has room for.
_MOST_CODES: Final = 8


def page_of(area: Area) -> str:
    """The address of the page of an area, below that of the app; one of a visitor's own brings its definition along."""
    query = {"gebied": area.id}
    if isinstance(area, OwnArea):
        query[OWN_NAME] = written([area.definition])
    return f"gebied?{urlencode(query)}"


def printed(area: Area) -> str | None:
    """The same where there is room for it; None for an own area that names too many codes to be printed."""
    page = page_of(area)
    return page if len(page) <= _LONGEST else None


def some_codes(area: Area, t: Text) -> str:
    """What an own area consists of, where there is little room."""
    codes = (*area.wijken, *area.buurten)
    said = ", ".join(codes[:_MOST_CODES])
    left = len(codes) - _MOST_CODES
    return t("own_area.codes_more", codes=said, count=left) if left > 0 else t("own_area.codes", codes=said)


def scenario(side: OwnSide, t: Text, n: Numbers) -> list[str]:
    """What a scenario does in it, and which of its wijken give or may receive; as Markdown."""
    words = Outcomes(t, n)
    if not side.wijken:
        return [t("own_area.model.unknown")]
    if not side.known:
        return [t("own_area.model.outside")]
    change = three(side.change)
    said = [
        t(
            "own_area.model.change",
            start=words.percent(side.start), after=words.percent(side.start + change[1]),
            change=words.points_between(change),
        ),
        t(
            "own_area.model.wijken",
            wijken=n.integer(side.wijken), giving=n.integer(side.giving), receiving=n.integer(side.receiving),
        ),
    ]  # fmt: skip
    if side.receiving and np.any(side.received.values):
        said.append(t("own_area.model.received", received=words.homes_between(three(side.received))))
    if side.within < side.wijken:
        said.append(t("own_area.model.beyond", count=n.integer(side.wijken - side.within)))
    return said
