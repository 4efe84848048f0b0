"""Reading and writing tables: CSV and parquet, text where codes stand, numbers elsewhere, missing as missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from nplv_dash.domain.errors import DataError

#: What CBS and others write where a figure is unknown or secret. Never zero.
SECRET: tuple[str, ...] = ("", ".", "NA", "-99997", "-99997.0", "-99995", "-99995.0", "-99999999", "-99999999.0")


def read_table(path: Path, columns: Sequence[str], *, text: Sequence[str] = ()) -> pd.DataFrame:
    """Read `columns` of a CSV or parquet file.

    Columns in `text` stay text; all others become float64, with secret values as NaN.

    Raises:
        DataError: the file is missing, empty, damaged, lacks a column, or holds text in a number column. All
            offending columns or values are named.
    """
    if not path.exists():
        raise DataError("file_missing", path)
    if path.stat().st_size == 0:
        raise DataError("file_empty", path)
    try:
        if path.suffix == ".parquet":
            raw = pd.read_parquet(path)
        else:
            raw = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise DataError("table_unreadable", path, reason=_short(error)) from error
    absent = [c for c in columns if c not in raw.columns]
    if absent:
        present = ", ".join(map(str, raw.columns[:12]))
        raise DataError("column_missing", path, columns=", ".join(absent), present=present)
    table = raw[list(columns)].copy()
    for column in columns:
        if column in text:
            if path.suffix == ".parquet" and pd.api.types.is_numeric_dtype(table[column]):
                raise DataError("code_as_number", path, column=column, example=table[column].iloc[0])
            table[column] = table[column].astype(str)
        else:
            table[column] = _numbers(table[column], column, path)
    return table


def _numbers(values: pd.Series, column: str, path: Path) -> pd.Series:
    """Text to float64: secret values become NaN, anything else that is no number is an error."""
    if pd.api.types.is_numeric_dtype(values):
        numbers = values.astype("float64")
        return numbers.mask(numbers.isin([float(s) for s in SECRET if s.startswith("-")]))
    stripped = values.astype(str).str.strip()
    secret = stripped.isin(SECRET) | stripped.str.lower().isin(["nan", "none", "<na>"])
    numbers = pd.to_numeric(stripped.mask(secret), errors="coerce").astype("float64")
    wrong = numbers.isna() & ~secret
    if wrong.any():
        lines = ", ".join(f"row {i + 2}: {stripped.iloc[i]!r}" for i in np.flatnonzero(wrong)[:5])
        raise DataError("text_in_numbers", path, column=column, count=int(wrong.sum()), examples=lines)
    return numbers


def _short(error: Exception) -> str:
    """The first line of a library's message: the rest is for the log."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write a table so that the same rows give the same bytes."""
    table.reset_index(drop=True).to_parquet(path, index=False, compression="zstd", engine="pyarrow")
