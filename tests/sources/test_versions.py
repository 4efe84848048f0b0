"""Versions of the data: whole or not at all, and one pointer."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from nplv_dash import __version__
from nplv_dash.domain.errors import DataError
from nplv_dash.domain.versions import SHIPPED, Version
from nplv_dash.services import versions as door
from nplv_dash.services.kept import write
from nplv_dash.sources.bundle import load_bundle
from nplv_dash.sources.versions import RECORD, Store, digest
from tests.toy_town.fixtures import Town


@pytest.fixture
def store(tmp_path: Path, toy_root: Path) -> Store:
    return Store(tmp_path / "versions", toy_root)


def make(store: Store, change: str = "") -> str:
    """A version as the one that was shipped, with another line in a file that is written by hand."""
    with store.alone() as folder:
        made = folder / "made"
        shutil.copytree(store.shipped, made)
        parameters = made / "data" / "parameters.yaml"
        parameters.write_text(parameters.read_text(encoding="utf-8") + change, encoding="utf-8")
        name = f"2026-11-30-{digest(made)}"
        record = Version(
            name=name, made=dt.datetime(2026, 11, 30, tzinfo=dt.UTC), based_on=SHIPPED, program=__version__,
            fingerprint="0" * 12, indeling=2025, fetched=(),
        )  # fmt: skip
        write(made / RECORD, record, "data refresh", "nplv_dash/domain/versions.py")
        store.put(made, name)
    return name


def test_what_came_with_the_code_is_always_there(store: Store) -> None:
    assert (store.names(), store.chosen(), store.root()) == ((SHIPPED,), SHIPPED, store.shipped)
    assert (store.record(SHIPPED), store.indeling(SHIPPED)) == (None, 2024)
    assert not store.folder.exists()


def test_there_and_back(store: Store) -> None:
    first, second = make(store), make(store, "# een regel\n")
    assert set(store.names()) == {SHIPPED, first, second}
    assert store.root() == store.shipped
    for name in (first, second, SHIPPED, second):
        store.use(name)
        assert store.chosen() == name
        assert load_bundle(store.root()).root == (store.shipped if name == SHIPPED else store.folder / name)
    assert store.indeling(second) == 2025
    assert [path.name for path in store.folder.iterdir() if path.name.startswith(".new-")] == []


def test_the_pointer_can_be_read_by_whom_the_umask_lets(store: Store) -> None:
    before = os.umask(0o027)
    try:
        store.use(make(store))
        assert stat.S_IMODE((store.folder / "current").stat().st_mode) == 0o640
        os.umask(0o022)
        store.use(SHIPPED)
    finally:
        os.umask(before)
    assert stat.S_IMODE((store.folder / "current").stat().st_mode) == 0o644


def test_a_version_that_was_changed_is_not_taken(store: Store) -> None:
    name = make(store)
    store.use(name)
    (store.folder / name / "data" / "areas.yaml").write_text("[]", encoding="utf-8")
    for look in (store.root, lambda: store.use(name)):
        with pytest.raises(DataError, match="version_damaged"):
            look()
    # The same version, made again, comes in its place.
    assert make(store) == name
    assert store.root() == store.folder / name


def test_a_version_of_another_program_is_not_taken(store: Store) -> None:
    name = make(store)
    record = store.folder / name / RECORD
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace(f"program: {__version__}", "program: 0.0.1"), encoding="utf-8")
    with pytest.raises(DataError, match="version_program"):
        store.use(name)
    record.unlink()
    with pytest.raises(DataError, match="file_missing"):
        store.use(name)


@pytest.mark.parametrize("text", ["", "../../etc", "2026-11-30-zz", "\0", "é" * 100])
def test_a_pointer_that_holds_no_name(store: Store, text: str) -> None:
    store.folder.mkdir()
    (store.folder / "current").write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="version_pointer"):
        store.root()
    store.use(SHIPPED)
    assert store.root() == store.shipped


def test_a_pointer_that_is_no_text(store: Store) -> None:
    store.folder.mkdir()
    (store.folder / "current").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="version_pointer"):
        store.root()


def test_a_version_that_is_gone(store: Store) -> None:
    name = make(store)
    store.use(name)
    shutil.rmtree(store.folder / name)
    with pytest.raises(DataError, match="version_missing") as caught:
        store.root()
    assert caught.value.values["known"] == SHIPPED
    with pytest.raises(DataError, match="version_missing"):
        store.use("2020-01-01-000000000000")
    with pytest.raises(DataError, match="version_missing"):
        store.use("../elsewhere")


def test_one_at_a_time_also_in_another_process(store: Store) -> None:
    code = (
        "import sys; from pathlib import Path; from nplv_dash.sources.versions import Store\n"
        "with Store(Path(sys.argv[1]), Path('.')).alone(): print('in', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, store.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout
    assert other.stdin
    with other:
        assert other.stdout.readline() == "in\n"
        with pytest.raises(DataError, match="refresh_busy"), store.alone():
            pass
        with pytest.raises(DataError, match="refresh_busy"):
            store.use(SHIPPED)
        other.kill()
    # Whoever was killed keeps no lock, and the next one clears what was left.
    assert list(store.folder.glob(".new-*"))
    with store.alone() as folder:
        assert [path for path in store.folder.glob(".new-*") if path != folder] == []
    assert list(store.folder.glob(".new-*")) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path, toy_root: Path) -> None:
    (tmp_path / "file").write_text("in de weg", encoding="utf-8")
    store = Store(tmp_path / "file" / "versions", toy_root)
    with pytest.raises(DataError, match="not_writable"), store.alone():
        pass
    with pytest.raises(DataError, match="not_writable"):
        store.use(SHIPPED)


def test_the_door_is_found_once_per_process(store: Store, monkeypatch: pytest.MonkeyPatch, town: Town) -> None:
    monkeypatch.setattr(door, "ROOT", town.root)
    monkeypatch.setenv("NPLV_VERSIONS", str(store.folder))
    door._found.cache_clear()
    name = make(store)
    store.use(name)
    assert door.data_root() == store.folder / name
    # A server that runs stays with the version of its start.
    store.use(SHIPPED)
    assert door.data_root() == store.folder / name
    door._found.cache_clear()
    assert door.data_root() == town.root
    where = f"{store.folder}/{name}/data/areas.yaml in {town.root}/data"
    assert door.without_folders(where) == f"{name}/data/areas.yaml in data"
    door._found.cache_clear()
