"""Proof of what lies in `data/`: nothing is rebuilt, everything is read again and compared."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nplv_dash.domain.codes import PROVINCES, wijk_of
from nplv_dash.domain.errors import NplvError, SeveralErrors
from nplv_dash.domain.records import Anchor, Krachtwijk, OfficialFigure
from nplv_dash.services import backtest, editions, progress, sensitivity
from nplv_dash.services.workspace import Workspace, workspace_of
from nplv_dash.sources.attributes import read_beside
from nplv_dash.sources.bundle import BOUNDARIES, DataBundle, load_bundle, read_observations, sha256
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import example_paths, read_example
from nplv_dash.sources.shapes import is_sound
from nplv_dash.sources.tasks import load_tasks
from nplv_dash.sources.yamlfiles import read_records

#: Gemeenten and their provinces, written down by hand: four that merged or changed province since 2019 (Voorne aan Zee,
#: Land van Cuijk, Vijfheerenlanden, Eemsdelta), and some that no border or spelling may bring elsewhere.
_PROVINCE_OF = {
    "GM0599": "Zuid-Holland", "GM0171": "Flevoland", "GM1992": "Zuid-Holland", "GM1982": "Noord-Brabant",
    "GM1961": "Utrecht", "GM1979": "Groningen", "GM0363": "Noord-Holland", "GM0088": "Fryslân", "GM0917": "Limburg",
    "GM0106": "Drenthe", "GM0193": "Overijssel", "GM0202": "Gelderland", "GM0687": "Zeeland",
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One thing that was checked. The texts are `check.<key>` in the locale files.

    `subject` says which file, layer or figure; `detail` what was found; `error` holds the error where reading failed.
    """

    key: str
    subject: str
    ok: bool
    detail: str = ""
    error: NplvError | None = None


def check_data(root: Path) -> list[Finding]:
    """Check `root/data` and `root/static/geo`: checksums, schemas, coverages, joins, map layers, anchors, scenarios.

    Also whether what is kept of the sensitivity belongs to them. A file that cannot be read is a finding, not an
    exception.
    """
    try:
        bundle = load_bundle(root, thorough=True)
        workspace = workspace_of(bundle)
    except NplvError as error:
        return list(_unread(error))
    findings = [Finding("readable", e.where, ok=False, error=e) for e in bundle.problems]
    findings += _checksums(workspace)
    findings += _boundaries(workspace)
    findings += _joins(workspace)
    findings += _provinces(workspace)
    findings += _browser(workspace)
    findings += _areas(workspace)
    findings += _anchors(workspace)
    findings += _scenarios(root)
    findings += _editions(bundle)
    findings += _sensitivity(workspace)
    findings += _earlier(workspace)
    return findings


def _checksums(workspace: Workspace) -> Iterator[Finding]:
    bundle = workspace.bundle
    wrong = [
        built.path
        for built in bundle.catalog.files
        if not (path := bundle.root / "data" / built.path).exists()
        or hashlib.sha256(path.read_bytes()).hexdigest() != built.sha256
    ]
    yield Finding("checksums", "data/", not wrong, ", ".join(wrong) or str(len(bundle.catalog.files)))
    listed = {built.path for built in bundle.catalog.files}
    folders = {path.split("/")[0] for path in listed if "/" in path}
    data = bundle.root / "data"
    present = {str(p.relative_to(data)) for f in folders for p in (data / f).rglob("*") if p.is_file()}
    stray = sorted(present - listed)
    yield Finding("nothing_else", ", ".join(sorted(folders)), not stray, ", ".join(stray))
    size = sum(built.bytes for built in bundle.catalog.files) / 1e6
    yield Finding("size", "data/", size <= 25, f"{size:.1f} MB")


def _boundaries(workspace: Workspace) -> Iterator[Finding]:
    # What could not be read has its finding already.
    unread = {Path(e.where.split(":")[0]).stem for e in workspace.bundle.problems if e.key != "file_changed"}
    for layers in BOUNDARIES.values():
        for layer in layers:
            if layer in unread:
                continue
            try:
                frame = workspace.bundle.geometry(layer)
            except NplvError as error:
                yield Finding("coverage", layer, ok=False, error=error)
            else:
                yield Finding("coverage", layer, is_sound(frame), str(len(frame)))
                yield _table(workspace.bundle, layer)


