"""People whose browser is elsewhere: they speak the app's own protocol, and draw nothing on this machine.

In a room everybody brings a phone. Ten browsers on the two cores of the server would measure each other.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Slider_pb2 import Slider
from websockets.asyncio.client import ClientConnection, connect

#: Seconds that anything may take.
PATIENCE = 120


class Listener:
    """A visitor of one page, who moves one slider as a browser does: there and back again.

    It answers what the page asks of a browser too: a part that wants to be run again every so often is.
    """

    def __init__(self, connection: ClientConnection, path: str, label: str) -> None:
        self._connection, self._label = connection, label
        address = urlsplit(path)
        self._page, self._query = address.path.strip("/"), address.query
        self._hash = ""
        self._slider: Slider | None = None
        self._fragment = ""
        self._at, self._turn = 0, 1
        self._repeats: dict[str, asyncio.Task[None]] = {}
        self._still = asyncio.Event()

    @classmethod
    @asynccontextmanager
    async def arrive(cls, url: str, path: str, label: str) -> AsyncIterator[Self]:
        """Open the page, and go on listening until the end."""
        address = f"ws{url.removeprefix('http')}/_stcore/stream"
        async with connect(address, subprotocols=["streamlit"], max_size=None) as connection:  # type: ignore[list-item]
            person = cls(connection, path, label)
            async with asyncio.TaskGroup() as group:
                listening = group.create_task(person._listen())
                await person._ask()
                async with asyncio.timeout(PATIENCE):
                    await person._still.wait()
                yield person
                person._stop(list(person._repeats))
                listening.cancel()

    async def change(self) -> None:
        """Move the slider one step."""
        assert self._slider is not None, f"no slider {self._label!r} on the page"
        if not 0 <= self._at + self._turn < len(self._slider.options):
            self._turn = -self._turn
        self._at += self._turn
        self._still.clear()
        await self._ask(self._fragment)

    async def rest(self) -> None:
        """Wait until nothing runs for this visitor, and nothing is to be run again."""
        async with asyncio.timeout(PATIENCE):
            while self._repeats or not self._still.is_set():
                await asyncio.sleep(0.05)

    async def _ask(self, fragment: str = "", *, by_itself: bool = False) -> None:
        message = BackMsg()
        message.rerun_script.query_string = self._query
        if self._hash:
            message.rerun_script.page_script_hash = self._hash
        else:
            message.rerun_script.page_name = self._page
        message.rerun_script.fragment_id = fragment
        message.rerun_script.is_auto_rerun = by_itself
        if self._slider is not None:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self._slider.id
            state.string_array_value.data.append(self._slider.options[self._at])
        await self._connection.send(message.SerializeToString())

    async def _listen(self) -> None:
        async for content in self._connection:
            message = ForwardMsg.FromString(content if isinstance(content, bytes) else content.encode())
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._see(message)
            elif kind == "new_session":
                self._still.clear()
                if not message.metadata.run.fragment_ids:
                    self._stop(list(self._repeats))
            elif kind == "auto_rerun":
                self._start(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            elif kind == "stop_auto_rerun":
                self._stop(message.stop_auto_rerun.fragment_ids)
            elif kind == "navigation":
                self._hash = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self._still.set()

    def _see(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        if element.WhichOneof("type") == "slider" and element.slider.label == self._label:
            if self._slider is None:
                self._at = int(element.slider.default[0])
            self._slider, self._fragment = element.slider, message.delta.fragment_id

    def _start(self, fragment: str, interval: float) -> None:
        if fragment not in self._repeats:
            self._repeats[fragment] = asyncio.create_task(self._repeat(fragment, interval))

    async def _repeat(self, fragment: str, interval: float) -> None:
        while True:
            await asyncio.sleep(interval)
            await self._ask(fragment, by_itself=True)

    def _stop(self, fragments: Iterable[str]) -> None:
        for fragment in fragments:
            task = self._repeats.pop(fragment, None)
            if task is not None:
                task.cancel()
