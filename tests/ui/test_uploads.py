"""How much of the server's memory files of visitors may take."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from typing import Any

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from nplv_dash.ui import server, uploads
from nplv_dash.ui.uploads import EACH, Holdings, UploadsMiddleware, most
from tests.ui.asgi import in_a_loop

MB = 1024**2
LARGEST = 20 * MB


class Store:
    """An app that takes files, and keeps them until it is let go."""

    def __init__(self) -> None:
        self.sizes: dict[str, int] = {}
        self.here = UploadsMiddleware(self.take, lambda name: (self.sizes.get(name, 0), sum(self.sizes.values())))
        self.gate = asyncio.Event()
        self.waiting = 0

    async def take(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.waiting += 1
        await self.gate.wait()
        await PlainTextResponse("", 204)(scope, receive, send)

    async def put(
        self, session: str, size: object, method: str = "PUT", *more: tuple[bytes, bytes]
    ) -> tuple[int, bytes, Any]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        async def receive() -> Message:
            return {"type": "http.request"}

        scope = {
            "type": "http", "method": method, "path": f"/_stcore/upload_file/{session}/f",
            "headers": ([(b"content-length", str(size).encode())] if size is not None else []) + list(more),
        }  # fmt: skip
        await self.here(scope, receive, send)
        headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], sent[1].get("body", b""), headers


def test_one_session_keeps_so_much() -> None:
    async def tried() -> None:
        store = Store()
        store.gate.set()
        store.sizes["a"] = EACH * LARGEST - 10
        assert (await store.put("a", 10))[0] == 204
        assert (await store.put("a", 11))[:2] == (409, b"")
        assert (await store.put("b", 11))[0] == 204
        # Taking away frees, and is never refused.
        assert (await store.put("a", 0, "DELETE"))[0] == 204

    in_a_loop(tried())


def test_all_together_keep_so_much_and_are_told_when_to_come_back() -> None:
    async def tried() -> None:
        store = Store()
        store.gate.set()
        store.sizes = {"a": most() - 10}
        assert (await store.put("new", 10))[0] == 204
        status, said, headers = await store.put("new", 11)
        assert (status, said) == (429, b"")
        assert int(headers["retry-after"]) > 0

    in_a_loop(tried())


@pytest.mark.parametrize("size", [LARGEST, None, "x", "-1", "9" * 30, "١"])
def test_what_is_on_its_way_counts_and_whoever_says_no_size_brings_the_largest(size: object) -> None:
    async def tried() -> None:
        store = Store()
        coming = [asyncio.create_task(store.put("a", size)) for _ in range(EACH)]
        while store.waiting < EACH:
            await asyncio.sleep(0)
        assert (await store.put("a", 1))[0] == 409
        store.gate.set()
        assert {status for status, _, _ in await asyncio.gather(*coming)} == {204}
        assert (await store.put("a", 1))[0] == 204
        assert not store.here._coming

    in_a_loop(tried())


def test_a_length_beside_pieces_is_not_believed() -> None:
    async def tried() -> None:
        store = Store()
        store.gate.set()
        store.sizes["a"] = EACH * LARGEST - 10
        assert (await store.put("a", 1))[0] == 204
        assert (await store.put("a", 1, "PUT", (b"transfer-encoding", b"chunked")))[0] == 409

    in_a_loop(tried())


def _manager(monkeypatch: pytest.MonkeyPatch) -> MemoryUploadedFileManager:
    manager = MemoryUploadedFileManager("/_stcore/upload_file")
    runtime = type("_Runtime", (), {"uploaded_file_mgr": manager})()
    monkeypatch.setattr(Runtime, "exists", lambda: True)
    monkeypatch.setattr(Runtime, "instance", lambda: runtime)
    return manager


def test_what_streamlit_keeps_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    manager = _manager(monkeypatch)
    for session, size in (("a", 3), ("a", 4), ("b", 5)):
        manager.add_file(session, UploadedFileRec(f"{session}{size}", "x.csv", "text/csv", b"x" * size))
    assert uploads.held("a") == (7, 12)
    assert uploads.held("nobody") == (0, 12)
    assert set(manager.file_storage) == {"a", "b"}, "asking makes nothing"


class Ring:
    """What only a search for garbage takes away; each that goes leaves another for the next search."""

    def __init__(self, begin: Callable[[object], None], end: Callable[[], None], goes_on: threading.Event) -> None:
        self._me, self._begin, self._end, self._goes_on = self, begin, end, goes_on
        begin(self)

    def __del__(self) -> None:
        self._end()
        if self._goes_on.is_set():
            Ring(self._begin, self._end, self._goes_on)


def _amid_searches(
    work: Callable[[], None], begin: Callable[[object], None] = id, end: Callable[[], None] = lambda: None
) -> None:
    """Do it while garbage is searched for at every turn, and each time a session ends."""
    goes_on, before = threading.Event(), gc.get_threshold()
    goes_on.set()
    thread = threading.Thread(target=work, daemon=True)
    # Before: what lives through a search of young garbage waits for one of old garbage.
    Ring(begin, end, goes_on)
    gc.set_threshold(1, 1, 1)
    try:
        thread.start()
        thread.join(30)
    finally:
        goes_on.clear()
        gc.set_threshold(*before)
    assert not thread.is_alive(), "it waits for itself"
    gc.collect()


def test_sessions_may_end_amid_counting_what_pages_keep() -> None:
    held, ended = Holdings(), count()
    for session in range(20):
        held.put(f"{session}", "table", 1, 2)

    def begin(ring: object) -> None:
        held.of(ring, "gone")
        next(ended)

    def work() -> None:
        for turn in range(50):
            held.put("here", "table", turn, turn)
            held.put_if("here", "table", (turn, turn), {"there": turn}, 10)
            held.all({"there": turn})

    _amid_searches(work, begin)
    assert next(ended) > 50, "else nothing was tried"
    assert held.all({}) == 20 * 3 + 2 * 49


def test_sessions_may_end_amid_counting_what_streamlit_keeps(monkeypatch: pytest.MonkeyPatch) -> None:
    manager, ended = _manager(monkeypatch), count()
    for session in range(20):
        manager.add_file(f"{session}", UploadedFileRec("f", "x.csv", "text/csv", b"x"))

    def end() -> None:
        # As Streamlit's session does at its end.
        manager.remove_session_files(f"{next(ended)}")

    counted = []

    def work() -> None:
        counted.extend(uploads.held("0") for _ in range(50))

    _amid_searches(work, end=end)
    assert next(ended) > 50, "else nothing was tried"
    assert counted[-1] == (0, 0)


def test_of_two_that_come_at_once_only_one_finds_the_last_room() -> None:
    held, gate, found = Holdings(), threading.Barrier(2), []

    class Most(int):
        """Whoever compares with it waits for the other, where the other can come."""

        def __ge__(self, total: int) -> bool:
            with suppress(threading.BrokenBarrierError):
                gate.wait(0.2)
            return super().__ge__(total)

    def put(session: str) -> None:
        found.append(held.put_if(session, "table", (0, 10), {}, Most(10)))

    threads = [threading.Thread(target=put, args=(name,)) for name in "ab"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(found) == [False, True]
    assert held.all({}) == 10


def test_files_count_once_and_what_stood_in_them_beside_them() -> None:
    held = Holdings()
    held.put("a", "table", 10, 0)
    assert held.all({"a": 10, "b": 5}) == 15, "the page has the bytes that Streamlit has"
    held.put("a", "borders", 4, 100)
    assert held.all({"a": 10, "b": 5}) == 14 + 5 + 100
    held.put("a", "table", 0, 30)
    assert held.all({}) == 4 + 100 + 30, "the visitor went to another page"
    held.put("a", "borders", 0, 0)
    held.put("a", "table", 0, 0)
    assert not held._kept


def test_what_a_session_had_is_given_back_when_it_is_gone() -> None:
    class Owner:
        pass

    held, one = Holdings(), Owner()
    held.of(one, "a")
    for session in "ab":
        held.put(session, "table", 10, 10)
    del one
    gc.collect()
    assert held.all({}) == 20
    assert set(held._kept) == {"b"}


def test_the_setting_bounds_what_all_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPLV_OWN_DATA_MB", "100")
    held = Holdings()
    monkeypatch.setattr(uploads, "HOLDINGS", held)
    held.put("a", "table", 0, 60 * MB)
    assert uploads.held("b") == (0, 60 * MB)
    assert not uploads.put_if_it_fits("b", "table", 1, 40 * MB)
    assert uploads.held("b") == (0, 60 * MB), "what did not fit is not counted"
    assert uploads.put_if_it_fits("b", "table", 0, 40 * MB)
    assert uploads.put_if_it_fits("b", "table", 0, 40 * MB), "it takes the place of what was there"
    assert not uploads.put_if_it_fits("b", "table", 0, 40 * MB + 1)
    assert uploads.held("b") == (0, 100 * MB), "what was there stays"


@pytest.mark.parametrize("megabytes", [1, 100])
def test_the_setting_is_what_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch, megabytes: int) -> None:
    before = config.get_option("server.maxUploadSize")
    monkeypatch.setenv("NPLV_UPLOAD_MB", str(megabytes))
    try:
        server.create_app()
        assert config.get_option("server.maxUploadSize") == megabytes
    finally:
        config.set_option("server.maxUploadSize", before)
