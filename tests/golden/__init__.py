"""Golden scenarios: what the model says of a few scenarios, written down so that no change of it goes unnoticed.

Each folder here is a case: `case.yaml` says which scenario on which data, and why the case is here; `expected.json`
holds the figures. They are not true, they are what the model said when somebody last looked. After a change on purpose

    python -m tests.golden

computes all of them anew, shows what moved, and writes it. The figures belong in the same commit as the change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import yaml

from nplv_dash import ROOT
from nplv_dash.domain.parameters import Model, Parameters
from nplv_dash.services.country import Country, country_of
from nplv_dash.services.redistribution import Result, run
from nplv_dash.services.report import Headline, headlines
from nplv_dash.services.workspace import Workspace, workspace_of
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import find_scenario, read_scenario
from tests.golden import futures

FOLDER = Path(__file__).parent
#: As many as the first answer of the page has.
DRAWS = 200
#: Figures that are kept, of `nplv_dash.services.report.headlines`.
KEPT = (
    "areas_start", "areas_change", "areas_change_low_income", "receivers_change", "areas_effect", "areas_better",
    "receivers_effect", "national_effect", "wanted", "no_room", "placed", "workers", "longer", "dissimilarity_after",
    "above_limit_after",
)  # fmt: skip
#: The same draws give the same figures, so this only covers for the arithmetic of another machine. What is exactly zero
#: stays exactly zero.
TOLERANCES = {"pct": 0.02, "pp": 0.002, "sd": 0.0002, "index": 0.0002, "households_per_year": 0.5}
#: One draw of two hundred may fall on the other side.
ONE_DRAW = 100 / DRAWS
#: Nuisance and insecurity per wijk of the toy town in 2014 and 2022; Haven is worse than the mean and worsening.
NUISANCE = {
    "WK100101": (-0.1, -0.1), "WK100102": (-0.2, -0.2), "WK100103": (0.0, -0.1), "WK100104": (0.1, 0.1),
    "WK100201": (0.0, 0.0), "WK100203": (0.1, 0.1), "WK100300": (0.1, 0.1),
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A folder.

    Attributes:
        scenario: name of an example, or of a file in the folder.
        data: what it runs on; the model of funding asks for none.
        why: what goes unnoticed without this case.
        tolerances: figure -> what it may differ, where that is not the usual.
        model: whose scenario it is.
        evidence: what the model of funding is weighed with, see `tests.golden.futures`.
    """

    name: str
    scenario: str
    data: Literal["real", "toy", "none"]
    why: str
    tolerances: Mapping[str, float] = field(default_factory=dict)
    model: Model = "redistribution"
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return FOLDER / self.name

    @property
    def kept(self) -> tuple[str, ...]:
        """The names of the figures that are kept."""
        return KEPT if self.model == "redistribution" else futures.KEPT

    @property
    def expected_path(self) -> Path:
        return self.folder / "expected.json"


@dataclass(frozen=True)
class Ground:
    """The data that cases run on."""

    country: Country
    parameters: Parameters
    fingerprint: str


def cases() -> tuple[Case, ...]:
    """All cases, by name."""
    files = sorted(FOLDER.glob("*/case.yaml"))
    return tuple(Case(path.parent.name, **yaml.safe_load(path.read_text(encoding="utf-8"))) for path in files)


def ground_of(workspace: Workspace) -> Ground:
    """The data of a workspace, with the parameters of the project."""
    return Ground(country_of(workspace), load_parameters(ROOT), workspace.bundle.fingerprint)


def for_the_model(toy: Workspace) -> Workspace:
    """The toy town with what the model asks and the town lacks: nuisance and insecurity."""
    codes = toy.codes["wijk"]
    added = {
        ("wijk", "lbm_onv", year): np.array([NUISANCE.get(code, (np.nan, np.nan))[column] for code in codes])
        for column, year in enumerate((2014, 2022))
    }
    bundle = toy.bundle
    record = bundle.indicators["lbm"].model_copy(update={"id": "lbm_onv"})
    return workspace_of(
        replace(
            bundle,
            figures=MappingProxyType({**bundle.figures, **added}),
            indicators=MappingProxyType({**bundle.indicators, record.id: record}),
        )
    )


def result_of(case: Case, ground: Ground) -> Result:
    """What the model says now."""
    own = case.folder / case.scenario
    here = own.suffix == ".yaml"
    scenario = read_scenario(own, ground.parameters) if here else find_scenario(case.scenario, ROOT, ground.parameters)
    return run(ground.country, ground.parameters, scenario, DRAWS)


def found_of(case: Case, ground: Ground | None) -> dict[str, Any]:
    """What `expected.json` would hold now.

    Args:
        ground: None for a case without data.
    """
    if ground is None:
        return futures.found_of(case.folder / case.scenario, case.evidence, case.tolerances)
    return expected_of(case, ground, result_of(case, ground))


def expected_of(case: Case, ground: Ground, result: Result) -> dict[str, Any]:
    """The content of `expected.json`."""
    found = {headline.name: headline for headline in headlines(result)}
    return {
        "made_with": {
            "draws": DRAWS,
            "model": result.scenario.version,
            "scenario": result.scenario.id,
            "parameters": ground.parameters.fingerprint,
            "data": ground.fingerprint,
        },
        "figures": {name: _figure(found[name], case.tolerances.get(name)) for name in KEPT},
    }


def _figure(headline: Headline, tolerance: float | None) -> dict[str, Any]:
    """Value with its unit and, where there is one, the band of 80 % of the draws."""
    values = {"value": headline.value}
    if headline.band is not None:
        low, high = headline.band.between(80)
        values |= {"low": float(low), "high": float(high)}
    usual = ONE_DRAW if headline.unit == "pct" and headline.band is None else TOLERANCES[headline.unit]
    if tolerance is None:
        tolerance = usual if any(values.values()) else 0.0
    # Six digits: the last ones are the machine's. Adding 0 turns -0.0 into 0.0.
    short = {name: float(f"{value:.6g}") + 0.0 for name, value in values.items()}
    return {"unit": headline.unit, **short, "tolerance": tolerance}


def read_expected(case: Case) -> dict[str, Any]:
    """What was written down; nothing where there is no file yet."""
    if not case.expected_path.exists():
        return {"made_with": {}, "figures": {}}
    content: dict[str, Any] = json.loads(case.expected_path.read_text(encoding="utf-8"))
    return content


def differences(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    """A line per figure that is not what it was, beyond the tolerance that was written down with it."""
    before, after = expected["figures"], found["figures"]
    for name in dict.fromkeys([*before, *after]):
        if name not in before or name not in after:
            yield (
                f"{name}: is gone"
                if name in before
                else f"{name}: is new, {after[name]['value']} {after[name]['unit']}"
            )
            continue
        old, new = before[name], after[name]
        for part in ("value", "low", "high"):
            if (part in old) != (part in new):
                yield f"{name} {part}: {old.get(part)} -> {new.get(part)}"
            # Never `>`: NaN is greater than nothing.
            elif part in old and not abs(new[part] - old[part]) <= old["tolerance"]:
                yield f"{name} {part}: {old[part]} -> {new[part]} {new['unit']} (may differ {old['tolerance']})"


def made_otherwise(expected: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    """What has changed since it was written down: parameters, data, scenario, model. Why figures moved."""
    old, new = expected["made_with"], found["made_with"]
    return ", ".join(f"{name} {old.get(name)} -> {new[name]}" for name in new if old.get(name) != new[name])
