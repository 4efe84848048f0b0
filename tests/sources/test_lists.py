"""The two lists that were made by hand, as records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.records import Area
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
    "area_id": "1", "municipality": "Amsterdam", "gemeente_code": "GM0363", "population": "90000",
    "population_year": "2020", "population_status": "found", "population_source": "krant", "programme_name": "Plan",
    "website": "https://x.nl", "website_status": "found", "source": "brief", "wijken_status": "inferred",
    "wk_codes_2022_indeling": "WK036301|WK036302", "target_year": "about 2043 (20 years)", "target_status": "derived",
}  # fmt: skip


def areas(folder: Path, *rows: dict[str, Any]) -> list[Area]:
    path = folder / "areas.csv"
    pd.DataFrame([ROW | row for row in rows]).to_csv(path, index=False)
    return areas_from_list(path, MAPPING, BUURTEN)


def test_an_area_names_each_wijk_of_2024_once(tmp_path: Path) -> None:
    (area,) = areas(tmp_path, {})
    assert area.wijken == ("WK0363AA",)
    assert (area.id, area.name, area.gemeente) == ("amsterdam-zuidoost", "Amsterdam Zuidoost", "Amsterdam")
    assert (area.certainty, area.target_year, area.target_mark) == ("inferred", "2043", "derived")
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


def test_a_website_is_shown_only_when_it_was_found(tmp_path: Path) -> None:
    assert areas(tmp_path, {"website_status": "guess"})[0].website is None
    assert areas(tmp_path, {"target_year": "", "target_status": ""})[0].target_year is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"wk_codes_2022_indeling": "WK999999"}, "area_unknown_codes .*area=Amsterdam Zuidoost, codes=WK999999"),
        ({"wk_codes_2022_indeling": "WK020201"}, "area_claims .*codes=WK020201"),
        ({"wijken_status": "perhaps"}, "value_unknown in .*row 2 .*column=wijken_status, value=perhaps"),
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
        areas(tmp_path, {}, {"area_id": "2"})


KINDS, NAMES = recipe("schemes")["kinds"], recipe("schemes")["names"]
SCHEME = {
    "scheme": "Preventie met Gezag", "ministry": "-", "start": "2023", "end": "", "amount_eur": "", "area_or_total": "",
    "source": "brief", "verified": "n", "area_id": "1", "amount_kind": next(iter(KINDS)), "notes": "",
}  # fmt: skip


def schemes(folder: Path, *rows: dict[str, str]) -> list[Any]:
    path = folder / "money.csv"
    pd.DataFrame([SCHEME | row for row in rows]).to_csv(path, index=False)
    return schemes_from_list(path, areas(folder, {}))


def test_a_line_of_money_keeps_what_is_not_known_open(tmp_path: Path) -> None:
    first, second = schemes(
        tmp_path, {}, {"amount_eur": "1.5e6", "area_id": "", "area_or_total": "total", "notes": "not only NPLV"}
    )
    assert (first.id, first.area, first.ministry, first.end) == ("m01", "amsterdam-zuidoost", None, None)
    # An amount that nobody published is not an amount of zero.
    assert first.amount_eur is None
    assert (first.for_all, first.wider_than_area, first.verified) == (False, False, False)
    assert (second.amount_eur, second.area, second.for_all, second.wider_than_area) == (1.5e6, None, True, True)


@pytest.mark.parametrize("column", ["scheme", "amount_kind"])
def test_a_line_without_words_is_refused(tmp_path: Path, column: str) -> None:
    with pytest.raises(DataError, match=f"words_missing in .*row 3 .*column={column}, value=Iets nieuws"):
        schemes(tmp_path, {}, {column: "Iets nieuws"})


def test_every_name_stands_in_both_languages() -> None:
    assert all(words["nl"] and words["en"] for words in NAMES.values())
