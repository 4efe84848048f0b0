"""Every page in a real browser, as a visitor meets it."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page, expect

from nplv_dash import __version__
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.ui import frame
from tests.servers import STREAMLIT_RUN, Server, running

pytestmark = pytest.mark.e2e

PAGES = pytest.mark.parametrize("target", frame.PAGES, ids=lambda page: page.id)
AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
#: Nothing moves by itself any more; what moves when somebody scrolls is always "running".
STILL = """() => document.getAnimations().every(
    one => one.timeline !== document.timeline || one.playState !== 'running')"""


def path_of(target: frame.Page) -> str:
    return "/" if target is frame.PAGES[0] else f"/{target.url_path}"


def open_page(page: Page, address: str, lang: Lang = "nl") -> None:
    """Go there and wait until the page is complete: the script ended, the foot stands, nothing fades in."""
    page.goto(f"{address}?lang={lang}" if lang != "nl" else address)
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stCaptionContainer").last).to_contain_text(__version__)
    # The style of the frame comes by a file of its own.
    expect(page.locator(".st-key-lang button").first).to_have_css("text-transform", "uppercase")
    page.wait_for_function(STILL)


@PAGES
def test_opens_with_its_title_and_the_menu(page: Page, server: Server, target: frame.Page) -> None:
    open_page(page, server + path_of(target))
    expect(page).to_have_title(f"{Text('nl')(target.title)} · {Text('nl')('frame.app')}")
    for other in frame.PAGES:
        expect(page.get_by_test_id("stTopNavLink").filter(has_text=Text("nl")(other.title)).first).to_be_visible()
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_test_id("stAlertContentError").count() == 0


def test_deep_link_is_the_first_thing_a_fresh_server_gets(page: Page, fresh_server: Server) -> None:
    open_page(page, fresh_server + "/kaart", "en")
    expect(page.get_by_role("link", name=Text("en")("frame.pages.gebied"), exact=True)).to_be_visible()
    assert page.url == fresh_server + "/kaart?lang=en"


def test_deep_link_under_plain_streamlit_comes_back_through_the_frame(browser: Browser) -> None:
    # Without our server Streamlit's own document leaves two 404s in the console, so this is not the strict `page`.
    with running(STREAMLIT_RUN) as plain, browser.new_context() as context:
        page = context.new_page()
        open_page(page, plain + "/kaart", "en")
        expect(page.get_by_role("link", name=Text("en")("frame.pages.gebied"), exact=True)).to_be_visible()
        assert page.url == plain + "/kaart?lang=en"


def test_own_name_of_the_first_page_leads_there(page: Page, server: Server) -> None:
    open_page(page, server + f"/{frame.PAGES[0].url_path}", "en")
    assert page.url == server + "/?lang=en"


def test_a_link_cannot_put_a_link_of_its_own_on_the_page(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/kaart?cijfer=[Klik](https://example.org) https://example.org ![x](https://example.org/x)")
    notice = page.get_by_test_id("stAlert").filter(has_text="Klik")
    expect(notice).to_be_visible()
    expect(notice.locator("a, img[src*=example]")).to_have_count(0)


def test_language_switch_changes_texts_address_and_document(page: Page, server: Server) -> None:
    open_page(page, server + "/kaart")
    assert page.evaluate("document.documentElement.lang") == "nl"
    page.get_by_role("radio", name="en").or_(page.get_by_role("button", name="en", exact=True)).first.click()
    expect(page.get_by_role("link", name=Text("en")("frame.pages.gebied"), exact=True)).to_be_visible()
    page.wait_for_url("**/kaart?lang=en")
    page.wait_for_function("document.documentElement.lang === 'en'")
    page.get_by_role("link", name=Text("en")("frame.pages.gebied"), exact=True).click()
    page.wait_for_url("**/gebied?lang=en")


@PAGES
@pytest.mark.parametrize("lang", LANGUAGES)
def test_accessible(page: Page, server: Server, target: frame.Page, lang: Lang) -> None:
    open_page(page, server + path_of(target), lang)
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run().then(result => result.violations)")
    grave = [(rule["id"], [n["html"] for n in rule["nodes"]]) for rule in found if rule["impact"] in _GRAVE]
    assert grave == [], json.dumps(grave, indent=1)


_GRAVE = {"serious", "critical"}


@PAGES
def test_fits_a_phone(page: Page, server: Server, target: frame.Page) -> None:
    page.set_viewport_size({"width": 375, "height": 760})
    open_page(page, server + path_of(target))
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 375


def test_menu_works_with_the_keyboard(page: Page, server: Server) -> None:
    open_page(page, server + "/")
    link = page.get_by_role("link", name=Text("nl")("frame.pages.kaart"), exact=True)
    for _ in range(20):
        page.keyboard.press("Tab")
        if link.evaluate("element => element === document.activeElement"):
            break
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kaart")
