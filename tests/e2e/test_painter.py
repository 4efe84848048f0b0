"""The script in the browser, on four squares: what is painted, said and reported."""

from __future__ import annotations

import functools
import itertools
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
import streamlit_folium
from playwright.sync_api import Browser, Page, Route

from nplv_dash.present.foliummap import GeometryLayer, MapTexts, Outline, Paint, Palette, paint_group, standing_map
from nplv_dash.sources.webgeometry import pack

pytestmark = pytest.mark.e2e

STATIC = Path(__file__).parents[2] / "static"
PALETTE = Palette(
    classes=("#110000", "#220000", "#330000"),
    no_data="#eeeeee",
    hatch="#999999",
    border="#ffffff",
    outline="#000000",
    selected="#0000ff",
    halo="#ffffff",
    ground="#ddeeff",
)
TOWN = GeometryLayer("town", "geo/town.json", 4)
DISTRICT = GeometryLayer("district", "geo/district.json", 1)
LOST = GeometryLayer("lost", "geo/lost.json", 1)
NAME = "Oud & Nieuw's <b>back\\slash</b>"
VALUES = ("1,0", "2,0", "<i>3</i>", "4,0")
PAINT = Paint(TOWN, "01x.", VALUES, "Score 2022", PALETTE)

#: The frame that streamlit-folium gives the map, and what it reads from a layer that is clicked.
FRAME = """<!doctype html><html><body><div id="map_div" style="height:400px"></div>
<link rel="stylesheet" href="../../app/static/leaflet/leaflet.css">
<link rel="stylesheet" href="../../app/static/map/painter.css">
<script src="../../app/static/leaflet/leaflet.js"></script>
<script src="../../app/static/map/painter.js"></script>
<script>%s
  window.reports = [];
  map_div.eachLayer((layer) => layer.on("click", (e) => reports.push(e.sourceTarget.getTooltip().getContent())));
</script></body></html>"""


