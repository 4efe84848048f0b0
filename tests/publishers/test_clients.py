"""Every client against a real server: what it brings, and each thing that may go wrong, in its own words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import shapely

from nplv_dash import ROOT
from nplv_dash.domain.errors import DataError, Reason
from nplv_dash.domain.publishers import Borders
from nplv_dash.sources.fetching import fetch as fetch_all
from nplv_dash.sources.publishers import features, odata, wfs, zips
from nplv_dash.sources.publishers.client import Client, Patience
from nplv_dash.sources.publishers.listed import publishers
from tests.publishers.service import Service, serving, zipped
from tests.publishers.small import HASTY, LAYER, SCORES, borders_of, country, odata_of, wfs_of, zip_of

OGC, WFS, V4, V3, ZIP, LBM = "ogc", "wfs", "v4", "v3", "zip", "lbm3"
HEAD = "wk_code;jaar;lbm;fys\n"
ALL = (OGC, WFS, V4, V3, ZIP, LBM)


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(country()) as running:
        yield running


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with Client(tmp_path, per_second=1000, patience=HASTY) as made:
        yield made


def fetch(client: Client, service: Service, kind: str) -> pd.DataFrame:
    """What one kind of service gives."""
    if kind in {OGC, WFS}:
        publisher = borders_of(service, kind)
        return features.layer(client, publisher, publisher.editions[1], "buurt").frame
    if kind in {V4, V3}:
        table = odata_of(service, int(kind[1:]))
        return odata.figures(client, table, table.tables[0])[0]
    if kind == LBM:
        layers = wfs_of(service)
        return wfs.figures(client, layers, layers.tables[0])[0]
    return zips.figures(client, zip_of(service))[0]


#: A part of the address that is asked more than once, or at the end.
LAST = {OGC: "cursor=", WFS: "startIndex=5", V4: "Observations", V3: "TypedDataSet", ZIP: "lbm.zip",
        LBM: "startIndex=5"}  # fmt: skip


@pytest.mark.parametrize("protocol", [OGC, WFS])
def test_borders_come_page_by_page_in_metres_and_without_water(client: Client, service: Service, protocol: str) -> None:
    publisher = borders_of(service, protocol)
    asked = features.layer(client, publisher, publisher.editions[1], "buurt")
    ours = service.country.borders[2024]["buurten"].query("water == 'NEE'")
    assert list(asked.frame.columns) == ["code", "name", "wk_code", "gm_code", "geometry"]
    assert list(asked.frame["code"]) == list(ours["code"])
    assert shapely.equals_exact(asked.frame.geometry.to_numpy(), ours.geometry.to_numpy(), 0.01, normalize=True).all()
    assert asked.fetched.rows == 23
    # Twenty-four in pages of five.
    assert len(service.asked) == 5
    agents = {headers["User-Agent"] for _, _, headers in service.asked}
    assert len(agents) == 1
    assert agents.pop().startswith("nplv_dash/")


@pytest.mark.parametrize("protocol", [OGC, WFS])
def test_borders_of_one_gemeente(client: Client, service: Service, protocol: str) -> None:
    publisher = borders_of(service, protocol)
    frame = features.layer(client, publisher, publisher.editions[1], "buurt", ["GM1002"]).frame
    assert set(frame["gm_code"]) == {"GM1002"}
    assert len(frame) == 11


@pytest.mark.parametrize("protocol", [OGC, WFS])
def test_a_layer_that_does_not_come_as_a_whole_comes_by_gemeente(
    tmp_path: Path, service: Service, protocol: str
) -> None:
    publisher = borders_of(service, protocol)
    whole = fetch_all([publisher], tmp_path, HASTY)
    path = "/buurten/" if protocol == OGC else "%3Abuurten"
    service.asked.clear()
    # As often as the whole is asked for; then one of the parts breaks off too, and that part alone is asked again.
    service.faults[path] = ["503"] * HASTY.attempts + ["cut"]
    parts = fetch_all([publisher], tmp_path, HASTY)
    assert service.faults[path] == []
    for level, frame in whole.layers.items():
        assert frame.equals(parts.layers[level])
    assert [one.sha256 for one in parts.fetched] == [one.sha256 for one in whole.fetched]
    assert [one.table for one in parts.fetched] == [one.table for one in whole.fetched]
    asked = [str(query) for _, query, _ in service.asked]
    assert sum("GM1001" in one for one in asked) == 1 + 3
    assert sum("GM1002" in one for one in asked) == 3


def test_that_there_are_no_parts_hides_not_what_was_wrong(tmp_path: Path, service: Service) -> None:
    publisher = borders_of(service, OGC).model_copy(update={"of_gemeente": "gm"})
    service.faults["/buurten/"] = ["503"] * HASTY.attempts
    with pytest.raises(DataError, match="publisher_refuses"):
        fetch_all([publisher], tmp_path, HASTY)


def test_a_service_that_does_not_know_the_filter_is_not_asked_on(client: Client, service: Service) -> None:
    publisher = borders_of(service, OGC).model_copy(update={"of_gemeente": "gm"})
    with pytest.raises(DataError, match="publisher_format") as caught:
        features.layer(client, publisher, publisher.editions[1], "buurt", ["GM1002", "GM1001"])
    assert caught.value.values["reason"] == Reason("reasons.gemeente", code="GM1002")
    assert len(service.asked) == 1


def test_figures_of_both_versions(client: Client, service: Service) -> None:
    found = fetch(client, service, V4).set_index(["indicator", "code"])["value"]
    assert found["inhabitants", "WK100100"] == 1000
    assert found["welfare", "WK100100"] == 10
    # Too few residents for a rate, and a secret figure: no rows, never zero.
    assert ("welfare", "WK100102") not in found.index
    assert ("welfare", "WK100103") not in found.index
    assert not {code[:2] for _, code in found.index} - {"WK", "BU"}
    crimes = fetch(client, service, V3)
    assert set(crimes["level"]) == {"wijk", "buurt"}
    assert (
        crimes.set_index("code").loc["BU10010000", "value"]
        == service.country.tables["47022NED"].loc["BU10010000", "GeregistreerdeMisdrijven"]
    )


def test_figures_in_a_zip(client: Client, service: Service) -> None:
    found = fetch(client, service, ZIP)
    assert set(found["year"]) == {2022, 2024}
    # A point is a secret figure.
    assert set(found["indicator"]) == {"lbm"}
    assert len(found) == 24


def sorted_rows(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values([*frame.columns]).reset_index(drop=True)


def test_figures_of_a_layer_are_those_of_the_zip(client: Client, service: Service) -> None:
    zipped_ones = fetch(client, service, ZIP)
    service.asked.clear()
    found = fetch(client, service, LBM)
    pd.testing.assert_frame_equal(sorted_rows(found), sorted_rows(zipped_ones))
    # Twenty-four in pages of five, and never the polygons.
    assert len(service.asked) == 5
    assert {query["propertyName"][0] for _, query, _ in service.asked} == {"id,year,score,fys"}
    # A year of the record, where the layer has figures of one year.
    service.country.layers[LAYER] = service.country.layers[LAYER].query("year == '2024'").drop(columns="year")
    of_one = wfs_of(service, 2024)
    found, fetched = wfs.figures(client, of_one, of_one.tables[0])
    pd.testing.assert_frame_equal(sorted_rows(found), sorted_rows(zipped_ones.query("year == 2024")))
    # Ids and times of an answer are others each time: what was fetched is the same all the same.
    again = wfs.figures(client, of_one, of_one.tables[0])[1]
    assert (fetched.sha256, fetched.rows, fetched.table) == (again.sha256, 12, LAYER)


def test_a_layer_of_which_the_service_gives_less_at_a_time(client: Client, service: Service) -> None:
    whole = fetch(client, service, LBM)
    service.most = 3
    assert fetch(client, service, LBM).equals(whole)
    service.most = 0
    with pytest.raises(DataError, match="came=0, said=24"):
        fetch(client, service, LBM)


@pytest.mark.parametrize("status", [400, 200])
def test_a_property_that_a_layer_lacks_is_named(client: Client, service: Service, status: int) -> None:
    service.refusal = status
    service.country.layers[LAYER] = service.country.layers[LAYER].drop(columns="fys")
    with pytest.raises(DataError, match="publisher_columns") as caught:
        fetch(client, service, LBM)
    assert caught.value.where == f"{service.base}/lbm3/ows: {LAYER}"
    assert caught.value.values["columns"] == "fys"
    assert "score" in str(caught.value.values["present"])


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize("fault", ["429", "500", "502", "503", "cut", "here"])
def test_a_service_that_falters_is_asked_again(client: Client, service: Service, kind: str, fault: str) -> None:
    whole = fetch(client, service, kind)
    service.faults[LAST[kind]] = [fault, fault]
    assert fetch(client, service, kind).equals(whole)
    assert service.faults[LAST[kind]] == []


@pytest.mark.parametrize("kind", ALL)
@pytest.mark.parametrize(
    ("fault", "key"),
    [("429", "publisher_refuses"), ("500", "publisher_refuses"), ("403", "publisher_refuses"),
     ("404", "publisher_absent"), ("html", "publisher_html"), ("html_as_json", "publisher_html"),
     ("elsewhere", "publisher_redirect")],
)  # fmt: skip
def test_a_service_that_fails_is_told_of(client: Client, service: Service, kind: str, fault: str, key: str) -> None:
    service.faults[LAST[kind]] = [fault] * 10
    with pytest.raises(DataError, match=key) as caught:
        fetch(client, service, kind)
    assert caught.value.where.startswith(service.base)


@pytest.mark.parametrize("kind", [OGC, V4])
@pytest.mark.parametrize(
    ("fault", "key"),
    [("next_elsewhere", "redirect"), ("next_open", "redirect"), ("next_no_address", "format"),
     ("next_number", "format"), ("links_null", "format"), ("deep", "format"), ("bad_gzip", "format")],
)  # fmt: skip
def test_an_answer_that_leads_elsewhere_or_is_none(
    client: Client, service: Service, kind: str, fault: str, key: str
) -> None:
    service.faults[LAST[kind] if kind == V4 else "buurten"] = [fault]
    with pytest.raises(DataError, match=f"publisher_{key}"):
        fetch(client, service, kind)


def test_a_host_of_the_record_may_be_the_next_one(tmp_path: Path, service: Service) -> None:
    service.faults["buurten"] = ["next_open"]
    with (
        Client(tmp_path, ("localhost",), 1000, HASTY) as client,
        pytest.raises(DataError, match=r"publisher_redirect.*http://localhost"),
    ):
        # Not without encryption.
        fetch(client, service, OGC)
    base = f"http://localhost:{service.port}"
    with Client(tmp_path, (), 1000, HASTY, bases=(service.base, base)) as client:
        assert client.file(f"{base}/files/lbm.zip").read_bytes() == service.country.files["lbm.zip"]
    with Client(tmp_path, (), 1000, HASTY, bases=(service.base,)) as client, pytest.raises(DataError, match="redirect"):
        client.file(f"{base}/files/lbm.zip")


def test_a_record_says_at_which_hosts_it_begins(service: Service) -> None:
    assert borders_of(service).addresses == (f"{service.base}/ogc/2025", f"{service.base}/ogc/2024")


def test_everything_together_has_an_end(tmp_path: Path, service: Service) -> None:
    with (
        Client(tmp_path, (), 1000, replace(HASTY, whole=-1.0)) as client,
        pytest.raises(DataError, match="publisher_slow"),
    ):
        fetch(client, service, OGC)
    assert service.asked == []
    service.country.files["half.zip"] = b"0" * (600 * 1024)
    with Client(tmp_path, (), 1000, replace(HASTY, most_mb=1)) as client:
        client.file(f"{service.base}/files/half.zip").unlink()
        with pytest.raises(DataError, match=r"publisher_too_big .*1 MB"):
            client.file(f"{service.base}/files/half.zip")


def test_a_beginning_that_is_none_is_forgotten(client: Client, service: Service) -> None:
    service.country.files["large.zip"] = b"a" * 1000
    service.faults["large.zip"] = ["cut", "416"]
    assert client.file(f"{service.base}/files/large.zip").read_bytes() == b"a" * 1000
    assert [headers.get("Range") for _, _, headers in service.asked] == [None, "bytes=500-", None]


@pytest.mark.parametrize("kind", [OGC, WFS, V4, V3, LBM])
def test_pages_without_an_end(client: Client, service: Service, kind: str) -> None:
    service.faults["/"] = ["loop"] * 50
    with pytest.raises(DataError, match=r"publisher_paging|publisher_twice"):
        fetch(client, service, kind)


def test_the_rest_of_a_file_that_was_cut_off_is_asked_for(client: Client, service: Service) -> None:
    content = zipped(**{SCORES: "x" * 100, "more": hashlib.sha256(b"1").hexdigest() * 100})
    service.country.files["large.zip"] = content
    service.faults["large.zip"] = ["cut", "cut"]
    path = client.file(f"{service.base}/files/large.zip", sha256=hashlib.sha256(content).hexdigest())
    assert path.read_bytes() == content
    ranges = [headers.get("Range") for _, _, headers in service.asked]
    half = len(content) // 2
    assert ranges == [None, f"bytes={half}-", f"bytes={half + (len(content) - half) // 2}-"]


def test_a_file_that_changed_meanwhile_is_fetched_anew(client: Client, service: Service) -> None:
    service.country.files["large.zip"] = b"a" * 1000
    service.faults["large.zip"] = ["cut"]
    hasty, client.patience = client.patience, replace(HASTY, attempts=1)
    with pytest.raises(DataError, match="publisher_cut_off"):
        client.file(f"{service.base}/files/large.zip")
    service.country.files["large.zip"] = b"b" * 800
    client.patience = hasty
    assert client.file(f"{service.base}/files/large.zip").read_bytes() == b"b" * 800


def test_another_checksum(client: Client, service: Service) -> None:
    right = hashlib.sha256(service.country.files["lbm.zip"]).hexdigest()
    assert len(zips.figures(client, zip_of(service, right))[0]) == 24
    with pytest.raises(DataError, match="publisher_checksum"):
        zips.figures(client, zip_of(service, "0" * 64))


def test_a_service_that_says_how_long_to_wait_is_obeyed(tmp_path: Path, service: Service) -> None:
    service.retry_after = "3600"
    service.faults["lbm.zip"] = ["429"] * 10
    # An hour is longer than we wait: it says so at once.
    with Client(tmp_path, patience=HASTY) as client, pytest.raises(DataError, match="publisher_refuses"):
        zips.figures(client, zip_of(service))
    assert len(service.asked) == 1
    service.retry_after, service.faults["lbm.zip"] = "1", ["429"]
    told: list[float] = []
    import stamina.instrumentation as watch

    watch.set_on_retry_hooks([lambda details: told.append(details.wait_for)])
    try:
        with Client(tmp_path, patience=HASTY) as client:
            zips.figures(client, zip_of(service))
    finally:
        watch.set_on_retry_hooks(None)
    assert told == [1.0]


def test_nobody_is_there(client: Client, service: Service) -> None:
    service.port = 1
    with pytest.raises(DataError, match="publisher_unreachable"):
        fetch(client, service, V4)


def test_a_pace_is_kept(tmp_path: Path, service: Service) -> None:
    import time

    with Client(tmp_path, per_second=20, patience=replace(HASTY, between=None)) as client:
        begin = time.monotonic()
        fetch(client, service, OGC)
        # Five pages: four pauses.
        assert time.monotonic() - begin >= 4 / 20


def test_more_than_was_allowed(client: Client, service: Service) -> None:
    service.country.files["large.zip"] = b"0" * (1024**2 + 1)
    with pytest.raises(DataError, match="publisher_too_big"):
        client.file(f"{service.base}/files/large.zip", most_mb=1)
    # Twenty megabytes of zeros in a few kilobytes.
    service.country.files["lbm.zip"] = zipped(**{SCORES: "0" * 20 * 1024**2})
    with pytest.raises(DataError, match="publisher_too_big"):
        zips.figures(client, zip_of(service))


@pytest.mark.parametrize(
    ("change", "kind", "key"),
    [
        (lambda c: c.tables.update({"85984NED": c.tables["85984NED"].drop(columns="Aantal inwoners")}), V4, "columns"),
        (lambda c: c.tables.update({"47022NED": c.tables["47022NED"].iloc[:, 1:]}), V3, "columns"),
        (lambda c: c.tables.update({"85984NED": c.tables["85984NED"].assign(aantal_inwoners=1)}), V4, "double"),
        (lambda c: c.tables.update({"85984NED": c.tables["85984NED"].iloc[[0, 0]]}), V4, "twice"),
        (lambda c: c.tables.update({"47022NED": c.tables["47022NED"].iloc[:0]}), V3, "empty"),
        (lambda c: c.tables.update({"85984NED": c.tables["85984NED"].loc[["NL00"]]}), V4, "empty"),
        (lambda c: c.files.update({"lbm.zip": zipped(leeg="")}), ZIP, "columns"),
        (lambda c: c.files.update({"lbm.zip": zipped(**{SCORES: "wk_code;jaar;lbm\n"})}), ZIP, "columns"),
        (lambda c: c.files.update({"lbm.zip": zipped(**{SCORES: HEAD + "WK100100;2024;x;"})}), ZIP, "format"),
        (lambda c: c.files.update({"lbm.zip": zipped(**{SCORES: HEAD})}), ZIP, "empty"),
        (lambda c: c.files.update({"lbm.zip": zipped(**{SCORES: HEAD, "../elders.csv": ""})}), ZIP, "format .*elders"),
        (lambda c: c.files.update({"lbm.zip": zipped(**{SCORES: HEAD, "nog.zip": ""})}), ZIP, "format .*nested"),
        (lambda c: c.files.update({"lbm.zip": zipped(**{SCORES: "0" * 5 * 1024**2})}), ZIP, "format .*ratio"),
        (lambda c: c.files.update({"lbm.zip": b"PK geen zip"}), ZIP, "zip_damaged"),
        (lambda c: c.files.update({"lbm.zip": c.files["lbm.zip"][:-30]}), ZIP, "zip_damaged"),
        (lambda c: c.borders[2024].update({"buurten": c.borders[2024]["buurten"].iloc[:0]}), OGC, "empty"),
        (lambda c: c.layers.update({LAYER: c.layers[LAYER].drop(columns="score")}), LBM, "columns"),
        (lambda c: c.layers.update({LAYER: c.layers[LAYER].rename(columns={"id": "code"})}), LBM, "columns"),
        (lambda c: c.layers.update({LAYER: c.layers[LAYER].assign(score="x")}), LBM, "format"),
        (lambda c: c.layers.update({LAYER: c.layers[LAYER].assign(score=float("inf"))}), LBM, "format"),
        (lambda c: c.layers.update({LAYER: c.layers[LAYER].assign(year=None)}), LBM, "format"),
        (lambda c: c.layers.update({LAYER: c.layers[LAYER].assign(year="202224")}), LBM, "format"),
        (lambda c: c.layers.update({LAYER: c.layers[LAYER].assign(year="2024")}), LBM, "twice"),
        (lambda c: c.layers.update({LAYER: c.layers[LAYER].iloc[:0]}), LBM, "empty"),
        (lambda c: c.layers.update({LAYER: c.layers[LAYER].assign(id="NL00").iloc[:1]}), LBM, "empty"),
        (lambda c: c.layers.update({LAYER: c.layers[LAYER].assign(score=None)}), LBM, "empty"),
        (lambda c: c.layers.clear(), LBM, "refuses"),
    ],
)  # fmt: skip
def test_tables_that_are_not_what_they_were(
    client: Client, service: Service, change: Callable[[Any], None], kind: str, key: str
) -> None:
    change(service.country)
    with pytest.raises(DataError, match=key if key == "zip_damaged" else f"publisher_{key}"):
        fetch(client, service, kind)


def test_degrees_in_the_place_of_metres(client: Client, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    # As a service does that does not know the parameter.
    monkeypatch.setattr(features, "OGC_CRS", "http://www.opengis.net/def/crs/OGC/1.3/CRS84")
    with pytest.raises(DataError, match="publisher_crs"):
        fetch(client, service, OGC)


def test_properties_with_other_names(client: Client, service: Service) -> None:
    publisher = borders_of(service)
    layers = {
        **publisher.layers,
        "buurt": publisher.layers["buurt"].model_copy(update={"columns": {"code": "bu_code"}}),
    }
    with pytest.raises(DataError, match="publisher_columns") as caught:
        features.layer(client, publisher.model_copy(update={"layers": layers}), publisher.editions[1], "buurt")
    assert caught.value.values["columns"] == "bu_code"
    assert "buurtcode" in str(caught.value.values["present"])


def test_the_records_of_the_project_can_be_read_and_say_that_nothing_was_tried() -> None:
    found = publishers(ROOT / "data" / "sources")
    assert [one.id for one in found] == ["borders", "cbs_kwb", "cbs_ses", "lbm3", "police_crime", "rivm_health"]
    assert isinstance(found[0], Borders)
    assert not any(one.tried for one in found)
    assert all(one.unverified for one in found)
    assert [one.id for one in publishers(ROOT / "data" / "sources", ["lbm3"])] == ["lbm3"]
    # Who gives the same figures as another is asked by name.
    (named,) = publishers(ROOT / "data" / "sources", ["lbm3_wfs"])
    assert [one for one in publishers(ROOT / "data" / "sources", every=True) if one not in found] == [named]
    assert named.on_request
    assert named.unverified
    assert not named.tried
    with pytest.raises(DataError, match="publisher_unknown"):
        publishers(ROOT / "data" / "sources", ["kadaster"])


def test_nothing_is_asked_faster_than_a_person_would_mind() -> None:
    assert Patience().between is None
    assert all(one.per_second <= 2 for one in publishers(ROOT / "data" / "sources", every=True))
