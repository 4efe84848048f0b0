"""Proof of what lies in `data/`: nothing is rebuilt, everything is read again and compared."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nplv_dash.domain.codes import wijk_of
from nplv_dash.domain.errors import NplvError, SeveralErrors
from nplv_dash.domain.records import Anchor
from nplv_dash.services.workspace import Workspace, workspace_of
from nplv_dash.sources.bundle import BOUNDARIES, DataBundle, load_bundle, read_records
from nplv_dash.sources.shapes import is_sound


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
    """Check `root/data` and `root/static/geo`: checksums, schemas, coverages, joins, browser layers, anchors.

    A file that cannot be read is a finding, not an exception.
    """
    try:
        bundle = load_bundle(root, thorough=True)
        workspace = workspace_of(bundle)
    except NplvError as error:
        errors = error.errors if isinstance(error, SeveralErrors) else (error,)
        return [Finding("readable", e.where, ok=False, error=e) for e in errors]
    findings = [Finding("readable", e.where, ok=False, error=e) for e in bundle.problems]
    findings += _checksums(workspace)
    findings += _boundaries(workspace)
    findings += _joins(workspace)
    findings += _browser(workspace)
    findings += _areas(workspace)
    findings += _anchors(workspace)
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
