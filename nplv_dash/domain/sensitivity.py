"""What the variance of the outcomes is made of, as records; kept in `data/sensitivity.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator

from nplv_dash.domain.records import Record, Text


def _power_of_two(count: int) -> int:
    if count < 2 or count & (count - 1):
        raise ValueError("must be a power of two")
    return count


class PartOfVariance(Record):
    """The part of one uncertainty in the variance of an outcome, fractions of one.

    Attributes:
        id: name in the model: that of the parameter, or `rho` for the causal share with its chance of being zero.
        first, total: of this alone, and of everything it takes part in.
        first_margin, total_margin: half the width of the 95 % interval.
    """

    id: Text
    first: float
    first_margin: float
    total: float
    total_margin: float


class OutcomeVariance(Record):
    """One outcome at the horizon.

    Attributes:
        outcome: one of `nplv_dash.model.horizon.OUTCOMES`.
        mean, sd: over the draws, in the unit of the outcome.
        parts: every uncertainty that is drawn, the one with the largest total first; what plays no part has zeros.
    """

    outcome: Text
    mean: float
    sd: float
    parts: tuple[PartOfVariance, ...]


class ScenarioVariance(Record):
    """One scenario.

    Attributes:
        name: `default`, or the key of an example.
        scenario: `Scenario.id`: of changes, seed and version of the model.
    """

    name: Text
    scenario: Text
    outcomes: tuple[OutcomeVariance, ...]


class Sensitivity(Record):
    """Everything that is kept, and what it was made with.

    Attributes:
        model: version of the model.
        parameters, data: fingerprints, see `Parameters.fingerprint` and `DataBundle.fingerprint`.
        count: rows of each of both samples, see `nplv_dash.model.sobol`.
    """

    schema_version: Literal[1]
    model: Text
    parameters: Text
    data: Text
    count: Annotated[int, AfterValidator(_power_of_two)]
    scenarios: tuple[ScenarioVariance, ...]

    def of(self, scenario_id: str) -> ScenarioVariance | None:
        """What is kept for the scenario with this id; None where that is nothing."""
        return next((kept for kept in self.scenarios if kept.scenario == scenario_id), None)
