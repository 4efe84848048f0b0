"""Numbers as somebody wrote them in a table of their own: Dutch (1.234,5) or international (1,234.5).

Which of the two a column has is guessed per column and shown; a visitor may say otherwise. What is no number in the
chosen spelling is told, and never left out in silence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from nplv_dash.domain.errors import NplvError
from nplv_dash.services.aggregate import Array
from nplv_dash.sources.own.reader import Found
from nplv_dash.sources.tables import SECRET

Spelling = Literal["dutch", "international"]
SPELLINGS: Final[tuple[Spelling, ...]] = ("dutch", "international")
#: What people and publishers write where there is no figure; never zero.
MISSING: Final = frozenset(
    {*(word.lower() for word in SECRET), "x", "-", "–", "—", "n/a", "#n/a", "#n/b", "nan", "none", "null", "n.b.", "nb"}
    | {"geen gegevens", "onbekend", "no data", "unknown", "?", ".."}
)
_SHAPE: Final[dict[Spelling, re.Pattern[str]]] = {
    "dutch": re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"),
    "international": re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?(?:[eE][+-]?\d{1,2})?"),
}
#: What may stand around the digits: blanks of all kinds, signs of euros and per cents.
_AROUND: Final = str.maketrans(dict.fromkeys(" \xa0\u202f\u2009'€%") | {"\u2212": "-", "–": "-"})
_LARGEST: Final = 1e15
_SAMPLE: Final = 2_000
_EXAMPLES: Final = 3
#: Share of the cells that must be numbers for a column to be one of numbers.
_MOSTLY: Final = 0.5


@dataclass(frozen=True, slots=True)
class Written:
    """How the numbers of a column are written.

    Attributes:
        spelling: the guess.
        is_certain: whether nothing in the column can be read in the other spelling as another number.
        share: of the cells with something in them, those that are numbers in that spelling, 0 to 1.
        missing: cells without a figure.
    """

    spelling: Spelling
    is_certain: bool
    share: float
    missing: int

    @property
    def is_numbers(self) -> bool:
        """Whether the column is one of numbers."""
        return self.share > _MOSTLY


def is_missing(text: str | None) -> bool:
    """Whether a cell says that there is no figure."""
    return text is None or text.strip().lower() in MISSING


def number(text: str, spelling: Spelling) -> float | None:
    """The number that a text is in a spelling; None where it is none."""
    bare = text.translate(_AROUND)
    if not bare or not _SHAPE[spelling].fullmatch(bare) or not any(c.isdigit() for c in bare):
        return None
    plain = bare.replace(".", "").replace(",", ".") if spelling == "dutch" else bare.replace(",", "")
    try:
        found = float(plain)
    except ValueError:
        return None
    return found if abs(found) <= _LARGEST else None


def written(found: Found, column: int) -> Written:
    """How the numbers of a column are written, by its first cells that hold something."""
    typed = np.isfinite(found.numbers(column))
    missing = sum(is_missing(text) for text in found.texts(column))
    likely: Spelling = "international" if found.notes.get("separator") == "," else "dutch"
    texts = [text for text, done in zip(found.texts(column), typed, strict=True) if not done and not is_missing(text)]
    sample = [text for text in islice(texts, _SAMPLE) if text is not None]
    if not sample:
        return Written(likely, is_certain=True, share=float(typed.any()), missing=missing)
    read = {one: [number(text, one) for text in sample] for one in SPELLINGS}
    good = {one: sum(value is not None for value in read[one]) for one in SPELLINGS}
    if good["dutch"] == good["international"]:
        same = read["dutch"] == read["international"]
        return Written(likely, is_certain=same, share=_share(good[likely], sample, typed), missing=missing)
    best: Spelling = max(SPELLINGS, key=lambda one: good[one])
    return Written(best, is_certain=True, share=_share(good[best], sample, typed), missing=missing)


def _share(good: int, sample: Sequence[str], typed: NDArray[np.bool_]) -> float:
    return (good + int(typed.sum())) / (len(sample) + int(typed.sum()))


def values(found: Found, column: int, spelling: Spelling) -> Array:
    """The figures of a column, shape (n,); NaN where there is none.

    Raises:
        NplvError: `own_numbers_mixed`, where cells hold something else than numbers in this spelling.
    """
    result = found.numbers(column)
    wrong = []
    for row, text in enumerate(found.texts(column)):
        if np.isfinite(result[row]) and not is_missing(text):
            continue
        result[row] = np.nan
        if text is None or is_missing(text):
            continue
        value = number(text, spelling)
        if value is None:
            wrong.append(text[:30])
        else:
            result[row] = value
    if wrong:
        examples = "; ".join(dict.fromkeys(wrong[:_EXAMPLES]))
        raise NplvError(
            "own_numbers_mixed", found.name, column=found.names[column], count=len(wrong), examples=examples
        )
    return result
