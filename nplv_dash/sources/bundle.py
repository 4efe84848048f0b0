"""`data/` as one immutable object: what the app and the command line work on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray
from pydantic import ValidationError

from nplv_dash.domain.errors import DataError, NplvError, SeveralErrors
from nplv_dash.domain.records import Area, Catalog, Indicator, Record, Scheme
from nplv_dash.sources.shapes import read_shapefile
from nplv_dash.sources.tables import read_table

Figures = NDArray[np.float64]
#: Level, indicator, year.
Key = tuple[str, str, int]
R = TypeVar("R", bound=Record)
T = TypeVar("T")

#: Boundary files by level; the first is needed to start, the second adds the rest of the country.
BOUNDARIES: dict[str, tuple[str, ...]] = {
    "gebied": ("gebieden",),
    "wijk": ("wijken", "wijken_elders"),
    "buurt": ("buurten", "buurten_nl"),
    "gemeente": ("gemeenten",),
}
#: Map layers that are made of more than one boundary file.
COMPOSED = {"wijken_nl": ("wijken", "wijken_elders")}
_NEEDED = ("gebieden", "wijken", "gemeenten")
#: Columns that the services ask of each level, beside the code.
_ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "gebied": ("name", "gm_name", "west", "south", "east", "north"),
    "wijk": ("name", "gm_code", "gm_name"),
    "buurt": ("name", "wk_code", "gm_code", "gm_name"),
    "gemeente": ("name", "west", "south", "east", "north"),
}
_REPORT = ("level", "side", "indicator", "year", "code", "name")


@dataclass(frozen=True)
class Layer:
    """A layer of the map: where the browser finds its geometry and which units its polygons are."""

    key: str
    level: str
    path: str
    #: Row in `DataBundle.units[level]` of each polygon, in the order of the polygons.
    rows: NDArray[np.intp]


@dataclass(frozen=True)
class DataBundle:
    """Everything in `data/`, checked and aligned.

    Attributes:
        fingerprint: twelve hexadecimal digits that change when the catalogue or any file in it changes, also when a
            file is no longer the one that the catalogue describes.
        units: per level (`gebied`, `wijk`, `buurt`, `gemeente`) one row per unit with at least code and name.
        figures: per (level, indicator, year) one value per row of `units[level]`; NaN is "no figure". Read-only.
        layers: what the map can draw.
        whole: levels of which every boundary file could be read; a sum over the country needs the level to be whole.
        problems: what could not be read while the rest could; shown to the user.
    """

    root: Path
    fingerprint: str
    catalog: Catalog
    areas: tuple[Area, ...]
    indicators: Mapping[str, Indicator]
    schemes: tuple[Scheme, ...]
    units: Mapping[str, pd.DataFrame]
    figures: Mapping[Key, Figures]
    layers: Mapping[str, Layer]
    whole: frozenset[str]
    join_report: pd.DataFrame
    problems: tuple[NplvError, ...]

    def area(self, area_id: str) -> Area:
        """The area with this id. Raises KeyError when there is none."""
        return {a.id: a for a in self.areas}[area_id]

    def years(self, level: str, indicator: str) -> tuple[int, ...]:
        """Years with figures of `indicator` at `level`, rising."""
        return self._years.get((level, indicator), ())

    @cached_property
    def _years(self) -> dict[tuple[str, str], tuple[int, ...]]:
        found: dict[tuple[str, str], tuple[int, ...]] = {}
        for level, indicator, year in sorted(self.figures):
            found[(level, indicator)] = (*found.get((level, indicator), ()), year)
        return found

    def geometry(self, layer: str) -> gpd.GeoDataFrame:
        """The polygons of a boundary file (see `BOUNDARIES`), EPSG:28992; read anew, for export and checks."""
        return read_shapefile(self.root / "data" / "boundaries" / f"{layer}.zip", _level_of(layer))

    def attributes(self, layer: str) -> pd.DataFrame:
        """The table of a boundary file without its polygons; read anew, for checks."""
        return _attributes(self.root / "data", layer, _level_of(layer))


def _level_of(layer: str) -> str:
    return next(level for level, names in BOUNDARIES.items() if layer in names)


def load_bundle(root: Path, *, thorough: bool = False) -> DataBundle:
    """Read `root/data`.

    Args:
        root: folder of the project.
        thorough: check every table against its schema, also those whose checksum says that the build has done so.

    Raises:
        SeveralErrors: something without which the app cannot start is missing or damaged; every such problem is in it.
    """
    data = root / "data"
    fatal: list[NplvError] = []
    problems: list[NplvError] = []

    def attempt(read: Callable[..., T], *args: Any, otherwise: T, needed: bool = False) -> T:
        try:
            return read(*args)
        except NplvError as error:
            found = error.errors if isinstance(error, SeveralErrors) else (error,)
            (fatal if needed else problems).extend(found)
            return otherwise

    catalog = attempt(read_record, data / "catalog.yaml", Catalog, needed=True, otherwise=None)
    areas: tuple[Area, ...] = attempt(read_records, data / "areas.yaml", Area, needed=True, otherwise=())
    indicators: tuple[Indicator, ...] = attempt(
        read_records, data / "indicators.yaml", Indicator, needed=True, otherwise=()
    )
    schemes: tuple[Scheme, ...] = attempt(read_records, data / "programmes.yaml", Scheme, otherwise=())
    parts = {
        name: attempt(_attributes, data, name, level, needed=name in _NEEDED, otherwise=None)
        for level, names in BOUNDARIES.items()
        for name in names
    }
    # Only a buurt may be in two files: in detail, and generalised in the map of the whole country.
    parts["wijken_elders"] = attempt(
        _disjoint, data, "wijken_elders", parts["wijken_elders"], parts["wijken"], otherwise=None
    )
    tables = {level: data / "indicators" / f"{level}en.parquet" for level in ("wijk", "buurt")}
    digests = _digests(data, catalog)
    proven = {path for path, (known, actual) in digests.items() if known == actual}
    observed = {
        level: attempt(_observations, path, thorough or path not in proven, needed=level == "wijk", otherwise=None)
        for level, path in tables.items()
    }
    report = attempt(_join_report, data / "join_report.csv", otherwise=pd.DataFrame(columns=list(_REPORT)))
    if fatal or catalog is None:
        raise SeveralErrors(fatal)
    units = {
        level: pd.concat([parts[n] for n in names if parts[n] is not None], ignore_index=True).drop_duplicates(
            "code", ignore_index=True
        )
        for level, names in BOUNDARIES.items()
        if any(parts[n] is not None for n in names)
    }
    whole = frozenset(level for level, names in BOUNDARIES.items() if all(parts[n] is not None for n in names))
    figures: dict[Key, Figures] = {}
    for level, table in observed.items():
        if table is not None and level in units:
            codes, nothing = units[level]["code"], dict[Key, Figures]()
            figures |= attempt(
                _align, table, level, codes, level in whole, tables[level], needed=level == "wijk", otherwise=nothing
            )
    attempt(_check_areas, areas, units, data / "areas.yaml", needed=True, otherwise=None)
    if not fatal:
        paths = (data / "indicators.yaml", tables["wijk"])
        attempt(_check_indicators, indicators, figures, *paths, needed=True, otherwise=None)
    if fatal:
        raise SeveralErrors(fatal)
    layers = _layers(root, catalog, parts, units, problems)
    for path in (data / built.path for built in catalog.files):
        # A file of which something worse is known is not named twice.
        if path not in proven and not any(str(path) in problem.where for problem in problems):
            problems.append(DataError("file_changed" if path.exists() else "file_missing", path))
    return DataBundle(
        root=root,
        fingerprint=_fingerprint(data, digests),
        catalog=catalog,
        areas=areas,
        indicators=MappingProxyType({i.id: i for i in indicators}),
        schemes=schemes,
        units=MappingProxyType(units),
        figures=MappingProxyType(figures),
        layers=MappingProxyType(layers),
        whole=whole,
        join_report=report,
        problems=tuple(problems),
    )


def read_records(path: Path, kind: type[R]) -> tuple[R, ...]:
    """Records of one kind from a YAML list; a DataError names every record and key that is wrong, and double ids."""
    content = _yaml(path)
    if not isinstance(content, list):
        raise DataError("not_a_list", path)
    records, wrong = [], []
    for index, row in enumerate(content, start=1):
        try:
            records.append(kind.model_validate(row))
        except ValidationError as error:
            wrong.append(f"record {index}: {_first(error)}")
    ids = [getattr(r, "id", None) for r in records]
    wrong += [f"id {i} occurs twice" for i in {i for i in ids if i is not None and ids.count(i) > 1}]
    if wrong:
        raise DataError("records_wrong", path, problems="; ".join(wrong))
    return tuple(records)


def read_record(path: Path, kind: type[R]) -> R:
    """One record from a YAML file."""
    try:
        return kind.model_validate(_yaml(path))
    except ValidationError as error:
        raise DataError("records_wrong", path, problems=_first(error)) from error


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(p) for p in first['loc'])}: {first['msg']}"


def _yaml(path: Path) -> Any:
    if not path.exists():
        raise DataError("file_missing", path)
    try:
        # A safe loader, made stricter; ruff only knows the library's own by name.
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError("yaml_invalid", path, reason=" ".join(str(error).split())) from error


class _StrictLoader(yaml.CSafeLoader):
    """The safe subset of YAML, parsed in C, which is ten times as fast; a key that stands twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        keys = [key.value for key, _ in node.value]
        double = sorted({key for key in keys if keys.count(key) > 1})
        if double:
            raise yaml.constructor.ConstructorError(None, None, f"double key {', '.join(double)}", node.start_mark)
        return super().construct_mapping(node, deep)


