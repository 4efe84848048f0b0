"""From the publishers' files to `data/`: read, check, harmonise, join, generalise, write.

The order of the steps is the order of the functions below. Everything is written to a temporary folder first and put
in place by renaming, so that a build that fails changes nothing.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import yaml

from nplv_dash.domain.codes import gemeente_of
from nplv_dash.domain.errors import DataError, of_system
from nplv_dash.domain.records import (
    Anchor,
    Catalog,
    Dataset,
    Indicator,
    Krachtwijk,
    NplvArea,
    OfficialFigure,
    Record,
    Scheme,
    SourceFile,
)
from nplv_dash.domain.versions import SHIPPED_INDELING
from nplv_dash.sources import indicators, layers
from nplv_dash.sources.attributes import beside, write_beside
from nplv_dash.sources.bundle import level_of, sha256
from nplv_dash.sources.earlier import LIST, krachtwijken_from_list, leefbaarometer2
from nplv_dash.sources.harmonise import recode, recoding_table
from nplv_dash.sources.intake import check_sources
from nplv_dash.sources.lists import areas_from_list, schemes_from_list
from nplv_dash.sources.recipes import recipe
from nplv_dash.sources.schemas import OBSERVATIONS, check_schema
from nplv_dash.sources.shapes import write_shapefile
from nplv_dash.sources.tables import read_table, write_parquet
from nplv_dash.sources.webgeometry import fingerprint, pack

Progress = Callable[[str], None]

#: What the build owns in `data/`. Everything else there is written by hand and carried over as it is.
_BUILT = (
    "boundaries", "indicators", "mappings", "join_report.csv", "areas.yaml", "programmes.yaml", "indicators.yaml",
    "anchors.yaml", "krachtwijken.yaml", "official.yaml", "catalog.yaml",
)  # fmt: skip


@dataclass(frozen=True)
class Representative:
    """One figure that stands for a publisher's table in the join report.

    Attributes:
        years: those of the table; None where each year is a table, or all are in one.
        everywhere: the table should know the whole country; otherwise only municipalities that it knows are compared.
    """

    indicator: str
    years: tuple[int, ...] | None = None
    everywhere: bool = True


#: Every table that is joined to borders, by one of its figures.
_REPRESENTATIVES: dict[str, tuple[Representative, ...]] = {
    "wijk": (
        Representative("welfare"),  # CBS key figures 2020
        Representative("edu_high", (2022,)),  # CBS key figures 2022, by way of the map
        Representative("inhabitants"),  # CBS key figures 2020, attributes of the map of 2022, key figures 2024
        Representative("ses_woa", (2019,)),
        Representative("lbm"),
        Representative("crimes"),
        Representative("good_health"),
        Representative("violence", everywhere=False),
    ),
    "buurt": (
        Representative("welfare", everywhere=False),  # CBS key figures 2021, seven municipalities
        Representative("inhabitants"),  # CBS key figures 2024
        Representative("lbm_mean", everywhere=False),
        Representative("crimes"),
        Representative("good_health"),
    ),
}
_REPORT = ["level", "side", "indicator", "year", "code", "name"]


@dataclass(frozen=True)
class Content:
    """Everything that goes into `data/` and `static/geo/`.

    Attributes:
        wijken, buurten: observations (code, year, indicator, value) in codes of 2024.
        mapping: the table of `harmonise.recoding_table`.
        report: what did not match, as `join` reports it.
        ground: all borders, the areas among them.
        lbm2: as `wijken`, of the earlier instrument.
        sources: what was read: path below the folder of the sources, and SHA-256.
        indeling: year of the wijken and buurten; `mapping` leads there.
        steps: further tables of old and new codes, by their names in `mappings/`.
    """

    wijken: pd.DataFrame
    buurten: pd.DataFrame
    mapping: pd.DataFrame
    report: pd.DataFrame
    ground: layers.Ground
    areas: Sequence[NplvArea]
    schemes: Sequence[Scheme]
    indicators: Sequence[Indicator]
    anchors: Sequence[Anchor]
    lbm2: pd.DataFrame
    krachtwijken: Sequence[Krachtwijk]
    official: Sequence[OfficialFigure]
    datasets: Sequence[Dataset]
    sources: Sequence[SourceFile]
    indeling: int = SHIPPED_INDELING
    steps: Mapping[str, pd.DataFrame] = field(default_factory=dict)


@dataclass
class Output:
    """Where the build writes, and what it wrote."""

    data: Path
    static: Path
    files: list[dict[str, Any]] = field(default_factory=list)
    web: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, datasets: Iterable[str], rows: int | None = None) -> None:
        """Enter a written file in the catalogue."""
        path = self.data / name
        size = path.stat().st_size
        self.files.append(
            {"path": name, "sha256": sha256(path), "bytes": size, "rows": rows, "datasets": list(datasets)}
        )

    def table(self, name: str, frame: pd.DataFrame, datasets: Iterable[str]) -> None:
        """Write a table as parquet or CSV, by its name."""
        path = self.data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".parquet":
            write_parquet(frame, path)
        else:
            frame.to_csv(path, index=False, lineterminator="\n")
        self.add(name, datasets, len(frame))

    def shapes(self, name: str, frame: gpd.GeoDataFrame) -> None:
        """Write borders as a zipped shapefile, and their table without the polygons beside it."""
        path = self.data / "boundaries" / f"{name}.zip"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_shapefile(frame, path)
        write_beside(path, level_of(name), sha256(path))
        for written in (path, beside(path)):
            self.add(f"boundaries/{written.name}", ["cbs_boundaries"], len(frame))

    def records(self, name: str, records: Sequence[Record], datasets: Iterable[str]) -> None:
        """Write records as YAML."""
        (self.data / name).write_text(to_yaml([plain(record) for record in records]), encoding="utf-8")
        self.add(name, datasets, len(records))

    def browser(self, key: str, level: str, frame: gpd.GeoDataFrame) -> None:
        """Write a map layer for the browser."""
        content = pack(frame, label="name", context="gm_name", dashed="dashed")
        path = f"geo/{key}.{fingerprint(content)}.json"
        target = self.static / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        self.web.append({"key": key, "level": level, "path": path, "count": len(frame), "sha256": digest})


def build(sources: Path, root: Path, progress: Progress = lambda _: None) -> Catalog:
    """Build `root/data` and `root/static/geo` from the source files.

    Args:
        sources: folder with `nplv_areas.csv`, `nplv_funding.csv` and `data/`.
        root: folder of the project.
        progress: called with a key of the step that begins.

    Raises:
        DataError: a source is missing, damaged or not what its schema says; a TableError holds every such failure of
            every file. Nothing was changed then.
    """
    return install(root, lambda output: write(_content(sources, progress), output, progress), progress)


def install(root: Path, make: Callable[[Output], Catalog], progress: Progress = lambda _: None) -> Catalog:
    """Let `make` write to a temporary folder, then put that in the place of `root/data` and `root/static/geo`.

    Raises:
        DataError: the folder cannot be written to. Whatever goes wrong, also in `make`, nothing was changed then.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".build-", dir=root) as folder:
            output = Output(Path(folder) / "data", Path(folder) / "static")
            output.data.mkdir()
            catalog = make(output)
            progress("replace")
            carry_over(root / "data", output.data)
            _replace(
                {output.data: root / "data", output.static / "geo": root / "static" / "geo"}, Path(folder) / "before"
            )
    except OSError as error:
        raise DataError("not_writable", error.filename or root, reason=of_system(error)) from error
    return catalog


