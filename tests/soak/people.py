"""People in a room whose phones are elsewhere: they speak the app's own protocol, as a browser does.

A phone that loses its server looks for one with the address that it has, and asks again for what it was asking.
"""

from __future__ import annotations

import asyncio
import re
import time
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http.cookies import SimpleCookie
from typing import Any, Self
from urllib.parse import urlencode

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from nplv_dash.domain.rooms import new_token
from nplv_dash.present.text import catalogue

PAGE = "werksessie"
#: Seconds that anything may take, faults included, on a machine that has more to do.
PATIENCE = 180
#: Seconds between two tries to come back, as Streamlit's own frontend begins with.
AGAIN = 0.5
#: Seconds after which somebody who sees no answer presses again.
HURRY = 15
_TEXTS = catalogue("nl")
_SENT = re.compile(
    re.escape(_TEXTS["werksessie.phone.sent"]).replace(r"\{time\}", ".*").replace(r"\{number\}", r"([\d.]+)")
)
_SEND = _TEXTS["werksessie.phone.send"].partition("{")[0]
_DOT = re.compile(r'class="stack" style="--x:([\d.]+)"')


class Visitor:
    """Somebody with a page of a room open, until the end or until it is closed.

    Attributes:
        reconnects: how often it lost its server and came to one again.
        servers: the names of the servers that had its session, in order.
        received: bytes.
    """

    def __init__(self, url: str, query: dict[str, str]) -> None:
        self._url, self._query = url, urlencode(query)
        self._hash = ""
        self._cookies: dict[str, str] = {}
        self._connection: ClientConnection | None = None
        self._repeats: dict[str, asyncio.Task[None]] = {}
        self._connected = asyncio.Event()
        self.still = asyncio.Event()
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
            person._stop(list(person._repeats))

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
            rerun.page_name = PAGE
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
            self._stop(list(self._repeats))
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
                    self._stop(list(self._repeats))
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
        if fragment not in self._repeats:
            self._repeats[fragment] = asyncio.create_task(self._repeat(fragment, interval))

    async def _repeat(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            # Without a connection nobody is asked; with the next one the page begins anew, and this with it.
            if self._connected.is_set():
                await self.ask(fragment, by_itself=True)

    def _stop(self, fragments: list[str]) -> None:
        for fragment in fragments:
            task = self._repeats.pop(fragment, None)
            if task is not None:
                task.cancel()


class Phone(Visitor):
    """Somebody who takes part.

    Attributes:
        person: by what the room knows them.
        steps: that the first lever can be set to; known once the page stands.
        sent: number of the last answer that the page acknowledged.
        presses: of the button; more than `sent` where an answer did not come.
        warnings: that the page showed, each once.
    """

    def __init__(self, url: str, code: str, person: str = "") -> None:
        self.person = person or new_token()
        super().__init__(url, {"kamer": code, "ik": self.person})
        self.steps, self.sent, self.presses = 0, 0, 0
        self.warnings: set[str] = set()
        self._lever: Any = None
        self._at, self._button, self._fragment = 0, "", ""
        self._is_pressed = False
        self._news = asyncio.Event()

    async def choose(self, step: int) -> None:
        """Set the first lever to a step."""
        assert self._lever is not None, "no lever on the page"
        self._at = step
        self.still.clear()
        await self.ask(self._fragment)
        async with asyncio.timeout(PATIENCE):
            await self.still.wait()

    async def press(self) -> None:
        """Press the button."""
        self.presses += 1
        self._is_pressed = True
        try:
            await self.ask(self._fragment)
        finally:
            self._is_pressed = False

    async def send(self) -> float:
        """Press the button until the page says that the answer is stored.

        Returns:
            Seconds from pressing it for the first time.
        """
        start, wanted = time.perf_counter(), self.sent + 1
        async with asyncio.timeout(PATIENCE):
            while self.sent < wanted:
                await self.press()
                await self._acknowledged(wanted)
        return time.perf_counter() - start

    async def _acknowledged(self, wanted: int) -> None:
        """Wait for a number, as long as somebody waits before they press again."""
        with suppress(TimeoutError):
            async with asyncio.timeout(HURRY):
                while self.sent < wanted:
                    self._news.clear()
                    await self._news.wait()

    def set_widgets(self, states: Any) -> None:
        """The lever, and the button while it is pressed."""
        if self._lever is not None:
            state = states.widgets.add()
            state.id = self._lever.id
            state.string_array_value.data.append(self._lever.options[self._at])
        if self._is_pressed:
            state = states.widgets.add()
            state.id, state.trigger_value = self._button, True

    def see(self, element: Element, fragment: str) -> None:
        """Find the lever and the button, and read what the page says."""
        match element.WhichOneof("type"):
            case "slider" if self._lever is None or element.slider.id == self._lever.id:
                if self._lever is None:
                    self._at = int(element.slider.default[0])
                self._lever, self.steps = element.slider, len(element.slider.options)
            case "button" if element.button.label.startswith(_SEND):
                self._button, self._fragment = element.button.id, fragment
            case "alert":
                found = _SENT.search(element.alert.body)
                if found:
                    self.sent = max(self.sent, int(found[1].replace(".", "")))
                    self._news.set()
                elif element.alert.format == Alert.WARNING:
                    self.warnings.add(element.alert.body)


class Screen(Visitor):
    """The screen at the front of the hall.

    Attributes:
        places: where dots stand on the first strip, in percent of its length.
    """

    def __init__(self, url: str, code: str) -> None:
        super().__init__(url, {"kamer": code, "scherm": "1"})
        self.places: frozenset[str] = frozenset()
        self._news = asyncio.Event()

    async def shows(self, place: str) -> float:
        """Wait until a dot stands somewhere; returns the moment."""
        async with asyncio.timeout(PATIENCE):
            while place not in self.places:
                self._news.clear()
                await self._news.wait()
        return time.perf_counter()

    def see(self, element: Element, fragment: str) -> None:  # noqa: ARG002
        """Look at the first strip."""
        if element.WhichOneof("type") == "html" and "nplv-room-strip" in element.html.body:
            first = element.html.body.split("nplv-room-strip")[1]
            self.places = frozenset(_DOT.findall(first))
            self._news.set()


class Lead(Visitor):
    """A facilitator, who presses one button."""

    def __init__(self, url: str, code: str, secret: str, label: str) -> None:
        super().__init__(url, {"kamer": code, "sleutel": secret})
        self._label, self._button, self._is_pressed = _TEXTS[f"werksessie.lead.{label}"], "", False

    async def press(self) -> None:
        """Press it."""
        assert self._button, f"no button {self._label!r} on the page"
        self._is_pressed = True
        try:
            await self.ask()
        finally:
            self._is_pressed = False

    def set_widgets(self, states: Any) -> None:
        """The button while it is pressed."""
        if self._is_pressed:
            state = states.widgets.add()
            state.id, state.trigger_value = self._button, True

    def see(self, element: Element, fragment: str) -> None:  # noqa: ARG002
        """Find the button."""
        if element.WhichOneof("type") == "button" and element.button.label == self._label:
            self._button = element.button.id
