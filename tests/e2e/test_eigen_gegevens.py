"""Own files in a real browser: a table and a zipped shapefile are handed over, mapped, and gone with the session."""

from __future__ import annotations

import io
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from nplv_dash.present.palette import SEQUENTIAL
from nplv_dash.present.text import LANGUAGES, Lang, Text
from tests.corpus.good import CODES, csv, shapefile, zipped
from tests.e2e.looks import assert_accessible, assert_no_sideways_scroll, dim_the_light, open_page
from tests.servers import Server, running

pytestmark = pytest.mark.e2e

T = Text("nl")
TABLE, BORDERS = 0, 1
FIGURES = csv(f"{CODES[0]};1.234,5", f"{CODES[1]};2.345,5", f"{CODES[2]};x")


def hand_over(page: Page, place: int, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.locator("input[type=file]").nth(place).set_input_files([file])  # type: ignore[list-item]
    expect(page.get_by_test_id("stAlertContentSuccess").filter(has_text=name)).to_be_visible(timeout=90_000)


def map_of(page: Page, place: int) -> Frame:
    """The frame of a map, painted; the own one stands first."""
    iframe = page.locator("iframe").nth(place)
    iframe.wait_for(state="attached", timeout=60_000)
    frame = iframe.element_handle().content_frame()
    assert frame is not None
    frame.wait_for_function("() => window.nplvMap && window.nplvMap.paintCount > 0")
    return frame


def test_a_table_and_borders_are_mapped_beside_the_official_figures(page: Page, server: Server) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, f"{server.url}/eigen_gegevens")
    hand_over(page, TABLE, "cijfers.csv", FIGURES)
    own, official = map_of(page, 0), map_of(page, 1)
    colours = [own.evaluate("code => window.nplvMap.colourAt(code)", code) for code in CODES[:2]]
    assert colours == [SEQUENTIAL[0], SEQUENTIAL[1]]
    assert own.evaluate("window.nplvMap.layerKey") == official.evaluate("window.nplvMap.layerKey") == "wijken_nl"
    hand_over(page, BORDERS, "vlakken.zip", zipped(shapefile()))
    own.wait_for_function("() => window.nplvMap.count === 3")
    assert own.evaluate("window.nplvMap.layerKey").startswith("eigen_")
    assert_accessible(page)
    dim_the_light(page)
    assert_accessible(page)
    page.set_viewport_size({"width": 375, "height": 760})
    assert_no_sideways_scroll(page, 375)
    # Nothing of it is at an address, neither that of the page nor one that the map asks for.
    assert page.url == f"{server.url}/eigen_gegevens"
    outside = [url for url in asked if not url.startswith("data:")]
    assert not [url for url in outside if re.search(r"eigen_[0-9a-f]{12}|cijfers|vlakken|:\d+/media/", url)]
    page.reload()
    expect(page.locator("h1")).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stAlertContentSuccess")).to_have_count(0)


def test_files_say_that_they_are_of_a_visitor(page: Page, server: Server, tmp_path: Path) -> None:
    open_page(page, f"{server.url}/eigen_gegevens")
    hand_over(page, TABLE, "cijfers.csv", FIGURES)
    map_of(page, 0)
    for kind, ending in (("xlsx", ".xlsx"), ("csv", ".csv"), ("gpkg", ".gpkg")):
        button = page.get_by_role("button", name=T(f"export.file.{kind}"))
        if not button.is_visible():
            page.locator(".st-key-eigen_download button").first.click()
        with page.expect_download() as caught:
            button.click()
        assert caught.value.suggested_filename == f"eigen_gegevens_cijfer{ending}"
        caught.value.save_as(tmp_path / f"own{ending}")
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "own.xlsx").read_bytes()))
    rows = list(book[T("export.sheet_data")].iter_rows(values_only=True))
    assert rows[1][:5] == (CODES[0], "Wijk 01 West", "Utrecht", 1234.5, T("eigen_gegevens.export.mark"))
    assert T("eigen_gegevens.export.mark") in (tmp_path / "own.csv").read_text()
    import geopandas as gpd

    frame = gpd.read_file(tmp_path / "own.gpkg")
    assert set(frame["provenance"]) == {T("eigen_gegevens.export.mark")}
    assert list(frame["code"]) == list(CODES)


