"""Whatever is done in whatever order, the store does what a simple model does, on both databases."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from nplv_dash.domain.rooms import Limits, Room, RoomError
from nplv_dash.rooms.store import Rooms
from tests.rooms.hall import Clock, empty
from tests.rooms.model import Model

LIMITS = Limits(rooms=3, seats=2, answers=3, rounds=3, days=2)
PEOPLE = st.sampled_from([f"person-{n}-{'x' * 16}" for n in range(3)])
TOKENS = st.sampled_from([f"token-{n}-{'x' * 16}" for n in range(6)])
CONTENT = st.sampled_from([{}, {"a": 1}, {"a": 1.5, "b": [None, "é"]}, {"a": True}])
NUMBERS = st.integers(0, 4)


def outcome(work: Callable[[], Any]) -> Any:
    """What comes of something: its value, or which error."""
    try:
        return work()
    except RoomError as error:
        return error.key


def seen(room: Any) -> Any:
    """A room without its version, which the model does not count."""
    return replace(room, version=0) if isinstance(room, Room) else room


class Machine(RuleBasedStateMachine):
    """All that can be done with rooms."""

    address: ClassVar[str]
    codes: Bundle[str] = Bundle("codes")

    def __init__(self) -> None:
        super().__init__()
        empty(self.address)
        self.clock = Clock()
        self.rooms = Rooms(self.address, LIMITS, self.clock)
        self.model = Model(LIMITS, self.clock)
        self.before: dict[str, tuple[str, int]] = {}

    def teardown(self) -> None:
        assert self.rooms.stats() == self.model.stats()
        self.rooms.close()

    @rule(target=codes, title=st.text(max_size=20))
    def create(self, title: str) -> str:
        made = outcome(lambda: self.rooms.create("plea", "nl", title))
        if len(self.model.alive()) >= LIMITS.rooms:
            assert made == "rooms_many"
            return "ZZZZZZ"
        self.model.create(*made)
        code: str = made[0].code
        return code

    @rule(code=codes, person=PEOPLE)
    def join(self, code: str, person: str) -> None:
        assert outcome(lambda: self.rooms.join(code, person)) == outcome(lambda: self.model.join(code, person))

    @rule(code=codes, person=PEOPLE, number=NUMBERS, token=TOKENS, content=CONTENT)
    def submit(self, code: str, person: str, number: int, token: str, content: dict[str, Any]) -> None:
        said = outcome(lambda: self.rooms.submit(code, person, number, token, content))
        assert said == outcome(lambda: self.model.submit(code, person, number, token, content))

    @rule(code=codes, person=PEOPLE, token=TOKENS, content=CONTENT)
    def submit_now(self, code: str, person: str, token: str, content: dict[str, Any]) -> None:
        number = self.model.places[code].room.round.number if code in self.model.places else 1
        self.submit(code, person, number, token, content)

    @rule(code=codes, is_mine=st.integers(0, 3), is_open=st.booleans())
    def set_open(self, code: str, is_mine: int, is_open: bool) -> None:
        secret = self.secret(code, is_mine)
        self.same(
            lambda: self.rooms.set_open(code, secret, is_open),
            lambda: self.model.steer(
                code, secret, lambda room: replace(room, round=replace(room.round, is_open=is_open))
            ),
        )

    @rule(code=codes, is_mine=st.integers(0, 3), is_shown=st.booleans())
    def set_shown(self, code: str, is_mine: int, is_shown: bool) -> None:
        secret = self.secret(code, is_mine)
        self.same(
            lambda: self.rooms.set_shown(code, secret, is_shown),
            lambda: self.model.steer(
                code,
                secret,
                lambda room: replace(room, round=replace(room.round, is_shown=is_shown)),
                is_for_good=True,
            ),
        )

    @rule(code=codes, is_mine=st.integers(0, 3), after=st.integers(1, 3))
    def next_round(self, code: str, is_mine: int, after: int) -> None:
        secret = self.secret(code, is_mine)
        self.same(
            lambda: self.rooms.next_round(code, secret, after), lambda: self.model.next_round(code, secret, after)
        )

    @rule(code=codes)
    def finish(self, code: str) -> None:
        secret = self.secret(code, 1)
        self.same(
            lambda: self.rooms.finish(code, secret),
            lambda: self.model.steer(
                code,
                secret,
                lambda room: replace(room, is_finished=True, round=replace(room.round, is_open=False)),
                is_for_good=True,
            ),
        )

    @rule(hours=st.sampled_from([-30, -1, 1, 20]))
    def clock_moves(self, hours: int) -> None:
        self.model.move(dt.timedelta(hours=hours))

    @rule()
    def purge(self) -> None:
        assert self.rooms.purge() == self.model.purge()

    @rule()
    def another_process(self) -> None:
        self.rooms.close()
        self.rooms = Rooms(self.address, LIMITS, self.clock)

    @invariant()
    def says_the_same(self) -> None:
        for code in [*self.model.places, "ZZZZZZ"]:
            room = outcome(lambda code=code: self.rooms.find(code))
            assert seen(room) == seen(outcome(lambda code=code: self.model.place(code).room))
            answers = outcome(lambda code=code: self.rooms.all_answers(code))
            assert answers == outcome(lambda code=code: self.model.answers(code))
            if isinstance(room, Room):
                assert self.rooms.counts(code) == self.model.counts(code)
                self.version_grows_with_what_is_seen(room, answers)

    def version_grows_with_what_is_seen(self, room: Room, answers: Any) -> None:
        state = repr((seen(room), list(self.model.places[room.code].people), answers))
        if room.code in self.before:
            before, last = self.before[room.code]
            assert room.version >= last
            assert (room.version > last) == (state != before)
        self.before[room.code] = (state, room.version)

    def same(self, real: Callable[[], Any], model: Callable[[], Any]) -> None:
        assert seen(outcome(real)) == seen(outcome(model))

    def secret(self, code: str, is_mine: int) -> str:
        """Mostly the right one."""
        return self.model.places[code].secret if is_mine and code in self.model.places else "another"


def play(address: str, examples: int) -> None:
    machine = type("Played", (Machine,), {"address": address})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def test_the_store_is_the_model_on_sqlite(sqlite_template: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "rooms.sqlite3"
        shutil.copy(sqlite_template, file)
        play(f"sqlite:///{file}", 15)


def test_the_store_is_the_model_on_postgresql(postgres_tables: str) -> None:
    play(postgres_tables, 8)
