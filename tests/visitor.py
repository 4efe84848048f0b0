"""People whose browser is elsewhere: they speak the app's own protocol, and draw nothing on this machine.

In a room everybody brings a phone; ten browsers on the two cores of the server would measure each other. A phone that
loses its server looks for one with the address that it has, and asks again for what it was asking.
"""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http.cookies import SimpleCookie
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

#: Seconds that anything may take, faults included, on a machine that has more to do.
PATIENCE = 180
#: Seconds between two tries to come back, as Streamlit's own frontend begins with.
AGAIN = 0.5


class Visitor:
    """Somebody with a page open, until the end or until it is closed.

    Attributes:
        reconnects: how often it lost its server and came to one again.
        servers: the names of the servers that had its session, in order.
        received: bytes.
        still: set while nothing runs for this visitor.
        repeats: parts that the page wants to be run again every so often, with the task that does so.
    """

    def __init__(self, url: str, page: str, query: str = "") -> None:
        self._url, self._page, self._query = url, page, query
        self._hash = ""
        self._cookies: dict[str, str] = {}
        self._connection: ClientConnection | None = None
        self.repeats: dict[str, asyncio.Task[None]] = {}
        self.still = asyncio.Event()
        self._connected = asyncio.Event()
        self.reconnects, self.received = 0, 0
        self.servers: list[str] = []
        self.is_cut = False

    @classmethod
    @asynccontextmanager
    async def arrive(cls, *arguments: Any, **more: Any) -> AsyncIterator[Self]:
        """Open the page, and stay."""
        person = cls(*arguments, **more)
        staying = asyncio.create_task(person._stay())
        try:
            async with asyncio.timeout(PATIENCE):
                await person.still.wait()
            yield person
        finally:
            staying.cancel()
            await asyncio.gather(staying, return_exceptions=True)
            person._stop(list(person.repeats))

    def cut(self) -> None:
        """Lose the network, without a word to the server; until `mend`."""
        self.is_cut = True
        if self._connection is not None:
            self._connection.transport.abort()

    def mend(self) -> None:
        """Have the network again."""
        self.is_cut = False

    async def ask(self, fragment: str = "", *, by_itself: bool = False) -> None:
        """Ask for a run of the page, or of a part of it; waits for a connection."""
        async with asyncio.timeout(PATIENCE):
            await self._connected.wait()
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = self._query
        if self._hash:
            rerun.page_script_hash = self._hash
        else:
            rerun.page_name = self._page
        rerun.fragment_id, rerun.is_auto_rerun = fragment, by_itself
        self.set_widgets(rerun.widget_states)
        assert self._connection is not None
        try:
            await self._connection.send(message.SerializeToString())
        except ConnectionClosed:
            # What it asked is lost; whoever waits for an answer asks again.
            self._connected.clear()

    def set_widgets(self, states: Any) -> None:
        """Fill in what the widgets are set to."""

    def see(self, element: Element, fragment: str) -> None:
        """Look at something that the page shows."""

    async def _stay(self) -> None:
        while True:
            with suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                await self._live()
            self._connected.clear()
            self._stop(list(self.repeats))
            await asyncio.sleep(AGAIN)

    async def _live(self) -> None:
        """One connection, until it ends."""
        if self.is_cut:
            return
        await asyncio.to_thread(self._knock)
        address = f"ws{self._url.removeprefix('http')}/_stcore/stream"
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        async with connect(
            address,
            subprotocols=["streamlit"],
            max_size=None,
            additional_headers={"Cookie": cookies},
            open_timeout=20,  # type: ignore[list-item]
        ) as connection:
            self._connection = connection
            if connection.response is not None:
                self._keep(connection.response.headers.get_all("Set-Cookie"))
            self.reconnects += bool(self.servers)
            self.servers.append(self._cookies.get("nplv_server", ""))
            self._connected.set()
            await self.ask()
            async for content in connection:
                self._hear(content if isinstance(content, bytes) else content.encode())

    def _knock(self) -> None:
        """What a browser asks before it begins a session; raises OSError where nobody answers."""
        request = urllib.request.Request(f"{self._url}/_stcore/health")  # noqa: S310  an address of this machine
        request.add_header("Cookie", "; ".join(f"{name}={value}" for name, value in self._cookies.items()))
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            self._keep(answer.headers.get_all("Set-Cookie") or [])

    def _keep(self, cookies: list[str]) -> None:
        for one in cookies:
            self._cookies.update({name: morsel.value for name, morsel in SimpleCookie(one).items()})

    def _hear(self, content: bytes) -> None:
        self.received += len(content)
        message = ForwardMsg.FromString(content)
        match message.WhichOneof("type"):
            case "delta":
                self.see(message.delta.new_element, message.delta.fragment_id)
            case "new_session":
                self.still.clear()
                if not message.metadata.run.fragment_ids:
                    self._stop(list(self.repeats))
            case "auto_rerun":
                self._start(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                self._stop(list(message.stop_auto_rerun.fragment_ids))
            case "navigation":
                self._hash = message.navigation.page_script_hash
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "script_finished" if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self.still.set()

    def _start(self, fragment: str, interval: float) -> None:
        if fragment not in self.repeats:
            self.repeats[fragment] = asyncio.create_task(self._repeat(fragment, interval))

    async def _repeat(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            # Without a connection nobody is asked; with the next one the page begins anew, and this with it.
            if self._connected.is_set():
                await self.ask(fragment, by_itself=True)

    def _stop(self, fragments: list[str]) -> None:
        for fragment in fragments:
            task = self.repeats.pop(fragment, None)
            if task is not None:
                task.cancel()
