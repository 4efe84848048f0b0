"""A table of a stranger: text with separators in whatever letters, or a sheet of a workbook."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from nplv_dash.domain.errors import NplvError
from nplv_dash.sources.own import sheet
from nplv_dash.sources.own.columns import ROW, check_size, columns_of, name_of
from nplv_dash.sources.own.limits import Limits
from nplv_dash.sources.own.sheet import Row

if TYPE_CHECKING:
    import pyarrow as pa

#: In the order in which they are preferred where they do equally well.
SEPARATORS: Final = (";", "\t", "|", ",")
_MARKS: Final = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
#: Letters of western Europe; of which of these, the words of the file tell.
_ENCODINGS: Final = ("cp1252", "cp850", "mac_roman", "iso8859_15")
_SAMPLE: Final = 100_000
#: Lines by which the separator is found.
_LINES: Final = 50
#: What Excel writes for itself above a table.
_EXCEL: Final = "sep="
#: Share of NUL in every second byte by which letters of two bytes are known.
_HALF: Final = 0.3


def read(path: Path, where: str, limits: Limits, wanted: str | None = None) -> tuple[pa.Table, dict[str, Any]]:
    """Read a table; what the file is, its content says and not its name.

    Args:
        where: its name, for the errors.
        wanted: the sheet of a workbook; the first one that holds something without.

    Returns:
        Columns as `columns_of` makes them and `row`, the number that a spreadsheet shows, the head and empty rows
        counted; and what was found: `names`; of text `encoding` and `separator`; of a
        workbook `sheet`, `sheets` and `formulas`, the number of cells with a formula that was never computed.

    Raises:
        NplvError: what is wrong.
    """
    content = path.read_bytes()
    if content.startswith((sheet.MAGIC, sheet.OLD)):
        numbered, notes = sheet.read(path, where, limits, wanted)
    elif Path(where).suffix.lower() in (".xlsx", ".xlsm", ".xls"):
        raise NplvError("own_kind_workbook", where)
    else:
        numbered, notes = read_text(content, where, limits)
    # Here and not above: what is wrong with a file is mostly found before.
    import pyarrow as pa

    head, body = _parts(numbered, where)
    check_size(len(head), len(body), where, limits)
    values = [[row[index] for _, row in body] for index in range(len(head))]
    rows = [at for at, _ in body]
    table, names = columns_of(head, values, where, limits, rows=rows)
    return table.append_column(ROW, pa.array(rows, pa.int32())), notes | names


def read_text(content: bytes, where: str, limits: Limits) -> tuple[list[Row], dict[str, Any]]:
    """The rows of a CSV: text or None, every row as long as the first, and `encoding` and `separator`.

    Raises:
        NplvError: `own_text_binary`, `own_table_empty`, `own_ragged`, `own_columns_many`, `own_rows_many`,
            `own_cells_many`, `own_cell_long`, `own_heading_long`.
    """
    text, encoding = decoded(content, where)
    first, _, rest = text.partition("\n")
    told = first.strip().lower()
    if told.startswith(_EXCEL) and len(told) <= len(_EXCEL) + 1:
        text = rest
        separator = first.strip()[len(_EXCEL) :] or "\t"
    else:
        separator = separator_of(text)
    rows = _rows(text, separator, where, limits)
    return rows, {"encoding": encoding, "separator": separator}


def decoded(content: bytes, where: str) -> tuple[str, str]:
    """The text of a file and the name of its letters. Raises NplvError `own_text_binary`."""
    encoding = _encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise NplvError("own_text_binary", where) from error
    if any(not (c.isprintable() or c.isspace()) for c in set(text)):
        odd = sum(text.count(c) for c in set(text) if ord(c) < 32 and not c.isspace())
        if odd:
            raise NplvError("own_text_binary", where)
    return text.replace("\r\n", "\n").replace("\r", "\n"), encoding


def _encoding(content: bytes) -> str:
    for mark, name in _MARKS.items():
        if content.startswith(mark):
            return name
    sample = content[:_SAMPLE]
    if b"\x00" in sample:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        most, half = max(even, odd), max(1, len(sample) // 2)
        if most > _HALF * half and min(even, odd) < most / 2:
            return "utf-16-le" if odd > even else "utf-16-be"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        # Here and not above: most files are in UTF-8.
        from charset_normalizer import from_bytes

        found = from_bytes(sample, cp_isolation=list(_ENCODINGS)).best()
        return found.encoding if found else _ENCODINGS[0]
    return "utf-8"


def separator_of(text: str) -> str:
    """What stands between the cells: by what the first lines fall into rows of one length."""
    lines = text.split("\n", _LINES)[:_LINES]
    best, score = SEPARATORS[0], (0.0, 0)
    for separator in SEPARATORS:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if any(map(str.strip, row)))
        except csv.Error:
            continue
        width, times = widths.most_common(1)[0] if widths else (1, 0)
        found = (times / max(1, widths.total()), width) if width > 1 else (0.0, 1)
        if found[0] > score[0] or (found[0] == score[0] and found[1] > score[1]):
            best, score = separator, found
    return best


def _rows(text: str, separator: str, where: str, limits: Limits) -> list[Row]:
    rows: list[Row] = []
    before = csv.field_size_limit(max(limits.cell, limits.heading))
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    width, at, line = 0, 0, 0
    try:
        for at, row in enumerate(reader, start=1):
            line = reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if not width:
                while row and not row[-1].strip():
                    row.pop()
                width = len(row)
                check_size(width, 0, where, limits)
            if len(row) > width and not any(cell.strip() for cell in row[width:]):
                del row[width:]
            if len(row) != width:
                raise NplvError("own_ragged", where, line=at, found=len(row), expected=width)
            rows.append((at, [cell.strip() or None for cell in row]))
            check_size(width, len(rows) - 1, where, limits)
    except csv.Error as error:
        # The only fault that the library finds in plain text is a cell beyond the limit, as after a quote left open.
        csv.field_size_limit(len(text) + 1)
        long = next(csv.reader(islice(io.StringIO(text), line, None), delimiter=separator))
        raise _too_long(long, at + 1, rows[0][1] if rows else None, where, limits) from error
    finally:
        # The library has one bound for the whole process.
        csv.field_size_limit(before)
    return rows


def _too_long(row: list[str], at: int, head: list[Any] | None, where: str, limits: Limits) -> NplvError:
    """What is wrong with a row in which a cell is too long."""
    most = max(limits.cell, limits.heading)
    index = next(i for i, cell in enumerate(row) if len(cell) > most)
    if head is None:
        return NplvError("own_heading_long", where, column=index + 1, most=limits.heading)
    name = name_of(head[index] if index < len(head) else None, index + 1)
    return NplvError("own_cell_long", where, column=name[:60], row=at, most=limits.cell)


def _parts(rows: Iterable[Row], where: str) -> tuple[list[Any], list[Row]]:
    """The head and the other rows. Raises NplvError `own_table_empty` or `own_table_header`."""
    walk = iter(rows)
    head = next(walk, None)
    if head is None:
        raise NplvError("own_table_empty", where)
    body = list(islice(walk, None))
    if not body:
        raise NplvError("own_table_header", where)
    return head[1], body
