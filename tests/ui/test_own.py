"""Keeping a scenario and opening it again, and what the page says of links of another edition."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nplv_dash.domain.editions import EDITION_NAME, Edition, Range
from nplv_dash.domain.parameters import Model
from nplv_dash.domain.scenario import MODEL_VERSION, Scenario
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.sources.scenarios import write_own
from nplv_dash.ui import editions, funding, model
from tests.ui.helpers import assert_sound, run_page, scenario_in, unfolded

#: The parameters of the model, and the place of its file on the page.
PAGES: dict[Model, str] = {"redistribution": "herverdeling", "funding": "na_de_financiering"}
T = Text("nl")


def infos(app: AppTest) -> list[str]:
    return [one.value for one in app.info]


def kept(monkeypatch: pytest.MonkeyPatch, *old: Edition) -> None:
    """As if these had been kept before."""
    found = (*old, *editions.kept())
    monkeypatch.setattr(editions, "kept", lambda: found)


@pytest.mark.parametrize("page", PAGES.items(), ids=str)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_passport_stands_on_the_page(page: tuple[Model, str], lang: Lang) -> None:
    app = run_page(page[1], lang)
    assert_sound(app)
    t, n = Text(lang), Numbers(lang)
    scenario = Scenario() if page[0] == "redistribution" else funding.FutureScenario()
    assert editions.line(editions.passport(scenario), t, n) in [one.value for one in app.caption]


def settled(**values: object) -> None:
    """What is said once waits for the answer that stands."""
    model.full(Scenario.of(model.parameters(), values))


def test_a_link_of_this_edition_says_nothing() -> None:
    settled()
    app = run_page("herverdeling", v=MODEL_VERSION, **{EDITION_NAME: editions.current("redistribution").id})
    assert not [text for text in infos(app) if "uitgave" in text]


def test_a_link_that_lost_its_end_says_so() -> None:
    settled(workers=0.3)
    app = run_page("herverdeling", v=MODEL_VERSION, workers="0.3")
    assert T("passport.cut") in infos(app)
    app.select_slider(key="workers").set_value(0.5).run()
    assert T("passport.cut") not in infos(app)


def test_a_link_of_an_unknown_edition_says_so() -> None:
    settled()
    hostile = "](http://x) **e"
    app = run_page("herverdeling", v=MODEL_VERSION, **{EDITION_NAME: hostile})
    assert T("passport.changed.unknown", id=f"`{hostile}`") in infos(app)
    app.select_slider(key="share_redirected").set_value(0.5).run()
    assert not [text for text in infos(app) if hostile in text]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_of_an_earlier_edition_says_what_changed(monkeypatch: pytest.MonkeyPatch, lang: Lang) -> None:
    now = editions.current("redistribution")
    turnover = next(row.id for row in model.parameters().uncertainties if row.kind == "share")
    changes = {
        "version": "0",
        "data": {"bundle": "000000000000"},
        "assumptions": {**now.assumptions, turnover: Range(default=0.5, low=0.25, high=0.75), "gone": Range(default=1)},
        "levers": {**now.levers, "workers": Range(default=0.3, low=0.0, high=0.7)},
    }
    old = now.model_copy(update=changes)
    kept(monkeypatch, old)
    settled(workers=0.3)
    app = run_page("herverdeling", lang, v="0", **{EDITION_NAME: old.id})
    # As it said then: in that version this was the start.
    assert app.select_slider(key="workers").value == 0.3
    t, n = Text(lang), Numbers(lang)
    (notice,) = [text for text in infos(app) if old.id in text]
    name = t(f"{model.parameters()[turnover].label}.label")
    before = t("passport.changed.range", value=n.percent(50, 0), low=n.percent(25, 0), high=n.percent(75, 0))
    assert f"“{name}”" in notice
    assert before in notice
    assert t("passport.changed.data.bundle") in notice
    assert t("passport.changed.version", now=MODEL_VERSION) in notice
    assert t("passport.changed.removed") in notice


def upload(app: AppTest, kind: Model, name: str, content: bytes) -> AppTest:
    app = unfolded(app, f"open_{kind}_uitklap")
    return app.file_uploader(key=f"open_{kind}").upload(name, content, "application/yaml").run()


def test_a_file_sets_the_levers_and_gives_its_name_back() -> None:
    scenario = Scenario.of(model.parameters(), {"workers": 0.5, "reach": "land"}, 7)
    content = write_own(editions.passport(scenario), "Ons *plan*")
    app = upload(run_page("herverdeling"), "redistribution", "plan.yaml", content)
    assert_sound(app)
    assert scenario_in(app, "redistribution") == {"v": MODEL_VERSION, "reach": "land", "workers": "0.5", "seed": "7"}
    assert app.text_input(key="naam_redistribution").value == "Ons *plan*"
    assert T("own.opened", name="`Ons *plan*`") in [one.value for one in app.success]


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[1] / "broken" / "scenarios").iterdir()), ids=lambda p: p.name
)
def test_a_damaged_file_says_what_is_wrong_and_changes_nothing(path: Path) -> None:
    app = upload(run_page("herverdeling", workers="0.3"), "redistribution", path.name, path.read_bytes())
    assert not app.exception
    assert app.error
    assert app.select_slider(key="workers").value == 0.3
