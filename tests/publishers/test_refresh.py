"""A whole refresh of the toy town: a year later, divided anew, with figures of that year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
import yaml

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.versions import SHIPPED
from nplv_dash.services import refresh
from nplv_dash.services.refresh import Made, Request
from nplv_dash.services.workspace import NETHERLANDS, Workspace, open_workspace
from nplv_dash.sources.present import present
from nplv_dash.sources.publishers.listed import publishers
from nplv_dash.sources.renewal import _way
from nplv_dash.sources.versions import Store
from tests.publishers.service import Service, serving
from tests.publishers.small import HASTY
from tests.publishers.world import LAYER, country_of, moved, records, write_records
from tests.toy_town.fixtures import Town, digests

TODAY = dt.date(2026, 11, 30)


@dataclass
class World:
    """Publishers, a place for versions, and the records that lead from one to the other."""

    service: Service
    store: Store
    folder: Path

    def make(self, folder: Path, *only: str) -> Made:
        asked = Request(publishers(self.folder, only), self.folder, TODAY, HASTY)
        return refresh.make(self.store, folder, asked)

    def renewed(self, *only: str) -> Made:
        """Make a version and let it hold."""
        with self.store.alone() as folder:
            made = self.make(folder, *only)
            if not made.same:
                self.store.put(made.folder, made.name)
                self.store.switch(made.name)
        return made


@pytest.fixture
def world(town: Town, tmp_path: Path) -> Iterator[World]:
    with serving(moved(town.root)) as service:
        folder = write_records(tmp_path / "sources", records(service))
        yield World(service, Store(tmp_path / "versions", town.root), folder)


@dataclass
class Year:
    """The toy town before and after a refresh, for tests that only look."""

    world: World
    made: Made
    then: Workspace
    now: Workspace


@pytest.fixture(scope="module")
def later(toy_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    place = tmp_path_factory.mktemp("later")
    before = digests(toy_root)
    with serving(moved(toy_root)) as service:
        world = World(service, Store(place / "versions", toy_root), write_records(place / "sources", records(service)))
        made = world.renewed()
        yield Year(world, made, open_workspace(toy_root), open_workspace(world.store.root()))
    assert digests(toy_root) == before


def number(workspace: Workspace, level: str, code: str, indicator: str, year: int) -> float:
    figure = workspace.figure(level, code, indicator, year)
    assert figure is not None, (level, code, indicator, year)
    return figure.value


def test_a_year_later(later: Year) -> None:
    now, then = later.now, later.then
    assert now.bundle.root.name == later.made.name
    assert now.bundle.problems == ()
    assert later.world.store.indeling(later.made.name) == 2025
    # Of 2025, by the publishers: one more in each of 32 buurten.
    assert number(now, "land", NETHERLANDS, "inhabitants", 2025) == 19_000 + 32
    assert number(now, "wijk", "WK100106", "inhabitants", 2025) == 1002
    assert number(now, "wijk", "WK100106", "welfare", 2025) == pytest.approx(20)
    assert number(now, "wijk", "WK100101", "lbm", 2025) == 4.15
    # A rate that is made of a count, with the residents of its own year.
    assert number(now, "wijk", "WK100101", "crime", 2025) == pytest.approx(1000 * 1004 / 100 / 1000)
    # Of earlier years, brought over: the sum of a count stays, a rate goes to every part.
    for year in (2020, 2024):
        old, new = (number(one, "land", NETHERLANDS, "inhabitants", year) for one in (then, now))
        assert new == pytest.approx(old)
    # Buurten 02 and 03 of Dijkwijk have 1,000 of its 3,000 residents.
    assert number(now, "wijk", "WK100106", "inhabitants", 2024) == pytest.approx(1000)
    assert number(now, "wijk", "WK100102", "welfare", 2020) == 80
    assert number(now, "wijk", "WK100106", "welfare", 2020) == 80
    assert number(now, "wijk", "WK100211", "welfare", 2020) == 50
    assert number(now, "buurt", "BU10010600", "inhabitants", 2024) == 500


def test_the_trend_of_an_area_survives(later: Year) -> None:
    now, then = later.now, later.then
    wijken = {area.id: area.wijken for area in now.bundle.areas}
    assert wijken["noord"] == ("WK100101", "WK100102", "WK100106")
    assert wijken["duin"] == ("WK100202", "WK100211")
    for area in then.bundle.areas:
        for indicator, year in (("inhabitants", 2020), ("inhabitants", 2024), ("welfare", 2020), ("crime", 2024)):
            old = number(then, "gebied", area.id, indicator, year)
            assert number(now, "gebied", area.id, indicator, year) == pytest.approx(old), (area.id, indicator, year)
        assert now.bundle.area(area.id).note_nl == area.note_nl
    # A wijk that was split says of what: by its code of 2022, as in the build.
    assert set(now.bundle.units["wijk"].set_index("code").loc[["WK100102", "WK100106"], "split_from"]) == {"WK100190"}
    split_in = now.bundle.units["wijk"].set_index("code")["split_in"]
    assert split_in[["WK100102", "WK100106", "WK100104", "WK100211"]].tolist() == [2025, 2025, 0, 0]


def test_what_changes_is_told(later: Year) -> None:
    made, world = later.made, later.world
    rows = {(row.what, row.key, row.subject) for row in made.difference.rows}
    assert ("area", "carried", "Noord") in rows
    assert ("code", "gone", "WK100201") in rows
    assert ("code", "new", "WK100106") in rows
    assert ("code", "renamed", "WK100103") in rows
    assert ("code", "other_place", "WK100102") in rows
    assert ("year", "added", "inhabitants") in rows
    assert made.difference.broken == ()
    (told,) = (row for row in made.difference.of("code") if row.subject == "WK100201")
    assert told.now == "WK100211"
    written = (world.store.folder / made.name / "difference.csv").read_text(encoding="utf-8")
    assert written == made.difference.as_csv()
    assert written.count("\n") == len(made.difference.rows) + 1
    # What the publishers did not have yet.
    assert {(one.publisher, one.table) for one in made.absent} == {("borders", "2026"), ("cbs_kwb", "99999NED 2026")}


def test_a_second_time_there_is_nothing_new(world: World) -> None:
    first = world.renewed()
    second = world.renewed()
    assert second.same
    assert world.store.names() == (SHIPPED, first.name)
    # Another figure at one publisher makes another version, of the units that are there.
    table = world.service.country.tables["86165NED"]
    world.service.country.tables["86165NED"] = table.assign(**{table.columns[0]: table[table.columns[0]] + 9})
    third = world.renewed()
    assert third.name not in {first.name, ""}
    assert {row.what for row in third.difference.rows} == {"mean"}
    assert {row.subject for row in third.difference.rows} >= {"inhabitants", "welfare"}
    record = world.store.record(third.name)
    assert record is not None
    assert record.based_on == first.name
    world.store.use(SHIPPED)
    world.store.use(first.name)
    assert world.store.root().name == first.name


def test_an_area_whose_wijk_was_joined_with_another_says_so(world: World) -> None:
    # Haven, with 2,000 residents, joins Veenkant: the area `veen` had Veenkant and two buurten of Haven.
    layers = world.service.country.borders[2025]
    buurten = layers["buurten"]
    joined = buurten["wk_code"].isin(["WK100101", "WK100103"])
    codes = [f"BU100101{place:02}" if one else code for place, (one, code) in
             enumerate(zip(joined, buurten["code"], strict=True))]  # fmt: skip
    layers["buurten"] = buurten.assign(code=codes, wk_code=[f"WK{code[2:8]}" for code in codes])
    layers["wijken"] = layers["wijken"][layers["wijken"]["code"] != "WK100103"]
    made = world.renewed("borders")
    told = {row.subject: row.key for row in made.difference.of("area")}
    assert told["Noord"] == "broken"
    area = open_workspace(world.store.root()).bundle.area("noord")
    for lang in ("nl", "en"):
        assert "2025" in area.said("note", lang)
    # Figures in codes of 2024 may come after this: with them stands who lived where then.
    step = present(world.store.root()).steps["wijk_2024_2025.csv"].set_index("old")["people"]
    lived = {code: number(open_workspace(world.store.shipped), "wijk", code, "inhabitants", 2024)
             for code in ("WK100101", "WK100103")}  # fmt: skip
    assert step[list(lived)].to_dict() == pytest.approx(lived)


@pytest.mark.parametrize("broken", ["/ogc/", "/v4/", "/v3/", "/files/"])
@pytest.mark.parametrize("fault", ["503", "html", "404"])
def test_a_publisher_that_is_down_changes_nothing(world: World, broken: str, fault: str) -> None:
    world.service.faults[broken] = [fault] * 100
    with pytest.raises(DataError, match="publisher_") as caught:
        world.renewed()
    publisher = {"/ogc/": "borders", "/v4/": "cbs_kwb", "/v3/": "police_crime", "/files/": "lbm3"}[broken]
    assert caught.value.where.startswith(f"{publisher}: ")
    assert world.store.names() == (SHIPPED,)
    assert world.store.chosen() == SHIPPED
    assert [one.name for one in world.store.folder.iterdir()] == [".lock"]


def test_only_some_publishers(world: World) -> None:
    # Figures of 2025 cannot be placed on borders of 2024: they are left out, and that is said.
    made = world.renewed("cbs_kwb")
    assert made.same
    assert [(one.publisher, one.codes_of) for one in made.left_out] == [("cbs_kwb", 2025)]
    assert not [path for path, _, _ in world.service.asked if "/ogc/" in path or "/files/" in path]
    made = world.renewed("borders")
    assert not made.same
    assert {row.what for row in made.difference.rows} <= {"area", "code", "lacking"}
    made = world.renewed("cbs_kwb")
    assert number(open_workspace(world.store.root()), "wijk", "WK100106", "inhabitants", 2025) == 1002


def test_who_is_asked_on_request_gives_the_same_figures(world: World) -> None:
    world.renewed("borders")
    assert not [path for path, _, _ in world.service.asked if "/ows" in path]
    made = world.renewed("lbm3_wfs")
    assert made.left_out == ()
    assert [(one.publisher, one.table) for one in made.fetched] == [("lbm3_wfs", LAYER)]
    assert not [path for path, _, _ in world.service.asked if "/files/" in path]
    by_layer = open_workspace(world.store.root())
    assert number(by_layer, "wijk", "WK100106", "lbm", 2025) == 4.15
    world.service.asked.clear()
    world.renewed()
    assert [path for path, _, _ in world.service.asked if "/files/" in path]
    assert not [path for path, _, _ in world.service.asked if "/ows" in path]
    by_zip = open_workspace(world.store.root())
    ours, theirs = (one.bundle.figures[("wijk", "lbm", 2025)] for one in (by_layer, by_zip))
    np.testing.assert_array_equal(ours, theirs)


def test_a_layer_that_fails_changes_nothing(world: World) -> None:
    world.renewed("borders")
    held = world.store.chosen()
    world.service.country.layers[LAYER] = world.service.country.layers[LAYER].drop(columns="score")
    with pytest.raises(DataError, match="publisher_columns") as caught:
        world.renewed("lbm3_wfs")
    assert caught.value.where.startswith("lbm3_wfs: ")
    assert world.store.chosen() == held


def test_where_no_code_changed_there_is_a_way_too(world: World) -> None:
    world.service.country.borders = country_of(world.store.shipped, year=2025).borders
    world.renewed("borders")
    content = present(world.store.root())
    assert content.indeling == 2025
    way = _way(content, 2024)
    assert way is not None
    assert [len(way[level]) for level in ("wijk", "buurt")] == [0, 0]


def test_what_does_not_fit_together_changes_nothing(world: World) -> None:
    layers = world.service.country.borders[2025]
    whole = layers["wijken"]
    layers["wijken"] = whole[whole["code"] != "WK100106"]
    with pytest.raises(DataError, match="parent_missing"):
        world.renewed()
    layers["wijken"] = whole
    layers["buurten"] = layers["buurten"][layers["buurten"]["gm_code"] != "GM1002"]
    with pytest.raises(DataError, match="gemeente_gone"):
        world.renewed()
    assert world.store.names() == (SHIPPED,)


def test_an_official_table_of_codes_goes_before_the_map(world: World) -> None:
    (world.folder / "codes").mkdir()
    text = "old,new,share\nWK100102,WK100102,0.9\nWK100102,WK100106,0.1\n"
    (world.folder / "codes" / "wijk_2024_2025.csv").write_text(text, encoding="utf-8")
    made = world.renewed()
    now = open_workspace(world.store.root())
    assert number(now, "wijk", "WK100106", "inhabitants", 2024) == pytest.approx(300)
    kept = (world.store.folder / made.name / "data" / "mappings" / "wijk_2024_2025.csv").read_text(encoding="utf-8")
    assert "WK100102,WK100106,0.1,official" in kept


def test_an_anchor_that_no_longer_holds_is_told(world: World) -> None:
    # The buurt of an anchor is split: nobody has published that figure of what is left.
    layers = world.service.country.borders[2025]
    buurten = layers["buurten"]
    layers["buurten"] = buurten[buurten["code"] != "BU10010301"]
    grown = buurten.loc[buurten["code"] == "BU10010301", "geometry"].iloc[0]
    rest = layers["buurten"]
    place = rest.index[rest["code"] == "BU10010300"][0]
    rest.loc[place, "geometry"] = rest.loc[place, "geometry"].union(grown)
    made = world.renewed("borders")
    assert {row.key for row in made.difference.broken} == {"left_out"}


#: Buurten of Dijkwijk that were of Haven in 2023, and what they were called.
OF_BEFORE = {"BU10010201": "BU10010389", "BU10010202": "BU10010390", "BU10010203": "BU10010391"}


def scores_of_2023(world: World, scores: dict[str, float]) -> None:
    """Let the publishers have a map of 2023, and a table with scores in its codes."""
    (layers,) = country_of(world.store.shipped, year=2023).borders.values()
    codes = layers["buurten"]["code"].replace(OF_BEFORE)
    buurten = layers["buurten"].assign(code=codes, wk_code="WK" + codes.str[2:8])
    world.service.country.borders[2023] = {"buurten": buurten, "gemeenten": layers["gemeenten"]}
    names = [f"GemiddeldeScore_{number}" for number in (29, 31, 33, 35)]
    world.service.country.tables["86296NED"] = pd.DataFrame(
        {name: pd.Series(scores) + place for place, name in enumerate(names)}
    )
    found = records(world.service)
    borders, *_ = found["publishers"]
    borders["overlay"] = [
        {"year": year, "base": f"{world.service.base}/ogc/{year}", "may_lack": year < 2023} for year in (2021, 2023)
    ]  # fmt: skip
    table = {"id": "86296NED", "year": 2023, "codes_of": 2023,
             "measures": [{"indicator": "welfare", "name": "GemiddeldeScore_29"}]}  # fmt: skip
    crime = next(one for one in found["publishers"] if one["id"] == "police_crime")
    found["publishers"].append(crime | {"id": "cbs_ses", "datasets": ["cbs_ses"], "tables": [table]})
    write_records(world.folder, found)


def lives(world: World, *codes: str) -> float:
    bundle = open_workspace(world.store.shipped).bundle
    people = pd.Series(bundle.figures[("buurt", "inhabitants", 2024)], index=bundle.units["buurt"]["code"])
    return float(people[list(codes)].sum())


def test_scores_in_codes_of_a_year_that_is_not_drawn(world: World) -> None:
    scores_of_2023(world, {"WK100101": 20, "WK100102": 10, "WK100103": 40})
    made = world.renewed()
    assert made.left_out == ()
    assert made.unsure == ()
    now = open_workspace(world.store.root())
    # Of what was Haven and lies in two wijken now; the mean of its residents where two became one.
    stayed, came = lives(world, "BU10010200"), lives(world, "BU10010201")
    assert number(now, "wijk", "WK100106", "welfare", 2023) == pytest.approx(40)
    assert number(now, "wijk", "WK100103", "welfare", 2023) == pytest.approx(40)
    assert number(now, "wijk", "WK100101", "welfare", 2023) == 20
    mean = (10 * stayed + 40 * came) / (stayed + came)
    assert number(now, "wijk", "WK100102", "welfare", 2023) == pytest.approx(mean)
    # Only the buurten of that year were asked, and the way is kept: a second time they are not.
    assert {path for path, _, _ in world.service.asked if "/2023/" in path} == {"/ogc/2023/collections/buurten/items"}
    assert (world.store.root() / "data" / "mappings" / "wijk_2023_2025.csv").exists()
    # The borders that are drawn do not come from the map that was only laid over them.
    (borders,) = (one for one in now.bundle.catalog.datasets if one.id == "cbs_boundaries")
    for lang in ("nl", "en"):
        assert borders.said("obtained", lang).endswith(": gemeenten 2025, wijken 2025, buurten 2025")
    world.service.asked.clear()
    assert world.renewed().same
    assert not [path for path, _, _ in world.service.asked if "/2023/" in path]


def test_a_score_that_is_known_of_too_few_is_left_empty_and_that_is_said(world: World) -> None:
    scores_of_2023(world, {"WK100102": 10})
    made = world.renewed()
    now = open_workspace(world.store.root())
    assert now.figure("wijk", "WK100102", "welfare", 2023) is None
    assert [tuple(one) for one in made.unsure] == [("cbs_ses", "86296NED 2023", "wijk", 1)]


def test_a_map_that_is_not_there_leaves_the_table_out(world: World) -> None:
    scores_of_2023(world, {"WK100102": 10})
    found = yaml.safe_load((world.folder / "test.yaml").read_text(encoding="utf-8"))
    for codes_of in (2021, 2020):
        found["publishers"][-1]["tables"][0]["codes_of"] = codes_of
        write_records(world.folder, found)
        made = world.renewed()
        # Of 2021 the publisher has no map yet, of 2020 the record has none.
        assert [(one.publisher, one.codes_of) for one in made.left_out] == [("cbs_ses", codes_of)]


def test_a_map_that_does_not_come_as_a_whole_is_asked_by_gemeente(world: World) -> None:
    scores_of_2023(world, {"WK100102": 10, "WK100103": 40})
    world.service.faults["/ogc/2023/collections/buurten"] = ["503"] * HASTY.attempts
    made = world.renewed()
    assert (made.left_out, made.undrawn) == ((), {})
    asked = [query for path, query, _ in world.service.asked if "/2023/collections/buurten" in path]
    assert {one["gemeentecode"][0] for one in asked if "gemeentecode" in one} == {"GM1001", "GM1002", "GM1003"}
    assert number(open_workspace(world.store.root()), "wijk", "WK100106", "welfare", 2023) == pytest.approx(40)


@pytest.mark.parametrize("fault", ["down", "unsound"])
def test_a_map_that_fails_stops_its_table_and_no_other(world: World, fault: str) -> None:
    scores_of_2023(world, {"WK100102": 10, "WK100103": 40})
    if fault == "down":
        world.service.faults["/ogc/2023/"] = ["503"] * 1000
    else:
        buurten = world.service.country.borders[2023]["buurten"]
        west, south, east, north = buurten.geometry.iloc[0].bounds
        bow_tie = shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])
        world.service.country.borders[2023]["buurten"] = buurten.set_geometry([bow_tie, *buurten.geometry[1:]])
    made = world.renewed()
    assert [(one.publisher, one.codes_of) for one in made.left_out] == [("cbs_ses", 2023)]
    (error,) = made.undrawn.values()
    assert error.key == {"down": "publisher_refuses", "unsound": "polygon_invalid"}[fault]
    assert "2023" in error.where
    # What came is there, and what could not be used is no source of it.
    content = present(world.store.root())
    assert content.indeling == 2025
    assert not [one.path for one in content.sources if "2023" in one.path]
    assert number(open_workspace(world.store.root()), "wijk", "WK100106", "inhabitants", 2025) == 1002


def test_a_year_that_is_away_again_moves_nothing_back(world: World) -> None:
    world.renewed("borders")
    country = world.service.country
    country.borders = {2024: country_of(world.store.shipped).borders[2024]}
    country.tables["86165NED"] += 9
    made = world.renewed("borders", "cbs_kwb")
    assert {one.table for one in made.absent if one.publisher == "borders"} == {"2026", "2025"}
    assert made.left_out == ()
    assert world.store.indeling(made.name) == 2025
    now = open_workspace(world.store.root())
    assert number(now, "wijk", "WK100106", "inhabitants", 2025) == 1002 + 9
    assert not [path for path, _, _ in world.service.asked if "/ogc/2024/" in path]
