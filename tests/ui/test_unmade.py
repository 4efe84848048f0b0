"""A file that cannot be made says so in the visitor's language."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.runtime import app_session
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.ui import server, unmade


def asked(make: Any) -> str:
    """What a browser is told when it asks for a file."""
    manager = MediaFileManager(MemoryMediaFileStorage("/media"))
    request = BackendOperationRequest(request_id="1")
    request.deferred_file.file_id = manager.add_deferred(make, "text/csv", "1.0", "a.csv")
    handler = unmade.InWords(lambda: manager)
    return asyncio.run(handler.handle(request, "somebody")).error_msg


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_that_cannot_be_made_is_told_of_in_words(monkeypatch: pytest.MonkeyPatch, lang: Lang) -> None:
    monkeypatch.setattr(unmade, "language_of", lambda _: lang)

    def make() -> bytes:
        raise OSError("no space left")

    assert asked(make) == Text(lang)("frame.error.file")


def test_a_file_that_can_be_made_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unmade, "language_of", lambda _: pytest.fail("nothing to say"))
    assert not asked(lambda: b"code")


def test_the_app_makes_its_files_so() -> None:
    server.create_app()
    assert app_session.DeferredFileHandler is unmade.InWords