def _table(bundle: DataBundle, layer: str) -> Finding:
    """The app reads names and codes from a table beside the borders; it must say the same as they do."""
    path = bundle.root / "data" / "boundaries" / f"{layer}.zip"
    found = read_beside(path, sha256(path))
    same = found is not None and found.equals(bundle.attributes(layer))
    return Finding("table_beside", layer, same, "" if found is None else str(len(found)))


def _joins(workspace: Workspace) -> Iterator[Finding]:
    """Codes are unique per level; every code with a figure has a border (loading refuses it otherwise)."""
    bundle = workspace.bundle
    for level, files in BOUNDARIES.items():
        # Read again: the bundle has put the files of a level together already. Within a file reading refuses doubles.
        times = Counter(code for file in files for code in _codes(bundle, file))
        # A buurt may be in two files: in detail, and generalised in the map of the whole country.
        allowed = 2 if level == "buurt" else 1
        double = sorted(code for code, count in times.items() if count > allowed)
        yield Finding("one_to_one", level, not double, ", ".join(double[:5]) or str(len(times)))
    gemeenten = set(bundle.units["gemeente"]["code"])
    wijken = set(bundle.units["wijk"]["code"])
    homeless = [c for c, gm in bundle.units["wijk"][["code", "gm_code"]].itertuples(index=False) if gm not in gemeenten]
    yield Finding("has_parent", "wijk", not homeless, ", ".join(homeless[:5]))
    if "buurt" in bundle.units:
        buurten = bundle.units["buurt"]
        detailed = buurten[buurten["gm_code"].isin({a.gemeente_code for a in bundle.areas})]
        lost = [c for c in detailed["code"] if wijk_of(c) not in wijken]
        yield Finding("has_parent", "buurt", not lost, ", ".join(lost[:5]))
    report = bundle.join_report
    for (level, indicator, side), group in report.groupby(["level", "indicator", "side"]):
        # Not a failure: the publishers' tables and maps are of different years. It is shown on the method page.
        yield Finding("unmatched", f"{level}, {indicator}, {side}", ok=True, detail=str(group["code"].nunique()))


def _provinces(workspace: Workspace) -> Iterator[Finding]:
    """Every gemeente lies in one of the twelve provinces, and those that are known by hand in the right one."""
    province_of = dict(workspace.bundle.units["gemeente"][["code", "province"]].itertuples(index=False))
    nowhere = sorted(code for code, name in province_of.items() if name not in PROVINCES)
    yield Finding("province", "gemeente", not nowhere, ", ".join(nowhere[:5]) or str(len(province_of)))
    # A made-up country has other gemeenten.
    known = {code: name for code, name in _PROVINCE_OF.items() if code in province_of}
    wrong = [f"{code}: {province_of[code]} ≠ {name}" for code, name in known.items() if province_of[code] != name]
    yield Finding("province_of", "gemeente", not wrong, ", ".join(wrong) or str(len(known)))


def _codes(bundle: DataBundle, file: str) -> list[str]:
    """The codes in a boundary file; none where it cannot be read, which has its finding already."""
    try:
        return list(bundle.attributes(file)["code"])
    except NplvError:
        return []


def _browser(workspace: Workspace) -> Iterator[Finding]:
    bundle = workspace.bundle
    for web in bundle.catalog.web:
        path = bundle.root / "static" / web.path
        content = path.read_bytes() if path.exists() else b""
        same = hashlib.sha256(content).hexdigest() == web.sha256
        layer = bundle.layers.get(web.key)
        ordered = (
            same
            and layer is not None
            and json.loads(content)["codes"] == bundle.units[layer.level]["code"].iloc[layer.rows].tolist()
        )
        yield Finding("browser", web.key, ordered, f"{web.count}, {len(content) / 1e6:.2f} MB")


def _areas(workspace: Workspace) -> Iterator[Finding]:
    bundle = workspace.bundle
    yield Finding("twenty", "areas.yaml", len(bundle.areas) == 20, str(len(bundle.areas)))
    headlines = [i for i in bundle.indicators.values() if i.headline]
    gaps = [
        f"{area.id}/{i.id}"
        for area in bundle.areas
        for i in headlines
        if workspace.figure("gebied", area.id, i.id) is None
    ]
    yield Finding("themes", "areas.yaml", not gaps, ", ".join(gaps) or ", ".join(i.id for i in headlines))


