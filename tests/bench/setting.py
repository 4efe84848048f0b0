"""Where the bench finds the project's data, and the folder it serves its small apps from."""

from __future__ import annotations

import json
import shutil
import statistics
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

import geopandas as gpd
import numpy as np
import psutil

from nplv_dash.sources.webgeometry import fingerprint, pack
from tests.servers import Server, running

ROOT = Path(__file__).parents[2]
APPS = Path(__file__).parent / "apps"
RESULT = ROOT / "bench" / "latest.json"

#: The boundaries to draw: zipped shapefiles with the columns `code` and `name`.
BOUNDARIES = ROOT / "data" / "boundaries"
LAYERS = {"areas": "gebieden.zip", "wijken": "wijken.zip", "buurten": "buurten.zip", "country": "buurten_nl.zip"}
#: What lies below every layer.
LAND = {"land": "gemeenten.zip"}

#: The page whose reruns are measured, and the widget (a slider or a select) that is changed on it.
KAART = "/kaart?niveau=wijken&cijfer=lbm"
KAART_WIDGET = "Jaar"
#: The other widget of that page: another figure is not in any cache at first.
KAART_FIGURE = "Cijfer"

#: The page of redistribution, and the lever that is moved on it.
DECIDE = "/herverdeling?v=1&workers=0.5&share_redirected=0.0&reach={reach}&seed={seed}"
DECIDE_WIDGET = "Deel dat elders een woning krijgt"
#: From nothing to half: beyond that receivers are full, and a step may leave every figure as it was.
DECIDE_STEPS = 10


def serving(entry: Path, *arguments: str) -> AbstractContextManager[Server]:
    """A server for one of the bench apps."""
    options = {"address": "127.0.0.1", "port": "0", "enableStaticServing": "true", "fileWatcherType": "none"}
    flags = [part for name, value in options.items() for part in (f"--server.{name}", value)]
    return running(("-m", "streamlit", "run", str(entry), *flags, "--", *arguments))


def memory(server: Server) -> float:
    """Resident memory of a server in MB."""
    return psutil.Process(server.pid).memory_info().rss / 2**20


def memory_of_this_process() -> float:
    """Resident memory in MB."""
    return psutil.Process().memory_info().rss / 2**20


def pace() -> float:
    """Milliseconds that this machine takes for a fixed piece of work now, of Python and of numpy, the median of seven.

    The same machine may be twice as slow on another day, when neighbours use it too: this tells two runs apart.
    """

    def work() -> float:
        begun = time.perf_counter()
        sum(len(str(number)) for number in range(300_000))
        np.sort(np.random.default_rng(1).random(1_000_000))
        return 1000 * (time.perf_counter() - begun)

    return round(statistics.median(work() for _ in range(7)), 1)


def build_workplace(folder: Path) -> dict[str, int]:
    """Fills `folder` with the bench apps, the project's static files and the geometry; returns polygons per layer.

    Streamlit serves `static/` beside the entry file only, so the apps are copied to where that may be written.
    """
    shutil.copytree(APPS, folder, dirs_exist_ok=True)
    shutil.copytree(ROOT / "static", folder / "static", dirs_exist_ok=True)
    (folder / "static" / "geo").mkdir(exist_ok=True)
    layers = {}
    for key, name in (LAYERS | LAND).items():
        gdf = gpd.read_file(BOUNDARIES / name)
        content = pack(gdf, label="name", context="name")
        url = f"geo/bench-{key}.{fingerprint(content)}.json"
        (folder / "static" / url).write_bytes(content)
        gdf[["code", "geometry"]].to_crs(4326).to_file(folder / f"{key}.geojson", driver="GeoJSON")
        layers[key] = {"url": url, "count": len(gdf)}
    (folder / "layers.json").write_text(json.dumps(layers), encoding="utf-8")
    return {key: int(layers[key]["count"]) for key in LAYERS}


def summary(times: Iterable[float]) -> dict[str, float]:
    """Number, median and 95th percentile (the smallest value that 95 % do not exceed) of some milliseconds."""
    ordered = sorted(times)
    p95 = ordered[max(0, -(-95 * len(ordered) // 100) - 1)]
    return {"changes": len(ordered), "median": round(statistics.median(ordered), 1), "p95": round(p95, 1)}
