"""The page Herverdeling: levers, address and outcome say the same, and every figure is the model's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from nplv_dash.domain.scenario import MODEL_VERSION, Example, Scenario, to_query
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services.goalseek import seek_fairness, seek_share
from nplv_dash.services.redistribution import FULL, QUICK, Result, explain, run, three
from nplv_dash.ui import goals, model
from nplv_dash.ui.blocks.scenario import story
from nplv_dash.ui.blocks.scenario.view import View
from nplv_dash.ui.data import workspace
from tests.ui.helpers import assert_sound, html, run_page, scenario_in, unfolded
from tests.ui.test_frame import HOSTILE, visit

T, N = Text("nl"), Numbers("nl")
WORDS = Outcomes(T, N)
PARAMETERS = model.parameters()
LEVERS = [lever.id for lever in PARAMETERS.levers]
TABS = ("time", "ledger", "fairness", "drives", "places", "goal")
OVERVECHT = "WK034403"


def page_of(lang: Lang = "nl", **query: str) -> AppTest:
    app = run_page("herverdeling", lang, **query)
    assert_sound(app)
    return app


def captions(app: AppTest) -> list[str]:
    return [caption.value for caption in app.caption]


def infos(app: AppTest) -> list[str]:
    return [info.value for info in app.info]


def said(app: AppTest) -> str:
    return "\n".join(block.value for block in app.markdown)


def lever(app: AppTest, name: str) -> object:
    return app.session_state[name]


def levers(app: AppTest) -> dict[str, object]:
    return {name: lever(app, name) for name in LEVERS}


def values(scenario: Scenario) -> dict[str, object]:
    return PARAMETERS.defaults("lever") | dict(scenario.changes)


def scenario_of(**changes: object) -> Scenario:
    return Scenario.of(PARAMETERS, changes)


def result_of(scenario: Scenario) -> Result:
    """The result that the page shows once it stands; computed by itself in the test that compares it."""
    return model.best(scenario)


def shows(app: AppTest, result: Result) -> bool:
    """Whether the headline holds the change of both sides, with their bands."""
    text = said(app)
    return all(WORDS.points_between(three(side.change, -1)) in text for side in (result.areas, result.receivers))


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks at the page again while it sharpens, as a browser does: so it waits for what it has asked for."""
    ask, sharpener = model.sharpen, model._sharpener()

    def sharpen(scenario: Scenario) -> None:
        ask(scenario)
        with sharpener._change:
            assert sharpener._change.wait_for(lambda: not sharpener._wanted, 60)

    monkeypatch.setattr(model, "_LULL", 0.0)
    monkeypatch.setattr(model, "sharpen", sharpen)


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Result]:
    """Every result that the page draws from now on."""
    found: list[Result] = []
    headline = story.headline

    def recorded(view: View) -> None:
        found.append(view.result)
        headline(view)

    monkeypatch.setattr(story, "headline", recorded)
    return found


@pytest.fixture
def nothing_known() -> Iterator[None]:
    """Nothing was computed yet; what was is there again for the next test."""
    found = model._results()._found
    kept = found.copy()
    found.clear()
    yield
    found.clear()
    found.update(kept)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_opens_with_the_default_scenario_in_both_languages(lang: Lang) -> None:
    app = page_of(lang)
    assert levers(app) == values(Scenario())
    assert app.query_params["v"] == MODEL_VERSION
    assert not set(LEVERS) & set(app.query_params)
    t = Text(lang)
    assert app.title[0].value == t("herverdeling.title")
    assert t("herverdeling.settled", count=Numbers(lang).integer(FULL)) in captions(app)
    assert app.selectbox(key="voorbeeld").value == "own"


