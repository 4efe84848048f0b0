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

#: What a service says that has no parts.
_NO_PARTS: Final = ("publisher_absent", "publisher_format")


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
        laid: where those came from, by year; they are among `fetched` too.
        undrawn: why the buurten of a year did not come.
    """

    year: int | None = None
    layers: dict[BorderLevel, gpd.GeoDataFrame] = field(default_factory=dict)
    drawn: dict[int, gpd.GeoDataFrame] = field(default_factory=dict)
    laid: dict[int, Fetched] = field(default_factory=dict)
    undrawn: dict[int, DataError] = field(default_factory=dict)
    figures: list[Figures] = field(default_factory=list)
    fetched: list[Fetched] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)


def fetch(
    publishers: Sequence[Publisher], folder: Path, patience: Patience, tell: Tell = lambda *_: None, least: int = 0
) -> Fresh:
    """Ask every publisher for everything.

    Args:
        folder: where files are kept meanwhile.
        least: year of the borders that there are: those of an earlier year are not asked.

    Raises:
        DataError: of the first that fails, with the address; `publisher_absent` too, where a table must be there.
    """
    fresh = Fresh()
    for one in publishers:
        with _named(one):
            _ask(one, folder, patience, fresh, tell, least)
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

    Only the tables in codes of that year need them: that a publisher fails is kept in `Fresh.undrawn`.

    Raises:
        DataError: `not_writable`.
    """
    for one in publishers:
        if not isinstance(one, Borders):
            continue
        for edition in filter(None, map(one.of_year, sorted(years))):
            try:
                with _named(one), client_of(one, folder, patience) as client:
                    _draw(client, one, edition, fresh, tell)
            except DataError as error:
                if error.key == "not_writable":
                    raise
                fresh.undrawn[edition.year] = error


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
    def gemeenten() -> Sequence[str]:
        return tuple(_layer(client, publisher, edition, "gemeente", tell).frame["code"])

    try:
        asked = _layer(client, publisher, edition, "buurt", tell, gemeenten)
    except DataError as error:
        if error.key != "publisher_absent" or not edition.may_lack:
            raise
        return
    fresh.drawn[edition.year] = asked.frame
    fresh.laid[edition.year] = asked.fetched
    fresh.fetched.append(asked.fetched)


def _ask(publisher: Publisher, folder: Path, patience: Patience, fresh: Fresh, tell: Tell, least: int) -> None:
    with client_of(publisher, folder, patience) as client:
        if isinstance(publisher, Borders):
            _borders(client, publisher, fresh, tell, least)
        elif isinstance(publisher, OData):
            _tables(client, publisher, fresh, tell)
        elif isinstance(publisher, Zip):
            _zip(client, publisher, fresh, tell)
        else:
            _wfs(client, publisher, fresh, tell)


def client_of(publisher: Publisher, folder: Path, patience: Patience) -> Client:
    """A client that keeps to what the record says."""
    return Client(folder, publisher.hosts, publisher.per_second, patience, bases=publisher.addresses)


def _borders(client: Client, publisher: Borders, fresh: Fresh, tell: Tell, least: int) -> None:
    for edition in publisher.editions:
        if edition.year < least:
            # The newer ones are not there now: those that there are stay.
            return
        try:
            asked = _levels(client, publisher, edition, tell)
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


def _levels(client: Client, publisher: Borders, edition: Edition, tell: Tell) -> list[features.Asked]:
    """All layers of a year, in the order of `LEVELS`."""
    gemeenten = _layer(client, publisher, edition, "gemeente", tell)
    codes = tuple(gemeenten.frame["code"])
    return [gemeenten, *(_layer(client, publisher, edition, level, tell, lambda: codes) for level in LEVELS[1:])]


def _layer(
    client: Client,
    publisher: Borders,
    edition: Edition,
    level: BorderLevel,
    tell: Tell,
    gemeenten: Callable[[], Sequence[str]] | None = None,
) -> features.Asked:
    """A layer of the whole country, in a few large answers; of a service that does not get through those, in parts.

    Args:
        gemeenten: gives the parts: a gemeente at a time, of which each that fails is asked again by itself.
    """

    def telling(size: int) -> None:
        tell(publisher.id, f"{level} {edition.year}", size)

    client.tell = telling
    try:
        return features.layer(client, publisher, edition, level)
    except DataError as error:
        if gemeenten is None or error.key not in _IN_PARTS:
            raise
        whole = error
    try:
        parts = gemeenten()
        client.tell = telling
        return features.layer(client, publisher, edition, level, parts)
    except DataError as error:
        if error.key in _NO_PARTS:
            # That it does not know parts is not what was wrong.
            raise whole from error
        raise


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
