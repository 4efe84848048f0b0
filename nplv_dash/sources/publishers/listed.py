"""The records of the publishers, in `data/sources/`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.publishers import Borders, Publisher, Publishers
from nplv_dash.sources.yamlfiles import read_record

FOLDER = "sources"


def publishers(folder: Path, only: Collection[str] = (), *, every: bool = False) -> tuple[Publisher, ...]:
    """Every publisher in the YAML files of a folder, borders first.

    Args:
        only: ids; without any, all that are not asked on request only.
        every: those too.

    Raises:
        DataError: `file_missing`, `yaml_invalid` or `records_wrong` of a file; `publisher_double` where two have the
            same id; `publisher_unknown` where `only` names one that is not there.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise DataError("file_missing", folder / "*.yaml")
    found = [one for file in files for one in read_record(file, Publishers).publishers]
    ids = [one.id for one in found]
    double = sorted({one for one in ids if ids.count(one) > 1})
    if double:
        raise DataError("publisher_double", folder, publishers=", ".join(double))
    strange = sorted(set(only) - set(ids))
    if strange:
        raise DataError("publisher_unknown", folder, publishers=", ".join(strange), known=", ".join(ids))
    chosen = [one for one in found if (one.id in only if only else every or not one.on_request)]
    return tuple(sorted(chosen, key=lambda one: (not isinstance(one, Borders), one.id)))
