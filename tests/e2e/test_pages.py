"""Every page in a real browser, as a visitor meets it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from nplv_dash.present.text import Text
from nplv_dash.ui import frame
from tests.e2e.looks import (
    assert_accessible,
    assert_no_level_is_left_out,
    assert_no_sideways_scroll,
    dim_the_light,
    open_page,
    path_of,
)
from tests.servers import STREAMLIT_RUN, Server, running

pytestmark = pytest.mark.e2e

PAGES = pytest.mark.parametrize("target", frame.PAGES, ids=lambda page: page.id)


@pytest.fixture
def phone(page: Page) -> Page:
    page.set_viewport_size({"width": 375, "height": 760})
    return page


@PAGES
def test_opens_with_its_title_and_the_menu_and_fits_every_width(page: Page, server: Server, target: frame.Page) -> None:
    """A visit of each page: at a desk, enlarged to 200 per cent, and on a phone."""
    open_page(page, server + path_of(target))
    expect(page).to_have_title(f"{Text('nl')(target.title)} · {Text('nl')('frame.app')}")
    for other in frame.PAGES:
        expect(page.get_by_test_id("stTopNavLink").filter(has_text=Text("nl")(other.title)).first).to_be_visible()
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_test_id("stAlertContentError").count() == 0
    assert_accessible(page)
    # A browser that enlarges shows as much as a window of half the width.
    for width, height in ((720, 450), (375, 760)):
        page.set_viewport_size({"width": width, "height": height})
        assert_no_sideways_scroll(page, width)
    dim_the_light(page)
    assert_accessible(page)


@PAGES
def test_accessible_in_english_on_a_phone_and_in_the_dark_at_a_desk(
    phone: Page, server: Server, target: frame.Page
) -> None:
    open_page(phone, server + path_of(target), "en")
    assert_no_level_is_left_out(phone)
    assert_no_sideways_scroll(phone, 375)
    assert_accessible(phone)
    phone.set_viewport_size({"width": 1440, "height": 900})
    dim_the_light(phone)
    assert_accessible(phone)


def test_deep_link_is_the_first_thing_a_fresh_server_gets(fresh_server: Server, page: Page) -> None:
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
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    page.get_by_role("link", name=Text("en")("frame.pages.gebied"), exact=True).click()
    page.wait_for_url("**/gebied?lang=en")


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
