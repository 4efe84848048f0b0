"""From what a link says of a visitor's own areas to areas that the figures know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nplv_dash.domain.codes import is_code, wijk_of
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.own_area import OWN_NAME, Definition, OwnArea, is_written, read, written
from nplv_dash.domain.parameters import shown
from nplv_dash.domain.records import Area, NplvArea
from nplv_dash.present.figures import Figures
from nplv_dash.present.text import Text
from nplv_dash.services.links import is_link, query_of
from nplv_dash.services.workspace import Workspace

#: Names of municipalities that one area is said to lie in; of more only how many there are.
_NAMED = 3


def of_link(workspace: Workspace, text: str, t: Text) -> tuple[OwnArea, ...]:
    """The areas of a link (see `nplv_dash.domain.own_area`), in a language.

    Raises:
        NplvError: what `read` and `known` raise.
    """
    return tuple(known(workspace, definition, t) for definition in read(text))


def as_link(text: str) -> str:
    """What somebody typed or pasted, as a link where it is a part of one: what begins with `eigen=` lost its begin."""
    return f"?{text}" if text.startswith(f"{OWN_NAME}=") else text


def said(text: str) -> str:
    """The definitions in what somebody typed or pasted; empty where it means none.

    Args:
        text: a link, the part of it that begins with `eigen=`, or just what stands behind that.

    Raises:
        NplvError: `own_area_unreadable`, for what is no link.
    """
    text = as_link(text)
    if not is_link(text):
        return text if is_written(text) else ""
    try:
        return query_of(text).get(OWN_NAME, "")
    except ValueError as error:
        raise NplvError("own_area_unreadable", OWN_NAME, part=shown(text, 120)) from error


def with_said(workspace: Workspace, text: str | None, t: Text) -> Workspace:
    """The data with the own areas that somebody typed; without a text as they are.

    Raises:
        NplvError: what `said` and `of_link` raise; `own_area_empty`, where the text defines none.
    """
    if text is None:
        return workspace
    found = of_link(workspace, said(text), t)
    if not found:
        raise NplvError("own_area_empty", shown(text, 120))
    return workspace.with_own(found)


def joined(*texts: str) -> str:
    """The definitions of several texts as one, each once.

    Raises:
        NplvError: what `said` and `domain.own_area.read` raise; `own_area_empty`, where a text defines none.
    """
    found = {text: read(said(text)) for text in texts}
    for text, areas in found.items():
        if not areas:
            raise NplvError("own_area_empty", shown(text, 120))
    return written(tuple(dict.fromkeys(one for areas in found.values() for one in areas)))


def usable(workspace: Workspace, text: str, t: Text) -> tuple[Definition, ...]:
    """Those areas of a link that can be used; none where it cannot be read at all."""
    found = []
    with suppress(NplvError):
        for definition in read(text):
            with suppress(NplvError):
                known(workspace, definition, t)
                found.append(definition)
    return tuple(found)


def known(workspace: Workspace, definition: Definition, t: Text) -> OwnArea:
    """A definition as an area.

    Raises:
        NplvError: `own_area_unknown`, for codes that the indeling of the data does not have.
    """
    found = {level: _rows(workspace, level, codes) for level, codes in _by_level(definition)}
    unknown = [
        code for level, codes in _by_level(definition) for code, row in zip(codes, found[level], strict=True) if row < 0
    ]
    if unknown:
        some = ", ".join(unknown[:5]) + (", …" if len(unknown) > 5 else "")
        raise NplvError("own_area_unknown", definition.title, codes=some, count=len(unknown))
    towns = pd.concat(
        [workspace.bundle.units[level].iloc[rows][["gm_code", "gm_name"]] for level, rows in found.items()]
    ).drop_duplicates("gm_code")
    towns = towns.sort_values("gm_code")
    names = [str(name) for name in towns["gm_name"]]
    several = ", ".join(names)
    if len(names) > _NAMED:
        more = t("own_area.more_towns", count=len(names) - _NAMED + 1)
        several = f"{', '.join(names[: _NAMED - 1])} {more}"
    return OwnArea(
        definition,
        t("own_area.name", title=definition.title),
        several,
        tuple(str(code) for code in towns["gm_code"]),
    )


def _by_level(definition: Definition) -> tuple[tuple[str, tuple[str, ...]], ...]:
    both = (("wijk", definition.wijken), ("buurt", definition.buurten))
    return tuple((level, codes) for level, codes in both if codes)


def _rows(workspace: Workspace, level: str, codes: Sequence[str]) -> NDArray[np.intp]:
    """The row of each code among the units of a level, -1 for none; also where there are no borders of that level."""
    units = workspace.bundle.units.get(level)
    if units is None:
        return np.full(len(codes), -1, dtype=np.intp)
    found: NDArray[np.intp] = pd.Index(units["code"]).get_indexer(list(codes))
    return found


@dataclass(frozen=True, slots=True)
class Shared:
    """An NPLV area of which wijken or buurten are in an area of a visitor's own: whether it is all of it."""

    area: NplvArea
    whole: bool


