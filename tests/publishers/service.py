"""A server on this machine that speaks as the publishers do, and fails as they may.

It is filled with a small country: borders as tables with polygons, figures as wide tables, files. What it should do
wrong is told by `faults`: for a path, a list of faults, of which each request takes the first.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import shapely

RD = "http://www.opengis.net/def/crs/EPSG/0/28992"
#: How the services call our columns.
NAMES = {
    "gemeenten": {"code": "gemeentecode", "name": "gemeentenaam"},
    "wijken": {"code": "wijkcode", "name": "wijknaam", "gm_code": "gemeentecode"},
    "buurten": {"code": "buurtcode", "name": "buurtnaam", "wk_code": "wijkcode", "gm_code": "gemeentecode"},
}


def _page_to(href: object) -> bytes:
    """A page, of borders or figures, whose next one is elsewhere."""
    links = [{"rel": "next", "href": href}]
    return json.dumps({"features": [], "value": [], "links": links, "@odata.nextLink": href}).encode()


_JSON = "application/json"
#: Answers that are no answers: type, content, headers.
ODD: dict[str, tuple[str, bytes, dict[str, str]]] = {
    "next_elsewhere": (_JSON, _page_to("https://elders.example/data"), {}),
    "next_open": (_JSON, _page_to("http://localhost:1/data"), {}),
    "next_no_address": (_JSON, _page_to("http://127.0.0.1:x/data"), {}),
    "next_number": (_JSON, _page_to({"a": 1}), {}),
    "links_null": (_JSON, b'{"features": [], "links": null, "value": [1]}', {}),
    "deep": (_JSON, b"[" * 100_000, {}),
    "bad_gzip": (_JSON, b"no gzip", {"Content-Encoding": "gzip"}),
}


@dataclass
class Country:
    """What the service has.

    Attributes:
        borders: per year, per layer of `NAMES`, polygons in EPSG:28992 with our columns.
        tables: per table a row per code, a column per measure by its title.
        files: content by the last part of the path.
        layers: figures by the name of their layer at the WFS: a row per feature, a column per property.
    """

    borders: dict[int, dict[str, gpd.GeoDataFrame]] = field(default_factory=dict)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    layers: dict[str, pd.DataFrame] = field(default_factory=dict)


class RefusedError(Exception):
    """What was asked is not known here; some services say so in XML."""


@dataclass
class Service:
    """A running server.

    Attributes:
        faults: by a part of the address, what goes wrong, one after the other: a status such as `503`, `429` (with
            `retry_after`), `html`, `html_as_json`, `cut`, `elsewhere`, `loop`, `other_page`.
        asked: every request: path, query and headers.
        page: rows in a page of OData.
        most: features that the WFS with figures gives at a time, however many are asked for.
        refusal: the status with which that WFS refuses what it does not know.
    """

    country: Country
    port: int = 0
    faults: dict[str, list[str]] = field(default_factory=dict)
    retry_after: str = "0"
    asked: list[tuple[str, dict[str, list[str]], Mapping[str, str]]] = field(default_factory=list)
    page: int = 7
    most: int = 1000
    refusal: int = 400

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fault(self, path: str) -> str | None:
        for part, faults in self.faults.items():
            if part in path and faults:
                return faults.pop(0)
        return None


def zipped(**files: str) -> bytes:
    """A zip with these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return held.getvalue()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Nothing: who asks may leave before all is said."""


@contextmanager
def serving(country: Country) -> Iterator[Service]:
    """Run the service while the block lasts."""
    service = Service(country)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"service": service}))
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    service: Service
    protocol_version = "HTTP/1.1"
    # Head and content are sent one after the other: the second would wait until the first is known to have come.
    disable_nagle_algorithm = True

    def log_message(self, *_: object) -> None:
        """Nothing: the test looks at what was asked."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        self.service.asked.append((parts.path, query, dict(self.headers.items())))
        fault = self.service.fault(self.path)
        if fault is None or fault in {"cut", "loop", "html_as_json"}:
            content = b"<!DOCTYPE html><p>Onderhoud</p>" if fault == "html_as_json" else None
            self.give(parts.path, query, fault, content)
        elif fault in ODD:
            kind, content, more = ODD[fault]
            self.send(200, content, kind, more)
        elif fault == "html":
            self.send(200, b"<html>Even geduld</html>", "text/html")
        elif fault == "elsewhere":
            self.send(302, b"", "text/plain", {"Location": "http://localhost:1/data"})
        elif fault == "here":
            self.send(307, b"", "text/plain", {"Location": f"{self.service.base}{self.path}"})
        else:
            self.send(int(fault), b"", "text/plain", {"Retry-After": self.service.retry_after})

    def give(self, path: str, query: dict[str, list[str]], fault: str | None, content: bytes | None) -> None:
        try:
            content = answer(self.service, path, query, fault) if content is None else content
        except RefusedError as error:
            report = f"<ows:ExceptionReport>{error}</ows:ExceptionReport>".encode()
            self.send(self.service.refusal, report, "application/xml")
            return
        if content is None:
            self.send(404, b"", "text/plain")
            return
        tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
        kind = "application/zip" if path.endswith(".zip") else "application/json"
        begin = 0
        wanted = self.headers.get("Range", "")
        if wanted.startswith("bytes=") and self.headers.get("If-Range") == tag:
            begin = int(wanted[6:].rstrip("-"))
        more = {"ETag": tag} | ({"Content-Range": f"bytes {begin}-{len(content) - 1}/{len(content)}"} if begin else {})
        cut = len(content[begin:]) // 2 if fault == "cut" else None
        self.send(206 if begin else 200, content[begin:], kind, more, cut)

    def send(
        self, status: int, content: bytes, kind: str, more: Mapping[str, str] | None = None, cut: int | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content[:cut] if cut is not None else content)
        if cut is not None:
            self.close_connection = True


