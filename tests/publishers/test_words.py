"""Why a refresh failed is said in the language of the reader, and not in that of a library or of the system."""

from __future__ import annotations

import ast
import errno
import os
from pathlib import Path

import pytest
import shapely

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError, Reason, of_system
from nplv_dash.present.explain import explain
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.services.check import Finding
from nplv_dash.services.refresh import _said
from nplv_dash.sources.newground import _check
from nplv_dash.sources.publishers import features, odata, zips
from nplv_dash.sources.publishers.client import Client
from nplv_dash.sources.versions import POINTER, Store
from tests.publishers.service import serving, zipped
from tests.publishers.small import HASTY, SCORES, borders_of, country, odata_of, zip_of

#: What a refresh consists of.
FILES = (
    *sorted((ROOT / "nplv_dash" / "sources" / "publishers").glob("*.py")),
    *(ROOT / "nplv_dash" / f"{one}.py" for one in ("services/refresh", "sources/versions", "sources/fetching")),
    *(ROOT / "nplv_dash" / "sources" / f"{one}.py" for one in ("folders", "build", "shelf", "renewal", "moving")),
    *(ROOT / "nplv_dash" / "sources" / f"{one}.py" for one in ("newground", "recoding", "shapes", "tables")),
)


def reasons() -> list[tuple[str, ast.expr]]:
    """Where an error gets a reason, and what that is."""
    return [
        (f"{file.name}:{node.lineno}", one.value)
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for one in node.keywords
        if one.arg == "reason"
    ]


def test_no_reason_is_made_of_words() -> None:
    makers = {"Reason", "of_system", "_why"}
    assert len(reasons()) > 15
    assert [
        where
        for where, value in reasons()
        if not (isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in makers)
    ] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_publisher_that_answers_otherwise(tmp_path: Path, lang: str) -> None:
    t = Text(lang)
    with serving(country()) as service, Client(tmp_path, per_second=1000, patience=HASTY) as client:
        borders, tables = borders_of(service), odata_of(service, 4)
        found = {}
        for fault, reason in (("links_null", "links"), ("deep", "no_json"), ("bad_gzip", "packed"),
                              ("next_number", "link"), ("next_no_address", "link")):  # fmt: skip
            service.faults["buurten"] = [fault]
            with pytest.raises(DataError, match="publisher_format") as caught:
                features.layer(client, borders, borders.editions[1], "buurt")
            found[reason] = caught.value
        service.faults["Observations"] = ["links_null"]
        with pytest.raises(DataError, match="publisher_format") as caught:
            odata.figures(client, tables, tables.tables[0])
        found["rows"] = caught.value
    for reason, error in found.items():
        (one,) = explain(error, t)
        assert one.what == t("errors.publisher_format.what", reason=t(f"reasons.{reason}"))


def test_a_zip_is_told_of_in_the_words_for_visitors(tmp_path: Path) -> None:
    t = Text("nl")
    with serving(country()) as service, Client(tmp_path, per_second=1000, patience=HASTY) as client:
        service.country.files["lbm.zip"] = zipped(**{SCORES: "", "nog.zip": ""})
        with pytest.raises(DataError, match="publisher_format") as caught:
            zips.figures(client, zip_of(service))
        service.port = 1
        with pytest.raises(DataError, match="publisher_unreachable") as nobody:
            client.file(f"{service.base}/files/x.zip")
    assert t("errors.own_zip_nested.what", name="nog.zip") in explain(caught.value, t)[0].what
    assert t("reasons.no_connection") in explain(nobody.value, t)[0].what


def test_a_pointer_and_a_disk(tmp_path: Path) -> None:
    t, store = Text("nl"), Store(tmp_path, ROOT)
    (tmp_path / POINTER).write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match="version_pointer") as caught:
        store.chosen()
    assert t("reasons.no_text") in explain(caught.value, t)[0].what
    (tmp_path / POINTER).unlink()
    (tmp_path / POINTER).mkdir()
    with pytest.raises(DataError, match="version_pointer") as caught:
        store.chosen()
    assert t("reasons.is_folder") in explain(caught.value, t)[0].what
    for number in (errno.ENOSPC, errno.EACCES, errno.EIO):
        error = DataError("not_writable", tmp_path, reason=of_system(OSError(number, os.strerror(number))))
        assert os.strerror(number) not in str(explain(error, t)[0])
    assert str(errno.EIO) in explain(error, t)[0].what


def test_what_the_check_finds_is_said_in_its_own_words(tmp_path: Path) -> None:
    t = Text("nl")
    unread = DataError("file_missing", tmp_path)
    found = (Finding("coverage", "wijken", ok=False, detail="3"), Finding("readable", "x", ok=False, error=unread))
    (one,) = explain(DataError("refresh_check", tmp_path, count=2, failures=tuple(map(_said, found))), t)
    for key in ("check.coverage", "check.readable", "errors.file_missing.what"):
        assert t(key) in one.what
    assert str(Reason("check.coverage")) not in one.what


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_a_border_is_not_sound_is_said(lang: str) -> None:
    t, frame = Text(lang), country().borders[2024]["buurten"]
    west, south, east, north = frame.geometry.iloc[0].bounds
    corners = [(west, south), (east, north), (east, south), (west, north)]
    hole = shapely.box(east + 10, south, east + 20, north).exterior
    for shape, key in (
        (shapely.Polygon(corners), "crosses"),
        (shapely.Polygon(shapely.box(west, south, east, north).exterior, [hole]), "hole"),
    ):
        with pytest.raises(DataError, match="polygon_invalid") as caught:
            _check({"buurt": frame.set_geometry([shape, *frame.geometry[1:]])}, 2025)
        assert caught.value.where == "borders/buurt 2025"
        (one,) = explain(caught.value, t)
        assert t(f"reasons.{key}", where="")[:10] in one.what
        assert "elf-intersection" not in one.what