@pytest.mark.usefixtures("nothing_known")
def test_a_quick_answer_is_sharpened_without_being_asked_and_only_once(drawn: list[Result]) -> None:
    app = page_of(share_redirected="0.35")
    assert [result.count for result in drawn] == [QUICK, FULL]
    assert T("herverdeling.settled", count=N.integer(FULL)) in captions(app)
    assert not [caption for caption in captions(app) if T("herverdeling.working", count=N.integer(QUICK)) in caption]
    app.run()
    assert [result.count for result in drawn] == [QUICK, FULL, FULL]
    app.select_slider(key="share_redirected").set_value(0.4).run()
    assert [result.count for result in drawn[3:]] == [QUICK, FULL]
    # Known already: at once.
    app.select_slider(key="share_redirected").set_value(0.35).run()
    assert [result.count for result in drawn[5:]] == [FULL]
    assert drawn[5] is drawn[1]


@pytest.mark.usefixtures("nothing_known")
def test_a_first_answer_that_cannot_be_sharpened_stays_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Iterator[Result | None]:
        raise MemoryError

    monkeypatch.setattr(model, "run_in_parts", broken)
    app = page_of(share_redirected="0.15")
    assert T("herverdeling.unsharp", count=N.integer(QUICK)) in captions(app)
    assert shows(app, run(model.country(), PARAMETERS, scenario_of(share_redirected=0.15), QUICK))


def test_the_result_on_the_page_is_that_of_the_service(drawn: list[Result]) -> None:
    app = page_of(share_redirected="0.45", reach="land")
    scenario = scenario_of(share_redirected=0.45, reach="land")
    expected = run(model.country(), PARAMETERS, scenario)
    assert drawn[-1].scenario == scenario
    for side in ("areas", "receivers"):
        for name in ("change", "change_low_income", "effect"):
            shown, wanted = (getattr(getattr(result, side), name).values for result in (drawn[-1], expected))
            np.testing.assert_array_equal(shown, wanted)
    np.testing.assert_array_equal(drawn[-1].places.change.values, expected.places.change.values)
    np.testing.assert_array_equal(drawn[-1].national.values, expected.national.values)
    np.testing.assert_array_equal(drawn[-1].ledger.longer.values, expected.ledger.longer.values)
    assert shows(app, expected)
    assert WORDS.homes_between(three(expected.ledger.placed)) in said(app)
    assert WORDS.percent(expected.areas.start) in said(app)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("example", model.examples(), ids=lambda example: str(example.scenario.name))
def test_every_example_sets_the_levers_and_the_address(example: Example, lang: Lang) -> None:
    app = page_of(lang)
    app.selectbox(key="voorbeeld").set_value(str(example.scenario.name)).run()
    assert_sound(app)
    assert levers(app) == values(example.scenario)
    expected = to_query(example.scenario) | ({"lang": "en"} if lang == "en" else {})
    assert scenario_in(app, "redistribution") == expected
    assert app.selectbox(key="voorbeeld").value == example.scenario.name
    assert (example.text_nl if lang == "nl" else example.text_en) in captions(app)
    # Who opens that address gets the same, and the name of the example with it.
    again = page_of(**expected)
    assert levers(again) == values(example.scenario)
    assert again.selectbox(key="voorbeeld").value == example.scenario.name
    assert said(again) == said(app)


def test_a_lever_moved_after_an_example_is_a_choice_of_ones_own() -> None:
    app = page_of()
    app.selectbox(key="voorbeeld").set_value("02_plea_2024" if _long_names() else "plea_2024").run()
    before = said(app)
    app.select_slider(key="share_redirected").set_value(0.55).run()
    assert_sound(app)
    assert app.selectbox(key="voorbeeld").value == "own"
    assert app.query_params["share_redirected"] == "0.55"
    assert app.query_params["workers"] == "0.5"
    assert said(app) != before
    assert shows(app, result_of(scenario_of(share_redirected=0.55, workers=0.5)))
    # "A choice of one's own" is no scenario: choosing it changes nothing.
    app.selectbox(key="voorbeeld").set_value("own").run()
    assert app.query_params["share_redirected"] == "0.55"


def _long_names() -> bool:
    return any(str(example.scenario.name).startswith("02_") for example in model.examples())