def answer(service: Service, path: str, query: dict[str, list[str]], fault: str | None) -> bytes | None:
    """What stands at a path; None where nothing does."""
    steps = path.strip("/").split("/")
    one = {name.lower(): values[0] for name, values in query.items()}
    match steps:
        case ["ogc", year, "collections", layer, "items"]:
            found = _ogc(service, int(year), layer, one, path, fault)
        case ["wfs", year]:
            found = _wfs(service, int(year), one, fault)
        case ["lbm3", "ows"]:
            found = _layer(service, one, fault)
        case ["v4", table, part]:
            found = _version_4(service, table, part, one, path, fault)
        case ["v3", table, "TypedDataSet"]:
            found = _version_3(service, table, one, path, fault)
        case ["files", name]:
            return service.country.files.get(name)
        case _:
            found = None
    return None if found is None else json.dumps(found).encode()


def _features(frame: gpd.GeoDataFrame, layer: str, metres: bool) -> list[dict[str, Any]]:
    shown = frame if metres else frame.to_crs(4326)
    names = NAMES[layer]
    return [
        {
            "type": "Feature",
            "geometry": shapely.geometry.mapping(shape),
            "properties": {theirs: row[ours] for ours, theirs in names.items()} | {"water": row.get("water", "NEE")},
        }
        for shape, row in zip(shown.geometry, shown.to_dict("records"), strict=True)
    ]


def _ogc(
    service: Service, year: int, layer: str, one: dict[str, str], path: str, fault: str | None
) -> dict[str, Any] | None:
    frame = service.country.borders.get(year, {}).get(layer)
    if frame is None:
        return None
    of = frame["code"] if layer == "gemeenten" else frame["gm_code"]
    chosen = frame[of == one["gemeentecode"]] if "gemeentecode" in one else frame
    start, limit = int(one.get("cursor", 0)), int(one.get("limit", 10))
    following = urlencode({**one, "cursor": start if fault == "loop" else start + limit})
    more = start + limit < len(chosen) or fault == "loop"
    return {
        "type": "FeatureCollection",
        "timeStamp": "2026-11-30T12:00:00Z",
        "features": _features(chosen.iloc[start : start + limit], layer, one.get("crs") == RD),
        "links": [{"rel": "next", "href": f"{path}?{following}"}] if more else [],
    }