def _content(sources: Path, progress: Progress) -> Content:
    datasets = [Dataset.model_validate(row) for row in recipe("datasets")]
    used = sorted({name for d in datasets for name in d.files})
    absent = [name for name in used if not (sources / name).exists()]
    if len(absent) == len(used):
        raise DataError("sources_missing", sources, count=len(absent), files=", ".join(absent))
    progress("sources")
    check_sources(sources)
    raw = sources / "data"
    definitions = indicators.definitions()

    progress("boundaries")
    ground = layers.read_ground(raw / "boundaries")

    progress("codes")
    people_2024 = indicators.inhabitants_2024(raw)
    crosswalk = raw / "mappings" / "amsterdam_wijk_crosswalk_2022_2024.csv"
    by_name = read_table(crosswalk, ["wk_code", "code24"], text=["wk_code", "code24"])
    mapping = recoding_table(by_name, recipe("recoding"), people_2024)

    progress("indicators")
    old = indicators.wijken_old_codes(raw)
    before = old[(old["indicator"] == "inhabitants") & (old["year"] == 2022)].set_index("code")["value"].to_dict()
    counts = {d.id for d in definitions if d.kind == "count"}
    wijken = pd.concat([recode(old, mapping, counts, before), indicators.wijken_2024(raw)], ignore_index=True)
    buurten = indicators.buurten(raw, ground.buurten)
    elsewhere = [
        _standing(indicators.wijken_left_out(raw), "wijk"),
        _standing(indicators.buurten_2021_left_out(raw, ground.buurten), "buurt"),
    ]

    progress("join")
    wijk_codes = pd.concat([ground.wijken, ground.wijken_elsewhere])[["code", "name"]]
    buurt_codes = pd.concat([ground.buurten, ground.buurten_nl])[["code", "name"]].drop_duplicates("code")
    wijken, report_w = join(wijken, wijk_codes, "wijk")
    buurten, report_b = join(buurten, buurt_codes, "buurt")

    progress("areas")
    areas = areas_from_list(sources / "nplv_areas.csv", mapping, ground.buurten)
    return Content(
        wijken=wijken,
        buurten=buurten,
        mapping=mapping,
        report=pd.concat([report_w, report_b, *elsewhere], ignore_index=True),
        ground=ground.with_areas(areas, mapping),
        areas=areas,
        schemes=schemes_from_list(sources / "nplv_funding.csv", areas),
        indicators=definitions,
        anchors=[Anchor.model_validate(row) for row in recipe("anchors")],
        lbm2=leefbaarometer2(raw, mapping, set(wijk_codes["code"]), before),
        krachtwijken=krachtwijken_from_list(
            sources / LIST, mapping, set(wijk_codes["code"]), ground.gemeenten.set_index("code")["name"].to_dict()
        ),
        official=[OfficialFigure.model_validate(row) for row in recipe("official")],
        datasets=datasets,
        sources=[SourceFile(path=name, sha256=sha256(sources / name)) for name in used],
    )


