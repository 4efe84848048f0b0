"""What a run of a page has to say reaches the browser before the next run begins.

Streamlit runs a page in a thread; its messages wait for their turn on the event loop. A request for a fragment that
comes before them finds a runner that takes nothing any more. Streamlit then makes another one, and drops whatever the
first one still had to say, as a comment in its `AppSession.request_rerun` tells. On a busy server an answer was stored
without a receipt that way, or a page stood still that had asked to be drawn anew. Measured on a loop that is busy for
half of its time, with a part that asks 60 times a second: of 60 answers of another part 6 to 8 never came, and with
what is here none or one, which a newer answer had replaced.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from streamlit.runtime.app_session import AppSession, AppSessionState

#: Makes a runner for a request.
Create = Callable[[Any, Any], None]


def in_order(create: Create) -> Create:
    """As `create`, but once the messages of a runner that has ended are through.

    They are on the loop already: the thread of a runner refuses requests only after it has sent them all.
    """

    def wait_and_create(session: Any, request: Any) -> None:
        ended = session._scriptrunner  # noqa: SLF001  the library offers no other way
        if ended is None:
            create(session, request)
            return

        def through() -> None:
            if session._state is AppSessionState.SHUTDOWN_REQUESTED:  # noqa: SLF001  nor here
                return
            now = session._scriptrunner  # noqa: SLF001  nor here
            if now is None or now is ended:
                create(session, request)
            elif not now.request_rerun(request):
                wait_and_create(session, request)

        session._event_loop.call_soon_threadsafe(through)  # noqa: SLF001  nor here

    return wait_and_create


#: Streamlit's own way.
CREATE: Final[Create] = AppSession._create_scriptrunner  # noqa: SLF001  nor here
_IN_ORDER: Final = in_order(CREATE)


def keep() -> None:
    """Let every session of this process do so."""
    setattr(AppSession, "_create_scriptrunner", _IN_ORDER)  # noqa: B010  a method of somebody else's
