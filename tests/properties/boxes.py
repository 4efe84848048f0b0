"""Every scenario that a user can make."""

from __future__ import annotations

from typing import Any, TypeVar

from hypothesis import strategies as st

from nplv_dash.domain.parameters import Parameter, Parameters
from nplv_dash.domain.scenario import LARGEST_SEED, Changes

C = TypeVar("C", bound=Changes[Any])
SEEDS = st.integers(1, LARGEST_SEED)


def values_of(lever: Parameter) -> st.SearchStrategy[object]:
    """Every value within bounds, also those between the steps of a widget."""
    if lever.kind == "switch":
        return st.booleans()
    if lever.kind == "choice":
        return st.sampled_from(lever.choices)
    assert lever.low is not None
    assert lever.high is not None
    if lever.kind in {"year", "years"}:
        return st.integers(int(lever.low), int(lever.high))
    numbers = st.floats(lever.low, lever.high)
    return st.none() | numbers if lever.drawn_from else numbers


def settings_of(parameters: Parameters) -> st.SearchStrategy[dict[str, object]]:
    """Values of some levers."""
    return st.fixed_dictionaries({}, optional={lever.id: values_of(lever) for lever in parameters.levers})


def scenarios(parameters: Parameters, kind: type[C]) -> st.SearchStrategy[C]:
    """Scenarios of one model."""
    return st.builds(lambda values, seed: kind.of(parameters, values, seed), settings_of(parameters), SEEDS)
