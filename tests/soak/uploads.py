"""Thirty people hand over files at once, good ones and bombs; meanwhile others move sliders on other pages.

`python -m tests.soak.uploads` takes about eight minutes; `--people 6 --rounds 1` is shorter. Prints a table, and ends
with 1 where one of the sliders answers more than twice as slowly (p95), a good file was not read, or a bomb was. Each
slider is judged by itself: together, the slower one would speak for both.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
import urllib.request
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final, Self

import psutil
from rich.console import Console
from rich.table import Table
from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from nplv_dash import ROOT
from nplv_dash.services.own_data_export import example
from nplv_dash.services.workspace import open_workspace
from tests.bench.setting import DECIDE, DECIDE_WIDGET, KAART, KAART_WIDGET, summary
from tests.bench.wire import Listener
from tests.corpus import zips
from tests.servers import SERVE, running
from tests.visitor import PATIENCE, Visitor

PAGE: Final = "eigen_gegevens"
#: The place on the page, and the label of its widget begins so.
_PLACES: Final = {"table": "Tabel", "borders": "Grenzen"}
#: How much slower the others may get.
BOUND: Final = 2.0
#: What the process of those who hand over says once all have the page.
_HERE: Final = "here"
#: And once each has an answer.
_ANSWERED: Final = "answered"
#: Of each slider before, between and after.
_CHANGES: Final = 30
_COOKIE: Final = "_streamlit_xsrf"


class Uploader(Visitor):
    """Somebody who hands over a file, as a browser does, and waits for what the page says of it.

    Attributes:
        said: the last notice of the page, `success` or `error`; empty before.
    """

    def __init__(self, url: str, place: str) -> None:
        super().__init__(url, PAGE)
        self._place, self._session, self._widget = place, "", ""
        self._file: dict[str, Any] | None = None
        self.said = ""

    async def hand_over(self, name: str, content: bytes) -> float:
        """Hand over a file; returns the seconds until the page has said what it thinks of it."""
        start, file_id = time.perf_counter(), str(uuid.uuid4())
        self.said = ""
        path = f"/_stcore/upload_file/{self._session}/{file_id}"
        await asyncio.to_thread(self._put, path, name, content)
        self._file = {"file_id": file_id, "name": name, "size": len(content), "path": path}
        self.still.clear()
        await self.ask()
        async with asyncio.timeout(PATIENCE):
            await self.still.wait()
        return time.perf_counter() - start

    def _put(self, path: str, name: str, content: bytes) -> None:
        mark = uuid.uuid4().hex
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        request = urllib.request.Request(  # noqa: S310  an address of this machine
            f"{self._url}{path}", head.encode() + content + f"\r\n--{mark}--\r\n".encode(), method="PUT"
        )
        request.add_header("Content-Type", f"multipart/form-data; boundary={mark}")
        request.add_header("Cookie", "; ".join(f"{key}={value}" for key, value in self._cookies.items()))
        request.add_header("X-Xsrftoken", self._cookies.get(_COOKIE, ""))
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            answer.read()

    def _hear(self, content: bytes) -> None:
        message = ForwardMsg.FromString(content)
        if message.WhichOneof("type") == "new_session":
            self._session = message.new_session.initialize.session_id
        super()._hear(content)

    def set_widgets(self, states: Any) -> None:
        """The file."""
        if self._file is None:
            return
        state = states.widgets.add()
        state.id = self._widget
        info = state.file_uploader_state_value.uploaded_file_info.add()
        info.file_id, info.name, info.size = (self._file[key] for key in ("file_id", "name", "size"))
        info.file_urls.file_id = self._file["file_id"]
        info.file_urls.upload_url = info.file_urls.delete_url = self._file["path"]

    def see(self, element: Element, fragment: str) -> None:  # noqa: ARG002
        """Find the place for files, and read what the page says."""
        match element.WhichOneof("type"):
            case "file_uploader" if element.file_uploader.label.startswith(_PLACES[self._place]):
                self._widget = element.file_uploader.id
            case "alert" if element.alert.format in (Alert.SUCCESS, Alert.ERROR):
                self.said = "success" if element.alert.format == Alert.SUCCESS else "error"


class Times:
    """Milliseconds per slider."""

    def __init__(self, people: dict[str, Listener]) -> None:
        self._people = people
        self.of: dict[str, list[float]] = {name: [] for name in people}

    async def move(self, enough: Callable[[int], bool]) -> None:
        """All move their sliders, with a moment between, until it is enough for each; asked with the times moved."""

        async def one(name: str, person: Listener) -> None:
            moved = 0
            while not enough(moved):
                start = time.perf_counter()
                await person.change()
                async with asyncio.timeout(PATIENCE):
                    await person.still.wait()
                self.of[name].append(1000 * (time.perf_counter() - start))
                moved += 1
                await asyncio.sleep(0.5)
                await person.rest()

        await asyncio.gather(*(one(name, person) for name, person in self._people.items()))


@asynccontextmanager
async def _movers(url: str) -> AsyncIterator[dict[str, Listener]]:
    async with AsyncExitStack() as stack:
        pages = {"kaart": (KAART, KAART_WIDGET), "herverdeling": (DECIDE.format(reach="land", seed=5), DECIDE_WIDGET)}
        yield {name: await stack.enter_async_context(Listener.arrive(url, *page)) for name, page in pages.items()}


class Crowd:
    """Those who hand over files, in a process of their own: what their browsers do must not delay the stopwatch."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def come(cls, url: str, people: int) -> Self:
        """Returns once all have the page before them."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.soak.uploads", "--people", str(people), "--hand-over", url,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        crowd = cls(process)
        assert await crowd._line() == _HERE
        return crowd

    async def hand_over(self) -> None:
        """Let all hand over their file at once; returns once each has an answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"go\n")
        await self._process.stdin.drain()
        assert await self._line() == _ANSWERED

    async def end(self) -> dict[str, Any]:
        """Let them leave; returns what they found."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        found: dict[str, Any] = json.loads(await self._line())
        await self._process.wait()
        return found

    async def _line(self) -> str:
        assert self._process.stdout is not None
        async with asyncio.timeout(2 * PATIENCE):
            return (await self._process.stdout.readline()).decode().strip()


async def hand_over(url: str, people: int) -> dict[str, Any]:
    """What the process of the crowd does: arrive, and hand over all files at each word, until nobody speaks."""
    files = _files()
    mine = [files[number % len(files)] for number in range(people)]
    took: list[float] = []
    wrong: Counter[str] = Counter()
    answers: Counter[str] = Counter()
    async with AsyncExitStack() as stack:
        coming = [await stack.enter_async_context(Uploader.arrive(url, one[0])) for one in mine]
        print(_HERE, flush=True)  # noqa: T201  the other process waits for it
        while await asyncio.to_thread(sys.stdin.readline):
            took += await asyncio.gather(*(p.hand_over(*one[1:3]) for p, one in zip(coming, mine, strict=True)))
            for person, (_, name, _, answer) in zip(coming, mine, strict=True):
                answers[person.said or "none"] += 1
                if person.said != answer:
                    wrong[f"{name}: {person.said or 'none'}"] += 1
            print(_ANSWERED, flush=True)  # noqa: T201  as above
    return {
        "answers": answers,
        "wrong answers": wrong,
        "file to answer, ms": summary(1000 * one for one in took),
        "seconds of processors of those who hand over": round(time.process_time(), 1),
    }


async def measure(url: str, pid: int, people: int, rounds: int) -> dict[str, Any]:
    """The sliders of others alone and while so many people hand over files at once, in turn.

    What the rest of the machine does differs from minute to minute, so neither has a minute of its own.
    """
    found: dict[str, Any] = {"people": people, "load of the machine before": round(os.getloadavg()[0], 1)}
    server = psutil.Process(pid)
    async with _movers(url) as movers:
        alone, meanwhile = Times(movers), Times(movers)
        # Once before, so that what is kept for all visitors is kept already.
        await Times(movers).move(lambda moved: moved >= 3)
        crowd = await Crowd.come(url, people)
        memory = server.memory_info().rss
        for _ in range(rounds):
            await alone.move(lambda moved: moved >= _CHANGES)
            handing = asyncio.create_task(crowd.hand_over())
            await meanwhile.move(lambda _, handing=handing: handing.done())  # type: ignore[misc]
            await handing
        await alone.move(lambda moved: moved >= _CHANGES)
        found |= await crowd.end()
        found["memory of the server, MB, before and after"] = [
            round(one / 2**20) for one in (memory, server.memory_info().rss)
        ]
    found["grew"] = {}
    for name in movers:
        before, during = summary(alone.of[name]), summary(meanwhile.of[name])
        found[f"{name} alone, ms"], found[f"{name} meanwhile, ms"] = before, during
        found["grew"][name] = round(during["p95"] / before["p95"], 2)
    return found


def _files() -> list[tuple[str, str, bytes, str]]:
    """Place, name, content and what the page must say: a table, borders, two bombs."""
    borders = (ROOT / "data" / "boundaries" / "buurten.zip").read_bytes()
    return [
        ("table", "cijfers.csv", example(open_workspace(ROOT)), "success"),
        ("borders", "buurten.zip", borders, "success"),
        ("borders", "bom.zip", zips.bomb(), "error"),
        ("borders", "groot.zip", zips.huge(), "error"),
    ]


def main() -> int:
    """Measure and print; returns how the program ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=4, help="times that all hand over their file")
    parser.add_argument("--hand-over", metavar="URL", help="only hand over files there, until standard input ends")
    asked = parser.parse_args()
    if asked.hand_over:
        print(json.dumps(asyncio.run(hand_over(asked.hand_over, asked.people))))  # noqa: T201  see `Crowd`
        return 0
    with running(SERVE) as server:
        found = asyncio.run(measure(server.url, server.pid, asked.people, asked.rounds))
    table = Table("what", "found", title="uploads")
    for key, value in found.items():
        table.add_row(key, str(value))
    Console().print(table)
    return int(max(found["grew"].values()) > BOUND or bool(found["wrong answers"]))


if __name__ == "__main__":
    sys.exit(main())
