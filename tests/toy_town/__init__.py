"""A town of square buurten that goes the whole way, from borders and figures to aggregates, in milliseconds.

Veenstad (GM1001) and Duindorp (GM1002) are drawn in detail; Elders (GM1003) stands for the rest of the country:

    WK100101 WK100102 WK100103 WK100104 WK100105   Veenstad; nobody counted anything in WK100105
    WK100201 WK100202 WK100203 WK100300            Duindorp, Elders

A wijk is two by two buurten. The four areas each try something else: `noord` is two whole wijken, `veen` is a wijk and
two buurten of another, `duin` has a wijk of which only the residents are known, `bos` has approximate borders.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from nplv_dash import ROOT
from nplv_dash.domain.codes import gemeente_of
from nplv_dash.domain.records import (
    Anchor,
    Catalog,
    Dataset,
    Krachtwijk,
    NplvArea,
    OfficialFigure,
    Population,
    Scheme,
)
from nplv_dash.sources.build import Content, install, join, write
from nplv_dash.sources.grid import RD
from nplv_dash.sources.indicators import definitions
from nplv_dash.sources.layers import Ground, with_bounds
from nplv_dash.sources.recipes import recipe
from nplv_dash.sources.shapes import dissolve

#: Metres; the south-west corner lies in Utrecht.
SIDE, WEST, SOUTH = 400, 130_000, 450_000
GEMEENTEN = {"GM1001": "Veenstad", "GM1002": "Duindorp", "GM1003": "Elders"}
PROVINCES = {"GM1001": "Drenthe", "GM1002": "Zeeland", "GM1003": "Drenthe"}


@dataclass(frozen=True)
class Wijk:
    """A wijk with what is known of it; residents and crimes per buurt, in 2024."""

    name: str
    column: int
    row: int
    residents: tuple[int, ...] = ()
    crimes: tuple[int, ...] = ()
    #: In 2022, where that was another number than in 2024.
    residents_2022: int | None = None
    #: Per 1,000 residents, 2020.
    welfare: float | None = None
    #: Leefbaarometer, 2022.
    score: float | None = None


WIJKEN = {
    "WK100101": Wijk("Molenbuurt", 0, 1, (400, 300, 200, 100), (20, 10, 10, 0), 1500, welfare=40, score=4.0),
    "WK100102": Wijk("Dijkwijk", 1, 1, (1000, 1000, 500, 500), (60, 30, 20, 10), welfare=80, score=3.8),
    "WK100103": Wijk("Haven", 2, 1, (500, 300, 700, 500), (10, 30, 50, 10), welfare=60, score=3.9),
    "WK100104": Wijk("Veenkant", 3, 1, (250, 250, 250, 250), (5, 5, 5, 5), welfare=20, score=4.2),
    "WK100105": Wijk("Nieuwland", 4, 1),
    "WK100201": Wijk("Duinzicht", 0, 0, (300, 200, 200, 200), (9, 9, 9, 9), welfare=50, score=4.1),
    "WK100202": Wijk("Strand", 1, 0, (25, 25, 25, 25), (0, 0, 0, 0)),
    "WK100203": Wijk("Bos", 2, 0, (250, 250, 250, 250), (0, 0, 0, 0), welfare=10, score=4.3),
    "WK100300": Wijk("Elders", 3, 0, (4000, 3000, 2000, 1000), (40, 30, 20, 10), welfare=30, score=4.2),
}
ELSEWHERE = "WK100300"
#: Has approximate borders.
APPROXIMATE = "WK100203"
#: Has figures but no border.
LOST = "WK100999"

#: What one figure per wijk is enough for: indicator, year and the factor on `Wijk.welfare`.
LIKE_WELFARE = (
    ("welfare", 2020, 1.0),
    ("edu_low", 2020, 0.5),
    ("social_min", 2020, 0.2),
    ("corp_share", 2020, 1.0),
)
#: Likewise on the number of residents.
LIKE_RESIDENTS = (
    ("inhabitants", 2020, 1.0),
    ("inhabitants", 2024, 1.0),
    ("households", 2020, 0.5),
    ("adults", 2022, 0.8),
    ("dwellings", 2022, 0.5),
)


def _area(number: int, area_id: str, gemeente: str, certainty: str, **ground: object) -> NplvArea:
    return NplvArea.model_validate(
        {
            "id": area_id,
            "number": number,
            "name": area_id.title(),
            "official_name": area_id.title(),
            "gemeente": GEMEENTEN[gemeente],
            "gemeente_code": gemeente,
            "certainty": certainty,
            "hybrid": False,
            "described_nl": "Vierkanten",
            "described_en": "Squares",
            "programme": "Vooruit",
            "population": Population(value=1000, year="2024", mark="found", source="verzonnen"),
            "source": "verzonnen",
            **ground,
        }
    )


AREAS = (
    _area(1, "noord", "GM1001", "listed", wijken=("WK100101", "WK100102")),
    _area(2, "veen", "GM1001", "partial", wijken=("WK100104",), buurten=("BU10010300", "BU10010301")),
    _area(3, "duin", "GM1002", "inferred", wijken=("WK100201", "WK100202")),
    _area(4, "bos", "GM1002", "listed", wijken=("WK100203",), hybrid=True),
)
SCHEMES = tuple(
    Scheme.model_validate(
        {
            "id": f"m{number:02d}",
            "name_nl": "Potje",
            "name_en": "Pot",
            "kind": "award",
            "area": area,
            "amount_eur": 1e6,
            "scope": "area" if area else "programme",
            "source": "verzonnen",
            "source_nl": "verzonnen",
            "source_en": "made up",
            "verified": True,
        }
    )
    for number, area in enumerate(("noord", None), start=1)
)
#: 7,000 = 1,000 + 3,000 + 2,000 + 1,000; 100 = 1,000 x 30 / 300.
ANCHORS = (
    Anchor(code="GM1001", name="Veenstad", indicator="inhabitants", year=2024, value=7000, tolerance=0, where="hier"),
    Anchor(code="BU10010301", name="Haven 1", indicator="crime", year=2024, value=100, tolerance=0, where="hier"),
)
KRACHTWIJKEN = (
    Krachtwijk(
        id="veenstad-noord", name="Veenstad Noord", gemeente="Veenstad", gemeente_code="GM1001", wijken=("WK100101",),
        quality="exact", investment_mln_eur=1.5, subsidy_max_eur_per_year=300_000, source="hier",
    ),
)  # fmt: skip
OFFICIAL = (
    OfficialFigure(
        id="poverty", unit="percent", then=18, then_year=2018, now=8, now_year=2023, mark="found", source="hier",
        url="https://x.nl",
    ),
)  # fmt: skip


def ground() -> Ground:
    """All borders, as the build has them before it knows the areas."""
    rows = [
        (f"BU{code[2:]}{i:02d}", f"{wijk.name} {i}", code, gemeente_of(code), _square(wijk, i))
        for code, wijk in WIJKEN.items()
        for i in range(4)
    ]
    country = gpd.GeoDataFrame(rows, columns=["code", "name", "wk_code", "gm_code", "geometry"], crs=RD)
    country = country.assign(gm_name=country["gm_code"].map(GEMEENTEN))
    wijken = dissolve(country, "wk_code").rename(columns={"wk_code": "code"})
    gm_code = wijken["code"].map(gemeente_of)
    wijken = wijken.assign(
        name=[WIJKEN[code].name for code in wijken["code"]],
        gm_code=gm_code,
        gm_name=gm_code.map(GEMEENTEN),
        hybrid=(wijken["code"] == APPROXIMATE).astype(int),
    )
    gemeenten = dissolve(country, "gm_code").rename(columns={"gm_code": "code"})
    gemeenten = gemeenten.assign(name=gemeenten["code"].map(GEMEENTEN), province=gemeenten["code"].map(PROVINCES))
    here = wijken["code"] != ELSEWHERE
    return Ground(
        buurten=country[country["wk_code"] != ELSEWHERE].assign(hybrid=0),
        wijken=wijken[here],
        wijken_elsewhere=wijken[~here].drop(columns="hybrid"),
        buurten_nl=country,
        gemeenten=with_bounds(gemeenten),
    )


def _square(wijk: Wijk, number: int) -> shapely.Polygon:
    west = WEST + SIDE * (2 * wijk.column + number % 2)
    south = SOUTH + SIDE * (2 * wijk.row + number // 2)
    return shapely.box(west, south, west + SIDE, south + SIDE)


def wijk_figures() -> pd.DataFrame:
    """Everything that is known per wijk: code, year, indicator, value."""
    rows: list[tuple[str, int, str, float]] = [(LOST, 2024, "inhabitants", 5.0), ("WK100101", 2017, "violence", 9.0)]
    for code, wijk in WIJKEN.items():
        residents, crimes = sum(wijk.residents), sum(wijk.crimes)
        if not residents:
            continue
        rows += [(code, year, indicator, factor * residents) for indicator, year, factor in LIKE_RESIDENTS]
        rows += [(code, 2022, "inhabitants", wijk.residents_2022 or residents)]
        rows += [(code, 2024, "crimes", crimes), (code, 2024, "crime", 1000 * crimes / residents)]
        if wijk.welfare is not None:
            rows += [(code, year, indicator, factor * wijk.welfare) for indicator, year, factor in LIKE_WELFARE]
        if wijk.score is not None:
            rows += [(code, 2022, "lbm", wijk.score)]
    return pd.DataFrame(rows, columns=["code", "year", "indicator", "value"])


def buurt_figures() -> pd.DataFrame:
    """Everything that is known per buurt; elsewhere only the residents."""
    rows: list[tuple[str, int, str, float]] = []
    for code, wijk in WIJKEN.items():
        for i, residents in enumerate(wijk.residents):
            buurt = f"BU{code[2:]}{i:02d}"
            rows.append((buurt, 2024, "inhabitants", residents))
            if code != ELSEWHERE:
                rows += [(buurt, 2024, "crimes", wijk.crimes[i])]
                rows += [(buurt, 2024, "crime", 1000 * wijk.crimes[i] / residents)]
    return pd.DataFrame(rows, columns=["code", "year", "indicator", "value"])


@cache
def content() -> Content:
    """What the build writes."""
    borders = ground()
    mapping = pd.DataFrame(
        {"old": ["WK100190"] * 2, "new": ["WK100101", "WK100102"], "share": [0.25, 0.75], "how": "name"}
    )
    wijk_codes = pd.concat([borders.wijken, borders.wijken_elsewhere])[["code", "name"]]
    wijken, report_w = join(wijk_figures(), wijk_codes, "wijk")
    buurten, report_b = join(buurt_figures(), borders.buurten_nl[["code", "name"]], "buurt")
    used = {*wijken["indicator"]}
    return Content(
        wijken=wijken,
        buurten=buurten,
        mapping=mapping,
        report=pd.concat([report_w, report_b], ignore_index=True),
        ground=borders.with_areas(list(AREAS), mapping),
        areas=AREAS,
        schemes=SCHEMES,
        indicators=[i for i in definitions() if i.id in used],
        anchors=ANCHORS,
        lbm2=pd.DataFrame([("WK100101", 2016, "lbm2", -0.1)], columns=["code", "year", "indicator", "value"]),
        krachtwijken=KRACHTWIJKEN,
        official=OFFICIAL,
        datasets=[Dataset.model_validate(row) for row in recipe("datasets")],
        sources=(),
    )


def build_town(root: Path) -> Catalog:
    """Write the town to `root/data` and `root/static/geo`, the way the real build does.

    Parameters, scenarios and tasks are the real ones: they are written by hand. Of these only tasks name a place, and
    nobody asks for it here.
    """
    shutil.copytree(ROOT / "data" / "scenarios", root / "data" / "scenarios")
    for name in ("parameters.yaml", "tasks.yaml"):
        shutil.copy(ROOT / "data" / name, root / "data")
    return install(root, lambda output: write(content(), output))
