"""A folder of publishers' files as small as can be, each of them right, to damage one by one.

They pass the check that comes before the build; a whole country cannot be built of them.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely

from nplv_dash.sources.grid import RD
from nplv_dash.sources.recipes import recipe

KWB, VIOLENCE = "data/indicators/kwb_19gm.parquet", "data/indicators/crime_19gm.parquet"
KEY_FIGURES, KEY_FIGURES_BUURT = (f"data/indicators/kerncijfers_{level}_2024.csv" for level in ("wijk", "buurt"))
SCORES = "data/indicators/leefbaarometer3_wijken_2002_2022.csv"
ATTRIBUTES = "data/boundaries/cbs_2022_generalised/wijk_2022_attributes.csv"
PROVINCES = "data/boundaries/cbs_2022_generalised/gemeente_2022_attributes.csv"
DETAILED = "data/boundaries/wijken_buurten_2024_19gemeenten.gpkg"
COUNTRY = "data/boundaries/nl_buurt_2024_generalised.gpkg"
AREAS = "nplv_areas.csv"

_WIJK, _BUURT = ("WK034403", "WK034404"), ("BU03440311", "BU03440411")
_TIDY = ["level", "code", "name", "year", "indicator", "value"]


def _tidy(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame([(level, code, "Naam", year, what, v) for level, code, year, what, v in rows], columns=_TIDY)


def _key_figures(codes: tuple[str, ...], **extra: object) -> pd.DataFrame:
    common = {"inwoners": 100, "huishoudens": 50, "wozWaarde": 300, "koopwoningen": 40, "inkomenPerInwoner": 30}
    return pd.DataFrame({"code": codes, **common, **extra})


def _tables() -> dict[str, pd.DataFrame]:
    columns = recipe("columns")
    kwb = _tidy(
        ("wk", _WIJK[0], "2020", "inhabitants", 100), ("wk", _WIJK[0], "2020", "p_edu_low", 30),
        ("wk", _WIJK[1], "2020", "inhabitants", 200), ("bu", _BUURT[0], "2021", "welfare_per_1000", 20),
        ("nl", "NL00", "2020", "inhabitants", 17_000_000),
    )  # fmt: skip
    per_buurt = dict.fromkeys([f"misdrijven_{year}" for year in columns["crime_years"]], 5)
    return {
        KWB: kwb,
        "data/indicators/kwb_otherNL_wijk.parquet": kwb[kwb["level"] == "wk"],
        VIOLENCE: _tidy(("wk", _WIJK[0], "2017", "crime_violence_per1000", 8)),
        KEY_FIGURES: _key_figures(_WIJK),
        KEY_FIGURES_BUURT: _key_figures(
            _BUURT, wijk_code=_WIJK, **per_buurt, **dict.fromkeys(columns["health_years"], 70)
        ),
        SCORES: pd.DataFrame(
            {"wk_code": _WIJK, "jaar": 2022, **dict.fromkeys(columns["leefbaarometer"], 0.1), "lbm": 4.1}
        ),
        "data/indicators/leefbaarometer3_buurt_mean2020_22_7gm.csv": pd.DataFrame(
            {"code": _BUURT, "value": 4.0, "qc_ok": ["True", "False"]}
        ),
        "data/indicators/leefbaarometer2_wijk_gm_pc4.parquet": _tidy(
            ("wk", _WIJK[0], "2016", "lbm2_rlbrmtr", -0.1), ("pc4", "PC3512", "2016", "lbm2_kl", 5)
        ),
        "data/programmes/krachtwijken_40.csv": pd.DataFrame(
            {"area_official": ["Stad Wijk"], "additional_investment_mln_eur": 2.9, "max_subsidy_per_year_eur": 580_000,
             "gm_code": "GM0344", "wk_codes_lbm_2022_indeling": "WK034403", "match_quality": "exact", "match_note": "",
             "source_amounts": "Besluit"}
        ),
        ATTRIBUTES: pd.DataFrame(
            {"code": _WIJK, "name": "Naam", "province": "Utrecht", "population": 100, "dwelling_total": 50,
             "dwelling_ownership": 40, "pop_0_14": 15, "income_low": 40}
        ),
        PROVINCES: pd.DataFrame({"code": ["GM0344"], "province": "Utrecht"}),
        "data/indicators/ses_woa.parquet": _tidy(("wk", _WIJK[0], "2019", "ses_woa_score", -0.3)),
        "data/mappings/amsterdam_wijk_crosswalk_2022_2024.csv": pd.DataFrame(
            {"wk_code": ["WK036300", "WK036379"], "code24": ["WK0363AE", ""]}
        ),
        AREAS: pd.DataFrame(
            {"area_id": [1, 2], "gemeente_code": "GM0344", "population": 1000, "wijken_status": "found",
             "wk_codes_2022_indeling": ["WK034403", "WK034404|WK034405"]}
        ),
        "nplv_funding.csv": pd.DataFrame(
            {"scheme": ["Potje"], "amount_eur": [1e6], "verified": ["y"], "area_id": [""]}
        ),
    }  # fmt: skip


def layers(crs: int = RD) -> dict[str, dict[str, gpd.GeoDataFrame]]:
    """The GeoPackages: file -> layer -> polygons."""
    squares = [shapely.box(x, 450_000, x + 400, 450_400) for x in (130_000, 130_400)]

    def layer(codes: tuple[str, ...], **columns: object) -> gpd.GeoDataFrame:
        frame = {"code": codes, "name": "Naam", **columns}
        return gpd.GeoDataFrame(frame, geometry=squares[: len(codes)], crs=RD).to_crs(crs)

    of = {"wijk_code": _WIJK, "gemeente_code": "GM0344"}
    return {
        DETAILED: {
            "gemeente_generalised": layer(("GM0344",)),
            "wijk": layer(_WIJK, gemeente_code="GM0344", geom_source="cbs2016", in_19=True),
            "buurt": layer(_BUURT, **of, geom_source="cbs2016"),
        },
        COUNTRY: {"buurt_2024_generalised": layer(_BUURT, **of)},
    }


def write_layers(path: Path, content: dict[str, gpd.GeoDataFrame]) -> None:
    """Write a GeoPackage anew."""
    path.unlink(missing_ok=True)
    for name, frame in content.items():
        pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=path.exists())


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as its file name asks."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        table.to_parquet(path, index=False)
    else:
        table.to_csv(path, index=False)


def write_sources(folder: Path) -> None:
    """Write everything."""
    for name, table in _tables().items():
        write_table(folder / name, table)
    for name, content in layers().items():
        write_layers(folder / name, content)
    (folder / "data/boundaries/cbs_2022_generalised/NLD_dist.rda").write_bytes(b"read by a test only")
