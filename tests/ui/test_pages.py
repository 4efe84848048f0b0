"""What the pages say, in two states each, run through the frame."""

from __future__ import annotations

import re
from html import unescape

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
    rows = re.findall(r"<tr>.*?</tr>", body)
    for area in ws.bundle.areas:
        (row,) = (row for row in rows if f">{area.name}</a>" in row)
        expected = [figures.bare(i, value_of(ws.figure("gebied", area.id, i.id))) for i in headlines(ws)]
        assert re.findall(r'<td class="nplv-number">(.*?)</td>', row) == expected
    for indicator in headlines(ws):
        assert figures.bare(indicator, value_of(ws.figure("land", NETHERLANDS, indicator.id))) in body
    # A dot for each area that is known, on each theme.
    dots = sum(ws.figure("gebied", a.id, i.id) is not None for a in ws.bundle.areas for i in headlines(ws))
    assert body.count('class="nplv-dot"') == dots
    # No chart library on the first page: a visitor would wait for megabytes of script.
    assert not app.get("plotly_chart")


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


def money_of(area_id: str, lang: Lang = "nl") -> dict[str, list[list[str]]]:
    """The table of money of an area: per heading the rows, each cell without its tags."""
    body = html_of(run_page("gebied", lang, gebied=area_id))
    caption = re.escape(Text(lang)("gebied.money.caption"))
    (table,) = re.findall(rf"<caption>{caption}</caption>.*?</table>", body)
    found = {}
    for group in re.findall(r"<tbody[^>]*>(.*?)</tbody>", table):
        title, *rows = re.findall(r"<tr[^>]*>(.*?)</tr>", group)
        cells = [[unescape(re.sub("<.*?>", " ", c)).strip() for c in re.findall(r"<t[hd].*?</t[hd]>", r)] for r in rows]
        found[re.sub("<.*?>", "", title)] = cells
    return found


def row_of(rows: list[list[str]], name: str) -> list[str]:
    (row,) = (row for row in rows if row[0].startswith(name))
    return row


def test_a_figure_that_is_not_known_for_everybody_says_so() -> None:
    country = workspace().figure("land", NETHERLANDS, "welfare", 2020)
    assert country is not None
    assert country.coverage < 0.995
    share = Text("nl")("gebied.table.coverage", share=Numbers("nl").percent(100 * country.coverage, 0))
    for app in (run_page("overzicht"), run_page("gebied", gebied="utrecht-overvecht")):
        assert f"24,7<small>{share}</small>" in html_of(app)


def test_area_money_keeps_wishes_arithmetic_and_doubles_out() -> None:
    money = money_of("amsterdam-zuidoost")
    assert list(money) == ["Voor het NPLV als geheel", "Landelijke regelingen, ook voor andere plekken"]
    everything = str(money)
    for absent in (
        "Gevraagd voor", "Verzoek van burgemeesters", "opgave", "gemiddeld per jaar", "Begroting VRO", "reservering",
        "jeugdcriminaliteit", "20 extra gemeenten", "deel VWS", "408.000.000",
    ):  # fmt: skip
        assert absent not in everything
    amounts = [row[3] for rows in money.values() for row in rows]
    assert len([a for a in amounts if "600.000.000" in a or "82.000.000" in a]) == 2


def test_money_for_the_programme_stands_apart_from_national_rounds() -> None:
    money = money_of("amsterdam-zuidoost")
    programme, national = money.values()
    assert row_of(programme, "Kansrijke Wijk, eerste ronde")[1:3] == ["2023", "2025"]
    assert not [row for row in programme if row[0].startswith(("Volkshuisvestingsfonds", "Preventie"))]
    may = row_of(national, "Volkshuisvestingsfonds mei 2024")
    assert may[1] == "mei 2024"
    assert "Daarvan €\u00a0117.409.863 voor projecten in NPLV-gebieden (door ons opgeteld)." in may[0]
    assert "In 10 daarvan ligt een NPLV-gebied" in row_of(national, "Volkshuisvestingsfonds december 2023")[0]
    assert "€\u00a055.278.602" in row_of(national, "Volkshuisvestingsfonds december 2024")[0]


def test_a_scheme_whose_amount_was_not_found_is_shown_with_its_period() -> None:
    national = money_of("amsterdam-zuidoost")["Landelijke regelingen, ook voor andere plekken"]
    new = row_of(national, "Preventie met Gezag, nieuwe regeling")
    assert new[1:] == ["1 juni 2026", "31 december 2029", "bedrag onbekend", "niet gevonden"]
    older = [row for row in national if row[0].startswith("Preventie met Gezag ")]
    assert [row[2] for row in older] == ["einde niet gevonden", "elk jaar, zonder einddatum"]
    english = money_of("amsterdam-zuidoost", "en")["National schemes, also for other places"]
    assert row_of(english, "Preventie met Gezag, new scheme")[1:4] == [
        "1 June 2026",
        "31 December 2029",
        "amount unknown",
    ]


