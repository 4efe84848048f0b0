"""What a browser may ask of its session: to run the page, to send a file, and to get one. Nothing else.

Streamlit's protocol knows more, for whoever develops an app, and does what is asked whoever asks it. One message
empties what is kept for all visitors, also how often each of them has frozen something; another tells the name of the
repository, its branch, and the names of files that were changed; others would write files beside the app.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.app_session import AppSession

_log = logging.getLogger(__name__)
#: Kinds of messages that a page of ours sends.
KINDS: Final = frozenset(
    {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"}
)
#: And of what the last one asks for.
OPERATIONS: Final = frozenset({"deferred_file", "dataframe_chunk"})
#: Hears a message in a session.
Hear = Callable[[Any, BackMsg], None]


def is_ours(message: BackMsg) -> bool:
    """Whether a page of ours would send this."""
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return kind in KINDS


def only_ours(hear: Hear) -> Hear:
    """As `hear`, but what no page of ours sends is passed over."""

    def heard(session: Any, message: BackMsg) -> None:
        if is_ours(message):
            hear(session, message)
        else:
            _log.warning("a message was passed over", extra={"kind": message.WhichOneof("type") or "none"})

    return heard


#: Streamlit's own way.
HEAR: Final[Hear] = AppSession.handle_backmsg
_ONLY_OURS: Final = only_ours(HEAR)


def keep() -> None:
    """Let every session of this process do so."""
    setattr(AppSession, "handle_backmsg", _ONLY_OURS)  # noqa: B010  a method of somebody else's
