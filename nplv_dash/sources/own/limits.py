"""What a file of a visitor may hold at most: one record, handed to whatever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MB: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds, far above what the neighbourhoods of the whole country need: those are 14,000 polygons.

    Attributes:
        upload: bytes of the file itself.
        entries: files in a zip; `name`: letters of the name of one; `ratio`: how many times as large a file in it may
            be as it is packed; `unpacked`: bytes of all of them together.
        features: polygons; `vertices`: corners of all of them.
        fields: columns of the table beside borders.
        rows, columns, cells: of a table; `cell`: letters in one; `heading`: letters of the name of a column; `texts`:
            bytes of all texts together, in UTF-8: one text of a workbook can stand in every cell.
        depth: lists within lists in a file of GeoJSON.
        seconds: that the reading may take; `memory`: bytes of address space of the process that reads.
        waiting: seconds that somebody waits for their turn.
    """

    upload: int = 20 * MB
    entries: int = 200
    name: int = 200
    ratio: int = 200
    unpacked: int = 200 * MB
    features: int = 20_000
    vertices: int = 1_000_000
    fields: int = 200
    rows: int = 50_000
    columns: int = 250
    cells: int = 400_000
    cell: int = 1_000
    heading: int = 200
    texts: int = 20 * MB
    depth: int = 32
    seconds: int = 30
    memory: int = 1_500 * MB
    waiting: int = 240

    @classmethod
    def of_upload(cls, megabytes: int) -> Limits:
        """The bounds with another size of the file; the rest stands."""
        return cls(upload=megabytes * MB)
