"""The slides in a real browser: in the page, and from a disk with the network unplugged."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from nplv_dash.present.text import Text
from nplv_dash.services.deck import SLIDES
from tests.e2e.looks import assert_accessible
from tests.servers import Server

pytestmark = pytest.mark.e2e

T = Text("nl")


def test_a_clicker_goes_through_the_slides(page: Page, server: Server, tmp_path: Path) -> None:
    page.goto(server + "/presenteren")
    page.get_by_role("button", name=T("presenteren.make")).click()
    frame = page.frame_locator("iframe").first
    expect(frame.locator(f"#{SLIDES[0]}")).to_be_visible(timeout=30_000)
    assert_accessible(page)
    inside = page.locator("iframe").first.element_handle().content_frame()
    assert inside is not None
    assert_accessible(inside)
    frame.locator(f"#{SLIDES[0]}").click(position={"x": 300, "y": 300})
    page.keyboard.press("PageDown")
    expect(frame.locator(f"#{SLIDES[1]}")).to_be_visible()
    expect(frame.locator(f"#{SLIDES[0]}")).to_be_hidden()
    frame.get_by_role("button", name=T("verhaal.deck.full")).click()
    page.wait_for_function("() => document.fullscreenElement !== null")
    with page.expect_download() as download:
        page.evaluate("document.exitFullscreen()")
        page.get_by_role("button", name=T("presenteren.html")).click()
    taken = tmp_path / "dias.html"
    download.value.save_as(taken)

    page.context.set_offline(True)
    page.goto(taken.as_uri())
    for key, wanted in (("End", -1), ("ArrowLeft", -2), ("Home", 0), ("Space", 1), ("ArrowRight", 2), ("PageUp", 1)):
        page.keyboard.press(key)
        expect(page.locator(".slide.now")).to_have_attribute("id", SLIDES[wanted])
    assert page.url.endswith(f"#{SLIDES[1]}")
    expect(page.locator(".slide.now img")).to_have_js_property("complete", value=True)
    page.goto(f"{taken.as_uri()}#{SLIDES[4]}")
    page.reload()
    expect(page.locator(".slide.now")).to_have_attribute("id", SLIDES[4])
    page.emulate_media(media="print")
    for slide in SLIDES:
        expect(page.locator(f"#{slide}")).to_be_visible()
