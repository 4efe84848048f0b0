"""Dark, small, enlarged and with the keyboard only: every page, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from nplv_dash.present.text import Text
from nplv_dash.ui import frame
from tests.e2e.test_pages import AXE, PAGES, open_page, path_of
from tests.servers import Server

pytestmark = pytest.mark.e2e

T = Text("nl")
_GRAVE = {"serious", "critical"}


@pytest.fixture
def dark(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="dark") as context:
        yield context.new_page()


@pytest.fixture
def enlarged(browser: Browser) -> Iterator[Page]:
    """A screen of 1,440 pixels at 200 %."""
    with browser.new_context(viewport={"width": 720, "height": 450}, device_scale_factor=2) as context:
        yield context.new_page()


def assert_accessible(where: Page | Frame) -> None:
    where.evaluate(AXE)
    found = where.evaluate("() => axe.run().then(result => result.violations)")
    grave = [(rule["id"], [n["html"] for n in rule["nodes"]]) for rule in found if rule["impact"] in _GRAVE]
    assert grave == [], json.dumps(grave, indent=1)


def assert_no_level_is_left_out(page: Page) -> None:
    """The headings read as a table of contents."""
    levels = [
        int(one[1])
        for one in page.locator(":is(h1, h2, h3, h4, h5, h6):visible").evaluate_all(
            "found => found.map(one => one.tagName)"
        )
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels)), levels


def assert_no_sideways_scroll(page: Page, width: int) -> None:
    """Charts and maps follow a new width a moment later."""
    page.wait_for_function(
        """width => [document.documentElement, document.querySelector('[data-testid=stMain]')].every(
        one => one.scrollWidth <= width)""",
        arg=width,
    )


@PAGES
def test_accessible_in_the_dark_on_a_screen_and_a_phone(dark: Page, server: Server, target: frame.Page) -> None:
    open_page(dark, server + path_of(target), "en")
    assert_no_level_is_left_out(dark)
    assert_accessible(dark)
    dark.set_viewport_size({"width": 375, "height": 760})
    assert_no_sideways_scroll(dark, 375)
    assert_accessible(dark)


@PAGES
def test_enlarged_to_200_per_cent_nothing_scrolls_sideways(enlarged: Page, server: Server, target: frame.Page) -> None:
    open_page(enlarged, server + path_of(target))
    assert_no_sideways_scroll(enlarged, 720)


def focus_by_tab(page: Page, locator: str, most: int = 80) -> None:
    """Press Tab until an element that matches has the focus, which is then to be seen."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", locator):
            break
    else:
        raise AssertionError(f"{locator} was not reached with Tab")
    seen = page.evaluate(
        """() => { const marks = []; let one = document.activeElement;
        for (let i = 0; i < 3 && one; i++, one = one.parentElement) {
          for (const part of [null, '::after', '::before']) {
            const style = getComputedStyle(one, part);
            marks.push(style.outlineStyle !== 'none' && style.outlineWidth !== '0px', style.boxShadow !== 'none');
          }
          for (const child of one.children) marks.push(getComputedStyle(child).boxShadow !== 'none');
        }
        return marks.some(Boolean); }"""
    )
    assert seen, f"nothing shows that {locator} has the focus"


def test_a_lever_moves_with_the_arrows_and_the_answer_follows(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/herverdeling")
    focus_by_tab(page, "[role=slider], input[type=range]")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**share_redirected=*")
    expect(page.get_by_role("button", name=T("herverdeling.reset"))).to_be_visible()


def test_what_unfolds_opens_with_the_keyboard_and_sentences_are_there(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/gebied?gebied=delft-west")
    focus_by_tab(page, ".st-key-zinnen_gebied summary")
    page.keyboard.press("Enter")
    expect(page.get_by_text(T("zinnen.lead"))).to_be_visible()
    expect(page.locator("[data-testid=stCode]").first).to_contain_text("Delft-West")
    assert_accessible(page)


def test_the_four_classings_are_accessible(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/kaart")
    page.get_by_text(T("klassen.title"), exact=True).click()
    expect(page.get_by_role("img", name=T("klassen.kind.people.name"))).to_be_visible()
    expect(page.get_by_role("table").filter(has_text=T("klassen.table.people"))).to_be_visible()
    assert_accessible(page)


def test_the_description_of_the_fan_changes_with_the_scenario(page: Page, server: Server) -> None:
    def described(query: str) -> str:
        open_page(page, f"{server.url}/na_de_financiering{query}")
        fan = page.locator(".st-key-waaier_toekomst")
        return str(
            fan.evaluate("e => (e.querySelector('[aria-label]') || e).getAttribute('aria-label') || e.innerHTML")
        )

    assert described("") != described("?naast=stop_2025")
