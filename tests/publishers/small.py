"""A small country of squares for the service, and the records that lead to it."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import pandas as pd
import shapely

from nplv_dash.domain.publishers import Borders, Edition, Layer, Measure, OData, Table, Wfs, WfsTable, Zip, ZipTable
from nplv_dash.sources.grid import RD
from nplv_dash.sources.publishers.client import Patience
from tests.publishers.service import NAMES, Country, Service, zipped

#: Nobody waits in a test.
HASTY = Patience(attempts=4, first=0.001, longest=0.002, between=0.0, timeout=5.0)
COMMON = {
    "producer": "CBS", "title": "Cijfers", "datasets": ("cbs_kwb",), "checked": dt.date(2026, 11, 30), "tried": False,
    "per_second": 1000.0,
}  # fmt: skip
SCORES = "Scores wijken 2024.csv"
LAYER = "lbm3:wijken"
WELFARE = "Personen per soort uitkering; Bijstand"


def borders() -> dict[str, gpd.GeoDataFrame]:
    """Two gemeenten of six wijken of two buurten each, squares of 400 metres; one buurt is water."""
    rows = []
    for gm in (1001, 1002):
        for wijk in range(6):
            for part in range(2):
                x, y = 120_000 + 800 * wijk + 400 * part, 450_000 + 400 * (gm - 1001)
                rows.append(
                    (f"BU{gm}{wijk:02}{part:02}", f"WK{gm}{wijk:02}", f"GM{gm}", shapely.box(x, y, x + 400, y + 400))
                )
    frame = pd.DataFrame(rows, columns=["code", "wk_code", "gm_code", "geometry"])
    buurten = gpd.GeoDataFrame(frame.assign(name="Buurt", water="NEE"), crs=RD)
    buurten.loc[buurten["code"] == "BU10020501", "water"] = "JA"
    wijken = buurten.dissolve("wk_code", as_index=False)[["wk_code", "gm_code", "geometry"]]
    gemeenten = buurten.dissolve("gm_code", as_index=False)[["gm_code", "geometry"]]
    return {
        "gemeenten": gemeenten.rename(columns={"gm_code": "code"}).assign(name="Stad"),
        "wijken": wijken.rename(columns={"wk_code": "code"}).assign(name="Wijk"),
        "buurten": buurten,
    }


def country() -> Country:
    """Borders of 2024, a table of key figures and a zip with scores."""
    layers = borders()
    codes = [*layers["wijken"]["code"], *layers["buurten"]["code"], "GM1001", "NL00"]
    table = pd.DataFrame(
        {
            "Aantal inwoners": [1000.0 + number for number in range(len(codes))],
            WELFARE: [10.0] * len(codes),
        },
        index=codes,
    )
    table.loc["WK100102", "Aantal inwoners"] = 50
    table.loc["WK100103", WELFARE] = None
    rows = [
        "wk_code;jaar;lbm;fys",
        *(f"{code};{year};4.1;." for code in layers["wijken"]["code"] for year in (2022, 2024)),
    ]
    return Country(
        borders={2024: layers},
        tables={"85984NED": table, "47022NED": table.rename(columns={"Aantal inwoners": "GeregistreerdeMisdrijven"})},
        files={"lbm.zip": zipped(**{f"map/{SCORES}": "\n".join(rows)})},
        layers={LAYER: scores([*layers["wijken"]["code"]])},
    )


def scores(codes: list[str]) -> pd.DataFrame:
    """The figures of the zip as a layer has them: numbers, years as text, and nothing where a figure is secret."""
    rows = [(code, str(year), 4.1, None, "Wijk") for code in codes for year in (2022, 2024)]
    return pd.DataFrame(rows, columns=["id", "year", "score", "fys", "name"]).astype({"fys": object})


def borders_of(service: Service, protocol: str = "ogc") -> Borders:
    prefix = "" if protocol == "ogc" else "wijkenbuurten:"
    layers = {level: Layer(name=f"{prefix}{name}", columns=NAMES[name]) for level, name in
              (("gemeente", "gemeenten"), ("wijk", "wijken"), ("buurt", "buurten"))}  # fmt: skip
    return Borders.model_validate(
        {
            **COMMON, "id": "borders", "kind": "borders", "protocol": protocol, "page": 5, "layers": layers,
            "of_gemeente": "gemeentecode", "water": ("water", "JA"), "datasets": ("cbs_boundaries",),
            "editions": [Edition(year=2025, base=f"{service.base}/{protocol}/2025", may_lack=True),
                         Edition(year=2024, base=f"{service.base}/{protocol}/2024")],
        }
    )  # fmt: skip


def odata_of(service: Service, version: int = 4) -> OData:
    if version == 3:
        measures = (Measure(indicator="crimes", name="GeregistreerdeMisdrijven"),)
        table = Table(id="47022NED", year=2024, codes_of=2024, filter="SoortMisdrijf eq '0.0.0 '", measures=measures)
    else:
        measures = (
            Measure(indicator="inhabitants", name="AantalInwoners"),
            Measure(
                indicator="welfare",
                name="Personen per soort uitkering; Bijstand",
                over=("Aantal inwoners",),
                times=1000,
            ),
            Measure(indicator="woz", name="Nergens", optional=True),
        )
        table = Table(id="85984NED", year=2024, codes_of=2024, measures=measures)
    return OData.model_validate(
        {**COMMON, "id": "cbs_kwb", "kind": "odata", "version": version, "base": f"{service.base}/v{version}",
         "tables": (table,)}
    )  # fmt: skip


def zip_of(service: Service, sha256: str | None = None) -> Zip:
    table = ZipTable(member="Scores wijken*.csv", delimiter=";", code="wk_code", year="jaar",
                     columns={"lbm": "lbm", "fys": "lbm_fys"})  # fmt: skip
    return Zip.model_validate(
        {**COMMON, "id": "lbm3", "kind": "zip", "address": f"{service.base}/files/lbm.zip", "codes_of": 2024,
         "sha256": sha256, "most_mb": 1, "tables": (table,), "datasets": ("lbm3",)}
    )  # fmt: skip


def wfs_of(service: Service, year: int | str = "year") -> Wfs:
    table = WfsTable(layer=LAYER, code="id", year=year, columns={"score": "lbm", "fys": "lbm_fys"})
    return Wfs.model_validate(
        {**COMMON, "id": "lbm3_wfs", "kind": "wfs", "base": f"{service.base}/lbm3/ows", "page": 5, "codes_of": 2024,
         "tables": (table,), "datasets": ("lbm3",), "on_request": True}
    )  # fmt: skip
