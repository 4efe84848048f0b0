"""Memory for the figures of every draw, which the next simulation uses again.

The figures of a simulation are 20 to 100 megabytes that are looked at once. To have them from the system each time
costs more than to fill them: it clears every page when it is first touched. Measured with two hundred draws of all
wijken, the simulation and its figures took 27 ms instead of 36; and on a virtual machine that gives what is free back
to its host, one simulation in three took 100 to 140 ms more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Final

import numpy as np

from nplv_dash.model.redistribute import Float32, Room


class Memory:
    """Keeps what is given back, for the next who needs about as much.

    Args:
        most: bytes that it keeps at most; what was not needed for the longest goes first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._free: list[Float32] = []
        # A simulation that was given up may give back amid this, when its generator is found to be garbage.
        self._lock = RLock()

    @contextmanager
    def lent(self) -> Iterator[Room]:
        """Room until the end of the block: whatever was made of it must not be looked at afterwards."""
        lent: list[Float32] = []

        def room(shape: tuple[int, ...]) -> Float32:
            size = math.prod(shape)
            lent.append(self._take(size))
            return lent[-1][:size].reshape(shape)

        try:
            yield room
        finally:
            self._take_back(lent)

    @property
    def kept(self) -> int:
        """Bytes that are kept and not lent."""
        return sum(one.nbytes for one in self._free)

    def _take(self, size: int) -> Float32:
        """The smallest array that is large enough, and not twice too large; else a new one."""
        with self._lock:
            found = min((one for one in self._free if size <= len(one) <= 2 * size), key=len, default=None)
            self._free = [one for one in self._free if one is not found]
        return np.empty(size, dtype=np.float32) if found is None else found

    def _take_back(self, lent: list[Float32]) -> None:
        with self._lock:
            self._free += lent
            while self.kept > self._most:
                self._free.pop(0)


#: For every simulation of this process: as much as a thousand draws of all wijken need, and two hundred beside them.
SHARED: Final = Memory(112 * 2**20)
