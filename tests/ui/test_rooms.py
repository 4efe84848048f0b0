"""Guessing codes is slow, and costs nobody else anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from nplv_dash.domain.rooms import RoomError, new_code, new_token
from nplv_dash.rooms.store import Rooms
from nplv_dash.ui import rooms

HALL, ELSEWHERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rooms]:
    """The store as the settings name it, in a process that nobody has guessed in yet."""
    monkeypatch.setenv("NPLV_DATA_DIR", str(tmp_path))
    monkeypatch.setattr(rooms, "_limiter", MovingWindowRateLimiter(MemoryStorage()))
    rooms.store.clear()
    found = rooms.store()
    yield found
    found.close()
    rooms.store.clear()


def key_of(work: Callable[[], object]) -> str:
    with pytest.raises(RoomError) as caught:
        work()
    return caught.value.key


def guess(address: str, times: int) -> list[str]:
    return [key_of(lambda: rooms.find_guarded(new_code(), address)) for _ in range(times)]


def test_the_store_is_made_once_with_its_tables(store: Rooms) -> None:
    assert rooms.store() is store
    room, _ = store.create("plea", "nl")
    assert rooms.find_guarded(room.code, HALL) == room


def test_wrong_codes_of_one_address_are_slowed_and_right_ones_are_not(store: Rooms) -> None:
    room, _ = store.create("plea", "nl")
    for _ in range(100):
        assert rooms.find_guarded(room.code, HALL) == room
    assert guess(HALL, 11) == ["room_unknown"] * 10 + ["room_slow"]
    # Not even the right one says anything now; from elsewhere it does.
    assert key_of(lambda: rooms.find_guarded(room.code, HALL)) == "room_slow"
    assert rooms.find_guarded(room.code, ELSEWHERE) == room


def test_whoever_is_in_the_room_or_leads_it_need_not_wait(store: Rooms) -> None:
    room, secret = store.create("plea", "nl")
    person = new_token()
    store.join(room.code, person)
    guess(HALL, 10)
    assert rooms.find_guarded(room.code, HALL, person=person) == store.find(room.code)
    assert rooms.find_guarded(room.code, HALL, secret=secret) == store.find(room.code)
    for wrong in (new_token(), "", "' OR 1=1"):
        assert key_of(lambda wrong=wrong: rooms.find_guarded(room.code, HALL, person=wrong)) == "room_slow"  # type: ignore[misc]
        assert key_of(lambda wrong=wrong: rooms.find_guarded(room.code, HALL, secret=wrong)) == "room_slow"  # type: ignore[misc]


def test_many_addresses_together_are_slowed_too(store: Rooms) -> None:
    assert store.stats().rooms == 0
    said = [guess(f"203.0.{n // 250}.{n % 250}", 1)[0] for n in range(601)]
    assert said == ["room_unknown"] * 600 + ["room_slow"]


def test_a_network_of_the_sixth_version_is_one_visitor(store: Rooms) -> None:
    assert store.stats().rooms == 0
    said = [guess(f"2001:db8::{n:x}", 1)[0] for n in range(11)]
    assert said == ["room_unknown"] * 10 + ["room_slow"]


def test_opening_rooms_is_slowed(store: Rooms) -> None:
    made = [rooms.create_guarded("plea", "nl", "", HALL) for _ in range(20)]
    assert key_of(lambda: rooms.create_guarded("plea", "nl", "", HALL)) == "room_slow"
    rooms.create_guarded("plea", "nl", "", ELSEWHERE)
    assert store.stats().rooms == len(made) + 1
