"""The editions that are kept, links of them, and files that people keep."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nplv_dash import ROOT
from nplv_dash.domain.editions import EDITION_NAME, Passport, Range
from nplv_dash.domain.errors import DataError, NplvError
from nplv_dash.domain.futures import FutureScenario
from nplv_dash.domain.parameters import MODELS
from nplv_dash.domain.scenario import Changes, Scenario
from nplv_dash.services import editions
from nplv_dash.services.links import PAGES, is_link, link_of, scenario_of
from nplv_dash.sources.bundle import load_bundle
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import read_own, write_own
from tests.broken.sentences import assert_said_in_full
from tests.properties.boxes import scenarios

PARAMETERS = {model: load_parameters(ROOT, model) for model in MODELS}
BUNDLE = load_bundle(ROOT)
NOW = {model: editions.current(BUNDLE, model) for model in MODELS}


def test_the_current_editions_are_kept() -> None:
    """Where this fails, figures have changed: run `python -m nplv_dash editions`, so that links stay explained."""
    assert editions.missing(BUNDLE) == ()


def test_keeping_adds_what_is_new_and_leaves_the_rest(tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(ROOT / "data", copy)
    # An edition of another day, with another value.
    now, kept = NOW["redistribution"], editions.kept(ROOT)
    old = now.model_copy(update={"date": now.date.replace(year=2025), "version": "0"})
    others = [one for one in kept if one.id != now.id]
    editions.write_records(copy / "editions.yaml", (old, *others), "editions", "x")
    bundle = load_bundle(tmp_path)
    assert [one.id for one in editions.missing(bundle)] == [now.id]
    assert [one.id for one in editions.keep(bundle)] == [now.id]
    assert editions.missing(bundle) == ()
    assert old in editions.kept(tmp_path)
    assert editions.keep(bundle) == ()


def test_without_what_was_measured_there_is_no_edition_of_the_funding(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "data" / "backtest.yaml").unlink()
    with pytest.raises(DataError) as caught:
        editions.funding(tmp_path)
    assert_said_in_full(caught.value)


@given(scenario=st.one_of(*(scenarios(PARAMETERS[kind.MODEL], kind) for kind in PAGES.values())))
def test_link_and_file_give_the_scenario_back(scenario: Changes[object]) -> None:
    passport = Passport(scenario, NOW[scenario.MODEL])
    link = link_of(passport)
    assert is_link(link)
    for whole in (link, f"https://example.nl/{link}", f"https://example.nl/dash/{link}&tab=kaart"):
        assert scenario_of(whole, PARAMETERS, ()) == (scenario, passport.edition.id)
    parameters, kind = PARAMETERS[scenario.MODEL], type(scenario)
    own = read_own(write_own(passport, " =ons  plan "), "mine.yaml", parameters, kind, {})
    assert (own.scenario, own.name, own.edition) == (scenario, "=ons plan", passport.edition.id)
    assert link_of(Passport(own.scenario, passport.edition)) == link


@pytest.mark.parametrize(
    ("link", "key"),
    [
        ("https://example.nl/kaart?cijfer=lbm", "link_unreadable"),
        ("?v=1", "link_unreadable"),
        ("http://[half/herverdeling?v=1", "link_unreadable"),
        ("herverdeling?v=1&workers=9", "link_refused"),
        ("herverdeling?v=7", "link_refused"),
        ("na_de_financiering?v=f1&end_year=abc&seed=0", "link_refused"),
    ],
)
def test_a_link_that_does_not_fit_is_refused_in_words(link: str, key: str) -> None:
    with pytest.raises(NplvError) as caught:
        scenario_of(link, PARAMETERS, ())
    assert caught.value.key == key
    assert_said_in_full(caught.value)


def test_a_link_of_an_earlier_version_says_what_it_said_then() -> None:
    now = NOW["redistribution"]
    levers = {**now.levers, "workers": Range(default=0.3), "gone": Range(default=1)}
    then = now.model_copy(update={"version": "0", "levers": levers})
    scenario, edition = scenario_of(f"herverdeling?v=0&{EDITION_NAME}={then.id}&reach=land", PARAMETERS, (then,))
    assert scenario.changes == (("reach", "land"), ("workers", 0.3))
    assert edition == then.id
    moved, _ = scenario_of("herverdeling?v=0&workers=0.1", PARAMETERS, (then,))
    assert moved == Scenario()
    content = write_own(Passport(Scenario(version="0"), then), "")
    known = editions.older((then,), "redistribution")
    found = read_own(content, "old.yaml", PARAMETERS["redistribution"], Scenario, known)
    assert found.scenario.changes == (("workers", 0.3),)


@pytest.mark.parametrize(
    "content",
    [b"name: 5\nversion: '1'\nlevers: {}\n", f"name: {'x' * 81}\nversion: '1'\nlevers: {{}}\n".encode()],
)
def test_a_name_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(NplvError) as caught:
        read_own(content, "mine.yaml", PARAMETERS["redistribution"], Scenario, {})
    assert caught.value.key == "own_words"
    assert_said_in_full(caught.value)


def test_addresses_are_those_of_the_pages() -> None:
    link = link_of(Passport(FutureScenario(), NOW["funding"]))
    assert urlsplit(link).path == "na_de_financiering"
    assert dict(parse_qsl(urlsplit(link).query)) == {"v": "f1", EDITION_NAME: NOW["funding"].id}
