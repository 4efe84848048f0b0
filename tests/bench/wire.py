"""People who move one slider, on phones that are elsewhere."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from streamlit.proto.Element_pb2 import Element
from streamlit.proto.Slider_pb2 import Slider

from tests.visitor import PATIENCE, Visitor


class Listener(Visitor):
    """A visitor of one page, who moves one slider as a browser does: there and back again."""

    def __init__(self, url: str, path: str, label: str) -> None:
        address = urlsplit(path)
        super().__init__(url, address.path.strip("/"), address.query)
        self._label = label
        self._slider: Slider | None = None
        self._fragment = ""
        self._at, self._turn = 0, 1

    async def change(self) -> None:
        """Move the slider one step."""
        assert self._slider is not None, f"no slider {self._label!r} on the page"
        if not 0 <= self._at + self._turn < len(self._slider.options):
            self._turn = -self._turn
        self._at += self._turn
        self.still.clear()
        await self.ask(self._fragment)

    async def rest(self) -> None:
        """Wait until nothing runs for this visitor, and nothing is to be run again."""
        async with asyncio.timeout(PATIENCE):
            while self.repeats or not self.still.is_set():
                await asyncio.sleep(0.05)

    def set_widgets(self, states: Any) -> None:
        """The slider."""
        if self._slider is not None:
            state = states.widgets.add()
            state.id = self._slider.id
            state.string_array_value.data.append(self._slider.options[self._at])

    def see(self, element: Element, fragment: str) -> None:
        """Find the slider."""
        if element.WhichOneof("type") == "slider" and element.slider.label == self._label:
            if self._slider is None:
                self._at = int(element.slider.default[0])
            self._slider, self._fragment = element.slider, fragment