def write(content: Content, output: Output, progress: Progress = lambda _: None) -> Catalog:
    """Write everything in `content`, and the catalogue of it."""
    progress("write")
    figures = ["cbs_kwb", "cbs_ses", "lbm3", "police_crime", "rivm_health"]
    output.table("indicators/wijken.parquet", _tidy(content.wijken), figures)
    output.table("indicators/buurten.parquet", _tidy(content.buurten), figures)
    output.table(f"mappings/wijk_2022_{content.indeling}.csv", content.mapping, ["amsterdam_recoding"])
    for name, table in content.steps.items():
        output.table(f"mappings/{name}", table, ["cbs_boundaries"])
    output.table("join_report.csv", content.report, ["cbs_boundaries", "cbs_kwb", "lbm3"])
    for name, frame in content.ground.shapefiles().items():
        output.shapes(name, frame)
    for key, (level, frame) in content.ground.browser_layers().items():
        output.browser(key, level, frame)
    output.records("areas.yaml", content.areas, ["nplv_list", "amsterdam_recoding"])
    output.records("programmes.yaml", content.schemes, ["nplv_money"])
    output.records("indicators.yaml", [_with_years(i, content) for i in content.indicators], figures)
    output.records("anchors.yaml", content.anchors, ["cbs_kwb", "lbm3", "police_crime"])
    output.table("indicators/lbm2.parquet", _tidy(content.lbm2), ["lbm2"])
    output.records("krachtwijken.yaml", content.krachtwijken, ["krachtwijken", "amsterdam_recoding"])
    output.records("official.yaml", content.official, ["nplv_official"])
    catalog = Catalog.model_validate(
        {
            "schema_version": 1,
            "datasets": [plain(d) for d in content.datasets],
            "sources": [plain(s) for s in content.sources],
            "files": sorted(output.files, key=lambda f: f["path"]),
            "web": output.web,
        }
    )
    (output.data / "catalog.yaml").write_text(to_yaml(plain(catalog)), encoding="utf-8")
    return catalog


