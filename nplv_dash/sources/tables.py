"""Reading tables: CSV and parquet, checked against a schema, with every failure reported at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pandera.pandas as pa

from nplv_dash.domain.codes import PATTERNS
from nplv_dash.domain.errors import DataError

#: What CBS and others write where a figure is unknown or secret. Never zero.
SECRET: tuple[str, ...] = ("", ".", "NA", "-99997", "-99997.0", "-99995", "-99995.0", "-99999999", "-99999999.0")

#: The examples are what a person reads when a value does not fit.
_CODE = pa.Check.str_matches(
    rf"^(?:{'|'.join(p.pattern for p in PATTERNS.values())})$", error="GM0344, WK034403, BU03440311"
)
#: The tidy table of figures in `data/indicators/`. Codes are of the indeling of 2024.
OBSERVATIONS = pa.DataFrameSchema(
    {
        "code": pa.Column(str, _CODE),
        "year": pa.Column("int16", pa.Check.in_range(2000, 2100, error="2000-2100")),
        "indicator": pa.Column(str, pa.Check.str_matches(r"^[a-z][a-z0-9_]*$")),
        "value": pa.Column("float64", pa.Check(np.isfinite), nullable=False),
    },
    unique=["code", "year", "indicator"],
    strict=True,
    name="observations",
)


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


def check_schema(table: pd.DataFrame, schema: pa.DataFrameSchema, where: str) -> pd.DataFrame:
    """Validate and return `table`; a DataError lists all failures, grouped by column and check."""
    try:
        return schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        grouped = [
            f"{column or 'table'}: {check} ({len(group)}x, e.g. {group['failure_case'].iloc[0]!r})"
            for (column, check), group in cases.fillna({"column": ""}).groupby(["column", "check"], sort=True)
        ]
        raise DataError("schema", where, failures="; ".join(grouped)) from errors


def _short(error: Exception) -> str:
    """The first line of a library's message: the rest is for the log."""
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write a table so that the same rows give the same bytes."""
    table.reset_index(drop=True).to_parquet(path, index=False, compression="zstd", engine="pyarrow")
