"""The plain way: a choropleth rebuilt at every rerun, with our copy of Leaflet so that it draws without internet."""

import gc
import json
from pathlib import Path

import folium
import numpy as np
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

STATIC = "../../app/static/"
folium.Map.default_js = [("leaflet", f"{STATIC}leaflet/leaflet.js")]
folium.Map.default_css = [("leaflet_css", f"{STATIC}leaflet/leaflet.css")]


@st.cache_resource
def geometry(layer: str) -> dict:
    """GeoJSON of a layer, read once: the plain way deserves that much."""
    return json.loads(Path(__file__).with_name(f"{layer}.geojson").read_text(encoding="utf-8"))


@st.cache_resource
def freeze() -> None:
    """As in ours, so that the two differ by the way of drawing only."""
    gc.collect()
    gc.freeze()


@st.fragment
def page() -> None:
    """The fragment is what ours runs in, too."""
    shapes = geometry(st.query_params["layer"])
    step = st.slider("Step", 0, 200, 0)
    codes = [feature["properties"]["code"] for feature in shapes["features"]]
    values = pd.Series((np.arange(len(codes)) * 7 + step * 3) % 50 / 10, index=codes)
    plain = folium.Map(location=[52.2, 5.3], zoom_start=7, tiles=None)
    choropleth = folium.Choropleth(
        geo_data=shapes, data=values, key_on="feature.properties.code", fill_color="YlOrRd", bins=[0, 1, 2, 3, 4, 5]
    )
    # The legend asks two more hosts for d3, and without internet streamlit-folium then draws no map at all.
    for name in [name for name in choropleth._children if name.startswith("color_map")]:
        del choropleth._children[name]
    choropleth.add_to(plain)
    st_folium(plain, height=560, use_container_width=True, returned_objects=[])


st.set_page_config(layout="wide")
geometry(st.query_params["layer"])
freeze()
page()
