"""What happens to a database outside of the app ends in clear words, and loses nothing."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, text

from nplv_dash import ROOT
from nplv_dash.domain.rooms import RoomError, new_token
from nplv_dash.present.explain import explain
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.rooms import database as module
from nplv_dash.rooms.database import migrate
from nplv_dash.rooms.store import Rooms
from scripts.postgres import Postgres
from tests.postgres import database

PERSON = "person-" + "x" * 16


@pytest.fixture
def file(tmp_path: Path, sqlite_template: Path) -> Path:
    """A database with empty tables."""
    return Path(shutil.copy(sqlite_template, tmp_path / "rooms.sqlite3"))


@pytest.fixture
def rooms(file: Path) -> Iterator[Rooms]:
    with closing(Rooms(f"sqlite:///{file}")) as found:
        yield found


def refused(key: str, work: Callable[[], object]) -> None:
    """Something cannot be done, and there are words for it in each language."""
    with pytest.raises(RoomError) as caught:
        work()
    assert caught.value.key == key
    for lang in LANGUAGES:
        assert all(one.what and one.remedy for one in explain(caught.value, Text(lang)))


def is_whole(file: Path) -> bool:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_a_full_disk_keeps_what_was_there_and_takes_more_once_there_is_room(file: Path, rooms: Rooms) -> None:
    room, _ = rooms.create("plea", "nl")
    pages = {"most": file.stat().st_size // 4096 + 4}

    @event.listens_for(rooms.database._engine, "begin")
    def bound(connection: object) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages['most']}")  # type: ignore[attr-defined]

    content = [{"n": n, "text": "x" * 3000} for n in range(100)]
    stored = 0

    def fill() -> None:
        nonlocal stored
        for one in content:
            stored = rooms.submit(room.code, PERSON, 1, new_token(), one).number

    refused("rooms_disk", fill)
    assert 0 < stored < len(content)
    assert is_whole(file)
    last = rooms.last(room.code, PERSON, 1)
    assert last is not None
    assert (last.number, last.content) == (stored, content[stored - 1])
    pages["most"] = 10_000
    assert rooms.submit(room.code, PERSON, 1, new_token(), {}).number == stored + 1


def test_a_quota_on_files_is_a_full_disk(file: Path, rooms: Rooms) -> None:
    room, _ = rooms.create("plea", "nl")
    script = """
import resource, sys
from nplv_dash.domain.rooms import RoomError, new_token
from nplv_dash.rooms.store import Rooms
rooms = Rooms(sys.argv[1])
rooms.find(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
said = 0
try:
    for n in range(200):
        said = rooms.submit(sys.argv[2], sys.argv[3], 1, new_token(), {"n": n, "text": "x" * 3000}).number
except RoomError as error:
    print(error.key, said)
"""
    command = [sys.executable, "-c", script, f"sqlite:///{file}", room.code, PERSON]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    key, said = done.stdout.split()
    assert key == "rooms_disk"
    assert is_whole(file)
    last = rooms.last(room.code, PERSON, 1)
    assert last is not None
    assert last.number == int(said) > 0


def test_a_database_that_may_only_be_read_says_so(rooms: Rooms) -> None:
    room, _ = rooms.create("plea", "nl")

    @event.listens_for(rooms.database._engine, "begin")
    def forbid(connection: object) -> None:
        connection.exec_driver_sql("PRAGMA query_only = ON")  # type: ignore[attr-defined]

    refused("rooms_readonly", lambda: rooms.submit(room.code, PERSON, 1, new_token(), {}))
    assert rooms.find(room.code) == room


def test_a_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    refused("rooms_readonly", lambda: migrate(f"sqlite:///{tmp_path / 'taken' / 'rooms.sqlite3'}"))
    refused("rooms_readonly", lambda: migrate(f"sqlite:///{tmp_path}"))


def test_whoever_waits_for_another_too_long_is_told(file: Path, rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    room, _ = rooms.create("plea", "nl")
    monkeypatch.setattr(module, "PAUSES", (0.01,))

    @event.listens_for(rooms.database._engine, "connect")
    def hurry(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA busy_timeout = 20").close()

    rooms.database.close()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused("rooms_away", lambda: rooms.submit(room.code, PERSON, 1, new_token(), {}))
        # Readers wait for nobody.
        assert rooms.find(room.code) == room
        other.execute("ROLLBACK")
    assert rooms.submit(room.code, PERSON, 1, new_token(), {}).number == 1


def test_a_damaged_file_says_so(file: Path) -> None:
    file.write_bytes(b"no database at all" * 1000)
    refused("rooms_damaged", lambda: migrate(f"sqlite:///{file}"))
    with closing(Rooms(f"sqlite:///{file}")) as rooms:
        refused("rooms_damaged", rooms.ping)


def test_a_mistake_of_ours_is_not_dressed_up(rooms: Rooms) -> None:
    with pytest.raises(Exception, match="no such table") as caught:
        rooms.database.read(lambda connection: connection.execute(text("SELECT * FROM nowhere")))
    assert not isinstance(caught.value, RoomError)


def test_nobody_sees_half_of_an_answer(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    room, _ = rooms.create("plea", "nl")

    def fails(*_: object) -> None:
        raise OSError("between the answer and the version")

    monkeypatch.setattr("nplv_dash.rooms.queries.touch", fails)
    with pytest.raises(OSError, match="between"):
        rooms.submit(room.code, PERSON, 1, new_token(), {})
    monkeypatch.undo()
    assert rooms.find(room.code) == room
    assert rooms.counts(room.code).joined == 0


def test_postgresql_that_starts_anew_loses_nothing() -> None:
    from scripts.postgres import programs, running

    if programs() is None:
        pytest.skip("PostgreSQL is not installed: scripts/setup.sh postgres")
    # One of its own: others need theirs meanwhile.
    with running() as postgres:
        migrate(postgres.url)
        with closing(Rooms(postgres.url)) as rooms:
            room, _ = rooms.create("plea", "nl")
            token = new_token()
            receipt = rooms.submit(room.code, PERSON, 1, token, {"a": 1})
            postgres.stop("immediate")
            refused("rooms_away", lambda: rooms.submit(room.code, PERSON, 1, new_token(), {"a": 2}))
            refused("rooms_away", lambda: rooms.find(room.code))
            postgres.start()
            # The connections of before are dead, and nobody notices.
            assert rooms.submit(room.code, PERSON, 1, token, {"a": 1}).number == receipt.number
            assert rooms.submit(room.code, PERSON, 1, new_token(), {"a": 2}).number == 2


def test_a_client_of_postgresql_that_is_cut_off_is_not_missed(postgres: Postgres) -> None:
    with database(postgres) as url:
        migrate(url)
        with closing(Rooms(url)) as rooms, closing(Rooms(url)) as other:
            room, _ = rooms.create("plea", "nl")
            ended = threading.Event()

            @event.listens_for(rooms.database._engine, "commit")
            def cut(connection: object) -> None:
                # Just before the end of the first try, somebody ends its connection.
                if not ended.is_set():
                    ended.set()
                    pid = connection.connection.dbapi_connection.info.backend_pid  # type: ignore[attr-defined]
                    other.database.read(
                        lambda c: c.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
                    )

            receipt = rooms.submit(room.code, PERSON, 1, new_token(), {"a": 1})
            assert ended.is_set()
            assert (receipt.number, receipt.is_again) == (1, False)
            assert rooms.stats().answers == 1
