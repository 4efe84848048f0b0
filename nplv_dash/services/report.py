"""A result of redistribution as tables and files: what the command writes and what the page offers for download.

Every figure has its unit in the name of its column, and its decimals by that unit. No row is ordered by an outcome: the
areas stand as in the official list, wijken by code. The tables know no language; headings for people are for a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd

from nplv_dash import __version__
from nplv_dash.domain.editions import Edition, Passport
from nplv_dash.domain.own_area import OwnArea, written
from nplv_dash.domain.parameters import Parameters
from nplv_dash.model.places import Array
from nplv_dash.present.numbers import round_half_up, rounded
from nplv_dash.services.country import Country
from nplv_dash.services.redistribution import QUANTILES, Band, Result
from nplv_dash.services.redistribution_own import OwnSide
from nplv_dash.services.report_folder import STATISTICS, Report, ReportFolder
from nplv_dash.sources.bundle import DataBundle

#: Units as column names and the JSON have them -> decimals of a figure in that unit, everywhere.
DECIMALS: Final[Mapping[str, int]] = MappingProxyType(
    {"pct": 3, "pp": 3, "sd": 4, "index": 4, "homes": 1, "households": 1, "households_per_year": 1}
)
#: What the units are, for whoever opens the files without this code.
UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "pct": "percent",
        "pp": "percentage points",
        "sd": "standard deviations of the Leefbaarometer (nuisance and insecurity) over Dutch wijken",
        "index": "a number from 0 to 1",
        "homes": "corporation homes",
        "households": "households",
        "households_per_year": "households a year",
    }
)
#: Tables, each a file with this name and `.csv`.
TABLES: Final = ("headline", "areas", "wijken", "years", "ledger", "fairness", "lorenz")
#: Where somebody named areas of their own.
OWN_TABLE: Final = "own_areas"
FOLDER: Final = ReportFolder("nplv_dash run", TABLES, (OWN_TABLE,))
#: The names of `headlines`, in their order.
HEADLINES: Final = (
    "areas_start", "areas_change", "areas_change_low_income",
    "receivers_start", "receivers_change", "receivers_change_low_income",
    "areas_effect", "areas_better", "receivers_effect", "receivers_worse", "national_effect",
    "wanted", "not_carried_out", "no_room", "placed", "workers", "longer", "lettings_above_income_limit",
    "dissimilarity_before", "dissimilarity_after", "above_limit_before", "above_limit_after",
)  # fmt: skip
#: A fall of liveability in the receiving wijken that counts as harm, in standard deviations; the page begins with it.
HARM: Final = 0.02


@dataclass(frozen=True)
class Headline:
    """One of the figures that say most: `value` in `unit` (see `UNITS`), with a band where there is one."""

    name: str
    unit: str
    value: float
    band: Band | None = None


def report_of(
    bundle: DataBundle,
    country: Country,
    parameters: Parameters,
    result: Result,
    edition: Edition,
    own: Sequence[tuple[OwnArea, OwnSide]] = (),
) -> Report:
    """The tables of a result, and what it was made of.

    Args:
        own: areas of one's own, and what the scenario does there: a table more, and nothing else changes.
    """
    tables = {
        "headline": headline_table(result),
        "areas": area_table(bundle, country, result),
        "wijken": wijk_table(country, result),
        "years": year_table(result),
        "ledger": _ledger(result),
        "fairness": _fairness(result),
        "lorenz": _lorenz(result),
        **({OWN_TABLE: _own(own)} if own else {}),
    }
    return Report(MappingProxyType(tables), MappingProxyType(_provenance(bundle, country, parameters, result, edition)))


def headlines(result: Result) -> tuple[Headline, ...]:
    """The figures that say most, in the order in which a reader needs them; flows are means over the years."""
    areas, receivers, ledger, fairness = result.areas, result.receivers, result.ledger, result.fairness
    last = {
        "areas_change": ("pp", areas.change),
        "areas_change_low_income": ("pp", areas.change_low_income),
        "receivers_change": ("pp", receivers.change),
        "receivers_change_low_income": ("pp", receivers.change_low_income),
        "areas_effect": ("sd", areas.effect),
        "receivers_effect": ("sd", receivers.effect),
    }
    bands = {name: (unit, band.at(-1)) for name, (unit, band) in last.items()}
    bands["national_effect"] = ("sd", result.national)
    for post in ("wanted", "not_carried_out", "no_room", "placed", "workers", "longer"):
        bands[post] = ("households_per_year", getattr(ledger, post))
    for when, moment in enumerate(("before", "after")):
        bands[f"dissimilarity_{moment}"] = ("index", fairness.dissimilarity[when])
        bands[f"above_limit_{moment}"] = ("pct", fairness.above[when])
    bands["lettings_above_income_limit"] = ("pct", result.law.above_limit)
    single = {
        "areas_start": areas.start,
        "receivers_start": receivers.start,
        "areas_better": 100 * result.probability(areas, 0.0),
        "receivers_worse": 100 * result.probability(receivers, -HARM),
    }
    found = {name: Headline(name, unit, float(band.median), band) for name, (unit, band) in bands.items()}
    found |= {name: Headline(name, "pct", value) for name, value in single.items()}
    return tuple(found[name] for name in HEADLINES)


def rounded_by(value: float, unit: str) -> float:
    """A figure with the decimals of its unit, as it stands in the tables."""
    return float(round_half_up(value, DECIMALS[unit]))


class _Sheet:
    """A table in the making: every figure gets its unit in its name and is rounded by it."""

    def __init__(self, **texts: Sequence[object]) -> None:
        self._columns: dict[str, Any] = dict(texts)
        self._digits: dict[str, int] = {}

    def figure(self, name: str, unit: str, values: Array | Sequence[float], statistic: str = "") -> None:
        column = "_".join(filter(None, (name, unit, statistic)))
        self._columns[column] = values
        self._digits[column] = DECIMALS[unit]

    def band(self, name: str, unit: str, values: Array) -> None:
        """Values of shape (quantiles, rows)."""
        for statistic, row in zip(STATISTICS, values, strict=True):
            self.figure(name, unit, row, statistic)

    def table(self) -> pd.DataFrame:
        return rounded(pd.DataFrame(self._columns), self._digits)


def headline_table(result: Result) -> pd.DataFrame:
    """One row per figure, each rounded by its own unit."""
    rows = []
    for found in headlines(result):
        values = {"value": found.value}
        if found.band is not None:
            values |= dict(zip(STATISTICS, found.band.values, strict=True))
        figures = {name: rounded_by(value, found.unit) for name, value in values.items()}
        rows.append({"figure": found.name, "unit": found.unit, **figures})
    columns = ["figure", "unit", "value", *(name for name in STATISTICS if name != "median")]
    return pd.DataFrame(rows)[columns]


def area_table(bundle: DataBundle, country: Country, result: Result) -> pd.DataFrame:
    """Rows of the NPLV areas in the official order; at the end of the last year, flows as the mean over the years."""
    areas = sorted(bundle.areas, key=lambda area: area.number)
    # An area of which no wijk is known plays no part in the model.
    place = [country.areas.index(area.id) for area in areas]
    known = len(result.by_area_start)

    def ordered(values: Array) -> Array:
        padded = np.full((*values.shape[:-1], max(len(country.areas), known)), np.nan)
        padded[..., :known] = values
        return padded[..., place]

    members = [country.members(area.id) for area in areas]
    sheet = _Sheet(
        number=[area.number for area in areas],
        id=[area.id for area in areas],
        name=[area.name for area in areas],
        gemeente=[area.gemeente for area in areas],
        wijken=[int(mask.sum()) for mask in members],
    )
    sheet.figure("all", "households", [float(country.places.households[mask].sum()) for mask in members])
    sheet.figure("corporation", "homes", [float(country.places.homes[mask].sum()) for mask in members])
    sheet.figure("start", "pct", ordered(result.by_area_start))
    sheet.band("change", "pp", ordered(result.by_area_change.values))
    sheet.band("placed", "households_per_year", ordered(result.by_area_placed.values))
    sheet.band("effect", "sd", ordered(result.by_area_effect.values))
    return sheet.table()


def _own(sides: Sequence[tuple[OwnArea, OwnSide]]) -> pd.DataFrame:
    """Rows of areas of one's own, as a link has them; at the end of the last year."""
    sheet = _Sheet(
        id=[area.id for area, _ in sides],
        area=[written([area.definition]) for area, _ in sides],
        gemeente=[area.gemeente for area, _ in sides],
        wijken=[side.wijken for _, side in sides],
        wijken_within_reach=[side.within for _, side in sides],
        wijken_of_an_nplv_area=[side.giving for _, side in sides],
        wijken_that_may_receive=[side.receiving for _, side in sides],
    )
    sheet.figure("start", "pct", [side.start for _, side in sides])
    sheet.band("change", "pp", np.stack([side.change.values for _, side in sides], axis=-1))
    sheet.band("received_last_year", "households_per_year", np.stack([s.received.values for _, s in sides], axis=-1))
    return sheet.table()


