"""`data/` as one immutable object: what the app and the command line work on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from nplv_dash.domain.errors import DataError, NplvError, SeveralErrors
from nplv_dash.domain.records import Catalog, Indicator, NplvArea, Scheme
from nplv_dash.sources.attributes import beside, read_beside, unpacked
from nplv_dash.sources.outlines import Outlines
from nplv_dash.sources.tables import read_proven, read_table
from nplv_dash.sources.yamlfiles import read_record, read_records

if TYPE_CHECKING:
    import geopandas as gpd

Figures = NDArray[np.float64]
#: Level, indicator, year.
Key = tuple[str, str, int]
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
_REPORT_FILE = "join_report.csv"
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
    areas: tuple[NplvArea, ...]
    indicators: Mapping[str, Indicator]
    schemes: tuple[Scheme, ...]
    units: Mapping[str, pd.DataFrame]
    figures: Mapping[Key, Figures]
    layers: Mapping[str, Layer]
    whole: frozenset[str]
    problems: tuple[NplvError, ...]

    def area(self, area_id: str) -> NplvArea:
        """The area with this id. Raises KeyError when there is none."""
        return {a.id: a for a in self.areas}[area_id]

    def years(self, level: str, indicator: str) -> tuple[int, ...]:
        """Years with figures of `indicator` at `level`, rising."""
        return self._years.get((level, indicator), ())

    @cached_property
    def join_report(self) -> pd.DataFrame:
        """What did not match when figures and borders were joined; empty where that cannot be read."""
        try:
            return _join_report(self.root / "data", whole=True)
        except NplvError:  # in `problems` already
            return pd.DataFrame(columns=list(_REPORT))

    @cached_property
    def _years(self) -> dict[tuple[str, str], tuple[int, ...]]:
        found: dict[tuple[str, str], tuple[int, ...]] = {}
        for level, indicator, year in sorted(self.figures):
            found[(level, indicator)] = (*found.get((level, indicator), ()), year)
        return found

    def geometry(self, layer: str) -> gpd.GeoDataFrame:
        """The polygons of a boundary file (see `BOUNDARIES`), EPSG:28992; read anew, for export and checks."""
        from nplv_dash.sources.shapes import read_shapefile

        return read_shapefile(_borders(self.root / "data", layer), level_of(layer))

    @cached_property
    def outlines(self) -> Outlines:
        """The polygons of the boundary files to draw; read when they are asked for, and kept."""
        return Outlines(self.geometry)

    def attributes(self, layer: str) -> pd.DataFrame:
        """The table of a boundary file without its polygons; unpacked anew, for checks."""
        return unpacked(_borders(self.root / "data", layer), level_of(layer))


def level_of(layer: str) -> str:
    """The level of the units in a boundary file."""
    return next(level for level, names in BOUNDARIES.items() if layer in names)


def _borders(data: Path, layer: str) -> Path:
    return data / "boundaries" / f"{layer}.zip"


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
    areas: tuple[NplvArea, ...] = attempt(read_records, data / "areas.yaml", NplvArea, needed=True, otherwise=())
    indicators: tuple[Indicator, ...] = attempt(
        read_records, data / "indicators.yaml", Indicator, needed=True, otherwise=()
    )
    schemes: tuple[Scheme, ...] = attempt(read_records, data / "programmes.yaml", Scheme, otherwise=())
    digests = _digests(data, catalog)
    proven = {path for path, (known, actual) in digests.items() if known == actual}
    quick = set() if thorough else proven
    parts = {
        name: attempt(_attributes, _borders(data, name), level, quick, digests, needed=name in _NEEDED, otherwise=None)
        for level, names in BOUNDARIES.items()
        for name in names
    }
    # Only a buurt may be in two files: in detail, and generalised in the map of the whole country.
    parts["wijken_elders"] = attempt(
        _disjoint, data, "wijken_elders", parts["wijken_elders"], parts["wijken"], otherwise=None
    )
    tables = {level: data / "indicators" / f"{level}en.parquet" for level in ("wijk", "buurt")}
    observed = {
        level: attempt(_observations, path, quick, needed=level == "wijk", otherwise=None)
        for level, path in tables.items()
    }
    # It is read when it is shown; here, whether that will do.
    attempt(_join_report, data, data / _REPORT_FILE not in quick, otherwise=None)
    if fatal or catalog is None:
        raise SeveralErrors(fatal)
    units = {
        level: _together([part for part in (parts[n] for n in names) if part is not None])
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
        problems=tuple(problems),
    )


def _digests(data: Path, catalog: Catalog | None) -> dict[Path, tuple[str, str]]:
    """Per file of the catalogue its checksum as the build wrote and checked it, and as it is now (empty: no file)."""
    files = catalog.files if catalog else ()
    paths = {data / built.path: built.sha256 for built in files}
    return {path: (known, sha256(path) if path.exists() else "") for path, known in paths.items()}


def _fingerprint(data: Path, digests: Mapping[Path, tuple[str, str]]) -> str:
    """Of what is there, not of what should be: a changed file must not be shown under the old fingerprint."""
    lines = [sha256(data / "catalog.yaml"), *(f"{p.relative_to(data)} {d}" for p, (_, d) in sorted(digests.items()))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def _together(files: list[pd.DataFrame]) -> pd.DataFrame:
    """The units of a level in one table; text that only one of the files has, such as the area, is empty elsewhere."""
    units = pd.concat(files, ignore_index=True).drop_duplicates("code", ignore_index=True)
    texts = units.columns[[pd.api.types.is_string_dtype(units[column]) for column in units]]
    return units.assign(**{column: units[column].fillna("") for column in texts})


def _disjoint(data: Path, name: str, part: pd.DataFrame | None, other: pd.DataFrame | None) -> pd.DataFrame | None:
    """`part`, which must have no code in common with `other`: a unit that stands twice would count twice."""
    if part is not None and other is not None:
        double = part.loc[part["code"].isin(other["code"]), "code"]
        if len(double):
            raise DataError("code_double", _borders(data, name), count=len(double), codes=", ".join(double[:5]))
    return part


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _attributes(path: Path, level: str, quick: set[Path], digests: Mapping[Path, tuple[str, str]]) -> pd.DataFrame:
    """The table of the borders in `path`; the one beside it where both are in `quick`, which holds what is proven."""
    found = read_beside(path, digests[path][1]) if {path, beside(path)} <= quick else None
    return unpacked(path, level) if found is None else found


def _observations(path: Path, quick: set[Path]) -> pd.DataFrame:
    """Figures per code, year and indicator; checked, but for the file of a build, which has checked it."""
    return read_proven(path, ["code", "indicator"]) if path in quick else read_observations(path)


def read_observations(path: Path) -> pd.DataFrame:
    """Figures per code, year and indicator, checked.

    Raises:
        DataError: the file cannot be read, or is not what its schema says.
    """
    table = read_table(path, ["code", "year", "indicator", "value"], text=["code", "indicator"])
    # Clipped, so that a year that is missing or absurd reaches the schema instead of wrapping around.
    year = table["year"].fillna(0).clip(0, 9999).astype("int16")
    table = table.assign(year=year)
    from nplv_dash.sources.schemas import OBSERVATIONS, check_schema

    return check_schema(table, OBSERVATIONS, str(path))


def _join_report(data: Path, whole: bool) -> pd.DataFrame:  # noqa: FBT001
    """What did not match; with `whole` unset the first row only, which tells whether its columns are there."""
    return read_table(data / _REPORT_FILE, _REPORT, text=[c for c in _REPORT if c != "year"], rows=None if whole else 1)


def _align(table: pd.DataFrame, level: str, codes: pd.Series, whole: bool, path: Path) -> dict[Key, Figures]:  # noqa: FBT001
    """Tidy observations -> one array per indicator and year, in the order of `codes`.

    Where a boundary file of the level could not be read, figures of its units are left out: the file itself is
    reported. Otherwise a figure without a border is an error.
    """
    # A code stands in the table hundreds of times; it is looked up once.
    written = table["code"].astype("category").cat
    place = pd.Index(codes).get_indexer(written.categories)[written.codes.to_numpy()]
    unknown = place < 0
    if whole and unknown.any():
        lost = sorted(set(table["code"][unknown]))
        raise DataError("code_without_border", path, count=len(lost), codes=", ".join(lost[:5]))
    known = table[~unknown] if unknown.any() else table
    rows, given = place[~unknown], known["value"].to_numpy()
    figures: dict[Key, Figures] = {}
    groups = known.groupby(["indicator", "year"], sort=False, observed=True).indices
    for (indicator, year), chosen in groups.items():
        values = np.full(len(codes), np.nan)
        values[rows[chosen]] = given[chosen]
        values.flags.writeable = False
        figures[(level, str(indicator), int(year))] = values
    return figures


def _check_areas(areas: tuple[NplvArea, ...], units: Mapping[str, pd.DataFrame], path: Path) -> None:
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
