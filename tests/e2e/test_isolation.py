"""Visitors of one server at the same time: each has their own choices, answers and files, and nobody another's."""

from __future__ import annotations

import asyncio
import http.client
import re
import uuid
from contextlib import suppress
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.ui.uploads import EACH
from tests.e2e.looks import open_page
from tests.servers import Server, running
from tests.ui.asgi import in_a_loop
from tests.visitor import PATIENCE, Visitor

pytestmark = pytest.mark.e2e

#: Of each visitor: what they look at, with the language. Two of each at once, on two processors.
LEVERS = ({"share_redirected": "0.1"}, {"share_redirected": "0.35"}, {"share_redirected": "0.2", "reach": "land"})
CHOICES = [
    *(("herverdeling", {**levers, "lang": lang}) for levers in LEVERS for lang in LANGUAGES),
    *(("kaart", {"niveau": "wijken", "cijfer": "lbm", "rond": area, "lang": lang})
      for area, lang in (("rotterdam-zuid", "nl"), ("delft-west", "en"), ("groningen-noord", "nl"))),
    *(("gebied", {"gebied": area, "lang": lang}) for area, lang in (("delft-west", "nl"), ("rotterdam-zuid", "en"))),
    ("na_de_financiering", {"thema": "safety", "lang": "en"}),
]  # fmt: skip
#: What a page says while its answer is not the last one.
FIRST = [Text(lang)("herverdeling.working", count="@").partition("@")[2] for lang in LANGUAGES]