def test_a_lever_changes_the_headline_and_the_address() -> None:
    app = unfolded(page_of(), "meer")
    for value, address in ((0.5, "0.5"), (1.0, "1"), (0.25, None)):
        app.select_slider(key="share_redirected").set_value(value).run()
        assert_sound(app)
        assert app.query_params.get("share_redirected", None) == address
        assert shows(app, result_of(scenario_of(share_redirected=value)))
    app.button_group(key="reach").set_value("land").run()
    app.toggle(key="stigma").set_value(True).run()
    assert scenario_in(app, "redistribution") == {"v": MODEL_VERSION, "reach": "land", "stigma": "1"}
    assert shows(app, result_of(scenario_of(reach="land", stigma=True)))
    assert any(T("herverdeling.objection.stigma") == block.value for block in app.markdown)


def test_an_address_sets_every_lever() -> None:
    given = {
        "share_redirected": 0.8, "reach": "gemeente", "receiver_max_share": 0.2, "receiver_min_lbm": 3.9,
        "spare_pressed": False, "ceiling": 0.5, "workers": 0.2, "compliance": 0.7, "start_year": 2030, "horizon": 20,
        "response": "logistic", "feedback": True, "stigma": True,
    }  # fmt: skip
    assert sorted(given) == sorted(LEVERS)
    scenario = Scenario.of(PARAMETERS, given, 7)
    app = page_of(**to_query(scenario))
    assert levers(app) == given
    assert scenario_in(app, "redistribution") == to_query(scenario)
    assert shows(app, result_of(scenario))
    assert T("herverdeling.time.far") in [warning.value for warning in app.warning]
    years = re.findall(r"<th[^>]*>(20\d\d)</th>", html(app))
    assert years == [str(year) for year in range(2030, 2050)]


@pytest.mark.parametrize(
    ("query", "lever_id"),
    [
        ({"share_redirected": "2"}, "share_redirected"),
        ({"share_redirected": "veel"}, "share_redirected"),
        ({"share_redirected": "1e-1"}, "share_redirected"),
        ({"reach": "wereld"}, "reach"),
        ({"stigma": "ja"}, "stigma"),
        ({"compliance": "niet bekend"}, "compliance"),
        ({"horizon": "10.5"}, "horizon"),
        ({"seed": "0"}, "seed"),
        ({"workers": HOSTILE}, "workers"),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, dict) else None,
)
def test_what_a_link_says_in_vain_is_reported_and_the_default_stands(query: dict[str, str], lever_id: str) -> None:
    app = page_of(**query)
    assert levers(app) == values(Scenario())
    assert scenario_in(app, "redistribution") == {"v": MODEL_VERSION}
    (notice,) = [text for text in infos(app) if text.startswith(f"`{lever_id}=")]
    assert notice.endswith(T("herverdeling.link_default"))
    # It stands as long as it is true, in any language, and goes when the visitor decides.
    app.button_group(key="lang").set_value("en").run()
    assert [text for text in infos(app) if text.startswith(f"`{lever_id}=")]
    app.select_slider(key="share_redirected").set_value(0.5).run()
    assert not [text for text in infos(app) if text.startswith("`")]


def test_a_stranger_cannot_write_markdown_by_way_of_a_lever() -> None:
    for lang in LANGUAGES:
        (notice,) = [text for text in infos(page_of(lang, workers=HOSTILE)) if text.startswith("`workers=")]
        # Between backticks Markdown reads nothing; all of the stranger's stands there.
        assert notice.count("`") % 2 == 0
        own = "".join(notice.split("`")[::2])
        assert "Klik" not in own
        assert "example.org" not in own


def test_a_link_of_another_version_is_reported_and_read() -> None:
    app = page_of(v="0", share_redirected="0.5")
    assert lever(app, "share_redirected") == 0.5
    (notice,) = [text for text in infos(app) if text.startswith("`v=0`")]
    # Nothing was put aside.
    assert T("herverdeling.link_default") not in notice
    assert notice.endswith(T("errors.link_version.remedy"))
    assert app.query_params["v"] == MODEL_VERSION


