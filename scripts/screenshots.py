"""Pictures for the README: `make screenshots`. Real app, real browser, desk and phone."""

from __future__ import annotations

from playwright.sync_api import Browser, expect, sync_playwright

from nplv_dash import ROOT
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
    ("kaart", "phone", "/kaart?niveau=wijken&cijfer=lbm&rond=rotterdam-zuid", 520),
)


def shoot(browser: Browser, server: Server, name: str, size: str, address: str, down: int) -> None:
    """One picture, once the page has stopped moving and its maps are painted."""
    width, height = SIZES[size]
    with browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL") as context:
        page = context.new_page()
        page.goto(server + address)
        page.wait_for_selector("iframe, .js-plotly-plot")
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        for frame in page.frames[1:]:
            frame.wait_for_function("window.nplvMap && window.nplvMap.paintCount > 0")
        page.wait_for_load_state("networkidle")
        page.locator("[data-testid=stMain]").evaluate("(element, y) => element.scrollTo(0, y)", down)
        page.wait_for_function("document.getAnimations().every(animation => animation.playState !== 'running')")
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
