"""The desk: makes answers beside the event loop, each of them once, however many ask for it at the same time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, TypeVar

from nplv_dash.domain.errors import NplvError

#: Threads: as many as a small server has processors, and one for what takes no time.
_HANDS: Final = 3
#: Different answers that may be in the making; whoever comes then is asked to come back.
_MOST: Final = 24
#: Bytes of the answers that are kept: the tables of all buurten are a megabyte or two.
_KEPT: Final = 64 * 1024**2
T = TypeVar("T")


class Desk:
    """Answers by their tags. For one event loop, on which all but the work itself happens."""

    def __init__(self) -> None:
        self._hands = ThreadPoolExecutor(_HANDS, thread_name_prefix="desk")
        # What is asked is read beside them: whoever asks for what is at hand does not wait for what is not.
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="desk-reader")
        self._making: dict[str, asyncio.Future[bytes]] = {}
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def read(self, find: Callable[[], T]) -> T:
        """What `find` returns or raises, found beside the loop; it computes nothing."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, find)

    async def answer(self, tag: str, make: Callable[[], bytes]) -> bytes:
        """The answer with this tag: at hand, in the making, or made now.

        Raises:
            NplvError: `api_busy`, where too many others are in the making; or whatever `make` raises.
        """
        if tag in self._kept:
            self._kept.move_to_end(tag)
            return self._kept[tag]
        if tag not in self._making:
            if len(self._making) >= _MOST:
                raise NplvError("api_busy", "api")
            making = asyncio.get_running_loop().run_in_executor(self._hands, make)
            making.add_done_callback(lambda done: self._made(tag, done))
            self._making[tag] = making
        # One who leaves does not take the answer from the others.
        return await asyncio.shield(self._making[tag])

    def _made(self, tag: str, done: asyncio.Future[Any]) -> None:
        del self._making[tag]
        if done.cancelled() or done.exception() is not None:
            return
        content: bytes = done.result()
        self._kept[tag] = content
        while sum(map(len, self._kept.values())) > _KEPT:
            self._kept.popitem(last=False)
