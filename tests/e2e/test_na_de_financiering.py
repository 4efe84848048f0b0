"""The page about the end of the funding in a real browser: the link is the scenario, the keyboard moves it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

from nplv_dash import __version__
from nplv_dash.domain.editions import EDITION_NAME, Passport
from nplv_dash.domain.futures import CONTINUED, FUNDING_VERSION, FutureScenario
from nplv_dash.domain.scenario import to_query
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.text import Lang, Text
from nplv_dash.services.redistribution import three
from nplv_dash.ui import editions, funding
from tests.e2e.looks import STILL, assert_accessible
from tests.servers import Server

pytestmark = pytest.mark.e2e

T, N = Text("nl"), Numbers("nl")
EDITION = editions.current("funding")
PAGE, AREA = "na_de_financiering", "utrecht-overvecht"
TABS = ("kept", "all", "gap", "belief", "drives")


def open_futures(page: Page, server: Server, lang: Lang = "nl", **query: str) -> None:
    """Go there and wait until everything stands."""
    given = ({"lang": lang} if lang != "nl" else {}) | query
    page.goto(f"{server.url}/{PAGE}" + (f"?{urlencode(given)}" if given else ""))
    expect(page.get_by_test_id("stCaptionContainer").last).to_contain_text(__version__, timeout=30_000)
    settled(page)


def settled(page: Page) -> None:
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=30_000)
    page.wait_for_function(STILL)


def query_of(page: Page) -> dict[str, str]:
    """What the address says beside the edition, which is the current one."""
    said = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    assert said.pop(EDITION_NAME) == EDITION.id
    return said


def slider(page: Page, lever: str, lang: Lang = "nl") -> Locator:
    return page.get_by_role("slider", name=re.compile(re.escape(Text(lang)(f"parameter.{lever}.label"))))


def open_tab(page: Page, name: str, lang: Lang = "nl") -> Locator:
    """Its panel, with something in it."""
    page.get_by_role("tab", name=Text(lang)(f"financiering.tabs.{name}")).click()
    panel = page.get_by_role("tabpanel", name=Text(lang)(f"financiering.tabs.{name}"))
    expect(panel.locator("table, .js-plotly-plot").first).to_be_attached()
    settled(page)
    return panel


def fan(page: Page) -> Locator:
    return page.locator(".st-key-waaier_toekomst .js-plotly-plot")


def line(page: Page, year: int) -> Locator:
    """What is told of one's own future."""
    return page.get_by_role("listitem").filter(has_text=T("future.plan.own.name", year=year))


def change_of(future: str, **changes: object) -> str:
    result = funding.result(FutureScenario.of(funding.parameters(), changes))
    compared = {name: one.band for name, one in result.outlooks["liveability"].compared.items()}
    return Outcomes(T, N).deviation_between(three(compared[future], -1))


def test_a_link_is_the_first_thing_a_fresh_server_gets(fresh_server: Server, page: Page) -> None:
    scenario = FutureScenario.of(funding.parameters(), {"end_year": 2034, "level_after": 0.8})
    open_futures(page, fresh_server, **to_query(scenario))
    assert query_of(page) == to_query(scenario)
    expect(slider(page, "end_year")).to_have_attribute("aria-valuetext", "2034")
    expect(line(page, 2034)).to_contain_text(change_of("own", end_year=2034, level_after=0.8))
    expect(fan(page)).to_be_visible()


def test_the_keyboard_moves_the_lever_and_the_answer_follows(page: Page, server: Server) -> None:
    # With a notice that goes as soon as the visitor decides: the lever stays where it is on the page.
    open_futures(page, server, level_after="veel")
    notice = page.get_by_test_id("stAlert").filter(has_text="level_after=veel")
    expect(notice).to_be_visible()
    expect(line(page, 2037)).to_contain_text(change_of("own"))
    moved = slider(page, "end_year")
    moved.focus()
    for year in (2038, 2039):
        page.keyboard.press("ArrowRight")
        page.wait_for_url(f"**/{PAGE}?*end_year={year}*")
    settled(page)
    expect(line(page, 2039)).to_contain_text(change_of("own", end_year=2039))
    expect(notice).to_have_count(0)
    expect(moved).to_have_attribute("aria-valuetext", "2039")
    # What was moved is what is shown, and the keyboard stays where it was.
    expect(fan(page).locator(".legendtext").filter(has_text=T("future.plan.own.name", year=2039))).to_be_visible()
    assert query_of(page) == {"v": FUNDING_VERSION, "end_year": "2039", "naast": "own"}
    expect(moved).to_be_focused()
    page.reload()
    settled(page)
    expect(line(page, 2039)).to_contain_text(change_of("own", end_year=2039))
    page.get_by_role("button", name=T("herverdeling.reset")).click()
    page.wait_for_url(re.compile(rf"/{PAGE}\?v={FUNDING_VERSION}&{EDITION_NAME}={EDITION.id}(&naast=own)?$"))


def test_tabs_and_tables_open(page: Page, server: Server) -> None:
    open_futures(page, server)
    for name in (*TABS[1:], TABS[0]):
        panel = open_tab(page, name)
        assert query_of(page).get("deel", TABS[0]) == name
        for table in panel.get_by_text(re.compile(re.escape(T("gebied.same_as_table")))).all():
            table.click()
        if name != "all":
            expect(panel.locator("table").first).to_be_visible()
    assert page.get_by_test_id("stException").count() == 0


def test_files_come_down(page: Page, server: Server) -> None:
    open_futures(page, server, end_year="2031")
    scenario = FutureScenario.of(funding.parameters(), {"end_year": 2031})
    for label, name in (("own.results.funding", "toekomsten"), ("own.file", "toekomst")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=T(label)).click()
        assert waiting.value.suggested_filename.startswith(f"{name}_{Passport(scenario, EDITION).id}.")


@pytest.mark.parametrize(("lang", "tabs"), [("nl", ("all", "drives")), ("en", ("gap",))], ids=["nl", "en"])
def test_accessible_with_every_lever(page: Page, server: Server, lang: Lang, tabs: tuple[str, ...]) -> None:
    open_futures(page, server, lang, deel=tabs[0], gebied=AREA)
    page.get_by_text(Text(lang)("herverdeling.more"), exact=True).click()
    expect(slider(page, "restart_year", lang)).to_be_visible()
    for tab in tabs:
        open_tab(page, tab, lang)
        assert_accessible(page)


def test_fits_a_phone(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 375, "height": 760})
    open_futures(page, server, deel="all", gebied=AREA)
    for tab in ("all", "gap", "belief"):
        open_tab(page, tab)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, tab
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 375, tab


def test_the_reference_is_what_was_decided(page: Page, server: Server) -> None:
    open_futures(page, server)
    expect(page.get_by_text(T("financiering.futures.stop"))).to_be_visible()
    decided = T("future.plan.to_2028.name")
    expect(fan(page).locator(".legendtext").filter(has_text=decided)).to_be_visible()
    name = T(f"future.plan.{CONTINUED}.name")
    expect(page.get_by_role("listitem").filter(has_text=f"{name}:").first).to_contain_text(change_of(CONTINUED))
