"""The list of the krachtwijken and the earlier instrument."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError
from nplv_dash.domain.records import Dataset, Krachtwijk, OfficialFigure
from nplv_dash.services.check import check_data
from nplv_dash.services.workspace import Workspace, open_workspace
from nplv_dash.sources.bundle import read_observations
from nplv_dash.sources.earlier import krachtwijken_from_list, leefbaarometer2
from nplv_dash.sources.recipes import recipe
from nplv_dash.sources.yamlfiles import read_records
from tests.toy_town.fixtures import Town

MAPPING = pd.DataFrame(
    [("WK036301", "WK0363AA", 1.0), ("WK036302", "WK0363AA", 1.0), ("WK036303", "WK0363AB", 0.5),
     ("WK036303", "WK0363AC", 0.5)],
    columns=["old", "new", "share"],
)  # fmt: skip
KNOWN = {"WK0363AA", "WK0363AB", "WK0363AC", "WK034403"}
GEMEENTEN = {"GM0363": "Amsterdam", "GM0344": "Utrecht"}
ROW = {
    "area_official": "Utrecht Overvecht", "additional_investment_mln_eur": "8.6", "max_subsidy_per_year_eur": "1720000",
    "gm_code": "GM0344", "wk_codes_lbm_2022_indeling": "WK034403", "match_quality": "exact", "match_note": "",
    "source_amounts": "Besluit",
}  # fmt: skip


def areas(folder: Path, *rows: dict[str, Any]) -> list[Krachtwijk]:
    path = folder / "list.csv"
    pd.DataFrame([ROW | row for row in rows]).to_csv(path, index=False)
    return krachtwijken_from_list(path, MAPPING, KNOWN, GEMEENTEN)


def test_an_area_names_each_wijk_of_2024_once(tmp_path: Path) -> None:
    split = {"gm_code": "GM0363", "wk_codes_lbm_2022_indeling": "WK036303|WK036301|WK036302"}
    same, moved = areas(tmp_path, {}, split)
    assert (same.id, same.gemeente, same.wijken) == ("utrecht-overvecht", "Utrecht", ("WK034403",))
    assert (same.investment_mln_eur, same.subsidy_max_eur_per_year) == (8.6, 1_720_000)
    assert moved.wijken == ("WK0363AB", "WK0363AC", "WK0363AA")


def test_a_note_of_the_list_comes_in_both_languages(tmp_path: Path) -> None:
    (area,) = areas(tmp_path, {"match_note": "core is Presikhaaf-West"})
    assert area.note_nl == "De kern is Presikhaaf-West."
    assert area.note_en == "The core is Presikhaaf-West."
    used = {area.note_nl for area in read_records(ROOT / "data" / "krachtwijken.yaml", Krachtwijk)} - {None}
    assert used == {words["nl"] for words in recipe("krachtwijken").values()}


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"wk_codes_lbm_2022_indeling": "WK034499"}, "area_unknown_codes"),
        ({"gm_code": "GM0001"}, "value_unknown"),
        ({"match_note": "nobody knows"}, "words_missing"),
    ],
)
def test_a_line_that_is_not_understood_is_an_error(tmp_path: Path, change: dict[str, str], key: str) -> None:
    with pytest.raises(DataError, match=rf"{key}.*list\.csv:3"):
        areas(tmp_path, {"area_official": "Ander"}, change)


def test_scores_of_2016_come_to_the_wijken_of_2024(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "indicators"
    folder.mkdir(parents=True)
    columns = ["level", "code", "name", "year", "indicator", "value"]
    kwb = [("wk", f"WK03630{i}", f"Wijk {i}", "2016", "inhabitants", 100.0) for i in (1, 2, 3)]
    kwb += [
        ("wk", "WK034403", "Overvecht", "2016", "inhabitants", 100.0),
        ("wk", "WK034404", "Oud", "2016", "inhabitants", 9.0),
    ]
    for name in ("kwb_19gm.parquet", "kwb_otherNL_wijk.parquet"):
        pd.DataFrame(kwb if "19gm" in name else [], columns=columns).to_parquet(folder / name)
    now = pd.DataFrame({"code": [row[1] for row in kwb], "name": [*(row[2] for row in kwb[:4]), "Nieuw"]})
    (tmp_path / "data" / "boundaries" / "cbs_2022_generalised").mkdir(parents=True)
    now.assign(population=500, dwelling_ownership=40).to_csv(
        tmp_path / "data" / "boundaries" / "cbs_2022_generalised" / "wijk_2022_attributes.csv", index=False
    )
    scores = {"WK036301": 0.1, "WK036302": 0.4, "WK036303": -0.2, "WK034403": -0.3, "WK034404": 0.9}
    rows = [("wk", code, "", "2016", "lbm2_rlbrmtr", value) for code, value in scores.items()]
    rows += [("gm", "GM0344", "", "2016", "lbm2_rlbrmtr", 1.0), ("wk", "WK034403", "", "2016", "lbm2_other", 1.0)]
    pd.DataFrame(rows, columns=columns).to_parquet(folder / "leefbaarometer2_wijk_gm_pc4.parquet")
    found = leefbaarometer2(tmp_path / "data", MAPPING, KNOWN, {"WK036301": 100.0, "WK036302": 200.0})
    assert set(found["indicator"]) == {"lbm2"}
    # Two wijken became one: weighted with their residents. WK034404 is another place now.
    assert found.set_index("code")["value"].to_dict() == pytest.approx(
        {"WK0363AA": 0.3, "WK0363AB": -0.2, "WK0363AC": -0.2, "WK034403": -0.3}
    )


def test_the_instruments_are_kept_apart() -> None:
    second = read_observations(ROOT / "data" / "indicators" / "lbm2.parquet")
    first = read_observations(ROOT / "data" / "indicators" / "wijken.parquet")
    assert set(second["indicator"]) == set(recipe("columns")["leefbaarometer2"].values())
    assert not set(second["indicator"]) & set(first["indicator"])
    classes = second.loc[second["indicator"] == "lbm2_class", "value"]
    assert classes.between(1, 9).all()
    wide = second[second["year"] == 2016].pivot(index="code", columns="indicator", values="value")
    parts = wide[[name for name in wide if name not in {"lbm2", "lbm2_class"}]].sum(axis=1)
    assert (parts - wide["lbm2"]).abs().max() < 1e-5


def test_no_chooser_offers_the_earlier_instrument(toy: Workspace) -> None:
    assert not any(indicator.startswith("lbm2") for indicator in open_workspace(ROOT).bundle.indicators)
    assert not any(indicator.startswith("lbm2") for indicator in toy.bundle.indicators)


def test_official_figures_have_their_source() -> None:
    officials = read_records(ROOT / "data" / "official.yaml", OfficialFigure)
    assert [(one.then, one.now) for one in officials] == [(60, 55), (60, 64), (18, 8)]
    (dataset,) = (d for d in map(Dataset.model_validate, recipe("datasets")) if d.id == "nplv_official")
    assert {one.url for one in officials} == {dataset.url}


@pytest.mark.parametrize(
    ("name", "old", "new", "key"),
    [
        ("krachtwijken.yaml", "WK100101", "WK999999", "krachtwijken"),
        ("krachtwijken.yaml", "quality: exact", "quality: perfect", "readable"),
        ("official.yaml", "then: 18.0", "then: much", "readable"),
    ],
)
def test_the_check_names_what_is_wrong(town: Town, name: str, old: str, new: str, key: str) -> None:
    town.edit_text(name, old, new)
    town.recatalogue()
    wrong = [one for one in check_data(town.root) if not one.ok and one.key != "twenty"]
    assert [one.key for one in wrong] == [key]


def test_the_check_names_scores_of_an_unknown_wijk(town: Town) -> None:
    town.edit_table("indicators/lbm2.parquet", lambda t: t.assign(code="WK999999"))
    town.recatalogue()
    wrong = [one for one in check_data(town.root) if not one.ok and one.key != "twenty"]
    assert [(one.key, one.detail) for one in wrong] == [("second", "WK999999")]


def test_the_check_names_results_that_cannot_be_read(town: Town) -> None:
    town.path("progress.yaml").write_text("schema_version: 2", encoding="utf-8")
    wrong = [one for one in check_data(town.root) if not one.ok and one.key != "twenty"]
    assert [one.key for one in wrong] == ["readable"]
    assert wrong[0].subject.endswith("progress.yaml")
