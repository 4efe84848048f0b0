"""Figures from OData: version 4, a row per figure, and version 3, a row per unit; both page by page."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd

from nplv_dash.domain.codes import is_code
from nplv_dash.domain.errors import DataError, Reason
from nplv_dash.domain.publishers import Measure, OData, Table
from nplv_dash.domain.versions import Fetched
from nplv_dash.sources.indicators import SMALLEST_DENOMINATOR
from nplv_dash.sources.publishers.client import Client, joined, with_params

#: Columns of what is given; `level` is wijk or buurt.
COLUMNS: Final = ["level", "code", "year", "indicator", "value"]
_PAGES: Final = 5000


def figures(client: Client, publisher: OData, table: Table, most: int | None = None) -> tuple[pd.DataFrame, Fetched]:
    """The figures of a table, with the columns of `COLUMNS`; a secret or missing one has no row.

    Args:
        most: rows of the service to stop at, for a first look.

    Raises:
        DataError: what `Client.file` raises; `publisher_format`, `publisher_columns`, `publisher_double` where a name
            stands for two measures, `publisher_paging` or `publisher_empty`.
    """
    reader = _Reader(client, publisher, table)
    wide = reader.version_4(most) if publisher.version == 4 else reader.version_3(most)
    found = _figures(wide, table)
    if not len(found) and most is None:
        raise DataError("publisher_empty", reader.first, table=table.id)
    return found, Fetched(
        publisher=publisher.id, table=table.id, address=reader.first, sha256=reader.digest.hexdigest(),
        rows=len(found), modified="",
    )  # fmt: skip


def bare(name: str) -> str:
    """A name without capitals, spaces and signs, and without the number that version 3 puts behind it."""
    return re.sub(r"[^a-z0-9]", "", re.sub(r"_\d+$", "", name.strip()).lower())


@dataclass
class _Reader:
    client: Client
    publisher: OData
    table: Table
    digest: Any = field(default_factory=hashlib.sha256)

    @property
    def base(self) -> str:
        return f"{self.publisher.base}/{self.table.id}"

    @property
    def first(self) -> str:
        return f"{self.base}/{'Observations' if self.publisher.version == 4 else 'TypedDataSet'}"

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for measure in self.table.measures for name in measure.names))

    def rows(self, address: str, params: Mapping[str, str], most: int | None = None) -> Iterator[dict[str, Any]]:
        """Rows of all pages."""
        following: str | None = with_params(address, params)
        seen: set[str] = set()
        count = 0
        while following:
            if following in seen or len(seen) >= _PAGES:
                raise DataError("publisher_paging", address, pages=len(seen))
            seen.add(following)
            found = self.client.json(following)
            if not isinstance(found, dict) or not isinstance(found.get("value"), list):
                raise DataError("publisher_format", address, reason=Reason("reasons.rows"))
            if not all(isinstance(one, dict) for one in found["value"]):
                raise DataError("publisher_format", address, reason=Reason("reasons.rows"))
            self.digest.update(json.dumps(found["value"]).encode())
            yield from found["value"]
            count += len(found["value"])
            link = found.get("@odata.nextLink") or found.get("odata.nextLink")
            following = joined(following, link) if link and (most is None or count < most) else None

    def version_4(self, most: int | None) -> pd.DataFrame:
        """One row per unit, one column per name that is asked for."""
        codes = list(self.rows(f"{self.base}/MeasureCodes", {"$select": "Identifier,Title"}))
        known = self.known((str(row.get("Title", "")), str(row.get("Identifier", ""))) for row in codes)
        measures = " or ".join(f"Measure eq '{one}'" for one in known.values())
        asked = " and ".join(filter(None, (self.table.filter, f"({measures})")))
        unit = self.publisher.units
        params = {"$filter": asked, "$select": f"Measure,Value,{unit}"} | ({"$top": str(most)} if most else {})
        rows = pd.DataFrame(list(self.rows(self.first, params, most)), columns=["Measure", "Value", unit])
        self.present(rows, unit)
        rows = rows.drop_duplicates([unit, "Measure"], keep=False) if most else self.unique(rows, [unit, "Measure"])
        wide = rows.pivot_table(index=unit, columns="Measure", values="Value", aggfunc="first", dropna=False)
        return self.named(wide, known)

    def version_3(self, most: int | None) -> pd.DataFrame:
        """As `version_4`."""
        params = {"$format": "json"} | ({"$filter": self.table.filter} if self.table.filter else {})
        rows = pd.DataFrame(list(self.rows(self.first, params | ({"$top": str(most)} if most else {}), most)))
        unit = self.publisher.units
        if not len(rows):
            raise DataError("publisher_empty", self.first, table=self.table.id)
        if unit not in rows:
            raise DataError("publisher_columns", self.first, columns=unit, present=", ".join(map(str, rows))[:800])
        known = self.known((str(column), str(column)) for column in rows.columns)
        return self.named(self.unique(rows, [unit]).set_index(unit), known)

    def known(self, found: Iterable[tuple[str, str]]) -> dict[str, str]:
        """The identifier of each name that is asked for."""
        pairs = list(found)
        needed = {name for one in self.table.measures if not one.optional for name in one.names}
        known, absent, double = {}, [], []
        for name in self.names:
            # Of several with one title, such as scores of parts and their total, the record names the column itself.
            exact = {identifier for title, identifier in pairs if name in {title, identifier}}
            same = sorted(exact or {identifier for title, identifier in pairs if bare(title) == bare(name)})
            if len(same) > 1:
                double.append(f"{name}: {', '.join(same)}")
            elif same:
                known[name] = same[0]
            elif name in needed:
                absent.append(name)
        if absent:
            present = ", ".join(sorted(title for title, _ in pairs))[:800]
            raise DataError("publisher_columns", self.base, columns=", ".join(absent), present=present)
        if double:
            raise DataError("publisher_double", self.base, publishers="; ".join(double))
        return known

    def unique(self, rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
        """A unit with two figures of one kind means that the filter lets too much through."""
        double = rows[rows.duplicated(key)]
        if len(double):
            raise DataError("publisher_twice", self.first, count=len(double), example=str(double.iloc[0][key[0]]))
        return rows

    def present(self, rows: pd.DataFrame, unit: str) -> None:
        if not len(rows):
            raise DataError("publisher_empty", self.first, table=self.table.id)
        if rows[unit].isna().all():
            raise DataError("publisher_columns", self.first, columns=unit, present="")

    def named(self, wide: pd.DataFrame, known: Mapping[str, str]) -> pd.DataFrame:
        found = {name: pd.to_numeric(wide[one], errors="coerce") for name, one in known.items() if one in wide}
        frame = pd.DataFrame(found, index=wide.index).reindex(columns=list(self.names))
        frame.index = frame.index.astype(str).str.strip()
        return frame


def _figures(wide: pd.DataFrame, table: Table) -> pd.DataFrame:
    parts = []
    for level in ("wijk", "buurt"):
        units = wide[[is_code(level, code) for code in wide.index]]
        for measure in table.measures:
            value = _value(units, measure)
            frame = pd.DataFrame({"code": units.index, "value": value.to_numpy(dtype=float)})
            parts.append(frame.assign(level=level, year=table.year, indicator=measure.indicator))
    return pd.concat(parts, ignore_index=True)[COLUMNS].dropna(subset=["value"]).reset_index(drop=True)


def _value(units: pd.DataFrame, measure: Measure) -> pd.Series:
    value = units[measure.name] * measure.times
    if measure.over:
        # Every part must be known: a sum that lacks one is another sum.
        base = units[list(measure.over)].sum(axis=1, skipna=False)
        value = value / base.where(base >= SMALLEST_DENOMINATOR)
    return value.where(np.isfinite(value))
