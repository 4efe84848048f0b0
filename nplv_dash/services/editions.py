"""The edition that the app computes with, and those that are kept in `data/editions.yaml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from nplv_dash.domain.editions import Edition, edition_of
from nplv_dash.domain.errors import DataError
from nplv_dash.domain.futures import FUNDING_VERSION
from nplv_dash.domain.parameters import Model, Value
from nplv_dash.domain.scenario import MODEL_VERSION
from nplv_dash.services.kept import write_records
from nplv_dash.sources.bundle import DataBundle, sha256
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.yamlfiles import read_records

MODELS: Final[dict[Model, str]] = {"redistribution": MODEL_VERSION, "funding": FUNDING_VERSION}
#: What was measured and kept, and is read by the model of funding instead of the data themselves.
_MEASURED: Final = ("calibration", "backtest")
_FILE: Final = "editions.yaml"


def current(bundle: DataBundle, model: Model) -> Edition:
    """The edition of what lies in `data/` now; of the day it was kept, or today where it is not.

    Raises:
        DataError: a file is missing or damaged.
    """
    return redistribution(bundle) if model == "redistribution" else funding(bundle.root)


def redistribution(bundle: DataBundle) -> Edition:
    """That of the model of redistribution, which reads the data themselves; see `current`."""
    return _edition(bundle.root, "redistribution", {"bundle": bundle.fingerprint})


def funding(root: Path) -> Edition:
    """That of the model of funding, which reads what was measured and kept; see `current`."""
    paths = {name: root / "data" / f"{name}.yaml" for name in _MEASURED}
    for path in paths.values():
        if not path.is_file():
            raise DataError("file_missing", path)
    return _edition(root, "funding", {name: sha256(path)[:12] for name, path in paths.items()})


def kept(root: Path) -> tuple[Edition, ...]:
    """Every edition that ever was, the oldest first; none where there is no such file.

    Raises:
        DataError: the file is damaged, or holds the same edition twice.
    """
    path = path_below(root)
    return read_records(path, Edition) if path.is_file() else ()


def path_below(root: Path) -> Path:
    """Where they are kept."""
    return root / "data" / _FILE


def keep(bundle: DataBundle) -> tuple[Edition, ...]:
    """Add the current edition of every model, where it is a new one; the new ones are returned.

    An edition of the same day is replaced by it: nobody can have met both.
    """
    new = missing(bundle)
    replaced = {(edition.model, edition.date) for edition in new}
    stays = [edition for edition in kept(bundle.root) if (edition.model, edition.date) not in replaced]
    write_records(path_below(bundle.root), (*stays, *new), "editions", "nplv_dash/domain/editions.py")
    return new


def missing(bundle: DataBundle) -> tuple[Edition, ...]:
    """The current editions that are not kept: there should be none."""
    known = {edition.id for edition in kept(bundle.root)}
    return tuple(edition for edition in (current(bundle, model) for model in MODELS) if edition.id not in known)


def older(editions: Iterable[Edition], model: Model) -> dict[str, dict[str, Value | None]]:
    """The earlier versions of a model, for `domain.scenario.Changes`."""
    found = {edition.version: edition.defaults for edition in editions if edition.model == model}
    found.pop(MODELS[model], None)
    return found


def _edition(root: Path, model: Model, data: Mapping[str, str]) -> Edition:
    today = dt.datetime.now(dt.UTC).date()
    now = edition_of(load_parameters(root, model), model, MODELS[model], data, today)
    return next((one for one in kept(root) if one.id == now.id), now)
