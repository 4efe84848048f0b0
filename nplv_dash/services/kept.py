"""What was computed once and kept, held against what the data give now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nplv_dash.domain.records import Record


def differences(old: Any, new: Any, decimals: int, where: str = "") -> Iterator[str]:
    """Where two nested records are not the same; numbers may differ by one in the last decimal that is kept."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in old | new:
            yield from differences(old.get(key), new.get(key), decimals, f"{where}.{key}".lstrip("."))
    elif isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            name = one["id"] if isinstance(one, dict) and "id" in one else number
            yield from differences(one, other, decimals, f"{where}.{name}")
    elif isinstance(old, float) and isinstance(new, float):
        if abs(old - new) > 1.01 * 10**-decimals:
            yield where
    elif old != new:
        yield where


def write(path: Path, record: Record, command: str, module: str) -> None:
    """Write what was computed; the same figures give the same bytes.

    Args:
        command: the words after `python -m nplv_dash` that make it.
        module: the module that says what the keys mean.
    """
    _write(path, record, command, module)


def write_records(path: Path, records: Sequence[Record], command: str, module: str) -> None:
    """The same for a list."""
    _write(path, records, command, module)


def _write(path: Path, content: Record | Sequence[Record], command: str, module: str) -> None:
    # Here and not above: a page that reads what was kept does not need the libraries of the build.
    from nplv_dash.sources.build import plain, to_yaml

    found = plain(content) if isinstance(content, Record) else [plain(record) for record in content]
    text = f"# Written by python -m nplv_dash {command}; see {module} for the keys.\n"
    path.write_text(text + to_yaml(found), encoding="utf-8")
