"""A workbook of several sheets, each one table: heads in the first row, numbers as numbers, what is missing empty."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from nplv_dash.present.export import guarded

#: Widths of columns, in characters, and from where on a text is broken into lines.
_NARROW, _WIDE, _LONG = 12, 46, 40
#: Rows that are looked at for the width of a column.
_LOOKED_AT: Final = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table.

    Attributes:
        name: of the sheet, at most 31 signs.
        heads: name, unit and year of every column.
        rows: None and NaN are empty cells.
        fixed: how many columns on the left stay in sight.
    """

    name: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]
    fixed: int = 1


def workbook(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """The sheets as one XLSX file; text that a spreadsheet would run as a formula is made harmless."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    # Written row by row: half the time of a book that is kept in memory.
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = _written(title), "nplv_dash"
    bold, fill = Font(bold=True), PatternFill("solid", fgColor="F1EDE4")
    broken = Alignment(wrap_text=True, vertical="top")
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.freeze_panes = f"{get_column_letter(sheet.fixed + 1)}2"
        for place, width in enumerate(_widths(sheet), 1):
            page.column_dimensions[get_column_letter(place)].width = width

        def cell(value: Any, page: Any = page, *, head: bool = False) -> Any:
            value = _written(value)
            if not head and not (isinstance(value, str) and len(value) > _LONG):
                return value
            made = WriteOnlyCell(page, value)
            made.alignment = broken
            if head:
                made.font, made.fill = bold, fill
            return made

        page.append([cell(text, head=True) for text in sheet.heads])
        for row in sheet.rows:
            page.append([cell(value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _written(value: Any) -> Any:
    """A value as a cell can hold it."""
    if isinstance(value, str):
        return guarded(value)
    # A missing value of any kind is not equal to itself.
    return None if value is None or bool(value != value) else value


def _widths(sheet: Sheet) -> list[int]:
    """As wide as the texts ask for; heads are broken into lines."""
    found = []
    for place, head in enumerate(sheet.heads):
        longest = max((len(str(row[place])) for row in sheet.rows[:_LOOKED_AT] if row[place] is not None), default=0)
        found.append(min(_WIDE, max(_NARROW, longest + 2, len(head) // 3 + 2)))
    return found
