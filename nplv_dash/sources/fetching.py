"""What the publishers have now, fetched: borders of the newest year, and the newest tables of figures."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.publishers import BorderLevel, Borders, Edition, OData, Publisher, Table, Wfs, Zip
from nplv_dash.domain.versions import Fetched
from nplv_dash.sources.publishers import features, odata, wfs, zips
from nplv_dash.sources.publishers.client import Client, Patience

#: Called with the id of a publisher, a table or layer of it, and the bytes that came.
Tell = Callable[[str, str, int], None]
LEVELS: tuple[BorderLevel, ...] = ("gemeente", "wijk", "buurt")
#: What smaller questions may mend.
_IN_PARTS: Final = (
    "publisher_cut_off", "publisher_paging", "publisher_refuses", "publisher_too_big", "publisher_unreachable",
)  # fmt: skip


@dataclass(frozen=True)
class Absent:
    """A table or year that the publisher does not have yet."""

    publisher: str
    table: str


@dataclass(frozen=True)
class Figures:
    """The figures of a table.

    Attributes:
        codes_of: year of the units.
        frame: columns as `odata.COLUMNS`.
    """

    publisher: str
    table: str
    codes_of: int
    frame: pd.DataFrame


@dataclass
class Fresh:
    """Everything that came.

    Attributes:
        year: of the borders; None where none were asked for.
        layers: by level, columns as in `data/sources/`.
        drawn: buurten of other years, to lay over those, see `draw`.
    """

    year: int | None = None
    layers: dict[BorderLevel, gpd.GeoDataFrame] = field(default_factory=dict)
    drawn: dict[int, gpd.GeoDataFrame] = field(default_factory=dict)
    figures: list[Figures] = field(default_factory=list)
    fetched: list[Fetched] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)


def fetch(publishers: Sequence[Publisher], folder: Path, patience: Patience, tell: Tell = lambda *_: None) -> Fresh:
    """Ask every publisher for everything.

    Args:
        folder: where files are kept meanwhile.

    Raises:
        DataError: of the first that fails, with the address; `publisher_absent` too, where a table must be there.
    """
    fresh = Fresh()
    for one in publishers:
        with _named(one):
            _ask(one, folder, patience, fresh, tell)
    return fresh


def draw(
    publishers: Sequence[Publisher],
    years: Collection[int],
    folder: Path,
    patience: Patience,
    fresh: Fresh,
    tell: Tell = lambda *_: None,
) -> None:
    """Ask for the buurten of other years; of one that no record has, or that is not made yet, nothing comes.

    Raises:
        DataError: as `fetch`.
    """
    for one in publishers:
        if not isinstance(one, Borders):
            continue
        for edition in filter(None, map(one.of_year, sorted(years))):
            with _named(one), client_of(one, folder, patience) as client:
                _draw(client, one, edition, fresh, tell)


@contextmanager
def _named(publisher: Publisher) -> Iterator[None]:
    """Say of an error which publisher it is about."""
    try:
        yield
    except DataError as error:
        if error.key == "not_writable":
            raise
        raise DataError(error.key, f"{publisher.id}: {error.where}", **error.values) from error


def _draw(client: Client, publisher: Borders, edition: Edition, fresh: Fresh, tell: Tell) -> None:
    try:
        asked = _layer(client, publisher, edition, "buurt", tell)
    except DataError as error:
        if error.key != "publisher_absent" or not edition.may_lack:
            raise
        return
    fresh.drawn[edition.year] = asked.frame
    fresh.fetched.append(asked.fetched)


def _ask(publisher: Publisher, folder: Path, patience: Patience, fresh: Fresh, tell: Tell) -> None:
    with client_of(publisher, folder, patience) as client:
        if isinstance(publisher, Borders):
            _borders(client, publisher, fresh, tell)
        elif isinstance(publisher, OData):
            _tables(client, publisher, fresh, tell)
        elif isinstance(publisher, Zip):
            _zip(client, publisher, fresh, tell)
        else:
            _wfs(client, publisher, fresh, tell)


def client_of(publisher: Publisher, folder: Path, patience: Patience) -> Client:
    """A client that keeps to what the record says."""
    return Client(folder, publisher.hosts, publisher.per_second, patience, bases=publisher.addresses)


def _borders(client: Client, publisher: Borders, fresh: Fresh, tell: Tell) -> None:
    for edition in publisher.editions:
        try:
            gemeenten = _layer(client, publisher, edition, "gemeente", tell)
            codes = tuple(gemeenten.frame["code"])
            asked = [gemeenten, *(_layer(client, publisher, edition, level, tell, codes) for level in LEVELS[1:])]
        except DataError as error:
            if error.key == "publisher_absent" and edition.may_lack:
                fresh.absent.append(Absent(publisher.id, str(edition.year)))
                continue
            raise
        fresh.year = edition.year
        fresh.layers = {level: one.frame for level, one in zip(LEVELS, asked, strict=True)}
        fresh.fetched += [one.fetched for one in asked]
        return
    raise DataError("publisher_absent", publisher.editions[-1].base, status=404)


def _layer(
    client: Client,
    publisher: Borders,
    edition: Edition,
    level: BorderLevel,
    tell: Tell,
    gemeenten: Sequence[str] = (),
) -> features.Asked:
    """A layer of the whole country, in a few large answers; of a service that does not get through those, in parts.

    Args:
        gemeenten: the parts: a gemeente at a time, of which each that fails is asked again by itself.
    """
    client.tell = lambda size: tell(publisher.id, f"{level} {edition.year}", size)
    try:
        return features.layer(client, publisher, edition, level)
    except DataError as error:
        if not gemeenten or error.key not in _IN_PARTS:
            raise
    return features.layer(client, publisher, edition, level, gemeenten)


def _tables(client: Client, publisher: OData, fresh: Fresh, tell: Tell) -> None:
    for table in publisher.tables:
        client.tell = _telling(tell, publisher.id, table.id)
        try:
            found, fetched = odata.figures(client, publisher, table)
        except DataError as error:
            if not _not_yet(error, table):
                raise
            fresh.absent.append(Absent(publisher.id, f"{table.id} {table.year}"))
            continue
        fresh.figures.append(Figures(publisher.id, f"{table.id} {table.year}", table.codes_of, found))
        fresh.fetched.append(fetched.model_copy(update={"table": f"{table.id} {table.year}"}))


def _not_yet(error: DataError, table: Table) -> bool:
    """A table that is not made yet; or is, without that year."""
    return table.may_lack and error.key in {"publisher_absent", "publisher_empty"}


def _telling(tell: Tell, publisher: str, table: str) -> Callable[[int], None]:
    return lambda size: tell(publisher, table, size)


def _zip(client: Client, publisher: Zip, fresh: Fresh, tell: Tell) -> None:
    client.tell = _telling(tell, publisher.id, publisher.title)
    found, fetched = zips.figures(client, publisher)
    fresh.figures.append(Figures(publisher.id, fetched.table, publisher.codes_of, found))
    fresh.fetched.append(fetched)


def _wfs(client: Client, publisher: Wfs, fresh: Fresh, tell: Tell) -> None:
    for table in publisher.tables:
        client.tell = _telling(tell, publisher.id, table.layer)
        found, fetched = wfs.figures(client, publisher, table)
        fresh.figures.append(Figures(publisher.id, fetched.table, publisher.codes_of, found))
        fresh.fetched.append(fetched)
