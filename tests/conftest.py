"""Fixtures for everything: a real server, a real browser, and a page that notices what no user should meet."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from streamlit.components.v2 import manifest_scanner

# The console of the command line keeps the COLUMNS that it finds when it is made. Made here it finds none, and asks in
# every test; made in a test that sets a width, it would have that width in all others. A worker of several begins with
# the width of the terminal of the first.
os.environ.pop("COLUMNS", None)
import nplv_dash.cli.console  # noqa: F401
from tests.chromium import launch
from tests.servers import Server, running

#: Milliseconds that a browser may take to come to a state: a machine that does other things is slower, and no worse.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

#: The toy town: `toy_root`, `toy` and `town`; and `postgres`.
pytest_plugins = ["tests.toy_town.fixtures", "tests.postgres"]


#: Files with tests of a minute: begun last, one would run alone while the other processes have nothing left to do.
LONGEST = {"test_isolation.py", "test_werksessie.py", "test_cluster.py", "test_killed.py", "test_install.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, then those with a browser, and among each other in the random order that they have."""
    items.sort(key=lambda item: (item.path.name not in LONGEST, item.get_closest_marker("e2e") is None))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:  # noqa: ARG001
    """In CI a skipped test is a failure: there, everything a test needs is at hand."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def _own_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests make stays out of the folder of the user."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NPLV_DATA_DIR", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _scanned_once() -> Iterator[None]:
    """For every page under test Streamlit looks anew for components, in all packages: a quarter of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The app, served as users get it."""
    with running() as server:
        yield server


@pytest.fixture
def fresh_server() -> Iterator[Server]:
    """The app on a server that has answered nothing yet; to be asked for before `page`, which then leaves first."""
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@dataclass
class Findings:
    """What a browser noticed while a test ran."""

    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    origins: set[str] = field(default_factory=set)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url')})")

    def on_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"}:
            self.hosts.add(address.hostname or "")
        if address.scheme in {"http", "https"}:
            self.origins.add(f"{address.scheme}://{address.netloc}")


@pytest.fixture(scope="session")
def desk(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has been here before: scripts that it has loaded and compiled it does not load and compile again.

    It asks for calm, as a visitor can: what fades and moves costs the processors of a test more than the page itself.
    """
    with browser.new_context(
        viewport={"width": 1440, "height": 900}, locale="nl-NL", reduced_motion="reduce"
    ) as context:
        yield context


@pytest.fixture
def page(desk: BrowserContext) -> Iterator[Page]:
    """A new page at desk size, which knows nothing of those before it.

    After the test: no error in the console, no request to any other host.
    """
    with visit(desk) as page:
        yield page


@contextmanager
def visit(desk: BrowserContext) -> Iterator[Page]:
    """A page as the fixture has it."""
    findings = Findings()
    page = desk.new_page()
    page.on("console", findings.on_console)
    page.on("pageerror", lambda error: findings.errors.append(str(error)))
    page.on("websocket", lambda socket: findings.hosts.add(urlsplit(socket.url).hostname or ""))
    desk.on("request", findings.on_request)
    try:
        yield page
        _leave(desk, page, findings.origins)
    finally:
        desk.remove_listener("request", findings.on_request)
        # Also where it could not be left: then this is what may say why.
        assert findings.errors == [], "errors in the console of the browser"
        assert findings.hosts <= {"127.0.0.1"}, "a request went to another host"


def _leave(desk: BrowserContext, page: Page, origins: Iterable[str]) -> None:
    """Close what is open, and forget what pages have kept at these origins; files that may be kept for good stay."""
    desk.set_offline(False)
    kept, session = "cookies,local_storage,indexeddb,cache_storage,service_workers", desk.new_cdp_session(page)
    # Wherever the page stands by now, such as at a file.
    for origin in origins:
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": kept})
    for one in desk.pages:
        one.close()
    desk.clear_cookies()
