"""People in a room whose phones are elsewhere."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.Element_pb2 import Element

from nplv_dash.domain.rooms import new_token
from nplv_dash.present.text import catalogue
from tests.visitor import PATIENCE, Visitor

PAGE = "werksessie"
#: Seconds after which somebody who sees no answer presses again.
HURRY = 15
_TEXTS = catalogue("nl")
_SENT = re.compile(
    re.escape(_TEXTS["werksessie.phone.sent"]).replace(r"\{time\}", ".*").replace(r"\{number\}", r"([\d.]+)")
)
_SEND = _TEXTS["werksessie.phone.send"].partition("{")[0]
#: Of the first round: the halls have no other.
_CLOSED = _TEXTS["werksessie.phone.closed"].replace("{number}", "1")
_DOT = re.compile(r'class="stack" style="--x:([\d.]+)"')


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
        super().__init__(url, PAGE, urlencode({"kamer": code, "ik": self.person}))
        self.steps, self.sent, self.presses = 0, 0, 0
        self.warnings: set[str] = set()
        self._lever: Any = None
        self._at, self._button, self._fragment = 0, "", ""
        self._is_pressed = False
        self._news = asyncio.Event()
        self._closed = asyncio.Event()

    async def is_told_of_the_end(self) -> float:
        """Wait until the page says that the round is closed; returns the moment."""
        async with asyncio.timeout(PATIENCE):
            await self._closed.wait()
        return time.perf_counter()

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
                elif element.alert.body == _CLOSED:
                    self._closed.set()
                elif element.alert.format == Alert.WARNING:
                    self.warnings.add(element.alert.body)


class Screen(Visitor):
    """The screen at the front of the hall.

    Attributes:
        places: where dots stand on the first strip, in percent of its length.
    """

    def __init__(self, url: str, code: str) -> None:
        super().__init__(url, PAGE, urlencode({"kamer": code, "scherm": "1"}))
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
        super().__init__(url, PAGE, urlencode({"kamer": code, "sleutel": secret}))
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
