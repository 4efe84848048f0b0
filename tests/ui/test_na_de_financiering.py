"""The page about the end of the funding: levers, address and outcome say the same, and every figure is the model's."""

from __future__ import annotations

import io
import json
import re
import zipfile

import pytest
from streamlit.testing.v1 import AppTest

from nplv_dash.domain.futures import (
    CONTINUED,
    DOMAINS,
    FUNDING_VERSION,
    FUTURES,
    OUTCOMES,
    REFERENCE,
    FutureScenario,
    Outcome,
)  # fmt: skip
from nplv_dash.domain.scenario import MODEL_VERSION, to_query
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services.futures import FULL, run
from nplv_dash.services.futures_report import FOLDER, report_of
from nplv_dash.services.gap import gaps
from nplv_dash.services.redistribution import three
from nplv_dash.ui import editions, funding, model
from nplv_dash.ui.blocks import downloads, own
from nplv_dash.ui.blocks.afterwards import futures
from nplv_dash.ui.data import workspace
from tests.ui.helpers import assert_sound, html, run_page, scenario_in, unfolded
from tests.ui.test_frame import HOSTILE, visit

T, N = Text("nl"), Numbers("nl")
WORDS = Outcomes(T, N)
PARAMETERS = funding.parameters()
LEVERS = [lever.id for lever in PARAMETERS.levers]
PAGE, AREA = "na_de_financiering", "utrecht-overvecht"
TABS = ("kept", "all", "gap", "belief", "drives")


def page_of(lang: Lang = "nl", **query: str) -> AppTest:
    app = run_page(PAGE, lang, **query)
    assert_sound(app)
    return app


def said(app: AppTest) -> str:
    return "\n".join(block.value for block in app.markdown)


def infos(app: AppTest) -> list[str]:
    return [info.value for info in app.info]


def keys(app: AppTest) -> set[str]:
    """Keys of the charts."""
    found = " ".join(chart.proto.id for chart in app.get("plotly_chart"))
    charts = ("waaier_toekomst", "wat_blijft", "alle_toekomsten", "afstand_nederland", "tornado_toekomst")
    return {key for key in charts if key in found}


def levers(app: AppTest) -> dict[str, object]:
    return {name: app.session_state[name] for name in LEVERS}


def values(scenario: FutureScenario) -> dict[str, object]:
    return PARAMETERS.defaults("lever") | dict(scenario.changes)


def scenario_of(**changes: object) -> FutureScenario:
    return FutureScenario.of(PARAMETERS, changes)


