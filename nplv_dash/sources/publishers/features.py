"""Borders from a service, as a table with polygons: OGC API Features and WFS 2.0, page by page, in EPSG:28992."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import geopandas as gpd

from nplv_dash.domain.errors import DataError, Reason
from nplv_dash.domain.publishers import Borders, Edition, Layer
from nplv_dash.domain.versions import Fetched
from nplv_dash.sources.grid import NETHERLANDS, RD
from nplv_dash.sources.publishers.client import Client, joined
from nplv_dash.sources.publishers.pages import PAGES, Pages, Trail, check_names, of_wfs

OGC_CRS: Final = f"http://www.opengis.net/def/crs/EPSG/0/{RD}"
WFS_CRS: Final = f"urn:ogc:def:crs:EPSG::{RD}"


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
    gemeenten: Sequence[str | None] = (None,),
    most: int | None = None,
) -> Asked:
    """One layer of one year, as a whole or one gemeente after the other; what came is the same, and so is its digest.

    Args:
        gemeenten: codes; None for the whole country.
        most: features to stop at, for a first look.

    Raises:
        DataError: what `Client.file` raises; `publisher_format`, also where a gemeente has no units or those of
            another; `publisher_columns`, `publisher_crs`, `publisher_paging` or `publisher_empty`.
    """
    wanted = publisher.layers[level]
    pages = _ogc if publisher.protocol == "ogc" else _wfs
    trail = Trail(client)
    features: list[dict[str, Any]] = []
    for gemeente in gemeenten:
        begun = len(features)
        for page in pages(trail, publisher, edition, wanted, gemeente, min(publisher.page, most or publisher.page)):
            features += page
            if most is not None and len(features) >= most:
                break
            if gemeente is not None:
                _check_gemeente(features[begun:], wanted, gemeente, trail.first)
    if not features:
        raise DataError("publisher_empty", trail.first, table=wanted.name)
    frame = _frame(features, wanted, trail.first)
    if publisher.water:
        frame = _without_water(frame, features, publisher.water, trail.first)
    return Asked(frame, trail.fetched(publisher.id, f"{wanted.name} {edition.year}", len(frame)))


def _check_gemeente(features: Sequence[Mapping[str, Any]], layer: Layer, gemeente: str, where: str) -> None:
    """A service that does not know the filter gives the whole country, and again for every gemeente."""
    found = {(one.get("properties") or {}).get(layer.columns["gm_code"]) for one in features}
    if found != {gemeente}:
        raise DataError("publisher_format", where, reason=Reason("reasons.gemeente", code=gemeente))


def _ogc(trail: Trail, publisher: Borders, edition: Edition, layer: Layer, gemeente: str | None, page: int) -> Pages:
    address: str | None = f"{edition.base}/collections/{layer.name}/items"
    params: dict[str, str] | None = {"f": "json", "limit": str(page), "crs": OGC_CRS}
    if gemeente:
        params = {**(params or {}), publisher.of_gemeente: gemeente}
    seen: set[str] = set()
    while address:
        if address in seen or len(seen) >= PAGES:
            raise DataError("publisher_paging", trail.first, pages=len(seen))
        seen.add(address)
        found = trail.page(address, params)
        yield found["features"]
        # The next address holds everything that was asked.
        params, address = None, _next(found, address)


def _next(found: dict[str, Any], address: str) -> str | None:
    links = found.get("links", [])
    if not isinstance(links, list):
        raise DataError("publisher_format", address, reason=Reason("reasons.links"))
    following = [one for one in links if isinstance(one, dict) and one.get("rel") == "next"]
    return joined(address, following[0].get("href", "")) if following else None


def _wfs(trail: Trail, publisher: Borders, edition: Edition, layer: Layer, gemeente: str | None, page: int) -> Pages:
    more = {"srsName": WFS_CRS}
    if gemeente:
        more["filter"] = (
            '<Filter xmlns="http://www.opengis.net/fes/2.0"><PropertyIsEqualTo>'
            f"<ValueReference>{publisher.of_gemeente}</ValueReference><Literal>{gemeente}</Literal>"
            "</PropertyIsEqualTo></Filter>"
        )
    return of_wfs(trail, edition.base, layer.name, page, more)


def _frame(features: list[dict[str, Any]], layer: Layer, where: str) -> gpd.GeoDataFrame:
    check_names(features, layer.columns.values(), where)
    try:
        frame = gpd.GeoDataFrame.from_features(features, crs=RD)
    except (TypeError, ValueError, KeyError, AttributeError, RecursionError) as error:
        raise DataError("publisher_format", where, reason=Reason("reasons.shape"), detail=str(error)[:200]) from error
    frame = frame.rename(columns={theirs: ours for ours, theirs in layer.columns.items()})
    frame = frame[[*layer.columns, "geometry"]].assign(**{name: frame[name].astype(str) for name in layer.columns})
    if frame.geometry.isna().any():
        raise DataError("publisher_format", where, reason=Reason("reasons.no_shape"))
    _check_metres(frame, where)
    return frame


def _check_metres(frame: gpd.GeoDataFrame, where: str) -> None:
    """A service that does not know the parameter for the coordinates gives degrees, and says nothing."""
    west, south, east, north = frame.total_bounds
    if not (west >= NETHERLANDS[0] and south >= NETHERLANDS[1] and east <= NETHERLANDS[2] and north <= NETHERLANDS[3]):
        raise DataError("publisher_crs", where, bounds=f"{west:.2f}, {south:.2f}, {east:.2f}, {north:.2f}")


def _without_water(
    frame: gpd.GeoDataFrame, features: list[dict[str, Any]], water: tuple[str, str], where: str
) -> gpd.GeoDataFrame:
    name, value = water
    marks = [(one.get("properties") or {}).get(name) for one in features]
    if all(mark is None for mark in marks):
        raise DataError("publisher_columns", where, columns=name, present="")
    return frame[[mark != value for mark in marks]].reset_index(drop=True)
