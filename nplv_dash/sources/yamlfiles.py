"""The one door for YAML: records that we keep ourselves, and files that anybody may have written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from nplv_dash.domain.errors import DataError, NplvError, of_system
from nplv_dash.domain.records import Record

R = TypeVar("R", bound=Record)
#: How much of a message of the parser is shown: it may quote a key as long as the file.
_REASON = 300


def read_records(path: Path, kind: type[R] | TypeAdapter[R]) -> tuple[R, ...]:
    """Records of one kind from a YAML list; a DataError names every record and key that is wrong, and double ids.

    Args:
        kind: an adapter where the records are of several kinds.
    """
    validate = kind.validate_python if isinstance(kind, TypeAdapter) else kind.model_validate
    content = _read(path)
    if not isinstance(content, list):
        raise DataError("not_a_list", path)
    records, wrong = [], []
    for index, row in enumerate(content, start=1):
        try:
            records.append(validate(row))
        except ValidationError as error:
            wrong.append(f"record {index}: {_first(error)}")
    ids = [getattr(r, "id", None) for r in records]
    wrong += [f"id {i} occurs twice" for i in dict.fromkeys(ids) if i is not None and ids.count(i) > 1]
    if wrong:
        raise DataError("records_wrong", path, problems="; ".join(wrong))
    return tuple(records)


def read_record(path: Path, kind: type[R]) -> R:
    """One record from a YAML file."""
    try:
        return kind.model_validate(_read(path))
    except ValidationError as error:
        raise DataError("records_wrong", path, problems=_first(error)) from error


def parse_foreign(text: str, where: object, *, deepest: int) -> Any:
    """YAML that anybody may have written: plain values only, no deeper than `deepest` lists or mappings.

    Aliases let a small file stand for a huge one, and tags choose which Python object is made: both are refused. The
    shape is looked at event by event before anything is built, so that no file can exhaust memory or the stack.

    Raises:
        NplvError: `foreign_alias`, `foreign_tag`, `foreign_deep` or `foreign_yaml`.
    """
    try:
        _check_shape(text, where, deepest)
        return _parse(text)
    except (yaml.YAMLError, ValueError) as error:
        raise NplvError("foreign_yaml", where, reason=_reason(error)) from error


def _check_shape(text: str, where: object, deepest: int) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_StrictLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if getattr(event, "anchor", None) is not None:
            raise NplvError("foreign_alias", where, line=_line(event))
        if getattr(event, "tag", None) is not None:
            raise NplvError("foreign_tag", where, line=_line(event))
        if depth > deepest:
            raise NplvError("foreign_deep", where, line=_line(event))


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"{'.'.join(str(p) for p in first['loc'])}: {first['msg']}"


def _read(path: Path) -> Any:
    if not path.exists():
        raise DataError("file_missing", path)
    try:
        return _parse(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError) as error:
        raise DataError("yaml_invalid", path, reason=_reason(error)) from error
    except OSError as error:
        raise DataError("foreign_unreadable", path, reason=of_system(error)) from error


def _parse(text: str) -> Any:
    """Raises YAMLError, or ValueError for a scalar that looks like a date or number and is none, as 2024-13-45."""
    # A safe loader, made stricter; ruff only knows the library's own by name.
    return yaml.load(text, Loader=_StrictLoader)  # noqa: S506


def _reason(error: Exception) -> str:
    """The message on one line; the file is named elsewhere."""
    return " ".join(str(error).split()).replace('in "<unicode string>", ', "at ")[:_REASON]


class _StrictLoader(yaml.CSafeLoader):
    """The safe subset of YAML, parsed in C, which is ten times as fast; a key that stands twice is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002
        # Of a key that is a list or mapping the library itself says that it cannot be one.
        times = Counter(key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        double = sorted(key for key, count in times.items() if count > 1)
        if double:
            raise yaml.constructor.ConstructorError(None, None, f"double key {', '.join(double)}", node.start_mark)
        return super().construct_mapping(node, deep)
