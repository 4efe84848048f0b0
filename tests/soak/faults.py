"""What may go wrong in a room, done to it while six people send in answers: each returns what came of it."""

from __future__ import annotations

import asyncio
import datetime as dt
import resource
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import psutil

from nplv_dash.domain.rooms import new_token
from nplv_dash.rooms.database import migrate
from nplv_dash.rooms.store import Rooms, utcnow
from scripts.cluster import Cluster
from tests.servers import Server
from tests.soak.load import Hall, busy, stored
from tests.soak.people import Lead, Phone

PEOPLE, ANSWERS_EACH = 6, 8
#: Seconds in which they are sent, and after which it goes wrong.
SECONDS, AFTER = 16, 5
#: Seconds without a network.
CUT = 30

Found = dict[str, Any]


async def amid(url: str, store: Rooms, fault: Callable[[Hall], Awaitable[object]]) -> Found:
    """Let people send in answers, let something go wrong meanwhile, and look what is stored."""
    times: list[float] = []

    async def goes_wrong(hall: Hall) -> object:
        await asyncio.sleep(AFTER)
        return await fault(hall)

    async with AsyncExitStack() as stack:
        hall = Hall(url, store, stack)
        await hall.fill(PEOPLE)
        *_, said = await asyncio.gather(
            *(busy(one, ANSWERS_EACH, SECONDS, times) for one in hall.phones), goes_wrong(hall)
        )
        return {
            **hall.check(),
            "came back": sum(phone.reconnects for phone in hall.phones),
            "pressed again": sum(phone.presses - phone.sent for phone in hall.phones),
            "longest from choice to stored, s": round(max(times) / 1000, 1),
            "said to people": sorted(set().union(*(phone.warnings for phone in hall.phones))),
            **({"note": said} if isinstance(said, str) else {}),
        }


async def killed_server(cluster: Cluster, store: Rooms) -> Found:
    """End the server that the first person is with at once, by kill -9."""

    async def kill(hall: Hall) -> str:
        name = hall.phones[0].servers[-1]
        hit = sum(phone.servers[-1] == name for phone in hall.phones)
        cluster.send(name, signal.SIGKILL)
        return f"{name} was killed, with {hit} of {len(hall.phones)} people on it"

    return await amid(cluster.url, store, kill)


async def emptied_server(cluster: Cluster, store: Rooms) -> Found:
    """A server is restarted in order, as for a new version."""

    async def restart(hall: Hall) -> None:
        cluster.send(hall.phones[0].servers[-1], signal.SIGTERM)

    return await amid(cluster.url, store, restart)


async def restarted_database(cluster: Cluster, store: Rooms) -> Found:
    """PostgreSQL ends all connections, stops and starts."""
    return await amid(cluster.url, store, lambda _hall: asyncio.to_thread(_restart, cluster, "fast"))


async def crashed_database(cluster: Cluster, store: Rooms) -> Found:
    """PostgreSQL ends without putting anything in order, and recovers."""
    return await amid(cluster.url, store, lambda _hall: asyncio.to_thread(_restart, cluster, "immediate"))


def _restart(cluster: Cluster, mode: str) -> str:
    start = time.perf_counter()
    cluster.postgres.stop(mode)
    cluster.postgres.start()
    return f"away for {time.perf_counter() - start:.1f} s"


async def cut_network(url: str, store: Rooms) -> Found:
    """A phone loses the network for half a minute."""

    async def cut(hall: Hall) -> None:
        hall.phones[0].cut()
        await asyncio.sleep(CUT)
        hall.phones[0].mend()

    return await amid(url, store, cut)


async def full_disk(server: Server, store: Rooms) -> Found:
    """No file of the server may grow for five seconds; one process, SQLite."""
    process = psutil.Process(server.pid)

    async def fill(_hall: Hall) -> None:
        process.rlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
        await asyncio.sleep(5)
        process.rlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    return await amid(server.url, store, fill)


async def two_leads(url: str, store: Rooms) -> Found:
    """Two facilitators begin the next round at the same moment."""
    async with AsyncExitStack() as stack:
        hall = Hall(url, store, stack)
        leads = [
            await stack.enter_async_context(Lead.arrive(url, hall.room.code, hall.secret, "next")) for _ in range(2)
        ]
        await asyncio.gather(*(one.press() for one in leads))
        await _until(lambda: store.find(hall.room.code).round.number > 1)
        await asyncio.sleep(2)
        begun = store.find(hall.room.code).round.number - 1
        assert begun == 1, f"{begun} rounds begun"
        return {"rounds begun": begun}


async def pressed_twice(url: str, store: Rooms) -> Found:
    """Everybody presses the button five times without waiting; it is one answer each."""
    async with AsyncExitStack() as stack:
        hall = Hall(url, store, stack)
        await hall.fill(PEOPLE)
        for phone in hall.phones:
            await phone.choose(3)
            for _ in range(5):
                await phone.press()
        await _until(lambda: all(phone.sent for phone in hall.phones))
        await asyncio.sleep(2)
        return hall.check()


async def on_two_servers(url: str, store: Rooms) -> Found:
    """Somebody has their page open twice, with two servers it may be, and sends the same from both at once."""
    async with AsyncExitStack() as stack:
        hall = Hall(url, store, stack)
        await hall.fill(1)
        other = await stack.enter_async_context(Phone.arrive(url, hall.room.code, hall.phones[0].person))
        await asyncio.gather(*(phone.choose(3) for phone in (hall.phones[0], other)))
        await asyncio.gather(hall.phones[0].press(), other.press())
        await _until(lambda: hall.phones[0].sent > 0)
        await asyncio.sleep(2)
        return hall.check()


async def replayed(store: Rooms) -> Found:
    """The same request ten times from as many threads: the token makes it one."""
    room, _ = store.create("plea", "nl")
    person, token = new_token(), new_token()
    sent = [asyncio.to_thread(store.submit, room.code, person, 1, token, {"share": 3}) for _ in range(10)]
    numbers = {receipt.number for receipt in await asyncio.gather(*sent)}
    there = sum(stored(store, room).values())
    assert (there, numbers) == (1, {1}), f"{there} stored, {numbers} said"
    return {"requests": len(sent), "stored": there, "numbers said": sorted(numbers)}


def jumping_clock() -> Found:
    """The clock of a server jumps an hour back between two answers; the last one counts."""
    jump = dt.timedelta()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'rooms.sqlite3'}"
        migrate(url)
        store = Rooms(url, clock=lambda: utcnow() - jump)
        room, _ = store.create("plea", "nl")
        person = new_token()
        first = store.submit(room.code, person, 1, new_token(), {"share": 1})
        jump = dt.timedelta(hours=1)
        second = store.submit(room.code, person, 1, new_token(), {"share": 2})
        last = store.last(room.code, person, 1)
        store.close()
    assert last is not None
    assert last.content == {"share": 2}, "the first counts"
    return {"numbers": [first.number, second.number], "the last counts": True}


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():
            await asyncio.sleep(0.1)
