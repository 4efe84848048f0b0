"""The two lists that were made by hand, as records."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from pydantic import ValidationError

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError
from nplv_dash.domain.records import NplvArea, Population, Scheme
from nplv_dash.sources.lists import areas_from_list, schemes_from_list
from nplv_dash.sources.recipes import recipe

#: Two old wijken became one; another was split.
MAPPING = pd.DataFrame(
    [("WK036301", "WK0363AA"), ("WK036302", "WK0363AA"), ("WK036303", "WK0363AB"), ("WK036303", "WK0363AC")],
    columns=["old", "new"],
)
BUURTEN = pd.DataFrame(
    [
        ("BU0363AA01", "WK0363AA", "GM0363", "Amsterdam", 1),
        ("BU0363AB01", "WK0363AB", "GM0363", "Amsterdam", 1),
        ("BU0363AC01", "WK0363AC", "GM0363", "Amsterdam", 0),
        ("BU02020101", "WK020201", "GM0202", "Arnhem", 0),
    ],
    columns=["code", "wk_code", "gm_code", "gm_name", "hybrid"],
)
ROW = {
    "area_id": "1", "official_name": "Amsterdam Zuidoost", "municipality": "Amsterdam", "gemeente_code": "GM0363",
    "population": "90000", "population_year": "2020", "population_status": "found", "population_source": "krant",
    "programme_name": "Plan",
    "website": "https://x.nl", "website_status": "found", "source": "brief", "wijken_status": "inferred",
    "wk_codes_2022_indeling": "WK036301|WK036302", "target_year": "2040", "target_status": "found",
}  # fmt: skip


def areas(folder: Path, *rows: dict[str, Any]) -> list[NplvArea]:
    path = folder / "areas.csv"
    pd.DataFrame([ROW | row for row in rows]).to_csv(path, index=False)
    return areas_from_list(path, MAPPING, BUURTEN)


def test_an_area_names_each_wijk_of_2024_once(tmp_path: Path) -> None:
    (area,) = areas(tmp_path, {})
    assert area.wijken == ("WK0363AA",)
    assert (area.id, area.name, area.gemeente) == ("amsterdam-zuidoost", "Amsterdam Zuidoost", "Amsterdam")
    assert (area.certainty, area.target_year, area.target_mark) == ("inferred", "2040", "found")
    assert area.target_method_nl is area.target_method_en is None
    assert area.hybrid


def test_a_split_wijk_is_followed_and_a_wijk_of_today_stays(tmp_path: Path) -> None:
    both = areas(
        tmp_path,
        {"wk_codes_2022_indeling": "WK036303"},
        {"area_id": "3", "gemeente_code": "GM0202", "wk_codes_2022_indeling": "WK020201"},
    )
    assert [area.wijken for area in both] == [("WK0363AB", "WK0363AC"), ("WK020201",)]
    # One of two buurten has approximate borders: half is enough to say so.
    assert [area.hybrid for area in both] == [True, False]


#: Another area than `ROW`: Nieuw-West, which has its own website and a target year of our own making.
NIEUW_WEST = {
    "area_id": "2", "wk_codes_2022_indeling": "WK036303", "target_year": "about 2043 (20 years)",
    "target_status": "derived",
}  # fmt: skip


def test_only_the_site_of_the_programme_itself_is_shown(tmp_path: Path) -> None:
    def website(**change: str) -> str | None:
        return areas(tmp_path, NIEUW_WEST | change)[0].website

    assert website(website_status="found") == "https://x.nl"
    # The site of the municipality or of the national programme is not that of the area's programme.
    assert website(website_status="general address, not checked") is None
    assert website(website_status="national site, found") is None
    # The list calls a page about research found; that is not a site of the programme.
    assert areas(tmp_path, {"website_status": "found"})[0].website is None


def test_a_target_year_that_we_computed_says_how(tmp_path: Path) -> None:
    (area,) = areas(tmp_path, NIEUW_WEST)
    assert (area.target_year, area.target_mark) == ("2043", "derived")
    assert area.target_method_nl == "20 jaar na het convenant van 23 maart 2023"
    assert area.target_method_en == "20 years after the covenant of 23 March 2023"
    (unknown,) = areas(tmp_path, {"target_year": "", "target_status": ""})
    assert unknown.target_year is unknown.target_mark is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        # No method was written down for Zuidoost; one was for Nieuw-West.
        ({"target_status": "derived"}, r"words_missing in .*areas\.csv:2 .*column=target_method"),
        (NIEUW_WEST | {"target_status": "found"}, r"words_missing in .*areas\.csv:2 .*column=target_method"),
    ],
)
def test_a_method_belongs_to_a_derived_year_only(tmp_path: Path, change: dict[str, str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        areas(tmp_path, change)


@pytest.mark.parametrize(("text", "year"), [("2020", "2020"), ("n.d.", None), ("various", None), ("", None)])
def test_a_year_is_a_year_or_nothing(tmp_path: Path, text: str, year: str | None) -> None:
    assert areas(tmp_path, {"population_year": text})[0].population.year == year


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"wk_codes_2022_indeling": "WK999999"}, "area_unknown_codes .*area=Amsterdam Zuidoost, codes=WK999999"),
        ({"wk_codes_2022_indeling": "WK020201"}, "area_claims .*codes=WK020201"),
        ({"wijken_status": "perhaps"}, r"value_unknown in .*areas\.csv:2 .*column=wijken_status, value=perhaps"),
        ({"population": ""}, "value_unknown .*column=population, value=nan"),
        ({"population": "veel"}, "text_in_numbers .*column=population"),
        ({"gemeente_code": "GM9999"}, "value_unknown .*column=gemeente_code, value=GM9999"),
        ({"area_id": "21"}, "value_unknown .*column=area_id, value=21"),
    ],
)
def test_what_cannot_be_right_is_refused(tmp_path: Path, change: dict[str, str], message: str) -> None:
    with pytest.raises(DataError, match=message):
        areas(tmp_path, change)


def test_two_areas_cannot_claim_one_wijk(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"area_claims .*area=Amsterdam Nieuw-West, codes=WK0363AA"):
        areas(tmp_path, {}, NIEUW_WEST | {"wk_codes_2022_indeling": "WK036301"})


WORDS = recipe("schemes")
GEMEENTE_NU = "gemeente.nu 2023-12"
#: A round of the housing fund: the line for the country, and that for Breda.
ROUND = {
    "scheme": "Volkshuisvestingsfonds round 2 (Dec 2023)", "ministry": "BZK", "start": "2023", "end": "",
    "amount_eur": "280000000", "area_or_total": "total", "source": GEMEENTE_NU, "verified": "y", "area_id": "",
    "amount_kind": "awarded", "notes": "20 municipalities (10 with a focus area)",
}  # fmt: skip
MAY = ROUND | {"scheme": "Volkshuisvestingsfonds round 3 (2024-1)", "start": "2024-05"}


def schemes(folder: Path, *rows: dict[str, str]) -> list[Scheme]:
    path = folder / "money.csv"
    pd.DataFrame([ROUND | row for row in rows]).to_csv(path, index=False)
    return schemes_from_list(
        path, areas(folder, {}, {"area_id": "4", "gemeente_code": "GM0202", "wk_codes_2022_indeling": "WK020201"})
    )


def test_a_line_of_money_says_whom_it_reaches(tmp_path: Path) -> None:
    country, breda = schemes(tmp_path, {}, {"area_or_total": "Breda", "area_id": "4", "amount_eur": "11400000"})
    assert (country.id, country.scope, country.area) == ("m01", "national", None)
    assert country.note_nl
    assert "In 10 daarvan ligt een NPLV-gebied" in country.note_nl
    # The award of 2023 went to the whole municipality, as those of 2021 did.
    assert (breda.id, breda.scope, breda.area) == ("m02", "city", "breda-noord")
    assert breda.note_nl
    assert "hele gemeente" in breda.note_nl
    assert (breda.source_nl, breda.source_en) == ("gemeente.nu, december 2023", "gemeente.nu, December 2023")


def test_what_is_not_known_stays_open(tmp_path: Path) -> None:
    (line,) = schemes(
        tmp_path,
        {
            "scheme": "Preventie met Gezag new SPUK", "ministry": "-", "start": "2026-06-01", "end": "2029-12-31",
            "amount_eur": "", "verified": "n", "amount_kind": "amount not found", "notes": "ages 8-27",
        },
    )  # fmt: skip
    # An amount that nobody published is not an amount of zero.
    assert (line.amount_eur, line.ministry, line.verified) == (None, None, False)
    assert (line.start, line.end, line.kind, line.left_out) == ("2026-06-01", "2029-12-31", "unknown", None)


def test_more_than_an_amount_is_not_that_amount(tmp_path: Path) -> None:
    arnhem = {
        "scheme": "Arnhem-Oost, all government money", "area_or_total": "Arnhem-Oost", "start": "2024",
        "amount_kind": 'total ("more than")', "area_id": "1",
    }  # fmt: skip
    breda = {
        "scheme": "Volkshuisvestingsfonds round 1 (2021)", "area_or_total": "Breda", "start": "2021", "area_id": "4",
        "amount_kind": "awarded (rounded in source)",
    }  # fmt: skip
    found = schemes(tmp_path, {}, arnhem, breda)
    assert [(s.precision, s.kind) for s in found] == [
        ("exact", "awarded"), ("more_than", "total"), ("more_than", "awarded_rounded"),
    ]  # fmt: skip


def test_the_part_for_nplv_areas_is_added_up_per_round(tmp_path: Path) -> None:
    total, *_ = schemes(
        tmp_path,
        MAY,
        MAY | {"area_or_total": "Zaandam Oost", "area_id": "1", "amount_eur": "10.25", "notes": ""},
        MAY | {"area_or_total": "Heerlen-Noord", "area_id": "4", "amount_eur": "20.5", "notes": ""},
        # Not for an area of the NPLV, and of another round.
        MAY | {"area_or_total": "Den Haag Laak-Centraal (not NPLV)", "amount_eur": "7", "notes": ""},
        {"area_or_total": "Breda", "area_id": "4", "amount_eur": "3"},
    )
    assert total.areas_sum_eur == 30.75


def test_our_own_sum_names_the_lines_it_was_made_of(tmp_path: Path) -> None:
    name, when = "SPUK Kansrijke Wijk tranche 2", {"start": "2026", "end": "2028"}
    total = {"scheme": name, "amount_kind": "awarded total 3 years (our sum)"}
    parts = [{"scheme": f"{name} - {who} part", "notes": ""} for who in ("OCW", "VRO")]
    *_, found, ocw, vro = schemes(tmp_path, {}, total | when, *(part | when for part in parts))
    assert found.sum_of == ("m03", "m04") == (ocw.id, vro.id)
    assert ocw.sum_of is vro.sum_of is None


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"scheme": "Iets nieuws"}, "scheme"),
        ({"amount_kind": "Iets nieuws"}, "amount_kind"),
        ({"source": "Iets nieuws"}, "source"),
        ({"area_or_total": "Iets nieuws"}, "area_or_total"),
        ({"start": "2031"}, "area_or_total"),
        # This line has no note in our words, so a warning in the list would get lost.
        (MAY | {"area_or_total": "Zaandam Oost", "area_id": "1", "notes": "Iets nieuws"}, "notes"),
    ],
)
def test_a_line_without_words_is_refused(tmp_path: Path, change: dict[str, str], column: str) -> None:
    with pytest.raises(DataError, match=rf"words_missing in .*money\.csv:3 .*column={column}, value="):
        schemes(tmp_path, {}, change)


def test_everything_is_said_in_both_languages() -> None:
    said = [*WORDS["schemes"].values(), *WORDS["sources"].values()]
    assert all(words["nl"] and words["en"] for words in said)
    lines = [scheme | line for scheme in WORDS["schemes"].values() for line in scheme["lines"].values()]
    assert [line for line in lines if ("note_nl" in line) != ("note_en" in line)] == []
    places = recipe("areas").values()
    for key in ("note", "goal", "target_method", "described"):
        assert [p["id"] for p in places if (f"{key}_nl" in p) != (f"{key}_en" in p)] == []
    assert [p for p in places if "goal_nl" in p and "goal_source" not in p] == []


def test_dutch_words_hold_no_english() -> None:
    dutch = [*(w["nl"] for w in (*WORDS["schemes"].values(), *WORDS["sources"].values()))]
    dutch += [
        p[key] for p in recipe("areas").values() for key in ("note_nl", "goal_nl", "target_method_nl") if key in p
    ]
    found = [text for text in dutch if re.search(r"\b(news|page|letter|derived|the|of the|from|year|need)\b", text)]
    assert found == []


# --- the real lists, as built --------------------------------------------------------------------------------------


def built(name: str, kind: type[Any]) -> dict[str, Any]:
    rows = yaml.safe_load((ROOT / "data" / name).read_text(encoding="utf-8"))
    return {row["id"]: kind.model_validate(row) for row in rows}


def test_no_words_are_left_over() -> None:
    lines = list(built("programmes.yaml", Scheme).values())
    assert {s.name_en for s in lines} == {w["en"] for w in WORDS["schemes"].values()}
    assert len(lines) == sum(len(w["lines"]) for w in WORDS["schemes"].values())
    assert {s.source for s in lines} == set(WORDS["sources"])


def test_the_same_money_stands_once() -> None:
    lines = built("programmes.yaml", Scheme)
    assert {key: s.left_out for key, s in lines.items() if s.left_out} == {
        "m02": "repeated", "m27": "repeated", "m06": "part", "m33": "elsewhere", "m50": "elsewhere",
    }  # fmt: skip
    # The launch package and the reservation are one; so are Preventie met Gezag and its part of the package.
    assert lines["m01"].amount_eur == lines["m27"].amount_eur
    assert lines["m02"].amount_eur == lines["m48"].amount_eur


def test_the_parts_for_areas_are_those_of_the_research() -> None:
    sums = {key: s.areas_sum_eur for key, s in built("programmes.yaml", Scheme).items() if s.areas_sum_eur}
    assert sums == {"m30": pytest.approx(117.4e6, abs=5e4), "m40": pytest.approx(55.3e6, abs=5e4)}


def test_own_sums_are_the_sums_of_their_lines() -> None:
    lines = built("programmes.yaml", Scheme)
    sums = {s.id: s for s in lines.values() if s.sum_of}
    assert list(sums) == ["m07", "m17"]
    for line in sums.values():
        parts = [lines[part] for part in line.sum_of]
        assert line.amount_eur == sum(part.amount_eur for part in parts)
        # One kind, from one source of money to one reach, and years within those of the sum or outside with nothing.
        assert len({(part.kind, part.scope) for part in parts}) == 1
        assert all(line.start <= part.start <= part.end <= line.end for part in parts if part.amount_eur)


def test_an_amount_per_year_is_no_sum() -> None:
    lines = built("programmes.yaml", Scheme)
    assert (lines["m05"].kind, lines["m07"].kind) == ("own_sum_per_year", "own_sum")
    assert lines["m05"].amount_eur == pytest.approx(lines["m04"].amount_eur / 3, abs=1)


def test_only_money_for_the_programme_alone_is_called_so() -> None:
    lines = built("programmes.yaml", Scheme).values()
    names = {s.name_nl.split(",")[0] for s in lines if s.scope == "programme" and s.verified}
    assert names == {
        "Startpakket NPLV: armoede", "Kansrijke Wijk", "Extra geld NPLV", "Verzoek van burgemeesters",
        "Begroting VRO artikel 1: regel NPLV (bijstelling voorjaar 2025)",
        "Geschatte opgave voor het Rijk bij woningen in het NPLV",
    }  # fmt: skip
    cities = {(s.area, s.start) for s in lines if s.scope == "city" and s.verified}
    assert cities == {
        ("zaandam-oost", "2021"), ("breda-noord", "2021"), ("leeuwarden-oost", "2021"),
        ("eindhoven-woensel-zuid", "2021"), ("arnhem-oost", "2021"), ("breda-noord", "2023"),
    }  # fmt: skip


def test_the_site_of_a_party_and_of_a_newspaper_is_named_as_such() -> None:
    lines = built("programmes.yaml", Scheme)
    assert lines["m26"].source_nl == "arnhem.vvd.nl (site van een politieke partij)"
    assert lines["m26"].source_en == "arnhem.vvd.nl (site of a political party)"
    assert lines["m23"].source_nl == "nu.nl (nieuws)"


def test_the_twenty_areas_carry_their_marks() -> None:
    real = built("areas.yaml", NplvArea)
    heerlen = real["heerlen-noord"].population
    assert (heerlen.mark, heerlen.value, heerlen.other_value) == ("conflict", 56000, 55000)
    assert {a.id for a in real.values() if a.population.year is None} == {
        "roosendaal-ring", "rotterdam-zuid", "tilburg-noordwest", "zaandam-oost",
    }  # fmt: skip
    assert {a.id for a in real.values() if a.website} == {
        "amsterdam-nieuw-west", "arnhem-oost", "den-haag-zuidwest", "heerlen-noord", "leeuwarden-oost",
        "rotterdam-zuid",
    }  # fmt: skip
    assert real["nieuwegein-centrale-as"].programme == "Centrale As"
    assert real["roosendaal-ring"].official_name == "Roosendaal-stad"
    assert [a.official_name for a in real.values() if "/" in a.official_name] == []
    assert "Driemond" in (real["amsterdam-zuidoost"].note_nl or "")
    assert "Kalsdonk" in (real["roosendaal-ring"].note_nl or "")


def test_goals_are_those_that_a_source_names() -> None:
    assert {a.id for a in built("areas.yaml", NplvArea).values() if a.goal_nl} == {
        "amsterdam-zuidoost", "breda-noord", "den-haag-zuidwest", "heerlen-noord", "nieuwegein-centrale-as",
        "rotterdam-zuid", "tilburg-noordwest", "utrecht-overvecht", "vlaardingen-west",
    }  # fmt: skip


# --- what the records themselves refuse ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"scope": "national", "area": "breda-noord"}, "not for one area"),
        ({"scope": "city"}, "needs its area"),
    ],
)
def test_a_scheme_without_its_place_is_refused(change: dict[str, Any], message: str) -> None:
    fine = {
        "id": "m01", "name_nl": "Potje", "name_en": "Pot", "kind": "total", "scope": "programme", "source": "x",
        "source_nl": "x", "source_en": "x", "verified": True,
    }  # fmt: skip
    assert Scheme.model_validate(fine | {"scope": "city", "area": "breda-noord"})
    with pytest.raises(ValidationError, match=message):
        Scheme.model_validate(fine | change)


@pytest.mark.parametrize(
    ("change", "message"),
    [({"mark": "conflict"}, "both numbers"), ({"other_value": 5}, "needs its source")],
)
def test_a_conflict_has_two_sides(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Population.model_validate({"value": 6, "mark": "found", "source": "x"} | change)
