"""Backups: whole, the same for both databases, and never over what is there unless somebody says so."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.rooms import RoomError, Stats, new_token
from nplv_dash.rooms.copies import Loaded, dump
from nplv_dash.rooms.store import Rooms
from nplv_dash.services.rooms import FORMAT, backup, restore
from tests.rooms.hall import Hall

PEOPLE = [new_token() for _ in range(3)]


@pytest.fixture
def full(hall: Hall, url: str, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """A room with people and answers; the settings name its database."""
    monkeypatch.setenv("NPLV_DATABASE_URL", url)
    for number, person in enumerate(PEOPLE):
        hall.send(person, {"n": number, "naam": "’t Zand"})
        hall.send(person, {"n": -number})
    hall.rooms.next_round(hall.code, hall.secret, after=1)
    hall.send(PEOPLE[1], {"n": 7}, number=2)
    return hall


@pytest.fixture
def elsewhere(tmp_path: Path, sqlite_template: Path) -> Iterator[Rooms]:
    """Another database, without rooms."""
    file = shutil.copy(sqlite_template, tmp_path / "elsewhere.sqlite3")
    with closing(Rooms(f"sqlite:///{file}")) as rooms:
        yield rooms


def test_what_comes_back_is_what_was_there(
    full: Hall, elsewhere: Rooms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "rooms.gz"
    assert backup(copy) == 1
    monkeypatch.setenv("NPLV_DATABASE_URL", elsewhere.database.address)
    assert restore(copy) == Loaded(rooms=1, replaced=0)
    assert dump(elsewhere.database) == dump(full.rooms.database)
    again = tmp_path / "again.gz"
    backup(again)
    assert again.read_bytes() == copy.read_bytes()
    # People and facilitator are who they were.
    with closing(Rooms(elsewhere.database.address, clock=full.clock)) as rooms:
        assert rooms.claim(full.code, full.secret) == full.rooms.find(full.code)
        assert rooms.all_answers(full.code) == full.rooms.all_answers(full.code)
        assert rooms.join(full.code, PEOPLE[2]) == 3
        assert rooms.submit(full.code, PEOPLE[1], 2, new_token(), {"n": 8}).number == 2


def test_a_copy_is_for_its_owner_and_holds_no_secret(full: Hall, tmp_path: Path) -> None:
    copy = tmp_path / "rooms.gz"
    backup(copy)
    assert copy.stat().st_mode & 0o077 == 0
    text = gzip.decompress(copy.read_bytes()).decode()
    assert full.code in text
    assert [one for one in (full.secret, *PEOPLE) if one in text] == []


def test_nothing_gives_way_unless_told(full: Hall, tmp_path: Path) -> None:
    copy = tmp_path / "rooms.gz"
    backup(copy)
    before = copy.read_bytes()
    other, _ = full.rooms.create("plea", "nl", "later")
    full.send(PEOPLE[0], {"n": 99}, number=2)
    with pytest.raises(DataError, match="file_taken"):
        backup(copy)
    assert copy.read_bytes() == before
    with pytest.raises(RoomError, match="rooms_exist") as caught:
        restore(copy)
    assert caught.value.values == {"count": 1, "total": 1}
    assert full.rooms.stats() == Stats(rooms=2, people=3, answers=8)
    assert restore(copy, is_replacing=True) == Loaded(rooms=1, replaced=1)
    # What the copy does not know stays.
    assert full.rooms.find(other.code) == other
    assert full.rooms.stats() == Stats(rooms=2, people=3, answers=7)
    assert backup(copy, is_replacing=True) == 2


@pytest.mark.parametrize("harm", ["cut", "flipped", "empty", "text", "line", "last", "foreign"])
def test_a_damaged_copy_puts_nothing_back(full: Hall, tmp_path: Path, harm: str) -> None:
    copy = tmp_path / "rooms.gz"
    backup(copy)
    content = copy.read_bytes()
    lines = gzip.decompress(content).splitlines(keepends=True)
    copy.write_bytes(
        {
            "cut": content[:-20],
            "flipped": content[:40] + bytes([content[40] ^ 1]) + content[41:],
            "empty": b"",
            "text": b"no copy",
            "line": gzip.compress(b"".join((lines[0], *lines[2:]))),
            "last": gzip.compress(b"".join(lines[:-1])),
            "foreign": gzip.compress(b"[]\n{}\n"),
        }[harm]
    )
    with pytest.raises(DataError, match="copy_damaged"):
        restore(copy, is_replacing=True)
    assert full.rooms.stats() == Stats(rooms=1, people=3, answers=7)


def test_a_copy_of_a_later_app_is_told_apart(full: Hall, tmp_path: Path) -> None:
    copy = tmp_path / "rooms.gz"
    line = json.dumps({**FORMAT, "version": 2}) + "\n"
    end = json.dumps({"rooms": 0, "sha256": hashlib.sha256(line.encode()).hexdigest()})
    copy.write_bytes(gzip.compress(f"{line}{end}\n".encode()))
    with pytest.raises(DataError, match="copy_version"):
        restore(copy)
    assert full.rooms.stats().rooms == 1


def test_rooms_that_do_not_fit_are_put_back_not_even_in_part(full: Hall, tmp_path: Path) -> None:
    copy = tmp_path / "rooms.gz"
    backup(copy)
    lines = gzip.decompress(copy.read_bytes()).decode().splitlines()
    room = json.loads(lines[1])
    others = [json.dumps({**room, "code": "ABCDEF"}), json.dumps({**room, "code": "BCDEFG", "people": [{"seat": 1}]})]
    text = "".join(f"{line}\n" for line in (lines[0], *others))
    end = json.dumps({"rooms": 2, "sha256": hashlib.sha256(text.encode()).hexdigest()})
    copy.write_bytes(gzip.compress(f"{text}{end}\n".encode()))
    with pytest.raises(DataError, match="copy_damaged"):
        restore(copy)
    assert full.rooms.stats().rooms == 1


def test_a_folder_that_is_not_there_is_said_in_words(full: Hall, tmp_path: Path) -> None:
    assert full.rooms.stats().rooms == 1
    with pytest.raises(DataError, match="not_writable"):
        backup(tmp_path / "nowhere" / "rooms.gz")
    with pytest.raises(DataError, match="foreign_missing"):
        restore(tmp_path / "nowhere.gz")