def shared(workspace: Workspace, area: Area) -> tuple[Shared, ...]:
    """Which of the twenty have ground in common with an area, in the order of the list."""
    found = []
    buurten = workspace.bundle.units["buurt"].groupby("wk_code")["code"].agg(set) if area.buurten else {}
    for one in workspace.bundle.areas:
        # All buurten of a wijk are that wijk.
        parts = [code in area.wijken or (code in buurten and buurten[code] <= set(area.buurten)) for code in one.wijken]
        parts += [code in area.buurten or wijk_of(code) in area.wijken for code in one.buurten]
        # A buurt of a wijk that is in it as a whole.
        touches = any(parts) or any(wijk_of(code) in one.wijken for code in area.buurten)
        if touches:
            found.append(Shared(one, all(parts)))
    return tuple(found)


def overlap(workspace: Workspace, area: Area, figures: Figures) -> list[str]:
    """Which NPLV areas it has ground in common with."""
    t, found = figures.t, shared(workspace, area)
    if not found:
        return [t("own_area.overlap.none")]
    return [t(f"own_area.overlap.{'whole' if one.whole else 'part'}", area=one.area.name) for one in found]


def named(workspace: Workspace, area: Area) -> list[tuple[str, str]]:
    """Code and name of what an area consists of, wijken first."""
    found = []
    for level, codes in (("wijk", area.wijken), ("buurt", area.buurten)):
        if codes:
            names = workspace.bundle.units[level].set_index("code")["name"]
            found += [(code, str(names[code])) for code in codes]
    return found


def counted(area: Area, figures: Figures) -> str:
    """How many wijken and buurten an area consists of, in words."""
    return counted_codes((*area.wijken, *area.buurten), figures)


def counted_codes(codes: Sequence[str], figures: Figures) -> str:
    """How many wijken and buurten these codes are, in words."""
    wijken = sum(is_code("wijk", code) for code in codes)
    return figures.listed(
        figures.t(f"own_area.{level}.{'one' if count == 1 else 'many'}", count=figures.n.integer(count))
        for level, count in (("wijk", wijken), ("buurt", len(codes) - wijken))
        if count
    )


def checked(definitions: Sequence[Definition]) -> None:
    """Raise what a link with these would be refused for: NplvError, see `nplv_dash.domain.own_area.read`."""
    read(written(definitions))


def toggled(workspace: Workspace, codes: Iterable[str], code: str) -> tuple[str, ...]:
    """A choice of wijken and buurten after a click on one of them, rising; a buurt is never in it beside its wijk.

    A wijk that is chosen takes the place of its buurten. Of a wijk that is chosen, a click on one of its buurten leaves
    the others.
    """
    chosen = set(codes)
    if code in chosen:
        chosen.remove(code)
    elif is_code("wijk", code):
        chosen = {one for one in chosen if wijk_of(one) != code or one.startswith("WK")} | {code}
    elif wijk_of(code) in chosen:
        buurten = workspace.bundle.units["buurt"]
        others = buurten["code"][buurten["wk_code"] == wijk_of(code)]
        chosen = (chosen - {wijk_of(code)}) | {str(one) for one in others if one != code}
    else:
        chosen.add(code)
    return tuple(sorted(chosen))


def split(text: str) -> list[str]:
    """The codes in what somebody typed or pasted, in capitals: parted by anything that is no letter or digit."""
    words: Iterable[str] = "".join(sign if sign.isalnum() else " " for sign in text.upper()).split()
    return list(words)