def test_several_faults_in_a_link_are_all_reported() -> None:
    app = page_of(v="0", share_redirected="2", workers="abc", seed="-1", wijk="WK999999", tab="niets", horizon="15")
    assert len([text for text in infos(app) if text.startswith("`")]) == 4
    assert len([text for text in infos(app) if "`WK999999`" in text or "`niets`" in text]) == 2
    assert lever(app, "horizon") == 15
    assert scenario_in(app, "redistribution") == {"v": MODEL_VERSION, "horizon": "15"}


def test_compliance_is_not_known_or_a_number() -> None:
    app = unfolded(page_of(), "meer")
    slider = app.select_slider(key="compliance")
    assert slider.value is None
    assert slider.options[0] == T("parameter.compliance.not_known")
    slider.set_value(0.9).run()
    assert_sound(app)
    assert app.query_params["compliance"] == "0.9"
    expected = scenario_of(compliance=0.9)
    assert shows(app, result_of(expected))
    assert any(
        block.value == T("herverdeling.objection.carrying", compliance=N.percent(90, 0)) for block in app.markdown
    )
    assert unfolded(page_of(compliance="0"), "meer").select_slider(key="compliance").value == 0.0


def test_a_value_between_the_steps_is_kept_as_it_is() -> None:
    app = page_of(share_redirected="0.333", horizon="7")
    slider = app.select_slider(key="share_redirected")
    assert slider.value == 0.333
    assert N.percent(33.3, 1) in slider.options
    assert app.query_params["share_redirected"] == "0.333"
    scenario = scenario_of(share_redirected=0.333, horizon=7)
    assert shows(app, result_of(scenario))
    app.run()
    assert app.query_params["share_redirected"] == "0.333"
    app.select_slider(key="share_redirected").set_value(0.35).run()
    assert app.query_params["share_redirected"] == "0.35"
    assert N.percent(33.3, 1) not in app.select_slider(key="share_redirected").options


@pytest.mark.parametrize(
    ("lang", "query"),
    [("nl", {}), ("en", {}), ("nl", {"share_redirected": "0", "workers": "0"})],
    ids=["nl", "en", "as_now"],
)
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens(tab: str, lang: Lang, query: dict[str, str]) -> None:
    app = page_of(lang, tab=tab, **query)
    t = Text(lang)
    assert [one.label for one in app.tabs] == [t(f"herverdeling.tabs.{name}") for name in TABS]
    # Only the open one is made.
    assert [bool(one.children) for one in app.tabs] == [name == tab for name in TABS]
    assert app.query_params["tab"] == tab


def test_a_tab_stays_open_in_another_language() -> None:
    app = page_of(tab="fairness")
    app.button_group(key="lang").set_value("en").run()
    assert [bool(one.children) for one in app.tabs] == [name == "fairness" for name in TABS]


def test_the_ledger_adds_up_and_is_that_of_the_result() -> None:
    app = page_of(tab="ledger")
    ledger = result_of(Scenario()).ledger
    (table,) = re.findall(rf"<caption>{T('herverdeling.ledger.caption')}</caption>.*?</table>", html(app), re.DOTALL)
    rows = re.findall(r"<tr>(.*?)</tr>", table)
    shown = {}
    for name in ("inflow", "wanted", "not_carried_out", "no_room", "placed", "room", "workers", "longer"):
        (row,) = (row for row in rows if T(f"herverdeling.ledger.rows.{name}") in row)
        mean, between = re.findall(r"<td[^>]*>(.*?)</td>", row)
        low, _, high = three(getattr(ledger, name))
        assert between == T("kaart.legend.between", low=WORDS.homes(low), high=WORDS.homes(high))
        shown[name] = int(mean.replace(".", ""))
        assert shown[name] == round(ledger.means[name])
    # Every household is somewhere, but for the rounding of four figures.
    assert abs(shown["wanted"] - shown["not_carried_out"] - shown["no_room"] - shown["placed"]) <= 2
    limit = result_of(Scenario()).law
    asked, most = N.percent(limit.priority, 0), N.percent(limit.priority_limit, 0)
    assert T("herverdeling.ledger.law_priority", asked=asked, limit=most) in said(app)


