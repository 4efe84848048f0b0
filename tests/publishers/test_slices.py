"""The services filled with slices of real data: of the project itself, and of the publishers' files where they are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import shapely

from nplv_dash import ROOT
from nplv_dash.domain.publishers import Borders, OData, Publisher, Wfs
from nplv_dash.services.attempts import attempts
from nplv_dash.sources.bundle import load_bundle
from nplv_dash.sources.fetching import fetch
from nplv_dash.sources.publishers import features
from nplv_dash.sources.publishers.client import Client
from nplv_dash.sources.publishers.listed import publishers
from tests.publishers.service import Country, serving
from tests.publishers.small import HASTY, borders_of
from tests.publishers.world import country_of

UTRECHT = "GM0344"
#: Beside the project where the data are built, and in CI; not in a fresh clone, where the test on them does not exist.
SHARED = ROOT.parent / "shared" / "data" / "indicators"


@pytest.mark.parametrize("protocol", ["ogc", "wfs"])
def test_the_borders_of_utrecht_arrive_as_they_are(tmp_path: Path, protocol: str) -> None:
    country = country_of(ROOT, {UTRECHT, "GM0317"})
    ours = load_bundle(ROOT).geometry("buurten").query("gm_code == @UTRECHT")
    with serving(country) as service, Client(tmp_path, per_second=1000, patience=HASTY) as client:
        publisher = borders_of(service, protocol).model_copy(update={"page": 40, "water": None})
        found = features.layer(client, publisher, publisher.editions[1], "buurt", [UTRECHT]).frame
    assert list(found["code"]) == list(ours["code"])
    assert list(found["name"]) == list(ours["name"])
    # The service was asked for metres, and a millimetre is less than any border is known to.
    there, here = found.geometry.to_numpy(), ours.geometry.to_numpy()
    assert shapely.equals_exact(there, here, 0.001, normalize=True).all()


def towards(publisher: Publisher, base: str) -> Publisher:
    """A record of the project that leads to this machine."""
    if isinstance(publisher, Borders):
        editions = tuple(one.model_copy(update={"base": f"{base}/ogc/{one.year}"}) for one in publisher.editions)
        return publisher.model_copy(update={"editions": editions, "per_second": 1000.0})
    if isinstance(publisher, OData):
        return publisher.model_copy(update={"base": f"{base}/v{publisher.version}", "per_second": 1000.0})
    if isinstance(publisher, Wfs):
        return publisher.model_copy(update={"base": f"{base}/lbm3/ows", "per_second": 1000.0})
    return publisher.model_copy(update={"address": f"{base}/files/lbm.zip", "per_second": 1000.0})


def titled(publisher: OData, table: str, codes: pd.Index, values: dict[str, pd.Series]) -> pd.DataFrame:
    """A table with every measure that a record of the project asks for; those that are given have figures."""
    (one,) = [one for one in publisher.tables if one.id == table]
    names = {name: "" for measure in one.measures for name in measure.over}
    names |= {measure.name: measure.indicator for measure in one.measures}
    return pd.DataFrame({name: values.get(ours, pd.Series(dtype=float)).reindex(codes) for name, ours in names.items()})


def test_the_records_of_the_project_lead_to_figures(tmp_path: Path) -> None:
    """Each record with its own names and filters: what is not sure about them is only whether the service agrees."""
    bundle = load_bundle(ROOT)
    codes = bundle.units["wijk"]["code"]
    here = pd.Index(codes[codes.str.startswith("WK0344")])
    people = pd.Series(bundle.figures[("wijk", "inhabitants", 2024)], index=codes)
    country = country_of(ROOT, {UTRECHT})
    by_id = {one.id: one for one in publishers(ROOT / "data" / "sources")}
    for publisher in by_id.values():
        for table in publisher.tables if isinstance(publisher, OData) else ():
            values = {"inhabitants": people, "crimes": people / 20, "good_health": people, "ses_woa": people}
            country.tables[table.id] = titled(publisher, table.id, here, values)
    with serving(country) as service:
        service.page = 1000
        asked = [towards(one, service.base) for one in by_id.values() if one.id != "lbm3"]
        fresh = fetch(asked, tmp_path, HASTY)
        tried = {(one.publisher, one.table): one for one in attempts(asked, HASTY)}
    assert fresh.year == 2024
    assert len(fresh.layers["buurt"]) == len(bundle.units["buurt"].query("gm_code == @UTRECHT"))
    figures = pd.concat([one.frame for one in fresh.figures])
    for indicator, year, factor in (("inhabitants", 2025, 1.0), ("crimes", 2025, 0.05), ("inhabitants", 2024, 1.0)):
        found = figures[(figures["indicator"] == indicator) & (figures["year"] == year)].set_index("code")["value"]
        assert found.to_dict() == pytest.approx((people[here] * factor).to_dict())
    assert set(figures.loc[figures["indicator"] == "ses_woa", "year"]) == {2024}
    assert tried["borders", "buurten 2026"].error is not None
    assert tried["borders", "buurten 2026"].may_lack
    assert tried["borders", "buurten 2024"].rows == 2


def test_the_layers_of_the_project_lead_to_figures(tmp_path: Path) -> None:
    """As above, of the record that is asked on request: the dimensions of 2022 go in, and come out as of its year."""
    bundle = load_bundle(ROOT)
    codes = bundle.units["wijk"]["code"]
    (lbm,) = publishers(ROOT / "data" / "sources", ["lbm3_wfs"])
    assert isinstance(lbm, Wfs)
    layers, wanted = {}, {}
    for table in lbm.tables:
        values = {theirs: bundle.figures[("wijk", ours, 2022)] for theirs, ours in table.columns.items()}
        layers[table.layer] = pd.DataFrame({table.code: codes, **values}).iloc[:300].dropna()
        wanted |= {(ours, table.year): layers[table.layer].set_index(table.code)[theirs]
                   for theirs, ours in table.columns.items()}  # fmt: skip
    with serving(Country(layers=layers)) as service:
        asked = towards(lbm, service.base)
        fresh = fetch([asked], tmp_path, HASTY)
        tried = [*attempts([asked], HASTY)]
    figures = pd.concat([one.frame for one in fresh.figures]).set_index(["indicator", "year", "code"])["value"]
    assert len(figures) == sum(map(len, wanted.values()))
    for (indicator, year), series in wanted.items():
        assert figures[indicator, year].to_dict() == pytest.approx(series.to_dict())
    # Two features each, with every figure of theirs.
    assert [(one.table, one.error, one.rows) for one in tried] == [
        (table.layer, None, 2 * len(table.columns)) for table in lbm.tables
    ]


if SHARED.exists():

    def test_key_figures_of_the_publisher_become_those_of_the_project(tmp_path: Path) -> None:
        """The table of 2024 as CBS gives it, through the client, is what the build made of it."""
        table = pd.read_csv(SHARED / "kerncijfers_wijk_2024.csv", dtype={"code": str}).set_index("code")
        bundle = load_bundle(ROOT)
        (cbs,) = publishers(ROOT / "data" / "sources", ["cbs_kwb"])
        assert isinstance(cbs, OData)
        here = table.index[table.index.str.startswith(("WK0344", "WK0599"))]
        names = {
            "inhabitants": "inwoners",
            "households": "huishoudens",
            "woz": "wozWaarde",
            "owner_share": "koopwoningen",
        }
        values = {ours: pd.to_numeric(table[theirs], errors="coerce") for ours, theirs in names.items()}
        country = Country(tables={"85984NED": titled(cbs, "85984NED", here, values)})
        with serving(country) as service:
            service.page = 500
            (found,) = fetch([towards(cbs, service.base)], tmp_path, HASTY).figures
        codes = bundle.units["wijk"]["code"]
        for indicator in names:
            ours = pd.Series(bundle.figures[("wijk", indicator, 2024)], index=codes).dropna()
            came = found.frame[found.frame["indicator"] == indicator].set_index("code")["value"]
            common = came.index.intersection(ours.index)
            assert len(common) > 20
            assert came[common].to_numpy() == pytest.approx(ours[common].to_numpy())
