"""What `data check` finds in files that can be read."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from nplv_dash.services.check import check_data
from tests.toy_town.fixtures import Town


def _swap_order(town: Town) -> None:
    town.edit_shapes("boundaries/wijken.zip", lambda frame: frame.iloc[::-1])


def _foreign_gemeente(town: Town) -> None:
    town.edit_shapes("boundaries/wijken.zip", lambda frame: frame.assign(gm_code="GM9999"))


def _other_geometry(town: Town) -> None:
    (path,) = (town.root / "static" / "geo").glob("gebieden.*")
    path.write_bytes(path.read_bytes().replace(b"Noord", b"Zuid"))


def _score_unknown(town: Town) -> None:
    town.edit_table("indicators/wijken.parquet", lambda f: f[(f["code"] != "WK100203") | (f["indicator"] != "lbm")])


FAULTS: dict[str, tuple[Callable[[Town], object], set[str]]] = {
    "a file too many": (lambda town: town.path("boundaries/oud.zip").write_bytes(b""), {"nothing_else"}),
    # The aggregate figures follow the order of the wijken; the picture in the browser would show them elsewhere.
    "another order than the browser's": (_swap_order, {"browser"}),
    # The file is left out, and with it the map layer of the country and what the country is compared with.
    "a code in two files": (
        lambda t: t.edit_shapes("boundaries/wijken_elders.zip", lambda frame: frame.assign(code="WK100101")),
        {"readable", "one_to_one", "browser"},
    ),
    "wijken of an unknown gemeente": (_foreign_gemeente, {"has_parent", "anchor"}),
    "a gemeente in no province": (
        lambda t: t.edit_shapes("boundaries/gemeenten.zip", lambda frame: frame.assign(province="Holland")),
        {"province"},
    ),
    "another map layer": (_other_geometry, {"browser"}),
    # The app would show names of which the borders know nothing.
    "a table that is not that of the borders": (
        lambda t: t.edit_beside("boundaries/wijken.zip", lambda f: f.assign(name="elders")),
        {"table_beside"},
    ),
    "a table without the checksum of its borders": (
        lambda t: t.edit_table("boundaries/wijken.parquet", lambda f: f),
        {"table_beside"},
    ),
    "an anchor that differs": (lambda t: t.edit_text("anchors.yaml", "value: 7000.0", "value: 7005.0"), {"anchor"}),
    "an anchor of an unknown place": (lambda t: t.edit_text("anchors.yaml", "GM1001", "GM9999"), {"anchor"}),
    "an anchor without a figure": (lambda t: t.edit_text("anchors.yaml", "year: 2024", "year: 1999"), {"anchor"}),
    "anchors that cannot be read": (lambda t: t.edit_text("anchors.yaml", "code:", "cod:"), {"readable"}),
    "parameters that cannot be read": (
        lambda t: t.edit_text("parameters.yaml", "kind: share", "kind: shaer"),
        {"readable"},
    ),
    "an example that asks too much": (
        lambda t: t.edit_text("scenarios/02_plea_2024.yaml", "workers: 0.5", "workers: 5.0"),
        {"readable"},
    ),
    "a task that begins nowhere": (
        lambda t: t.edit_text("tasks.yaml", "start: plea_2024", "start: plea_1924"),
        {"readable"},
    ),
    "an area less": (lambda t: t.edit_text("areas.yaml", "number: 4", "number: 5"), set()),
    "a theme without a figure": (
        _score_unknown,
        {"themes"},
    ),
    "a file that is not the catalogue's": (
        lambda t: t.edit_text("anchors.yaml", "hier", "daar"),
        {"checksums", "readable"},
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_check_finds_it_and_nothing_else(town: Town, fault: str) -> None:
    damage, expected = FAULTS[fault]
    damage(town)
    if "checksums" not in expected:
        town.recatalogue()
    # `twenty` fails for every town of four areas.
    assert {finding.key for finding in check_data(town.root) if not finding.ok} - {"twenty"} == expected


def test_no_data_at_all_is_one_finding_per_file(town: Town) -> None:
    shutil.rmtree(town.root / "data")
    findings = check_data(town.root)
    assert {(f.key, f.ok, f.error and f.error.key) for f in findings} == {("readable", False, "file_missing")}
    assert any("catalog.yaml" in f.subject for f in findings)
