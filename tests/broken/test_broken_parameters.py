"""A typing mistake in `parameters.yaml` is one sentence, and never a figure that is silently another."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError
from nplv_dash.sources.build import to_yaml
from nplv_dash.sources.parameters import load_parameters
from tests.broken.sentences import assert_said_in_full

Records = list[dict[str, Any]]


def _record(change: Callable[[dict[str, Any]], object], name: str = "workers") -> Callable[[Records], object]:
    return lambda records: change(next(record for record in records if record["id"] == name))


#: What is done to the records -> which error comes of it, and what that must name.
FAULTS: dict[str, tuple[Callable[[Records], object], str, str]] = {
    "unknown key": (_record(lambda r: r.update(defualt=0.1)), "records_wrong", "record 7: defualt: Extra inputs"),
    "missing key": (_record(lambda r: r.pop("grade")), "records_wrong", "record 7: grade: Field required"),
    "no default": (_record(lambda r: r.pop("default")), "records_wrong", "record 7: default: Field required"),
    "unknown word": (_record(lambda r: r.update(group="knob")), "records_wrong", "record 7: group: Input should be"),
    "id twice": (lambda records: records.append(records[0]), "records_wrong", "id share_redirected occurs twice"),
    "several": (
        lambda records: [records[0].pop("low"), records[3].pop("unit")],
        "records_wrong",
        "record 1: : Value error, share_redirected: a number needs both bounds; record 4: unit: Field required",
    ),
    "default out of bounds": (_record(lambda r: r.update(default=1.5)), "records_wrong", "workers: the default is"),
    "drawn from nothing": (
        _record(lambda r: r.update(drawn_from="g_comply2"), "compliance"),
        "records_wrong",
        "compliance: drawn_from g_comply2 is not an uncertainty",
    ),
    "lever gone": (lambda records: records.pop(6), "levers_differ", "levers=workers"),
    "lever too many": (
        lambda records: records.append(records[6] | {"id": "carers"}),
        "levers_differ",
        "levers=carers",
    ),
    "lever renamed": (_record(lambda r: r.update(id="worker")), "levers_differ", "levers=workers, worker"),
    "another default than the model's": (_record(lambda r: r.update(default=0.2)), "levers_differ", "levers=workers"),
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return Path(shutil.copy(ROOT / "data" / "parameters.yaml", tmp_path / "data"))


def fault_of(path: Path) -> DataError:
    with pytest.raises(DataError) as caught:
        load_parameters(path.parent.parent)
    assert str(path) in caught.value.where
    assert_said_in_full(caught.value)
    return caught.value


@pytest.mark.parametrize("name", FAULTS)
def test_one_error_names_it(path: Path, name: str) -> None:
    change, key, named = FAULTS[name]
    records = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(records)
    path.write_text(to_yaml(records), encoding="utf-8")
    error = fault_of(path)
    assert error.key == key
    assert named in str(error)


def test_a_key_that_stands_twice(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("  low: 0.0\n", "  low: 0.0\n  low: 0.1\n", 1), encoding="utf-8")
    error = fault_of(path)
    assert error.key == "yaml_invalid"
    assert "double key low at line" in str(error)


def test_a_value_that_looks_like_a_date_and_is_none(path: Path) -> None:
    path.write_text("- id: 2027-13-45\n", encoding="utf-8")
    assert fault_of(path).key == "yaml_invalid"


def test_no_file_and_no_list(path: Path) -> None:
    path.write_text("workers: 0.1\n", encoding="utf-8")
    assert fault_of(path).key == "not_a_list"
    path.unlink()
    assert fault_of(path).key == "file_missing"