def test_money_after_2028_is_denied_for_kansrijke_wijk_only() -> None:
    for lang, words in (
        ("nl", "Voor Kansrijke Wijk hebben wij geen geld na 2028"),
        ("en", "For Kansrijke Wijk we found no"),
    ):
        notes = [info.value for info in run_page("gebied", lang, gebied="delft-west").info]
        (note,) = (text for text in notes if "2028" in text)
        assert words in note
        assert "Preventie met Gezag" in note


def test_money_for_a_whole_municipality_is_not_money_for_the_area() -> None:
    money = money_of("breda-noord")
    heading = "Voor de hele gemeente Breda, niet alleen voor dit gebied"
    assert next(iter(money)) == heading
    first, second = money[heading]
    assert first[3] == "meer dan €\u00a026.000.000"
    assert first[0].endswith("Bron: nu.nl (nieuws).")
    # The award is a part of the national round that stands further down.
    assert "zit ook in de landelijke regel" in first[0]
    assert "zit ook in" not in str(money["Landelijke regelingen, ook voor andere plekken"])
    assert "hele gemeente" in second[0]
    assert "ongeveer 2,7 miljoen" in second[0]
    arnhem = money_of("arnhem-oost")
    assert "site van een politieke partij" in str(arnhem["Voor de hele gemeente Arnhem, niet alleen voor dit gebied"])
    assert arnhem["Voor dit gebied: Arnhem-Oost"][0][3] == "meer dan €\u00a057.000.000"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_line_of_money_has_its_source_in_the_language_of_the_page(lang: Lang) -> None:
    for area_id in ("delft-west", "rotterdam-zuid", "groningen-noord"):
        for rows in money_of(area_id, lang).values():
            for name, start, end, *_ in rows:
                assert ("Bron: " if lang == "nl" else "Source: ") in name
                # No raw ISO dates, and no English on a Dutch page.
                assert not re.search(r"\d{4}-\d\d", start + end)
                assert lang == "en" or not re.search(r"\b(news|page|letter|not found|Source)\b", name + start + end)
    groningen = money_of("groningen-noord", lang)
    (own,) = (rows for title, rows in groningen.items() if title.endswith("Groningen-Noord"))
    unknown = {"nl": ["begin niet gevonden", "einde niet gevonden"], "en": ["begin not found", "end not found"]}[lang]
    assert row_of(own, "Regio Deal")[1:3] == unknown


def test_map_opens_with_the_areas() -> None:
    app = run_page("kaart", tabel="true")
    assert_sound(app)
    assert app.selectbox(key="niveau").value == "gebieden"
    table = app.dataframe[0].value
    assert list(table["name"]) == [area.name for area in workspace().bundle.areas]


def test_map_follows_its_address() -> None:
    app = run_page("kaart", niveau="wijken", cijfer="lbm", jaar="2012", rond="delft-west", tabel="true")
    assert_sound(app)
    assert app.selectbox(key="cijfer").value == "lbm"
    assert app.select_slider(key="jaar").value == "2012"
    assert set(app.dataframe[0].value["gemeente"]) == {"Delft"}
    app.toggle(key="alleen").set_value(True).run()
    assert len(app.dataframe[0].value) == len(workspace().bundle.area("delft-west").wijken)


@pytest.mark.parametrize(("level", "unit"), [("wijken_nl", "wijk"), ("buurten_nl", "buurt")])
def test_the_card_of_a_place_outside_the_nineteen_opens(level: str, unit: str) -> None:
    units, ours = workspace().bundle.units[unit], {one.gemeente_code for one in workspace().bundle.areas}
    place = units[~units["gm_code"].isin(ours)].iloc[0]
    app = run_page("kaart", niveau=level, plek=place["code"])
    assert_sound(app)
    assert place["name"] in {one.value for one in app.header}


def test_the_table_is_folded_until_someone_asks_for_it() -> None:
    app = run_page("kaart")
    assert_sound(app)
    assert not app.dataframe


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
    app = run_page("kaart", niveau="buurten_nl", cijfer="crime", tabel="true")
    assert_sound(app)
    assert not app.dataframe
    assert any("download" in notice.value for notice in app.info)
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
