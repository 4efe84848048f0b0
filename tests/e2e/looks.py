"""How a page is looked at in a real browser: opened until it is complete, and checked for who cannot see it well."""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import pairwise

from playwright.sync_api import Frame, Page, expect

from nplv_dash import __version__
from nplv_dash.present.text import Lang
from nplv_dash.ui import frame

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
#: Nothing moves by itself any more; what moves when somebody scrolls is always "running".
STILL = """() => document.getAnimations().every(
    one => one.timeline !== document.timeline || one.playState !== 'running')"""
#: And no piece of the page waits for the run that goes on.
RESTED = f"""() => ({STILL})() && !document.querySelector('[data-stale="true"]')"""
#: What keeps somebody from using a page, as axe says it.
_GRAVE = {"serious", "critical"}


def path_of(target: frame.Page) -> str:
    return "/" if target is frame.PAGES[0] else f"/{target.url_path}"


def open_page(page: Page, address: str, lang: Lang = "nl") -> None:
    """Go there and wait until the page is complete: the script ended, the foot stands, nothing fades in."""
    page.goto(f"{address}{'&' if '?' in address else '?'}lang={lang}" if lang != "nl" else address)
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stCaptionContainer").last).to_contain_text(__version__)
    # The style of the frame comes by a file of its own.
    expect(page.locator(".st-key-lang button").first).to_have_css("text-transform", "uppercase")
    page.wait_for_function(STILL)


def dim_the_light(page: Page) -> None:
    """Let the visitor's system go from light to dark while the page stands."""
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", "dark")
    page.wait_for_function(STILL)


def assert_accessible(where: Page | Frame) -> None:
    # While a run goes on, what it has not come to yet is dimmed.
    where.wait_for_function(RESTED)
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
