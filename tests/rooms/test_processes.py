"""Several processes on one database, and processes that are killed while they write."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import func, select

from nplv_dash import ROOT
from nplv_dash.domain.rooms import Counts, Limits, Stats, new_token
from nplv_dash.rooms.store import Rooms
from nplv_dash.rooms.tables import ANSWERS
from tests.rooms.writer import MOST

MIGRATE = "import sys; from nplv_dash.rooms.database import migrate; migrate(sys.argv[1])"


@pytest.fixture
def rooms(url: str) -> Iterator[Rooms]:
    """Rooms with the clock that other processes have."""
    with closing(Rooms(url, Limits(answers=MOST))) as found:
        yield found


def writer(url: str, code: str, person: str) -> subprocess.Popen[str]:
    """A process that sends in answers until it is killed."""
    command = [sys.executable, "-m", "tests.rooms.writer", url, code, person]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def acknowledged(process: subprocess.Popen[str], most: int) -> int:
    """Read that many receipts, kill the process at once, and read what it had said by then; the number of the last."""
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(most)]
    process.kill()
    lines += process.stdout.readlines()
    process.stdout.close()
    process.wait(30)
    return int([line for line in lines if line.endswith("\n")][-1])


def stored(rooms: Rooms) -> tuple[int, int]:
    """How many answers there are, and the highest number of one."""
    query = select(func.count(), func.max(ANSWERS.c.number)).select_from(ANSWERS)
    count, last = rooms.database.read(lambda connection: connection.execute(query).one())
    return count, last


def test_what_was_acknowledged_survives_the_death_of_the_writer(url: str, rooms: Rooms) -> None:
    room, _ = rooms.create("plea", "nl")
    person, before = new_token(), 0
    for most in (2, 23):
        said = acknowledged(writer(url, room.code, person), most)
        count, last = stored(rooms)
        # At most one more is stored than was said: it was on the disk when the process died before it could say so.
        assert count == last
        assert before < said <= last <= said + 1
        before = last
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    # And those who stay go on.
    assert rooms.submit(room.code, person, 1, new_token(), {}).number == before + 1


def test_processes_write_together(url: str, rooms: Rooms) -> None:
    room, _ = rooms.create("plea", "nl")
    writers = [writer(url, room.code, new_token()) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(lambda process: acknowledged(process, 15), writers))
    count, _ = stored(rooms)
    assert sum(said) <= count <= sum(said) + 2
    assert rooms.counts(room.code) == Counts(joined=2, sent=2)


def test_processes_that_start_at_once_make_the_tables_once(empty_url: str) -> None:
    started = [
        subprocess.Popen([sys.executable, "-c", MIGRATE, empty_url], cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    assert [(process.communicate(timeout=60)[1], process.returncode) for process in started] == [("", 0)] * 3
    with closing(Rooms(empty_url)) as rooms:
        rooms.create("plea", "nl")
        assert rooms.stats() == Stats(rooms=1, people=0, answers=0)
