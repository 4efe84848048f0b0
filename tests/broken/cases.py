"""One deliberate fault per case, in an otherwise whole toy town.

A case says what is done to which file, which error must come of it, and what that error must name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import yaml

from nplv_dash.sources.build import to_yaml
from tests.toy_town.fixtures import Town


@dataclass(frozen=True)
class Case:
    """A fault.

    Attributes:
        file: below `data/`, or `static/` for a map layer.
        names: what the error must name, beside the file.
        needed: whether the app cannot start without the file.
        listed: False where the catalogue must not be brought up to date: it is the proof of the fault.
    """

    name: str
    file: str
    damage: Callable[[Town, str], object]
    key: str
    names: tuple[str, ...] = ()
    needed: bool = True
    listed: bool = True


def _table(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Town, str], object]:
    return lambda town, file: town.edit_table(file, change)


def _shapes(change: Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]) -> Callable[[Town, str], object]:
    return lambda town, file: town.edit_shapes(file, change)


def _cut(town: Town, file: str) -> None:
    town.edit_bytes(file, lambda content: content[: len(content) // 2])


def _empty(town: Town, file: str) -> None:
    town.edit_bytes(file, lambda _: b"")


def _remove(town: Town, file: str) -> None:
    town.path(file).unlink()


def _drop(suffix: str) -> Callable[[Town, str], object]:
    return lambda town, file: town.drop_part(file, suffix)


def _text(old: str, new: str) -> Callable[[Town, str], object]:
    return lambda town, file: town.edit_text(file, old, new)


def _no_crs(town: Town, file: str) -> None:
    """A .prj with a projection of nowhere in particular."""
    local = 'LOCAL_CS["nowhere",UNIT["metre",1]]'
    town.edit_shapes(file, lambda frame: frame.set_crs(local, allow_override=True))


def _flip(town: Town, file: str) -> None:
    """Another byte in the middle of a compressed file: the length is right, the checksum is not."""
    town.edit_bytes(file, lambda c: c[: len(c) // 3] + bytes([c[len(c) // 3] ^ 0xFF]) + c[len(c) // 3 + 1 :])


def _records(change: Callable[[list[dict[str, object]]], object]) -> Callable[[Town, str], object]:
    def damage(town: Town, file: str) -> None:
        records = yaml.safe_load(town.path(file).read_text(encoding="utf-8"))
        change(records)
        town.path(file).write_text(to_yaml(records), encoding="utf-8")

    return damage


def _without(indicator: str) -> Callable[[Town, str], object]:
    return _table(lambda table: table[table["indicator"] != indicator])


def _first(column: str, value: object) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """The table with another value in the first row."""
    return lambda table: table.astype({column: object}).assign(**{column: [value, *table[column].iloc[1:]]})


WIJKEN, BUURTEN = "boundaries/wijken.zip", "boundaries/buurten.zip"
FIGURES, PER_BUURT = "indicators/wijken.parquet", "indicators/buurten.parquet"

CASES = [
    # --- boundaries
    Case("shapefile without dbf", WIJKEN, _drop(".dbf"), "shape_part_missing", ("parts=.dbf",)),
    Case("shapefile without prj", WIJKEN, _drop(".prj"), "shape_part_missing", ("parts=.prj",)),
    Case("shapefile without shx", BUURTEN, _drop(".shx"), "shape_part_missing", ("parts=.shx",), needed=False),
    Case("crs in degrees", "boundaries/gemeenten.zip", _shapes(lambda f: f.to_crs(4326)), "crs_wrong", ("WGS 84",)),
    Case("crs of nowhere", WIJKEN, _no_crs, "crs_wrong", ("nowhere",)),
    Case("border file missing", WIJKEN, _remove, "file_missing"),
    Case("border file empty", "boundaries/gebieden.zip", _empty, "file_empty"),
    Case("truncated zip", WIJKEN, _cut, "zip_damaged"),
    Case("damaged zip", WIJKEN, _flip, "zip_damaged"),
    Case("truncated zip of buurten", BUURTEN, _cut, "zip_damaged", needed=False),
    Case("truncated zip of all buurten", "boundaries/buurten_nl.zip", _cut, "zip_damaged", needed=False),
    Case("truncated zip of the rest", "boundaries/wijken_elders.zip", _cut, "zip_damaged", needed=False),
    Case(
        "duplicate code", WIJKEN, _shapes(lambda f: pd.concat([f, f.iloc[:1]])), "code_double", ("count=1", "WK100101")
    ),
    Case(
        "code in two files",
        "boundaries/wijken_elders.zip",
        _shapes(lambda f: f.assign(code="WK100101")),
        "code_double",
        ("count=1", "WK100101"),
        needed=False,
    ),
    Case(
        "code as number in a shapefile",
        WIJKEN,
        _shapes(lambda f: f.assign(code=range(100101, 100101 + len(f)))),
        "code_as_number",
        ("column=code", "example=100101"),
    ),
    Case(
        "codes of another level",
        WIJKEN,
        _shapes(lambda f: f.assign(code=f["gm_code"])),
        "code_malformed",
        ("level=wijk",),
    ),
    Case(
        "border file without codes",
        WIJKEN,
        _shapes(lambda f: f.drop(columns="code")),
        "column_missing",
        ("columns=code", "present=name, gm_code"),
    ),
    Case(
        "border file without a column",
        WIJKEN,
        _shapes(lambda f: f.drop(columns="gm_code")),
        "column_missing",
        ("columns=gm_code",),
    ),
    Case(
        "gemeenten without province",
        "boundaries/gemeenten.zip",
        _shapes(lambda f: f.drop(columns="province")),
        "column_missing",
        ("columns=province",),
    ),
    # --- figures
    Case("figures missing", FIGURES, _remove, "file_missing"),
    Case("figures empty", FIGURES, _empty, "file_empty"),
    Case("corrupt parquet", FIGURES, _cut, "table_unreadable"),
    Case("corrupt parquet of buurten", PER_BUURT, _cut, "table_unreadable", needed=False),
    Case(
        "missing column",
        FIGURES,
        _table(lambda t: t.drop(columns="indicator")),
        "column_missing",
        ("columns=indicator", "present=code, year, value"),
    ),
    Case(
        "text in a number column",
        FIGURES,
        _table(lambda t: t.astype({"value": str}).assign(value=["veel", *t["value"].astype(str)[1:]])),
        "text_in_numbers",
        ("column=value", "count=1", "row 2: 'veel'"),
    ),
    Case(
        "code stored as number",
        FIGURES,
        _table(lambda t: t.assign(code=range(len(t)))),
        "code_as_number",
        ("column=code", "example=0"),
    ),
    Case(
        "unknown code",
        FIGURES,
        _table(lambda t: t.assign(code=["WK999999", *t["code"][1:]])),
        "code_without_border",
        ("count=1", "WK999999"),
    ),
    Case(
        "unknown code of a buurt",
        PER_BUURT,
        _table(lambda t: t.assign(code=["BU99999999", *t["code"][1:]])),
        "code_without_border",
        ("BU99999999",),
        needed=False,
    ),
    Case(
        "malformed code",
        FIGURES,
        _table(lambda t: t.assign(code=["100101", *t["code"][1:]])),
        "schema",
        ("code: GM0344, WK034403, BU03440311 (1x, e.g. '100101')",),
    ),
    Case(
        "figure twice", FIGURES, _table(lambda t: pd.concat([t, t.iloc[:1]])), "schema", ("code", "year", "indicator")
    ),
    Case("figure of no year", FIGURES, _table(_first("year", None)), "schema", ("year: 2000-2100",)),
    Case("figure of a year far away", FIGURES, _table(_first("year", 67_560)), "schema", ("year: 2000-2100",)),
    Case(
        "infinite figure",
        FIGURES,
        _table(lambda t: t.assign(value=[float("inf"), *t["value"][1:]])),
        "schema",
        ("value",),
    ),
    Case("figure without a description", "indicators.yaml", _records(lambda r: r.pop()), "indicator_unknown", ("lbm",)),
    Case("weight without figures", FIGURES, _without("households"), "weight_unknown", ("weights=households",)),
    Case("no residents", FIGURES, _without("inhabitants"), "weight_unknown", ("weights=inhabitants",)),
    # --- records
    Case("catalogue missing", "catalog.yaml", _remove, "file_missing", listed=False),
    Case("catalogue of nothing", "catalog.yaml", _empty, "records_wrong", listed=False),
    Case("invalid yaml", "areas.yaml", _text("- id: noord", "- id: [noord"), "yaml_invalid", ("line 2",)),
    Case(
        "invalid yaml of the money", "programmes.yaml", _text("- id: m01", "- id: 'm01"), "yaml_invalid", needed=False
    ),
    Case("not text", "areas.yaml", lambda town, file: town.edit_bytes(file, lambda _: b"\xff\xfe\x00"), "yaml_invalid"),
    Case("not a list", "indicators.yaml", lambda town, file: town.path(file).write_text("a: b\n"), "not_a_list"),
    Case(
        "unknown key",
        "areas.yaml",
        _records(lambda r: r[1].update(wiijken=[])),
        "records_wrong",
        ("record 2: wiijken: Extra inputs are not permitted",),
    ),
    Case(
        "missing key",
        "indicators.yaml",
        _records(lambda r: r[0].pop("unit")),
        "records_wrong",
        ("record 1: unit: Field required",),
    ),
    Case(
        "several wrong records",
        "areas.yaml",
        _records(lambda r: [r[0].pop("name"), r[3].update(number=0)]),
        "records_wrong",
        ("record 1: name", "record 4: number"),
    ),
    Case(
        "key twice",
        "areas.yaml",
        _text("  number: 1\n", "  number: 1\n  number: 2\n"),
        "yaml_invalid",
        ("double key number",),
    ),
    Case(
        "duplicate id",
        "areas.yaml",
        _records(lambda r: r[1].update(id="noord")),
        "records_wrong",
        ("id noord occurs twice",),
    ),
    Case(
        "area with an unknown wijk",
        "areas.yaml",
        _text("WK100102", "WK100199"),
        "area_unknown_codes",
        ("area=Noord", "codes=WK100199"),
    ),
    Case(
        "area without an outline",
        "areas.yaml",
        _text("- id: bos", "- id: bosje"),
        "area_unknown_codes",
        ("codes=bosje",),
    ),
    # --- the rest
    Case(
        "join report without a column",
        "join_report.csv",
        _text("level,", "niveau,"),
        "column_missing",
        ("level",),
        needed=False,
    ),
    Case("join report missing", "join_report.csv", _remove, "file_missing", needed=False),
    Case(
        "changed file", "mappings/wijk_2022_2024.csv", _text("0.25", "0.50"), "file_changed", needed=False, listed=False
    ),
    Case("changed figures", FIGURES, _without("violence"), "file_changed", needed=False, listed=False),
]
