"""Futures as tables and files: what the command writes and what the page offers for download.

As in `nplv_dash.services.report` units stand in the names of columns, there is no language and no clock time, and
nothing is ordered by an outcome.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd

from nplv_dash import __version__
from nplv_dash.domain.editions import Edition, Passport
from nplv_dash.domain.futures import CONTINUED, REFERENCE
from nplv_dash.domain.parameters import Parameters
from nplv_dash.model.draws import Array
from nplv_dash.present.numbers import rounded
from nplv_dash.services.futures import AFTER
from nplv_dash.services.futures_figures import Result
from nplv_dash.services.redistribution import QUANTILES
from nplv_dash.services.report_folder import STATISTICS, Report, ReportFolder

#: Units as column names have them -> decimals.
DECIMALS: Final = MappingProxyType({"sd": 4, "sd_years": 3, "pct": 1, "years": 2})
#: What the units are, for whoever opens the files without this code.
UNITS: Final = MappingProxyType(
    {
        "sd": "standard deviations over Dutch wijken, of the total score of the Leefbaarometer or of a domain",
        "sd_years": "standard deviations times years",
        "pct": "percent",
        "years": "years",
    }
)
#: Tables, each a file with this name and `.csv`.
TABLES: Final = ("futures", "differences", "chances", "lost", "kept", "restart", "beliefs")
FOLDER: Final = ReportFolder("nplv_dash futures", TABLES)


def report_of(parameters: Parameters, result: Result, edition: Edition) -> Report:
    """The tables of a result, and what it was made of."""
    tables = {
        "futures": _futures(result),
        "differences": differences(result),
        "chances": _chances(result),
        "lost": _lost(result),
        "kept": _kept(result),
        "restart": _restart(result),
        "beliefs": _beliefs(result),
    }
    return Report(MappingProxyType(tables), MappingProxyType(_provenance(parameters, result, edition)))


def _table(
    keys: Sequence[str], rows: Iterable[tuple[object, ...]], **figures: tuple[str, Sequence[Array | float]]
) -> pd.DataFrame:
    """A table with text in `keys`, and figures of a unit: one number a row, or a band of seven."""
    columns: dict[str, Any] = dict(zip(keys, zip(*rows, strict=True), strict=True))
    digits: dict[str, int] = {}
    for name, (unit, values) in figures.items():
        array = np.asarray(values, dtype=float)
        # Infinity stands for never; a file says nothing there.
        array = np.where(np.isfinite(array), array, np.nan)
        names = [f"{name}_{unit}"] if array.ndim == 1 else [f"{name}_{unit}_{statistic}" for statistic in STATISTICS]
        columns |= dict(zip(names, np.atleast_2d(array.T), strict=True))
        digits |= dict.fromkeys(names, DECIMALS[unit])
    return rounded(pd.DataFrame(columns), digits)


def _futures(result: Result) -> pd.DataFrame:
    """What the programme adds, per outcome, future and half year."""
    cells = [
        ((outcome, future, moment), band.at(k).values)
        for outcome, outlook in result.outlooks.items()
        for future, band in outlook.bands.items()
        for k, moment in enumerate(result.moments)
    ]
    keys, bands = zip(*cells, strict=True)
    return _table(("outcome", "future", "moment"), keys, effect=("sd", bands))


def differences(result: Result) -> pd.DataFrame:
    """Each future less the reference, at the end of every year."""
    cells = [
        ((outcome, future, year), one.band.at(k).values)
        for outcome, outlook in result.outlooks.items()
        for future, one in outlook.compared.items()
        for k, year in enumerate(result.years)
    ]
    keys, bands = zip(*cells, strict=True)
    return _table(("outcome", "future", "year"), keys, difference=("sd", bands))


def _chances(result: Result) -> pd.DataFrame:
    """At the end of the last year: of a good effect, and of a difference from the reference that could be measured."""
    cells = [
        (outlook, future, outlook.compared.get(future))
        for outlook in result.outlooks.values()
        for future in outlook.bands
    ]
    nothing = float("nan")
    return _table(
        ("outcome", "future"),
        [(outlook.outcome, future) for outlook, future, _ in cells],
        detectable=("sd", [outlook.detectable for outlook, *_ in cells]),
        good_effect=("pct", [100 * outlook.better[future] for outlook, future, _ in cells]),
        measurably_better=("pct", [100 * one.better if one else nothing for *_, one in cells]),
        measurably_worse=("pct", [100 * one.worse if one else nothing for *_, one in cells]),
    )


def _lost(result: Result) -> pd.DataFrame:
    """What each future has less than the one that goes on."""
    cells = [
        ((outcome, future), band.values)
        for outcome, outlook in result.outlooks.items()
        for future, band in outlook.lost.items()
    ]
    keys, bands = zip(*cells, strict=True)
    return _table(("outcome", "future"), keys, lost=("sd_years", bands))


def _kept(result: Result) -> pd.DataFrame:
    """After a sharp stop: the durable share then (0 years), and what is left of the effect later."""
    cells = []
    for domain, futures in result.fading.items():
        for future, fading in futures.items():
            cells.append(((domain, future, "durable", 0), 100 * fading.lasting.values))
            cells += [
                ((domain, future, "left", years), 100 * fading.kept.at(k).values) for k, years in enumerate(AFTER)
            ]
    keys, bands = zip(*cells, strict=True)
    return _table(("domain", "future", "figure", "years_after"), keys, share=("pct", bands))


def _restart(result: Result) -> pd.DataFrame:
    """Years until the effect is what it was; nothing where that is never."""
    found = result.interruption
    return _table(
        ("domain",),
        [(domain,) for domain in found],
        regained=("years", [one.regained.values for one in found.values()]),
        never=("pct", [100 * one.never for one in found.values()]),
    )


def _beliefs(result: Result) -> pd.DataFrame:
    """The full effect before the krachtwijken, after what we measured, and after what SCP (2013) found instead."""
    cells = [
        (domain, name, getattr(belief, name))
        for domain, belief in result.beliefs.items()
        for name in ("prior", "posterior", "null")
    ]
    return _table(
        ("domain", "held", "informed"),
        [(domain, name, "yes" if result.beliefs[domain].informed else "no") for domain, name, _ in cells],
        full_effect=("sd", [held.band.values for *_, held in cells]),
        no_effect=("pct", [100 * held.none for *_, held in cells]),
        good_effect=("pct", [100 * held.better for *_, held in cells]),
    )


def _provenance(parameters: Parameters, result: Result, edition: Edition) -> dict[str, Any]:
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
        "futures": {future: asdict(plan) for future, plan in result.plans.items()},
        "reference": REFERENCE,
        "lost_against": CONTINUED,
        "draws": result.count,
        "seed": scenario.seed,
        "weighed": {"draws": result.weighed, "effective": round(result.effective, 1)},
        "evidence": {
            "krachtwijken": [target._asdict() for target in result.evidence.targets],
            "correlation": [list(row) for row in result.evidence.correlation],
            "scp_2013": [target._asdict() for target in result.evidence.null],
        },
        "restart": {
            "gap_years": result.gap_years,
            "kansrijke_wijk_million_euro": None if result.gap_million is None else round(result.gap_million, 1),
        },
        "parameters": parameters.fingerprint,
        "bands": dict(zip(STATISTICS, QUANTILES, strict=True)),
        "units": dict(UNITS),
    }
