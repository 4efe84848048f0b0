"""Reading and writing tables: CSV and parquet, text where codes stand, numbers elsewhere, missing as missing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from nplv_dash.domain.errors import DataError, Reason, SeveralErrors, of_system

#: What CBS and others write where a figure is unknown or secret. Never zero.
SECRET: tuple[str, ...] = ("", ".", "NA", "-99997", "-99997.0", "-99995", "-99995.0", "-99999999", "-99999999.0")


def read_table(
    path: Path, columns: Sequence[str], *, text: Sequence[str] = (), rows: int | None = None
) -> pd.DataFrame:
    """Read `columns` of a CSV or parquet file.

    Columns in `text` stay text; all others become float64, with secret values as NaN. Of a CSV, `rows` reads no more
    than that many.

    Raises:
        DataError: the file is missing, empty or damaged, or one thing is wrong with its columns.
        SeveralErrors: more than one thing is: columns that are not there, text in a number column, codes as numbers.
    """
    table, errors = read_leniently(path, columns, text=text, rows=rows)
    if len(errors) > 1:
        raise SeveralErrors(errors)
    if errors:
        raise errors[0]
    return table


def read_leniently(
    path: Path, columns: Sequence[str], *, text: Sequence[str] = (), rows: int | None = None
) -> tuple[pd.DataFrame, list[DataError]]:
    """Like `read_table`, with what is wrong with the columns beside the table instead of raised.

    Columns that are not there or not text are left out of the table; text in a number column is NaN in it.
    """
    raw = _raw(path, rows)
    errors: list[DataError] = []
    absent = [c for c in columns if c not in raw.columns]
    if absent:
        present = ", ".join(map(str, raw.columns[:12]))
        errors.append(DataError("column_missing", path, columns=", ".join(absent), present=present))
    table: dict[str, pd.Series] = {}
    for column in (c for c in columns if c not in absent):
        if column not in text:
            table[column], wrong = _numbers(raw[column], column, path)
            errors += wrong
        elif path.suffix == ".parquet" and pd.api.types.is_numeric_dtype(raw[column]):
            example = raw[column].iloc[0] if len(raw) else ""
            errors.append(DataError("code_as_number", path, column=column, example=example))
        else:
            table[column] = raw[column].astype(str)
    return pd.DataFrame(table, index=raw.index), errors


def read_proven(path: Path, often: Sequence[str]) -> pd.DataFrame:
    """Read a parquet file of the build, whose checksum says that it is as it was checked; ten times as fast.

    Args:
        often: columns of text in which each text stands often; they become categories.

    Raises:
        DataError: the file cannot be read.
    """
    try:
        # Not `pd.read_parquet`, which takes its time to look for more than one file.
        return pq.ParquetFile(path, read_dictionary=list(often)).read(use_threads=False).to_pandas()
    except (OSError, ValueError) as error:
        raise DataError("table_unreadable", path, reason=_why(error)) from error


def _raw(path: Path, rows: int | None) -> pd.DataFrame:
    """The file as it is; a CSV as text."""
    if not path.exists():
        raise DataError("file_missing", path)
    if path.stat().st_size == 0:
        raise DataError("file_empty", path)
    try:
        if path.suffix == ".parquet":
            return pd.read_parquet(path)
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8", nrows=rows)
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise DataError("table_unreadable", path, reason=_why(error)) from error


def _numbers(values: pd.Series, column: str, path: Path) -> tuple[pd.Series, list[DataError]]:
    """Text to float64: secret values become NaN, anything else that is no number is an error."""
    if pd.api.types.is_numeric_dtype(values):
        numbers = values.astype("float64")
        return numbers.mask(numbers.isin([float(s) for s in SECRET if s.startswith("-")])), []
    stripped = values.astype(str).str.strip()
    secret = stripped.isin(SECRET) | stripped.str.lower().isin(["nan", "none", "<na>"])
    numbers = pd.to_numeric(stripped.mask(secret), errors="coerce").astype("float64")
    wrong = np.flatnonzero(numbers.isna() & ~secret)
    if not len(wrong):
        return numbers, []
    lines = ", ".join(f"row {i + 2}: {stripped.iloc[i]!r}" for i in wrong[:5])
    return numbers, [DataError("text_in_numbers", path, column=column, count=len(wrong), examples=lines)]


def _why(error: Exception) -> Reason:
    """What a library says in English of its own; that is in the log."""
    if isinstance(error, UnicodeDecodeError):
        return Reason("reasons.no_text")
    return of_system(error) if isinstance(error, OSError) and error.errno else Reason("reasons.table")


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """Write a table so that the same rows give the same bytes."""
    table.reset_index(drop=True).to_parquet(path, index=False, compression="zstd", engine="pyarrow")
