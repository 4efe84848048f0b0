"""Whatever is in a file of a visitor: it is read, or there is an error in words; never another exception."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.services.own_data_codes import LEVELS, code
from nplv_dash.services.own_data_map import WAYS, own_view
from nplv_dash.services.own_data_numbers import SPELLINGS, number
from nplv_dash.sources.own import borders, table
from nplv_dash.sources.own.limits import Limits
from tests.broken.sentences import assert_said_in_full
from tests.corpus.good import collection, csv, geopackage, shapefile, square, workbook, workbook_with, zipped

LIMITS = Limits(unpacked=5_000_000, rows=500, features=500, cells=5_000)
#: Few: each opens files. `make fuzz` goes on for longer.
FEW = settings(max_examples=40)
KINDS: dict[str, Callable[..., Any]] = {"borders": borders.read, "table": table.read}
NAMES = {"borders": ("a.zip", "a.gpkg", "a.geojson", "a"), "table": ("a.csv", "a.xlsx", "a")}
GOOD: dict[str, tuple[str, bytes]] = {
    "shapefile": ("borders", zipped(shapefile())),
    "geopackage": ("borders", geopackage()),
    "geojson": ("borders", collection([square(), square(5.2)])),
    "csv": ("table", csv("WK034401;1,5", "WK034402;x")),
    "utf16": ("table", csv("WK034401;1,5").decode().encode("utf-16")),
    "workbook": ("table", workbook()),
}


def read(kind: str, content: bytes, name: str) -> NplvError | None:
    """As the process does it, without the process; returns what was wrong."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(content)
        error = None
        try:
            found, notes = KINDS[kind](path, name, LIMITS)
        except NplvError as caught:
            error = caught
    if error is not None:
        assert error.key.startswith("own_")
        assert_said_in_full(error)
        return error
    assert len(set(notes["names"])) == len(notes["names"])
    assert found.num_rows <= LIMITS.rows
    if kind == "borders":
        shapes = shapely.from_wkb(np.array(found["geometry"].to_pylist(), dtype=object))
        assert shapely.is_valid(shapes[~shapely.is_missing(shapes)]).all()
    return None


@st.composite
def damaged(draw: st.DrawFn, content: bytes) -> bytes:
    """A file with a few bytes changed, taken away or put in."""
    found = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(found)))
        found[at : at + draw(st.integers(0, 8))] = draw(st.binary(max_size=8))
    return bytes(found[: draw(st.integers(0, len(found)))] if draw(st.integers(0, 5)) == 0 else found)


@pytest.mark.parametrize("kind", KINDS)
@FEW
@given(data=st.data())
def test_any_bytes(kind: str, data: st.DataObject) -> None:
    begin = data.draw(st.sampled_from([b"", b"PK\x03\x04", b"SQLite format 3\x00", b"{", b"\xff\xfe", b"code;a\n"]))
    read(kind, begin + data.draw(st.binary(max_size=300)), data.draw(st.sampled_from(NAMES[kind])))


@pytest.mark.parametrize("name", GOOD)
@FEW
@given(data=st.data())
def test_a_file_that_was_damaged(name: str, data: st.DataObject) -> None:
    kind, content = GOOD[name]
    read(kind, data.draw(damaged(content)), data.draw(st.sampled_from(NAMES[kind])))


@pytest.mark.parametrize("part", sorted(shapefile()))
@FEW
@given(data=st.data())
def test_a_part_of_a_shapefile_that_was_damaged(part: str, data: st.DataObject) -> None:
    """Within a zip that is whole: the checksums do not tell."""
    parts = shapefile()
    read("borders", zipped({**parts, part: data.draw(damaged(parts[part]))}), "a.zip")


@FEW
@given(data=st.data())
def test_a_sheet_that_was_damaged(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    sheet += b'<row r="1"><c r="A1" t="inlineStr"><is><t>code</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
    read("table", workbook_with({name: data.draw(damaged(sheet + b"</sheetData></worksheet>"))}), "a.xlsx")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda below: st.lists(below, max_size=5) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=12,
)
_GEOMETRIES = st.fixed_dictionaries({"type": st.sampled_from(["Polygon", "MultiPolygon"]), "coordinates": _JSON})


@FEW
@given(
    geometries=st.lists(
        st.fixed_dictionaries({"type": st.sampled_from(["Polygon", "MultiPolygon"]), "coordinates": _JSON}), max_size=3
    )
)
def test_geojson_with_anything_for_coordinates(geometries: list[Any]) -> None:
    read("borders", collection(geometries), "a.geojson")


_POINTS = st.lists(st.tuples(st.floats(4.9, 5.1), st.floats(52.0, 52.2)).map(list), min_size=3, max_size=9)


@FEW
@given(rings=st.lists(_POINTS, min_size=1, max_size=3))
def test_geojson_with_rings_of_any_shape(rings: list[Any]) -> None:
    read("borders", collection([{"type": "Polygon", "coordinates": [[*ring, ring[0]] for ring in rings]}]), "a.geojson")


@settings(max_examples=300)
@given(text=st.text(max_size=30) | st.from_regex(r"[+-]?[0-9.,]{1,20}", fullmatch=True))
@example("1.234,5")
@example("1,234.5")
def test_a_text_is_a_number_or_none(text: str) -> None:
    for spelling in SPELLINGS:
        found = number(text, spelling)
        assert found is None or np.isfinite(found)
    for level in LEVELS:
        found_code = code(text, level)
        assert found_code is None or len(found_code) == {"gemeente": 6, "wijk": 8, "buurt": 10}[level]


@settings(max_examples=200)
@given(value=st.decimals(-(10**9), 10**9, places=2))
def test_a_number_is_read_as_it_was_written(value: Any) -> None:
    english = f"{value:,.2f}"
    dutch = english.translate(str.maketrans(",.", ".,"))
    assert number(english, "international") == number(dutch, "dutch") == float(value)


@settings(max_examples=200)
@given(values=st.lists(st.floats(-1e9, 1e9) | st.just(float("nan")), min_size=1, max_size=40), data=st.data())
def test_every_figure_has_one_class(values: list[float], data: st.DataObject) -> None:
    drawn = np.array(data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values))))
    for way in WAYS:
        view = own_view(np.array(values), drawn, way)
        assert sum(view.counts) == drawn.sum()
        assert len(view.counts) == len(view.breaks) + 2 <= 6
        assert list(view.breaks) == sorted(set(view.breaks))


def test_what_is_damaged_is_good_before() -> None:
    for kind, content in GOOD.values():
        assert read(kind, content, "a") is None
