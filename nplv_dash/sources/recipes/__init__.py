"""What a person decided about the data: columns, classes, names, delineations. Read by the build step only."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import yaml


def recipe(name: str) -> Any:
    """The content of `<name>.yaml` in this folder."""
    return yaml.safe_load(files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
