"""What Streamlit does anew in every run of a page, and need not.

Both cost more than what they go with. Measured with ten people who move a lever at once, of all the time that Python
worked: 21 % was the search for garbage after every run, of a page or of a part of it, and 14 % the translation of the
theme's settings into a message, six times over, before every run.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Final

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner import script_runner

#: Seconds between two searches for garbage. A run leaves some 100 kB of it, and a search takes some 10 ms.
EVERY: Final = 2.0

#: Fills a message with the settings of a section of the theme.
Fill = Callable[[CustomThemeConfig, str], None]


class Collector:
    """Searches for garbage as `gc.collect` does, but only so often, whoever asks for it.

    Args:
        clock: says how many seconds have passed.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._next = clock()

    def collect(self, generation: int = 2) -> int:
        """Search, if nobody did so lately; returns how many objects could not be reached."""
        now = self._clock()
        if now < self._next:
            return 0
        # Two at the same moment may both search; that does no harm.
        self._next = now + EVERY
        return gc.collect(generation)


def once_each(fill: Fill) -> Fill:
    """As `fill`, but the settings of a section are read the first time only: a server keeps those it began with."""
    known: dict[str, CustomThemeConfig | None] = {}

    def filled(message: CustomThemeConfig, section: str = "theme") -> None:
        if section not in known:
            # As a part of another message: only of a part can be asked whether anything was set. A section without
            # settings is none, which is something else than one in which all is as it would be anyway.
            whole = CustomThemeConfig()
            fill(whole.sidebar, section)
            known[section] = whole.sidebar if whole.HasField("sidebar") else None
        if (part := known[section]) is not None:
            message.MergeFrom(part)

    return filled


#: Streamlit's own way, and ours.
FILL: Final[Fill] = app_session._populate_theme_msg  # noqa: SLF001  the library offers no other way
_FILL_ONCE: Final = once_each(FILL)
#: What Streamlit calls, and what stands in its place.
GC: Final = vars(script_runner)["gc"]
_COLLECTOR: Final = Collector()


def keep() -> None:
    """Let all sessions of this process do so."""
    setattr(script_runner, "gc", _COLLECTOR)  # noqa: B010  a name of somebody else's
    setattr(app_session, "_populate_theme_msg", _FILL_ONCE)  # noqa: B010  and another
