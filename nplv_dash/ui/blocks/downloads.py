"""The button with downloads: one table as CSV in two spellings, as a spreadsheet and, with borders, as GeoJSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import streamlit as st

from nplv_dash.present.export import Export, csv_dutch, csv_international, geojson, xlsx
from nplv_dash.present.text import Text

if TYPE_CHECKING:
    import geopandas as gpd

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Offer:
    """What can be downloaded.

    Attributes:
        name: beginning of the file names.
        make: the table with its notes. Called when a file is asked for and not before: a spreadsheet of all buurten
            takes seconds.
        shapes: the borders, with a column `code`.
        geopackage: the rows with those borders as a GeoPackage.
    """

    name: str
    make: Callable[[], Export]
    shapes: Callable[[], gpd.GeoDataFrame] | None = None
    geopackage: Callable[[], bytes] | None = None


@st.fragment
def draw(offer: Callable[[], Offer], t: Text, key: str = "download") -> None:
    """Draw the button. A fragment: what it holds is made when it is opened, and opening it reruns nothing else.

    Args:
        offer: called when the button is opened, so that it holds what the page shows at that moment.
        key: of the button, where a page has more than one.
    """
    with st.popover(
        t("export.button"), icon=":material/download:", width="stretch", key=key, on_change="rerun"
    ) as button:
        if not button.open:
            return
        offered = offer()
        for spelling, ending, mime, content in _files(offered, t):
            st.download_button(
                t(f"export.file.{spelling}"),
                content,
                offered.name + ending,
                mime,
                key=f"{offered.name}_{spelling}",
                on_click="ignore",
                width="stretch",
            )
        st.caption(t("export.note"))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files in one; without the time of day, so that the same files are the same bytes."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(ZipInfo(name), data, ZIP_DEFLATED)
    return content.getvalue()


def _files(offered: Offer, t: Text) -> list[tuple[str, str, str, Callable[[], bytes]]]:
    """Key, ending of the name, media type and content of each file."""
    make, shapes = offered.make, offered.shapes
    files: list[tuple[str, str, str, Callable[[], bytes]]] = [
        ("csv_nl", "_nl.csv", "text/csv", lambda: csv_dutch(make())),
        ("csv", ".csv", "text/csv", lambda: csv_international(make())),
        ("xlsx", ".xlsx", _XLSX, lambda: xlsx(make(), readme=t("export.sheet_readme"), data=t("export.sheet_data"))),
    ]
    if shapes:
        files.append(("geojson", ".geojson", "application/geo+json", lambda: geojson(shapes(), make())))
    if offered.geopackage:
        files.append(("gpkg", ".gpkg", "application/geopackage+sqlite3", offered.geopackage))
    return files