def test_what_the_law_does_not_allow_is_said_with_the_outcome() -> None:
    def over(asked: int) -> str:
        return T("herverdeling.ledger.law_priority_over", asked=N.percent(asked, 0), limit=N.percent(50, 0))

    app = page_of(workers="0.55", tab="ledger")
    assert over(55) in [warning.value for warning in app.warning]
    assert over(55) in said(app)
    app.select_slider(key="workers").set_value(0.5).run()
    assert over(50) not in [warning.value for warning in app.warning]
    assert over(50) not in said(app)
    app.select_slider(key="workers").set_value(1.0).run()
    assert over(100) in [warning.value for warning in app.warning]


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch, nothing_known: None) -> Iterator[None]:  # noqa: ARG001
    """A country in which no wijk is liveable enough to receive; in ours the strictest levers still leave a few."""
    found = model.country()
    low = replace(found, places=replace(found.places, lbm=np.full(len(found.places), 3.0)))
    answers = (goals.share, goals.fairness, goals.curve)
    for one in answers:
        one.clear()
    # Both ask for it by the name under which they imported it.
    for module in (model, goals):
        monkeypatch.setattr(module, "country", lambda: low)
    yield
    for one in answers:
        one.clear()


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize("tab", TABS)
def test_no_wijk_that_fits_is_said_and_nothing_fails(tab: str) -> None:
    app = page_of(tab=tab)
    result = result_of(Scenario())
    assert result.receivers.wijken == 0
    assert T("herverdeling.sides.none") in [block.value for block in app.markdown]
    # Nobody is placed, so nothing is said of those who receive.
    assert WORDS.homes_between((0.0, 0.0, 0.0)) not in said(app)
    assert T("herverdeling.objection.room", share=N.percent(100, 0)) in [block.value for block in app.markdown]
    if tab == "goal":
        assert T("herverdeling.goal.verdicts.turnover_and_room") in html(app)
        app.selectbox(key="doel").set_value("fairness").run()
        assert_sound(app)
        assert answer(app).startswith(T("herverdeling.goal.cannot_fairness", before="@", reached="").split("@")[0])


def test_as_now_is_nothing_and_says_so() -> None:
    app = page_of(share_redirected="0", workers="0")
    result = result_of(scenario_of(share_redirected=0.0, workers=0.0))
    for side in (result.areas, result.receivers):
        assert not side.change.values.any()
        assert not side.effect.values.any()
    nothing = T("herverdeling.headline.nothing", start=WORDS.percent(result.areas.start))
    assert nothing in [block.value for block in app.markdown]
    assert T("herverdeling.objection.nothing") in [block.value for block in app.markdown]
    assert html(app).count(WORDS.points_between((0.0, 0.0, 0.0))) >= 4
    assert T("herverdeling.chance.harm", threshold=N.decimal(0.02, 2), chance=N.percent(0, 0)) in said(app)
    # Nor is there any assumption that decides.
    drives = page_of(share_redirected="0", workers="0", tab="drives")
    assert [block.value for block in drives.markdown].count(nothing) == 2


def test_the_reset_button_brings_the_default_back_and_goes() -> None:
    app = page_of(share_redirected="0.6", stigma="1", compliance="0.4", seed="9")
    (button,) = [button for button in app.button if button.label == T("herverdeling.reset")]
    app = button.click().run()
    assert_sound(app)
    assert levers(app) == values(Scenario())
    assert scenario_in(app, "redistribution") == {"v": MODEL_VERSION}
    assert not [button for button in app.button if button.label == T("herverdeling.reset")]
    assert shows(app, result_of(Scenario()))


def test_the_scenario_survives_another_language_and_another_page() -> None:
    app = page_of(share_redirected="0.333", reach="land", ceiling="0.6", compliance="0.5", feedback="1", seed="5")
    kept, address = levers(app), scenario_in(app, "redistribution")
    app.button_group(key="lang").set_value("en").run()
    assert levers(app) == kept
    assert {name: app.query_params[name] for name in address} == address
    assert app.title[0].value == Text("en")("herverdeling.title")
    app = visit(visit(visit(app, "verantwoording"), "kaart"), "herverdeling")
    assert_sound(app)
    assert levers(app) == kept
    assert {name: app.query_params[name] for name in address} == address
    # The widgets show it too, also those that stood folded.
    app = unfolded(app, "meer")
    assert app.select_slider(key="ceiling").value == 0.6
    assert app.select_slider(key="compliance").value == 0.5
    assert app.toggle(key="feedback").value is True
    assert app.button_group(key="reach").value == "land"