def wijk_table(country: Country, result: Result) -> pd.DataFrame:
    """Rows of the wijken that belong to an area or may receive, by code; all figures are those of the last year."""
    places, figures = country.places, result.places
    rows = np.array(sorted(np.flatnonzero(places.focus | result.eligible), key=country.codes.__getitem__), dtype=int)
    receives = result.eligible[rows]
    imputed = set(country.imputed)
    sheet = _Sheet(
        code=[country.codes[i] for i in rows],
        name=[country.names[i] for i in rows],
        gemeente=[country.gemeenten[i] for i in rows],
        role=np.where(receives, "receiver", "area").tolist(),
        area=[country.areas[i] if i >= 0 else "" for i in places.area[rows]],
        imputed=["yes" if country.codes[i] in imputed else "no" for i in rows],
    )
    sheet.figure("all", "households", places.households[rows])
    sheet.figure("corporation", "homes", places.homes[rows])
    sheet.figure("before", "pct", figures.before[rows])
    sheet.figure("after", "pct", figures.after[rows])
    sheet.band("change", "pp", figures.change.values[:, rows])
    sheet.band("received_last_year", "households_per_year", figures.received.values[:, rows])
    sheet.figure("room_used_last_year", "pct", np.where(receives, figures.used[rows], np.nan))
    sheet.band("effect", "sd", figures.effect.values[:, rows])
    return sheet.table()


