"""A workbook holds numbers as numbers and text as text, also hostile text."""

from __future__ import annotations

import io

import openpyxl
import pytest

from nplv_dash.present.workbook import Sheet, workbook


@pytest.mark.parametrize("text", ["=1+1", "+31", "-cmd|' /C calc'!A0", "@SUM(A1)", "\tx", '=HYPERLINK("a")'])
def test_text_is_never_a_formula(text: str) -> None:
    content = workbook([Sheet("S", (text, "Head"), [(text, 1.5), ("x" * 80, None), ("y", float("nan"))])], title=text)
    page = openpyxl.load_workbook(io.BytesIO(content))["S"]
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    assert page["A2"].value == f"'{text}"
    assert page["B2"].value == 1.5
    assert page["B3"].value is None
    assert page["B4"].value is None


def test_heads_stay_in_sight() -> None:
    content = workbook([Sheet("S", ("A", "B", "C"), [(1, "w" * 20, 3)], fixed=2)], title="T")
    page = openpyxl.load_workbook(io.BytesIO(content))["S"]
    assert page.freeze_panes == "C2"
    assert page["A1"].font.bold
    assert page.column_dimensions["B"].width == 22


def test_signs_that_no_file_can_hold_are_left_out() -> None:
    content = workbook([Sheet("S", ("A",), [("a\x00b\x1fc",)])], title="T")
    assert openpyxl.load_workbook(io.BytesIO(content))["S"]["A2"].value == "a b c"
