"""The registry of parameters: complete, in words, and true to the research behind it."""

from __future__ import annotations

import csv
from dataclasses import fields
from itertools import product
from typing import get_args

import pytest

from nplv_dash import ROOT
from nplv_dash.domain.futures import FutureLevers
from nplv_dash.domain.levers import Levers, Reach, Response
from nplv_dash.domain.parameters import GRADES, GROUPS, IMPACTS, MODELS, Distribution, Parameters
from nplv_dash.present.text import LANGUAGES, catalogue
from nplv_dash.services import sensitivity
from nplv_dash.services.calibration import kept
from nplv_dash.sources.parameters import load_parameters

PARAMETERS, FUNDING = (load_parameters(ROOT, model) for model in MODELS)
EVERYTHING = (*PARAMETERS.values(), *FUNDING.values())
#: Beside the project where the model was made; not in a fresh clone, where the test on it does not exist.
RESEARCH = ROOT.parent / "shared" / "model_parameters.csv"

#: Rows of the research that are here under another name: what was uncertain there is a choice of the user here.
RENAMED = {"c_max": "ceiling"}
RENAMED_FUNDING = {"horizon": "programme_end"}
#: Rows on funding that say what was measured: they stand with the data, or with what was measured of the krachtwijken.
ELSEWHERE = {
    "kw_trend_raw", "kw_after", "nplv_weak_2018", "nplv_weak_2024", "nl_weak_2024", "nplv_work_start", "nplv_work_end",
    "nplv_pov_2018", "nplv_pov_2023", "attrib", "sigma_area",
}  # fmt: skip
#: Where we differ from the research; why stands in the note or beside the record.
CORRECTED = {
    "m_soc_city": {"verified"},
    "land_top3": {"verified"},
    "azc_crime": {"verified", "low", "high"},
    # Estimated from our own data since.
    "b_assoc": {"default", "low", "high", "grade"},
    "sigma_area": {"default", "low", "high", "grade"},
}
CORRECTED_FUNDING = {
    # Without a source it is an assumption.
    "phi_soc": {"grade"},
    "hf_soc": {"grade"},
    # The letter has both ends, and no year in between.
    "horizon": {"verified"},
}


def test_levers_are_those_of_the_model() -> None:
    assert PARAMETERS.defaults("lever") == {lever.name: lever.default for lever in fields(Levers)}
    assert PARAMETERS["reach"].choices == get_args(Reach)
    assert PARAMETERS["response"].choices == get_args(Response)
    assert FUNDING.defaults("lever") == {lever.name: lever.default for lever in fields(FutureLevers)}


def test_no_parameter_is_of_both_models() -> None:
    assert not set(PARAMETERS) & set(FUNDING)
    assert {row.model for row in PARAMETERS.values()} == {"redistribution"}
    assert {row.model for row in FUNDING.values()} == {"funding"}


def test_what_is_said_of_funding_leaves_the_fingerprint_of_redistribution_alone() -> None:
    """What is kept of the model of redistribution was made with this one."""
    assert PARAMETERS.fingerprint == sensitivity.kept(ROOT).parameters != FUNDING.fingerprint


def test_every_lever_says_how_good_its_evidence_is() -> None:
    levers = [*PARAMETERS.levers, *FUNDING.levers]
    assert {lever.grade for lever in levers} <= set(GRADES)
    assert [lever.id for lever in levers if lever.impact is None] == []


def test_what_we_estimated_ourselves_is_what_the_calibration_says() -> None:
    found = kept(ROOT)
    steepness = {
        name: -found.slope(name).value for name in ("within", "national", "below_8", "from_8_to_15", "from_15")
    }
    association = PARAMETERS["b_assoc"]
    wanted = tuple(round(steepness[name], 2) for name in ("from_15", "within", "national"))
    assert (association.low, association.default, association.high) == pytest.approx(wanted, abs=0.0101)
    for parameter, slope in (("slope_few", "below_8"), ("slope_some", "from_8_to_15"), ("slope_many", "from_15")):
        assert PARAMETERS[parameter].default == round(steepness[slope] / steepness["within"], 2)
    assert [100 * float(PARAMETERS[name].default or 0) for name in ("bend_first", "bend_second")] == pytest.approx(
        [found.slope("from_8_to_15").low, found.slope("from_8_to_15").high]
    )
    noise = next(n.value for n in found.noise if (n.outcome, n.units) == ("lbm_onv", "areas"))
    assert PARAMETERS["sigma_area"].default == round(noise, 2)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_parameter_has_its_words_and_there_are_no_others(lang: str) -> None:
    expected = {
        *(f"parameter.{table}.{grade}" for grade in GRADES for table in ("grade", "grade_help")),
        *(f"parameter.impact.{impact}" for impact in IMPACTS),
        *(f"parameter.distribution.{kind}" for kind in get_args(Distribution)),
        *("parameter.verified.read", "parameter.verified.judged"),
    }
    for parameter in EVERYTHING:
        expected |= {f"{parameter.label}.label", f"{parameter.label}.help"}
        expected |= {f"{parameter.label}.choice.{choice}" for choice in parameter.choices}
        expected |= {f"{parameter.label}.unit"} if parameter.unit != "none" else set()
        expected |= {f"{parameter.label}.not_known"} if parameter.drawn_from else set()
    assert {key for key in catalogue("nl" if lang == "nl" else "en") if key.startswith("parameter.")} == expected


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_parameters_of_a_group_have_the_same_name(lang: str) -> None:
    texts = catalogue("nl" if lang == "nl" else "en")
    for group, parameters in product(GROUPS, (PARAMETERS, FUNDING)):
        names = [texts[f"{parameter.label}.label"] for parameter in parameters.of(group)]
        assert len(names) == len(set(names))


def _differing(rows: list[dict[str, str]], parameters: Parameters, renamed: dict[str, str]) -> dict[str, set[str]]:
    """What of each row of the research is otherwise here."""
    differing: dict[str, set[str]] = {}
    for row in rows:
        ours = parameters[renamed.get(row["id"], row["id"])]
        known = {
            "default": (ours.default, float(row["central"])),
            "low": (ours.low, float(row["low"])),
            "high": (ours.high, float(row["high"])),
            "verified": (ours.verified, row["verified"] == "y"),
            "grade": (ours.grade, row["evidence_grade"]),
            "url": (ours.url, None if row["url"] == "assumption" else row["url"]),
        }
        wrong = {name for name, (here, there) in known.items() if here != there}
        differing |= {row["id"]: wrong} if wrong else {}
    return differing


if RESEARCH.exists():

    def test_the_registry_is_true_to_the_research() -> None:
        with RESEARCH.open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["module"].startswith("A")]
        assert len(rows) == 41
        assert _differing(rows, PARAMETERS, RENAMED) == CORRECTED

    def test_the_registry_of_funding_is_too() -> None:
        with RESEARCH.open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if "B" in row["module"] and row["id"] not in ELSEWHERE]
        assert len(rows) == 42
        assert _differing(rows, FUNDING, RENAMED_FUNDING) == CORRECTED_FUNDING
