"""Tables of visitors: letters, separators and sheets of all kinds."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from nplv_dash.domain.errors import NplvError
from nplv_dash.sources.own import table
from nplv_dash.sources.own.columns import columns_of
from nplv_dash.sources.own.limits import Limits
from tests.broken.sentences import assert_said_in_full
from tests.corpus.good import workbook, workbook_with

TEXT = "gemeente;naam;cijfer\n344;Één súper gröte stad in Fryslân;1.234,5\n14;Noardeast-Fryslân ’t Bildt;.\n"


def read(folder: Path, content: bytes, name: str = "a.csv", part: str | None = None) -> tuple[Any, dict[str, Any]]:
    (folder / "upload").write_bytes(content)
    return table.read(folder / "upload", name, Limits(), part)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("line", ["\n", "\r\n", "\r"])
def test_letters_and_separators_are_found(encoding: str, separator: str, line: str, tmp_path: Path) -> None:
    text = TEXT.replace(";", separator).replace("\n", line)
    found, notes = read(tmp_path, text.encode(encoding))
    assert notes["names"] == ["gemeente", "naam", "cijfer"]
    assert notes["separator"] == separator
    assert found["t1"].to_pylist() == ["Één súper gröte stad in Fryslân", "Noardeast-Fryslân ’t Bildt"]
    assert found["t2"].to_pylist() == ["1.234,5", "."]


def test_commas_within_figures_are_no_separators(tmp_path: Path) -> None:
    found, notes = read(tmp_path, b"code;a;b\nWK034401;1,5;2,5\nWK034402;3,5;4,5\n")
    assert notes["separator"] == ";"
    found, notes = read(tmp_path, b'code,a\nWK034401,"1,234.5"\nWK034402,2.5\n')
    assert notes["separator"] == ","
    assert found["t1"].to_pylist() == ["1,234.5", "2.5"]


def test_what_excel_writes_above_a_table_is_understood(tmp_path: Path) -> None:
    found, notes = read(tmp_path, b"sep=|\ncode|a\nWK034401|1\n")
    assert (notes["separator"], notes["names"]) == ("|", ["code", "a"])
    assert found.num_rows == 1


def test_empty_ends_and_lines_are_left_out(tmp_path: Path) -> None:
    found, notes = read(tmp_path, b"code;a;;\n\nWK034401;1;;\n;;;\n")
    assert notes["names"] == ["code", "a"]
    assert found.num_rows == 1


def test_a_workbook_gives_values_and_its_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    first.title = "Leeg"
    second = book.create_sheet("Cijfers")
    for row in (
        (),
        ("code", "a", "b", "c", "d"),
        (344, 0.5, "1,5", date(2024, 1, 31), True),
        (14, "=1+1", None, "x", 2),
    ):
        second.append(row)
    out = io.BytesIO()
    book.save(out)
    found, notes = read(tmp_path, out.getvalue(), "a.xlsx")
    assert (notes["sheet"], notes["sheets"], notes["formulas"]) == ("Cijfers", ["Leeg", "Cijfers"], 1)
    assert found["t0"].to_pylist() == ["344", "14"]
    assert found["n0"].to_pylist() == [344, 14]
    assert found["n1"].to_pylist() == [0.5, None]
    assert found["t2"].to_pylist() == ["1,5", None]
    assert found["t3"].to_pylist() == ["2024-01-31", "x"]
    assert found["n4"].to_pylist() == [None, 2]


def test_the_content_tells_what_a_file_is(tmp_path: Path) -> None:
    _, notes = read(tmp_path, workbook(), "a.csv")
    assert notes["sheet"] == "Sheet"
    _, notes = read(tmp_path, TEXT.encode(), "a.txt")
    assert notes["separator"] == ";"


def test_one_text_in_every_cell_is_counted_as_often_as_it_stands_there(tmp_path: Path) -> None:
    """Of a few kB a table of many MB would come, which a session keeps."""
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = b"<sst %s><si><t>code</t></si><si><t>%s</t></si></sst>" % (space, ("😀" * 999).encode())
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>1</v></c></row>' % (i, i) for i in range(2, 6_002))
    sheet = b'<row r="1"><c r="A1" t="s"><v>0</v></c></row>' + cells
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        types = archive.read("[Content_Types].xml")
    part = b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s"/></Types>' % kind
    content = workbook_with(
        {
            "[Content_Types].xml": types.replace(b"</Types>", part),
            "xl/sharedStrings.xml": strings,
            "xl/worksheets/sheet1.xml": b"<worksheet %s><sheetData>%s</sheetData></worksheet>" % (space, sheet),
        }
    )
    assert len(content) < 100_000
    with pytest.raises(NplvError) as caught:
        read(tmp_path, content, "a.xlsx")
    assert caught.value.key == "own_texts"
    assert_said_in_full(caught.value)


def test_all_texts_within_the_bound_are_read() -> None:
    made, _ = columns_of(["a", "b"], [["é" * 5], ["x"]], "a.csv", Limits(texts=11), rows=[2])
    assert made.num_rows == 1
    with pytest.raises(NplvError):
        columns_of(["a", "b"], [["é" * 5], ["xy"]], "a.csv", Limits(texts=11), rows=[2])


def _row(content: bytes, where: str, folder: Path) -> tuple[str, dict[str, Any]]:
    with pytest.raises(NplvError) as caught:
        read(folder, content, where)
    return caught.value.key, caught.value.values


def test_rows_have_the_numbers_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    lines = b'code;cijfer\nWK034401;1\n\n"WK\n034402";2\nWK034403;3\n'
    (tmp_path / "upload").write_bytes(lines)
    made, _ = table.read(tmp_path / "upload", "a.csv", Limits())
    assert made["row"].to_pylist() == [2, 4, 5]
    assert _row(lines + b"WK;4;5;6\n", "a.csv", tmp_path) == (
        "own_ragged", {"line": 6, "found": 4, "expected": 2},
    )  # fmt: skip
    long = "x" * 1_001
    for cells, column in (((long, "4"), "code"), (("WK", long), "cijfer")):
        key, values = _row(lines + ";".join(cells).encode() + b"\n", "a.csv", tmp_path)
        assert (key, values["column"], values["row"], values["most"]) == ("own_cell_long", column, 6, 1_000)
    key, values = _row(f"{long};b\n1;2\n".encode(), "a.csv", tmp_path)
    assert (key, values["column"]) == ("own_heading_long", 1)


def test_rows_of_a_workbook_are_counted_alike(tmp_path: Path) -> None:
    rows = [(), ("code", "k"), ("WK034401", 1), (), ("WK034402", 2)]
    (tmp_path / "upload").write_bytes(workbook(rows))
    made, _ = table.read(tmp_path / "upload", "a.xlsx", Limits())
    assert made["row"].to_pylist() == [3, 5]
    assert _row(workbook([*rows, ("WK", 3, 4)]), "a.xlsx", tmp_path)[1]["line"] == 6
    assert _row(workbook([*rows, ("x" * 1_001, 3)]), "a.xlsx", tmp_path)[1] == {
        "column": "code", "row": 6, "most": 1_000,
    }  # fmt: skip
