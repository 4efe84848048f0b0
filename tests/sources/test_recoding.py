"""Codes of one year to those of another: as another library does it, and as the arithmetic of shares demands."""

from __future__ import annotations

import warnings
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError
from nplv_dash.sources.bundle import load_bundle
from nplv_dash.sources.grid import RD
from nplv_dash.sources.harmonise import recode
from nplv_dash.sources.recoding import TABLE, Recoding, chain, laid_over, place, table_of, weigh
from nplv_dash.sources.shapes import dissolve


def units(**boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    shapes = [shapely.box(*(1000 * side for side in box)) for box in boxes.values()]
    return gpd.GeoDataFrame({"code": list(boxes)}, geometry=shapes, crs=RD)


def figures(**values: float) -> pd.DataFrame:
    return pd.DataFrame(
        [(code, 2024, "inhabitants", value) for code, value in values.items()],
        columns=["code", "year", "indicator", "value"],
    )


def test_what_stayed_is_in_no_table() -> None:
    same = units(A=(0, 0, 1, 1), B=(1, 0, 2, 1))
    assert list(table_of(same, same).table.columns) == TABLE
    assert len(table_of(same, same).table) == 0
    # A line that was drawn elsewhere by three per cent is a line, and no people.
    drawn = units(A=(0, 0, 1.03, 1), B=(1.03, 0, 2, 1))
    assert len(table_of(same, drawn).table) == 0


def test_split_joined_renamed_and_exchanged() -> None:
    old = units(A=(0, 0, 4, 1), B=(4, 0, 5, 1), C=(5, 0, 6, 1), D=(6, 0, 7, 1), E=(7, 0, 8, 1), F=(8, 0, 9, 1))
    new = units(A=(0, 0, 1, 1), X=(1, 0, 4, 1), Y=(4, 0, 6, 1), Z=(6, 0, 7, 1), F=(7, 0, 8, 1), E=(8, 0, 9, 1))
    table, gone = table_of(old, new)
    rows = {(row.old, row.new): row.share for row in table.itertuples()}
    assert rows == pytest.approx(
        {("A", "A"): 0.25, ("A", "X"): 0.75, ("B", "Y"): 1, ("C", "Y"): 1, ("D", "Z"): 1, ("E", "F"): 1, ("F", "E"): 1}
    )
    assert gone == frozenset()
    moved = recode(figures(A=400, B=10, C=20, D=5, E=7, F=9), table, {"inhabitants"}, {}).set_index("code")["value"]
    assert moved.to_dict() == pytest.approx({"A": 100, "X": 300, "Y": 30, "Z": 5, "F": 7, "E": 9})


def test_people_count_and_not_ground() -> None:
    old = units(A=(0, 0, 4, 1))
    new = units(X=(0, 0, 1, 1), Y=(1, 0, 4, 1))
    people = units(a=(0, 0, 1, 1), b=(1, 0, 4, 1)).assign(people=[900, 100])
    assert table_of(old, new, people).table["share"].tolist() == pytest.approx([0.9, 0.1])
    # Nobody lives there: then the ground counts.
    assert table_of(old, new, people.assign(people=0)).table["share"].tolist() == pytest.approx([0.25, 0.75])


def test_a_place_that_is_gone() -> None:
    old, new = units(A=(0, 0, 1, 1), B=(1, 0, 2, 1)), units(A=(0, 0, 1, 1), B=(5, 0, 6, 1))
    recoding = table_of(old, new)
    # The code of B stands for another place now.
    assert recoding.gone == {"B"}
    assert place(("A", "B"), recoding, {"A": 100, "B": 300}).kept == pytest.approx(0.25)


def test_the_publisher_goes_before_the_map() -> None:
    old, new = units(A=(0, 0, 2, 1), B=(2, 0, 3, 1)), units(X=(0, 0, 1, 1), Y=(1, 0, 2, 1), B=(2, 0, 3, 1))
    told = pd.DataFrame({"old": ["A", "A"], "new": ["X", "Y"], "share": [0.8, 0.2]})
    table, _ = table_of(old, new, official=told)
    assert table[["old", "new", "share", "how"]].to_numpy().tolist() == [
        ["A", "X", 0.8, "official"], ["A", "Y", 0.2, "official"],
    ]  # fmt: skip
    with pytest.raises(DataError, match="recoding_shares"):
        table_of(old, new, official=told.drop(columns="share"))


def test_two_years_after_each_other() -> None:
    first = pd.DataFrame([("A", "B", 0.5, "name"), ("A", "C", 0.5, "name")], columns=TABLE)
    second = pd.DataFrame(
        [("C", "D", 0.5, "overlay"), ("C", "E", 0.5, "overlay"), ("Q", "R", 1.0, "overlay")], columns=TABLE
    )
    found = {(row.old, row.new): row.share for row in chain(first, second).itertuples()}
    assert found == {("A", "B"): 0.5, ("A", "D"): 0.25, ("A", "E"): 0.25, ("Q", "R"): 1.0}
    assert chain(first, second).groupby("old")["share"].sum().to_numpy() == pytest.approx(1.0)


def test_an_area_keeps_its_people_or_says_so() -> None:
    # A is split in two: both belong to the area, and nobody is lost.
    whole = Recoding(pd.DataFrame([("A", "X", 0.6, "o"), ("A", "Y", 0.4, "o")], columns=TABLE), frozenset())
    assert place(("A", "B"), whole, {"A": 100, "B": 50}) == place(("B", "A"), whole, {"A": 100, "B": 50})
    found = place(("A", "B"), whole, {"A": 100, "B": 50})
    assert (found.codes, found.kept, found.others) == (("B", "X", "Y"), pytest.approx(1), pytest.approx(0))
    # A joins Q, which is larger and no part of the area: its people are not in it any more.
    joined = Recoding(pd.DataFrame([("A", "Z", 1.0, "o"), ("Q", "Z", 1.0, "o")], columns=TABLE), frozenset())
    found = place(("A", "B"), joined, {"A": 100, "B": 300, "Q": 400})
    assert (found.codes, found.kept, found.others) == (("B",), pytest.approx(0.75), pytest.approx(0))
    # With a smaller one it stays, with some of other places.
    found = place(("A", "B"), joined, {"A": 100, "B": 300, "Q": 50})
    assert (found.codes, found.kept, found.others) == (("B", "Z"), pytest.approx(1), pytest.approx(50 / 450))


def _old_and_new() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """The wijken of Utrecht, and the same ground divided in another way: by halves of its buurten."""
    buurten = load_bundle(ROOT).geometry("buurten")
    here = buurten[buurten["gm_code"] == "GM0344"].reset_index(drop=True)
    middle = here.geometry.representative_point()
    side = np.where(middle.x > middle.x.median(), "O", "W")
    step = pd.qcut(middle.y, 4, labels=False).astype(str)
    old = dissolve(here, "wk_code").rename(columns={"wk_code": "code"})
    new = dissolve(here.assign(block=[a + b for a, b in zip(side, step, strict=True)]), "block")
    return old, new.rename(columns={"block": "code"})


def test_as_another_library_divides_it() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tobler = pytest.importorskip("tobler.area_weighted")
    old, new = _old_and_new()
    people = np.arange(1000.0, 1000.0 + len(old))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = tobler.area_interpolate(old.assign(people=people), new, extensive_variables=["people"])["people"]
    pieces = weigh(old, new, None)
    share = pieces["weight"] / pieces.groupby("old")["weight"].transform("sum")
    ours = (share * pieces["old"].map(dict(zip(old["code"], people, strict=True)))).groupby(pieces["new"]).sum()
    assert ours[new["code"]].to_numpy() == pytest.approx(theirs.to_numpy(), rel=1e-6)
    assert ours.sum() == pytest.approx(people.sum())
    # With what is taken for a line left out, every unit keeps nineteen of twenty people at least.
    table, _ = table_of(old, new)
    kept = recode(
        pd.DataFrame({"code": old["code"], "year": 2024, "indicator": "inhabitants", "value": people}),
        table, {"inhabitants"}, {},
    ).set_index("code")["value"]  # fmt: skip
    assert kept.sum() == pytest.approx(people.sum())
    assert kept[new["code"]].to_numpy() == pytest.approx(theirs.to_numpy(), rel=0.05)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_counts_are_kept_whatever_the_division(data: st.DataObject) -> None:
    def division(name: str) -> list[float]:
        inner = data.draw(st.lists(st.integers(1, 99), unique=True, max_size=6), label=name)
        return [0, *sorted(inner), 100]

    def strips(name: str) -> gpd.GeoDataFrame:
        sides = pairwise(division(name))
        boxes = {f"{name}{i}": (a / 10, 0, b / 10, 1) for i, (a, b) in enumerate(sides)}
        return units(**boxes)

    old, new = strips("S"), strips(data.draw(st.sampled_from(["S", "T"])))
    values = {code: float(data.draw(st.integers(0, 1000))) for code in old["code"]}
    table, gone = table_of(old, new)
    assert not gone
    assert table.groupby("old")["share"].sum().to_numpy() == pytest.approx(1.0)
    moved = recode(figures(**values), table, {"inhabitants"}, {})
    assert moved["value"].sum() == pytest.approx(sum(values.values()))
    assert set(moved["code"]) <= set(new["code"])


@pytest.mark.parametrize("side", [-0.02, 0.02])
def test_a_strip_along_a_border_moves_nobody(side: float) -> None:
    """Beside a wijk where thousands live lies one where hardly anybody does: a line that lies twenty metres off."""
    old, new = units(A=(0, 0, 4, 2), B=(4, 0, 6, 2)), units(A=(0, 0, 4 + side, 2), B=(4 + side, 0, 6, 2))
    people = units(a=(0, 0, 4.03, 2), b=(4.03, 0, 6, 2)).assign(people=[50_000, 0])
    recoding = table_of(old, new, people)
    assert len(recoding.table) == 0
    assert place(("A",), recoding, {"A": 50_000}).codes == ("A",)
    # A part of the ground is one, however few live there.
    part = units(A=(0, 0, 3.9, 2), B=(3.9, 0, 6, 2))
    assert set(table_of(old, part, people).table["new"]) == {"A", "B"}


def test_a_map_of_which_nothing_else_is_known_brings_its_residents() -> None:
    old, new = units(A=(0, 0, 4, 1), B=(4, 0, 8, 1)), units(X=(0, 0, 2, 1), Y=(2, 0, 8, 1))
    people = units(x=(0, 0, 2, 1), y=(2, 0, 8, 1)).assign(people=[100, 600])
    table = laid_over(old, new, people)
    rows = {(row.old, row.new): (row.share, row.people) for row in table.itertuples()}
    assert rows == {
        ("A", "X"): pytest.approx((1 / 3, 100)),
        ("A", "Y"): pytest.approx((2 / 3, 200)),
        ("B", "Y"): pytest.approx((1, 400)),
    }


def _metres(**boxes: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    return units(**{code: (*(side / 1000 for side in box),) for code, box in boxes.items()})


def _rows(recoding: Recoding) -> dict[tuple[str, str], float]:
    return {(row.old, row.new): row.share for row in recoding.table.itertuples()}


@pytest.mark.parametrize("apart", [0, 20])
def test_a_strip_beside_it_hides_no_part_that_was_given_away(apart: float) -> None:
    """A gives a block with half of its residents to B; along the other kilometres between them the line lies off."""
    old = _metres(A=(0, 0, 3000, 3300), B=(3000, 0, 6000, 3300))
    block = shapely.box(2700, 0, 3000, 300)
    strip = shapely.box(2995, 300 + apart, 3000, 3300)
    given = shapely.union_all([block, strip])
    new = old.set_geometry([old.geometry[0].difference(given), old.geometry[1].union(given)], crs=RD)
    people = gpd.GeoDataFrame(
        {"people": [500, 500, 4000]}, geometry=[old.geometry[0].difference(block), block, old.geometry[1]], crs=RD
    )
    assert _rows(table_of(old, new, people)) == pytest.approx(
        {("A", "A"): 0.5, ("A", "B"): 0.5, ("B", "B"): 1}, abs=0.005
    )
    table = laid_over(old, new, people).set_index(["old", "new"])["people"]
    assert table["A", "B"] == pytest.approx(500, abs=1)


def test_a_small_block_is_no_strip() -> None:
    old = _metres(A=(0, 0, 1000, 1000), B=(1000, 0, 2000, 1000))
    block = shapely.box(882, 0, 1000, 118)
    new = old.set_geometry([old.geometry[0].difference(block), old.geometry[1].union(block)], crs=RD)
    people = gpd.GeoDataFrame(
        {"people": [600, 400, 5000]}, geometry=[old.geometry[0].difference(block), block, old.geometry[1]], crs=RD
    )
    assert _rows(table_of(old, new, people)) == pytest.approx({("A", "A"): 0.6, ("A", "B"): 0.4, ("B", "B"): 1})


@pytest.mark.parametrize("side", [110, 40])
def test_a_new_unit_has_a_row_however_small_it_is(side: float) -> None:
    old = _metres(A=(0, 0, 1000, 1000))
    part = shapely.box(0, 0, side, side)
    new = gpd.GeoDataFrame({"code": ["A", "N"]}, geometry=[old.geometry[0].difference(part), part], crs=RD)
    for lives in (300, 0):
        people = new.assign(people=[700, lives])[["people", "geometry"]]
        rows = _rows(table_of(old, new, people))
        assert rows == pytest.approx({("A", "A"): 700 / (700 + lives), ("A", "N"): lives / (700 + lives)})
