"""Codes in tables of visitors: completed, guessed, joined; and all that does not fit is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pytest
import shapely

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError, NplvError
from nplv_dash.present.export import csv_dutch, csv_international, geojson, xlsx
from nplv_dash.present.text import Text
from nplv_dash.services import own_data_codes, own_data_export, own_data_map
from nplv_dash.services.own_data_codes import Guess, code, guess, join, official, own_places
from nplv_dash.services.own_data_numbers import values, written
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.mappings import first_mapping
from nplv_dash.sources.own.light import MOST_CORNERS, WGS84, light
from nplv_dash.sources.own.reader import Found
from nplv_dash.ui.data import workspace as shared
from tests.corpus.good import squares

T = Text("nl")


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    return shared()


def found(columns: dict[str, list[Any]], *, shapes: Any = None, **notes: Any) -> Found:
    cells = {}
    for i, texts in enumerate(columns.values()):
        numbers = [one if isinstance(one, float) else None for one in texts]
        cells[f"t{i}"] = pa.array([None if one is None else str(one) for one in texts], pa.string())
        cells[f"n{i}"] = pa.array(numbers, pa.float64())
    count = len(next(iter(columns.values()), ()))
    return Found(
        kind="borders" if shapes is not None else "table", name="a.csv", names=tuple(columns), cells=pa.table(cells),
        numbers_of_rows=np.arange(2, count + 2), shapes=shapes, drawn=None if shapes is None else light(shapes),
        notes=notes,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "level", "wanted"),
    [
        ("GM0344", "gemeente", "GM0344"), ("344", "gemeente", "GM0344"), (" gm344 ", "gemeente", "GM0344"),
        ("344.0", "gemeente", "GM0344"), ("34403", "wijk", "WK034403"), ("WK 034403", "wijk", "WK034403"),
        ("WK0363AE", "wijk", "WK0363AE"), ("363AE", "wijk", "WK0363AE"), ("3440311", "buurt", "BU03440311"),
        ("BU03440311", "buurt", "BU03440311"), ("WK034403", "gemeente", None), ("34403", "gemeente", None),
        ("Utrecht", "gemeente", None), ("", "wijk", None), (None, "wijk", None), ("-344", "gemeente", None),
    ],
)  # fmt: skip
def test_a_code_is_completed(text: str | None, level: own_data_codes.Level, wanted: str | None) -> None:
    assert code(text, level) == wanted


@pytest.mark.parametrize(
    ("columns", "wanted"),
    [
        ({"naam": ["a", "b"], "code": ["WK034401", "WK034403"]}, (1, "wijk")),
        ({"inwoners": ["344", "363"], "gm_code": ["14", "518"]}, (1, "gemeente")),
        ({"a": ["BU03440311", "BU03440312"], "b": ["WK034403", "WK034403"]}, (0, "buurt")),
        ({"wijk": ["WK036300", "WK036301"], "x": ["1", "2"]}, (0, "wijk")),
    ],
)
def test_the_column_with_codes_is_found(workspace: Workspace, columns: Any, wanted: tuple[int, str]) -> None:
    one = guess(workspace, found(columns))
    assert (one.column, one.level) == wanted


def test_a_table_without_codes_is_refused(workspace: Workspace) -> None:
    with pytest.raises(NplvError) as caught:
        guess(workspace, found({"naam": ["Overvecht", "Zuilen"], "cijfer": ["1", "2"]}))
    assert caught.value.key == "own_code_none"


def test_every_row_is_matched_or_told_of(workspace: Workspace) -> None:
    rows = ["WK034401", "WK034401", "WK036300", "WK000000", "?!", None]
    table = found({"code": rows, "cijfer": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]})
    joined = join(workspace, table, 0, official(workspace, "wijk"))
    assert joined.matched + len(joined.unmatched) == len(rows)
    assert [one.why for one in joined.unmatched] == ["earlier", "unknown", "malformed", "empty"]
    assert joined.unmatched[0].now == own_data_codes.earlier(workspace)["WK036300"]
    assert joined.doubles == {"WK034401": (0, 1)}
    assert [one.row for one in joined.unmatched] == [4, 5, 6, 7], "as a spreadsheet counts them"
    assert "WK034402" in joined.lacking
    assert all(key.startswith("WK0344") for key in joined.lacking)
    at = joined.to.codes.index("WK034401")
    numbers = values(table, 1, "dutch")
    assert [joined.spread(numbers, how)[at] for how in ("first", "sum")] == [1, 3]
    assert np.isnan(joined.spread(numbers, "leave")[at])
    report = own_data_export.report(joined, "a.csv", 2031, T).decode("utf-8-sig")
    assert all(one in report for one in ("WK036300", "WK000000", "?!", "WK034401", "WK034402"))
    assert T("eigen_gegevens.join.why.earlier", year=2031) in report
    assert f";2;WK034401;{T('eigen_gegevens.join.why.double')};2 3;" in report


def test_borders_need_codes_of_their_own() -> None:
    shapes = squares().geometry.to_numpy()
    for codes, key in ((["a", "a", "b"], "own_code_double"), (["a", None, "b"], "own_code_empty")):
        with pytest.raises(NplvError) as caught:
            own_places(found({"code": codes}, shapes=shapes), 0)
        assert caught.value.key == key
    places = own_places(found({"code": ["a", "b", "c"], "naam": ["A", "B", None]}, shapes=shapes), 0)
    assert places.names == ("A", "B", "C")


def test_a_table_is_joined_to_own_borders_by_text(workspace: Workspace) -> None:
    borders = found({"gebied": ["Noord", "zuid ", "West"]}, shapes=squares().geometry.to_numpy())
    table = found({"x": ["1", "2"], "waar": ["noord", "Zuid"]})
    assert own_data_codes.shared(table, borders) == Guess(1, "wijk", 2, 2)
    joined = join(workspace, table, 1, own_places(borders, 0))
    assert (joined.matched, joined.lacking) == (2, ("WEST",))
    assert own_data_codes.shared(found({"x": ["1"]}), borders) is None


def test_files_say_whose_figures_they_are_and_run_no_formulas(workspace: Workspace) -> None:
    hostile = '=HYPERLINK("https://example.org")'
    table = found({"code": ["WK034401", "WK034402"], hostile: [1.5, 2.5]})
    joined = join(workspace, table, 0, official(workspace, "wijk"))
    origin = own_data_export.Origin("=1+1.csv", hostile, None, "v")
    made = own_data_export.export(joined, joined.spread(values(table, 1, "dutch"), "leave"), origin, T)
    mark = T("eigen_gegevens.export.mark")
    for content in (csv_dutch(made), csv_international(made)):
        text = content.decode("utf-8-sig")
        assert all(mark in line for line in text.splitlines()[1:])
        assert "\n=" not in text
        assert ";=" not in text
        assert ",=" not in text
    frame = own_data_map.frame_of(
        found({"code": ["WK034401"]}, shapes=squares().geometry.to_numpy()[:1]), _first(joined.to)
    )
    assert mark in geojson(frame, made).decode()
    assert own_data_export.geopackage(frame, made).startswith(b"SQLite")
    assert xlsx(made, readme="a", data="b").startswith(b"PK")
    assert own_data_export.file_name(hostile) == "eigen_gegevens_hyperlink_https_example_org"
    assert own_data_export.file_name("../../é") == "eigen_gegevens_e"
    assert own_data_export.file_name("Ω") == "eigen_gegevens"


def _first(places: own_data_codes.Places) -> own_data_codes.Places:
    at = places.codes.index("WK034401")
    return own_data_codes.Places(None, (places.codes[at],), (places.names[at],), ("",))


def test_own_borders_are_made_light_enough_to_travel() -> None:
    frame = shared().bundle.geometry("buurten")[["code", "name", "geometry"]].assign(context="")
    lighter = light(frame.geometry.to_numpy())
    content = own_data_map.packed(frame.set_geometry(gpd.GeoSeries(lighter, index=frame.index, crs=WGS84)))
    assert shapely.get_num_coordinates(lighter).sum() <= MOST_CORNERS
    assert len(content) < 1_500_000
    assert content.count(b"BU") >= len(frame)


def test_spelling_is_guessed_per_column() -> None:
    table = found(
        {
            "nl": ["1.234,5", "x"],
            "en": ["1,234.5", ""],
            "either": ["1.234", "2"],
            "whole": ["1", "2"],
            "text": ["a", "b"],
        },
        separator=";",
    )
    how = [written(table, i) for i in range(5)]
    assert [one.spelling for one in how] == ["dutch", "international", "dutch", "dutch", "dutch"]
    assert [one.is_certain for one in how] == [True, True, False, True, True]
    assert [one.is_numbers for one in how] == [True, True, True, True, False]
    assert [one.missing for one in how] == [1, 1, 0, 0, 0]


def test_the_example_is_of_official_figures() -> None:
    lines = own_data_export.example(shared()).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("wijkcode;wijk;inwoners_")
    assert len(lines) > 5
    assert (ROOT / "data").is_dir()


def test_the_codes_of_before_are_found_in_a_refreshed_version_too(tmp_path: Path) -> None:
    """A refresh calls the table by the year of its own wijken."""
    folder = tmp_path / "data" / "mappings"
    folder.mkdir(parents=True)
    (folder / "wijk_2024_2026.csv").write_text("old,new\nWK000002,WK000003\n")
    (folder / "wijk_2022_2026.csv").write_text("old,new\nWK000001,WK000003\n")
    assert own_data_codes._earlier(tmp_path, frozenset({"WK000003"})) == {"WK000001": ("WK000003",)}
    assert first_mapping(tmp_path / "data") == (folder / "wijk_2022_2026.csv", 2026)
    with pytest.raises(DataError):
        first_mapping(tmp_path)


def test_borders_with_numbers_get_no_official_figures_of_elsewhere(workspace: Workspace) -> None:
    year = workspace.years("gemeente", "inhabitants")[-1]
    numbered = own_data_codes.Places(None, ("14", "344", "GM0344"), ("a", "b", "c"), ("",) * 3)
    figures = own_data_map.official_of(workspace, numbered, "gemeente", "inhabitants", year)
    assert np.isnan(figures).tolist() == [True, True, False]


@pytest.mark.parametrize("spread", [5e-324, 1e-16, 1e-13])
def test_figures_that_hardly_differ_have_one_class(spread: float) -> None:
    figures = np.array([0.0, spread]) if spread < 1e-300 else np.array([1.0, 1.0 + spread * 10])
    assert own_data_map.own_view(figures, np.ones(2, dtype=bool), "steps").breaks == ()


@pytest.mark.parametrize(
    ("breaks", "digits"),
    [((), 0), ((1_500_000.0, 3e6), 0), ((0.5, 1.25), 2), ((0.00012,), 5), ((12.0,), 0), ((1e-20,), 12)],
)
def test_bounds_are_written_with_the_decimals_they_have(breaks: tuple[float, ...], digits: int) -> None:
    assert own_data_map.bound_digits(breaks) == digits


def test_the_year_of_the_borders_is_that_of_the_version_in_use(workspace: Workspace, tmp_path: Path) -> None:
    assert own_data_codes.border_year(workspace) == 2024
    assert own_data_codes.older_elsewhere(workspace) == 2022
    (tmp_path / "data" / "mappings").mkdir(parents=True)
    old = first_mapping(ROOT / "data")[0]
    (tmp_path / "data" / "mappings" / "wijk_2022_2026.csv").write_bytes(old.read_bytes())
    units = workspace.bundle.units
    # Of wijken that are made of buurten, as a refresh makes all of them, each has one.
    parents = units["buurt"]["code"].map(lambda one: f"WK{one[2:8]}").unique()
    wijken = units["wijk"][units["wijk"]["code"].isin(parents)]
    bundle = replace(workspace.bundle, root=tmp_path, units={**units, "wijk": wijken})
    refreshed = replace(workspace, bundle=bundle)
    assert own_data_codes.border_year(refreshed) == 2026
    assert own_data_codes.older_elsewhere(refreshed) is None
