"""The table of a boundary file without its polygons.

The build writes it a second time, as parquet beside the zip: the app needs names, codes and bounds at its start, and
would otherwise unpack six shapefiles for them, with the libraries for geometry. The parquet file holds the checksum of
the zip that it was made of; beside any other zip it is not used, so that what is wrong with a zip is found as ever.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from nplv_dash.domain.errors import DataError

#: Columns that the services ask of each level, beside the code.
_NEEDED: dict[str, tuple[str, ...]] = {
    "gebied": ("name", "gm_name", "west", "south", "east", "north"),
    "wijk": ("name", "gm_code", "gm_name"),
    "buurt": ("name", "wk_code", "gm_code", "gm_name"),
    "gemeente": ("name", "province", "west", "south", "east", "north"),
}
#: Under this name the parquet file holds the checksum of its zip.
_MADE_OF = b"made_of"


def beside(path: Path) -> Path:
    """Where the table of a zip with borders stands."""
    return path.with_suffix(".parquet")


def unpacked(path: Path, level: str) -> pd.DataFrame:
    """The table as it stands in the zip, checked.

    Raises:
        DataError: the zip is not sound (see `shapes.read_shapefile`), or a column is not there.
    """
    # Here and not above: where every table stands beside its zip, the libraries for geometry are not needed.
    from nplv_dash.sources.shapes import read_shapefile

    frame = read_shapefile(path, level, geometry=False)
    absent = [c for c in _NEEDED[level] if c not in frame.columns]
    if absent:
        present = ", ".join(map(str, frame.columns))
        raise DataError("column_missing", path, columns=", ".join(absent), present=present)
    # An empty text comes back from a .dbf as missing.
    return pd.DataFrame({c: frame[c].fillna("") if frame[c].dtype != "int32" else frame[c] for c in frame.columns})


def write_beside(path: Path, level: str, checksum: str) -> None:
    """Write the table of a zip beside it; the same zip gives the same bytes."""
    table = pa.Table.from_pandas(unpacked(path, level), preserve_index=False)
    table = table.replace_schema_metadata({**table.schema.metadata, _MADE_OF: checksum.encode()})
    pq.write_table(table, beside(path), compression="zstd")


def read_beside(path: Path, checksum: str) -> pd.DataFrame | None:
    """The table that stands beside a zip; None when it was made of a zip with another checksum, or cannot be read."""
    try:
        # Not `pq.read_table`, which takes fifteen times as long for a file so small.
        table = pq.ParquetFile(beside(path)).read(use_threads=False)
    except (OSError, ValueError):
        return None
    if (table.schema.metadata or {}).get(_MADE_OF) != checksum.encode():
        return None
    return table.to_pandas()
