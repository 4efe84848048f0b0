"""The block to share with: addresses, code and citation of what is shown, and freezing."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from nplv_dash.domain.futures import FutureScenario
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services.allowance import Allowance
from nplv_dash.services.classings import KINDS
from nplv_dash.services.links import link_of
from nplv_dash.ui import address, editions, model, quoted
from nplv_dash.ui.blocks import share
from nplv_dash.ui.routes.addresses import PARTS
from tests.ui.helpers import run_page
from tests.ui.test_routes import get

HERE = "203.0.113.7"


def _block(lang: str, kind: str, value: float) -> None:
    from nplv_dash.domain.futures import FutureScenario
    from nplv_dash.domain.scenario import Scenario
    from nplv_dash.present.numbers import Numbers
    from nplv_dash.present.text import Text, as_language
    from nplv_dash.ui import model
    from nplv_dash.ui.blocks import share

    if kind == "redistribution":
        scenario = Scenario.of(model.parameters(), {"share_redirected": value})
    else:
        scenario = FutureScenario(seed=5)
    language = as_language(lang)
    share.draw(lambda: share.of_scenario(scenario), Text(language), Numbers(language))


@pytest.fixture(autouse=True)
def _archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPLV_ARCHIVE", str(tmp_path / "archive"))
    allowance = Allowance()
    monkeypatch.setattr(quoted, "allowance", lambda: allowance)
    monkeypatch.setattr(address, "visitor", lambda: HERE)


def block(lang: Lang, kind: str = "redistribution", value: float = 0.35) -> AppTest:
    app = AppTest.from_function(_block, default_timeout=240, args=(lang, kind, value))
    app.session_state["delen"] = True
    return app.run()


@pytest.mark.parametrize(
    ("url", "app"),
    [
        ("http://h:1", "http://h:1/"),
        ("http://h:1/kaart", "http://h:1/"),
        ("https://x.nl/nplv", "https://x.nl/nplv/"),
        ("https://x.nl/nplv/kaart", "https://x.nl/nplv/"),
        ("http://kaart", "http://kaart/"),
        ("", ""),
    ],
)
def test_the_address_of_the_app_is_known_from_every_page(url: str, app: str) -> None:
    assert address.base_of(url) == app


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["redistribution", "funding"])
def test_freezing_gives_a_short_address_and_a_code_that_stays(lang: Lang, kind: str) -> None:
    app = block(lang, kind)
    assert not app.exception
    before = [one.value for one in app.code]
    assert any("/embed/" in one for one in before)
    app.button(key=f"leg_vast_{kind}").click().run()
    assert not app.exception
    assert not app.error
    found = [one for code in app.code if (one := re.search(r"/vast/([0-9a-f]{12})(?:\?lang=en)?$", code.value))]
    assert len(found) == 1
    passport = found[0][1]
    assert quoted.archive().has(passport)
    assert any(f"/vast/{passport}/" in one.value and f".{lang}.html" in one.value for one in app.code)
    # Whoever opens the same scenario later finds what was frozen.
    assert any(f"/vast/{passport}" in one.value for one in block(lang, kind).code)
    assert not any(f"/vast/{passport}" in one.value for one in block(lang, "redistribution", 0.36).code)


def test_a_full_archive_is_one_sentence_and_a_working_block(monkeypatch: pytest.MonkeyPatch) -> None:
    from nplv_dash.services import archive

    real = quoted.archive()
    monkeypatch.setattr(quoted, "archive", lambda: archive.Archive(real.folder, most=1))
    allowance = Allowance("1/hour", "9/hour")
    monkeypatch.setattr(quoted, "allowance", lambda: allowance)
    app = block("nl")
    app.button(key="leg_vast_redistribution").click().run()
    assert Text("nl")("share.freeze.failed") in app.error[0].value
    with allowance.use(HERE):
        pass  # What failed took nothing.
    assert not app.exception
    assert any("/embed/" in one.value for one in app.code)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_froze_enough_is_told_when_it_can_go_on(monkeypatch: pytest.MonkeyPatch, lang: Lang) -> None:
    used, made = Allowance("1/hour", "9/hour"), quoted.frozen_files
    with used.use(HERE):
        pass
    monkeypatch.setattr(quoted, "allowance", lambda: used)
    monkeypatch.setattr(quoted, "frozen_files", lambda scenario, _tell: pytest.fail(f"computed: {scenario}"))
    app = block(lang)
    app.button(key="leg_vast_redistribution").click().run()
    (said,) = (one.value for one in app.error)
    assert Text(lang)("errors.freeze_each.what", count=1) in said
    assert not quoted.archive().folder.exists()
    assert any("/embed/" in one.value for one in app.code)
    # What somebody froze already is shown to everybody.
    monkeypatch.setattr(quoted, "frozen_files", made)
    passport, files = quoted.frozen_files(Scenario.of(model.parameters(), {"share_redirected": 0.35}))
    quoted.archive().keep(passport, files, quoted.today())
    assert any(f"/vast/{passport.id}" in one.value for one in block(lang).code)


@pytest.mark.parametrize(
    ("page", "query", "said"),
    [
        ("kaart", {"niveau": "wijken", "cijfer": "lbm", "rond": "rotterdam-zuid"}, "jaar=2022"),
        ("gebied", {"gebied": "rotterdam-zuid"}, "gebied=rotterdam-zuid"),
    ],
)
def test_a_page_offers_addresses_of_what_it_shows(page: str, query: dict[str, str], said: str) -> None:
    app = run_page(page, **query)
    app.session_state["delen"] = True
    app.run()
    assert not app.exception
    codes = [html.unescape(one.value) for one in app.code]
    for path in (f"/{page}?", f"/embed/{page}/", f"/api/v1/{page}.csv?"):
        assert any(path in one and said in one for one in codes), path
    assert any("@misc{nplv_dash_" in one for one in codes)


def test_the_overview_can_be_shared_too() -> None:
    app = run_page("overzicht")
    app.session_state["delen"] = True
    app.run()
    assert not app.exception
    codes = [html.unescape(one.value) for one in app.code]
    assert any("/embed/overzicht/themas" in one for one in codes)
    assert any(one.endswith("/api/v1/overzicht.csv") for one in codes)
    assert any("CBS" in one for one in codes), "it is cited with its sources"
    assert get("/api/v1/overzicht.csv").status == 200


@pytest.mark.parametrize(
    ("part", "asked"),
    [
        ("toekomst", {"end_year": "2033", "thema": "safety", "naast": "own"}),
        ("blijft", {"end_year": "2033"}),
        ("geld", {"gebied": "delft-west"}),
        ("begroting", {}),
    ],
)
def test_a_code_says_what_its_part_hangs_on_and_nothing_else(part: str, asked: dict[str, str]) -> None:
    query = {"v": "f1", "end_year": "2033", "thema": "safety", "naast": "own", "gebied": "delft-west", "deel": "gap"}
    subject = share.Subject("na_de_financiering", query, "", scenario=FutureScenario())
    found = share.query_of(subject, PARTS["na_de_financiering"][part])
    assert {name: value for name, value in found.items() if name != "v"} == asked


def test_a_comparison_is_shared_with_a_map_of_each_scenario() -> None:
    app = run_page("vergelijken")
    app.session_state["delen"] = True
    app.run()
    assert not app.exception
    choice = app.selectbox(key="insluiten_vergelijken")
    assert [option[:1] for option in choice.options] == ["K", "K"]
    found = set()
    for number in range(2):
        app = app.selectbox(key=choice.key).select_index(number).run()
        codes = [html.unescape(one.value) for one in app.code]
        (code,) = (one for one in codes if one.startswith("<iframe"))
        address = code.split('src="')[1].split('"')[0]
        assert get(address[address.index("/embed/") :]).status == 200
        found.add(address)
    assert len(found) == 2
    (figures,) = (one for one in codes if "/api/v1/" in one)
    assert get(figures[figures.index("/api/v1/") :]).status == 200
    (bibtex,) = (one for one in codes if one.startswith("@misc{"))
    assert all(passport.id in bibtex for passport in (editions.passport(one) for one in compared()))


def test_a_scenario_that_is_taken_out_of_a_comparison_is_no_longer_offered() -> None:
    app = run_page("vergelijken", s1="plea_2024", s2="fair_share_gemeente", s3="stress")
    app.session_state["delen"] = True
    app.run()
    key = "insluiten_vergelijken"
    app.selectbox(key=key).select_index(2).run()
    app.button(key="naast_weg_2").click().run()
    assert not app.exception
    assert (len(app.selectbox(key=key).options), app.selectbox(key=key).index) == (2, 0)


def compared() -> list[Scenario]:
    """What the page of comparisons begins with."""
    return [one.scenario for one in model.examples() if one.scenario.name in {"plea_2024", "fair_share_gemeente"}]


def test_a_map_is_offered_in_every_classing() -> None:
    app = run_page("kaart")
    app.session_state["delen"] = True
    app.run()
    choice = app.selectbox(key="insluiten_kaart")
    assert len(choice.options) == len(KINDS)
    app = choice.select_index(len(KINDS) - 1).run()
    (code,) = (html.unescape(one.value) for one in app.code if one.value.startswith("<iframe"))
    address = code.split('src="')[1].split('"')[0]
    assert f"klassen={KINDS[-1]}" in address
    assert get(address[address.index("/embed/") :]).status == 200


def test_the_link_of_a_scenario_is_that_of_the_page() -> None:
    scenario = Scenario.of(model.parameters(), {"share_redirected": 0.35})
    assert any(one.value.endswith("/" + link_of(editions.passport(scenario))) for one in block("nl").code)


@pytest.mark.parametrize("kind", ["redistribution", "funding"])
def test_every_code_that_is_offered_leads_to_a_part(kind: str) -> None:
    app = block("nl", kind)
    choice = next(one for one in app.selectbox if str(one.key).startswith("insluiten_"))
    for number in range(len(choice.options)):
        app = app.selectbox(key=choice.key).select_index(number).run()
        (code,) = [one.value for one in app.code if one.value.startswith("<iframe")]
        address = html.unescape(code.split('src="')[1].split('"')[0])
        assert get(address[address.index("/embed/") :]).status == 200, address
