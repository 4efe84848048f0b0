"""Which uncertainty decides the outcome of a scenario: one at a time, live, and as parts of the variance, kept.

`tornado` takes milliseconds. `sobol` takes seconds: `data/sensitivity.yaml` keeps it for the default and for the plea,
with the fingerprints of what it was made with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import inf
from pathlib import Path

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.levers import PLEA
from nplv_dash.domain.parameters import Parameter, Parameters
from nplv_dash.domain.scenario import MODEL_VERSION, Scenario
from nplv_dash.domain.sensitivity import OutcomeVariance, PartOfVariance, ScenarioVariance, Sensitivity
from nplv_dash.model import sobol as variance
from nplv_dash.model.draws import CAUSAL, SLAB
from nplv_dash.model.horizon import OUTCOMES, Policy
from nplv_dash.model.tornado import Tornado
from nplv_dash.model.tornado import tornado as swing
from nplv_dash.services.country import Country, country_of
from nplv_dash.services.redistribution import odds_of, shape_of, spreads_of
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import find_scenario
from nplv_dash.sources.yamlfiles import read_record

#: What is kept: a ten-thousandth is far below every margin.
DECIMALS = 4
#: The scenario without changes, by the name under which it is kept.
DEFAULT = "default"


def tornado(country: Country, parameters: Parameters, scenario: Scenario) -> tuple[Tornado, ...]:
    """What each uncertainty does by itself, per outcome; see `nplv_dash.model.tornado`."""
    return swing(_policy(country, parameters, scenario), spreads_of(parameters))


def sobol(
    country: Country, parameters: Parameters, scenario: Scenario, count: int = variance.COUNT
) -> tuple[OutcomeVariance, ...]:
    """What the variance of each outcome is made of; see `nplv_dash.model.sobol`.

    Args:
        count: a power of two; the time it takes is in proportion.

    Raises:
        ValueError: another count.
    """
    policy = _policy(country, parameters, scenario)
    found = variance.sobol(policy, spreads_of(parameters), scenario.seed, count)
    return tuple(_record(outcome, one) for outcome, one in zip(OUTCOMES, found, strict=True))


def parameter_of(parameters: Parameters, name: str) -> Parameter:
    """The record of an uncertainty by its name in the model, with its label, unit and grade."""
    return parameters[SLAB if name == CAUSAL else name]


def scenarios(root: Path, parameters: Parameters) -> Mapping[str, Scenario]:
    """The scenarios for which parts of the variance are kept, by name; raises NplvError when the plea is unreadable."""
    plea = find_scenario(PLEA, root, parameters)
    return {DEFAULT: Scenario(), str(plea.name): plea}


def estimate(workspace: Workspace, count: int = variance.COUNT) -> Sensitivity:
    """Compute everything that is kept anew.

    Raises:
        NplvError: parameters or the plea cannot be read.
        ValueError: see `sobol`.
    """
    root, country = workspace.bundle.root, country_of(workspace)
    parameters = load_parameters(root)
    return Sensitivity(
        schema_version=1,
        model=MODEL_VERSION,
        parameters=parameters.fingerprint,
        data=workspace.bundle.fingerprint,
        count=count,
        scenarios=tuple(
            ScenarioVariance(name=name, scenario=scenario.id, outcomes=sobol(country, parameters, scenario, count))
            for name, scenario in scenarios(root, parameters).items()
        ),
    )


def kept(root: Path) -> Sensitivity:
    """What `data/sensitivity.yaml` below `root` holds. Raises DataError when it cannot be read."""
    return read_record(path_below(root), Sensitivity)


def path_below(root: Path) -> Path:
    """Where it is kept."""
    return root / "data" / "sensitivity.yaml"


def keep(root: Path, sensitivity: Sensitivity) -> None:
    """Write it; the same figures give the same bytes."""
    # Here and not above: a page that reads the figures does not need the libraries of the build.
    from nplv_dash.sources.build import plain, to_yaml

    text = "# Written by python -m nplv_dash sensitivity; see nplv_dash/domain/sensitivity.py for the keys.\n"
    path_below(root).write_text(text + to_yaml(plain(sensitivity)), encoding="utf-8")


def check_origin(workspace: Workspace, found: Sensitivity) -> None:
    """Raise DataError `sensitivity_stale` when it was made with another model, data, parameters or scenarios.

    Nothing is computed: versions and fingerprints are compared.

    Raises:
        NplvError: also when parameters or the plea cannot be read.
    """
    root = workspace.bundle.root
    parameters = load_parameters(root)
    now = {name: scenario.id for name, scenario in scenarios(root, parameters).items()}
    pairs = {
        "nplv_dash/model": (found.model, MODEL_VERSION),
        "data/parameters.yaml": (found.parameters, parameters.fingerprint),
        "data/catalog.yaml": (found.data, workspace.bundle.fingerprint),
        "data/scenarios": ({one.name: one.scenario for one in found.scenarios}, now),
    }
    other = [name for name, (then, today) in pairs.items() if then != today]
    if other:
        raise DataError("sensitivity_stale", path_below(root), what=", ".join(other))


def check(root: Path, fresh: Sensitivity) -> None:
    """Raise DataError `sensitivity_differs` when what is kept is not this, but for the last decimal."""
    old, new = dict(_figures(kept(root))), dict(_figures(fresh))
    near = 1.01 * 10**-DECIMALS
    differing = [name for name in old | new if abs(old.get(name, inf) - new.get(name, -inf)) > near]
    if differing:
        examples = ", ".join(differing[:5])
        raise DataError("sensitivity_differs", path_below(root), count=len(differing), examples=examples)


def _figures(sensitivity: Sensitivity) -> Iterator[tuple[str, float]]:
    """Every figure with a name. The order of the parts does not matter: it hangs on the last decimal."""
    for scenario in sensitivity.scenarios:
        for one in scenario.outcomes:
            where = f"{scenario.name}.{one.outcome}"
            yield from ((f"{where}.{key}", getattr(one, key)) for key in ("mean", "sd"))
            for part in one.parts:
                yield from ((f"{where}.{part.id}.{key}", value) for key, value in part if key != "id")


def _policy(country: Country, parameters: Parameters, scenario: Scenario) -> Policy:
    return Policy(country.places, scenario.levers(parameters), shape_of(parameters), odds_of(parameters))


def _record(outcome: str, found: variance.Variance) -> OutcomeVariance:
    return OutcomeVariance(
        outcome=outcome,
        mean=_rounded(found.mean),
        sd=_rounded(found.sd),
        parts=tuple(
            PartOfVariance(
                id=part.name,
                first=_rounded(part.first),
                first_margin=_rounded(part.first_margin),
                total=_rounded(part.total),
                total_margin=_rounded(part.total_margin),
            )
            for part in found.parts
        ),
    )


def _rounded(value: float) -> float:
    # Never -0.0, which is written otherwise than the 0.0 it is equal to.
    return round(value, DECIMALS) + 0.0
