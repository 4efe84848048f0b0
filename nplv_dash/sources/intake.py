"""Every file of the publishers is looked at before the build begins, so that all that is wrong is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyogrio
import pyogrio.errors

from nplv_dash.domain.errors import DataError, Failure, TableError
from nplv_dash.sources.schemas import SOURCES, Source
from nplv_dash.sources.shapes import check_crs
from nplv_dash.sources.tables import read_leniently


def check_sources(sources: Path) -> None:
    """Check every table and layer that the build reads: readable, columns, codes, years, bounds, no row twice.

    Raises:
        TableError: something is wrong; its rows hold every failure of every file.
    """
    failures = [failure for name, source in SOURCES for failure in _failures(sources, name, source)]
    # Three layers of one file that is damaged are one failure.
    failures = [f for i, f in enumerate(failures) if f not in failures[:i]]
    if failures:
        files = len({failure.where.split(",")[0] for failure in failures})
        raise TableError("sources_wrong", sources, failures, count=len(failures), files=files)


def _failures(sources: Path, name: str, source: Source) -> Iterator[Failure]:
    where = f"{name}, {source.layer}" if source.layer else name
    try:
        table, errors = (_layer if source.layer else _table)(sources / name, source)
    except DataError as unreadable:
        yield Failure(name, "", unreadable.key, values=unreadable.values)
        return
    for error in errors:
        yield from _as_failures(error, where)
    yield from source.failures(table, where)


def _table(path: Path, source: Source) -> tuple[pd.DataFrame, list[DataError]]:
    return read_leniently(path, list(source.columns), text=source.text)


def _layer(path: Path, source: Source) -> tuple[pd.DataFrame, list[DataError]]:
    """The attributes of a layer; the polygons are checked where they are read."""
    if not path.exists():
        raise DataError("file_missing", path)
    try:
        info = pyogrio.read_info(path, layer=source.layer)
        table = pyogrio.read_dataframe(path, layer=source.layer, read_geometry=False)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, OSError, ValueError) as error:
        raise DataError("shape_unreadable", path, reason=str(error).splitlines()[0]) from error
    errors = []
    try:
        check_crs(info["crs"], path)
    except DataError as error:
        errors.append(error)
    absent = [c for c in source.columns if c not in table.columns]
    if absent:
        errors.append(DataError("column_missing", path, columns=", ".join(absent)))
    numbers = [c for c in source.text if c in table.columns and pd.api.types.is_numeric_dtype(table[c])]
    errors += [DataError("code_as_number", path, column=c, example=table[c].iloc[0]) for c in numbers]
    present = [c for c in source.columns if c not in absent and c not in numbers]
    texts = {c: table[c].astype(str) for c in present if c in source.text}
    return table[present].assign(**texts), errors


def _as_failures(error: DataError, where: str) -> Iterator[Failure]:
    """A failure of reading as rows: one per column."""
    values = error.values
    if error.key == "column_missing":
        for column in str(values["columns"]).split(", "):
            yield Failure(where, column, "column_missing")
    elif error.key == "text_in_numbers":
        examples = str(values["examples"]).split(", row ")
        yield Failure(where, str(values["column"]), "not_a_number", int(str(values["count"])), examples[0])
    elif error.key == "code_as_number":
        yield Failure(where, str(values["column"]), "number_for_code", example=str(values["example"]))
    else:
        yield Failure(where, "", error.key, values=values)
