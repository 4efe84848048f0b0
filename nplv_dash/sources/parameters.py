"""The parameters of the models, from `data/parameters.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Final

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.futures import FutureLevers
from nplv_dash.domain.levers import Levers
from nplv_dash.domain.parameters import NEEDED, Model, Parameter, Parameters
from nplv_dash.sources.yamlfiles import read_records

#: What a user decides, per model.
_LEVERS: Final[Mapping[Model, type[Any]]] = {"redistribution": Levers, "funding": FutureLevers}


def load_parameters(root: Path, model: Model = "redistribution") -> Parameters:
    """Read those of one model from `root/data/parameters.yaml`.

    Raises:
        DataError: the file is missing, is no list of records, has a key or id that is unknown, absent or double, a
            value that does not fit, or other levers than the model knows. All wrong records are in one error.
    """
    path = root / "data" / "parameters.yaml"
    records = read_records(path, Parameter)
    try:
        parameters = Parameters(record for record in records if record.model == model)
    except ValueError as error:
        raise DataError("records_wrong", path, problems=str(error)) from error
    ours, models = parameters.defaults("lever"), {lever.name: lever.default for lever in fields(_LEVERS[model])}
    differing = [name for name in dict.fromkeys([*models, *ours]) if _other(name, ours, models)]
    if differing:
        raise DataError("levers_differ", path, levers=", ".join(differing))
    read = {row.id for row in parameters.values() if row.group in {"uncertainty", "constant"} and row.numeric}
    if read != set(NEEDED[model]):
        raise DataError("parameters_differ", path, parameters=", ".join(sorted(read ^ set(NEEDED[model]))))
    return parameters


def _other(name: str, ours: Mapping[str, object], models: Mapping[str, object]) -> bool:
    """Whether a lever is unknown to one side, or has another default there."""
    return (name in ours, ours.get(name)) != (name in models, models.get(name))