class Reader(Visitor):
    """Somebody who reads what the page says."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.said: dict[str, str] = {}
        self.media: set[str] = set()
        self.session = ""
        self.kinds: list[str] = []
        self._place = ""

    @property
    def text(self) -> str:
        """All words of the page, by where they stand."""
        return "\n".join(text for _, text in sorted(self.said.items()))

    def _hear(self, content: bytes) -> None:
        message = ForwardMsg.FromString(content)
        self.kinds.append(message.WhichOneof("type") or "")
        self._place = ".".join(f"{one:04}" for one in message.metadata.delta_path)
        if message.WhichOneof("type") == "new_session":
            self.session = message.new_session.initialize.session_id
            if not message.metadata.run.fragment_ids:
                self.said.clear()
        super()._hear(content)

    def see(self, element: Element, fragment: str) -> None:  # noqa: ARG002
        kind = element.WhichOneof("type")
        if kind in {"markdown", "html", "heading", "metric"}:
            self.said[self._place] = unescape(str(getattr(element, kind)))
        self.media |= set(re.findall(r"/media/[0-9a-f]+\.\w+", str(element)))

    async def again(self) -> str:
        """Let the page be made anew, and read it."""
        self.still.clear()
        await self.ask()
        await asyncio.wait_for(self.still.wait(), PATIENCE)
        return self.text

    async def send(self, message: BackMsg) -> None:
        """Send what no page sends."""
        assert self._connection is not None
        await self._connection.send(message.SerializeToString())

    async def settled(self) -> str:
        """What the page says once it says the same again: a model shows some draws first, and then all of them."""
        before, now = self.text, await self.again()
        while now != before or any(words in now for words in FIRST):
            before, now = now, await self.again()
        return now


def of(server: Server, page: str, query: dict[str, str]) -> Any:
    return Reader.arrive(server.url, page, urlencode(query))


@pytest.mark.timeout(300)
def test_each_of_many_gets_their_own_answer_in_their_own_language_again_and_again(server: Server) -> None:
    async def stay(page: str, query: dict[str, str], times: int) -> set[str]:
        async with of(server, page, query) as reader:
            first = await reader.settled()
            return {first, *[await reader.again() for _ in range(times)]}

    async def together() -> list[set[str]]:
        return await asyncio.gather(*(stay(*choice, 2) for choice in 2 * CHOICES))

    async def alone() -> list[set[str]]:
        return [await stay(*choice, 0) for choice in CHOICES]

    # Nothing of it was computed before.
    mixed, wanted = in_a_loop(together()), in_a_loop(alone())
    assert [len(one) for one in mixed + wanted] == [1] * 3 * len(CHOICES)
    texts = [text for (text,) in wanted]
    assert len(set(texts)) == len(CHOICES), "the answers differ, or nothing could be mixed up"
    assert mixed[: len(CHOICES)] == mixed[len(CHOICES) :]
    for (page, query), (text,), own in zip(CHOICES, mixed, texts, strict=False):
        assert text == own, (page, query)
        assert Text(query["lang"])("frame.tagline") in text  # type: ignore[arg-type]
        other = next(lang for lang in LANGUAGES if lang != query["lang"])
        assert Text(other)("frame.tagline") not in text


def request(
    server: Server, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    try:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body or None, headers=sent)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def form(content: bytes) -> tuple[bytes, str]:
    """A file as a browser sends it."""
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n%s\r\n--x--\r\n' % content
    return body, "multipart/form-data; boundary=x"


def token_of(server: Server) -> str:
    cookie = request(server, "GET", "/_stcore/health")[1]["set-cookie"]
    return cookie.partition("=")[2].partition(";")[0]


def in_a_session(server: Server, what: Any) -> Any:
    """What a function finds while somebody has a page open, given their session."""

    async def tried() -> Any:
        async with of(server, "toegankelijkheid", {}) as one:
            assert one.session
            return await asyncio.to_thread(what, one)

    return in_a_loop(tried())


def test_a_file_needs_the_token_of_its_browser_and_a_page_of_this_host(server: Server) -> None:
    body, kind = form(b"a;b\n1;2\n")
    token, other = token_of(server), token_of(server)
    cookie = f"_streamlit_xsrf={token}"

    def tried(one: Reader) -> list[int]:
        path = f"/_stcore/upload_file/{one.session}/{uuid.uuid4()}"
        tries: list[dict[str, str]] = [
            {},
            {"Cookie": cookie},
            {"X_Xsrftoken": token},
            {"Cookie": cookie, "X_Xsrftoken": other},
            {"Cookie": cookie, "X_Xsrftoken": "2|00|00|00"},
            {"Cookie": cookie, "X_Xsrftoken": token, "Origin": "https://evil.example"},
            {"Cookie": cookie, "X_Xsrftoken": token, "Origin": server.url},
        ]
        return [request(server, "PUT", path, body, Content_Type=kind, **each)[0] for each in tries]

    assert in_a_session(server, tried) == [403, 403, 403, 403, 403, 403, 204]


def test_nobody_sends_reads_or_takes_away_a_file_of_another(server: Server) -> None:
    body, kind = form(b"mine")
    token = token_of(server)
    known = {"Cookie": f"_streamlit_xsrf={token}", "X_Xsrftoken": token}

    def tried(one: Reader) -> None:
        assert uuid.UUID(one.session).version == 4
        file = uuid.uuid4()
        path = f"/_stcore/upload_file/{one.session}/{file}"
        assert request(server, "PUT", path, body, Content_Type=kind, **known)[0] == 204
        # There is no address under which it can be read, also for whoever has it: this is the page for what is unknown.
        for method in ("GET", "HEAD", "POST", "PATCH"):
            assert b"mine" not in request(server, method, path, **known)[2]
        assert request(server, "GET", f"/media/{file}.csv", **known)[0] == 404
        # Somebody else's session is none, and takes nothing; nor does taking away tell whether there was something.
        elsewhere = f"/_stcore/upload_file/{uuid.uuid4()}/{file}"
        assert request(server, "PUT", elsewhere, body, Content_Type=kind, **known)[0] == 400
        assert request(server, "DELETE", elsewhere, **known)[0] == 204
        assert request(server, "DELETE", path)[0] == 403

    in_a_session(server, tried)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(server: Server) -> None:
    token = token_of(server)
    known = {"Cookie": f"_streamlit_xsrf={token}", "X_Xsrftoken": token}

    def tried(one: Reader) -> int:
        path = f"/_stcore/upload_file/{one.session}/{uuid.uuid4()}"
        return request(server, "PUT", path, b"x", Content_Length=str(21 * 1024**2), **known)[0]

    assert in_a_session(server, tried) == 413


def test_a_session_keeps_so_many_files_and_room_comes_back() -> None:
    # So that four files of a megabyte are what four of twenty are.
    small = (
        "from nplv_dash.ui import uploads; from nplv_dash.cli import app;"
        "uploads.EACH = uploads.EACH / 20; app(['serve', '--port', '0'])"
    )
    body, kind = form(b"x" * 1_000_000)

    def tried(one: Reader) -> list[int]:
        token = token_of(server)
        known = {"Cookie": f"_streamlit_xsrf={token}", "X_Xsrftoken": token}
        paths = [f"/_stcore/upload_file/{one.session}/{uuid.uuid4()}" for _ in range(EACH + 1)]
        found = [request(server, "PUT", path, body, Content_Type=kind, **known)[0] for path in paths]
        found.append(request(server, "DELETE", paths[0], **known)[0])
        return [*found, request(server, "PUT", paths[-1], body, Content_Type=kind, **known)[0]]

    with running(("-c", small)) as server:
        assert in_a_session(server, tried) == [204] * EACH + [409, 204, 204]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:8501", "http://127.0.0.1:1"])
def test_no_page_of_another_origin_opens_a_session(server: Server, origin: str) -> None:
    async def tried() -> None:
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"ws{server.url[4:]}/_stcore/stream", origin=origin):  # type: ignore[arg-type]
                pytest.fail("it was let in")
        assert refused.value.response.status_code == 403

    before = server.log.read_text()
    in_a_loop(tried())
    # Nor does the server ask a host on the internet who it is itself, as Streamlit would.
    assert "external IP" not in server.log.read_text().removeprefix(before)


def test_no_visitor_empties_what_is_kept_for_all_nor_hears_of_the_repository(server: Server) -> None:
    asked = [BackMsg(clear_cache=True), BackMsg(load_git_info=True), BackMsg(debug_shutdown_runtime=True)]
    asked.append(BackMsg(set_run_on_save=True))
    for payload in ("install_skills", "dismiss_skills_nudge"):
        asked.append(BackMsg())
        getattr(asked[-1].backend_operation_request, payload).SetInParent()

    async def tried() -> list[str]:
        async with of(server, "toegankelijkheid", {}) as one:
            one.kinds.clear()
            for message in asked:
                if message.WhichOneof("type") == "backend_operation_request":
                    message.backend_operation_request.session_id = one.session
                await one.send(message)
            await one.again()
            return one.kinds

    kinds = in_a_loop(tried())
    assert "script_finished" in kinds
    assert not {"git_info_changed", "backend_operation_response"} & set(kinds)
    assert server.log.read_text().count("passed over") >= len(asked) - 1
    assert request(server, "GET", "/_stcore/health")[0] == 200


@pytest.mark.parametrize("content", [b"x" * (2 * 1024**2 + 1), b"\xff" * 1000, b"", b"\x0a\xff\xff\xff\xff\x07"])
def test_rubbish_in_a_session_ends_that_session_at_most(server: Server, content: bytes) -> None:
    async def tried() -> None:
        async with of(server, "toegankelijkheid", {}) as other:
            async with connect(f"ws{server.url[4:]}/_stcore/stream", subprotocols=["streamlit"]) as line:  # type: ignore[list-item]
                # It is ended, or what it sent is passed over.
                with suppress(ConnectionClosed, TimeoutError):
                    await line.send(content)
                    await asyncio.wait_for(line.recv(), 2)
            assert await other.again()

    in_a_loop(tried())
    assert request(server, "GET", "/_stcore/health")[0] == 200


def test_pictures_of_a_page_cannot_be_guessed(server: Server) -> None:
    async def seen() -> set[str]:
        async with of(server, "werksessie", {}) as one:
            await one.again()
            return one.media

    addresses = in_a_loop(seen())
    for one in addresses:
        assert len(Path(one).stem) == 48
        assert request(server, "GET", one)[0] == 200
    for path in (f"/media/{'0' * 48}.png", "/media/", f"/media/{uuid.uuid4().hex}.csv"):
        assert request(server, "GET", path)[0] == 404


def test_two_browsers_have_each_their_own_page(browser: Browser, server: Server) -> None:
    with browser.new_context() as first, browser.new_context() as second:
        one, two = first.new_page(), second.new_page()
        open_page(one, server + "/kaart")
        open_page(two, server + "/kaart", "en")
        one.goto(server + "/kaart?niveau=wijken&cijfer=lbm&rond=rotterdam-zuid")
        expect(one.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        one.get_by_role("slider").first.press("ArrowLeft")
        one.wait_for_url("**jaar=*")
        two.reload()
        expect(two.get_by_text(Text("en")("kaart.lead"))).to_be_visible()
        assert two.url == server + "/kaart?lang=en"
        assert one.evaluate("document.documentElement.lang") == "nl"
        assert two.evaluate("document.documentElement.lang") == "en"
        kept = [one for context in (first, second) for one in context.cookies()]
        assert {one["name"] for one in kept} <= {"_streamlit_xsrf"}
        assert len({one["value"] for one in kept}) == len(kept), "two browsers share a token"