class Quiet(SimpleHTTPRequestHandler):
    """A file server without a log."""

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the frame, beside the project's static files and four squares north of Rotterdam."""
    root = tmp_path_factory.mktemp("site")
    static = root / "app" / "static"
    static.mkdir(parents=True)
    for part in ("leaflet", "map"):
        (static / part).symlink_to(STATIC / part)
    squares = [shapely.box(4.4 + 0.1 * i, 52.0, 4.5 + 0.1 * i, 52.1) for i in range(4)]
    town = {"code": ["T0", "T1", "T2", "T3"], "name": ["Noord", NAME, "Zuid", "West"], "town": ["Toy"] * 4}
    district = {"code": ["D0"], "name": ["District"], "town": ["Toy"]}
    (static / "geo").mkdir()
    for file, columns, shapes in (("town", town, squares), ("district", district, [shapely.union_all(squares)])):
        gdf = gpd.GeoDataFrame(columns, geometry=shapes, crs=4326)
        (static / "geo" / f"{file}.json").write_bytes(pack(gdf, label="name", context="town"))
    frame = root / "component" / "streamlit_folium.st_folium" / "index.html"
    frame.parent.mkdir(parents=True)
    texts = MapTexts(label="Kaart", zoom_in="Inzoomen", zoom_out="Uitzoomen", failed="De kaart kon niet laden.")
    standing = standing_map(texts=texts, bounds=(51.95, 4.35, 52.15, 4.85), language="nl", attribution="CBS & co")
    frame.write_text(FRAME % streamlit_folium.generate_leaflet_string(standing), encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(root))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/component/streamlit_folium.st_folium/index.html"
        server.shutdown()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A standing map of 800 by 400 pixels with the paint of `PAINT`; no error may be left over."""
    errors: list[str] = []
    page = browser.new_page(viewport={"width": 800, "height": 400})
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(site)
    show(page, PAINT)
    yield page
    page.close()
    assert errors == []


def send(page: Page, paint: Paint) -> None:
    """Hands a paint to the browser as streamlit-folium does."""
    page.evaluate(streamlit_folium.generate_leaflet_string(paint_group(paint), base_id="g"))


def show(page: Page, paint: Paint) -> None:
    """The same, and waits until it is painted."""
    count = page.evaluate("nplvMap.paintCount")
    send(page, paint)
    page.wait_for_function("(count) => nplvMap.paintCount > count", arg=count)


def colours(page: Page) -> list[str | None]:
    return [page.evaluate("(code) => nplvMap.colourAt(code)", f"T{i}") for i in range(4)]


def point(page: Page, code: str) -> tuple[float, float]:
    """A point within a polygon, in pixels of the page."""
    spot = page.evaluate("(code) => nplvMap.pointOf(code)", code)
    return spot["x"], spot["y"]


def view(page: Page) -> list[float]:
    return page.evaluate("[map_div.getZoom(), map_div.getCenter().lat, map_div.getCenter().lng]")


def test_classes_become_colours_and_the_left_out_stays_empty(page: Page) -> None:
    first, second, no_data, left_out = colours(page)
    assert (first, second, left_out) == ("#110000", "#220000", None)
    assert no_data not in {None, *PALETTE.classes}
    show(page, replace(PAINT, classes="2102"))
    assert colours(page) == ["#330000", "#220000", "#110000", "#330000"]


def test_no_data_is_hatched(page: Page) -> None:
    x, y = point(page, "T2")
    # Along a line of 24 pixels the ground and the lines of the hatching alternate.
    seen = page.evaluate(
        """([x, y]) => {
          const canvas = document.querySelector(".nplv-colours"), box = canvas.getBoundingClientRect();
          const { data } = canvas.getContext("2d").getImageData(x - box.left, y - box.top, 24, 1);
          return [...Array(24).keys()].map((i) => data[4 * i]);
        }""",
        [x, y],
    )
    assert sum(a >= 0xE0 > b for a, b in itertools.pairwise(seen)) >= 3


def test_tooltip_is_text(page: Page) -> None:
    page.mouse.move(*point(page, "T1"))
    tip = page.locator(".nplv-tip")
    assert tip.inner_text().splitlines() == [NAME, "Toy", "2,0", "Score 2022"]
    page.mouse.move(*point(page, "T2"))
    assert tip.locator("i, b > *").count() == 0
    assert "<i>3</i>" in tip.inner_text()
    page.mouse.move(*point(page, "T3"))
    assert tip.is_hidden()


def test_several_figures_stand_in_their_pattern(page: Page) -> None:
    several = replace(PAINT, values=("1,0\t<i>2</i>", "", "", ""), pattern="{1} after {0}", empty="no data")
    show(page, several)
    tip = page.locator(".nplv-tip")
    page.mouse.move(*point(page, "T0"))
    assert tip.locator("b").inner_text() == "<i>2</i> after 1,0"
    page.mouse.move(*point(page, "T1"))
    assert tip.locator("b").inner_text() == "no data"


def test_tooltip_follows_a_repaint_under_a_pointer_at_rest(page: Page) -> None:
    page.mouse.move(*point(page, "T1"))
    show(page, replace(PAINT, values=("", "9,9", "", "")))
    assert "9,9" in page.locator(".nplv-tip").inner_text()
    show(page, replace(PAINT, classes="0..."))
    assert page.locator(".nplv-tip").is_hidden()


def test_a_click_reports_the_code_every_time_and_nothing_elsewhere(page: Page) -> None:
    for code in ("T1", "T1", "T3"):
        page.mouse.click(*point(page, code))
    reports = page.evaluate("reports")
    assert [report.rpartition("@")[0] for report in reports] == ["T1", "T1"]
    assert len(set(reports)) == 2


def test_the_keyboard_moves_and_picks(page: Page) -> None:
    page.locator("#map_div").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => map_div.getCenter().lng > 4.6")
    page.evaluate("map_div.setView([52.05, 4.55], map_div.getZoom(), { animate: false })")
    page.keyboard.press("Enter")
    assert page.evaluate("reports[0]").startswith("T1@")


def test_a_paint_keeps_the_view_and_focus_moves_it_once(page: Page) -> None:
    show(page, replace(PAINT, focus=(52.0, 4.4, 52.1, 4.5)))
    page.wait_for_function("() => Math.abs(map_div.getCenter().lng - 4.45) < 0.01")
    page.evaluate("map_div.setView([52.05, 4.7], 12, { animate: false })")
    users = view(page)
    show(page, replace(PAINT, classes="1102", focus=(52.0, 4.4, 52.1, 4.5)))
    show(page, replace(PAINT, classes="0000", selected="T1"))
    assert view(page) == users


def test_colours_are_right_after_zoom_and_pan(page: Page) -> None:
    for zoom, longitude in ((11, 4.55), (9.5, 4.6), (11.5, 4.5)):
        page.evaluate("([zoom, lng]) => map_div.setView([52.05, lng], zoom)", [zoom, longitude])
        page.wait_for_function("(zoom) => map_div.getZoom() === zoom && !map_div._animatingZoom", arg=zoom)
        assert colours(page)[:2] == ["#110000", "#220000"]


def test_outlines_lie_above_and_land_below(page: Page) -> None:
    def canvas(name: str) -> object:
        return page.evaluate(f"document.querySelector('.nplv-{name}').toDataURL()")

    lines, land = canvas("lines"), canvas("land")
    show(page, replace(PAINT, outlines=(Outline(DISTRICT, "#00ff00", land="#abcdef"),)))
    # Land lies below with its borders, so that no polygon is crossed by them.
    assert canvas("lines") == lines
    assert canvas("land") != land
    assert colours(page)[3] == "#abcdef"
    show(page, replace(PAINT, outlines=(Outline(DISTRICT, "#00ff00", halo="#ffffff"),)))
    assert canvas("lines") != lines
    assert page.evaluate("nplvMap.layerKey") == "town"


def test_geometry_that_does_not_come_is_said_and_asked_for_again(page: Page, site: str) -> None:
    lost = Paint(LOST, "0", ("1",), "", PALETTE)
    send(page, lost)
    message = page.locator(".nplv-message")
    message.wait_for()
    assert message.inner_text() == "De kaart kon niet laden."
    page.route(
        "**/lost.json",
        lambda route: route.continue_(url=site.rsplit("/component", 1)[0] + "/app/static/geo/district.json"),
    )
    show(page, lost)
    assert message.is_hidden()
    assert page.evaluate("nplvMap.layerKey") == "lost"


def test_a_late_file_does_not_overtake_a_newer_paint(page: Page) -> None:
    held: list[Route] = []
    page.route("**/district.json", lambda route: held.append(route))  # noqa: PLW0108  playwright marks its handlers, and a builtin cannot be
    send(page, Paint(DISTRICT, "0", ("1",), "", PALETTE))
    show(page, replace(PAINT, classes="2222"))
    with page.expect_response("**/district.json"):
        held[0].continue_()
    page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))")
    assert page.evaluate("nplvMap.layerKey") == "town"
    assert colours(page)[0] == "#330000"


def test_a_file_of_another_build_is_not_painted(page: Page) -> None:
    send(page, Paint(replace(TOWN, count=3), "012", ("", "", ""), "", PALETTE))
    assert page.locator(".nplv-message").is_visible()


def test_words_for_screen_readers(page: Page) -> None:
    frame = page.locator("#map_div")
    assert (frame.get_attribute("role"), frame.get_attribute("aria-label")) == ("application", "Kaart")
    assert page.locator("html").get_attribute("lang") == "nl"
    assert page.get_by_role("button", name="Inzoomen").is_visible()
    assert page.get_by_role("button", name="Uitzoomen").is_visible()
    assert page.locator(".leaflet-control-attribution").inner_text() == "CBS & co"
