"""The accessibility statement, the sentences to copy and the four classings, run through the frame."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from nplv_dash.domain.futures import CONTINUED, REFERENCE, FutureScenario
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.sentences import Quote
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services.sentences import future, measured, redistributed
from nplv_dash.ui import editions, funding, model
from nplv_dash.ui.blocks import accessibility
from nplv_dash.ui.data import workspace
from tests.ui.helpers import assert_sound, run_page, unfolded

LANG = pytest.mark.parametrize("lang", LANGUAGES)


def bodies(app: AppTest) -> str:
    return " ".join(block.proto.body for block in app.get("html"))


def assert_quoted(app: AppTest, quotes: tuple[Quote, ...], lang: Lang) -> None:
    """The sentences that are right can be copied; what is wrong says that it is."""
    assert_sound(app)
    assert [block.value for block in app.code] == [sentence for quote in quotes for sentence in quote.right]
    assert bodies(app).count('class="nplv-refuted"') == len(quotes)
    assert Text(lang)("zinnen.label.wrong") in bodies(app)


@LANG
def test_statement_says_when_and_what_does_not_work(lang: Lang) -> None:
    app = run_page("toegankelijkheid", lang)
    assert_sound(app)
    t = Text(lang)
    said = " ".join(one.value for one in app.markdown)
    assert Numbers(lang).date(accessibility.TESTED) in said
    for gap in accessibility._GAPS:
        assert t(f"toegankelijkheid.gaps.{gap}.what").split(".")[0] in bodies(app).replace("&#x27;", "'")


def test_sentences_are_not_made_before_they_are_asked_for() -> None:
    app = run_page("kaart")
    assert not app.code
    app = unfolded(app, "zinnen_kaart")
    assert_sound(app)
    assert Text("nl")("zinnen.none") in [one.value for one in app.markdown]


@LANG
def test_map_quotes_the_place_that_was_chosen(lang: Lang) -> None:
    app = unfolded(run_page("kaart", lang, niveau="wijken", cijfer="social_min", plek="WK034403"), "zinnen_kaart")
    ws, figures = workspace(), Figures(Text(lang), Numbers(lang))
    assert_quoted(app, measured(ws, "wijk", "WK034403", ws.bundle.indicators["social_min"], 2020, figures), lang)


def test_area_quotes_the_figure_that_is_chosen() -> None:
    app = unfolded(run_page("gebied", gebied="delft-west"), "zinnen_gebied")
    ws, figures = workspace(), Figures(Text("nl"), Numbers("nl"))
    app = app.selectbox(key="zinnen_cijfer").set_value("lbm").run()
    assert_quoted(app, measured(ws, "gebied", "delft-west", ws.bundle.indicators["lbm"], 2022, figures), "nl")


def test_redistribution_quotes_what_the_headline_says() -> None:
    app = unfolded(run_page("herverdeling", share_redirected="0.3"), "zinnen_herverdeling")
    result = model.best(Scenario.of(model.parameters(), {"share_redirected": 0.3}))
    assert_quoted(app, redistributed(result, Outcomes(Text("nl"), Numbers("nl"))), "nl")


def test_futures_quote_the_fan() -> None:
    app = unfolded(run_page("na_de_financiering"), "zinnen_toekomst")
    t, result = Text("nl"), funding.result(FutureScenario())
    names = (
        t("financiering.theme.liveability"), t(f"future.plan.{CONTINUED}.name"), t(f"future.plan.{REFERENCE}.name")
    )  # fmt: skip
    quote = future(result, "liveability", CONTINUED, names, Outcomes(t, Numbers("nl")))
    assert_quoted(app, (quote,), "nl")
    line = editions.line(editions.passport(FutureScenario()), t, Numbers("nl"))
    assert line in [one.value for one in app.caption]


@LANG
def test_four_classings_with_their_table(lang: Lang) -> None:
    app = unfolded(run_page("kaart", lang, cijfer="lbm"), "klassen")
    assert_sound(app)
    t = Text(lang)
    said = " ".join(one.value for one in app.markdown)
    for kind in ("fixed", "quantile", "natural", "people"):
        assert t(f"klassen.kind.{kind}.name") in said
        assert t(f"klassen.kind.{kind}.hides") in said
        assert t(f"klassen.kind.{kind}.name") in bodies(app)
    assert len(app.get("image")) == 4
