"""The map engine as a page uses it: `?layer=wijken`, and a slider that changes every polygon."""

import gc
import json
import sys
from pathlib import Path

import numpy as np
import streamlit as st
from streamlit_folium import st_folium

from nplv_dash.present.foliummap import (
    RETURNED,
    GeometryLayer,
    MapTexts,
    Outline,
    Paint,
    Palette,
    paint_group,
    standing_map,
)

TEXTS = MapTexts(label="map", zoom_in="in", zoom_out="out", failed="failed")
PALETTE = Palette(
    classes=("#f7e9b8", "#e9b872", "#d1824f", "#a34f45", "#5b2a4a"),
    no_data="#eee",
    hatch="#999",
    border="#fff",
    outline="#123",
    selected="#05b",
    halo="#fff",
    ground="#def",
)


@st.cache_resource
def layers() -> dict[str, GeometryLayer]:
    """The layers; and, once per process, the garbage collection that design.md speaks of."""
    if "--no-freeze" not in sys.argv:
        gc.collect()
        gc.freeze()
    found = json.loads(Path(__file__).with_name("layers.json").read_text(encoding="utf-8"))
    return {key: GeometryLayer(key, **layer) for key, layer in found.items()}


@st.fragment
def page() -> None:
    """Every polygon gets a new value, class and tooltip text at each step."""
    layer = layers()[st.query_params["layer"]]
    step = st.slider("Step", 0, 200, 0)
    values = (np.arange(layer.count) * 7 + step * 3) % 50 / 10
    classes = np.char.mod("%d", values.astype(int))
    # As on the map page: land below, the twenty areas on top or, where they are the layer, as dots.
    land = Outline(layers()["land"], "#999", width=0.8, land="#fafafa")
    areas = Outline(layers()["areas"], "#123", width=2.2, halo="#fff")
    twenty = layer.key == "areas"
    paint = Paint(
        layer,
        "".join(classes),
        tuple(f"{v:.1f}".replace(".", ",") for v in values.tolist()),
        str(step),
        PALETTE,
        outlines=(land,) if twenty else (land, areas),
        dot=7.0 if twenty else 0.0,
    )
    st_folium(
        standing_map(texts=TEXTS),
        key="map",
        height=560,
        use_container_width=True,
        returned_objects=RETURNED,
        feature_group_to_add=paint_group(paint),
    )


st.set_page_config(layout="wide")
page()
