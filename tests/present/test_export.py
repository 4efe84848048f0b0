"""Tables as files: whatever a stranger wrote is text, in every program that may open it."""

from __future__ import annotations

import csv
import io

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nplv_dash.present.export import Export, csv_dutch, csv_international, xlsx

STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
HOSTILE = [
    *(f"{start}cmd|' /C calc'!A0" for start in STARTS),
    'plan;=HYPERLINK("https://example.org";"klik");x',
    "plan,@SUM(1),x",
    "plan\t+1\tx",
    "plan\n=1+1",
    '"=1+1',
    "bel\x07\x00\x1b ]]> <b>&",
]


def export(text: str) -> Export:
    table = pd.DataFrame({"name": [text, "gewoon"], "value": [-1.5, float("nan")]})
    return Export(table, {"name": text, "value": "Waarde"}, ((text, text),), {"source": text})


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("write", [csv_dutch, csv_international])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_no_cell_of_a_csv_is_a_formula_whatever_separates_them(text: str, write: object, separator: str) -> None:
    content = write(export(text)).decode("utf-8-sig")  # type: ignore[operator]
    rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=separator, quoting=csv.QUOTE_MINIMAL))
    # Numbers may be negative; the heads are ours but for the label that this test gives.
    cells = [cell for row in rows[1:] for cell in row]
    assert not [cell for cell in cells if cell.startswith(tuple(STARTS)) and not cell.startswith(("-1.5", "-1,5"))]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_spreadsheet_is_a_formula(text: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(export(text), readme="uitleg", data="cijfers")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert not [cell.value for cell in cells if isinstance(cell.value, str) and cell.value.startswith(tuple(STARTS))]
    assert book["cijfers"]["B2"].value == -1.5


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=60))
def test_any_text_can_be_written_and_figures_stay_as_they_are(text: str) -> None:
    made = export(text)
    book = openpyxl.load_workbook(io.BytesIO(xlsx(made, readme="uitleg", data="cijfers")))
    assert [row[1].value for row in book["cijfers"].iter_rows(min_row=2)] == [-1.5, None]
    found = pd.read_csv(io.BytesIO(csv_international(made)))
    assert found["value"].tolist()[0] == -1.5
    found = pd.read_csv(io.BytesIO(csv_dutch(made)), sep=";", decimal=",", encoding="utf-8-sig")
    assert found["Waarde"].tolist()[0] == -1.5


def test_ordinary_text_stays_as_it_is() -> None:
    text = "Rotterdam-Zuid, 's-Gravenhage; 3,5 (-1,2 tot +4,0) a@b €"
    rows = list(csv.reader(io.StringIO(csv_international(export(text)).decode())))
    assert rows[1] == [text, "-1.5", text]
