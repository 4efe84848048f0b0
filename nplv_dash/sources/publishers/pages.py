"""Answers with features, page by page: what borders and figures have in common."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from nplv_dash.domain.errors import DataError, Reason
from nplv_dash.domain.versions import Fetched
from nplv_dash.sources.publishers.client import Client

#: More pages than any layer has: a service whose pages never end is no service.
PAGES: Final = 2000
#: The features of each page.
Pages = Iterator[list[dict[str, Any]]]


@dataclass
class Trail:
    """What was asked, and a digest of every feature that came: in whichever order, and in how many parts."""

    client: Client
    first: str = ""
    seen: list[str] = field(default_factory=list)
    modified: str = ""

    def page(self, address: str, params: Mapping[str, str] | None = None) -> dict[str, Any]:
        """An answer; its `features` are dicts, with a dict of properties or none, and without their `id`.

        Raises:
            DataError: what `Client.file` raises; `publisher_format`.
        """
        self.first = self.first or address
        found = self.client.json(address, params)
        if not isinstance(found, dict) or not _are_features(found.get("features")):
            raise DataError("publisher_format", address, reason=Reason("reasons.features"))
        # A service may make up the ids anew for each answer.
        features = [{name: part for name, part in one.items() if name != "id"} for one in found["features"]]
        # Not of the whole answer, in which the time of the day stands.
        self.seen += [hashlib.sha256(json.dumps(one).encode()).hexdigest() for one in features]
        self.modified = str(found.get("timeStamp", "")) or self.modified
        return found | {"features": features}

    def fetched(self, publisher: str, table: str, rows: int) -> Fetched:
        """What the version keeps of it."""
        return Fetched(
            publisher=publisher, table=table, address=self.first, rows=rows, modified=self.modified,
            sha256=hashlib.sha256("".join(sorted(self.seen)).encode()).hexdigest(),
        )  # fmt: skip


def _are_features(found: Any) -> bool:
    return isinstance(found, list) and all(
        isinstance(one, dict) and isinstance(one.get("properties") or {}, dict) for one in found
    )


def of_wfs(trail: Trail, base: str, layer: str, page: int, more: Mapping[str, str]) -> Pages:
    """The features of a layer by WFS 2.0.

    Args:
        base: address of the service.
        page: features in one answer; a service may give fewer at a time, if it says how many there are.
        more: parameters of the question: a filter, coordinates, properties.

    Raises:
        DataError: what `Trail.page` raises; `publisher_paging`, or `publisher_format` where fewer come than were said.
    """
    params = {
        "service": "WFS", "version": "2.0.0", "request": "GetFeature", "typeNames": layer,
        "outputFormat": "application/json", "count": str(page), **more,
    }  # fmt: skip
    start, before = 0, None
    for _ in range(PAGES):
        answer = trail.page(base, params | {"startIndex": str(start)})
        found, matched = answer["features"], answer.get("numberMatched")
        # A service that does not know `startIndex` gives its first page for ever.
        if found and found == before:
            raise DataError("publisher_paging", trail.first, pages=start // page)
        yield found
        start, before = start + len(found), found
        said = matched if isinstance(matched, int) else 0
        if len(found) < page and start >= said:
            return
        if not found:
            raise DataError("publisher_format", trail.first, reason=Reason("reasons.fewer", came=start, said=said))
    raise DataError("publisher_paging", trail.first, pages=PAGES)


def check_names(features: Sequence[Mapping[str, Any]], names: Iterable[str], where: str) -> None:
    """Whether every property that is needed is there; one that a single feature lacks may be empty there.

    Raises:
        DataError: `publisher_columns`.
    """
    present = {name for one in features for name in one.get("properties") or {}}
    absent = [name for name in names if name not in present]
    if absent:
        raise DataError("publisher_columns", where, columns=", ".join(absent), present=", ".join(sorted(present)[:40]))
