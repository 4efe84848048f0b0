"""Tables that are none: text with separators, and workbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.corpus.case import Case
from tests.corpus.good import CODES, csv, workbook, workbook_with, zipped

A, B, C = CODES
Made = dict[str, tuple[Callable[[], bytes], str]]

TEXTS: Made = {
    "empty": (lambda: b"", "own_empty"),
    "blank": (lambda: b"\n\n \n", "own_table_empty"),
    "head_only": (csv, "own_table_header"),
    "nul": (lambda: csv(f"{A};1\x00"), "own_text_binary"),
    "binary": (lambda: bytes(range(256)) * 8, "own_text_binary"),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "own_text_binary"),
    "utf16_without_a_mark": (lambda: csv(f"{A};1,5").decode().encode("utf-16-le"), "sound"),
    "utf16_cut": (lambda: b"\xff\xfe" + csv(f"{A};1").decode().encode("utf-16-le")[:-1], "own_text_binary"),
    "old_letters": (lambda: csv(f"{A};1,5", f"{B};één").decode().encode("cp1252"), "own_numbers_mixed"),
    "ragged": (lambda: csv(f"{A};1", f"{B};1;2"), "own_ragged"),
    "too_short": (lambda: csv(f"{A};1", B), "own_ragged"),
    "title_above": (lambda: b"Cijfers over wijken\ncode;cijfer\nWK034401;1\n", "own_ragged"),
    "ten_thousand_columns": ((";".join(f"k{i}" for i in range(10_000)) + "\n").encode, "own_columns_many"),
    "too_many_rows": (lambda: csv(*[f"{A};1"] * 50_001), "own_rows_many"),
    "giant_cell": (lambda: csv(f"{A};{'9' * 500_000}"), "own_cell_long"),
    "open_quote": (lambda: csv(f'{A};"1', *[f"{B};2"] * 5_000), "own_cell_long"),
    "giant_head": (("code;" + "k" * 900 + f"\n{A};1\n").encode, "own_heading_long"),
    "double_head": (f"code;cijfer;cijfer\n{A};1;2\n".encode, "own_header_double"),
    "no_codes": (lambda: b"naam;cijfer\nOvervecht;1\nZuilen;2\n", "own_code_none"),
    "codes_of_elsewhere": (lambda: b"code;cijfer\nE01000001;1\nE01000002;2\n", "own_code_none"),
    "two_spellings": (lambda: csv(f"{A};1.234,5", f"{B};1,234.5"), "own_numbers_mixed"),
    "words_for_numbers": (lambda: csv(f"{A};veel", f"{B};1"), "own_numbers_mixed"),
    "formula": (lambda: csv(f"{A};=HYPERLINK(1)", f"{B};=1+1"), "own_numbers_mixed"),
    "html": (lambda: csv(f"{A};<script>alert(1)</script>"), "own_numbers_mixed"),
    "endless_number": (lambda: csv(f"{A};{'9' * 999}"), "own_numbers_mixed"),
    "zeros_eaten": (lambda: b"gm;cijfer\n344;1\n363;2\n14;3\n", "sound"),
    "nothing_known": (lambda: csv(f"{A};.", f"{B};x", f"{C};-99997"), "sound"),
}

_LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (i, b"&l%d;" % (i - 1) * 10) for i in range(1, 10))
_DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY l0 "ha">' + _LAUGHS + b"]>"
_OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_SST = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
_SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
_STRINGS, _FIRST = "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"


def _sheet(inside: bytes) -> bytes:
    return workbook_with({_FIRST: _SHEET + inside + b"</worksheet>"})


def _strings(inside: bytes, before: bytes = b"") -> bytes:
    return workbook_with({_STRINGS: before + _SST + inside + b"</sst>"})


def _rows(inside: bytes) -> bytes:
    return _sheet(b"<sheetData>" + inside + b"</sheetData>")


BOOKS: Made = {
    "zip_of_something_else": (lambda: zipped({"a.txt": b"x"}), "own_kind_workbook"),
    "text": (lambda: csv(f"{A};1"), "own_kind_workbook"),
    "bomb": (lambda: workbook_with({_STRINGS: bytes(30_000_000)}), "own_zip_ratio"),
    "nested": (lambda: workbook_with({"xl/embeddings/a.zip": b"PK"}), "own_zip_nested"),
    "path_upwards": (lambda: workbook_with({"../a.xml": b"<a/>"}), "own_zip_name"),
    "billion_laughs": (lambda: _strings(b"<si><t>&l9;</t></si>", _DOCTYPE), "own_sheet_entity"),
    "external_entity": (lambda: _strings(b"<si><t>&x;</t></si>", _OUTSIDE), "own_sheet_entity"),
    "entity_in_a_picture": (lambda: workbook_with({"xl/media/a.png": _OUTSIDE + b"<s>&x;</s>"}), "own_sheet_entity"),
    "macro": (lambda: workbook_with({"xl/vbaProject.bin": b"\xd0\xcf"}), "own_sheet_macro"),
    "password_or_old": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "own_sheet_protected"),
    "claims_all_rows": (lambda: _sheet(b'<dimension ref="A1:XFD1048576"/><sheetData/>'), "own_table_empty"),
    "last_row": (lambda: _rows(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'), "own_rows_many"),
    "last_column": (lambda: _rows(b'<row r="1"><c r="XFD1"><v>1</v></c></row>'), "own_columns_many"),
    "wild_reference": (lambda: _rows(b'<row r="1"><c r="A99999999999"><v>1</v></c></row>'), "own_sheet_damaged"),
    "deep": (lambda: _rows(b"<a>" * 5_000 + b"</a>" * 5_000), "own_cells_many"),
    "cut_xml": (lambda: workbook_with({_FIRST: _SHEET + b"<sheetData><row"}), "own_sheet_damaged"),
    "string_that_is_not_there": (
        lambda: _rows(b'<row r="1"><c r="A1" t="s"><v>99999</v></c></row>'), "own_sheet_damaged",
    ),
    "strings_without_end": (
        lambda: _strings(b"".join(b"<si><t>%d</t></si>" % i for i in range(600_000))), "own_cells_many",
    ),
    "empty_sheet": (lambda: workbook([]), "own_table_empty"),
    "head_only": (lambda: workbook([("code", "cijfer")]), "own_table_header"),
    "wider_than_its_head": (lambda: workbook([("code",), (A, 1)]), "own_ragged"),
    "double_head": (lambda: workbook([("code", "k", "k"), (A, 1, 2)]), "own_header_double"),
    "giant_cell": (lambda: workbook([("code", "k"), (A, "x" * 30_000)]), "own_cell_long"),
    "formula_never_computed": (lambda: workbook([("code", "k"), (A, "=1+1")]), "sound"),
}  # fmt: skip


def cases() -> Iterator[Case]:
    """Files of this kind."""
    for begin, file, made in (("csv", "cijfers.csv", TEXTS), ("xlsx", "cijfers.xlsx", BOOKS)):
        for name, (content, key) in made.items():
            yield Case(f"{begin}_{name}", "table", file, content, key)
    yield Case("xlsx_sheet_missing", "table", "cijfers.xlsx", workbook, "own_sheet_unknown", "Blad9")
    yield Case("xlsx_called_csv", "table", "cijfers.csv", workbook, "sound")
    yield Case("table_too_large", "table", "cijfers.csv", lambda: b"a;b\n" * 800_000, "own_large")
