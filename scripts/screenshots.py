"""Pictures for the README: `make screenshots`. Real app, real browser, desk and phone."""

from __future__ import annotations

from playwright.sync_api import Browser, expect, sync_playwright

from nplv_dash import ROOT
from nplv_dash.present.text import Text
from tests.chromium import launch
from tests.servers import Server, running

OUT = ROOT / "docs" / "screenshots"
SIZES = {"desk": (1440, 1000), "phone": (375, 760)}
#: Name of the picture, size, address, and how far down the page the picture begins (pixels).
SHOTS = (
    ("overzicht", "desk", "/", 0),
    ("kaart", "desk", "/kaart?niveau=wijken&cijfer=lbm&rond=rotterdam-zuid", 0),
    ("gebied", "desk", "/gebied?gebied=utrecht-overvecht", 0),
    ("herverdeling", "desk", "/herverdeling?v=1&share_redirected=0.5&workers=0.5", 0),
    ("na_de_financiering", "desk", "/na_de_financiering?v=f1", 0),
    ("vergelijken", "desk", "/vergelijken", 250),
    ("presenteren", "desk", "/presenteren", 330),
    ("kaart", "phone", "/kaart?niveau=wijken&cijfer=lbm&rond=rotterdam-zuid", 520),
)
#: Nothing moves by itself any more; what moves with the scroll bar of a table is always "running".
STILL = """() => document.getAnimations().every(
    one => one.timeline !== document.timeline || one.playState !== 'running')"""
#: Buttons to press first, by the name of the picture.
PRESSED = {"presenteren": "presenteren.make"}


def shoot(browser: Browser, server: Server, name: str, size: str, address: str, down: int) -> None:
    """One picture, once the page has stopped moving and its maps are painted."""
    width, height = SIZES[size]
    with browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL") as context:
        page = context.new_page()
        page.set_default_timeout(120_000)  # the first scenario is computed for it
        page.goto(server + address)
        if name in PRESSED:
            page.get_by_role("button", name=Text("nl")(PRESSED[name])).click()
        page.wait_for_selector("iframe, .js-plotly-plot")
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=120_000)
        for frame in (one for one in page.frames[1:] if "st_folium" in one.url):
            frame.wait_for_function("() => window.nplvMap && window.nplvMap.paintCount > 0")
        page.wait_for_load_state("networkidle")
        page.locator("[data-testid=stMain]").evaluate("(element, y) => element.scrollTo(0, y)", down)
        page.wait_for_function(STILL)
        file = OUT / f"{name}_{size}.png"
        page.screenshot(path=file)
        print(file.relative_to(ROOT))


def main() -> None:
    """All pictures."""
    OUT.mkdir(parents=True, exist_ok=True)
    with running() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for shot in SHOTS:
            shoot(browser, server, *shot)
        browser.close()


if __name__ == "__main__":
    main()
