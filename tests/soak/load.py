"""A hall that takes part: how long storing and showing take, and whether all that was acknowledged is there once."""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from typing import Any

import psutil
from sqlalchemy import select

from nplv_dash.domain.rooms import Room
from nplv_dash.rooms.store import Rooms
from nplv_dash.rooms.tables import ANSWERS, PEOPLE, ROOMS
from tests.bench.setting import summary
from tests.soak.people import Phone, Screen

TASK = "plea"
#: Seconds between two answers of the one who is watched on the screen.
WATCHED = 10
#: Seconds between two people who come in.
ARRIVAL = 0.25


def stored(store: Rooms, room: Room) -> Counter[int]:
    """How many answers there are of each person, by seat."""
    query = (
        select(PEOPLE.c.seat)
        .join(ANSWERS, ANSWERS.c.person_id == PEOPLE.c.id)
        .join(ROOMS, ROOMS.c.id == PEOPLE.c.room_id)
        .where(ROOMS.c.code == room.code)
    )
    return Counter(store.database.read(lambda connection: connection.execute(query).scalars().all()))


def differences(store: Rooms, room: Room, phones: Iterable[Phone]) -> dict[str, int]:
    """What was acknowledged and is not there, and what is there more often than it was acknowledged."""
    there = stored(store, room)
    found = [(phone.sent, there[store.join(room.code, phone.person)]) for phone in phones]
    return {
        "acknowledged": sum(sent for sent, _ in found),
        "lost": sum(max(0, sent - count) for sent, count in found),
        "twice": sum(max(0, count - sent) for sent, count in found),
    }


class Hall:
    """Some people in a room, and a screen that shows what comes in."""

    def __init__(self, url: str, store: Rooms, stack: AsyncExitStack) -> None:
        self._url, self._store, self._stack = url, store, stack
        self.room, self.secret = store.create(TASK, "nl", "soak")
        store.set_shown(self.room.code, self.secret, is_shown=True)
        self.phones: list[Phone] = []

    async def fill(self, people: int) -> None:
        """Let people come in, one after the other."""
        coming = []
        for _ in range(people):
            coming.append(asyncio.create_task(self._stack.enter_async_context(Phone.arrive(self._url, self.room.code))))
            await asyncio.sleep(ARRIVAL)
        self.phones += await asyncio.gather(*coming)
        # Everybody looks what a lever does, before the first of them sends something in.
        await asyncio.gather(*(phone.choose(phone.steps // 4) for phone in self.phones))

    async def screen(self) -> Screen:
        """The screen."""
        return await self._stack.enter_async_context(Screen.arrive(self._url, self.room.code))

    async def close(self) -> list[float]:
        """Close the round, and wait until every phone says so; milliseconds of each."""
        start = time.perf_counter()
        await asyncio.to_thread(self._store.set_open, self.room.code, self.secret, is_open=False)
        told = await asyncio.gather(*(phone.is_told_of_the_end() for phone in self.phones))
        return [1000 * (moment - start) for moment in told]

    def check(self) -> dict[str, int]:
        """As `differences`."""
        return differences(self._store, self.room, self.phones)


async def busy(phone: Phone, answers: int, seconds: float, times: list[float]) -> None:
    """Send in so many answers in so many seconds, none like the one before."""
    for number in range(answers):
        start = time.perf_counter()
        wait = seconds / answers
        await asyncio.sleep(random.uniform(0, wait / 2))  # noqa: S311
        await phone.choose(1 + number % 2 + 2 * random.randrange(phone.steps // 4 - 1))  # noqa: S311
        times.append(1000 * await phone.send())
        await asyncio.sleep(max(0, wait - (time.perf_counter() - start)))


async def watched(phone: Phone, screen: Screen, seconds: float, times: list[float], shown: list[float]) -> None:
    """Send in answers that nobody else chooses, and look when they stand on the screen."""
    upper = range(phone.steps // 2 + 1, phone.steps)
    for number in range(round(seconds / WATCHED)):
        start = time.perf_counter()
        step = upper[number % len(upper)]
        await phone.choose(step)
        pressed = time.perf_counter()
        stored_at, shown_at = await asyncio.gather(phone.send(), screen.shows(f"{100 * step / (phone.steps - 1):.2f}"))
        times.append(1000 * stored_at)
        shown.append(1000 * (shown_at - pressed))
        await asyncio.sleep(max(0, WATCHED - (time.perf_counter() - start)))


async def load(
    url: str, store: Rooms, people: int, answers: int, seconds: float, pids: Callable[[], Iterable[int]]
) -> dict[str, Any]:
    """So many people who each send in so many answers in so many seconds.

    Args:
        pids: of the servers, whose memory counts.
    """
    times: list[float] = []
    shown: list[float] = []
    peak = Counter[int]()
    load_before = round(os.getloadavg()[0], 1)
    async with AsyncExitStack() as stack:
        hall = Hall(url, store, stack)
        screen = await hall.screen()
        await hall.fill(people)
        watching = asyncio.create_task(_memory(pids, peak))
        start, worked = time.perf_counter(), _worked(pids())
        first, *others = hall.phones
        await asyncio.gather(
            watched(first, screen, seconds, times, shown), *(busy(one, answers, seconds, times) for one in others)
        )
        took, worked = time.perf_counter() - start, _worked(pids()) - worked
        watching.cancel()
        received = screen.received
        closed = await hall.close()
        found = hall.check()
        presses = sum(phone.presses for phone in hall.phones)
    return {
        "people": people,
        "answers of each": answers,
        "load of the machine before": load_before,
        "seconds": round(took),
        **found,
        "pressed again": presses - found["acknowledged"],
        "choice to stored, ms": summary(times),
        "choice to screen, ms": summary(shown),
        "closed to every phone, ms": summary(closed),
        "processors of the servers, busy at once": round(worked / took, 2),
        "memory of a server at most, MB": [round(one / 2**20) for one in sorted(peak.values())],
        "bytes to the screen a second": round(received / took),
    }


def _worked(pids: Iterable[int]) -> float:
    """Seconds that processors worked for some processes: on a machine that others use too, this says most."""
    return sum(sum(psutil.Process(pid).cpu_times()[:2]) for pid in pids)


async def _memory(pids: Callable[[], Iterable[int]], peak: Counter[int]) -> None:
    while True:
        for pid in pids():
            try:
                peak[pid] = max(peak[pid], psutil.Process(pid).memory_info().rss)
            except psutil.NoSuchProcess:
                continue
        await asyncio.sleep(1)
