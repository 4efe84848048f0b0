"""The columns of a file of a stranger as two kinds of columns of ours: text as it stands there, and typed numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Final

from nplv_dash.domain.errors import NplvError
from nplv_dash.sources.own.limits import MB, Limits

if TYPE_CHECKING:
    import pyarrow as pa

#: Beginnings of the names of the columns in what the worker hands over: text, and numbers that were typed as such.
TEXT, NUMBER = "t", "n"
#: Name of the column with the number of each row, in what the worker hands over of a table.
ROW: Final = "row"
#: Rows have the numbers that a spreadsheet shows: the head is the first.
FIRST_ROW: Final = 2
_LARGEST: Final = 2**53


def columns_of(
    heads: Sequence[object], columns: Sequence[Sequence[Any]], where: str, limits: Limits, *, rows: Sequence[int]
) -> tuple[pa.Table, dict[str, Any]]:
    """The columns as a table.

    Args:
        heads: names of the columns, which may be any text.
        columns: per name n values: text, number, date, truth or None.
        rows: their n numbers, for errors.

    Returns:
        Per column i `t<i>` (text; null where nothing stands) and `n<i>` (float64; null where no number was typed), and
        the names of the columns under `names`.

    Raises:
        NplvError: `own_columns_many`, `own_rows_many`, `own_cells_many`, `own_cell_long`, `own_texts`,
            `own_header_double`.
    """
    # Here and not above: what is wrong with a file is mostly found before.
    import pyarrow as pa

    check_size(len(columns), len(rows), where, limits)
    names = named(heads, where, limits)
    arrays, labels, room = [], [], limits.texts
    for index, (name, values) in enumerate(zip(names, columns, strict=True)):
        texts: list[str | None] = []
        # Counted on the way: together they may be thousands of times as large as the file.
        for value in values:
            text = as_text(value)
            room -= len((text or "").encode())
            if room < 0:
                raise NplvError("own_texts", where, most=limits.texts // MB)
            texts.append(text)
        check_cells(texts, rows, name, where, limits)
        arrays += [pa.array(texts, pa.string()), pa.array([_number(value) for value in values], pa.float64())]
        labels += [f"{TEXT}{index}", f"{NUMBER}{index}"]
    return pa.Table.from_arrays(arrays, names=labels), {"names": names}


def check_size(columns: int, rows: int, where: str, limits: Limits) -> None:
    """Raise NplvError where a table is larger than the bounds."""
    if columns > limits.columns:
        raise NplvError("own_columns_many", where, count=columns, most=limits.columns)
    if rows > limits.rows:
        raise NplvError("own_rows_many", where, most=limits.rows)
    if columns * rows > limits.cells:
        raise NplvError("own_cells_many", where, most=limits.cells)


def check_cells(texts: Sequence[str | None], rows: Sequence[int], name: str, where: str, limits: Limits) -> None:
    """Raise NplvError `own_cell_long` where a cell holds more than the bounds allow."""
    for row, text in zip(rows, texts, strict=True):
        if text is not None and len(text) > limits.cell:
            raise NplvError("own_cell_long", where, column=name[:60], row=row, most=limits.cell)


def named(heads: Sequence[object], where: str, limits: Limits) -> list[str]:
    """Names of columns, on one line; one without a name gets its number.

    Raises:
        NplvError: `own_header_double` where two are equal, `own_heading_long`.
    """
    found = []
    for index, head in enumerate(heads, start=1):
        name = name_of(head, index)
        if len(name) > limits.heading:
            raise NplvError("own_heading_long", where, column=index, most=limits.heading)
        found.append(name)
    double = next((name for name in found if found.count(name) > 1), None)
    if double is not None:
        raise NplvError("own_header_double", where, column=double[:60])
    return found


def name_of(head: object, index: int) -> str:
    """The name of column `index` (from 1) on one line; its number where it has none."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(head or "")).split()) or f"#{index}"


def as_text(value: Any) -> str | None:
    """A value as a person would have typed it; None where nothing stands."""
    match value:
        case None:
            return None
        case bool():
            return str(value).lower()
        case float() if math.isnan(value):
            return None
        case float() if value.is_integer() and abs(value) < _LARGEST:
            return str(int(value))
        case datetime():
            return value.isoformat(sep=" ").removesuffix(" 00:00:00")
        case date() | time():
            return value.isoformat()
        case _:
            return "".join(c if c.isprintable() else " " for c in str(value)).strip() or None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # A whole number of hundreds of digits is none that a map can show.
    found = float(value) if abs(value) < 1e300 else math.inf
    return found if math.isfinite(found) else None