def test_zooming_in_on_an_area_is_a_choice_of_this_page() -> None:
    app = page_of(zoom="delft-west")
    assert app.selectbox(key="zoom").value == "delft-west"
    app = visit(app, "kaart")
    app.selectbox(key="rond").set_value("utrecht-overvecht").run()
    app = visit(app, "herverdeling")
    assert app.selectbox(key="zoom").value == app.query_params["zoom"] == "delft-west"
    assert visit(app, "kaart").query_params["rond"] == "utrecht-overvecht"


def test_choices_within_a_tab_stay_in_the_address_while_it_is_closed() -> None:
    app = page_of(tab="goal", doel="fairness", lager="20", doeljaar="15")
    assert app.selectbox(key="doel").value == "fairness"
    assert app.select_slider(key="lager").value == "20"
    closed = page_of(doel="fairness", lager="20", doeljaar="15", uitkomst="areas_change")
    assert {"doel", "lager", "doeljaar", "uitkomst"} <= set(closed.query_params)
    closed.select_slider(key="share_redirected").set_value(0.5).run()
    assert closed.query_params["doeljaar"] == "15"


def answer(app: AppTest) -> str:
    """What the goal seek says, in its coloured bar."""
    bars = [bar.value for bar in (*app.success, *app.warning)]
    assert len(bars) == 1
    return bars[0]


def test_a_goal_that_can_be_reached() -> None:
    app = page_of(tab="goal", hoogstens="25", doeljaar="20", reach="land")
    found = seek_share(model.country(), PARAMETERS, scenario_of(reach="land"), 20, 0.25)
    assert found.feasible
    text = answer(app)
    assert text.startswith(T("herverdeling.goal.can", moved="@", share="", used="").split("@")[0])
    assert WORDS.homes(float(found.plan.moved_a_year[-1])) in text
    table = html(app)
    for area in workspace().bundle.areas:
        assert area.name in table
    for verdict in set(found.verdicts):
        assert T(f"herverdeling.goal.verdicts.{verdict}") in table
    assert T("herverdeling.goal.reached", year=20) in table
    assert T("herverdeling.goal.curve_caption") in table


def test_a_goal_that_cannot_be_reached_says_what_stands_in_the_way() -> None:
    app = page_of(tab="goal", hoogstens="8", doeljaar="3")
    found = seek_share(model.country(), PARAMETERS, Scenario(), 3, 0.08)
    assert not found.feasible
    met = sum(verdict in {"met", "holds_already"} for verdict in found.verdicts)
    start = T("herverdeling.goal.cannot", met=met, areas=20, moved="@", share="").split("@")[0]
    assert answer(app).startswith(start)
    assert "turnover" in "".join(found.verdicts)
    first = next(i for i, verdict in enumerate(found.verdicts) if verdict in {"turnover", "turnover_and_room"})
    assert T("herverdeling.goal.lowest", lowest=N.percent(100 * found.lowest[first], 1)) in html(app)


def test_a_goal_that_holds_already() -> None:
    highest = result_of(Scenario()).by_area_start.max()
    assert highest < 29.5
    assert answer(page_of(tab="goal", hoogstens="30")) == T("herverdeling.goal.holds")


@pytest.mark.parametrize("percent", [5, 50])
def test_a_goal_of_fairness(percent: int) -> None:
    app = page_of(tab="goal", doel="fairness", lager=str(percent))
    found = seek_fairness(model.country(), PARAMETERS, Scenario(), 10, percent / 100)
    assert found.feasible == (percent == 5)
    if found.feasible:
        beginning = T("herverdeling.goal.can", moved="@", share="", used="")
        assert answer(app).startswith(beginning.split("@")[0])
    else:
        before, reached = (N.percent(100 * x, 1) for x in (found.plan.dissimilarity_start, found.plan.dissimilarity))
        assert answer(app) == T("herverdeling.goal.cannot_fairness", before=before, reached=reached)
    # A price per target belongs to the other goal.
    assert T("herverdeling.goal.curve_caption") not in html(app)
    app.selectbox(key="doel").set_value("share").run()
    assert_sound(app)
    assert T("herverdeling.goal.curve_caption") in html(app)


