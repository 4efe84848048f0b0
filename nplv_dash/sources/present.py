"""A version of the data as content: what a refresh begins with. Written again it is the same, byte for byte."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd

from nplv_dash.domain.records import Anchor, Krachtwijk, OfficialFigure
from nplv_dash.sources.build import Content
from nplv_dash.sources.bundle import DataBundle, load_bundle, read_observations
from nplv_dash.sources.layers import Ground
from nplv_dash.sources.mappings import first_mapping
from nplv_dash.sources.yamlfiles import read_records


def present(root: Path) -> Content:
    """What lies in `root/data`.

    Raises:
        DataError, SeveralErrors: something is missing or damaged; unlike the app, a refresh needs all of it.
    """
    bundle = load_bundle(root, thorough=True)
    if bundle.problems:
        raise bundle.problems[0]
    data = root / "data"
    tables = {path.name: _mapping(path) for path in sorted((data / "mappings").glob("*.csv"))}
    first, indeling = first_mapping(data)
    return Content(
        wijken=read_observations(data / "indicators" / "wijken.parquet"),
        buurten=read_observations(data / "indicators" / "buurten.parquet"),
        mapping=tables.pop(first.name),
        report=bundle.join_report.astype({"year": int}),
        ground=_ground(bundle),
        areas=bundle.areas,
        schemes=bundle.schemes,
        indicators=tuple(bundle.indicators.values()),
        anchors=read_records(data / "anchors.yaml", Anchor),
        lbm2=read_observations(data / "indicators" / "lbm2.parquet"),
        krachtwijken=read_records(data / "krachtwijken.yaml", Krachtwijk),
        official=read_records(data / "official.yaml", OfficialFigure),
        datasets=bundle.catalog.datasets,
        sources=bundle.catalog.sources,
        indeling=indeling,
        steps=tables,
    )


def _mapping(path: Path) -> pd.DataFrame:
    # Also of a table without rows, of which nothing else says what its columns are.
    return pd.read_csv(path, dtype={"old": str, "new": str, "how": str, "share": float, "people": float})


def _ground(bundle: DataBundle) -> Ground:
    return Ground(
        buurten=_layer(bundle, "buurten"),
        wijken=_layer(bundle, "wijken"),
        wijken_elsewhere=_layer(bundle, "wijken_elders"),
        buurten_nl=_layer(bundle, "buurten_nl"),
        gemeenten=_layer(bundle, "gemeenten"),
        areas=_layer(bundle, "gebieden"),
    )


def _layer(bundle: DataBundle, name: str) -> gpd.GeoDataFrame:
    frame = bundle.geometry(name)
    # An empty text comes back from a .dbf as missing.
    texts = [c for c in frame.columns if c != "geometry" and not pd.api.types.is_numeric_dtype(frame[c])]
    return frame.assign(**{c: frame[c].fillna("") for c in texts})
