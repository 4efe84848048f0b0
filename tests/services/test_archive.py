"""What is frozen stays: whole or not at all, the first one counts, and nothing else can be read."""

from __future__ import annotations

import datetime as dt
import gzip
import multiprocessing
import threading
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from nplv_dash import ROOT
from nplv_dash.domain.editions import Edition, Passport
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.scenario import Scenario
from nplv_dash.services import editions
from nplv_dash.services.archive import MANIFEST, Archive, folder_of, is_passport
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources import shelf
from nplv_dash.sources.parameters import load_parameters

PARAMETERS = load_parameters(ROOT)
DAY = dt.date(2026, 11, 24)
FILES = {"areas.csv": b"a,b\n1,2\n", "index.nl.html": b"<p>hier</p>", "kaart.nl.svg": b"<svg/>"}


@pytest.fixture(scope="module")
def passport(real: Workspace) -> Passport:
    scenario = Scenario.of(PARAMETERS, {"share_redirected": 0.3}, 7)
    return Passport(scenario, editions.redistribution(real.bundle))


def test_what_is_kept_is_found_with_its_scenario_and_its_edition(tmp_path: Path, passport: Passport) -> None:
    archive = Archive(tmp_path)
    frozen = archive.keep(passport, FILES, DAY)
    assert frozen == archive.find(passport.id)
    assert {name: archive.read(frozen, name) for name in frozen.files} == FILES
    again = frozen.passport(PARAMETERS, ())
    assert again == passport
    assert again.id == passport.id


def test_drawings_lie_there_pressed_and_what_was_frozen_before_is_read_as_it_lies(
    tmp_path: Path, passport: Passport
) -> None:
    archive, drawing = Archive(tmp_path), b"<svg>" + b"<path/>" * 10_000
    frozen = archive.keep(passport, {**FILES, "kaart_before.nl.svg": drawing}, DAY)
    assert shelf.size(tmp_path) < len(drawing) / 5
    assert archive.read(frozen, "kaart_before.nl.svg") == drawing
    lies = tmp_path / passport.id / "kaart_before.nl.svg.gz"
    lies.unlink()
    lies.with_suffix("").write_bytes(drawing)
    assert archive.read(frozen, "kaart_before.nl.svg") == drawing
    for inside in (b"", b"no gzip", gzip.compress(drawing)[:-9], gzip.compress(b"other")):
        lies.write_bytes(inside)
        with pytest.raises(NplvError) as error:
            archive.read(frozen, "kaart_before.nl.svg")
        assert error.value.key == "archive_damaged"


def test_the_first_one_stays(tmp_path: Path, passport: Passport) -> None:
    archive = Archive(tmp_path)
    archive.keep(passport, FILES, DAY)
    frozen = archive.keep(passport, {"areas.csv": b"other"}, DAY + dt.timedelta(days=400))
    assert frozen.day == DAY
    assert archive.read(frozen, "areas.csv") == FILES["areas.csv"]


def test_many_at_once_leave_one_whole_folder(tmp_path: Path, passport: Passport) -> None:
    archive, found = Archive(tmp_path), []
    contents = [{name: content + str(i).encode() for name, content in FILES.items()} for i in range(8)]
    threads = [
        threading.Thread(target=lambda files=files: found.append(archive.keep(passport, files, DAY)))
        for files in contents
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    frozen = archive.find(passport.id)
    assert {name: archive.read(frozen, name) for name in frozen.files} in contents
    assert held(tmp_path) == [passport.id]


def held(folder: Path) -> list[str]:
    """What lies in an archive beside the lock of who writes there."""
    return sorted(path.name for path in folder.iterdir() if path.name != shelf.LOCK)


def _freeze(archive: Archive, edition: Edition, seeds: range, gate: Barrier, came: Queue[list[str]]) -> None:
    """In a process of its own: freeze one scenario after another, and tell what came of each."""
    found = []
    gate.wait()
    for seed in seeds:
        try:
            archive.keep(Passport(Scenario(seed=seed), edition), {"areas.csv": b"x" * 40_000}, DAY)
        except NplvError as error:
            found.append(error.key)
        else:
            found.append("")
    came.put(found)


def test_two_processes_at_once_stay_within_the_limit(tmp_path: Path, passport: Passport) -> None:
    most, context = 700_000, multiprocessing.get_context("fork")
    archive = Archive(tmp_path, most)
    gate, came = context.Barrier(2), context.Queue()
    workers = [
        context.Process(target=_freeze, args=(archive, passport.edition, range(1 + 20 * i, 21 + 20 * i), gate, came))
        for i in range(2)
    ]
    for worker in workers:
        worker.start()
    found = [one for _ in workers for one in came.get(timeout=120)]
    for worker in workers:
        worker.join(timeout=30)
    frozen = held(tmp_path)
    assert shelf.size(tmp_path) <= most
    # As many as there is room for, each of them whole, and every other one was refused in words.
    assert len(frozen) == found.count("") == most // (shelf.size(tmp_path) // len(frozen))
    assert set(found) == {"", "archive_full"}
    for one in frozen:
        assert len(archive.read(archive.find(one), "areas.csv")) == 40_000


def test_a_full_archive_says_so_and_keeps_nothing(tmp_path: Path, passport: Passport) -> None:
    with pytest.raises(NplvError) as error:
        Archive(tmp_path, most=10).keep(passport, FILES, DAY)
    assert error.value.key == "archive_full"
    assert held(tmp_path) == []


def test_where_nothing_can_be_written_that_is_said(tmp_path: Path, passport: Passport) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(NplvError) as error:
        Archive(tmp_path / "file").keep(passport, FILES, DAY)
    assert error.value.key == "not_writable"


@pytest.mark.parametrize(
    "asked", ["", ".", "..", "../areas", "0123456789ab/..", "0123456789AB", "0123456789abc", "0123456789ab\n", "é" * 12]
)
def test_no_other_folder_is_ever_read(tmp_path: Path, asked: str) -> None:
    (tmp_path / MANIFEST).write_text("{}")
    archive = Archive(tmp_path / "archive")
    assert not is_passport(asked)
    assert not archive.has(asked)
    with pytest.raises(NplvError) as error:
        archive.find(asked)
    assert error.value.key == "archive_unknown"


@pytest.mark.parametrize("name", [MANIFEST, "../areas.csv", "areas.csv/", "", "none.csv", "..", "areas.csv\0"])
def test_no_other_file_is_ever_read(tmp_path: Path, passport: Passport, name: str) -> None:
    archive = Archive(tmp_path)
    frozen = archive.keep(passport, FILES, DAY)
    with pytest.raises(NplvError) as error:
        archive.read(frozen, name)
    assert error.value.key == "archive_unknown"


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_damage_is_noticed(tmp_path: Path, passport: Passport, name: str) -> None:
    archive = Archive(tmp_path)
    frozen = archive.keep(passport, FILES, DAY)
    path = next((tmp_path / passport.id).glob(f"{name}*"))
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(NplvError) as error:
        archive.read(archive.find(passport.id), name if name != MANIFEST else frozen.id)
    assert error.value.key == "archive_damaged"


def test_the_folder_is_a_setting(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("NPLV_ARCHIVE", raising=False)
    assert folder_of(tmp_path) == tmp_path / ".cache" / "archive"
    monkeypatch.setenv("NPLV_ARCHIVE", str(tmp_path / "elsewhere"))
    assert folder_of(ROOT) == tmp_path / "elsewhere"
