"""Codes of wijken, buurten and gemeenten in a table of somebody: found, completed, and matched with borders.

Excel takes `0344` for a number and eats the zero; others leave the letters away. So `344`, `GM344` and `GM0344` are the
same gemeente. What remains unlike any border is told: also that it is a code of before the year of our borders.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nplv_dash.domain.codes import wijk_of
from nplv_dash.domain.errors import NplvError
from nplv_dash.services.aggregate import Array
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.mappings import FIRST_YEAR, first_mapping
from nplv_dash.sources.own.reader import Found
from nplv_dash.sources.tables import read_table

Level = Literal["gemeente", "wijk", "buurt"]
#: From many to few: where a column could be either, the one with more places decides.
LEVELS: Final[tuple[Level, ...]] = ("gemeente", "wijk", "buurt")
_LETTERS: Final[dict[Level, str]] = {"gemeente": "GM", "wijk": "WK", "buurt": "BU"}
_LENGTH: Final[dict[Level, int]] = {"gemeente": 4, "wijk": 6, "buurt": 8}
_CODE: Final = re.compile(r"(?:(GM|WK|BU)[ .:_-]*)?([0-9]{1,8}|[0-9]{1,4}[0-9A-Z]{2,4})(?:\.0+)?")
#: Words in the name of a column that holds codes.
_HINT: Final = re.compile(r"code|gwb|(?:^|[^a-z])(?:gm|wk|bu|cbs|id|regio)(?:$|[^a-z])", re.IGNORECASE)
#: Share of the cells that must be codes of places for a column to be taken for one.
_ENOUGH: Final = 0.5
#: What a name in the head, and letters before the digits, count for beside that share.
_HINTED, _LETTERED = 0.3, 0.3
#: Cells by which a column is judged.
_SAMPLE: Final = 1_000
#: What is done with a place that stands in more than one row.
Doubles = Literal["leave", "first", "sum"]
DOUBLES: Final[tuple[Doubles, ...]] = ("leave", "first", "sum")


def code(text: str | None, level: Level) -> str | None:
    """A text as a code of a level, with letters and zeros; None where it cannot be one."""
    found = _CODE.fullmatch((text or "").strip().upper())
    if not found or found[1] not in (None, _LETTERS[level]) or len(found[2]) > _LENGTH[level]:
        return None
    digits = found[2]
    if not digits.isdigit() and len(digits) < _LENGTH[level] - 1:
        return None
    return _LETTERS[level] + digits.zfill(_LENGTH[level])


@dataclass(frozen=True, slots=True)
class Guess:
    """In which column of a table the codes stand.

    Attributes:
        matched: of the first `given` cells with something in them, those with a code of a place, of now or of before.
    """

    column: int
    level: Level
    matched: int
    given: int


def guess(workspace: Workspace, found: Found) -> Guess:
    """The column with codes of wijken, buurten or gemeenten. Raises NplvError `own_code_none` where there is none."""
    best, score = None, 0.0
    known = {level: frozenset(workspace.codes[level]) for level in LEVELS}
    known["wijk"] |= earlier(workspace).keys()
    for column, name in enumerate(found.names):
        texts = list(islice((text for text in found.texts(column) if text is not None), _SAMPLE))
        for level in LEVELS:
            one = Guess(column, level, sum(code(text, level) in known[level] for text in texts), len(texts))
            if not one.given or not one.matched:
                continue
            lettered = sum(text.upper().startswith(_LETTERS[level]) for text in texts) / len(texts)
            share = one.matched / one.given
            points = share + _HINTED * bool(_HINT.search(name)) + _LETTERED * lettered
            if (share >= _ENOUGH or lettered >= _ENOUGH) and points > score:
                best, score = one, points
    if best is None:
        raise NplvError("own_code_none", found.name, columns=", ".join(found.names[:8]))
    return best


def earlier(workspace: Workspace) -> dict[str, tuple[str, ...]]:
    """Codes of wijken of before the year of our borders that are none any more, with the wijken that came of them."""
    return _earlier(workspace.bundle.root, frozenset(workspace.codes["wijk"]))


@lru_cache(maxsize=2)
def _earlier(root: Path, now: frozenset[str]) -> dict[str, tuple[str, ...]]:
    table = read_table(first_mapping(root / "data")[0], ["old", "new"], text=["old", "new"])
    return {str(old): tuple(group) for old, group in table.groupby("old")["new"] if old not in now}


def border_year(workspace: Workspace) -> int:
    """The year of the borders of the data in use. Raises DataError `file_missing`."""
    return first_mapping(workspace.bundle.root / "data")[1]


def older_elsewhere(workspace: Workspace) -> int | None:
    """The year of the wijken outside the gemeenten with an NPLV area, where it is an earlier one; else None.

    They are known by their buurten, which are of the year of the borders: some of an earlier year have none.
    """
    units = workspace.bundle.units
    is_older = not frozenset(units["wijk"]["code"]) <= frozenset(units["buurt"]["code"].map(wijk_of))
    return FIRST_YEAR if is_older else None


@dataclass(frozen=True)
class Places:
    """The places that a table is joined to.

    Attributes:
        level: of official places; None for borders that somebody brought along.
        codes, names: of the n places.
        contexts: what each belongs to, such as its gemeente.
    """

    level: Level | None
    codes: tuple[str, ...]
    names: tuple[str, ...]
    contexts: tuple[str, ...]

    def key(self, text: str | None) -> str | None:
        """A cell as a code of these places; None where it holds none."""
        if self.level is not None:
            return code(text, self.level)
        return _keyed(text) or None


def _keyed(text: str | None) -> str:
    """A cell as it is compared with others: capitals and spaces do not count."""
    return " ".join((text or "").split()).upper()


def official(workspace: Workspace, level: Level) -> Places:
    """The places of a level, in the order of the workspace."""
    units = workspace.bundle.units[level]
    contexts = units["gm_name"] if "gm_name" in units else [""] * len(units)
    return Places(level, tuple(units["code"]), tuple(units["name"]), tuple(contexts))


def own_places(found: Found, column: int) -> Places:
    """The borders that somebody brought along, by one of their columns.

    Raises:
        NplvError: `own_code_double` where two polygons have one code, `own_code_empty` where one has none.
    """
    texts = found.texts(column)
    keys = [_keyed(text) for text in texts]
    empty = sum(not key for key in keys)
    if empty:
        raise NplvError("own_code_empty", found.name, column=found.names[column], count=empty)
    double = [key for key, times in Counter(keys).items() if times > 1]
    if double:
        raise NplvError(
            "own_code_double", found.name, column=found.names[column], count=len(double), codes=", ".join(double[:5])
        )
    names = found.texts(_naming(found, column))
    return Places(
        None, tuple(keys), tuple(name or key for name, key in zip(names, keys, strict=True)), ("",) * len(keys)
    )


def _naming(found: Found, otherwise: int) -> int:
    """The column with the names of places."""
    wanted = re.compile(r"naam|name|label|omschrijving", re.IGNORECASE)
    return next((i for i, name in enumerate(found.names) if wanted.search(name)), otherwise)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A row of a table without a place.

    Attributes:
        row: its number as a spreadsheet shows it, the head is 1.
        text: what stands in the column with codes.
        why: `empty`, `malformed`, `earlier` (a code of before the year of our borders) or `unknown`.
        now: codes of now that came of an earlier one.
    """

    row: int
    text: str
    why: Literal["empty", "malformed", "earlier", "unknown"]
    now: tuple[str, ...] = ()


