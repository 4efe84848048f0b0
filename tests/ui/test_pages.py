"""What the pages say, in two states each, run through the frame."""

from __future__ import annotations

import pytest

from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services.profile import headlines
from nplv_dash.services.workspace import NETHERLANDS, value_of
from nplv_dash.ui.data import workspace
from tests.ui.helpers import assert_sound, run_page


def html_of(app: object) -> str:
    """All HTML blocks of a page as one text."""
    return " ".join(block.proto.body for block in app.get("html"))  # type: ignore[attr-defined]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_overview_holds_every_area_and_theme(lang: Lang) -> None:
    app = run_page("overzicht", lang)
    assert_sound(app)
    ws, figures, body = workspace(), Figures(Text(lang), Numbers(lang)), html_of(app)
    for area in ws.bundle.areas:
        assert area.name in body
        for indicator in headlines(ws):
            assert figures.bare(indicator, value_of(ws.figure("gebied", area.id, indicator.id))) in body
    for indicator in headlines(ws):
        assert figures.bare(indicator, value_of(ws.figure("land", NETHERLANDS, indicator.id))) in body
    assert len(app.get("plotly_chart")) == 1


@pytest.mark.parametrize("area_id", ["utrecht-overvecht", "groningen-noord"])
def test_area_shows_its_own_figures_beside_gemeente_and_country(area_id: str) -> None:
    app = run_page("gebied", gebied=area_id)
    assert_sound(app)
    ws, figures = workspace(), Figures(Text("nl"), Numbers("nl"))
    area, body = ws.bundle.area(area_id), html_of(app)
    assert app.title[0].value == area.name
    welfare = ws.bundle.indicators["welfare"]
    for level, code in (("gebied", area.id), ("gemeente", area.gemeente_code), ("land", NETHERLANDS)):
        assert figures.bare(welfare, value_of(ws.figure(level, code, "welfare"))) in body
    assert figures.t(f"gebied.certainty.{area.certainty}") in app.info[0].value
    wijken = app.dataframe[0].value
    assert set(wijken["code"]) >= set(area.wijken)
    assert ("share" in wijken) == bool(area.buurten)


def test_area_money_keeps_wishes_and_arithmetic_out() -> None:
    body = html_of(run_page("gebied", gebied="amsterdam-zuidoost"))
    t = Text("nl")
    assert "Kansrijke Wijk, eerste ronde" in body
    assert "Gevraagd voor het Masterplan Zuidoost" not in body
    assert t("gebied.money.for_all") in body


def test_map_opens_with_the_areas() -> None:
    app = run_page("kaart")
    assert_sound(app)
    assert app.selectbox(key="niveau").value == "gebieden"
    table = app.dataframe[0].value
    assert list(table["name"]) == [area.name for area in workspace().bundle.areas]


def test_map_follows_its_address() -> None:
    app = run_page("kaart", niveau="wijken", cijfer="lbm", jaar="2012", rond="delft-west")
    assert_sound(app)
    assert app.selectbox(key="cijfer").value == "lbm"
    assert app.select_slider(key="jaar").value == "2012"
    assert set(app.dataframe[0].value["gemeente"]) == {"Delft"}
    app.toggle(key="alleen").set_value(True).run()
    assert len(app.dataframe[0].value) == len(workspace().bundle.area("delft-west").wijken)


def test_a_choice_that_is_not_known_on_another_level_falls_back() -> None:
    app = run_page("kaart", niveau="wijken", cijfer="labour_participation")
    app.selectbox(key="niveau").set_value("buurten_nl").run()
    assert_sound(app)
    assert app.selectbox(key="cijfer").value != "labour_participation"


def test_an_unknown_choice_in_the_link_gives_a_notice_and_a_working_page() -> None:
    app = run_page("kaart", cijfer="<b>onzin</b>")
    assert_sound(app)
    assert app.selectbox(key="cijfer").value == "welfare"
    assert any("onzin" in notice.value for notice in app.info)


def test_a_long_table_asks_for_an_area_first() -> None:
    app = run_page("kaart", niveau="buurten_nl", cijfer="crime")
    assert_sound(app)
    assert not app.dataframe
    app.selectbox(key="rond").set_value("vlaardingen-west").run()
    assert set(app.dataframe[0].value["gemeente"]) == {"Vlaardingen"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_method_names_every_source_area_and_figure(lang: Lang) -> None:
    app = run_page("verantwoording", lang)
    assert_sound(app)
    ws, body = workspace(), html_of(app)
    figures = Figures(Text(lang), Numbers(lang))
    for dataset in ws.bundle.catalog.datasets:
        assert dataset.title.replace("'", "&#x27;") in body
    for indicator in ws.bundle.indicators.values():
        assert figures.label(indicator).replace("'", "&#x27;") in body
    assert ws.bundle.fingerprint in body
