"""A build changes everything or nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError, TableError
from nplv_dash.domain.records import Catalog
from nplv_dash.sources.build import Output, build, install, write
from tests.toy_town import content
from tests.toy_town.fixtures import Town, digests

#: Beside the project where the data are built, and in CI; not in a fresh clone, where the tests on them do not exist.
SHARED = ROOT.parent / "shared"


def _half_a_build(output: Output) -> Catalog:
    """Writes figures and borders, then meets a code that stands twice."""
    whole = content()
    wijken = whole.ground.wijken
    broken = replace(whole.ground, wijken=pd.concat([wijken, wijken.iloc[:1]]))
    return write(replace(whole, ground=broken), output)


def test_a_build_that_fails_changes_nothing(town: Town) -> None:
    before = digests(town.root)
    with pytest.raises(DataError, match="code_double"):
        install(town.root, _half_a_build)
    assert digests(town.root) == before
    assert sorted(p.name for p in town.root.iterdir()) == ["data", "static"]


def test_what_the_build_does_not_own_is_carried_over(town: Town) -> None:
    town.path("README.md").write_text("met de hand", encoding="utf-8")
    town.path("scenarios/08_eigen.yaml").write_text("a: 1", encoding="utf-8")
    town.edit_text("parameters.yaml", "default: 0.25", "default: 0.3")
    town.path("boundaries/oud.zip").write_bytes(b"")  # in a folder that the build owns
    before = digests(town.root)
    install(town.root, lambda output: write(content(), output))
    del before["data/boundaries/oud.zip"]
    assert digests(town.root) == before


def test_old_map_layers_make_room_for_new_ones(town: Town) -> None:
    old = town.root / "static" / "geo" / "wijken.000000000000.json"
    old.write_bytes(b"{}")
    install(town.root, lambda output: write(content(), output))
    assert not old.exists()


def test_both_folders_are_replaced_or_none(town: Town) -> None:
    # `static` is a file, so the second of the two folders cannot be put in place.
    shutil.rmtree(town.root / "static")
    (town.root / "static").write_text("in de weg", encoding="utf-8")
    before = digests(town.root)
    with pytest.raises(DataError, match="not_writable"):
        install(town.root, lambda output: write(content(), output))
    assert digests(town.root) == before
    assert sorted(p.name for p in town.root.iterdir()) == ["data", "static"]


def test_a_rename_that_fails_is_undone(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digests(town.root)
    rename = Path.rename

    def no_new_geometry(self: Path, target: Path) -> Path:
        if self.parent.name == "static" and target == town.root / "static" / "geo":
            raise OSError(28, "No space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", no_new_geometry)
    with pytest.raises(DataError, match="disk_full"):
        install(town.root, lambda output: write(content(), output))
    assert digests(town.root) == before


def test_a_build_without_sources_names_them(town: Town, tmp_path: Path) -> None:
    before = digests(town.root)
    with pytest.raises(DataError, match="sources_missing") as caught:
        build(tmp_path / "nowhere", town.root)
    assert "nplv_areas.csv" in str(caught.value)
    assert digests(town.root) == before


if (SHARED / "data").exists():

    def test_rebuild_is_byte_identical(tmp_path: Path) -> None:
        build(SHARED, tmp_path)
        assert digests(tmp_path / "static" / "geo") == digests(ROOT / "static" / "geo")
        ours, theirs = digests(ROOT / "data"), digests(tmp_path / "data")
        # What is written by hand beside the built files does not come out of the sources.
        assert {name: digest for name, digest in ours.items() if name in theirs} == theirs

    def test_a_damaged_source_changes_nothing(town: Town, tmp_path: Path) -> None:
        sources, name = tmp_path / "sources", "data/boundaries/wijken_buurten_2024_19gemeenten.gpkg"
        shutil.copytree(SHARED, sources, copy_function=_link, ignore=shutil.ignore_patterns("hooks"))
        (sources / name).unlink()
        (sources / name).write_bytes((SHARED / name).read_bytes()[:1_000_000])
        before = digests(town.root)
        with pytest.raises(TableError, match="sources_wrong") as caught:
            build(sources, town.root)
        assert [(row.where, row.key) for row in caught.value.rows] == [(name, "shape_unreadable")]
        assert digests(town.root) == before
        assert sorted(p.name for p in town.root.iterdir()) == ["data", "static"]


def _link(source: str, target: str) -> None:
    """The sources are large and are read only."""
    Path(target).symlink_to(source)
