"""The page Vergelijken in a real browser: from one's own levers to four maps, a file, and back."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.text import Text
from nplv_dash.services.links import link_of
from nplv_dash.ui import editions, model
from tests.e2e.looks import open_page
from tests.servers import Server

pytestmark = pytest.mark.e2e

T = Text("nl")


def said(scenario: Scenario) -> str:
    """How a scenario stands in the address."""
    return link_of(editions.passport(scenario)).partition("?")[2]


def wait_for(page: Page, **query: str) -> None:
    """Wait until the address says this and nothing else; names may stand in any order."""
    page.wait_for_url(lambda url: dict(parse_qsl(urlsplit(url).query)) == query)


def test_own_levers_come_along_and_back_is_back(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/herverdeling?share_redirected=0.3")
    page.get_by_role("link", name=T("frame.pages.vergelijken"), exact=True).click()
    expect(page.get_by_role("columnheader", name=f"A: {T('vergelijken.choose.nameless')}").first).to_be_visible()
    own, plea = said(Scenario.of(model.parameters(), {"share_redirected": 0.3})), said(model.plea().scenario)
    wait_for(page, s1=own, s2=plea)
    expect(page.get_by_test_id("stAlert")).to_have_count(0)
    page.locator(".st-key-naast_1").get_by_role("combobox").click()
    page.get_by_role("option", name="Alles tegelijk", exact=True).click()
    wait_for(page, s1=own, s2=said(next(one.scenario for one in model.examples() if one.name_nl == "Alles tegelijk")))
    expect(page.get_by_role("columnheader", name="B: Alles tegelijk").first).to_be_visible()
    page.go_back()
    wait_for(page, s1=own, s2=plea)
    expect(page.get_by_role("columnheader", name="B: Het pleidooi van april 2024").first).to_be_visible()


def test_four_maps_a_wijk_and_a_file_on_a_phone(page: Page, server: Server, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    keys = ("plea_2024", "stress", "everything", "as_now")
    query = urlencode({f"s{i}": key for i, key in enumerate(keys, 1)} | {"wijk": "WK034403"})
    page.goto(f"{server.url}/vergelijken?{query}")
    name = T("vergelijken.map.wijk", name="Wijk 03 Overvecht", gemeente="Utrecht")
    expect(page.get_by_role("region", name=name)).to_be_visible()
    for letter in "ABCD":
        # The script of the map gives its frame this name once it was painted.
        label = T("vergelijken.map.label", letter=letter)
        frame = page.locator(f'iframe[title="{label}"]').element_handle().content_frame()
        assert frame is not None
        frame.wait_for_function("() => window.nplvMap && window.nplvMap.paintCount > 0")
    # Wide tables scroll in their own region.
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    page.locator(".st-key-vergelijking_download").get_by_role("button").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=T("export.file.xlsx")).click()
    path = tmp_path / "file.xlsx"
    download.value.save_as(path)
    book = load_workbook(BytesIO(path.read_bytes()))
    assert book.sheetnames == [T("export.sheet_readme"), T("export.sheet_data")]
    assert {row[0].value for row in book[T("export.sheet_data")].iter_rows(min_row=2)} == set("ABCD")
    notes = "\n".join(str(row[1].value) for row in book[T("export.sheet_readme")].iter_rows())
    assert f"{server.url}/vergelijken?{urlencode({'s1': said(model.plea().scenario)})}" in notes