def _wfs(service: Service, year: int, one: dict[str, str], fault: str | None) -> dict[str, Any] | None:
    layer = one["typenames"].rpartition(":")[2]
    frame = service.country.borders.get(year, {}).get(layer)
    if frame is None:
        return None
    if "filter" in one:
        (value,) = [element.text for element in ET.fromstring(one["filter"]).iter() if element.tag.endswith("Literal")]  # noqa: S314
        frame = frame[frame["gm_code"] == value]
    start = 0 if fault == "loop" else int(one["startindex"])
    page = frame.iloc[start : start + int(one["count"])]
    return {"type": "FeatureCollection", "features": _features(page, layer, one["srsname"].endswith("28992"))}


def _layer(service: Service, one: dict[str, str], fault: str | None) -> dict[str, Any]:
    layer = one["typenames"]
    if layer not in service.country.layers:
        raise RefusedError(layer)
    # Who does not ask for an order gets another one each time.
    frame = service.country.layers[layer].sample(frac=1, random_state=len(service.asked))
    order = one["sortby"].split(",") if "sortby" in one else []
    names = one["propertyname"].split(",") if "propertyname" in one else [*frame.columns]
    if strange := {*names, *order} - {*frame.columns}:
        raise RefusedError(strange)
    frame = frame.sort_values(order, kind="stable") if order else frame
    start = 0 if fault == "loop" else int(one["startindex"])
    page = frame.iloc[start : start + min(service.most, int(one["count"]))]
    shape = None if "propertyname" in one else shapely.geometry.mapping(shapely.box(0, 0, 1, 1))
    return {
        "type": "FeatureCollection",
        "timeStamp": f"2026-11-30T12:00:{len(service.asked) % 60:02}Z",
        "numberMatched": len(frame),
        "features": [
            {"type": "Feature", "id": f"fid-{len(service.asked)}-{place}", "geometry": shape,
             "properties": {name: None if pd.isna(row[name]) else row[name] for name in names}}
            for place, row in enumerate(page.to_dict("records"))
        ],
    }  # fmt: skip


def _identifiers(table: pd.DataFrame) -> dict[str, str]:
    return {title: f"M{number:06d}" for number, title in enumerate(table.columns)}


def _version_4(
    service: Service, table: str, part: str, one: dict[str, str], path: str, fault: str | None
) -> dict[str, Any] | None:
    found = service.country.tables.get(table)
    if found is None:
        return None
    known = _identifiers(found)
    if part == "MeasureCodes":
        return {"value": [{"Identifier": code, "Title": title} for title, code in known.items()]}
    rows = [
        {"Measure": known[title], "Value": None if pd.isna(value) else value, "WijkenEnBuurten": f"{code:10}"}
        for code, row in found.iterrows()
        for title, value in row.items()
        if f"'{known[str(title)]}'" in one["$filter"]
    ]
    return _paged(service, rows, one, path, "@odata.nextLink", fault)


def _column(title: str, place: int) -> str:
    """As version 3 names it; a title that has its number already keeps it."""
    return title if re.search(r"_\d+$", title) else f"{title}_{place}"


def _version_3(
    service: Service, table: str, one: dict[str, str], path: str, fault: str | None
) -> dict[str, Any] | None:
    found = service.country.tables.get(table)
    if found is None:
        return None
    rows = [
        {"ID": number, "WijkenEnBuurten": f"{code:10}"}
        | {
            _column(str(title), place): None if pd.isna(value) else value
            for place, (title, value) in enumerate(row.items(), 1)
        }
        for number, (code, row) in enumerate(found.iterrows())
    ]
    return _paged(service, rows, one, path, "odata.nextLink", fault)


def _paged(
    service: Service, rows: list[dict[str, Any]], one: dict[str, str], path: str, link: str, fault: str | None
) -> dict[str, Any]:
    start, size = int(one.get("$skiptoken", 0)), service.page
    following = urlencode({**one, "$skiptoken": start if fault == "loop" else start + size})
    more = start + size < len(rows) or fault == "loop"
    return {"value": rows[start : start + size], **({link: f"{path}?{following}"} if more else {})}