@dataclass(frozen=True)
class Join:
    """Which rows of a table belong to which places.

    Attributes:
        places: row of `places` per row of the table, -1 for none; shape (n,).
        rows: their n numbers, as a spreadsheet shows them.
        unmatched: the rows without a place.
        doubles: code -> positions in the table (from 0) of places in more than one row.
        lacking: codes of places without a row; of official ones those in gemeenten that the table has places of.
    """

    to: Places
    places: NDArray[np.intp]
    rows: NDArray[np.int64]
    unmatched: tuple[Unmatched, ...]
    doubles: dict[str, tuple[int, ...]]
    lacking: tuple[str, ...]

    @property
    def matched(self) -> int:
        """Rows with a place."""
        return int((self.places >= 0).sum())

    @property
    def drawn(self) -> NDArray[np.bool_]:
        """Which places have a row; shape (places,)."""
        drawn = np.zeros(len(self.to.codes), dtype=np.bool_)
        drawn[self.places[self.places >= 0]] = True
        return drawn

    def spread(self, values: Array, doubles: Doubles) -> Array:
        """Figures per row as figures per place, shape (places,).

        Args:
            doubles: a place in several rows has none of their figures (`leave`), that of the first row, or their sum;
                a sum of which a part is missing is missing.
        """
        found = np.full(len(self.to.codes), np.nan)
        rows = np.flatnonzero(self.places >= 0)
        # Backwards, so that the first row is the one that stays.
        found[self.places[rows[::-1]]] = values[rows[::-1]]
        position = {code: i for i, code in enumerate(self.to.codes)}
        for key, several in self.doubles.items():
            if doubles == "leave":
                found[position[key]] = np.nan
            elif doubles == "sum":
                found[position[key]] = sum(values[row] for row in several)
        return found


