"""An area of one's own in a real browser: chosen by clicks, named, seen on another page, and in the link elsewhere."""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from nplv_dash.domain.own_area import read
from nplv_dash.present.text import Text
from tests.e2e.looks import assert_accessible, open_page
from tests.e2e.test_map import choose, click_on, map_of, paints
from tests.servers import Server

pytestmark = pytest.mark.e2e

T = Text("nl")
WIJKEN = ("WK034401", "WK034402", "WK034403")
NAME = "Drie wijken"
SHOWN = T("own_area.name", title=NAME)


def test_three_clicks_and_a_name(page: Page, server: Server, browser: Browser) -> None:
    open_page(page, f"{server.url}/kaart?werk=eigen")
    choose(page, T("own_area.make.gemeente"), "Utrecht")
    frame = map_of(page)
    frame.wait_for_function("() => window.nplvMap.pointOf('WK034403')")
    for count, code in enumerate(WIJKEN, 1):
        before = paints(frame)
        click_on(page, frame, code)
        key = "one" if count == 1 else "many"
        said = T("own_area.make.chosen", counts=T(f"own_area.wijk.{key}", count=str(count)))
        expect(page.get_by_text(said, exact=True)).to_be_visible()
        frame.wait_for_function("before => window.nplvMap.paintCount > before", arg=before)
    page.get_by_role("textbox", name=T("own_area.make.name")).fill(NAME)
    page.get_by_role("textbox", name=T("own_area.make.name")).press("Tab")
    page.get_by_role("button", name=T("own_area.make.save")).click()
    expect(page.get_by_text(T("own_area.make.saved", name=SHOWN))).to_be_visible()
    page.wait_for_function("() => location.search.includes('eigen=')")
    said = parse_qs(urlsplit(page.url).query)["eigen"][0]
    (made,) = read(said)
    assert (made.title, made.codes) == (NAME, WIJKEN)

    # On another page of the same visit, where it is one of the areas to choose.
    page.get_by_role("link", name=T("frame.pages.gebied"), exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    choose(page, T("gebied.choose"), SHOWN)
    expect(page.get_by_role("heading", level=1, name=SHOWN)).to_be_visible()
    page.wait_for_function("() => location.search.includes('gebied=eigen-')")

    # The link alone is enough elsewhere.
    other = browser.new_context()
    try:
        elsewhere = other.new_page()
        open_page(elsewhere, page.url)
        expect(elsewhere.get_by_role("heading", level=1, name=SHOWN)).to_be_visible()
    finally:
        other.close()


@pytest.mark.parametrize("width", [1440, 375])
def test_it_can_be_made_on_every_screen(page: Page, server: Server, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    query = urlencode({"werk": "eigen", "eigen": "Drie wijken~WK0344.01.02.03"})
    open_page(page, f"{server.url}/kaart?{query}")
    map_of(page)
    expect(page.get_by_text(SHOWN)).to_be_visible()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
