"""A workbook (XLSX) of a stranger: the values of one sheet, after all its XML has been looked through.

The library that reads workbooks takes what the XML says: entities that grow without end, a million rows that are not
there. So each part is parsed once before, by a parser that stops at the first declaration of a document type, and
counts.
"""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any, Final
from xml.parsers import expat

from nplv_dash.domain.errors import NplvError
from nplv_dash.sources.own.limits import Limits
from nplv_dash.sources.own.unpack import Archive, opened

#: The number of a row as a spreadsheet shows it, and its cells.
Row = tuple[int, list[Any]]
MAGIC: Final = b"PK"
#: What older workbooks, and those with a password, begin with.
OLD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK: Final = "xl/workbook.xml"
_MACROS: Final = ("vbaproject.bin", "macrosheets/")
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
#: Elements within elements; Excel needs about ten.
_DEPTH: Final = 64
#: Elements that a workbook has beside its cells, such as styles.
_ELEMENTS: Final = 500_000
#: What may stand before the first sign of XML: marks of the order of bytes, blanks.
_BEFORE: Final = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"


class _Look:
    """Looks through one part."""

    def __init__(self, name: str, where: str, limits: Limits, budget: list[int]) -> None:
        self._name, self._where, self._limits, self._budget = name, where, limits, budget
        self._is_sheet = name.lower().startswith("xl/worksheets/")
        self._depth, self._has_formula, self._has_value, self._tag = 0, False, False, ""
        self.formulas = 0
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        self._parser = parser

    def through(self, pieces: Iterator[bytes]) -> None:
        """Parse it. Raises NplvError."""
        try:
            for piece in pieces:
                self._parser.Parse(piece, False)
            self._parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise NplvError("own_sheet_damaged", self._where) from error

    def _refuse(self, *_: object) -> None:
        raise NplvError("own_sheet_entity", self._where, name=self._name)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._budget[0] -= 1
        if self._depth > _DEPTH or self._budget[0] < 0:
            raise NplvError("own_cells_many", self._where, most=self._limits.cells)
        if not self._is_sheet:
            return
        self._tag = tag.rpartition(":")[2]
        match self._tag:
            case "row":
                if not 0 < self._whole(attributes.get("r", "1")) <= self._limits.rows + 1:
                    raise NplvError("own_rows_many", self._where, most=self._limits.rows)
            case "c":
                self._has_formula = self._has_value = False
                self._check_place(attributes.get("r", "A1"))
            case "f":
                self._has_formula = True

    def _text(self, text: str) -> None:
        # A formula that was never computed may have the place of a value, with nothing in it.
        if self._tag in ("v", "t") and text:
            self._has_value = True

    def _end(self, tag: str) -> None:
        self._depth -= 1
        self._tag = ""
        if self._is_sheet and tag.rpartition(":")[2] == "c":
            self.formulas += self._has_formula and not self._has_value

    def _whole(self, text: str) -> int:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1

    def _check_place(self, reference: str) -> None:
        found = _REFERENCE.fullmatch(reference)
        if not found:
            raise NplvError("own_sheet_damaged", self._where)
        column = 0
        for letter in found[1]:
            column = 26 * column + ord(letter) - ord("A") + 1
        if column > self._limits.columns:
            raise NplvError("own_columns_many", self._where, count=column, most=self._limits.columns)
        if int(found[2]) > self._limits.rows + 1:
            raise NplvError("own_rows_many", self._where, most=self._limits.rows)


def read(path: Path, where: str, limits: Limits, wanted: str | None) -> tuple[list[Row], dict[str, Any]]:
    """The rows of a sheet from the first that holds something, each as long as that one.

    Args:
        wanted: name of the sheet; without it, the first that holds something.

    Returns:
        Values: text, number, date, truth or None; and `sheet`, `sheets`, `formulas`.

    Raises:
        NplvError: `own_sheet_protected`, `own_sheet_damaged`, `own_sheet_entity`, `own_sheet_macro`,
            `own_sheet_unknown`, `own_table_empty`, what is larger than the bounds, and what `unpack` raises.
    """
    with path.open("rb") as file:
        if file.read(len(OLD)) == OLD:
            raise NplvError("own_sheet_protected", where)
    with opened(path, where, limits) as archive:
        formulas = _look_through(archive, where, limits)
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with warnings.catch_warnings():
            # The library tells what it leaves out, such as colours that hang on figures; here only values count.
            warnings.simplefilter("ignore")
            with path.open("rb") as file:
                book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
                return _values(book, where, limits, wanted, formulas)
    except (
        InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError,
        OverflowError, OSError, SyntaxError, zlib.error, EOFError,
    ) as error:  # fmt: skip
        # Whatever the library trips over in a file that is not what it seems.
        raise NplvError("own_sheet_damaged", where) from error


def _look_through(archive: Archive, where: str, limits: Limits) -> dict[str, int]:
    """Per part the number of formulas without a value, after all parts have been looked through."""
    lower = [name.lower() for name in archive.names]
    if _BOOK not in lower:
        raise NplvError("own_kind_workbook", where)
    if any(macro in name for name in lower for macro in _MACROS):
        raise NplvError("own_sheet_macro", where)
    budget, found = [limits.cells * 3 + _ELEMENTS], {}
    for name in archive.names:
        # Closed also where the look ends early: an open part would keep the file open.
        with closing(archive.pieces(name)) as pieces:
            first = next(pieces, b"")
            # A picture is none where it begins as XML does, in whatever letters: the library goes by what points at it.
            if name.lower().endswith((".xml", ".rels")) or first.lstrip(_BEFORE).startswith(b"<"):
                look = _Look(name, where, limits, budget)
                look.through(chain([first], pieces))
                found[name] = look.formulas
    return found


def _values(
    book: Any, where: str, limits: Limits, wanted: str | None, formulas: dict[str, int]
) -> tuple[list[Row], dict[str, Any]]:
    # Sheets with a chart only have no cells.
    sheets = {str(one.title)[:200]: one for one in book.worksheets}
    if wanted is not None and wanted not in sheets:
        raise NplvError("own_sheet_unknown", where, sheet=wanted[:60])
    if not sheets:
        raise NplvError("own_table_empty", where)
    rows: list[Row] = []
    for name in [wanted] if wanted is not None else sheets:
        rows = _rows(sheets[name], where, limits)
        if rows:
            break
    if not rows:
        raise NplvError("own_table_empty", where)
    part = sheets[name]._worksheet_path.lstrip("/")  # noqa: SLF001  the library offers no other way
    return rows, {"sheet": name, "sheets": list(sheets), "formulas": formulas.get(part, 0)}


def _rows(found: Any, where: str, limits: Limits) -> list[Row]:
    # What the sheet says of its size may be a lie; what it holds was counted.
    found.reset_dimensions()
    rows: list[Row] = []
    width = 0
    for at, values in enumerate(found.iter_rows(values_only=True), start=1):
        row = list(values)
        while row and (row[-1] is None or row[-1] == ""):
            row.pop()
        if not row:
            continue
        width = width or len(row)
        if len(row) > width:
            raise NplvError("own_ragged", where, line=at, found=len(row), expected=width)
        rows.append((at, [*row, *[None] * (width - len(row))]))
        if width * len(rows) > limits.cells:
            raise NplvError("own_cells_many", where, most=limits.cells)
    return rows
