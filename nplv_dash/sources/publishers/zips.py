"""Tables in a zip from a publisher. It is looked through as that of a visitor is, and trusted no more."""

from __future__ import annotations

import csv
import fnmatch
import hashlib
import io
from pathlib import Path
from typing import Final

import pandas as pd

from nplv_dash.domain.errors import DataError, NplvError, Reason
from nplv_dash.domain.publishers import Zip, ZipTable
from nplv_dash.domain.versions import Fetched
from nplv_dash.sources.own.limits import Limits
from nplv_dash.sources.own.unpack import Archive, opened
from nplv_dash.sources.publishers.client import Client
from nplv_dash.sources.publishers.tidying import tidy

_MB: Final = 1024**2
#: Files in a zip, and how many times larger than the zip they may be together.
_MEMBERS, _TIMES = 500, 10


def figures(client: Client, publisher: Zip) -> tuple[pd.DataFrame, Fetched]:
    """The figures of all tables in the zip, as `odata.figures` gives them.

    Raises:
        DataError: what `Client.file` raises; `zip_damaged`, `publisher_too_big`, `publisher_columns`,
            `publisher_format`, or `publisher_empty`.
    """
    path = client.file(publisher.address, sha256=publisher.sha256, most_mb=publisher.most_mb)
    try:
        with opened(path, publisher.address, _limits(publisher)) as archive:
            found = pd.concat([_table(archive, publisher, one) for one in publisher.tables], ignore_index=True)
    except DataError:
        raise
    except NplvError as error:
        raise _told(error, publisher) from error
    if not len(found):
        raise DataError("publisher_empty", publisher.address, table=publisher.tables[0].member)
    return found, Fetched(
        publisher=publisher.id, table=Path(publisher.address).name, address=publisher.address,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(), rows=len(found),
    )  # fmt: skip


def _limits(publisher: Zip) -> Limits:
    return Limits(entries=_MEMBERS, unpacked=_TIMES * publisher.most_mb * _MB)


def _told(error: NplvError, publisher: Zip) -> DataError:
    """What is wrong with the zip, for who asked a publisher, and did not pack it."""
    if error.key == "own_zip_damaged":
        return DataError("zip_damaged", publisher.address)
    if error.key in {"own_zip_many", "own_zip_total"}:
        return DataError("publisher_too_big", publisher.address, most=f"{_TIMES * publisher.most_mb} MB")
    # What is wrong with a zip has a sentence already, for those of visitors.
    return DataError("publisher_format", publisher.address, reason=Reason(f"errors.{error.key}.what", **error.values))


def _table(archive: Archive, publisher: Zip, table: ZipTable) -> pd.DataFrame:
    where = f"{publisher.address}: {table.member}"
    names = [one for one in archive.names if fnmatch.fnmatch(one.rpartition("/")[2], table.member)]
    if len(names) != 1:
        present = ", ".join(archive.names)[:800]
        raise DataError("publisher_columns", where, columns=table.member, present=present)
    try:
        text = archive.read(names[0]).decode("utf-8-sig")
        rows = pd.read_csv(io.StringIO(text), sep=table.delimiter, dtype=str, keep_default_na=False)
    except (ValueError, pd.errors.ParserError, csv.Error) as error:
        raise DataError(
            "publisher_format", where, reason=Reason("reasons.table"), detail=str(error).splitlines()[0][:200]
        ) from error
    absent = [one for one in (table.code, table.year, *table.columns) if one not in rows]
    if absent:
        raise DataError("publisher_columns", where, columns=", ".join(absent), present=", ".join(rows)[:800])
    return tidy(rows, table.code, table.year, table.columns, where)
