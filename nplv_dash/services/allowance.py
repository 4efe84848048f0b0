"""How often may be frozen, since that takes room for good: by one visitor, and by all together.

Counted in memory, and under a digest that nobody can trace back to an address: when the server stops, all is forgotten.
"""

from __future__ import annotations

import hashlib
import math
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, ip_address
from threading import Lock
from typing import Final

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from nplv_dash.domain.errors import NplvError

#: A hall full of people shares one address. All together take five days at least to fill an archive.
EACH: Final = "12/hour;30/day"
TOGETHER: Final = "40/hour;80/day"
_DAY: Final = 24 * 60 * 60
#: Bits of an address that a household or a firm gets of its provider; the rest they choose themselves.
_OWN: Final = 64


class Allowance:
    """What is left of it; for all threads."""

    def __init__(self, each: str = EACH, together: str = TOGETHER) -> None:
        self._each, self._together = parse_many(each), parse_many(together)
        self._used = MovingWindowRateLimiter(MemoryStorage())
        self._key = secrets.token_bytes(32)
        self._turn = Lock()
        #: How many are busy, by whose allowance they will take from.
        self._busy: Counter[str] = Counter()

    @contextmanager
    def use(self, address: str) -> Iterator[None]:
        """Take once of it for what is done inside; where that fails nothing was taken.

        Args:
            address: that a visitor comes from; empty where it is not known.

        Raises:
            NplvError: `freeze_each`, `freeze_all` or `freeze_day`, where nothing is left. Nothing was taken then.
        """
        counted = list(self._counted(address))
        busy = Counter({who for _, _, who in counted})
        with self._turn:
            for key, limit, who in counted:
                # Who is busy counts already: many at once would pass together otherwise.
                if not self._used.test(limit, who, cost=1 + self._busy[who]):
                    wait = self._used.get_window_stats(limit, who).reset_time - time.time()
                    # "1 minutes" is no language, and nobody waits less.
                    raise NplvError(key, "freeze", count=limit.amount, minutes=max(2, math.ceil(wait / 60)))
            self._busy += busy
        taken: list[tuple[str, RateLimitItem, str]] = []
        try:
            yield
            taken = counted
        finally:
            with self._turn:
                self._busy -= busy
                for _, limit, who in taken:
                    self._used.hit(limit, who)

    def _counted(self, address: str) -> Iterator[tuple[str, RateLimitItem, str]]:
        who = hashlib.blake2b(household(address).encode(), key=self._key, digest_size=16).hexdigest()
        for key, limits, whose in (("freeze_each", self._each, who), ("freeze_all", self._together, "all")):
            for limit in limits:
                yield ("freeze_day" if limit.get_expiry() >= _DAY else key), limit, whose


class Rate:
    """How often one visitor may have something done; for all threads.

    Args:
        often: such as "90/minute;900/hour".
    """

    def __init__(self, often: str) -> None:
        self._limits, self._used = parse_many(often), MovingWindowRateLimiter(MemoryStorage())

    def take(self, who: str) -> int:
        """Take once of it: 0, or the seconds to wait where nothing is left."""
        for limit in self._limits:
            if not self._used.hit(limit, who):
                # "1 seconds" is no language.
                return max(2, math.ceil(self._used.get_window_stats(limit, who).reset_time - time.time()))
        return 0


def household(address: str) -> str:
    """What all addresses of one visitor have in common: of the sixth version everybody has more than can be counted."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address) or found.ipv4_mapped:
        return str(found)
    return str(int(found) >> _OWN)