def year_table(result: Result) -> pd.DataFrame:
    """Two rows a year, for the areas and for the wijken that may receive; at the end of that year."""
    sides = {"areas": result.areas, "receivers": result.receivers}

    def both(name: str) -> Array:
        """Shape (quantiles, rows)."""
        stacked: Array = np.stack([getattr(side, name).values for side in sides.values()], axis=-1)
        return stacked.reshape(len(QUANTILES), -1)

    rows = list(product(result.years, sides))
    sheet = _Sheet(year=[year for year, _ in rows], side=[side for _, side in rows])
    sheet.band("change_vulnerable", "pp", both("change"))
    sheet.band("change_low_income", "pp", both("change_low_income"))
    sheet.band("effect", "sd", both("effect"))
    return sheet.table()


def _ledger(result: Result) -> pd.DataFrame:
    """A row per post; the means add up (wanted = not carried out + no room + placed), the medians need not."""
    posts = tuple(result.ledger.means)
    sheet = _Sheet(post=posts)
    sheet.figure("", "households_per_year", [result.ledger.means[post] for post in posts], "mean")
    sheet.band("", "households_per_year", np.stack([getattr(result.ledger, post).values for post in posts], axis=-1))
    return sheet.table()


def _fairness(result: Result) -> pd.DataFrame:
    """A row without the policy (before) and a row with it (after), at the end of the last year."""
    fairness = result.fairness
    sheet = _Sheet(moment=("before", "after"))
    sheet.band("dissimilarity", "index", np.stack([band.values for band in fairness.dissimilarity], axis=-1))
    sheet.figure("limit", "pct", [fairness.limit] * 2)
    sheet.band("wijken_above_limit", "pct", np.stack([band.values for band in fairness.above], axis=-1))
    sheet.figure("gini", "index", [float(curve.gini) for curve in fairness.curves])
    return sheet.table()


def _lorenz(result: Result) -> pd.DataFrame:
    """The points of both curves, cumulative, from wijken with few vulnerable households to wijken with many."""
    before, after = result.fairness.curves
    moments = ["before"] * len(before.homes) + ["after"] * len(after.homes)
    sheet = _Sheet(moment=moments)
    sheet.figure("homes", "pct", 100 * np.concatenate([before.homes, after.homes]))
    sheet.figure("vulnerable", "pct", 100 * np.concatenate([before.vulnerable, after.vulnerable]))
    return sheet.table()


def _provenance(
    bundle: DataBundle, country: Country, parameters: Parameters, result: Result, edition: Edition
) -> dict[str, Any]:
    """What the figures were made of. `made_by` comes first: a folder is known by it."""
    scenario = result.scenario
    return {
        "made_by": FOLDER.made_by,
        "passport": Passport(scenario, edition).id,
        "edition": edition.id,
        "app_version": __version__,
        "model_version": scenario.version,
        "scenario": {"name": scenario.name, "id": scenario.id, **scenario.to_plain()},
        "levers": asdict(result.levers),
        "draws": result.count,
        "seed": scenario.seed,
        "parameters": parameters.fingerprint,
        "data": bundle.fingerprint,
        "data_problems": list(_problems(bundle)),
        "first_year": result.years[0],
        "last_year": result.years[-1],
        "wijken": {
            "in_model": len(country.codes),
            "areas": result.areas.wijken,
            "receivers": result.receivers.wijken,
            "left_out": len(country.left_out),
            "households_left_out_pct": round(100 * country.households_left_out, DECIMALS["pct"]),
            "imputed": list(country.imputed),
        },
        "bands": dict(zip(STATISTICS, QUANTILES, strict=True)),
        "units": dict(UNITS),
    }


def _problems(bundle: DataBundle) -> Iterator[str]:
    """What could not be read, without where the project happens to lie on this machine."""
    for problem in bundle.problems:
        yield str(problem).replace(f"{bundle.root}/", "")
