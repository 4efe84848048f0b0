"""A room in real browsers: a facilitator, a screen and six phones; and a phone that loses its connection."""

from __future__ import annotations

import io
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from nplv_dash.domain.rooms import ENOUGH, spoken
from nplv_dash.domain.scenario import MODEL_VERSION
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from tests.e2e.looks import STILL, assert_accessible, assert_no_sideways_scroll
from tests.servers import Server

pytestmark = pytest.mark.e2e

T, N = Text("nl"), Numbers("nl")
#: What six people think of the first lever.
SHARES = ("0.1", "0.25", "0.25", "0.5", "0.75", "1")
PHONE = {"width": 375, "height": 720}


@pytest.fixture
def hall(browser: Browser) -> Iterator[Hall]:
    with ExitStack() as stack:
        found = Hall(browser, stack)
        yield found
        assert found.hosts <= {"127.0.0.1"}, "a request went to another host"
        assert found.errors == [], "errors in the console of a browser"


class Hall:
    """Browsers that know nothing of each other."""

    def __init__(self, browser: Browser, stack: ExitStack) -> None:
        self.browser, self.stack = browser, stack
        self.hosts: set[str] = set()
        self.errors: list[str] = []

    def page(self, width: int = 1440, height: int = 900) -> Page:
        context = self.browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL")
        self.stack.callback(context.close)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("websocket", lambda one: self.hosts.add(urlsplit(one.url).hostname or ""))
        context.on("request", lambda one: self.hosts.add(urlsplit(one.url).hostname or "127.0.0.1"))
        return page

    def phone(self, address: str, code: str, **levers: str) -> Page:
        page = self.page(**PHONE)
        said = f"&v={MODEL_VERSION}" + "".join(f"&{name}={value}" for name, value in levers.items()) if levers else ""
        page.goto(f"{address}/werksessie?kamer={code}{said}")
        expect(send(page, 1)).to_be_enabled()
        return page


def opened(page: Page, server: Server, title: str = "") -> str:
    """Open a room; its code."""
    page.goto(f"{server.url}/werksessie")
    page.get_by_label(T("werksessie.open.name")).fill(title)
    page.get_by_role("button", name=T("werksessie.open.button")).click()
    page.wait_for_url("**/werksessie?*sleutel=*")
    code = parse_qs(urlsplit(page.url).query)["kamer"][0]
    expect(page.get_by_text(spoken(code))).to_be_visible()
    return code


def send(page: Page, number: int) -> Locator:
    return page.get_by_role("button", name=T("werksessie.phone.send", number=number))


def sent(page: Page, number: int) -> None:
    """The receipt stands there."""
    words = re.escape(T("werksessie.phone.sent", time="@", number=number)).replace("@", r"\d\d:\d\d")
    expect(page.get_by_text(re.compile(words))).to_be_visible()


def press(lead: Page, key: str) -> None:
    lead.get_by_role("button", name=T(f"werksessie.lead.{key}"), exact=True).click()


def group_is(value: str) -> re.Pattern[str]:
    return re.compile(re.escape(T("werksessie.said.median", value=value, middle="@").partition("@")[0]))


def counted(page: Page, joined: int, answers: int) -> None:
    expect(page.get_by_text(T("werksessie.count", joined=joined, sent=answers))).to_be_visible()


