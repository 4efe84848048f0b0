"""A refresh that is killed, or meets a full disk, a folder that may not be written to, or another refresh."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError
from nplv_dash.domain.versions import SHIPPED
from nplv_dash.sources.bundle import load_bundle
from nplv_dash.sources.versions import Store
from tests.publishers.service import serving
from tests.publishers.world import moved, records, write_records

MOMENTS = 20
SEED = int(os.environ.get("KILL_SEED", "20261130"))
#: As a run printed them, such as `kill:831,after:1200`: how long a refresh lasts, no seed repeats.
GIVEN = os.environ.get("KILL_MOMENTS", "")


@dataclass
class Other:
    """The process that makes versions."""

    process: subprocess.Popen[str]
    store: Store

    def do(self, order: str, number: int) -> str:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(f"{order} {number}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def look(self) -> str:
        """What holds is whole, and so is every version that has a name."""
        for name in self.store.names():
            assert load_bundle(self.store.root(name)).problems == ()
        return self.store.chosen()

    def begin_anew(self) -> None:
        self.store.use(SHIPPED)
        for name in self.store.names()[1:]:
            shutil.rmtree(self.store.folder / name)


@contextmanager
def other(tmp_path: Path, shipped: Path) -> Iterator[Other]:
    with serving(moved(shipped)) as service:
        # Few requests: what the clients do when they are killed is to leave a file.
        folder = write_records(tmp_path / "sources", records(service, page=1000))
        command = [sys.executable, "-m", "tests.publishers.killed", tmp_path / "versions", shipped, folder]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            yield Other(process, Store(tmp_path / "versions", shipped))
            assert process.stdin
            process.stdin.close()


@pytest.mark.timeout(900)
def test_killed_at_any_moment_it_leaves_a_whole_version(tmp_path: Path, toy_root: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311
    with other(tmp_path, toy_root) as process:
        begin = time.monotonic()
        touched = int(process.do("kill", 0))
        lasted = round(1000 * (time.monotonic() - begin))
        assert process.look() != SHIPPED
        # Of those at a file, half near the end, where the version gets its name and the pointer is put; the other half
        # by the clock, since libraries write files that the interpreter does not see.
        near = [("kill", chance.randint(touched - 60, touched)) for _ in range(MOMENTS // 4)]
        files = [("kill", chance.randint(1, touched)) for _ in range(MOMENTS // 4)]
        clock = [("after", chance.randint(1, lasted)) for _ in range(MOMENTS - len(near) - len(files))]
        moments = [*clock, *files, *near]
        if GIVEN:
            moments = [(order, int(moment)) for order, _, moment in (one.partition(":") for one in GIVEN.split(","))]
        # To do it again.
        print("KILL_MOMENTS=" + ",".join(f"{order}:{moment}" for order, moment in moments))  # noqa: T201
        held = set()
        for order, moment in moments:
            process.begin_anew()
            answer = process.do(order, moment)
            # By the clock it may have been ready a little earlier than the first.
            assert answer == "killed" or (answer.isdecimal() and (order == "after" or moment > touched - 60)), moment
            held.add(process.look())
            # The next one clears what was left, before anything else.
        assert SHIPPED in held or GIVEN
        process.begin_anew()
        assert process.do("kill", 0).isdecimal()
        assert process.look() != SHIPPED
        assert list(process.store.folder.glob(".new-*")) == []


@pytest.mark.timeout(300)
def test_a_disk_that_is_full_changes_nothing(tmp_path: Path, toy_root: Path) -> None:
    with other(tmp_path, toy_root) as process:
        for most in (10, 1000, 4000):
            assert process.do("limit", most) == "not_writable", most
            assert process.look() == SHIPPED
            assert process.store.names() == (SHIPPED,)
            assert list(process.store.folder.glob(".new-*")) == []
        assert process.do("kill", 0).isdecimal()
        assert process.look() != SHIPPED


def test_a_folder_that_may_not_be_written_to(toy_root: Path) -> None:
    # In a place that others may enter, since nobody is kept out where the tests run as root.
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = Path(place) / "versions"
        folder.mkdir(mode=0o555)
        store, was = Store(folder, toy_root), os.geteuid()
        if was == 0:
            os.seteuid(65534)
        try:
            for attempt in (store.alone().__enter__, lambda: store.use(SHIPPED)):
                with pytest.raises(DataError, match="not_writable"):
                    attempt()
        finally:
            os.seteuid(was)
        assert list(folder.iterdir()) == []
