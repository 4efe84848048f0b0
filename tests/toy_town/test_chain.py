"""From borders and figures to aggregates, each number worked out by hand beside it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from nplv_dash.domain.records import PLEA_THEMES
from nplv_dash.services.check import check_data
from nplv_dash.services.mapview import (
    LAYERS,
    Selection,
    bounds_of,
    indicators_on,
    map_view,
    netherlands,
    place_of,
    shapes,
    table,
    years_on,
)
from nplv_dash.services.profile import compare, headlines, indicators_of
from nplv_dash.services.workspace import NETHERLANDS, Workspace, open_workspace
from tests.toy_town import build_town
from tests.toy_town.fixtures import Town, digests

BY_HAND = {
    # Two whole wijken, weighted with the residents of the year; in 2022 there were 1,500 in the first.
    ("gebied", "noord", "welfare", 2020): (1000 * 40 + 3000 * 80) / 4000,
    ("gebied", "noord", "lbm", 2022): (1500 * 4.0 + 3000 * 3.8) / 4500,
    ("gebied", "noord", "crime", 2024): 1000 * (40 + 120) / 4000,
    ("gebied", "noord", "inhabitants", 2024): 1000 + 3000,
    # 80 % of the residents are adults, in both wijken, so the weight makes no difference here.
    ("gebied", "noord", "edu_low", 2020): (800 * 20 + 2400 * 40) / 3200,
    # A wijk and two buurten of another. Crimes are known per buurt ...
    ("gebied", "veen", "inhabitants", 2024): 1000 + 500 + 300,
    ("gebied", "veen", "crimes", 2024): 20 + 10 + 30,
    ("gebied", "veen", "crime", 2024): 1000 * (20 + 10 + 30) / 1800,
    # ... welfare is not: the wijk counts for the 800 of its 2,000 residents who live in the two buurten.
    ("gebied", "veen", "welfare", 2020): (1000 * 20 + 0.4 * 2000 * 60) / (1000 + 0.4 * 2000),
    ("gebied", "veen", "inhabitants", 2020): 1000 + 0.4 * 2000,
    # Of the 1,000 residents 100 live where welfare is not known: they are left out, not counted as zero.
    ("gebied", "duin", "welfare", 2020): 50,
    ("gebied", "duin", "crime", 2024): 1000 * 36 / 1000,
    # No crime is a figure too.
    ("gebied", "bos", "crime", 2024): 0,
    # The municipality and the country are made in the same way; nobody counted in WK100105.
    ("gemeente", "GM1001", "welfare", 2020): (1000 * 40 + 3000 * 80 + 2000 * 60 + 1000 * 20) / 7000,
    ("gemeente", "GM1002", "welfare", 2020): (900 * 50 + 1000 * 10) / 1900,
    ("land", NETHERLANDS, "welfare", 2020): (420_000 + 55_000 + 10_000 * 30) / 18_900,
    ("land", NETHERLANDS, "inhabitants", 2024): 7000 + 2000 + 10_000,
    ("land", NETHERLANDS, "crime", 2024): 1000 * (280 + 36 + 100) / 19_000,
    # What the publisher gave stays what it was.
    ("wijk", "WK100102", "welfare", 2020): 80,
    ("buurt", "BU10010301", "crime", 2024): 1000 * 30 / 300,
}


@pytest.mark.parametrize("unit", BY_HAND, ids=lambda unit: "-".join(map(str, unit)))
def test_aggregates_are_those_worked_out_by_hand(toy: Workspace, unit: tuple[str, str, str, int]) -> None:
    figure = toy.figure(*unit)
    assert figure is not None
    assert figure.value == pytest.approx(BY_HAND[unit], rel=1e-6)
    assert figure.year == unit[3]


@pytest.mark.parametrize(
    ("unit", "coverage"),
    [
        (("gebied", "noord", "welfare"), 1),
        (("gebied", "veen", "crime"), 1),
        (("gebied", "veen", "welfare"), 1),
        (("gebied", "duin", "welfare"), 0.9),
        # A wijk where nobody was ever counted weighs nothing.
        (("gemeente", "GM1001", "welfare"), 1),
        (("gemeente", "GM1002", "welfare"), 0.95),
        (("land", NETHERLANDS, "welfare"), 18_900 / 19_000),
        (("wijk", "WK100102", "welfare"), 1),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else None,
)
def test_what_is_missing_is_counted(toy: Workspace, unit: tuple[str, str, str], coverage: float) -> None:
    figure = toy.figure(*unit)
    assert figure is not None
    assert figure.coverage == pytest.approx(coverage)


def test_a_wijk_without_a_weight_lowers_the_coverage(town: Town) -> None:
    """A new code since 2020: neither residents nor welfare of that year can be found, and yet people live there."""

    def recoded(t: pd.DataFrame) -> pd.DataFrame:
        return t[(t["code"] != "WK100104") | (t["year"] != 2020) | ~t["indicator"].isin(["inhabitants", "welfare"])]

    town.edit_table("indicators/wijken.parquet", recoded)
    workspace = open_workspace(town.root)
    welfare = workspace.figure("gemeente", "GM1001", "welfare")
    assert welfare is not None
    # The other three, weighted with the residents of 2020; 1,000 of the 7,000 live in the fourth.
    assert welfare.value == pytest.approx((1000 * 40 + 3000 * 80 + 2000 * 60) / 6000)
    assert welfare.coverage == pytest.approx(6 / 7)
    # A sum of three out of four would pass for the whole.
    assert workspace.figure("gemeente", "GM1001", "inhabitants", 2020) is None
    assert workspace.figure("gemeente", "GM1001", "inhabitants", 2024) is not None


def test_too_little_is_no_figure(toy: Workspace) -> None:
    # Violence is known for 1,000 of the 4,000 residents of `noord`.
    assert toy.figure("wijk", "WK100101", "violence") is not None
    assert toy.figure("gebied", "noord", "violence") is None
    assert toy.years("gebied", "violence") == ()
    assert compare(toy, toy.bundle.area("noord"), toy.bundle.indicators["violence"]) is None


def test_a_wijk_where_nobody_counted_has_no_figures(toy: Workspace) -> None:
    figures = [toy.figure("wijk", "WK100105", indicator) for indicator in toy.bundle.indicators]
    assert figures == [None] * len(toy.bundle.indicators)
    assert toy.name("wijk", "WK100105") == "Nieuwland"


def test_what_did_not_match_is_reported_on_either_side(toy: Workspace) -> None:
    report = toy.bundle.join_report
    wijken = report[(report["level"] == "wijk") & (report["indicator"] == "inhabitants") & (report["year"] == 2024)]
    assert wijken[["side", "code", "name"]].to_numpy().tolist() == [
        ["figures", "WK100999", ""],
        ["borders", "WK100105", "Nieuwland"],
    ]


def test_a_profile_sets_an_area_beside_its_municipality_and_the_country(toy: Workspace) -> None:
    found = compare(toy, toy.bundle.area("duin"), toy.bundle.indicators["welfare"])
    assert found is not None
    assert found.year == 2020
    assert found.area is not None
    assert found.gemeente is not None
    assert found.netherlands is not None
    assert (found.area.value, found.gemeente.value) == pytest.approx((50, 55_000 / 1900))
    assert found.netherlands.value == netherlands(toy, found.indicator, 2020)
    assert [i.theme for i in headlines(toy)] == list(PLEA_THEMES)
    # The headline comes first; counts are not compared.
    assert [i.id for i in indicators_of(toy, "crime")] == ["crime", "violence"]


def test_the_map_shows_classes_and_says_what_is_missing(toy: Workspace) -> None:
    view = map_view(toy, Selection("wijken", "welfare", 2020))
    # Bounds 15, 30, 50, 75: 40, 80, 60, 20, nothing; 50 lies on a bound and belongs above it; nothing; 10.
    assert view.classes == "2431x3x0"
    assert view.counts == (1, 1, 1, 2, 1, 2)
    assert np.isnan(view.values[4])
    around = map_view(toy, Selection("wijken", "welfare", 2020, area="veen"))
    assert around.classes == "2431x..."
    alone = map_view(toy, Selection("wijken", "welfare", 2020, area="veen", only_area=True))
    assert alone.classes == "..31...."
    assert alone.counts == (0, 1, 0, 1, 0, 0)
    buurten = map_view(toy, Selection("buurten", "crime", 2024, area="veen", only_area=True))
    # Two of the buurten of the Haven, and the four of Veenkant, in the order of the codes.
    assert np.flatnonzero(buurten.drawn).tolist() == [8, 9, 12, 13, 14, 15]
    assert map_view(toy, Selection("gebieden", "welfare", 2020, area="noord")).classes == "3..."


def test_the_table_under_the_map_has_the_same_figures(toy: Workspace) -> None:
    selection = Selection("gebieden", "welfare", 2020)
    rows = table(toy, selection, map_view(toy, selection))
    assert rows["name"].tolist() == ["Noord", "Veen", "Duin", "Bos"], "areas stand in the order of the official list"
    assert rows["value"].tolist() == pytest.approx([70, 68 / 1.8, 50, 10])
    assert rows["gemeente_value"].tolist() == pytest.approx([60] * 2 + [55_000 / 1900] * 2)
    assert rows["coverage"].tolist() == pytest.approx([1, 1, 0.9, 1])
    wijken = Selection("wijken", "inhabitants", 2024)
    counted = table(toy, wijken, map_view(toy, wijken))
    assert "gemeente_value" not in counted, "a count of a wijk does not compare with that of its municipality"
    assert counted["value"].sum() == 9000
    assert counted["name"].tolist()[:4] == ["Bos", "Duinzicht", "Strand", "Dijkwijk"], "wijken by municipality and name"


def test_what_can_be_chosen_has_figures(toy: Workspace) -> None:
    known = {i: {layer for layer in LAYERS if years_on(toy, layer, i)} for i in ("welfare", "crime")}
    assert known == {"welfare": {"gebieden", "wijken", "wijken_nl"}, "crime": set(LAYERS)}
    assert [i.id for i in indicators_on(toy, "buurten")] == ["inhabitants", "crime"]
    assert years_on(toy, "wijken", "inhabitants") == (2020, 2022, 2024)
    place = place_of(toy, "wijken", "WK100203")
    assert place is not None
    assert place["name"] == "Bos"
    assert place_of(toy, "wijken", "WK100300") is None


def test_bounds_lie_around_what_is_chosen(toy: Workspace) -> None:
    assert bounds_of(toy, Selection("wijken", "welfare", 2020)) is None
    south, west, north, east = bounds_of(toy, Selection("gebieden", "welfare", 2020, area="bos")) or (0, 0, 0, 0)
    outline = shapes(toy, "gebieden").to_crs(4326).set_index("code").loc[["bos"]].total_bounds
    assert (west, south, east, north) == pytest.approx(outline, abs=1e-4)
    wider = bounds_of(toy, Selection("wijken", "welfare", 2020, area="bos")) or (0, 0, 0, 0)
    assert wider[1] < west


def test_areas_and_approximate_wijken_are_drawn_broken(toy: Workspace) -> None:
    def dashed(layer: str) -> str:
        packed = json.loads((toy.bundle.root / "static" / toy.bundle.layers[layer].path).read_text(encoding="utf-8"))
        return str(packed["dashed"])

    assert dashed("gebieden") == "1111"
    hybrid = toy.bundle.units["wijk"]["hybrid"].iloc[toy.bundle.layers["wijken"].rows]
    assert dashed("wijken") == "".join("1" if flag == 1 else "0" for flag in hybrid)
    assert set(dashed("wijken")) == {"0", "1"}


def test_areas_are_made_of_their_wijken_and_buurten(toy: Workspace) -> None:
    # Squares of 0.16 km2: eight, four and two, eight, four.
    areas = shapes(toy, "gebieden").area / 160_000
    assert areas.tolist() == pytest.approx([8, 6, 8, 4])
    assert len(shapes(toy, "wijken_nl")) == 9


def test_everything_passes_the_check_but_the_number_of_areas(toy_root: Path) -> None:
    findings = check_data(toy_root)
    assert [f.key for f in findings if not f.ok] == ["twenty"]
    assert {f.key for f in findings} == {
        "checksums", "nothing_else", "size", "coverage", "one_to_one", "has_parent", "province", "province_of",
        "table_beside", "unmatched", "browser", "twenty", "themes", "anchor", "parameters", "scenario", "tasks",
        "krachtwijken", "official", "second",
    }  # fmt: skip


def test_two_builds_are_byte_identical(toy_root: Path, tmp_path: Path) -> None:
    build_town(tmp_path)
    assert digests(tmp_path) == digests(toy_root)
