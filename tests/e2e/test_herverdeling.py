"""The page Herverdeling in a real browser: the link is the scenario; a lever is answered at once, then precisely."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from nplv_dash import __version__
from nplv_dash.domain.editions import EDITION_NAME
from nplv_dash.domain.scenario import MODEL_VERSION, Scenario, to_query
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.text import LANGUAGE_NAME, LANGUAGES, Lang, Text
from nplv_dash.services.redistribution import FULL, run, three
from nplv_dash.ui import editions, model
from tests.e2e.looks import STILL, assert_accessible
from tests.e2e.test_map import click_on, map_of, paints
from tests.servers import Server

pytestmark = pytest.mark.e2e

T, N = Text("nl"), Numbers("nl")
WORDS = Outcomes(T, N)
OVERVECHT = "WK034403"
EDITION = editions.current("redistribution").id
TABS = ("time", "ledger", "fairness", "drives", "places", "goal")


def open_scenario(page: Page, server: Server, lang: Lang = "nl", **query: str) -> None:
    """Go there and wait until the precise answer stands."""
    given = ({"lang": lang} if lang != "nl" else {}) | query
    page.goto(f"{server.url}/herverdeling" + (f"?{urlencode(given)}" if given else ""))
    settled(page, lang)
    expect(page.get_by_test_id("stCaptionContainer").last).to_contain_text(__version__)
    page.wait_for_function(STILL)


def settled(page: Page, lang: Lang = "nl") -> None:
    text = Text(lang)("herverdeling.settled", count=Numbers(lang).integer(FULL))
    expect(page.get_by_text(text, exact=True)).to_be_visible()
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def query_of(page: Page) -> dict[str, str]:
    """What the address says beside the edition, which is the current one."""
    said = {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}
    assert said.pop(EDITION_NAME) == EDITION
    return said


def headline(page: Page) -> Locator:
    """The first sentence: what happens in the areas."""
    start = T("herverdeling.headline.share", horizon="@", start="", after="", change="").split("**@")[0].strip()
    return page.get_by_test_id("stMarkdownContainer").filter(has_text=re.compile(rf"^{start} \d+ ")).first


def change_of(**changes: object) -> str:
    """What the page says of the areas in a scenario, computed here."""
    result = run(model.country(), model.parameters(), Scenario.of(model.parameters(), changes))
    return WORDS.points_between(three(result.areas.change, -1))


def slider(page: Page, lever: str, lang: Lang = "nl") -> Locator:
    return page.get_by_role("slider", name=re.compile(re.escape(Text(lang)(f"parameter.{lever}.label"))))


def unfold(page: Page) -> None:
    page.get_by_text(T("herverdeling.more"), exact=True).click()
    expect(slider(page, "compliance")).to_be_visible()


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=T(f"herverdeling.tabs.{name}")).click()
    # The panel of the one that was open before goes, and this one has something in it.
    panel = page.get_by_role("tabpanel", name=T(f"herverdeling.tabs.{name}"))
    expect(panel.locator("table, .js-plotly-plot, [data-testid=stDataFrame]").first).to_be_attached()


def test_a_link_is_the_first_thing_a_fresh_server_gets(fresh_server: Server, page: Page) -> None:
    given = {"share_redirected": 0.333, "reach": "land", "compliance": 0.7, "stigma": True}
    scenario = Scenario.of(model.parameters(), given)
    open_scenario(page, fresh_server, **to_query(scenario))
    assert query_of(page) == to_query(scenario)
    expect(slider(page, "share_redirected")).to_have_attribute("aria-valuetext", N.percent(33.3, 1))
    expect(headline(page)).to_contain_text(change_of(**given))
    reach = page.get_by_role("radio", name=T("parameter.reach.choice.land"))
    expect(reach).to_be_checked()
    unfold(page)
    expect(slider(page, "compliance")).to_have_attribute("aria-valuetext", N.percent(70, 0))
    expect(page.get_by_role("switch", name=T("parameter.stigma.label"))).to_be_checked()
    expect(page.get_by_role("switch", name=T("parameter.feedback.label"))).not_to_be_checked()


def test_a_lever_moved_with_the_keyboard_is_answered_everywhere(page: Page, server: Server) -> None:
    open_scenario(page, server)
    frame = map_of(page)
    frame.evaluate("window.stillHere = true")
    before, first = paints(frame), headline(page).inner_text()
    expect(headline(page)).to_contain_text(change_of())
    moved = slider(page, "share_redirected")
    moved.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/herverdeling?*share_redirected=0.3*")
    frame.wait_for_function(f"() => window.nplvMap.paintCount > {before}")
    settled(page)
    assert headline(page).inner_text() != first
    expect(headline(page)).to_contain_text(change_of(share_redirected=0.3))
    assert frame.evaluate("window.stillHere") is True
    # The keyboard stays where it was, so the next press is the next step.
    expect(moved).to_be_focused()


def test_who_keeps_moving_loses_no_step_and_waits_for_no_precision(page: Page, server: Server) -> None:
    open_scenario(page, server, share_redirected="0.5")
    moved = slider(page, "share_redirected")
    moved.focus()
    for step in range(1, 7):
        page.keyboard.press("ArrowRight")
        # Answered while the step before it was still being sharpened.
        page.wait_for_url(re.compile(rf"share_redirected={re.escape(f'{0.5 + 0.05 * step:.2f}'.rstrip('0'))}(&|$)"))
    settled(page)
    assert query_of(page) == {"v": MODEL_VERSION, "share_redirected": "0.8"}
    expect(moved).to_have_attribute("aria-valuetext", N.percent(80, 0))
    expect(headline(page)).to_contain_text(change_of(share_redirected=0.8))


def test_back_and_forward_in_the_browser_take_the_levers_along(page: Page, server: Server) -> None:
    open_scenario(page, server, v=MODEL_VERSION, share_redirected="0.5")
    moved = slider(page, "share_redirected")
    moved.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/herverdeling?*share_redirected=0.55*")
    settled(page)
    for step, share in ((page.go_back, 0.5), (page.go_forward, 0.55), (page.go_back, 0.5)):
        step()
        page.wait_for_url(re.compile(rf"share_redirected={share}(&|$)"))
        expect(moved).to_have_attribute("aria-valuetext", N.percent(100 * share, 0))
        expect(headline(page)).to_contain_text(change_of(share_redirected=share))
        settled(page)


def test_what_is_not_known_can_be_chosen_again(page: Page, server: Server) -> None:
    open_scenario(page, server, compliance="0.05")
    unfold(page)
    compliance = slider(page, "compliance")
    compliance.focus()
    page.keyboard.press("Home")
    expect(compliance).to_have_attribute("aria-valuetext", T("parameter.compliance.not_known"))
    page.wait_for_url(f"**/herverdeling?v={MODEL_VERSION}&{EDITION_NAME}={EDITION}")
    settled(page)
    expect(headline(page)).to_contain_text(change_of())


def test_folding_the_other_levers_and_another_page_keep_what_was_set(page: Page, server: Server) -> None:
    open_scenario(page, server)
    unfold(page)
    slider(page, "horizon").focus()
    page.keyboard.press("End")
    page.wait_for_url("**/herverdeling?*horizon=20*")
    page.get_by_text(T("herverdeling.more"), exact=True).click()
    expect(slider(page, "horizon")).to_be_hidden()
    slider(page, "share_redirected").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/herverdeling?*share_redirected=0.3*")
    settled(page)
    assert query_of(page) == {"v": MODEL_VERSION, "horizon": "20", "share_redirected": "0.3"}
    page.get_by_role("link", name=T("frame.pages.verantwoording"), exact=True).click()
    expect(page.get_by_role("heading", level=1, name=T("frame.pages.verantwoording"))).to_be_visible()
    page.get_by_role("link", name=T("frame.pages.herverdeling"), exact=True).click()
    page.wait_for_url("**/herverdeling?*horizon=20*")
    settled(page)
    assert query_of(page) == {"v": MODEL_VERSION, "horizon": "20", "share_redirected": "0.3"}
    expect(slider(page, "share_redirected")).to_have_attribute("aria-valuetext", N.percent(30, 0))
    unfold(page)
    expect(slider(page, "horizon")).to_have_attribute("aria-valuetext", "20")


def test_an_example_fills_the_levers_and_a_step_makes_it_ones_own(page: Page, server: Server) -> None:
    open_scenario(page, server)
    plea = next(one for one in model.examples() if "plea" in str(one.scenario.name))
    picker = page.get_by_role("combobox", name=T("herverdeling.example.label"))
    picker.click()
    page.get_by_role("option", name=plea.name_nl, exact=True).click()
    page.wait_for_url("**/herverdeling?*workers=0.5*")
    settled(page)
    assert query_of(page) == to_query(plea.scenario)
    expect(slider(page, "share_redirected")).to_have_attribute("aria-valuetext", N.percent(50, 0))
    expect(headline(page)).to_contain_text(change_of(**dict(plea.scenario.changes)))
    expect(page.get_by_text(plea.text_nl, exact=True)).to_be_visible()
    slider(page, "workers").focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/herverdeling?*workers=0.45*")
    expect(page.get_by_text(plea.text_nl, exact=True)).to_be_hidden()
    settled(page)
    page.get_by_role("button", name=T("herverdeling.reset")).click()
    page.wait_for_url(f"**/herverdeling?v={MODEL_VERSION}&{EDITION_NAME}={EDITION}")
    settled(page)
    expect(slider(page, "workers")).to_have_attribute("aria-valuetext", N.percent(10, 0))
    expect(headline(page)).to_contain_text(change_of())


def test_tabs_open_and_a_reload_shows_the_same(page: Page, server: Server) -> None:
    open_scenario(page, server, share_redirected="0.4")
    for name in (*TABS[1:], TABS[0], "ledger"):
        open_tab(page, name)
    settled(page)
    assert query_of(page) == {"v": MODEL_VERSION, "share_redirected": "0.4", "tab": "ledger"}
    table = page.locator("table").filter(has_text=T("herverdeling.ledger.caption"))
    first, shown = headline(page).inner_text(), table.inner_text()
    page.reload()
    settled(page)
    expect(headline(page)).to_have_text(first)
    expect(table).to_have_text(re.compile(re.escape(shown.split("\n")[0])))
    assert table.inner_text() == shown
    expect(page.get_by_role("tab", name=T("herverdeling.tabs.ledger"))).to_have_attribute("aria-selected", "true")


def test_a_click_on_the_map_explains_the_wijk(page: Page, server: Server) -> None:
    open_scenario(page, server, zoom="utrecht-overvecht")
    click_on(page, map_of(page), OVERVECHT)
    page.wait_for_url(f"**/herverdeling?*wijk={OVERVECHT}*")
    country = model.country()
    index = country.index[OVERVECHT]
    title = T("herverdeling.explain.title", name=country.names[index], gemeente=country.gemeenten[index])
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    settled(page)
    page.get_by_role("button", name=T("herverdeling.explain.close")).click()
    expect(page.get_by_role("heading", name=title)).to_be_hidden()
    assert "wijk" not in query_of(page)


def test_what_a_link_says_in_vain_stays_in_sight(page: Page, server: Server) -> None:
    link = "[Klik](https://a.example) https://a.example"
    open_scenario(page, server, share_redirected="7", workers=link)
    for value in ("share_redirected=7", "workers="):
        expect(page.get_by_test_id("stAlert").filter(has_text=value)).to_be_visible()
    expect(page.locator("a[href*='a.example'], img[src*='a.example']")).to_have_count(0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_accessible_with_all_levers_and_its_map(page: Page, server: Server, lang: Lang) -> None:
    open_scenario(page, server, lang, wijk=OVERVECHT, workers="0.6", tab="goal")
    page.get_by_text(Text(lang)("herverdeling.more"), exact=True).click()
    expect(slider(page, "compliance", lang)).to_be_visible()
    page.wait_for_function(STILL)
    assert_no_name_is_read_aloud_with_its_markdown(page, lang)
    for where in (page.main_frame, map_of(page)):
        assert_accessible(where)


def test_fits_a_phone(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 375, "height": 760})
    open_scenario(page, server, wijk=OVERVECHT)
    for name in TABS:
        open_tab(page, name)
        settled(page)
        page.wait_for_function(STILL)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, name
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 375, name


def assert_no_name_is_read_aloud_with_its_markdown(page: Page, lang: Lang) -> None:
    assert page.get_by_role("slider").count() >= 8
    read = page.locator("[aria-label]").evaluate_all("found => found.map(one => one.getAttribute('aria-label'))")
    assert Text(lang)("parameter.share_redirected.label") in " ".join(read)
    assert [label for label in read if re.search(r":[a-z-]+\[", label)] == []


def test_another_language_keeps_the_scenario(page: Page, server: Server) -> None:
    open_scenario(page, server, share_redirected="0.45", tab="places")
    page.get_by_role("radio", name="en").or_(page.get_by_role("button", name="en", exact=True)).first.click()
    settled(page, "en")
    assert query_of(page) == {"v": MODEL_VERSION, "share_redirected": "0.45", "tab": "places", "lang": "en"}
    expect(slider(page, "share_redirected", "en")).to_have_attribute("aria-valuetext", Numbers("en").percent(45, 0))


def test_two_visitors_have_their_own_scenario(browser: Browser, page: Page, server: Server) -> None:
    open_scenario(page, server, share_redirected="0.4")
    with browser.new_context(locale="nl-NL") as context:
        other = context.new_page()
        open_scenario(other, server, share_redirected="0.7")
        expect(headline(other)).to_contain_text(change_of(share_redirected=0.7))
    expect(headline(page)).to_contain_text(change_of(share_redirected=0.4))


def test_what_was_chosen_in_one_language_is_chosen_in_the_other(page: Page, server: Server) -> None:
    open_scenario(page, server, share_redirected="0.5", compliance="0.9", schade="0.05")
    said = query_of(page)

    def example_says(lang: Lang) -> None:
        t = Text(lang)
        example = page.get_by_role("combobox", name=t("herverdeling.example.label"))
        expect(example).to_have_value(t("herverdeling.example.own"))

    example_says("nl")
    for lang in reversed(LANGUAGES):
        page.locator(f".st-key-{LANGUAGE_NAME} button").nth(LANGUAGES.index(lang)).click()
        settled(page, lang)
        example_says(lang)
        assert query_of(page) == said | ({"lang": lang} if lang != "nl" else {})
    # The browser sends all that it knows with the next run.
    threshold = page.get_by_role("slider", name=T("herverdeling.chance.threshold"))
    slider(page, "share_redirected").press("ArrowRight")
    page.wait_for_url(lambda address: f"share_redirected={said['share_redirected']}&" not in address)
    settled(page)
    expect(threshold).to_have_attribute("aria-valuetext", "0,05")
    assert query_of(page)["schade"] == said["schade"]