def test_a_facilitator_and_six_phones_through_two_rounds(hall: Hall, server: Server) -> None:
    lead, screen = hall.page(), hall.page(1600, 900)
    title = "Wijkraad <b>Noord</b> [klik](https://a.example)"
    code = opened(lead, server, title)
    expect(lead.get_by_text(title)).to_be_visible()
    screen.goto(f"{server.url}/werksessie?kamer={code}&scherm=1")
    expect(screen.get_by_text(spoken(code))).to_be_visible()
    assert "sleutel" not in screen.content()
    phones = [hall.phone(server.url, code, share_redirected=share, workers="0.5") for share in SHARES]
    counted(screen, 6, 0)

    for phone in phones[: ENOUGH - 1]:
        send(phone, 1).click()
        sent(phone, 1)
    press(lead, "show")
    # So few could tell what the others chose.
    expect(screen.get_by_text(T("werksessie.few", enough=ENOUGH))).to_be_visible()
    for phone in phones[ENOUGH - 1 :]:
        send(phone, 1).click()
        sent(phone, 1)
    counted(screen, 6, 6)
    share = T("parameter.share_redirected.label")
    strip = screen.get_by_role("img", name=re.compile(re.escape(share)))
    expect(strip.locator("b")).to_have_count(6)
    # Between 25 and 50 per cent, on a step, and of two steps the one near the default.
    expect(strip).to_have_attribute("aria-label", group_is("35%"))
    # Who changes their mind sends again; the last one counts.
    slider = phones[0].get_by_role("slider", name=re.compile(re.escape(share)))
    slider.focus()
    phones[0].keyboard.press("End")
    phones[0].wait_for_url("**share_redirected=1*")
    expect(phones[0].get_by_text(T("werksessie.phone.changed"))).to_be_visible()
    send(phones[0], 1).click()
    sent(phones[0], 2)
    expect(strip).to_have_attribute("aria-label", group_is("60%"))
    screen.wait_for_function(STILL)
    assert_accessible(screen)

    press(lead, "close")
    for phone in phones:
        expect(phone.get_by_text(T("werksessie.phone.results", people=6))).to_be_visible()
    assert_no_sideways_scroll(phones[1], 375)
    assert_accessible(phones[1])
    press(lead, "next")
    for phone in phones:
        expect(send(phone, 2)).to_be_enabled()
        send(phone, 2).click()
        sent(phone, 1)
    press(lead, "close")
    press(lead, "show")
    expect(screen.get_by_text(T("werksessie.strips.key_before"))).to_be_visible()
    lead.get_by_role("button", name=T("werksessie.lead.finish")).click()
    press(lead, "finish_sure")
    expect(phones[0].get_by_text(T("werksessie.phone.finished"))).to_be_visible()
    expect(lead.locator("a[href*='a.example']")).to_have_count(0)
    lead.wait_for_function(STILL)
    assert_accessible(lead)
    _minutes(lead, title)


def _minutes(lead: Page, title: str) -> None:
    """What the facilitator takes home: both rounds, on paper and as a table."""
    lead.get_by_role("button", name=T("werksessie.minutes.make")).click()
    with lead.expect_download() as paper:
        lead.get_by_role("button", name=T("werksessie.minutes.pdf")).click()
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(paper.value.path()).pages).split())
    assert title in text
    for number in (1, 2):
        assert T("werksessie.minutes.round", number=number, people=6) in text
    lead.get_by_role("button", name=T("export.button")).click()
    with lead.expect_download() as table:
        lead.get_by_role("button", name=T("export.file.csv"), exact=True).click()
    rows = pd.read_csv(io.BytesIO(table.value.path().read_bytes()))
    for _, part in rows[rows["key"] == "share_redirected"].groupby("round"):
        assert part["people"].sum() == 6


def test_a_phone_that_loses_its_connection_is_as_it_was(hall: Hall, server: Server) -> None:
    lead = hall.page()
    code = opened(lead, server)
    with lossy(server) as line:
        phone = hall.phone(line.url, code)
        send(phone, 1).click()
        sent(phone, 1)
        slider = phone.get_by_role("slider").first
        slider.focus()
        phone.keyboard.press("ArrowLeft")
        expect(phone.get_by_text(T("werksessie.phone.changed"))).to_be_visible()
        before, address = slider.get_attribute("aria-valuetext"), phone.url
        line.cut()
        expect(send(phone, 1)).to_be_disabled()
        line.mend()
        expect(send(phone, 1)).to_be_enabled()
        expect(slider).to_have_attribute("aria-valuetext", before or "")
        send(phone, 1).click()
        sent(phone, 2)
        # It looks again whether the room goes on.
        press(lead, "next")
        expect(send(phone, 2)).to_be_enabled()
        # A phone that threw the page away has the address, and with it who it is and what was set.
        phone.goto(address)
        expect(send(phone, 2)).to_be_enabled()
        expect(slider).to_have_attribute("aria-valuetext", before or "")


class Line:
    """A connection to a server that can be cut: whoever is connected is cut off, and nobody new comes through."""

    def __init__(self, server: Server) -> None:
        self._to = (str(urlsplit(server.url).hostname), int(urlsplit(server.url).port or 0))
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        self._is_cut = False
        self._threads: list[threading.Thread] = []
        self._start(self._let_in)

    def _start(self, work: Callable[..., None], *arguments: socket.socket) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def cut(self) -> None:
        self._is_cut = True
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._is_cut = False

    def close(self) -> None:
        self.cut()
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(timeout=10)
        self._door.close()

    def _let_in(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._door.accept()
                if self._is_cut:
                    near.close()
                    continue
                far = socket.create_connection(self._to)
                self._open |= {near, far}
                self._start(self._carry, near, far)
                self._start(self._carry, far, near)

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while content := one.recv(65536):
                other.sendall(content)
        # The other direction ends with it; each closes what it read from.
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._open.discard(one)
        one.close()


@contextmanager
def lossy(server: Server) -> Iterator[Line]:
    line = Line(server)
    try:
        yield line
    finally:
        line.close()
