"""A file that cannot be made says so in the visitor's language."""

from __future__ import annotations

import asyncio
from threading import Event, Lock
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.runtime import app_session
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.ui import server, unmade
from tests.ui.asgi import in_a_loop


def asked(make: Any) -> str:
    """What a browser is told when it asks for a file."""
    manager = MediaFileManager(MemoryMediaFileStorage("/media"))
    request = BackendOperationRequest(request_id="1")
    request.deferred_file.file_id = manager.add_deferred(make, "text/csv", "1.0", "a.csv")
    handler = unmade.InWords(lambda: manager)
    return in_a_loop(handler.handle(request, "somebody")).error_msg


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_that_cannot_be_made_is_told_of_in_words(monkeypatch: pytest.MonkeyPatch, lang: Lang) -> None:
    monkeypatch.setattr(unmade, "language_of", lambda _: lang)

    def make() -> bytes:
        raise OSError("no space left")

    assert asked(make) == Text(lang)("frame.error.file")


def test_a_file_that_can_be_made_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unmade, "language_of", lambda _: pytest.fail("nothing to say"))
    assert not asked(lambda: b"code")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_session_waits_for_so_many_and_all_take_turns(monkeypatch: pytest.MonkeyPatch, lang: Lang) -> None:
    monkeypatch.setattr(unmade, "language_of", lambda _: lang)
    gate, running, most = Event(), [0], [0]
    lock = Lock()

    def make() -> bytes:
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        gate.wait(60)
        with lock:
            running[0] -= 1
        return b"code"

    async def tried() -> list[str]:
        manager = MediaFileManager(MemoryMediaFileStorage("/media"))
        sessions = [unmade.InWords(lambda: manager) for _ in range(3)]
        # Of this loop; that of the app is of its own.
        monkeypatch.setattr(unmade.InWords, "_turns", asyncio.Semaphore(unmade.HANDS))

        def one(session: unmade.InWords) -> Any:
            request = BackendOperationRequest(request_id="1")
            request.deferred_file.file_id = manager.add_deferred(make, "text/csv", "1.0", "a.csv")
            return asyncio.create_task(session.handle(request, "somebody"))

        asked = [one(session) for session in sessions for _ in range(unmade.EACH)]
        await asyncio.sleep(0)
        refused = await one(sessions[0])
        gate.set()
        assert not [found for found in await asyncio.gather(*asked) if found.error_msg]
        return [refused.error_msg, (await one(sessions[0])).error_msg]

    assert in_a_loop(tried()) == [Text(lang)("frame.error.files"), ""]
    assert most[0] <= unmade.HANDS


def test_the_app_makes_its_files_so() -> None:
    server.create_app()
    assert app_session.DeferredFileHandler is unmade.InWords