def join(observations: pd.DataFrame, units: pd.DataFrame, level: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keep the observations of known units, and report what did not match on either side.

    Returns:
        The matched observations, and a report with the columns level, side (`figures`: a code with figures but without
        a border; `borders`: the other way round), indicator, year, code, name. One indicator stands for each
        publisher's table, see `Representative`.
    """
    joined = observations.merge(units, on="code", how="left", validate="many_to_one", indicator=True)
    known = joined["_merge"] == "both"
    rows: list[dict[str, Any]] = []
    names = units.set_index("code")["name"]
    for representative in _REPRESENTATIVES[level]:
        chosen = observations[observations["indicator"] == representative.indicator]
        for year, group in chosen.groupby("year"):
            if representative.years and year not in representative.years:
                continue
            codes = set(group["code"])
            here = set(names.index)
            if not representative.everywhere:
                known_here = {gemeente_of(code) for code in codes}
                here = {code for code in here if gemeente_of(code) in known_here}
            for side, lacking in (("figures", codes - set(names.index)), ("borders", here - codes)):
                common = {"level": level, "side": side, "indicator": representative.indicator, "year": year}
                rows += [common | {"code": code, "name": names.get(code, "")} for code in sorted(lacking)]
    report = pd.DataFrame(rows, columns=_REPORT)
    return observations[known.to_numpy()].reset_index(drop=True), report


def _standing(left_out: pd.DataFrame, level: str) -> pd.DataFrame:
    """Rows for the report of figures that were left out before they were joined: those that stand for their table."""
    years_of = {representative.indicator: representative.years for representative in _REPRESENTATIVES[level]}
    stands = [
        indicator in years_of and year in (years_of[indicator] or (year,))
        for indicator, year in left_out[["indicator", "year"]].itertuples(index=False)
    ]
    return left_out[stands].assign(level=level, side="figures")[_REPORT]


def _with_years(indicator: Indicator, content: Content) -> Indicator:
    """The record with the years in which there are figures, per level."""
    tables = {"wijk": content.wijken, "buurt": content.buurten}
    years = {
        level: tuple(sorted({int(y) for y in table.loc[table["indicator"] == indicator.id, "year"]}))
        for level, table in tables.items()
    }
    return indicator.model_copy(update={"years": {level: found for level, found in years.items() if found}})


def _tidy(observations: pd.DataFrame) -> pd.DataFrame:
    """Sorted, typed, rounded to what the publishers' precision carries, and checked."""
    frame = observations.assign(year=observations["year"].astype("int16"), value=observations["value"].round(6))
    frame = frame.sort_values(["indicator", "year", "code"], ignore_index=True)[["code", "year", "indicator", "value"]]
    return check_schema(frame, OBSERVATIONS, "observations")


def plain(record: Record) -> dict[str, Any]:
    """A record as YAML can hold it."""
    return record.model_dump(mode="json", exclude_none=True)


def to_yaml(content: Any) -> str:
    """Block-style YAML with keys in the order of the records."""
    return str(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=120))


def carry_over(old: Path, new: Path) -> None:
    """Copy what the build does not own, so that replacing the folder loses nothing."""
    for path in sorted(old.iterdir()) if old.exists() else ():
        if path.name not in _BUILT:
            copy = shutil.copytree if path.is_dir() else shutil.copy2
            copy(path, new / path.name)


def _replace(moves: Mapping[Path, Path], before: Path) -> None:
    """Put each new folder (key) in the place of an old one (value), all or none; the old ones go to `before`.

    `before` lies on the same disk, so that each step is a rename.
    """
    before.mkdir()
    for old in moves.values():
        old.parent.mkdir(parents=True, exist_ok=True)
    done: list[tuple[Path, Path]] = []
    try:
        for new, old in moves.items():
            if old.exists():
                done.append((old.rename(before / old.name), old))
            done.append((new.rename(old), new))
    except OSError:
        for now, then in reversed(done):
            now.rename(then)
        raise
