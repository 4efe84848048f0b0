"""The desk: makes answers beside the event loop, each of them once, however many ask for it at the same time.

Nobody has more than half of what waits, nor all hands at once: one is always there for the others. Who asks for more is
asked to come back. What is at hand, or in the making already, costs nothing.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from nplv_dash.domain.errors import NplvError

if TYPE_CHECKING:
    from nplv_dash.services.allowance import Rate

#: Threads: as many as a small server has processors, and one for what takes no time.
_HANDS: Final = 3
#: Of these, for one visitor at a time.
_OWN_HANDS: Final = _HANDS - 1
#: Different answers that may be in the making; whoever comes then is asked to come back.
_MOST: Final = 24
#: Of these, for one visitor.
_EACH: Final = _MOST // 2
#: Answers that are made for one visitor: a table of a scenario takes a second or two of a processor.
MADE: Final = "90/minute;900/hour"
#: Seconds after which to come back, where it is not known.
LATER: Final = 30
#: Bytes of the answers that are kept: the tables of all buurten are a megabyte or two.
_KEPT: Final = 64 * 1024**2
T = TypeVar("T")


class Desk:
    """Answers by their tags. For one event loop, on which all but the work itself happens.

    Args:
        made: how many are made for one visitor.
    """

    def __init__(self, made: str = MADE) -> None:
        self._hands = ThreadPoolExecutor(_HANDS, thread_name_prefix="desk")
        # What is asked is read beside them: whoever asks for what is at hand does not wait for what is not.
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="desk-reader")
        self._making: dict[str, asyncio.Future[bytes]] = {}
        #: How many of these somebody asked for first.
        self._busy: Counter[str] = Counter()
        self._turns: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_OWN_HANDS))
        self._often = made
        self._kept: OrderedDict[str, bytes] = OrderedDict()

    async def read(self, find: Callable[[], T]) -> T:
        """What `find` returns or raises, found beside the loop; it computes nothing."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, find)

    async def answer(self, tag: str, make: Callable[[], bytes], address: str = "") -> bytes:
        """The answer with this tag: at hand, in the making, or made now.

        Args:
            address: that the visitor comes from.

        Raises:
            NplvError: `api_busy`, where too many others are in the making; `api_each`, with the seconds to wait, where
                this visitor has asked for too many; or whatever `make` raises.
        """
        if tag in self._kept:
            self._kept.move_to_end(tag)
            return self._kept[tag]
        if tag not in self._making:
            who = self._admitted(address)
            making = asyncio.ensure_future(self._in_turn(who, make))
            making.add_done_callback(lambda done: self._made(tag, who, done))
            self._making[tag] = making
            self._busy[who] += 1
        # One who leaves does not take the answer from the others.
        return await asyncio.shield(self._making[tag])

    async def _in_turn(self, who: str, make: Callable[[], bytes]) -> bytes:
        async with self._turns[who]:
            return await asyncio.get_running_loop().run_in_executor(self._hands, make)

    @cached_property
    def _rate(self) -> Rate:
        # Here and not above: it brings a library along that the start can do without.
        from nplv_dash.services.allowance import Rate

        return Rate(self._often)

    def _admitted(self, address: str) -> str:
        """By what a visitor is known here: in memory only, and for an hour at most. Raises what `answer` does."""
        from nplv_dash.services.allowance import household

        who = household(address)
        if len(self._making) >= _MOST:
            raise NplvError("api_busy", "api", seconds=LATER)
        if self._busy[who] >= _EACH:
            raise NplvError("api_each", "api", seconds=LATER)
        wait = self._rate.take(who)
        if wait:
            raise NplvError("api_each", "api", seconds=wait)
        return who

    def _made(self, tag: str, who: str, done: asyncio.Future[Any]) -> None:
        del self._making[tag]
        self._busy[who] -= 1
        self._busy += Counter()  # forgets who waits for nothing any more
        if who not in self._busy:
            del self._turns[who]
        if done.cancelled() or done.exception() is not None:
            return
        content: bytes = done.result()
        self._kept[tag] = content
        while sum(map(len, self._kept.values())) > _KEPT:
            self._kept.popitem(last=False)
