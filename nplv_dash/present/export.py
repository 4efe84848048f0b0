"""Tables as files: CSV in Dutch and international spelling, XLSX with a sheet that explains it, GeoJSON."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

if TYPE_CHECKING:
    import geopandas as gpd

#: Cells that begin like this are formulas to a spreadsheet; the last four are those of East Asian keyboards.
_FORMULA: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
#: The same within a text of a CSV: a program that was told of another separator begins a new cell there.
_WITHIN: Final = re.compile(r"(?<=[;,|\t\r\n])(?=[=+\-@])")
_RETURN: Final = re.compile(r"\r\n?")
#: Signs that the XML of a spreadsheet cannot hold.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Export:
    """A table with what a reader elsewhere needs to know about it.

    Attributes:
        table: the rows; NaN is an empty cell.
        labels: column -> heading.
        notes: (heading, text) pairs: source, year, definition, caveat, licence, version, fingerprint.
        stamp: columns with one value each that CSV files carry in every row, since a CSV has no room for notes.
    """

    table: pd.DataFrame
    labels: Mapping[str, str]
    notes: Sequence[tuple[str, str]]
    stamp: Mapping[str, str] = field(default_factory=dict)


def csv_dutch(export: Export) -> bytes:
    """Semicolons and decimal commas, with a byte order mark: opens well in a Dutch Excel."""
    text: str = (
        _safe(export.table.assign(**export.stamp))
        .rename(columns={column: _in_csv(label) for column, label in export.labels.items()})
        .to_csv(index=False, sep=";", decimal=",")
    )
    return text.encode("utf-8-sig")


def csv_international(export: Export) -> bytes:
    """Commas and decimal points, column names for programs, UTF-8."""
    text: str = _safe(export.table.assign(**export.stamp)).to_csv(index=False)
    return text.encode()


def xlsx(export: Export, *, readme: str, data: str) -> bytes:
    """A workbook: sheet `readme` with the notes, sheet `data` with the rows."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    notes = book.active
    notes.title = readme
    for heading, text in export.notes:
        notes.append([guarded(heading), guarded(text)])
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 24, 100
    for row in notes.iter_rows():
        row[0].font = Font(bold=True)
        row[1].alignment = Alignment(wrap_text=True, vertical="top")
    sheet = book.create_sheet(data)
    sheet.append([guarded(export.labels.get(c, c)) for c in export.table.columns])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for values in export.table.itertuples(index=False):
        sheet.append([None if pd.isna(v) else guarded(v) for v in values])
    sheet.freeze_panes = "A2"
    for column in sheet.columns:
        sheet.column_dimensions[column[0].column_letter].width = 22
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def geojson(shapes: gpd.GeoDataFrame, export: Export) -> bytes:
    """The rows with their borders (WGS 84, seven decimals), as a GeoJSON FeatureCollection; notes under `metadata`."""
    import json

    frame = shapes[["code", "geometry"]].merge(export.table, on="code", how="inner", validate="one_to_one")
    collection: dict[str, Any] = json.loads(frame.to_crs(4326).to_json(to_wgs84=False, drop_id=True))
    collection.pop("crs", None)
    collection["metadata"] = dict(export.notes)
    return json.dumps(collection, ensure_ascii=False).encode()


def _safe(table: pd.DataFrame) -> pd.DataFrame:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    texts = table.select_dtypes(exclude="number").columns
    return table.assign(**{c: table[c].map(_in_csv) for c in texts})


def _in_csv(value: Any) -> Any:
    found = guarded(value)
    # A lone carriage return would end the row for most readers.
    return _WITHIN.sub("'", _RETURN.sub("\n", found)) if isinstance(found, str) else found


def guarded(value: Any) -> Any:
    """A value as a spreadsheet may have it.

    Text that it would run as a formula gets an apostrophe before it, and a sign that it cannot hold becomes a space.
    """
    if not isinstance(value, str):
        return value
    found = _FORBIDDEN.sub(" ", value)
    return f"'{found}" if found.startswith(_FORMULA) else found