def test_a_wijk_is_explained_and_closed_again() -> None:
    app = page_of(wijk=OVERVECHT)
    country = model.country()
    index = country.index[OVERVECHT]
    heading = T("herverdeling.explain.title", name=country.names[index], gemeente=country.gemeenten[index])
    assert heading in [subheader.value for subheader in app.subheader]
    result = result_of(Scenario())
    assert f"**{WORDS.points_between(three(result.places.change, index))}**" in [block.value for block in app.markdown]
    without, with_policy = explain(country, PARAMETERS, Scenario(), OVERVECHT, 9)
    (table,) = re.findall(rf"<caption>{T('herverdeling.explain.caption')}</caption>.*?</table>", html(app), re.DOTALL)
    # The effect is left out: without its band it would say too much.
    for term in without:
        if term != "effect":
            assert T(f"herverdeling.explain.terms.{term}") in table
    for terms in (without, with_policy):
        assert N.percent(100 * terms["composition"], 1) in table
        assert N.decimal(terms["stock_after"], 1) in table
    assert T("herverdeling.map.hint") not in "".join(captions(app))
    app.button(key="explain_close").click().run()
    assert_sound(app)
    assert "wijk" not in app.query_params
    assert heading not in [subheader.value for subheader in app.subheader]
    assert T("herverdeling.map.hint") in "".join(captions(app))


def test_a_wijk_in_which_nothing_changes_says_so() -> None:
    result, country = result_of(Scenario()), model.country()
    code = country.codes[int(np.flatnonzero(np.isnan(result.places.before))[0])]
    app = page_of(wijk=code)
    assert T("herverdeling.explain.unchanged") in [block.value for block in app.markdown]


def test_every_look_has_its_own_legend() -> None:
    app = page_of()
    for look in ("before", "after", "change"):
        app.button_group(key="blik").set_value(look).run()
        assert_sound(app)
        assert T(f"herverdeling.map.legend.{look}", horizon=10) in html(app)
        assert app.query_params.get("blik", "change") == look


def test_both_sides_name_their_size_and_their_own_bands() -> None:
    app, result = page_of(), result_of(Scenario())
    for side in (result.areas, result.receivers):
        assert WORDS.points_between(three(side.change, -1)) in html(app)
        assert WORDS.points_between(three(side.change_low_income, -1)) in html(app)
        assert WORDS.deviation_between(three(side.effect, -1)) in html(app)
        assert N.integer(side.wijken) in html(app)


def test_the_areas_keep_the_order_of_the_list_and_the_grid_holds_every_receiver() -> None:
    app, result = page_of(tab="places"), result_of(Scenario())
    names = [area.name for area in workspace().bundle.areas]
    found = [name for name in re.findall(r"<th[^>]*>(.*?)</th>", html(app)) if name in names]
    assert found == names
    grid = app.dataframe[0].value
    assert len(grid) == result.receivers.wijken == int(result.eligible.sum())
    assert list(grid["gemeente"]) == sorted(grid["gemeente"])
    assert ((grid["low"] <= grid["change"]) & (grid["change"] <= grid["high"])).all()


def test_the_threshold_of_harm_is_the_visitors_own() -> None:
    app, result = (
        page_of(share_redirected="1", compliance="1"),
        result_of(scenario_of(share_redirected=1.0, compliance=1.0)),
    )
    for threshold in (0.01, 0.1):
        app.select_slider(key="schade").set_value(threshold).run()
        chance = N.percent(100 * result.probability(result.receivers, -threshold), 0)
        assert T("herverdeling.chance.harm", threshold=N.decimal(threshold, 2), chance=chance) in said(app)
