"""Figures of earlier years stay with the place that they are of."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from nplv_dash import ROOT
from nplv_dash.services.workspace import Workspace, open_workspace
from nplv_dash.sources.indicators import wijken_left_out, wijken_old_codes
from nplv_dash.sources.places import same_place
from tests.broken.sources import ATTRIBUTES, KWB, write_sources, write_table


@pytest.fixture(scope="module")
def real() -> Workspace:
    return open_workspace(ROOT)


Wijk = tuple[str | None, float, float]


def places(wijken: dict[str, Wijk]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(wijken, orient="index", columns=["name", "inhabitants", "owners"])


def still(then: Wijk, now: Wijk, *, others_then: tuple[str, ...] = (), others_now: tuple[str, ...] = ()) -> bool:
    """Whether a wijk is the same place, beside other wijken of its municipality."""
    before = {f"WK00010{i}": (name, 900.0, 50.0) for i, name in enumerate(others_then, 1)}
    after = {f"WK00010{i}": (name, 900.0, 50.0) for i, name in enumerate(others_now, 1)}
    found = same_place(places({"WK000100": then} | before), places({"WK000100": now} | after))
    return bool(found["WK000100"])


@pytest.mark.parametrize(
    ("then", "now"),
    [("West", "West"), ("Wijk 01 West", "West"), ("Wijk16 Huygenhoek", "Huygenhoek"), ("De Berg Zuid", "De Berg-Zuid"),
     ("Súd-West", "Sud-West"), ("Wijk 01", "Wijk 01")],
)  # fmt: skip
def test_the_same_name_is_the_same_place_however_much_was_built(then: str, now: str) -> None:
    assert still((then, 500, 24), (now, 1375, 13))
    assert still((then, float("nan"), float("nan")), (now, 1375, 13))


def test_another_name_is_the_same_place_when_residents_and_homes_are() -> None:
    assert still(("De Kruiskamp", 6490, 40), ("Kruiskamp", 6200, 42))
    assert still(("Verspreide huizen", 160, 84), ("Mastenbroek", 155, 89))
    assert still((None, 125, 93), ("Wijk19-Waal", 135, 93))
    # One thing that differs, or is not known, is enough.
    assert not still(("Wijk 02", 2635, 69), ("Leens", 3230, 70))
    assert not still(("Valleipoort", 365, 32), ("De Hoef", 355, 1))
    assert not still(("Valleipoort", 365, float("nan")), ("De Hoef", 355, 1))
    assert not still(("Valleipoort", float("nan"), 32), ("De Hoef", 355, 32))
    assert not still((None, 125, 93), (None, 225, 93))


def test_a_name_that_stands_elsewhere_now_went_there() -> None:
    chaam, alphen = ("Wijk 01 Chaam", 4205.0, 73.0), ("Alphen", 4315.0, 75.0)
    assert still(chaam, alphen)
    assert not still(chaam, alphen, others_now=("Chaam",))
    assert not still(chaam, alphen, others_then=("Wijk 00 Alphen",))
    # Also as part of a longer name, but not the other way round.
    assert not still(("Tienhoven", 805, 82), ("Meerkerk", 730, 82), others_now=("Tienhoven aan de Lek",))
    assert still(("Buitengebied West", 545, 80), ("Hoogland-West", 565, 81), others_then=("Hoogland",))
    # In another municipality the name says nothing.
    then, now = places({"WK000100": chaam}), places({"WK000100": alphen, "WK000200": ("Chaam", 900, 50)})
    assert same_place(then, now).tolist() == [True]


def test_a_code_that_is_gone_is_nowhere() -> None:
    then = places({"WK000100": ("West", 100, 50), "WK000101": ("Oost", 100, 50)})
    assert same_place(then, then.iloc[:1]).to_dict() == {"WK000100": True, "WK000101": False}


def test_key_figures_of_another_place_are_left_out_and_told(tmp_path: Path) -> None:
    write_sources(tmp_path)
    rows = [
        ("wk", code, name, year, indicator, value)
        for code, name, year, residents, owners in (
            ("WK034401", "Wijk 02 Almere Stad", "2020", 109805, 64),
            ("WK034402", "Wijk 07 De Kruiskamp", "2020", 6490, 40),
            ("WK034403", "Wijk 03 Overvecht", "2020", 34000, 20),
            ("WK034401", "De Werven", "2022", 2860, 48),
            ("WK034405", "Gone", "2020", 100, 50),
            ("WK034402", "Not taken", "2021", 1, 1),
        )
        for indicator, value in (("inhabitants", residents), ("p_owner", owners))
    ]
    tidy = pd.DataFrame(rows, columns=["level", "code", "name", "year", "indicator", "value"])
    write_table(tmp_path / KWB, tidy)
    write_table(tmp_path / "data/indicators/kwb_otherNL_wijk.parquet", tidy.iloc[:0].astype({"value": float}))
    now = [
        ("WK034401", "De Werven", 2860, 48),
        ("WK034402", "Kruiskamp", 6200, 42),
        ("WK034403", "Overvecht", 34500, 20),
    ]
    attributes = pd.read_csv(tmp_path / ATTRIBUTES).iloc[:1]
    later = [
        attributes.assign(code=code, name=name, population=people, dwelling_ownership=owners)
        for code, name, people, owners in now
    ]
    write_table(tmp_path / ATTRIBUTES, pd.concat(later))
    table = wijken_old_codes(tmp_path / "data")
    owners = table[table["indicator"] == "owner_share"]
    assert owners[["code", "year"]].to_numpy().tolist() == [["WK034402", 2020], ["WK034403", 2020], ["WK034401", 2022]]
    left = wijken_left_out(tmp_path / "data")
    assert left[left["year"] == 2020].to_numpy().tolist() == [
        [indicator, 2020, code, name]
        for indicator in ("inhabitants", "owner_share")
        for code, name in (("WK034401", "Wijk 02 Almere Stad"), ("WK034405", "Gone"))
    ]


def test_a_score_stays_where_the_name_is_the_same(tmp_path: Path) -> None:
    write_sources(tmp_path)
    names = {
        "WK034401": ("Wijk 01 Súd-West", "Sud-West"),
        "WK034402": ("Wijk16 Huygenhoek", "Huygenhoek"),
        "WK034403": ("Wijk 03 Almere Buiten", "De Hoven"),
        "WK034404": ("Wijk 04", "Kern"),
        "WK034405": ("Wijk 05", None),
        "WK034406": ("Wijk 06", "Wijk 06"),
    }
    rows = [("wk", code, then, "2019", "ses_woa_score", 0.1) for code, (then, _) in names.items()]
    tidy = pd.DataFrame(rows, columns=["level", "code", "name", "year", "indicator", "value"])
    write_table(tmp_path / "data/indicators/ses_woa.parquet", tidy)
    attributes = pd.read_csv(tmp_path / ATTRIBUTES).iloc[:1]
    now = {code: name for code, (_, name) in names.items() if name}
    later = pd.concat([attributes.assign(code=code, name=name) for code, name in now.items()])
    write_table(tmp_path / ATTRIBUTES, later)
    table = wijken_old_codes(tmp_path / "data")
    assert table.loc[table["indicator"] == "ses_woa", "code"].tolist() == ["WK034401", "WK034402", "WK034406"]


def test_a_code_that_was_given_to_another_place_has_no_score(real: Workspace) -> None:
    # WK003403 was Almere Buiten with 57,000 residents, and is De Hoven with 2,500.
    assert real.name("wijk", "WK003403") == "De Hoven"
    assert real.figure("wijk", "WK003403", "ses_woa") is None
    assert real.figure("wijk", "WK034403", "ses_woa", 2014) is not None


#: Figures of 2020 that CBS gives for the wijken of the whole country.
OF_2020 = ("inhabitants", "households", "corp_share", "social_min", "low40", "welfare", "woz", "edu_low")


def test_de_werven_does_not_show_what_almere_stad_was(real: Workspace) -> None:
    # WK003402 was Almere Stad with 109,805 residents in 2020, and is De Werven with 2,860.
    assert real.name("wijk", "WK003402") == "De Werven"
    assert [real.figure("wijk", "WK003402", indicator, 2020) for indicator in OF_2020] == [None] * len(OF_2020)
    for year in (2022, 2024):
        now = real.figure("wijk", "WK003402", "inhabitants", year)
        assert now is not None
        assert 2500 < now.value < 3000
    report = real.bundle.join_report
    told = report[(report["code"] == "WK003402") & (report["indicator"] == "welfare")]
    assert told[["side", "year", "name"]].to_numpy().tolist() == [
        ["borders", 2020, "De Werven"], ["figures", 2020, "Wijk 02 Almere Stad"],
    ]  # fmt: skip


def test_whether_a_code_is_of_another_place_is_told_by_more_than_its_size(real: Workspace) -> None:
    known = {
        code: real.figure("wijk", code, "social_min", 2020) is not None
        for code in ("WK172301", "WK196602", "WK190106", "WK030707", "WK158101", "WK170003", "WK034403")
    }
    # Alphen had the code of Chaam, Leens that of Baflo and Driebruggen that of Reeuwijk-Dorp; Kruiskamp, Driebergen and
    # Den Ham had another name only.
    assert known == dict(zip(known, [False] * 3 + [True] * 4, strict=True))


def test_the_municipalities_with_an_area_lose_nothing(real: Workspace) -> None:
    report = real.bundle.join_report
    told = report[(report["level"] == "wijk") & (report["side"] == "figures") & (report["year"] == 2020)]
    with_area = {area.gemeente_code for area in real.bundle.areas}
    wijken = real.bundle.units["wijk"]
    near = wijken.loc[wijken["gm_code"].isin(with_area), "code"]
    assert sorted(set(told["code"]) & set(near)) == []
    assert len(set(told["code"]) & set(wijken["code"])) == 80


def test_persons_are_not_taken_for_households(real: Workspace) -> None:
    # Forty per cent of the persons have the forty per cent lowest incomes.
    country = real.figure("land", "NL", "persons_low40", 2022)
    assert country is not None
    assert country.value == pytest.approx(40, abs=0.1)
    assert real.years("land", "persons_low40") == (2022,)
    # CBS gives 45.0 per cent of the households of Utrecht for 2022, and no wijken.
    assert 2022 not in real.years("wijk", "low40")
    utrecht = real.figure("gemeente", "GM0344", "low40", 2020)
    assert utrecht is not None
    assert 44 < utrecht.value < 50