def told(scenario: FutureScenario, theme: Outcome = "liveability", lang: Lang = "nl") -> list[str]:
    """The figures that the sentence is made of, as the service gives them."""
    words, result = Outcomes(Text(lang), Numbers(lang)), funding.result(scenario)
    compared = result.outlooks[theme].compared
    return [
        words.deviation_between(three(compared[future].band, -1))
        for future in (CONTINUED, "own", "stop_2025")
        if compared[future].band.values.any()
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_opens_with_what_was_decided_in_both_languages(lang: Lang) -> None:
    app, t = page_of(lang), Text(lang)
    assert app.title[0].value == t("financiering.title")
    assert levers(app) == values(FutureScenario())
    assert scenario_in(app, "funding") == {"v": FUNDING_VERSION} | ({"lang": "en"} if lang == "en" else {})
    for figure in told(FutureScenario(), lang=lang):
        assert figure in said(app)
    assert t("financiering.exploration") in [caption.value for caption in app.caption]
    assert t("financiering.futures.stop") in infos(app)
    for line in ("exploration", "money", "trend", "lbm", "small", "targets", "same", "apart"):
        assert t(f"financiering.know.{line}") in said(app)
    # Money, what was measured, the futures, progress, and what to know: in that order.
    wanted = ("geld.title", "backtest.title.page", "financiering.futures.title", "progress.title")
    heads = [header.value for header in app.header]
    assert heads == [*(t(key) for key in wanted), t("financiering.know.title")]


def test_the_sentence_holds_the_figures_of_the_service() -> None:
    app = page_of(end_year="2033", level_after="0.8")
    scenario = scenario_of(end_year=2033, level_after=0.8)
    expected = run(PARAMETERS, scenario, funding.evidence(), FULL)
    other = run(PARAMETERS, scenario, funding.evidence().as_null(), funding.NULL)
    text = said(app)
    for future in (CONTINUED, "own", "stop_2025"):
        assert WORDS.deviation_between(three(expected.outlooks["liveability"].compared[future].band, -1)) in text
    # Both beliefs, and that nothing may be what it does.
    change = WORDS.deviation_between(three(other.outlooks["liveability"].compared[CONTINUED].band, -1))
    assert f"**{change}**" in text
    none, none_null = expected.beliefs["safety"].posterior.none, expected.beliefs["safety"].null.none
    theme = T("financiering.theme.liveability")
    assert T(
        "financiering.belief.none_both",
        none=N.percent(100 * none, 0), none_null=N.percent(100 * none_null, 0), theme=theme,
    ) in text  # fmt: skip
    assert T("financiering.size.hidden") in text


@pytest.mark.parametrize("theme", OUTCOMES)
def test_each_theme_has_its_own_sentence(theme: Outcome) -> None:
    app = page_of(thema=theme)
    text, name = said(app), T(f"financiering.theme.{theme}")
    for figure in told(FutureScenario(), theme):
        assert figure in text
    silent = T("financiering.belief.silent", theme=name) in text
    assert silent == (theme in {"work", "education"})
    assert app.query_params.get("thema", "liveability") == theme


def test_a_lever_changes_sentence_address_and_what_is_shown_beside() -> None:
    app = page_of()
    app.select_slider(key="end_year").set_value(2032).run()
    assert_sound(app)
    assert scenario_in(app, "funding") == {"v": FUNDING_VERSION, "end_year": "2032", "naast": "own"}
    assert told(scenario_of(end_year=2032))[1] in said(app)
    assert T("future.plan.own.name", year=2032) in said(app)
    app = unfolded(app, "meer_toekomst")
    app.select_slider(key="restart_year").set_value(2035).run()
    assert app.query_params["naast"] == "restart"
    app.selectbox(key="naast").set_value(CONTINUED).run()
    app.select_slider(key="until").set_value(2036).run()
    assert scenario_in(app, "funding") == {
        "v": FUNDING_VERSION, "end_year": "2032", "restart_year": "2035", "until": "2036",
    }  # fmt: skip
    for figure in told(scenario_of(end_year=2032, restart_year=2035, until=2036)):
        assert figure in said(app)
    app.button(key="terug_toekomst").click().run()
    assert_sound(app)
    assert levers(app) == values(FutureScenario())
    assert scenario_in(app, "funding") == {"v": FUNDING_VERSION}


def test_an_address_sets_every_lever_and_comes_back() -> None:
    given = {"end_year": 2040, "level_after": 1.25, "taper_years": 8, "restart_year": 2036, "until": 2045}
    assert sorted(given) == sorted(LEVERS)
    scenario = FutureScenario.of(PARAMETERS, given, 7)
    app = page_of(**to_query(scenario))
    assert levers(app) == given
    assert scenario_in(app, "funding") == to_query(scenario)
    for figure in told(scenario):
        assert figure in said(app)
    assert scenario_in(visit(visit(app, "kaart"), PAGE), "funding") == to_query(scenario)


@pytest.mark.parametrize(
    ("query", "lever"),
    [
        ({"end_year": "2100"}, "end_year"),
        ({"end_year": "2030.5"}, "end_year"),
        ({"level_after": "veel"}, "level_after"),
        ({"taper_years": "0"}, "taper_years"),
        ({"seed": "0"}, "seed"),
        ({"until": HOSTILE}, "until"),
    ],
    ids=lambda value: str(value)[:30] if isinstance(value, dict) else None,
)
def test_what_a_link_says_in_vain_is_reported_until_the_visitor_decides(query: dict[str, str], lever: str) -> None:
    app = page_of(**query)
    assert levers(app) == values(FutureScenario())
    assert scenario_in(app, "funding") == {"v": FUNDING_VERSION}
    (notice,) = [text for text in infos(app) if text.startswith(f"`{lever}=")]
    assert notice.endswith(T("herverdeling.link_default"))
    # All of a stranger's stands between backticks.
    assert "example.org" not in "".join(notice.split("`")[::2])
    app.select_slider(key="end_year").set_value(2030).run()
    assert not [text for text in infos(app) if text.startswith("`")]


def test_unknown_choices_are_reported_and_the_usual_ones_stand() -> None:
    app = page_of(v="0", gebied="nergens", thema="geluk", naast=REFERENCE, deel="niets")
    assert (
        sum(any(f"`{value}`" in text for value in ("nergens", "geluk", REFERENCE, "niets")) for text in infos(app)) == 4
    )
    (notice,) = [text for text in infos(app) if text.startswith("`v=0`")]
    assert notice.endswith(T("errors.link_version.remedy"))
    assert scenario_in(app, "funding") == {"v": FUNDING_VERSION}


def test_both_models_keep_their_own_levers_and_seed() -> None:
    app = page_of(end_year="2031", seed="5")
    other = visit(app, "herverdeling")
    assert_sound(other)
    assert scenario_in(other, "redistribution") == {"v": MODEL_VERSION}
    assert not set(LEVERS) & {lever.id for lever in model.parameters().levers}
    back = visit(other, PAGE)
    assert_sound(back)
    assert scenario_in(back, "funding") == {"v": FUNDING_VERSION, "end_year": "2031", "seed": "5"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_and_only_that_one_is_made(tab: str, lang: Lang) -> None:
    charts = {"kept": "wat_blijft", "all": "alle_toekomsten", "gap": "afstand_nederland", "drives": "tornado_toekomst"}
    app = page_of(lang, deel=tab)
    assert app.query_params.get("deel", "kept") == tab
    assert keys(app) == {"waaier_toekomst", *([charts[tab]] if tab in charts else [])}


def test_what_fades_is_told_with_the_figures_of_the_service() -> None:
    app, result = page_of(), funding.result(FutureScenario())
    body = html(app)
    for domain in DOMAINS:
        kept = result.fading[domain][REFERENCE].kept
        for after in range(3):
            low, middle, high = (100 * value for value in three(kept.at(after)))
            assert WORDS.percent_between((low, middle, high), 0) in body
        years = [N.decimal(value, 1) for value in three(result.interruption[domain].regained)]
        assert T("herverdeling.between", low=years[0], middle=years[1], high=years[2]) in body
    assert N.euro(result.gap_million or 0) in said(app)


def test_a_restart_that_comes_too_late_says_never() -> None:
    # No money after 2028, so there is nothing to come back to.
    app = page_of(level_after="0")
    assert T("financiering.again.never") in html(app)
    assert T("financiering.headline.nothing", theme=T("financiering.theme.liveability")) in said(app)
    assert T("financiering.headline.equal", name=T(f"future.plan.{CONTINUED}.name")) in said(app)
    # Nor is there a restart to count money for.
    assert "Kansrijke Wijk" not in said(app).partition(T("financiering.again.title"))[2]
    drives = page_of(level_after="0", deel="drives")
    assert T("financiering.drives.nothing") in said(drives)


def test_the_table_of_all_futures_has_every_effect() -> None:
    app, result = page_of(deel="all"), funding.result(FutureScenario())
    body = html(app)
    for outcome in OUTCOMES:
        for future in FUTURES:
            assert WORDS.deviation_between(three(result.outlooks[outcome].bands[future], -1)) in body
    (table,) = re.findall(rf"<caption>{re.escape(T('financiering.all.caption'))}</caption>.*?</table>", body)
    assert table.count("<tr>") == 1 + len(OUTCOMES) * (1 + len(FUTURES))


def test_beliefs_stand_side_by_side() -> None:
    app, result = page_of(deel="belief"), funding.result(FutureScenario())
    first, *later = (target.year for target in result.evidence.targets)
    alone, without = (funding.beliefs(FutureScenario().seed, *years) for years in ((first,), later))
    for domain in DOMAINS:
        one = result.beliefs[domain]
        for held in (one.prior, alone[domain].posterior, one.posterior, one.null):
            assert WORDS.deviation_between(three(held.band)) in html(app)
    safety, text = result.beliefs["safety"], said(app)
    for held in (safety.prior, safety.posterior, safety.null, alone["safety"].posterior, without["safety"].posterior):
        assert WORDS.deviation(float(held.band.median)) in text
        assert N.percent(100 * held.none, 0) in text
    assert T("financiering.belief.margin", margin=N.decimal(result.evidence.null[0].se_sd, 2)) in text


@pytest.mark.parametrize(("theme", "shown"), [("liveability", "safety"), ("place", "place"), ("work", "work")])
def test_turning_points_are_those_of_the_service(theme: Outcome, shown: str) -> None:
    app = page_of(deel="drives", thema=theme)
    found = [flip for flip in funding.flips(FutureScenario()) if flip.domain == shown]
    assert found
    for flip in found:
        kind = flip.parameter.partition("_")[0]
        if flip.at is None:
            assert T(f"financiering.flip.kind.{kind}") in said(app)
        else:
            at = WORDS.deviation(flip.at) if kind == "B" else N.percent(100 * flip.at, 0)
            assert f"**{at}**" in said(app)
    note = T("financiering.drives.total", theme=T(f"financiering.theme.{shown}"))
    assert (note in [caption.value for caption in app.caption]) == (theme == "liveability")


def test_an_area_is_held_against_its_municipality_and_the_country() -> None:
    app = page_of(gebied=AREA, deel="gap")
    area = workspace().bundle.area(AREA)
    measured = gaps(workspace(), area, funding.deviation())
    assert T(
        "financiering.beside.area_below",
        year=measured[-1].year, area=area.name, gap=N.decimal(abs(measured[-1].areas), 1),
    ) in said(app)  # fmt: skip
    assert T("financiering.gap.whole", gemeente=area.gemeente) in html(app)
    for one in measured:
        assert N.decimal(one.areas, 2, signed=True) in html(app)
        assert N.decimal(one.gemeente, 2, signed=True) in html(app)
    app.selectbox(key="gebied").set_value("alle").run()
    assert_sound(app)
    assert "gebied" not in app.query_params
    assert T("financiering.gap.whole", gemeente=area.gemeente) not in html(app)


def test_the_page_of_an_area_leads_here_with_that_area() -> None:
    app = run_page("gebied", gebied=AREA)
    (button,) = [one for one in app.button if one.label == T("gebied.money.after")]
    app = button.click().run()
    assert_sound(app)
    assert app.title[0].value == T("financiering.title")
    assert app.query_params["gebied"] == AREA
    app.selectbox(key="gebied").set_value("alle").run()
    # "All" is no area: the other page opens as it does for everybody, and says nothing of it.
    back = visit(app, "gebied")
    assert_sound(back)
    assert back.title[0].value in {area.name for area in workspace().bundle.areas}
    assert not [text for text in infos(back) if "`alle`" in text]


def test_the_first_page_leads_here() -> None:
    assert PAGE in [link.proto.page for link in run_page("overzicht").get("page_link")]


def test_the_files_are_those_of_the_command() -> None:
    scenario = scenario_of(end_year=2035)
    content = own.results(scenario)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == sorted(FOLDER.files)
        provenance = json.loads(archive.read("provenance.json"))
    assert provenance["scenario"]["id"] == scenario.id
    again = report_of(PARAMETERS, funding.result(scenario), editions.current("funding")).files()
    assert downloads.zipped(again) == content


def test_every_lever_stands_on_the_page_once() -> None:
    assert sorted((*futures.FIRST, *futures.MORE)) == sorted(LEVERS)
    app = unfolded(page_of(), "meer_toekomst")
    assert sorted(slider.key for slider in app.select_slider if slider.key in LEVERS) == sorted(LEVERS)


def test_the_fan_as_a_table_is_made_when_it_is_opened() -> None:
    app, caption = page_of(), T("financiering.fan.caption", theme=T("financiering.theme.liveability"))
    assert caption not in html(app)
    assert caption in html(unfolded(app, "jaren_toekomst"))
