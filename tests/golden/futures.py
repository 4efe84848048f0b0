"""Golden scenarios of funding: they run on no data, and say themselves what was measured of the krachtwijken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nplv_dash import ROOT
from nplv_dash.domain.futures import CONTINUED, DOMAINS, OUTCOMES, REFERENCE, FutureScenario
from nplv_dash.services.backtest import Target
from nplv_dash.services.futures import run
from nplv_dash.services.futures_belief import Evidence
from nplv_dash.services.futures_figures import Result
from nplv_dash.services.redistribution import Band
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import read_changes

#: A quarter of what the page has.
DRAWS = 500
#: Of every outcome or domain, in this order.
KEPT = (
    *(f"{outcome}_{figure}" for outcome in OUTCOMES for figure in ("difference", "measurable", "own", "lost")),
    *(f"{domain}_{figure}" for domain in DOMAINS for figure in ("posterior", "kept_5", "regained")),
    "effective",
)
#: Another machine may sum weights otherwise in the last digit, and so take one draw for another.
TOLERANCES = {"sd": 0.001, "pct": 0.5, "sd_years": 0.01, "years": 0.02, "draws": 0.5}


def found_of(scenario: Path, evidence: Mapping[str, Any], tolerances: Mapping[str, float]) -> dict[str, Any]:
    """The content of `expected.json`.

    Args:
        evidence: `targets` (estimate, standard error, year), `correlation`, and what is `detectable` of every outcome.
    """
    parameters = load_parameters(ROOT, "funding")
    chosen = read_changes(scenario, parameters, FutureScenario)
    weighed = Evidence(
        detectable=(float(evidence["detectable"]),) * len(OUTCOMES),
        targets=tuple(Target(*target) for target in evidence["targets"]),
        correlation=tuple(map(tuple, evidence["correlation"])),
    )
    figures = dict(_figures(run(parameters, chosen, weighed, DRAWS)))
    made_with = {
        "draws": DRAWS,
        "model": chosen.version,
        "scenario": chosen.id,
        "parameters": parameters.fingerprint,
        "evidence": dict(evidence),
    }
    return {"made_with": made_with, "figures": {name: _written(*figures[name], tolerances.get(name)) for name in KEPT}}


def _figures(result: Result) -> Iterator[tuple[str, tuple[str, Band | float]]]:
    """Name -> unit, and a band or a number; infinity is told as the last year that is computed is far."""
    for outcome, outlook in result.outlooks.items():
        compared = outlook.compared[CONTINUED]
        yield f"{outcome}_difference", ("sd", compared.band.at(-1))
        yield f"{outcome}_measurable", ("pct", 100 * compared.better)
        yield f"{outcome}_own", ("sd", outlook.bands["own"].at(-1))
        yield f"{outcome}_lost", ("sd_years", outlook.lost[REFERENCE])
    for domain in DOMAINS:
        yield f"{domain}_posterior", ("sd", result.beliefs[domain].posterior.band)
        yield f"{domain}_kept_5", ("pct", Band(100 * result.fading[domain][REFERENCE].kept.at(1).values))
        yield f"{domain}_regained", ("years", Band(result.interruption[domain].regained.values.clip(max=_FAR)))
    yield "effective", ("draws", result.effective)


#: Years, for what is not regained at all: JSON knows no infinity.
_FAR = 99.0


def _written(unit: str, found: Band | float, tolerance: float | None) -> dict[str, Any]:
    """Value with its unit and, where there is one, the band of 80 % of the draws."""
    if isinstance(found, Band):
        low, high = found.between(80)
        values = {"value": float(found.median), "low": float(low), "high": float(high)}
    else:
        values = {"value": found}
    if tolerance is None:
        tolerance = TOLERANCES[unit] if any(values.values()) else 0.0
    short = {name: float(f"{value:.6g}") + 0.0 for name, value in values.items()}
    return {"unit": unit, **short, "tolerance": tolerance}
