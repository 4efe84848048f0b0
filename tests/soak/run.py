"""Halls of 10, 30 and 60 people on SQLite with one server, and on PostgreSQL with three behind nginx; and faults.

`python -m tests.soak.run` takes about forty minutes; `--minutes 2 --answers 4` is as busy and shorter, `--people 10`
leaves others out, `--only faults` the halls. Prints tables; a whole run is kept in bench/soak.json.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import signal
import tempfile
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from nplv_dash import ROOT
from nplv_dash.rooms.database import migrate
from nplv_dash.rooms.store import Rooms
from nplv_dash.ui.model import warm_up
from scripts import cluster
from scripts.cluster import Cluster
from tests.servers import running
from tests.soak import faults
from tests.soak.load import load

RESULT = ROOT / "bench" / "soak.json"
PEOPLE = (10, 30, 60)
ONE, THREE = "one server, SQLite", "three servers, PostgreSQL"


@asynccontextmanager
async def one_server() -> AsyncIterator[tuple[Any, Rooms]]:
    """A server with its own file."""
    with tempfile.TemporaryDirectory(prefix="nplv-soak-") as folder:
        os.environ["NPLV_DATA_DIR"] = folder
        with running() as server:
            url = f"sqlite:///{Path(folder) / 'rooms.sqlite3'}"
            migrate(url)
            yield server, Rooms(url)


@asynccontextmanager
async def three_servers() -> AsyncIterator[tuple[Cluster, Rooms]]:
    """A cluster, in which whatever ends is started anew."""
    with cluster.running() as up:
        tending = asyncio.create_task(_tend(up))
        try:
            yield up, Rooms(up.postgres.url)
        finally:
            tending.cancel()


async def _tend(up: Cluster) -> None:
    while True:
        up.tend()
        await asyncio.sleep(cluster.LOOK)


class Cases:
    """What was found so far; each case is told as soon as it is known."""

    def __init__(self, console: Console) -> None:
        self.found: dict[str, Any] = {}
        self._console = console

    async def add(self, name: str, case: Awaitable[dict[str, Any]]) -> None:
        """One more; one that hangs or breaks is told as such, and does not end the others."""
        try:
            self.found[name] = await case
        except (TimeoutError, AssertionError, ExceptionGroup) as error:
            where = [f"{one.name} {one.lineno}" for one in traceback.extract_tb(error.__traceback__)]
            self.found[name] = {"failed": f"{error!r} in {', '.join(where)}"}
        self._console.print({name: self.found[name]})


async def halls(cases: Cases, people: list[int], answers: int, seconds: float) -> None:
    """Every hall on both."""
    for count in people:
        async with one_server() as (server, store):
            await cases.add(
                f"{count} people, {ONE}", load(server.url, store, count, answers, seconds, lambda: [server.pid])
            )
        async with three_servers() as (up, store):
            pids = partial(map, up.pid, cluster.NAMES)
            await cases.add(f"{count} people, {THREE}", load(up.url, store, count, answers, seconds, pids))


async def wrong(cases: Cases) -> None:
    """Every fault."""
    async with three_servers() as (up, store):
        for fault in (faults.killed_server, faults.emptied_server, faults.restarted_database, faults.crashed_database):
            await cases.add(_about(fault), fault(up, store))
        for one in (faults.cut_network, faults.two_leads, faults.pressed_twice, faults.on_two_servers):
            await cases.add(_about(one), one(up.url, store))
        await cases.add(f"{_about(faults.replayed)} PostgreSQL.", faults.replayed(store))
    async with one_server() as (server, store):
        await cases.add(_about(faults.full_disk), faults.full_disk(server, store))
        await cases.add(f"{_about(faults.replayed)} SQLite.", faults.replayed(store))
    await cases.add(_about(faults.jumping_clock), asyncio.to_thread(faults.jumping_clock))


def _about(fault: Callable[..., object]) -> str:
    return (fault.__doc__ or "").splitlines()[0]


def tables(report: dict[str, Any]) -> list[Table]:
    """Everything that was found, a row for each case."""
    made = []
    for title in ("halls", "faults"):
        table = Table("case", "found", title=title, show_lines=True)
        for name, case in report[title].items():
            table.add_row(name, "\n".join(f"{key}: {value}" for key, value in case.items()))
        made.append(table)
    return made


def is_good(report: dict[str, Any]) -> bool:
    """Whether nothing was lost, and nothing is there twice; and in a hall without a fault nobody had to press again."""
    halls = report["halls"].values()
    wrong = [case.get(key) for case in (*halls, *report["faults"].values()) for key in ("lost", "twice", "failed")]
    return not any([*wrong, *(case.get("pressed again") for case in halls)])


async def measure(options: argparse.Namespace, console: Console) -> dict[str, Any]:
    """What the options ask for."""
    task_now = asyncio.current_task()
    assert task_now is not None
    # Whoever ends this ends the servers too, in order.
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task_now.cancel)
    # Once per installation the first server compiles the model beside its visitors; that is not what is measured.
    warm_up()
    only = options.only or ["halls", "faults"]
    found = {"halls": Cases(console), "faults": Cases(console)}
    if "halls" in only:
        await halls(found["halls"], options.people, options.answers, 60 * options.minutes)
    if "faults" in only:
        await wrong(found["faults"])
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
        **{kind: cases.found for kind, cases in found.items()},
    }


def main() -> int:
    """Measures, prints, and keeps a whole run; 1 if anything was lost or stored twice."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=5, help="in which everybody sends in their answers")
    parser.add_argument("--answers", type=int, default=10, help="that everybody sends in")
    parser.add_argument("--people", type=int, nargs="+", default=list(PEOPLE), help="how many, for each hall")
    parser.add_argument("--only", nargs="+", choices=["halls", "faults"], help="not kept")
    options = parser.parse_args()
    console = Console()
    report = asyncio.run(measure(options, console))
    for table in tables(report):
        console.print(table)
    if not options.only:
        RESULT.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        console.print(f"kept in {RESULT}")
    return 0 if is_good(report) else 1


if __name__ == "__main__":
    raise SystemExit(main())
