"""Pictures of every page for the README: `make screenshots`. Real app, real browser, desk and phone."""

from __future__ import annotations

from playwright.sync_api import Browser, expect, sync_playwright

from nplv_dash import ROOT
from nplv_dash.ui import frame
from tests.chromium import launch
from tests.servers import Server, running

OUT = ROOT / "docs" / "screenshots"
SIZES = {"desk": (1440, 900), "phone": (375, 760)}


def shoot(browser: Browser, server: Server, target: frame.Page, size: str) -> None:
    """One page at one size, once it has stopped moving."""
    width, height = SIZES[size]
    with browser.new_context(viewport={"width": width, "height": height}, locale="nl-NL") as context:
        page = context.new_page()
        page.goto(server + ("/" if target is frame.PAGES[0] else f"/{target.url_path}"))
        expect(page.get_by_test_id("stCaptionContainer").last).to_be_attached(timeout=30_000)
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
        page.wait_for_load_state("networkidle")
        page.wait_for_function("document.getAnimations().every(animation => animation.playState !== 'running')")
        file = OUT / f"{target.id}_{size}.png"
        page.screenshot(path=file)
        print(file.relative_to(ROOT))


def main() -> None:
    """Every page, at every size."""
    OUT.mkdir(parents=True, exist_ok=True)
    with running() as server, sync_playwright() as playwright:
        browser = launch(playwright)
        for target in frame.PAGES:
            for size in SIZES:
                shoot(browser, server, target, size)
        browser.close()


if __name__ == "__main__":
    main()
