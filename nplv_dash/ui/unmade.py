"""A file that could not be made is told of in the visitor's language; Streamlit says it in English.

Files are made when their button is pressed, outside a run of the page, so no page can say it.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from typing import ClassVar
from urllib.parse import parse_qsl

from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.proto.ForwardMsg_pb2 import BackendOperationResponse
from streamlit.runtime import app_session, get_instance
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager

from nplv_dash.present.text import Lang, Text, as_language
from nplv_dash.ui import language

#: Files that are made at the same time, on all pages together; and that one session may be waiting for.
HANDS, EACH = max(2, os.cpu_count() or 2), 4


class InWords(DeferredFileHandler):
    """Makes the file; the log has what went wrong. One for each session."""

    _turns: ClassVar = asyncio.Semaphore(HANDS)

    def __init__(self, get_media_file_mgr: Callable[[], MediaFileManager]) -> None:
        super().__init__(get_media_file_mgr)
        self._waiting = 0

    async def handle(self, request: BackendOperationRequest, session_id: str) -> BackendOperationResponse:
        """Answer a browser."""
        if self._waiting >= EACH:
            words = Text(language_of(session_id))("frame.error.files")
            return BackendOperationResponse(request_id=request.request_id, error_msg=words)
        self._waiting += 1
        try:
            async with self._turns:
                response = await super().handle(request, session_id)
        finally:
            self._waiting -= 1
        if response.error_msg:
            response.error_msg = Text(language_of(session_id))("frame.error.file")
        return response


def language_of(session_id: str) -> Lang:
    """The language of a session, by the address of its page."""
    info = get_instance()._session_mgr.get_session_info(session_id)  # noqa: SLF001  the library offers no other way
    query = info.session._client_state.query_string if info else ""  # noqa: SLF001  nor here
    return as_language(dict(parse_qsl(query)).get(language.PARAMETER))


def keep() -> None:
    """Let every session of this process do so."""
    setattr(app_session, "DeferredFileHandler", InWords)  # noqa: B010  a name of somebody else's module
