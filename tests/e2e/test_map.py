"""The map page in a real browser: it paints, repaints without a new frame, answers a click, and gives its files."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Frame, Page, expect

from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.palette import DIVERGING, SEQUENTIAL
from nplv_dash.present.text import Text
from nplv_dash.services.mapview import classify
from nplv_dash.ui.data import workspace
from tests.e2e.looks import assert_accessible, open_page
from tests.servers import Server

pytestmark = pytest.mark.e2e

T = Text("nl")
#: Wijk Overvecht: in view and more than a pixel wide when the map shows its municipality.
PLACE = "WK034403"


def map_of(page: Page) -> Frame:
    """The frame of the map, after its first paint."""
    frame = page.wait_for_selector("iframe", state="attached").content_frame()
    assert frame is not None
    frame.wait_for_function("() => window.nplvMap && window.nplvMap.paintCount > 0")
    return frame


def paints(frame: Frame) -> int:
    return int(frame.evaluate("window.nplvMap.paintCount"))


def click_on(page: Page, frame: Frame, code: str) -> None:
    """Click within a polygon, with the mouse of the page: a locator would scroll between aiming and clicking."""
    page.locator("iframe").evaluate("element => element.scrollIntoView({block: 'center', behavior: 'instant'})")
    frame.wait_for_function("code => window.nplvMap.pointOf(code)", arg=code)
    point = frame.evaluate("code => window.nplvMap.pointOf(code)", code)
    box = page.locator("iframe").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + point["x"], box["y"] + point["y"])


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    # Only the options that are in sight are in the document.
    page.get_by_role("combobox", name=label).fill(option)
    page.get_by_role("option", name=option, exact=True).click()


@pytest.mark.parametrize("layer", ["gebieden", "wijken", "buurten", "wijken_nl", "buurten_nl"])
def test_every_level_is_painted_in_the_colours_of_its_classes(page: Page, server: Server, layer: str) -> None:
    # Around one city, where a polygon is larger than a pixel; the areas are dots on the map of the country.
    around = "" if layer == "gebieden" else "&rond=utrecht-overvecht"
    open_page(page, f"{server.url}/kaart?niveau={layer}&cijfer=crime&jaar=2024{around}")
    frame = map_of(page)
    ws = workspace()
    found = ws.bundle.layers[layer]
    assert frame.evaluate("window.nplvMap.count") == len(found.rows) > 0
    indicator = ws.bundle.indicators["crime"]
    values = ws.values(found.level, "crime", 2024)[found.rows]
    codes = ws.bundle.units[found.level]["code"].to_numpy()[found.rows]
    here = [i for i, code in enumerate(codes) if values[i] == values[i] and (not around or code[2:6] == "0344")]
    assert len(here) >= 10
    right = 0
    for i in here:
        colour = frame.evaluate("code => window.nplvMap.colourAt(code)", codes[i])
        right += colour == SEQUENTIAL[classify(values[i : i + 1], indicator.breaks)[0]]
    # A dot may lie under another one, and a narrow buurt between pixels.
    assert right >= 0.8 * len(here)


def test_a_choice_repaints_and_keeps_frame_and_zoom(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/kaart?niveau=wijken&rond=utrecht-overvecht")
    frame = map_of(page)
    frame.evaluate("window.stillHere = true")
    frame.locator(".leaflet-control-zoom-in").click()
    frame.locator(".leaflet-control-zoom-in").click()
    frame.wait_for_function("() => !document.querySelector('.leaflet-zoom-anim')")
    view = "(({lat, lng}) => [map_div.getZoom(), lat.toFixed(4), lng.toFixed(4)])(map_div.getCenter())"
    zoomed, before = frame.evaluate(view), paints(frame)
    choose(page, T("kaart.choose.indicator"), "Leefbaarheid · Leefbaarometer")
    frame.wait_for_function(f"() => window.nplvMap.paintCount > {before}")
    assert frame.evaluate("window.stillHere") is True
    assert frame.evaluate(view) == zoomed
    ws = workspace()
    lbm = ws.bundle.indicators["lbm"]
    value = ws.figure("wijk", PLACE, "lbm")
    assert value is not None
    expected = DIVERGING[classify(np.array([value.value]), lbm.breaks)[0]]
    assert frame.evaluate("code => window.nplvMap.colourAt(code)", PLACE) == expected
    page.wait_for_url("**/kaart?*cijfer=lbm*")


def test_the_year_slider_works_with_the_keyboard(page: Page, server: Server) -> None:
    # The table stands outside the fragment that follows the year, and follows it too.
    open_page(page, f"{server.url}/kaart?niveau=wijken&cijfer=lbm&tabel=true")
    frame = map_of(page)
    before = paints(frame)
    page.get_by_role("slider", name=T("kaart.choose.year")).focus()
    page.keyboard.press("ArrowLeft")
    frame.wait_for_function(f"() => window.nplvMap.paintCount > {before}")
    page.wait_for_url("**/kaart?*jaar=2020*")
    expect(page.get_by_text("Leefbaarometer 2020").first).to_be_attached()


def test_a_click_opens_a_card_with_the_right_figure_and_leads_to_the_area(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/kaart?niveau=wijken&rond=utrecht-overvecht")
    frame = map_of(page)
    click_on(page, frame, "WK034403")
    expect(page.get_by_role("heading", name="Wijk 03 Overvecht")).to_be_visible()
    ws = workspace()
    welfare = ws.bundle.indicators["welfare"]
    figure = ws.figure("wijk", "WK034403", "welfare")
    assert figure is not None
    expect(page.locator(".nplv-facts")).to_contain_text(Figures(T, Numbers("nl")).full(welfare, figure.value))
    page.get_by_role("button", name=T("kaart.card.open", area="Utrecht Overvecht")).click()
    page.wait_for_url("**/gebied?gebied=utrecht-overvecht")
    expect(page.get_by_role("heading", level=1, name="Utrecht Overvecht")).to_be_visible()


def test_the_keyboard_alone_moves_the_map_and_chooses_a_place(page: Page, server: Server) -> None:
    """As the statement on accessibility says."""
    open_page(page, f"{server.url}/kaart?niveau=wijken&rond=utrecht-overvecht")
    frame = map_of(page)
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.tagName") == "IFRAME":
            break
    longitude = frame.evaluate("map_div.getCenter().lng")
    page.keyboard.press("ArrowRight")
    frame.wait_for_function("(before) => map_div.getCenter().lng > before", arg=longitude)
    page.keyboard.press("Enter")
    page.wait_for_url("**plek=WK*")


def test_the_first_page_leads_to_an_area_by_a_click_on_its_map(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/")
    frame = map_of(page)
    click_on(page, frame, "heerlen-noord")
    page.wait_for_url("**/gebied?gebied=heerlen-noord")
    expect(page.get_by_role("heading", level=1, name="Heerlen-Noord")).to_be_visible()


def test_numbers_in_the_grid_follow_the_language_of_the_page_not_of_the_browser(
    browser: Browser, server: Server
) -> None:
    with browser.new_context(locale="en-US") as context:
        page = context.new_page()
        open_page(page, f"{server.url}/kaart")
        assert page.evaluate("navigator.languages") == ["nl"]
        open_page(page, f"{server.url}/kaart?lang=en")
        page.wait_for_function("() => navigator.languages[0] === 'en'")


def test_files_hold_the_figures_of_the_map(page: Page, server: Server, tmp_path: Path) -> None:
    open_page(page, f"{server.url}/kaart")
    map_of(page)
    ws = workspace()
    expected = {a.name: ws.figure("gebied", a.id, "welfare") for a in ws.bundle.areas}

    def fetch(key: str) -> bytes:
        with page.expect_download() as waiting:
            page.get_by_role("button", name=T(f"export.file.{key}")).click()
        target = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(target)
        return target.read_bytes()

    page.get_by_role("button", name=T("export.button")).click()
    dutch = list(csv.reader(io.StringIO(fetch("csv_nl").decode("utf-8-sig")), delimiter=";"))
    world = list(csv.DictReader(io.StringIO(fetch("csv").decode())))
    assert len(dutch) == len(world) + 1 == 21
    for row, plain in zip(dutch[1:], world, strict=True):
        figure = expected[plain["name"]]
        assert figure is not None
        assert float(plain["value"]) == pytest.approx(figure.value, abs=1e-4)
        assert row[3].replace(",", ".") == plain["value"]
    with zipfile.ZipFile(io.BytesIO(fetch("xlsx"))) as book:
        assert T("export.sheet_readme") in book.read("xl/workbook.xml").decode()
    collection = json.loads(fetch("geojson"))
    assert len(collection["features"]) == 20
    assert collection["metadata"][T("export.version")].endswith(ws.bundle.fingerprint)


def test_the_map_itself_is_accessible(page: Page, server: Server) -> None:
    open_page(page, f"{server.url}/kaart")
    frame = map_of(page)
    assert_accessible(frame)
    expect(frame.get_by_role("application", name=T("kaart.map.label"))).to_be_visible()


def test_a_phone_can_use_the_map(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 375, "height": 760})
    open_page(page, f"{server.url}/kaart?niveau=wijken&rond=delft-west")
    frame = map_of(page)
    assert frame.evaluate("document.documentElement.clientWidth") <= 375
    click_on(page, frame, "WK050324")
    expect(page.get_by_role("heading", name="Wijk 24 Voorhof")).to_be_visible()
