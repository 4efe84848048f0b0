"""Whether the publishers' services answer as we expect: each is asked once, for as little as can be."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.publishers import BorderLevel, Borders, Edition, OData, Publisher, Table, Wfs, WfsTable, Zip
from nplv_dash.sources.fetching import LEVELS, client_of
from nplv_dash.sources.publishers import features, odata, wfs, zips
from nplv_dash.sources.publishers.client import Client, Patience

#: Features or rows that are asked for.
_FEW = 2


@dataclass(frozen=True)
class Attempt:
    """What came of one question.

    Attributes:
        rows: features or figures in the answer.
        may_lack: the publisher may not have it yet, so that an error is none.
    """

    publisher: str
    table: str
    rows: int = 0
    error: DataError | None = None
    may_lack: bool = False


def attempts(publishers: Sequence[Publisher], patience: Patience) -> Iterator[Attempt]:
    """Ask for two features of each layer, two rows of each table, and each zip as a whole.

    What fails is in the answer, and stops nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        # Once is once: nobody waits for a service that is down.
        quick = replace(patience, attempts=1)
        for one in publishers:
            yield from _of(one, Path(folder), quick)


def _of(publisher: Publisher, folder: Path, patience: Patience) -> Iterator[Attempt]:
    with client_of(publisher, folder, patience) as client:
        for table, may_lack, ask in _questions(client, publisher):
            try:
                yield Attempt(publisher.id, table, ask(), may_lack=may_lack)
            except DataError as error:
                yield Attempt(publisher.id, table, error=error, may_lack=may_lack)


def _questions(client: Client, publisher: Publisher) -> Iterator[tuple[str, bool, Callable[[], int]]]:
    """What is asked for, whether it may not be there yet, and how it is asked."""
    if isinstance(publisher, Borders):
        for edition, level in product(publisher.editions, LEVELS):
            table = f"{publisher.layers[level].name} {edition.year}"
            yield table, edition.may_lack, partial(_borders, client, publisher, edition, level)
        for edition in publisher.overlay:
            table = f"{publisher.layers['buurt'].name} {edition.year}"
            yield table, edition.may_lack, partial(_borders, client, publisher, edition, "buurt")
    elif isinstance(publisher, OData):
        for one in publisher.tables:
            yield f"{one.id} {one.year}", one.may_lack, partial(_table, client, publisher, one)
    elif isinstance(publisher, Zip):
        yield publisher.address, False, lambda: len(zips.figures(client, publisher)[0])
    else:
        for layer in publisher.tables:
            yield layer.layer, False, partial(_layer, client, publisher, layer)


def _borders(client: Client, publisher: Borders, edition: Edition, level: BorderLevel) -> int:
    return len(features.layer(client, publisher, edition, level, most=_FEW).frame)


def _table(client: Client, publisher: OData, table: Table) -> int:
    return len(odata.figures(client, publisher, table, most=_FEW)[0])


def _layer(client: Client, publisher: Wfs, table: WfsTable) -> int:
    return len(wfs.figures(client, publisher, table, most=_FEW)[0])
