"""With the keyboard only, and what unfolds: in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from nplv_dash.present.text import Text
from tests.e2e.looks import assert_accessible, open_page
from tests.servers import Server

pytestmark = pytest.mark.e2e

T = Text("nl")


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
