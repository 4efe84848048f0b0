"""Figures from layers of a WFS: a feature per unit, of which the properties are asked for and not the polygon."""

from __future__ import annotations

from typing import Any

import pandas as pd

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.publishers import Wfs, WfsTable
from nplv_dash.domain.versions import Fetched
from nplv_dash.sources.publishers.client import Client
from nplv_dash.sources.publishers.pages import Trail, check_names, of_wfs
from nplv_dash.sources.publishers.tidying import tidy


def figures(client: Client, publisher: Wfs, table: WfsTable, most: int | None = None) -> tuple[pd.DataFrame, Fetched]:
    """The figures of a layer, as `odata.figures` gives them.

    Args:
        most: features to stop at, for a first look.

    Raises:
        DataError: what `Client.file` raises; `publisher_format`, `publisher_columns`, `publisher_paging`,
            `publisher_twice` where a unit has two figures of one kind and year, or `publisher_empty`.
    """
    trail = Trail(client)
    features = _features(trail, publisher, table, most)
    where = f"{publisher.base}: {table.layer}"
    if not features:
        raise DataError("publisher_empty", where, table=table.layer)
    check_names(features, table.names, where)
    properties = [one.get("properties") or {} for one in features]
    rows = pd.DataFrame({name: [_said(one.get(name)) for one in properties] for name in table.names}, dtype=str)
    found = tidy(rows, table.code, table.year, table.columns, where)
    double = found[found.duplicated(["code", "year", "indicator"])]
    if len(double):
        raise DataError("publisher_twice", where, count=len(double), example=str(double["code"].iloc[0]))
    if not len(found) and most is None:
        raise DataError("publisher_empty", where, table=table.layer)
    return found, trail.fetched(publisher.id, table.layer, len(found))


def _features(trail: Trail, publisher: Wfs, table: WfsTable, most: int | None) -> list[dict[str, Any]]:
    # Without an order, a service may give a feature on two pages, and another on none.
    more = {"propertyName": ",".join(table.names), "sortBy": ",".join(table.key)}
    found: list[dict[str, Any]] = []
    try:
        for page in of_wfs(trail, publisher.base, table.layer, min(publisher.page, most or publisher.page), more):
            found += page
            if most is not None and len(found) >= most:
                break
    except DataError as error:
        if error.key == "publisher_format" or error.values.get("status") == 400:
            _check_refused(trail, publisher, table, error)
        raise
    return found


def _check_refused(trail: Trail, publisher: Wfs, table: WfsTable, refused: DataError) -> None:
    """A service refuses the whole question where it does not know a property: one feature shows which it does know."""
    try:
        first = next(of_wfs(trail, publisher.base, table.layer, 1, {}))
    except DataError:
        raise refused from None
    if first:
        check_names(first, table.names, f"{publisher.base}: {table.layer}")


def _said(value: Any) -> str:
    return "" if value is None else str(value)
