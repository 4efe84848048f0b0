"""Three servers behind nginx: who loses theirs goes on with another, and nothing is left when they are stopped."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest
from playwright.sync_api import Browser, Page, expect
from websockets.sync.client import connect

from nplv_dash import ROOT
from nplv_dash.ui.sticky import COOKIE
from scripts import cluster, postgres

pytestmark = [
    pytest.mark.e2e,
    # Three servers, a database and a browser on two cores.
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        cluster.nginx() is None or postgres.programs() is None,
        reason="needs nginx and PostgreSQL: scripts/setup.sh nginx, scripts/setup.sh postgres",
    ),
]
KAART = "/kaart?niveau=wijken&cijfer=lbm&rond=rotterdam-zuid"
#: Remembers that a run of the page began. A page that has a server again looks as it did until that moment, and what
#: is pressed then goes with the run in which the page is read from its address.
_WATCH = """() => {
  window.ran = false;
  new MutationObserver(() => {
    window.ran ||= document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'running';
  }).observe(document, {subtree: true, attributeFilter: ['data-test-script-state']});
}"""


@dataclass(frozen=True)
class Up:
    """A cluster that a script runs."""

    url: str
    state: Path
    process: subprocess.Popen[str]

    def servers(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = json.loads(self.state.read_text())["servers"]
        return found

    def command(self, *words: str) -> int:
        return cluster.main([*words, "--state", str(self.state)])


@contextmanager
def script(state: Path) -> Iterator[Up]:
    """The script, as `make cluster` starts it."""
    with subprocess.Popen(
        [sys.executable, "-m", "scripts.cluster", "up", "--port", "0", "--state", state],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            words = process.stdout.readline().split()
            yield Up(words[2], state, process)
        finally:
            process.terminate()
            process.wait(60)


def get(url: str, path: str, cookie: str = "") -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    try:
        connection.request("GET", path, headers={"Cookie": f"{COOKIE}={cookie}"} if cookie else {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def test_a_page_goes_on_when_its_server_is_killed_and_nothing_is_left_in_the_end(
    browser: Browser, tmp_path: Path
) -> None:
    with script(tmp_path / "cluster.json") as up:
        below = psutil.Process(up.process.pid).children(recursive=True)
        assert up.command("status") == 0
        assert json.loads(get(up.url, "/healthz")[2])["status"] == "ok"
        assert [get(up.url, path)[0] for path in ("/metrics", "/_stcore/metrics")] == [404, 404]
        _stays_with_its_server(up)
        _sends_new_visitors_on(up)
        _goes_on(browser, up)
        below += psutil.Process(up.process.pid).children(recursive=True)
        up.process.send_signal(signal.SIGINT)
        assert up.process.wait(60) == 0
        assert not up.state.exists()
        assert not [one for one in below if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
        with pytest.raises(ConnectionRefusedError):
            get(up.url, "/healthz")


def _stays_with_its_server(up: Up) -> None:
    first = get(up.url, "/kaart")[1]["set-cookie"]
    assert first.startswith(f"{COOKIE}=")
    for name in cluster.NAMES:
        status, _, content = get(up.url, "/healthz", cookie=name)
        assert (status, json.loads(content)["server"]) == (200, name)
        assert COOKIE not in get(up.url, "/kaart", cookie=name)[1].get("set-cookie", "")


def _sends_new_visitors_on(up: Up) -> None:
    assert up.command("drain", "c") == 0
    own = f"http://127.0.0.1:{up.servers()['c']['port']}"
    _until(lambda: json.loads(get(own, "/healthz")[2])["status"] == "draining")
    status, headers, _ = get(up.url, "/kaart", cookie="c")
    assert status == 200
    assert headers["set-cookie"].split(";")[0] in {f"{COOKIE}=a", f"{COOKIE}=b"}
    with connect(f"ws{up.url[4:]}/_stcore/stream", additional_headers={"Cookie": f"{COOKIE}=c"}) as session:
        assert session.response is not None
        assert session.response.headers["set-cookie"].split(";")[0] in {f"{COOKIE}=a", f"{COOKIE}=b"}
    # Who is on it still is: what it counts grows with every file that it sends.
    before = get(own, "/metrics")[2].count(b"frozen")
    assert get(up.url, "/vast/0123456789ab", cookie="c")[0] == 404
    assert get(own, "/metrics")[2].count(b"frozen") > before


def _goes_on(browser: Browser, up: Up) -> None:
    with browser.new_context(viewport={"width": 1440, "height": 900}, locale="nl-NL") as context:
        page = context.new_page()
        page.goto(up.url + KAART)
        _stands(page)
        name = _server(context.cookies())
        page.get_by_role("slider").first.press("ArrowLeft")
        page.wait_for_url("**jaar=*")
        _stands(page)
        address = page.url
        page.evaluate(_WATCH)
        with page.expect_websocket(timeout=30_000):
            assert up.command("kill", name) == 0
        page.wait_for_function("() => window.ran")
        _stands(page)
        assert _server(context.cookies()) != name
        assert page.url == address
        page.get_by_role("slider").first.press("ArrowLeft")
        page.wait_for_url(lambda url: url != address)
        _stands(page)
        # It is started anew, and lets people in.
        _until(lambda: cluster.is_well(f"http://127.0.0.1:{up.servers()[name]['port']}/healthz"))


def _stands(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=30_000)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-connection-state", "CONNECTED", timeout=30_000)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)
    expect(page.get_by_test_id("stException")).to_have_count(0)


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "it took too long"


def _server(cookies: list[Any]) -> str:
    return next(one["value"] for one in cookies if one["name"] == COOKIE)


def test_nothing_is_left_where_something_does_not_start() -> None:
    before = set(psutil.Process(os.getpid()).children(recursive=True))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(RuntimeError, match="nginx"), cluster.running(taken.getsockname()[1]):
            pytest.fail("it started on a port that is taken")
    assert set(psutil.Process(os.getpid()).children(recursive=True)) <= before
