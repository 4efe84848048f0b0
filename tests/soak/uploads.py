"""Thirty people hand over files at once, good ones and bombs; meanwhile others move sliders on other pages.

`python -m tests.soak.uploads` takes about five minutes; `--people 6 --changes 10` is shorter. Prints a table, and ends
with 1 where the sliders of the others answer more than twice as slowly (p95), a good file was not read, or a bomb was.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
import urllib.request
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final

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


async def others(people: list[Listener], changes: int, times: list[float]) -> None:
    """People move their sliders, each so many times, with a moment between."""

    async def one(person: Listener) -> None:
        for _ in range(changes):
            start = time.perf_counter()
            await person.change()
            async with asyncio.timeout(PATIENCE):
                await person.still.wait()
            times.append(1000 * (time.perf_counter() - start))
            await asyncio.sleep(0.5)
            await person.rest()

    await asyncio.gather(*(one(person) for person in people))


@asynccontextmanager
async def _movers(url: str) -> AsyncIterator[list[Listener]]:
    async with AsyncExitStack() as stack:
        pages = [(KAART, KAART_WIDGET), (DECIDE.format(reach="land", seed=5), DECIDE_WIDGET)]
        yield [await stack.enter_async_context(Listener.arrive(url, *page)) for page in pages]


async def measure(url: str, pid: int, people: int, changes: int) -> dict[str, Any]:
    """The sliders of others alone, and while so many people hand over files at once."""
    files = _files()
    found: dict[str, Any] = {"people": people, "load of the machine before": round(os.getloadavg()[0], 1)}
    async with _movers(url) as movers, AsyncExitStack() as stack:
        alone: list[float] = []
        # Once before, so that what is kept for all visitors is kept already.
        await others(movers, 3, [])
        await others(movers, changes, alone)
        found["others alone, ms"] = summary(alone)
        coming = []
        for number in range(people):
            place = files[number % len(files)][0]
            coming.append(await stack.enter_async_context(Uploader.arrive(url, place)))
        before = psutil.Process(pid).memory_info().rss
        during: list[float] = []
        moving = asyncio.create_task(others(movers, changes, during))
        wrong: Counter[str] = Counter()

        async def all_hand_over() -> list[float]:
            mine = [files[number % len(files)] for number in range(len(coming))]
            took = await asyncio.gather(*(p.hand_over(*one[1:3]) for p, one in zip(coming, mine, strict=True)))
            for person, (_, name, _, answer) in zip(coming, mine, strict=True):
                if person.said != answer:
                    wrong[f"{name}: {person.said or 'none'}"] += 1
            return took

        took = await all_hand_over()
        found["answers"] = dict(Counter(person.said or "none" for person in coming))
        found["file to answer, ms"] = summary(1000 * one for one in took)
        while not moving.done():
            # The others are to be watched while files are read, and not after.
            await all_hand_over()
        await moving
        found["wrong answers"] = dict(wrong)
        found["others meanwhile, ms"] = summary(during)
        found["memory of the server, MB, before and after"] = [
            round(before / 2**20), round(psutil.Process(pid).memory_info().rss / 2**20)
        ]  # fmt: skip
    found["p95 grew"] = round(found["others meanwhile, ms"]["p95"] / found["others alone, ms"]["p95"], 2)
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
    parser.add_argument("--changes", type=int, default=30, help="of each slider")
    asked = parser.parse_args()
    with running(SERVE) as server:
        found = asyncio.run(measure(server.url, server.pid, asked.people, asked.changes))
    table = Table("what", "found", title="uploads")
    for key, value in found.items():
        table.add_row(key, str(value))
    Console().print(table)
    return int(found["p95 grew"] > BOUND or bool(found["wrong answers"]))


if __name__ == "__main__":
    sys.exit(main())
