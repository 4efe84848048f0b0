"""Figures of a visitor as files that say so: in their name, in every row, and in their notes."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from nplv_dash.present.export import Export, csv_dutch
from nplv_dash.present.text import Text
from nplv_dash.services.aggregate import Array
from nplv_dash.services.own_data_codes import Join
from nplv_dash.services.own_data_codes import report as report_rows
from nplv_dash.services.workspace import Workspace

if TYPE_CHECKING:
    import geopandas as gpd

#: How the name of every file with figures of a visitor begins.
BEGIN: Final = "eigen_gegevens"
#: A city with wijken of every kind, for the example.
_EXAMPLE: Final = "GM0344"


@dataclass(frozen=True)
class Origin:
    """Where figures come from.

    Attributes:
        file: its name; `column`: that of the column.
        borders: name of the file with borders; None for official ones.
        version: of the app and its data.
    """

    file: str
    column: str
    borders: str | None
    version: str


def file_name(column: str) -> str:
    """Beginning of the names of files with a column: only letters, digits and lines."""
    plain = unicodedata.normalize("NFKD", column).encode("ascii", "ignore").decode().lower()
    return "_".join(filter(None, (BEGIN, re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40])))


def export(joined: Join, values: Array, origin: Origin, t: Text) -> Export:
    """The places with a row, with their figures; every row says where they come from."""
    columns = {"code": joined.to.codes, "name": joined.to.names, "gemeente": joined.to.contexts, "value": values}
    table = pd.DataFrame(columns)[joined.drawn].reset_index(drop=True)
    table = table.assign(provenance=t("eigen_gegevens.export.mark"), file=origin.file)
    labels = {
        "code": t("kaart.table.code"),
        "name": t("kaart.table.name"),
        "gemeente": t("kaart.table.gemeente"),
        "value": origin.column,
        "provenance": t("eigen_gegevens.export.provenance"),
        "file": t("eigen_gegevens.export.file"),
    }
    own = t("eigen_gegevens.export.own_borders", file=origin.borders)
    notes = (
        (t("eigen_gegevens.export.provenance"), t("eigen_gegevens.export.note", file=origin.file)),
        (t("export.figure"), origin.column),
        (t("export.borders"), own if origin.borders else t("export.borders_text")),
        (t("export.missing"), t("eigen_gegevens.export.missing")),
        (t("export.version"), origin.version),
    )
    return Export(table, labels, notes, {"column": origin.column, "version": origin.version})


def geopackage(shapes: gpd.GeoDataFrame, made: Export) -> bytes:
    """The rows with their borders (EPSG:28992) as a GeoPackage, with the notes as its description."""
    import pyogrio

    frame = shapes[["code", "geometry"]].merge(made.table, on="code", how="inner", validate="one_to_one")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{BEGIN}.gpkg"
        pyogrio.write_dataframe(
            frame, path, layer=BEGIN, driver="GPKG", promote_to_multi=True,
            dataset_metadata=dict(made.notes),
        )  # fmt: skip
        return path.read_bytes()


def report(joined: Join, file: str, year: int, t: Text) -> bytes:
    """All that did not match, as CSV.

    Args:
        year: of our borders.
    """
    found = report_rows(joined)
    table = pd.DataFrame(
        {
            "side": [t(f"eigen_gegevens.join.side.{one}") for one in found["side"]],
            "row": found["row"].astype("Int64"),
            "code": found["code"],
            "why": [t(f"eigen_gegevens.join.why.{one}", year=year) for one in found["why"]],
            "now": found["now"],
        }
    )
    labels = {name: t(f"eigen_gegevens.join.column.{name}") for name in table}
    return csv_dutch(Export(table, labels, (), {"provenance": t("eigen_gegevens.export.mark"), "file": file}))


def example(workspace: Workspace) -> bytes:
    """A small table to try: the wijken of a city with their official number of residents, as somebody may have it."""
    units = workspace.bundle.units["wijk"]
    year = workspace.years("wijk", "inhabitants")[-1]
    values = workspace.values("wijk", "inhabitants", year)
    here = np.flatnonzero((units["gm_code"] == _EXAMPLE).to_numpy() & np.isfinite(values))
    table = pd.DataFrame(
        {
            "wijkcode": units["code"].to_numpy()[here],
            "wijk": units["name"].to_numpy()[here],
            f"inwoners_{year}": [int(value) for value in values[here]],
        }
    )
    text: str = table.to_csv(index=False, sep=";")
    return text.encode("utf-8-sig")
