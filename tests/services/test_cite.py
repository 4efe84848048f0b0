"""Citations: complete, in both languages, and safe for BibTeX."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from nplv_dash.domain.editions import Passport
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present.citation import Work, apa, bibtex
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services import cite, editions
from nplv_dash.services.workspace import Workspace

DAY = dt.date(2026, 11, 24)
ADDRESS = "https://example.org/herverdeling?v=1&uitgave=dbe1a2dc"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_citation_of_a_scenario_names_all_that_a_reader_needs(real: Workspace, lang: Lang) -> None:
    t, n = Text(lang), Numbers(lang)
    passport = Passport(Scenario(), editions.redistribution(real.bundle))
    work = cite.scenarios(real, [passport], t("frame.pages.herverdeling"), ADDRESS, DAY, t)
    for text in (apa(work, t, n), bibtex(work, t, n)):
        for said in (passport.id, passport.edition.id, ADDRESS, "2026", "CC BY 4.0", "EUPL-1.2", t("frame.app")):
            assert said in text, said
    assert n.date(DAY) in apa(work, t, n)
    assert f"@misc{{nplv_dash_{passport.id}," in bibtex(work, t, n)


def test_a_citation_of_a_comparison_names_every_scenario(real: Workspace) -> None:
    t, n = Text("nl"), Numbers("nl")
    edition = editions.redistribution(real.bundle)
    passports = [Passport(Scenario(seed=seed), edition) for seed in (1, 2)]
    work = cite.scenarios(real, passports, "Naast elkaar", ADDRESS, DAY, t)
    first, second = (one.id for one in passports)
    assert f"@misc{{nplv_dash_{first}_{second}," in bibtex(work, t, n)
    assert f"{first}, {second}" in apa(work, t, n)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_citation_of_figures_names_the_data_and_whose_they_are(real: Workspace, lang: Lang) -> None:
    t, n = Text(lang), Numbers(lang)
    work = cite.figures(real, {"cbs_kwb"}, "Kaart", "kaart_lbm", ADDRESS, DAY, t)
    assert real.bundle.fingerprint in apa(work, t, n)
    assert "Kerncijfers wijken en buurten" in apa(work, t, n)
    assert "Leefbaarometer" not in apa(work, t, n)


def test_both_models_cite_data_sets_that_are_there(real: Workspace) -> None:
    known = {one.id for one in real.bundle.catalog.datasets}
    assert all(ids <= known for ids in cite.READS.values())


def test_nothing_in_a_title_or_an_address_means_anything_to_tex() -> None:
    nasty = r"50% \input{x} & $y_1$ #1 {~^}"
    work = Work("a b}{c", nasty, "1", 2026, "kind", "https://x.nl/?a={b}\\c d", DAY, "CC_BY")
    text = bibtex(work, Text("nl"), Numbers("nl"))
    assert text.startswith("@misc{abc,\n")
    assert r"\url{https://x.nl/?a=%7Bb%7D%5Cc%20d}" in text
    assert r"CC\_BY" in text
    bare = text.replace(r"\{", "").replace(r"\}", "")
    assert bare.count("{") == bare.count("}")
    assert not re.search(r"(?<!\\)[&$#%](?![0-9A-F]{2})", text)
    assert r"\input" not in text
