"""A real browser on every page, with every tab and fold open: it has nothing to forbid, and asks nobody else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from nplv_dash import __version__
from nplv_dash.present.text import Text
from nplv_dash.services.deck import SLIDES
from nplv_dash.ui import frame
from nplv_dash.ui.routes.addresses import PARTS, TILES
from tests.e2e.looks import open_page, path_of
from tests.servers import Server

pytestmark = pytest.mark.e2e

T = Text("nl")
#: In every document, frames included: tells of each thing that the browser did not allow.
WATCH = """document.addEventListener('securitypolicyviolation', event => refused(
    [event.effectiveDirective, event.blockedURI, event.sourceFile, location.pathname].join(' ')))"""
#: A tab or something folded that nobody has opened yet.
CLOSED = (
    "[data-testid=stExpander] details:not([open]) > summary",
    "[role=tab][aria-selected=false]:not([data-seen])",
)


class Watched:
    """A page, and what the browser had to refuse in it."""

    def __init__(self, page: Page) -> None:
        self.page, self.refused = page, list[str]()
        page.expose_binding("refused", lambda _, what: self.refused.append(what))
        page.add_init_script(WATCH)

    def unfold(self) -> int:
        """Open all that can be opened, each once, and let the page come to rest after each; how much that was."""
        for opened in range(200):
            found = self._closed()
            if found is None:
                return opened
            # As one thing: marked, it is not found any more.
            opened_now = found.element_handle()
            opened_now.evaluate("one => one.setAttribute('data-seen', '')")
            opened_now.click()
            expect(self.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
            expect(self.page.get_by_test_id("stSpinner")).to_have_count(0)
        raise AssertionError("there is no end to what can be opened")

    def _closed(self) -> Locator | None:
        for one in (self.page.locator(f"{selector}:visible").first for selector in CLOSED):
            if one.count():
                return one
        return None


@pytest.fixture
def watched(page: Page) -> Iterator[Watched]:
    watched = Watched(page)
    yield watched
    # What it tells reaches this test after what it does.
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")
    assert watched.refused == []


@pytest.mark.parametrize("target", frame.PAGES, ids=lambda page: page.id)
def test_nothing_on_a_page_needs_what_the_policy_forbids(watched: Watched, server: Server, target: frame.Page) -> None:
    open_page(watched.page, server + path_of(target))
    watched.unfold()
    assert watched.page.get_by_test_id("stException").count() == 0


@pytest.mark.parametrize("target", frame.PAGES, ids=lambda page: page.id)
def test_a_link_writes_nothing_on_a_page(watched: Watched, server: Server, target: frame.Page) -> None:
    evil = "<x-evil onclick=alert(1)>[Klik](https://evil.example) ![x](https://evil.example/x) :red[x] $x$"
    query = urlencode(dict.fromkeys(("v", "seed", "uitgave", "s1", "naam", *target.choices), evil))
    watched.page.goto(f"{server.url}{path_of(target)}?{query}")
    expect(watched.page.get_by_test_id("stCaptionContainer").last).to_contain_text(__version__)
    expect(watched.page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(watched.page.locator("x-evil, a[href*=evil], img[src*=evil]")).to_have_count(0)


def test_a_policy_that_is_broken_is_noticed(browser: Browser, server: Server) -> None:
    # Else the test above would pass also where nobody listens. Not the strict `page`: the browser complains to it too.
    with browser.new_context() as context:
        watched = Watched(context.new_page())
        open_page(watched.page, server + "/toegankelijkheid")
        for what, code in (
            ("script-src-elem", "const one = document.createElement('script'); one.textContent = 'window.evil = 1';"),
            # Later: what a test evaluates itself may evaluate.
            ("script-src", "setTimeout(() => eval('window.evil = 1')); const one = document.createElement('i');"),
            ("img-src", "const one = new Image(); one.src = 'https://example.org/';"),
            ("script-src-attr", "const one = document.createElement('i'); one.setAttribute('onclick', 'evil = 1');"),
        ):
            told = watched.page.evaluate(f"""new Promise(done => {{
                document.addEventListener(
                    'securitypolicyviolation', one => done(one.effectiveDirective), {{once: true}});
                {code}
                document.body.append(one);
                one.click();
            }})""")
            assert told == what
        assert watched.page.evaluate("window.evil") is None
        assert [one.split()[0] for one in watched.refused] == [
            "script-src-elem",
            "script-src",
            "img-src",
            "script-src-attr",
        ]


def test_slides_run_in_their_frame(watched: Watched, server: Server) -> None:
    page = watched.page
    open_page(page, server + "/presenteren")
    page.get_by_role("button", name=T("presenteren.make")).click()
    inside = page.frame_locator("iframe").first
    expect(inside.locator(f"#{SLIDES[0]}")).to_be_visible()
    inside.locator(f"#{SLIDES[0]}").click(position={"x": 300, "y": 300})
    page.keyboard.press("PageDown")
    expect(inside.locator(f"#{SLIDES[1]}")).to_be_visible()


def test_the_slides_that_are_taken_along_ask_nobody(watched: Watched, server: Server, tmp_path: Path) -> None:
    page = watched.page
    open_page(page, server + "/presenteren")
    page.get_by_role("button", name=T("presenteren.make")).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=T("presenteren.html")).click()
    download.value.save_as(tmp_path / "dias.html")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((tmp_path / "dias.html").as_uri())
    expect(page.locator(".slide.now")).to_be_visible()
    assert {urlsplit(one).scheme for one in asked} <= {"file", "data"}


def test_charts_and_tables_can_be_taken_along(watched: Watched, server: Server) -> None:
    page = watched.page
    open_page(page, server + "/gebied?gebied=delft-west")
    page.locator(".js-plotly-plot").first.hover()
    page.get_by_role("button", name=T("picture.button")).first.click()
    with page.expect_download():
        page.get_by_role("button", name=T("picture.file.png")).first.click()


def test_a_map_may_ask_the_host_of_its_background_and_nobody_else(browser: Browser, server: Server) -> None:
    # Not the strict `page`: it holds that nobody else is asked at all.
    asked: list[str] = []

    def tile(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(status=200, content_type="image/png", body=b"")

    with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
        host = urlsplit(TILES).netloc
        context.route(lambda url: urlsplit(url).hostname != "127.0.0.1", tile)
        watched = Watched(context.new_page())
        page = watched.page
        open_page(page, server + "/kaart")
        with page.expect_request(f"https://{host}/**"):
            page.get_by_text(T("kaart.choose.tiles")).click()
        inside = next(one for one in page.frames if "/component/" in one.url)
        assert watched.refused == []
        told = inside.evaluate("""async () => {
            const told = [];
            const both = new Promise(done => document.addEventListener('securitypolicyviolation', one => {
                if (told.push(one.effectiveDirective) === 2) done();
            }));
            new Image().src = 'https://example.org/pixel.png';
            await fetch('https://example.org/').catch(() => null);
            await both;
            return told.sort();
        }""")
        assert told == ["connect-src", "img-src"]
        assert {urlsplit(one).netloc for one in asked} == {host}
        # A room has its secret in its address, and the map lies in that page.
        assert not [one for one in asked if "kaart?" in one]


@pytest.mark.parametrize(
    "path", ["/api/v1/", *(f"/embed/{page}/{next(iter(parts))}" for page, parts in PARTS.items() if page != "gebied")]
)
def test_light_pages_need_nothing_from_elsewhere(watched: Watched, server: Server, path: str) -> None:
    watched.page.goto(server + path)
    expect(watched.page.get_by_role("heading", level=1)).to_be_visible()


class _Elsewhere(BaseHTTPRequestHandler):
    """Another website, on another port of this machine."""

    content = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def elsewhere(code: str) -> Iterator[str]:
    """The address of another website, with this on its page."""
    handler = type("_Page", (_Elsewhere,), {"content": code.encode()})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        thread = Thread(target=other.serve_forever)
        thread.start()
        yield f"http://localhost:{other.server_port}/"
        other.shutdown()
        thread.join()


def test_another_website_can_show_a_picture_and_no_page(browser: Browser, server: Server) -> None:
    code = "".join(
        f'<iframe name="{name}" src="{server.url}{path}"></iframe>'
        for name, path in (("app", "/kaart"), ("part", "/embed/kaart/kaart"))
    )
    with browser.new_context() as context, elsewhere(code) as address:
        page = context.new_page()
        page.goto(address)
        expect(page.frame_locator("[name=part]").get_by_role("heading", level=1)).to_be_visible()
        blocked = page.frame(name="app")
        assert blocked is not None
        assert blocked.url.startswith("chrome-error:")
        figures = page.evaluate("url => fetch(url).then(one => one.status)", f"{server.url}/api/v1/overzicht.csv")
        assert figures == 200
        for path in ("/_stcore/health", "/_stcore/host-config", "/kaart", "/vast/0123456789ab"):
            told = page.evaluate("url => fetch(url).then(() => 'read', () => 'refused')", server + path)
            assert told == "refused", path


def test_the_frontend_counts_nobody(page: Page, server: Server) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    with page.expect_response("**/_stcore/host-config") as told:
        open_page(page, server + "/toegankelijkheid")
    said = json.loads(told.value.body())
    assert said["metricsUrl"] == ""
    assert said["allowedOrigins"] == [], "pages of other hosts may tell this one what to do"
    assert not [one for one in asked if "metrics" in one or "webhooks" in one]
