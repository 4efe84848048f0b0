"""A parameter is consistent in itself, and says what it takes."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.parameters import Parameter, Parameters, shown
from tests.broken.sentences import assert_said_in_full

LEVER: dict[str, Any] = {
    "id": "deel", "group": "lever", "kind": "share", "unit": "share", "default": 0.25, "low": 0.0, "high": 1.0,
    "step": 0.05, "source": None, "grade": "assumption", "verified": False, "impact": "high", "label": "parameter.deel",
}  # fmt: skip
PLAIN: dict[str, Any] = {"low": None, "high": None, "step": None, "unit": "none"}
DRAWN = LEVER | {"id": "kans", "group": "uncertainty", "distribution": "triangular", "step": None}
CHOICE = LEVER | PLAIN | {"id": "keuze", "kind": "choice", "choices": ["a", "b"], "default": "a"}
SWITCH = LEVER | PLAIN | {"id": "stand", "kind": "switch", "default": False}
YEAR = LEVER | {"id": "jaar", "kind": "year", "unit": "year", "default": 2027, "low": 2027, "high": 2035, "step": 1}
OPEN = LEVER | {"id": "open", "default": None, "drawn_from": "kans"}
FIXED = LEVER | {"id": "vast", "group": "constant", "step": None}
REFERENCE = FIXED | {"id": "bron", "group": "reference", "impact": None}
ALL = Parameters(Parameter.model_validate(r) for r in (LEVER, CHOICE, SWITCH, YEAR, OPEN, DRAWN, FIXED, REFERENCE))

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "no bounds": (LEVER | {"low": None, "high": None}, "needs both bounds"),
    "one bound": (LEVER | {"high": None}, "needs both bounds"),
    "one bound of a reference": (REFERENCE | {"high": None}, "needs both bounds"),
    "bounds of a switch": (SWITCH | {"low": 0, "high": 1}, "has no bounds"),
    "bounds the wrong way round": (LEVER | {"low": 1.0, "high": 0.0}, "above the high"),
    "a share of more than one": (LEVER | {"high": 1.5}, "between 0 and 1"),
    "a bound that is no number": (LEVER | {"low": float("nan")}, "finite"),
    "a default below": (LEVER | {"low": 0.3}, "parameter_bounds"),
    "a triangle without its top": (DRAWN | {"high": 0.2}, "parameter_bounds"),
    "a default of another kind": (LEVER | {"default": "veel"}, "parameter_number"),
    "a whole number for a share": (LEVER | {"default": 1}, r"written as 1\.0"),
    "half a year": (YEAR | {"default": 2027.5}, "parameter_whole"),
    "a year with decimals": (YEAR | {"default": 2027.0}, "written as 2027"),
    "a choice that is not there": (CHOICE | {"default": "c"}, "parameter_choice"),
    "no choice at all": (CHOICE | {"choices": ["a"]}, "two or more"),
    "the same choice twice": (CHOICE | {"choices": ["a", "a"]}, "two or more"),
    "choices of a number": (LEVER | {"choices": ["a", "b"]}, "only a choice"),
    "a switch that is a number": (SWITCH | {"default": 1}, "parameter_switch"),
    "no default": (LEVER | {"default": None}, "only a lever that is drawn"),
    "an uncertainty without a default": (DRAWN | {"default": None}, "only a lever that is drawn"),
    "an uncertainty that is drawn from another": (DRAWN | {"default": None, "drawn_from": "x"}, "only a lever"),
    "a default and something to draw": (OPEN | {"default": 0.5}, "only a lever that is drawn"),
    "a lever that is drawn": (LEVER | {"distribution": "uniform"}, "nothing else, is drawn"),
    "an uncertainty that is fixed": (DRAWN | {"distribution": "fixed"}, "nothing else, is drawn"),
    "a number drawn from choices": (DRAWN | {"distribution": "choice"}, "drawn from its choices"),
    "a choice drawn from a triangle": (
        CHOICE | {"group": "uncertainty", "distribution": "triangular"},
        "drawn from its choices",
    ),
    "nothing to draw from": (DRAWN | {"low": 0.25, "high": 0.25}, "nothing can be drawn"),
    "a lever without a step": (LEVER | {"step": None}, "has a step"),
    "a step of nothing": (LEVER | {"step": 0}, "greater than 0"),
    "a step of a switch": (SWITCH | {"step": 1}, "has a step"),
    "evidence without a source": (LEVER | {"grade": "strong"}, "without a source"),
    "an address without a source": (LEVER | {"url": "https://example.org"}, "without a source"),
    "an address that is none": (LEVER | {"source": "CBS", "url": "assumption"}, "pattern"),
    "a reference with an impact": (REFERENCE | {"impact": "low"}, "has no impact"),
    "a lever without an impact": (LEVER | {"impact": None}, "has no impact"),
    "a note in one language": (LEVER | {"note_nl": "Let op."}, "both languages"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_record_that_contradicts_itself_is_refused(name: str) -> None:
    record, said = WRONG[name]
    with pytest.raises(ValidationError, match=said):
        Parameter.model_validate(record)


def test_an_uncertainty_may_be_a_choice_or_even() -> None:
    assert Parameter.model_validate(CHOICE | {"group": "uncertainty", "distribution": "choice"}).choices == ("a", "b")
    assert Parameter.model_validate(DRAWN | {"distribution": "uniform"}).distribution == "uniform"


def test_a_reference_may_have_no_range() -> None:
    reference = Parameter.model_validate(REFERENCE | {"low": None, "high": None, "default": 250.0, "kind": "number"})
    assert (reference.low, reference.default) == (None, 250.0)
    with pytest.raises(ValidationError, match="parameter_bounds"):
        Parameter.model_validate(REFERENCE | {"low": None, "high": None, "default": float("inf"), "kind": "number"})


@pytest.mark.parametrize(
    ("parameter", "value", "taken"),
    [
        ("deel", 0.5, 0.5),
        ("deel", 0, 0.0),
        ("deel", 1, 1.0),
        # Not on the grid of the widget, which is not the model's.
        ("deel", 0.333, 0.333),
        ("deel", 0.1 + 0.2, 0.3),
        ("deel", 1 + 1e-9, 1.0),
        ("deel", -0.0, 0.0),
        ("jaar", 2030, 2030),
        ("jaar", 2030.0, 2030),
        ("keuze", "b", "b"),
        ("stand", True, True),
        ("open", None, None),
        ("open", 0.5, 0.5),
        ("kans", 0.5, 0.5),
    ],
)
def test_a_value_that_fits_is_taken(parameter: str, value: object, taken: object) -> None:
    found = ALL.check(parameter, value)
    # Equal, of the same type and written the same.
    assert repr(found) == repr(taken)


@pytest.mark.parametrize(
    ("parameter", "value", "key"),
    [
        ("deel", 1.01, "parameter_bounds"),
        ("deel", -0.01, "parameter_bounds"),
        ("deel", float("nan"), "parameter_bounds"),
        ("deel", float("inf"), "parameter_bounds"),
        pytest.param("deel", 10**5000, "parameter_bounds", id="huge"),
        ("deel", "0.5", "parameter_number"),
        ("deel", True, "parameter_number"),
        ("deel", None, "parameter_number"),
        ("deel", [0.5], "parameter_number"),
        ("jaar", 2027.5, "parameter_whole"),
        ("jaar", 2026, "parameter_bounds"),
        ("keuze", "c", "parameter_choice"),
        ("keuze", ["a"], "parameter_choice"),
        ("stand", 1, "parameter_switch"),
        ("stand", "true", "parameter_switch"),
        ("open", "niet bekend", "parameter_number"),
        ("ander", 1, "parameter_unknown"),
    ],
)
@pytest.mark.parametrize("where", [None, "scenario.yaml"])
def test_a_value_that_does_not_fit_is_refused_in_full(
    parameter: str, value: object, key: str, where: str | None
) -> None:
    with pytest.raises(NplvError, match=key) as caught:
        ALL.check(parameter, value, where)
    assert_said_in_full(caught.value)
    assert caught.value.where == where or (where is None and caught.value.where in {parameter, "parameters.yaml"})


def test_parameters_are_a_mapping_in_the_order_of_the_file() -> None:
    assert list(ALL) == ["deel", "keuze", "stand", "jaar", "open", "kans", "vast", "bron"]
    assert ALL["keuze"].choices == ("a", "b")
    assert [len(group) for group in (ALL.levers, ALL.uncertainties, ALL.constants, ALL.references)] == [5, 1, 1, 1]
    assert ALL.defaults("lever") == {"deel": 0.25, "keuze": "a", "stand": False, "jaar": 2027, "open": None}
    assert list(ALL.defaults()) == list(ALL)
    with pytest.raises(KeyError):
        ALL["ander"]
    with pytest.raises(TypeError):
        ALL["deel"] = ALL["kans"]  # type: ignore[index]


def test_parameters_are_equal_by_content_and_have_a_fingerprint_of_it() -> None:
    same, other = Parameters(ALL.values()), Parameters([*ALL.values()][:3])
    assert (same, hash(same), same.fingerprint) == (ALL, hash(ALL), ALL.fingerprint)
    assert other != ALL
    assert other.fingerprint != ALL.fingerprint
    assert len(ALL.fingerprint) == 12


def test_parameters_belong_together() -> None:
    with pytest.raises(ValueError, match="twice"):
        Parameters([ALL["deel"], ALL["deel"]])
    with pytest.raises(ValueError, match="drawn_from kans"):
        Parameters([ALL["open"]])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5, "0.5"),
        ("a\nb", r"'a\nb'"),
        ("x" * 99, "'" + "x" * 38 + "…"),
        pytest.param(10**5000, "…", id="huge"),
        (None, "None"),
    ],
)
def test_what_a_stranger_wrote_is_shown_short_and_on_one_line(value: object, text: str) -> None:
    assert shown(value) == text
