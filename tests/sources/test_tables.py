"""Reading a table: what is missing stays missing, what is wrong is named."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nplv_dash.domain.errors import DataError, SeveralErrors
from nplv_dash.sources.schemas import OBSERVATIONS, check_schema
from nplv_dash.sources.tables import SECRET, read_table, write_parquet


def csv(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("secret", [*SECRET, " . ", "nan", "None"])
def test_a_secret_value_is_missing_and_never_zero(tmp_path: Path, secret: str) -> None:
    table = read_table(csv(tmp_path, f"code,n\nWK01,{secret}\nWK02,0\n"), ["code", "n"], text=["code"])
    assert np.isnan(table["n"].iloc[0])
    assert table["n"].iloc[1] == 0


@pytest.mark.parametrize("secret", [-99997, -99995, -99999999])
def test_a_secret_value_stored_as_a_number_is_missing_too(tmp_path: Path, secret: int) -> None:
    path = tmp_path / "table.parquet"
    write_parquet(pd.DataFrame({"n": [secret, -3]}), path)
    assert read_table(path, ["n"])["n"].tolist() == pytest.approx([np.nan, -3], nan_ok=True)


def test_codes_keep_their_zeros_and_letters(tmp_path: Path) -> None:
    path = csv(tmp_path, "code,n\n0344,1\n1e5,2\nNA,3\n")
    assert read_table(path, ["code"], text=["code"])["code"].tolist() == ["0344", "1e5", "NA"]


def test_only_the_columns_asked_for_in_their_order(tmp_path: Path) -> None:
    table = read_table(csv(tmp_path, "a,b,c\n1,2,3\n"), ["c", "a"])
    assert table.columns.tolist() == ["c", "a"]
    assert table.to_numpy().tolist() == [[3, 1]]


def test_text_in_a_number_column_is_named_with_its_rows(tmp_path: Path) -> None:
    path = csv(tmp_path, "code,n\nWK01,12\nWK02,veel\nWK03,1,5\n".replace("1,5", '"1,5"'))
    with pytest.raises(DataError, match="text_in_numbers") as caught:
        read_table(path, ["code", "n"], text=["code"])
    assert caught.value.values == {"column": "n", "count": 2, "examples": "row 3: 'veel', row 4: '1,5'"}


def test_every_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"column_missing .*columns=x, y, present=a, b"):
        read_table(csv(tmp_path, "a,b\n1,2\n"), ["a", "x", "y"])


def test_everything_that_is_wrong_with_the_columns_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    write_parquet(pd.DataFrame({"code": [34403], "n": ["veel"], "m": ["."], "p": ["weinig"]}), path)
    with pytest.raises(SeveralErrors) as caught:
        read_table(path, ["code", "n", "m", "p", "q"], text=["code"])
    found = [(e.key, e.values.get("column") or e.values.get("columns")) for e in caught.value.errors]
    assert found == [
        ("column_missing", "q"), ("code_as_number", "code"), ("text_in_numbers", "n"), ("text_in_numbers", "p"),
    ]  # fmt: skip


def test_a_code_column_of_numbers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    write_parquet(pd.DataFrame({"code": [34403]}), path)
    with pytest.raises(DataError, match=r"code_as_number .*column=code, example=34403"):
        read_table(path, ["code"], text=["code"])


@pytest.mark.parametrize(
    ("name", "content", "key"),
    [
        ("a.csv", None, "file_missing"),
        ("a.csv", b"", "file_empty"),
        ("a.csv", b"\n\n", "table_unreadable"),
        ("a.csv", b'code\n"never closed', "table_unreadable"),
        ("a.csv", b"code\n\xff\xfe", "table_unreadable"),
        ("a.parquet", b"PAR1 half", "table_unreadable"),
    ],
)
def test_a_file_that_is_no_table(tmp_path: Path, name: str, content: bytes | None, key: str) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=key) as caught:
        read_table(path, ["code"])
    assert caught.value.where == str(path)
    assert "\n" not in str(caught.value)


def test_all_failures_of_a_schema_are_told_at_once() -> None:
    table = pd.DataFrame(
        {
            "code": ["WK034403", "WK34403", "344"],
            "year": np.array([2020, 1899, 2020], dtype="int16"),
            "indicator": ["lbm", "lbm", "Leefbaarometer"],
            "value": [1.0, np.nan, 2.0],
        }
    )
    with pytest.raises(DataError, match="schema in here") as caught:
        check_schema(table, OBSERVATIONS, "here")
    failures = str(caught.value.values["failures"])
    assert [part.split(":")[0] for part in failures.split("; ")] == ["code", "indicator", "value", "year"]
    assert "(2x, e.g. 'WK34403')" in failures


def test_equal_tables_give_equal_bytes(tmp_path: Path) -> None:
    table = pd.DataFrame({"a": [1.0, 2.0]})
    for name in ("one", "two"):
        write_parquet(table.set_index(pd.Index([3, 4])), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
