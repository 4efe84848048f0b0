"""The page with the slides: nothing is made before it is asked for, and what is made is of the right scenario."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from nplv_dash.domain.futures import FutureScenario
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.text import Lang, Text
from nplv_dash.services.links import link_of
from nplv_dash.ui import editions, model
from nplv_dash.ui.blocks import present_page
from nplv_dash.ui.data import workspace
from tests.ui.helpers import assert_sound, run_page
from tests.ui.test_frame import HOSTILE

T = Text("nl")
SCENARIO = Scenario.of(model.parameters(), {"share_redirected": 0.3})


def said(app: AppTest) -> str:
    return "\n".join(one.value for one in (*app.markdown, *app.info))


def made(app: AppTest) -> AppTest:
    button = next(one for one in app.button if one.label in {T("presenteren.make"), Text("en")("presenteren.make")})
    return button.click().run()


def frames(app: AppTest) -> list[str]:
    return [one.proto.srcdoc for one in app.get("iframe")]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_nothing_is_made_before_it_is_asked_for(lang: Lang) -> None:
    app = run_page("presenteren", lang)
    assert_sound(app)
    assert frames(app) == []
    plea = next(one for one in model.examples() if one.scenario.name == "plea_2024")
    assert (plea.name_nl if lang == "nl" else plea.name_en) in said(app)
    app = made(app)
    assert_sound(app)
    (page,) = frames(app)
    assert f'<html lang="{lang}">' in page
    assert editions.passport(plea.scenario).id in page
    assert editions.passport(FutureScenario()).id in page
    labels = {one.label for one in app.get("download_button")}
    assert {Text(lang)("presenteren.html"), Text(lang)("presenteren.pptx")} <= labels


def test_a_link_is_the_scenario_and_the_area() -> None:
    link = link_of(editions.passport(SCENARIO))
    app = made(run_page("presenteren", herverdeling=link, gebied="utrecht-overvecht"))
    assert_sound(app)
    (page,) = frames(app)
    assert editions.passport(SCENARIO).id in page
    assert workspace().bundle.area("utrecht-overvecht").name in page
    assert T("presenteren.scenario.link") in said(app)
    assert app.query_params["herverdeling"] == link


@pytest.mark.parametrize(
    "query", [{"herverdeling": HOSTILE}, {"geld": "na_de_financiering?end_year=veel"}, {"gebied": HOSTILE}]
)
def test_what_cannot_be_read_is_said_once_on_a_working_page(query: dict[str, str]) -> None:
    app = run_page("presenteren", **query)
    assert_sound(app)
    assert len(app.info) == 1
    assert "](https" not in re.sub(r"`[^`]*`", "", app.info[0].value)
    assert len(frames(made(app))) == 1


def test_a_failure_is_a_sentence_and_no_half_file(monkeypatch: pytest.MonkeyPatch) -> None:
    real = present_page._file

    def fails(kind: str, *rest: object) -> bytes:
        if kind == "pptx":
            raise OSError("disk full")
        return real(kind, *rest)

    monkeypatch.setattr(present_page, "_file", fails)
    app = made(run_page("presenteren"))
    assert [one.value for one in app.error] == [T("presenteren.failed", what=T("presenteren.what.pptx"))]
    assert not app.exception
    assert {one.label for one in app.get("download_button")} >= {T("presenteren.html")}
    assert T("presenteren.pptx") not in {one.label for one in app.get("download_button")}