def test_two_visitors_do_not_see_each_others_files(page: Page, browser: Browser, server: Server) -> None:
    open_page(page, f"{server.url}/eigen_gegevens")
    hand_over(page, TABLE, "geheim.csv", FIGURES)
    with browser.new_context() as context:
        other = context.new_page()
        open_page(other, f"{server.url}/eigen_gegevens")
        expect(other.get_by_text("geheim.csv")).to_have_count(0)
        hand_over(other, TABLE, "ander.csv", csv(f"{CODES[2]};5"))
        expect(other.get_by_text("geheim.csv")).to_have_count(0)
    expect(page.get_by_text("ander.csv")).to_have_count(0)


def test_a_bad_file_is_told_of_in_the_language_of_the_page(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/eigen_gegevens", "en")
    file = {"name": "borders.zip", "mimeType": "application/zip", "buffer": b"PK\x03\x04 not really"}
    page.locator("input[type=file]").nth(BORDERS).set_input_files([file])  # type: ignore[list-item]
    alert = page.get_by_test_id("stAlertContentError")
    expect(alert).to_contain_text(Text("en")("errors.own_zip_damaged.what"), timeout=60_000)
    expect(alert).to_contain_text("borders.zip")
    assert_accessible(page)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_place_for_files_speaks_the_language_of_the_page(page: Page, server: Server, lang: Lang) -> None:
    t = Text(lang)
    open_page(page, f"{server.url}/eigen_gegevens?lang={lang}")
    place = page.get_by_test_id("stFileUploader").nth(TABLE)
    expect(place.get_by_test_id("stBaseButton-secondary")).to_have_accessible_name(t("frame.uploader.choose"))
    expect(place.locator("input")).to_have_accessible_name(t("frame.uploader.choose"))
    for name, size, why in (("a.pdf", 1, "kind"), ("a.csv", 21_000_000, "large")):
        file = {"name": name, "mimeType": "application/octet-stream", "buffer": b"x" * size}
        place.locator("input").set_input_files([file])  # type: ignore[list-item]
        refused = place.get_by_role("alert").filter(has_text=t(f"frame.uploader.{why}"))
        expect(refused).to_have_text(f"{t('frame.uploader.error')} {t(f'frame.uploader.{why}')}")
        expect(refused).to_be_in_viewport()
    assert_accessible(page)
    page.set_viewport_size({"width": 375, "height": 760})
    assert_no_sideways_scroll(page, 375)
    place.get_by_role("button", name=f"{t('frame.uploader.remove')} a.pdf").click()
    expect(place.get_by_role("alert")).to_have_count(1)
    assert not re.search(r"\b(Upload|Drag|Browse|Remove|per file|not allowed)\b", place.inner_text()) or lang == "en"


def test_what_the_server_refuses_is_told_in_the_language_of_the_page(browser: Browser) -> None:
    # So that a file of more than a megabyte is one too many of its visitor, and another one too many of all.
    small = (
        "from nplv_dash.ui import uploads; from nplv_dash.cli import app;"
        "uploads.EACH, uploads.most = uploads.EACH / 80, lambda: 10; app(['serve', '--port', '0'])"
    )
    with running(("-c", small)) as server:
        for lang, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
            # Of its own: a browser writes into its console that something was refused, which is what is tried here.
            with browser.new_context(locale=other) as context:
                page, t = context.new_page(), Text(lang)
                open_page(page, f"{server.url}/eigen_gegevens", lang)
                for name, size, why in (("a.csv", 2_000_000, "each"), ("b.csv", 11, "together")):
                    file = {"name": name, "mimeType": "text/csv", "buffer": b"x" * size}
                    page.locator("input[type=file]").nth(TABLE).set_input_files([file])  # type: ignore[list-item]
                    expect(page.get_by_role("alert").filter(has_text=t(f"server.upload.{why}"))).to_be_visible()


def test_what_a_proxy_refuses_is_told_in_our_words(browser: Browser, server: Server) -> None:
    page = browser.new_page()
    try:
        page.route("**/_stcore/upload_file/**", lambda route: route.fulfill(status=413, body="<h1>Too Large</h1>"))
        open_page(page, f"{server.url}/eigen_gegevens")
        file = {"name": "a.csv", "mimeType": "text/csv", "buffer": b"a;b"}
        page.locator("input[type=file]").nth(TABLE).set_input_files([file])  # type: ignore[list-item]
        expect(page.get_by_role("alert").filter(has_text=T("frame.uploader.large"))).to_be_visible()
        expect(page.get_by_text("Too Large")).to_have_count(0)
    finally:
        page.close()
