"""Publishers with another year of a country: borders and figures made from the data in a folder, as they are there.

`moved` divides the toy town anew, as municipalities do: a wijk is split, another gets another code, one gets a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import yaml

from nplv_dash.sources.bundle import DataBundle, load_bundle
from nplv_dash.sources.shapes import dissolve
from tests.publishers.service import NAMES, Country, Service, zipped

KWB = "Aantal inwoners"
BIJSTAND = "Personen per soort uitkering; Bijstand"
SCORES = "Scores wijken 2025.csv"
LAYER = "lbm3:wijken25"


def country_of(root: Path, gemeenten: set[str] | None = None, year: int = 2024) -> Country:
    """Borders and residents of a version of the data, or of some gemeenten of it, as publishers would give them."""
    bundle = load_bundle(root)
    near, far = bundle.geometry("buurten"), bundle.geometry("buurten_nl")
    columns = ["code", "name", "wk_code", "gm_code", "geometry"]
    buurten = pd.concat([near[columns], far.loc[~far["code"].isin(near["code"]), columns]], ignore_index=True)
    if gemeenten is not None:
        buurten = buurten[buurten["gm_code"].isin(gemeenten)].reset_index(drop=True)
    return Country(borders={year: _layers(bundle, gpd.GeoDataFrame(buurten, crs=near.crs))})


def _layers(bundle: DataBundle, buurten: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    names = {level: bundle.units[level].set_index("code")["name"] for level in ("wijk", "gemeente")}
    wijken = dissolve(buurten, "wk_code").rename(columns={"wk_code": "code"})
    gm_of = buurten.drop_duplicates("wk_code").set_index("wk_code")["gm_code"]
    wijken = wijken.assign(name=wijken["code"].map(names["wijk"]).fillna("Nieuw"), gm_code=wijken["code"].map(gm_of))
    gemeenten = dissolve(buurten, "gm_code").rename(columns={"gm_code": "code"})
    gemeenten = gemeenten.assign(name=gemeenten["code"].map(names["gemeente"]))
    return {"gemeenten": gemeenten, "wijken": wijken, "buurten": buurten}


#: Codes of buurten of the toy town, and what they become in 2025: Dijkwijk is split, Duinzicht gets another code.
NEW_CODES = {
    "BU10010202": "BU10010600", "BU10010203": "BU10010601",
    **{f"BU100201{part:02}": f"BU100211{part:02}" for part in range(4)},
}  # fmt: skip


def moved(root: Path) -> Country:
    """The toy town in 2025, with figures of that year."""
    country = country_of(root)
    (layers,) = country.borders.values()
    buurten = layers["buurten"]
    codes = buurten["code"].replace(NEW_CODES)
    buurten = buurten.assign(code=codes, wk_code="WK" + codes.str[2:8])
    bundle = load_bundle(root)
    new = _layers(bundle, buurten)
    new["wijken"]["name"] = new["wijken"]["name"].replace({"Haven": "Nieuwe Haven"})
    # Residents of 2024, and one more everywhere.
    lives = pd.Series(bundle.figures[("buurt", "inhabitants", 2024)], index=bundle.units["buurt"]["code"])
    per_buurt = lives.rename(index=NEW_CODES) + 1
    per_wijk = per_buurt.groupby("WK" + per_buurt.index.str[2:8]).sum()
    people = pd.concat([per_buurt, per_wijk])
    table = pd.DataFrame({KWB: people, BIJSTAND: people / 50})
    crimes = pd.DataFrame({"GeregistreerdeMisdrijven": people / 100})
    scores = ["wk_code;jaar;lbm", *(f"{code};2025;4.15" for code in per_wijk.index)]
    layer = pd.DataFrame({"id": per_wijk.index, "score": 4.15})
    return Country(
        borders={2025: new},
        tables={"86165NED": table, "47022NED": crimes},
        files={"lbm.zip": zipped(**{SCORES: "\n".join(scores)})},
        layers={LAYER: layer},
    )


def records(service: Service, page: int = 7) -> dict[str, Any]:
    """What leads to the service, as a file of `data/sources/` has it."""
    common = {"producer": "CBS", "title": "Cijfers", "checked": "2026-11-30", "tried": False, "per_second": 1000.0}
    layers = {
        level: {"name": name, "columns": NAMES[name]}
        for level, name in (("gemeente", "gemeenten"), ("wijk", "wijken"), ("buurt", "buurten"))
    }
    editions = [
        {"year": year, "base": f"{service.base}/ogc/{year}", "may_lack": year > 2024} for year in (2026, 2025, 2024)
    ]
    kwb = [{"indicator": "inhabitants", "name": KWB},
           {"indicator": "welfare", "name": BIJSTAND, "over": [KWB], "times": 1000}]  # fmt: skip
    return {
        "publishers": [
            {**common, "id": "borders", "kind": "borders", "datasets": ["cbs_boundaries"], "protocol": "ogc",
             "page": page, "editions": editions, "layers": layers, "of_gemeente": "gemeentecode"},
            {**common, "id": "cbs_kwb", "kind": "odata", "version": 4, "datasets": ["cbs_kwb"],
             "base": f"{service.base}/v4", "tables": [
                 {"id": "99999NED", "year": 2026, "codes_of": 2026, "may_lack": True, "measures": kwb},
                 {"id": "86165NED", "year": 2025, "codes_of": 2025, "measures": kwb}]},
            {**common, "id": "police_crime", "kind": "odata", "version": 3, "datasets": ["police_crime"],
             "base": f"{service.base}/v3", "tables": [
                 {"id": "47022NED", "year": 2025, "codes_of": 2025,
                  "measures": [{"indicator": "crimes", "name": "GeregistreerdeMisdrijven"}]}]},
            {**common, "id": "lbm3", "kind": "zip", "datasets": ["lbm3"], "address": f"{service.base}/files/lbm.zip",
             "codes_of": 2025, "tables": [{"member": "Scores*.csv", "delimiter": ";", "code": "wk_code", "year": "jaar",
                                           "columns": {"lbm": "lbm"}}]},
            {**common, "id": "lbm3_wfs", "kind": "wfs", "datasets": ["lbm3"], "base": f"{service.base}/lbm3/ows",
             "on_request": True, "page": page, "codes_of": 2025,
             "tables": [{"layer": LAYER, "code": "id", "year": 2025, "columns": {"score": "lbm"}}]},
        ]
    }  # fmt: skip


def write_records(folder: Path, found: Mapping[str, Any]) -> Path:
    """Write records as `--endpoints` reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "test.yaml").write_text(yaml.safe_dump(dict(found)), encoding="utf-8")
    return folder
