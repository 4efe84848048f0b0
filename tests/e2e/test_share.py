"""Taking it away in a real browser: the code that the page gives works on another page, also without scripts."""

from __future__ import annotations

import json
import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect
from typer.testing import CliRunner

from nplv_dash.cli import app as command
from nplv_dash.present.text import LANGUAGES, Lang, Text
from tests.e2e.looks import open_page
from tests.servers import Server, running

pytestmark = pytest.mark.e2e

T = Text("nl")


def test_the_code_for_a_website_shows_the_picture(server: Server, page: Page) -> None:
    code = page.locator("code", has_text="<iframe")
    # The address of the first page is that of the app itself.
    for path, part in (("/", "overzicht"), ("/kaart?niveau=wijken&cijfer=lbm&rond=rotterdam-zuid", "kaart")):
        page.goto(server + path)
        page.get_by_text(T("share.title")).click()
        page.get_by_role("tab", name=T("share.tabs.embed")).click()
        expect(code).to_contain_text(f'src="{server.url}/embed/{part}/')
    found = re.search(r'src="([^"]+)"', code.inner_text().replace("&amp;", "&"))
    assert found
    assert found[1].startswith(f"{server.url}/embed/kaart/kaart?")
    assert "jaar=2022" in found[1]
    page.get_by_role("tab", name=T("share.tabs.link")).click()
    expect(page.get_by_alt_text("QR-code")).to_be_visible()
    # The page of a newspaper.
    page.set_content(code.inner_text())
    inside = page.frame_locator("iframe")
    expect(inside.get_by_role("heading", level=1)).to_be_visible()
    expect(inside.get_by_role("img").first).to_be_visible()


@pytest.mark.parametrize("path", ["/embed/herverdeling/kanten?v=1", "/embed/overzicht/themas?lang=en", "/api/v1/"])
def test_light_pages_need_no_scripts_and_fit_a_phone(server: Server, browser: Browser, path: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 700})
    page = context.new_page()
    page.goto(server + path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    box = page.locator("main").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    context.close()


def test_the_file_of_a_page_is_what_the_command_writes_byte_for_byte(
    server: Server, page: Page, tmp_path: Path
) -> None:
    page.goto(server + "/herverdeling?share_redirected=0.35&reach=land")
    button = page.get_by_role("button", name=T("own.results.redistribution"))
    expect(button).to_be_visible(timeout=30_000)
    with page.expect_download(timeout=60_000) as download:
        button.click()
    download.value.save_as(tmp_path / "file.zip")
    said = CliRunner().invoke(command, ["run", page.url, "--out", str(tmp_path / "out")])
    assert said.exit_code == 0, said.output
    with ZipFile(tmp_path / "file.zip") as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found == {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert json.loads(found["provenance.json"])["levers"]["share_redirected"] == 0.35


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_that_cannot_be_made_is_told_of_in_the_language_of_the_page(page: Page, lang: Lang) -> None:
    broken = (
        "from nplv_dash.cli import app; from nplv_dash.present.picture import Picture;"
        "Picture.png = lambda *_, **__: 1 / 0; app(['serve', '--port', '0'])"
    )
    with running(("-c", broken)) as server:
        # Complete first: what comes later above the button would push what it opened off the screen.
        open_page(page, f"{server.url}/gebied?gebied=delft-west", lang)
        page.get_by_role("button", name=Text(lang)("picture.button")).first.click()
        page.get_by_role("button", name=Text(lang)("picture.file.png")).click()
        expect(page.get_by_test_id("stDownloadButtonError")).to_have_text(Text(lang)("frame.error.file"))
        # A page that is left asks nothing of a server that stops.
        page.goto("about:blank")


def test_embed_on_the_address_of_a_page_leads_to_its_part(server: Server, page: Page) -> None:
    page.goto(server + "/herverdeling?embed=true&deel=kanten&v=1&share_redirected=0.35")
    assert page.url == server + "/embed/herverdeling/kanten?v=1&share_redirected=0.35"
    expect(page.get_by_role("link", name=re.compile("Herverdeling"))).to_be_visible()
