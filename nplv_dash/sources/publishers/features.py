"""Borders from a service, as a table with polygons: OGC API Features and WFS 2.0, page by page, in EPSG:28992."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import geopandas as gpd

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.publishers import Borders, Edition, Layer
from nplv_dash.domain.versions import Fetched
from nplv_dash.sources.publishers.client import Client
from nplv_dash.sources.shapes import RD

OGC_CRS: Final = f"http://www.opengis.net/def/crs/EPSG/0/{RD}"
WFS_CRS: Final = f"urn:ogc:def:crs:EPSG::{RD}"
#: More pages than any layer has: a service whose pages never end is no service.
_PAGES: Final = 2000


@dataclass
class Asked:
    """What came of one layer.

    Attributes:
        frame: our columns, and `geometry` in EPSG:28992.
        fetched: where it came from.
    """

    frame: gpd.GeoDataFrame
    fetched: Fetched


def layer(
    client: Client,
    publisher: Borders,
    edition: Edition,
    level: Any,
    gemeente: str | None = None,
    most: int | None = None,
) -> Asked:
    """One layer of one year.

    Args:
        gemeente: code; only the units in it.
        most: features to stop at, for a first look.

    Raises:
        DataError: what `Client.file` raises; `publisher_format`, `publisher_columns`, `publisher_crs`,
            `publisher_paging` or `publisher_empty`.
    """
    wanted = publisher.layers[level]
    pages = _ogc if publisher.protocol == "ogc" else _wfs
    trail = _Trail(client)
    features: list[dict[str, Any]] = []
    for page in pages(trail, publisher, edition, wanted, gemeente, min(publisher.page, most or publisher.page)):
        features += page
        if most is not None and len(features) >= most:
            break
    if not features:
        raise DataError("publisher_empty", trail.first, table=wanted.name)
    frame = _frame(features, wanted, trail.first)
    if publisher.water:
        frame = _without_water(frame, features, publisher.water, trail.first)
    table = f"{wanted.name} {edition.year}" + (f" {gemeente}" if gemeente else "")
    return Asked(frame, trail.fetched(publisher.id, table, len(frame)))


@dataclass
class _Trail:
    """What was asked, and a digest of what came."""

    client: Client
    first: str = ""
    digest: Any = field(default_factory=hashlib.sha256)
    modified: str = ""

    def page(self, address: str, params: dict[str, str] | None = None) -> dict[str, Any]:
        self.first = self.first or address
        found = self.client.json(address, params)
        if not isinstance(found, dict) or not isinstance(found.get("features"), list):
            raise DataError("publisher_format", address, reason="no list of features")
        # Not of the whole answer, in which the time of the day stands.
        self.digest.update(json.dumps(found["features"]).encode())
        self.modified = str(found.get("timeStamp", "")) or self.modified
        return found

    def fetched(self, publisher: str, table: str, rows: int) -> Fetched:
        return Fetched(
            publisher=publisher, table=table, address=self.first, sha256=self.digest.hexdigest(), rows=rows,
            modified=self.modified,
        )  # fmt: skip


_Pages = Iterator[list[dict[str, Any]]]


def _ogc(trail: _Trail, publisher: Borders, edition: Edition, layer: Layer, gemeente: str | None, page: int) -> _Pages:
    address: str | None = f"{edition.base}/collections/{layer.name}/items"
    params: dict[str, str] | None = {"f": "json", "limit": str(page), "crs": OGC_CRS}
    if gemeente:
        params = {**(params or {}), publisher.of_gemeente: gemeente}
    seen: set[str] = set()
    while address:
        if address in seen or len(seen) >= _PAGES:
            raise DataError("publisher_paging", trail.first, pages=len(seen))
        seen.add(address)
        found = trail.page(address, params)
        yield found["features"]
        # The next address holds everything that was asked.
        params, address = None, _next(found, address)


def _next(found: dict[str, Any], address: str) -> str | None:
    import httpx

    links = [one for one in found.get("links", []) if isinstance(one, dict) and one.get("rel") == "next"]
    return str(httpx.URL(address).join(str(links[0].get("href", "")))) if links else None


def _wfs(trail: _Trail, publisher: Borders, edition: Edition, layer: Layer, gemeente: str | None, page: int) -> _Pages:
    params = {
        "service": "WFS", "version": "2.0.0", "request": "GetFeature", "typeNames": layer.name,
        "outputFormat": "application/json", "srsName": WFS_CRS, "count": str(page),
    }  # fmt: skip
    if gemeente:
        params["filter"] = (
            '<Filter xmlns="http://www.opengis.net/fes/2.0"><PropertyIsEqualTo>'
            f"<ValueReference>{publisher.of_gemeente}</ValueReference><Literal>{gemeente}</Literal>"
            "</PropertyIsEqualTo></Filter>"
        )
    start, before = 0, None
    for _ in range(_PAGES):
        found = trail.page(edition.base, params | {"startIndex": str(start)})["features"]
        # A service that does not know `startIndex` gives its first page for ever.
        if found and found == before:
            raise DataError("publisher_paging", trail.first, pages=start // page)
        yield found
        if len(found) < page:
            return
        start, before = start + len(found), found
    raise DataError("publisher_paging", trail.first, pages=_PAGES)


def _frame(features: list[dict[str, Any]], layer: Layer, where: str) -> gpd.GeoDataFrame:
    properties = [one.get("properties") or {} for one in features]
    present = {name for one in properties for name in one}
    absent = [theirs for theirs in layer.columns.values() if theirs not in present]
    if absent:
        raise DataError("publisher_columns", where, columns=", ".join(absent), present=", ".join(sorted(present)[:40]))
    try:
        frame = gpd.GeoDataFrame.from_features(features, crs=RD)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise DataError("publisher_format", where, reason=str(error)[:200]) from error
    frame = frame.rename(columns={theirs: ours for ours, theirs in layer.columns.items()})
    frame = frame[[*layer.columns, "geometry"]].assign(**{name: frame[name].astype(str) for name in layer.columns})
    if frame.geometry.isna().any():
        raise DataError("publisher_format", where, reason="a feature without a polygon")
    _check_metres(frame, where)
    return frame


def _check_metres(frame: gpd.GeoDataFrame, where: str) -> None:
    """A service that does not know the parameter for the coordinates gives degrees, and says nothing."""
    west, south, east, north = frame.total_bounds
    if not (west >= 0 and east <= 300_000 and south >= 300_000 and north <= 625_000):
        raise DataError("publisher_crs", where, bounds=f"{west:.2f}, {south:.2f}, {east:.2f}, {north:.2f}")


def _without_water(
    frame: gpd.GeoDataFrame, features: list[dict[str, Any]], water: tuple[str, str], where: str
) -> gpd.GeoDataFrame:
    name, value = water
    marks = [(one.get("properties") or {}).get(name) for one in features]
    if all(mark is None for mark in marks):
        raise DataError("publisher_columns", where, columns=name, present="")
    return frame[[mark != value for mark in marks]].reset_index(drop=True)


Tell = Callable[[str], None]