def _anchors(workspace: Workspace) -> Iterator[Finding]:
    path = workspace.bundle.root / "data" / "anchors.yaml"
    try:
        anchors = read_records(path, Anchor)
    except NplvError as error:
        yield Finding("readable", error.where, ok=False, error=error)
        return
    for anchor in anchors:
        level = {"GM": "gemeente", "WK": "wijk", "BU": "buurt"}[anchor.code[:2]]
        known = anchor.code in workspace.codes.get(level, ())
        figure = workspace.figure(level, anchor.code, anchor.indicator, anchor.year) if known else None
        subject = f"{anchor.name}, {anchor.indicator} {anchor.year}"
        if figure is None:
            yield Finding("anchor", subject, ok=False, detail=f"{anchor.value:g} ≠ ?")
            continue
        near = abs(figure.value - anchor.value) <= anchor.tolerance + 1e-9
        yield Finding("anchor", subject, near, f"{figure.value:.6g} / {anchor.value:g} (± {anchor.tolerance:g})")


def _scenarios(root: Path) -> Iterator[Finding]:
    """The parameters of the models, every example scenario and the tasks, which nothing else reads before their use."""
    try:
        parameters, funding = load_parameters(root), load_parameters(root, "funding")
    except NplvError as error:
        yield Finding("readable", error.where, ok=False, error=error)
        return
    yield Finding("parameters", "parameters.yaml", ok=True, detail=str(len(parameters) + len(funding)))
    examples = []
    for path in example_paths(root):
        try:
            examples.append(read_example(path, parameters))
        except NplvError as error:
            yield from _unread(error)
        else:
            yield Finding("scenario", path.name, ok=True, detail=examples[-1].scenario.id)
    try:
        tasks = load_tasks(root, parameters, examples)
    except NplvError as error:
        yield from _unread(error)
    else:
        yield Finding("tasks", "tasks.yaml", ok=True, detail=str(len(tasks)))


def _editions(bundle: DataBundle) -> Iterator[Finding]:
    """The figures of now must be a kept edition, or links of today could never say what changed since.

    A country that is made up keeps nothing.
    """
    path = editions.path_below(bundle.root)
    if not path.exists():
        return
    try:
        missing = editions.missing(bundle)
    except NplvError as error:
        yield from _unread(error)
    else:
        named = ", ".join(edition.id for edition in missing)
        yield Finding("editions", path.name, ok=not missing, detail=named or str(len(editions.kept(bundle.root))))


def _sensitivity(workspace: Workspace) -> Iterator[Finding]:
    """What takes seconds to compute is kept: it must have been made with these data and parameters and this model.

    A country that is made up keeps nothing.
    """
    path = sensitivity.path_below(workspace.bundle.root)
    if not path.exists():
        return
    try:
        found = sensitivity.kept(workspace.bundle.root)
    except NplvError as error:
        yield from _unread(error)
        return
    try:
        sensitivity.check_origin(workspace, found)
    except NplvError as error:
        # Parameters and examples that cannot be read have their finding already.
        if error.key == "sensitivity_stale":
            yield Finding("sensitivity", path.name, ok=False, error=error)
    else:
        yield Finding("sensitivity", path.name, ok=True, detail=", ".join(one.name for one in found.scenarios))


def _earlier(workspace: Workspace) -> Iterator[Finding]:
    """The forty krachtwijken, the earlier instrument and the official figures, which nothing reads at the start.

    Also whether what was made of them can be read; a country that is made up keeps nothing.
    """
    root, wijken = workspace.bundle.root, set(workspace.codes["wijk"])
    data = root / "data"
    try:
        areas = read_records(data / "krachtwijken.yaml", Krachtwijk)
        lost = sorted({code for area in areas for code in area.wijken} - wijken)
        yield Finding("krachtwijken", "krachtwijken.yaml", not lost, ", ".join(lost[:5]) or str(len(areas)))
        officials = read_records(data / "official.yaml", OfficialFigure)
        yield Finding("official", "official.yaml", ok=True, detail=str(len(officials)))
        codes = set(read_observations(data / "indicators" / "lbm2.parquet")["code"])
        astray = sorted(codes - wijken)
        yield Finding("second", "indicators/lbm2.parquet", not astray, ", ".join(astray[:5]) or str(len(codes)))
        for kept in (backtest, progress):
            if kept.path_below(root).exists():
                kept.kept(root)
                yield Finding("kept", kept.path_below(root).name, ok=True)
    except NplvError as error:
        yield from _unread(error)


def _unread(error: NplvError) -> Iterator[Finding]:
    """A finding for everything that is wrong with one file."""
    for single in error.errors if isinstance(error, SeveralErrors) else (error,):
        yield Finding("readable", single.where, ok=False, error=single)
