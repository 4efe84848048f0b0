"""The one door for numbers and dates: as the Dutch write them (1.234,5 · 12,3% · 31 januari 2026) or the English.

Babel rounds half to even and prints `-0,0` and `NaN`. Here half is rounded away from zero, as readers expect, a zero
has no sign and a missing value is a text of its own. Babel supplies the signs and patterns of a language, once; the
digits are then set by Python's own formatting, which is about ten times as fast and proven equal in the tests.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, Literal, SupportsFloat, cast

from babel import Locale
from babel.dates import format_date

from nplv_dash.present.text import Lang, Text

if TYPE_CHECKING:
    import pandas as pd

Kind = Literal["decimal", "percent", "euro"]
#: What may be formatted; None, NaN, pandas' NA and NaT count as missing.
Value = SupportsFloat | None

# British English: the day stands before the month, as in Dutch.
_BABEL: Final[dict[Lang, str]] = {"nl": "nl_NL", "en": "en_GB"}
_MISSING_TYPES: Final = frozenset({"NAType", "NaTType"})
#: Fractions so near a half, and figures so large, are rounded as decimals: a product of such size is off by less.
_DOUBT, _LARGE = 1e-6, 1e9
_STEP: Final = tuple(Decimal(1).scaleb(-digits) for digits in range(16))


@dataclass(frozen=True, slots=True)
class Numbers:
    """Writes numbers and dates in one language. Equal and hashable by that language."""

    lang: Lang

    @property
    def no_data(self) -> str:
        """What stands in the place of a missing value."""
        return Text(self.lang)("frame.no_data")

    def decimal(self, value: Value, digits: int = 1, *, signed: bool = False) -> str:
        """`1.234,5`; with `signed`, a plus before what is above zero."""
        return self._write("decimal", value, digits, signed=signed)

    def integer(self, value: Value, *, signed: bool = False) -> str:
        """`1.235`."""
        return self._write("decimal", value, 0, signed=signed)

    def percent(self, value: Value, digits: int = 1, *, signed: bool = False) -> str:
        """`12,3%` for the value 12.3: shares are kept in per cents, as their publishers do."""
        return self._write("percent", value, digits, signed=signed)

    def euro(self, value: Value, digits: int = 0, *, signed: bool = False) -> str:
        """`€ 1.235`, with a space that does not break."""
        return self._write("euro", value, digits, signed=signed)

    def many(self, values: Iterable[Value], kind: Kind = "decimal", digits: int = 1) -> list[str]:
        """A whole column at once."""
        return [self._write(kind, value, digits) for value in values]

    def date(self, value: date | None) -> str:
        """`31 januari 2026`."""
        if _is_missing(value):
            return self.no_data
        return format_date(value, "d MMMM yyyy", locale=_BABEL[self.lang])

    def moment(self, text: str) -> str:
        """`2024`, `mei 2024` or `1 juni 2026`, for the ISO text of a year, a month or a day."""
        if len(text) == len("2024"):
            return str(int(text))
        if len(text) == len("2024-05"):
            return format_date(date.fromisoformat(f"{text}-01"), "MMMM yyyy", locale=_BABEL[self.lang])
        return self.date(date.fromisoformat(text))

    def _write(self, kind: Kind, value: Value, digits: int, *, signed: bool = False) -> str:
        if value is None or _is_missing(value):
            return self.no_data
        return _written(self.lang, kind, cast("Hashable", value), digits, signed)


def round_half_up(value: SupportsFloat, digits: int) -> Decimal:
    """`value` with so many decimals, half rounded away from zero, and never a negative zero.

    Raises:
        ValueError: the value is infinite, which is an error in a computation and not a figure.
    """
    if isinstance(value, int):
        exact = Decimal(value)
    else:
        number = float(value)
        if math.isinf(number):
            raise ValueError("an infinite value cannot be written as a figure")
        # repr is the shortest decimal that is this float: 2.675 is rounded as 2.675, not as 2.67499999...
        exact = Decimal(repr(number))
    return exact.quantize(_STEP[digits], ROUND_HALF_UP) + 0  # adding 0 turns -0.0 into 0.0


def rounded(table: pd.DataFrame, digits: Mapping[str, int]) -> pd.DataFrame:
    """The table with its columns rounded as `Numbers` would write them, for grids that write numbers themselves.

    Such a grid cuts off what it does not show. Columns of `digits` that the table lacks are passed over.
    """
    present = [column for column in digits if column in table]
    return table.assign(**{c: _rounded(table[c], digits[c]) for c in present})


def _rounded(column: pd.Series, digits: int) -> Any:
    """As `round_half_up` does, one by one only where binary fractions could decide otherwise."""
    import numpy as np

    def exactly(value: Any) -> Any:
        return value if _is_missing(value) else float(round_half_up(value, digits))

    if column.dtype.kind != "f":
        return [exactly(value) for value in column]
    values, scale = column.to_numpy(dtype=float), 10.0**digits
    scaled = np.abs(values) * scale
    whole = np.floor(scaled)
    over = scaled - whole
    # Adding 0 turns -0.0 into 0.0.
    found = np.copysign((whole + (over >= 0.5)) / scale, values) + 0.0
    # Near a half, beyond what the difference can tell, or infinite.
    for i in np.flatnonzero((np.abs(over - 0.5) < _DOUBT) | (scaled >= _LARGE) | np.isinf(values)).tolist():
        found[i] = exactly(values[i])
    return found


def _is_missing(value: object) -> bool:
    # By name, since pandas' NA answers every comparison with NA; a NaN of any kind is not equal to itself.
    return value is None or type(value).__name__ in _MISSING_TYPES or bool(value != value)


# A page says the same figures again and again: when a lever moves, most of them stay. Values that are equal are written
# alike, whatever their type.
@lru_cache(maxsize=1 << 14)
def _written(lang: Lang, kind: Kind, value: Any, digits: int, signed: bool) -> str:  # noqa: FBT001
    return _writer(lang, kind, signed)(round_half_up(value, digits), digits)


@cache
def _writer(lang: Lang, kind: Kind, signed: bool) -> Callable[[Decimal, int], str]:  # noqa: FBT001
    """A function that writes a rounded number in the signs of a language."""
    locale = Locale.parse(_BABEL[lang])
    symbols = locale.number_symbols["latn"]
    signs = str.maketrans({",": symbols["group"], ".": symbols["decimal"], "-": symbols["minusSign"]})
    before, after = _pattern_around(locale, kind)
    sign = "+" if signed else "-"

    def write(number: Decimal, digits: int) -> str:
        # A plus before zero would claim a rise.
        text = format(number, f"{sign if number else '-'},.{digits}f").translate(signs)
        if not before:
            return text + after
        # The Dutch write the minus after the euro sign (€ -12), the English before it (-€12).
        if text[0].isdigit() or lang == "nl":
            return before + text + after
        return text[0] + before + text[1:] + after

    return write


def _pattern_around(locale: Locale, kind: Kind) -> tuple[str, str]:
    """What stands before and after the digits."""
    if kind == "decimal":
        return "", ""
    pattern = locale.percent_formats[None] if kind == "percent" else locale.currency_formats["standard"]
    before, after = pattern.prefix[0], pattern.suffix[0]
    return before.replace("¤", locale.currency_symbols["EUR"]), after