def join(workspace: Workspace, found: Found, column: int, to: Places) -> Join:
    """Match the rows of a table with places by one of its columns."""
    index = {key: i for i, key in enumerate(to.codes)}
    older = earlier(workspace) if to.level is not None else {}
    places = np.full(found.rows, -1, dtype=np.intp)
    unmatched: list[Unmatched] = []
    rows: dict[str, list[int]] = {}
    for row, text in enumerate(found.texts(column)):
        key = to.key(text)
        if key in index:
            places[row] = index[key]
            rows.setdefault(key, []).append(row)
        else:
            unmatched.append(_why(int(found.numbers_of_rows[row]), text, key, older, to.level))
    doubles = {key: tuple(at) for key, at in rows.items() if len(at) > 1}
    return Join(to, places, found.numbers_of_rows, tuple(unmatched), doubles, _lacking(to, rows))


def _why(
    row: int, text: str | None, key: str | None, older: dict[str, tuple[str, ...]], level: str | None
) -> Unmatched:
    if not (text or "").strip():
        return Unmatched(row, "", "empty")
    if key is None:
        return Unmatched(row, str(text), "malformed")
    # The code of a buurt begins as that of its wijk.
    was = key if level == "wijk" else wijk_of(key) if level == "buurt" else ""
    return Unmatched(row, str(text), "earlier", older[was]) if was in older else Unmatched(row, str(text), "unknown")


def _lacking(to: Places, there: Iterable[str]) -> tuple[str, ...]:
    found = set(there)
    if to.level in (None, "gemeente"):
        return tuple(key for key in to.codes if key not in found)
    here = {key[2:6] for key in found}
    return tuple(key for key in to.codes if key[2:6] in here and key not in found)


def report(joined: Join) -> pd.DataFrame:
    """All that did not match, for a file. Columns: side (table or borders), row, code, why, now."""
    rows: list[tuple[str, int | None, str, str, str]] = []
    rows += [("table", one.row, one.text, one.why, " ".join(one.now)) for one in joined.unmatched]
    for key, at in joined.doubles.items():
        numbers = joined.rows[list(at)].tolist()
        rows.append(("table", numbers[0], key, "double", " ".join(map(str, numbers))))
    rows += [("borders", None, key, "lacking", "") for key in joined.lacking]
    return pd.DataFrame(rows, columns=["side", "row", "code", "why", "now"])


def key_of(borders: Found) -> int:
    """The first column of borders in which each has a code of its own; the first column where none is so."""
    for column in range(len(borders.names)):
        texts = borders.texts(column)
        keys = [_keyed(text) for text in texts]
        if all(keys) and len(set(keys)) == len(keys):
            return column
    return 0


def shared(table: Found, borders: Found) -> Guess | None:
    """The column of a table that names the borders somebody brought along; None where fewer than half are known."""
    if not borders.names:
        return None
    known = {_keyed(text) for text in borders.texts(key_of(borders))} - {""}
    found = []
    for column in range(len(table.names)):
        texts = table.texts(column)
        keys = [_keyed(text) for text in texts if text is not None]
        found.append(Guess(column, "wijk", sum(key in known for key in keys), len(keys)))
    best = max(found, key=lambda one: one.matched)
    return best if best.matched and best.matched >= _ENOUGH * best.given else None