def _digests(data: Path, catalog: Catalog | None) -> dict[Path, tuple[str, str]]:
    """Per file of the catalogue its checksum as the build wrote and checked it, and as it is now (empty: no file)."""
    files = catalog.files if catalog else ()
    paths = {data / built.path: built.sha256 for built in files}
    return {path: (known, sha256(path) if path.exists() else "") for path, known in paths.items()}


def _fingerprint(data: Path, digests: Mapping[Path, tuple[str, str]]) -> str:
    """Of what is there, not of what should be: a changed file must not be shown under the old fingerprint."""
    lines = [sha256(data / "catalog.yaml"), *(f"{p.relative_to(data)} {d}" for p, (_, d) in sorted(digests.items()))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def _disjoint(data: Path, name: str, part: pd.DataFrame | None, other: pd.DataFrame | None) -> pd.DataFrame | None:
    """`part`, which must have no code in common with `other`: a unit that stands twice would count twice."""
    if part is not None and other is not None:
        double = part.loc[part["code"].isin(other["code"]), "code"]
        if len(double):
            path = data / "boundaries" / f"{name}.zip"
            raise DataError("code_double", path, count=len(double), codes=", ".join(double[:5]))
    return part


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _attributes(data: Path, name: str, level: str) -> pd.DataFrame:
    path = data / "boundaries" / f"{name}.zip"
    frame = read_shapefile(path, level, geometry=False)
    absent = [c for c in _ATTRIBUTES[level] if c not in frame.columns]
    if absent:
        present = ", ".join(map(str, frame.columns))
        raise DataError("column_missing", path, columns=", ".join(absent), present=present)
    # An empty text comes back from a .dbf as missing.
    return pd.DataFrame({c: frame[c].fillna("") if frame[c].dtype != "int32" else frame[c] for c in frame.columns})


def _observations(path: Path, check: bool) -> pd.DataFrame:  # noqa: FBT001
    table = read_table(path, ["code", "year", "indicator", "value"], text=["code", "indicator"])
    # Clipped, so that a year that is missing or absurd reaches the schema instead of wrapping around.
    year = table["year"].fillna(0).clip(0, 9999).astype("int16")
    table = table.assign(year=year)
    if not check:
        return table
    from nplv_dash.sources.schemas import OBSERVATIONS, check_schema

    return check_schema(table, OBSERVATIONS, str(path))


def _join_report(path: Path) -> pd.DataFrame:
    return read_table(path, _REPORT, text=[c for c in _REPORT if c != "year"])


def _align(table: pd.DataFrame, level: str, codes: pd.Series, whole: bool, path: Path) -> dict[Key, Figures]:  # noqa: FBT001
    """Tidy observations -> one array per indicator and year, in the order of `codes`.

    Where a boundary file of the level could not be read, figures of its units are left out: the file itself is
    reported. Otherwise a figure without a border is an error.
    """
    place = pd.Series(np.arange(len(codes)), index=codes).reindex(table["code"]).to_numpy()
    unknown = np.isnan(place)
    if whole and unknown.any():
        lost = sorted(set(table["code"][unknown]))
        raise DataError("code_without_border", path, count=len(lost), codes=", ".join(lost[:5]))
    known = table[~unknown].assign(row=place[~unknown].astype(np.intp))
    figures: dict[Key, Figures] = {}
    for (indicator, year), group in known.groupby(["indicator", "year"], sort=False, observed=True):
        values = np.full(len(codes), np.nan)
        values[group["row"].to_numpy()] = group["value"].to_numpy()
        values.flags.writeable = False
        figures[(level, str(indicator), int(year))] = values
    return figures


def _check_areas(areas: tuple[Area, ...], units: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Every code that an area names has a border; buurten only where their boundaries could be read."""
    known = {level: set(frame["code"]) for level, frame in units.items()}
    for area in areas:
        named = {"gebied": [area.id], "gemeente": [area.gemeente_code], "wijk": area.wijken, "buurt": area.buurten}
        lost = [code for level, codes in named.items() if level in known for code in codes if code not in known[level]]
        if lost:
            raise DataError("area_unknown_codes", path, area=area.name, codes=", ".join(lost))


def _check_indicators(
    indicators: tuple[Indicator, ...], figures: Mapping[Key, Figures], descriptions: Path, table: Path
) -> None:
    """Every figure is described, and every weight is a count with figures per wijk."""
    described = {i.id: i for i in indicators}
    nameless = sorted({indicator for _, indicator, _ in figures} - set(described))
    if nameless:
        raise DataError("indicator_unknown", descriptions, indicators=", ".join(nameless))
    counted = {i for level, i, _ in figures if level == "wijk" and described[i].kind == "count"}
    used = {i for _, i, _ in figures}
    weights = {w for i in indicators if i.id in used for w in (i.weight, i.numerator) if w is not None}
    # Residents tell how much of a count is covered.
    lacking = sorted({*weights, "inhabitants"} - counted)
    if lacking:
        raise DataError("weight_unknown", table, weights=", ".join(lacking))


def _layers(
    root: Path,
    catalog: Catalog,
    parts: Mapping[str, pd.DataFrame | None],
    units: Mapping[str, pd.DataFrame],
    problems: list[NplvError],
) -> dict[str, Layer]:
    """The map layers whose geometry lies in `static/` and whose units are known."""
    layers: dict[str, Layer] = {}
    for web in catalog.web:
        tables = [parts.get(name) for name in COMPOSED.get(web.key, (web.key,))]
        if any(table is None for table in tables):
            continue
        if not (root / "static" / web.path).exists():
            problems.append(DataError("file_missing", f"static/{web.path}"))
            continue
        codes = pd.concat([t["code"] for t in tables if t is not None], ignore_index=True)
        row = pd.Series(np.arange(len(units[web.level])), index=units[web.level]["code"])
        rows = row.loc[codes].to_numpy(dtype=np.intp, copy=True)
        rows.flags.writeable = False
        layers[web.key] = Layer(web.key, web.level, web.path, rows)
    return layers
