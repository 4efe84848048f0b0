"""Figures in codes of an earlier year, on the units of now: weighed with who lived where the figures are of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from nplv_dash.sources.build import Content
from nplv_dash.sources.fetching import Figures, Fresh
from nplv_dash.sources.moving import Renewed, move
from nplv_dash.sources.present import _mapping, present
from nplv_dash.sources.recoding import TABLE, chain, with_people
from nplv_dash.sources.renewal import _lost, _put
from tests.publishers.world import country_of

#: Haven, with nine of ten residents, and Veenkant became Veenkant.
JOINED = pd.DataFrame(
    [("WK100103", "WK100101", 1.0, "overlay"), ("WK100101", "WK100101", 1.0, "overlay")], columns=TABLE
)
LIVED = {"WK100103": 9000.0, "WK100101": 1000.0}


@pytest.fixture
def content(toy_root: Path) -> Content:
    """The toy town after the wijken were joined."""
    found = present(toy_root)
    now = found.wijken[found.wijken["code"] != "WK100103"].copy()
    now.loc[(now["code"] == "WK100101") & (now["indicator"] == "inhabitants"), "value"] = 10_000.0
    steps = {"wijk_2024_2025.csv": with_people(JOINED, LIVED), "buurt_2024_2025.csv": with_people(JOINED[:0], {})}
    return replace(found, wijken=now, indeling=2025, steps=steps)


def put(content: Content, **values: float) -> float | None:
    rows = [("wijk", code, 2024, "welfare", value) for code, value in values.items()]
    frame = pd.DataFrame(rows, columns=["level", "code", "year", "indicator", "value"])
    renewed = Renewed(content)
    _put(renewed, Fresh(figures=[Figures("cbs_kwb", "85984NED 2024", 2024, frame)]))
    now = renewed.content.wijken.set_index(["code", "year", "indicator"])["value"]
    return now.get(("WK100101", 2024, "welfare"))


def test_joined_wijken_are_weighed_with_who_lived_in_them(content: Content) -> None:
    assert put(content, WK100103=10, WK100101=40) == pytest.approx(13)


def test_what_is_known_of_most_stays_and_of_a_few_does_not(content: Content) -> None:
    assert put(content, WK100103=10) == pytest.approx(10)
    assert put(content, WK100101=40) is None


def test_residents_come_along_from_year_to_year() -> None:
    onward = pd.DataFrame(
        [("WK100101", "WK100107", 0.25, "overlay"), ("WK100101", "WK100108", 0.75, "overlay")], columns=TABLE
    )
    both = chain(with_people(JOINED, LIVED), with_people(onward, {"WK100101": 10_400.0}))
    people = both.set_index(["old", "new"])["people"].to_dict()
    assert people == {
        ("WK100101", "WK100107"): 250, ("WK100101", "WK100108"): 750,
        ("WK100103", "WK100107"): 2250, ("WK100103", "WK100108"): 6750,
    }  # fmt: skip
    # What is known of the residents of one step only is no more than nothing.
    assert list(chain(JOINED, with_people(onward, {})).columns) == TABLE


def test_a_step_without_rows_is_one_after_it_was_written_too(content: Content, tmp_path: Path) -> None:
    nothing = with_people(JOINED[:0], {})
    nothing.to_csv(tmp_path / "wijk_2025_2026.csv", index=False)
    read = _mapping(tmp_path / "wijk_2025_2026.csv")
    step = with_people(JOINED, LIVED)
    for both in (chain(step, read), chain(read, step)):
        assert both["share"].dtype == both["people"].dtype == float
        assert both.set_index("old")["people"].to_dict() == LIVED
    steps = {**content.steps, "wijk_2025_2026.csv": read, "buurt_2025_2026.csv": read}
    assert put(replace(content, indeling=2026, steps=steps), WK100103=10, WK100101=40) == pytest.approx(13)


def test_each_figure_that_is_left_out_is_told_of() -> None:
    rows = pd.DataFrame(
        [("WK100103", 2024, "welfare", 10.0), ("WK100101", 2024, "welfare", 40.0), ("WK100101", 2024, "income", 30.0)],
        columns=["code", "year", "indicator", "value"],
    )
    came = pd.DataFrame([("WK100101", 2024, "welfare", 13.0)], columns=["code", "year", "indicator", "value"])
    assert _lost(rows, came, JOINED) == 1
    assert _lost(rows[:2], came, JOINED) == 0
    # Of what the publisher does not know nothing got lost.
    assert _lost(rows.assign(value=rows["value"].where(rows["indicator"] == "welfare")), came, JOINED) == 0


def test_codes_of_2024_are_those_of_its_own_map(toy_root: Path) -> None:
    """A wijk outside the areas got another code between 2022, whose wijken are drawn, and 2024, whose buurten are."""
    content = present(toy_root)
    elsewhere = content.ground.wijken_elsewhere
    (code,) = elsewhere["code"]
    before = elsewhere.assign(code=code[:-2] + "99")
    drawn = replace(content, ground=replace(content.ground, wijken_elsewhere=before))
    layers = next(iter(country_of(toy_root, year=2025).borders.values()))
    fresh = Fresh(
        year=2025, layers={"gemeente": layers["gemeenten"], "wijk": layers["wijken"], "buurt": layers["buurten"]}
    )
    renewed = Renewed(drawn)
    move(renewed, fresh, {})
    # What is drawn is brought over by its map; what comes in codes of 2024 is where it belongs.
    assert set(renewed.recodings["wijk"].table["old"]) == {*before["code"]}
    assert len(renewed.content.steps["wijk_2024_2025.csv"]) == 0
