"""An edition names all that figures hang on; two of them say what differs."""

from __future__ import annotations

import datetime as dt

import pytest

from nplv_dash import ROOT
from nplv_dash.domain.editions import Difference, Edition, Passport, differences, edition_of
from nplv_dash.domain.parameters import Parameters
from nplv_dash.domain.scenario import Scenario
from nplv_dash.sources.parameters import load_parameters

PARAMETERS = load_parameters(ROOT)
DAY = dt.date(2026, 11, 24)


def edition(parameters: Parameters = PARAMETERS, **changes: object) -> Edition:
    return edition_of(parameters, "redistribution", "1", {"bundle": "abc"}, DAY).model_copy(update=changes)


def other(name: str, **changes: object) -> Parameters:
    return Parameters(row.model_copy(update=changes) if row.id == name else row for row in PARAMETERS.values())


def test_every_parameter_that_moves_a_figure_is_in_it() -> None:
    found = edition()
    assert set(found.levers) == {row.id for row in PARAMETERS.levers}
    assert set(found.assumptions) == {row.id for row in (*PARAMETERS.uncertainties, *PARAMETERS.constants)}
    assert found.defaults == PARAMETERS.defaults("lever")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"version": "2"}, Difference("version", "2")),
        ({"data": {"bundle": "def"}}, Difference("data", "bundle")),
    ],
)
def test_another_version_or_other_data_are_another_edition(change: dict[str, object], what: Difference) -> None:
    now = edition(**change)
    assert now.id != edition().id
    assert list(differences(edition(), now)) == [what]


def test_another_value_is_named_with_what_it_was() -> None:
    row = PARAMETERS.uncertainties[0]
    now = edition(other(row.id, high=float(row.high or 0) + 1))
    (found,) = differences(edition(), now)
    assert (found.what, found.name) == ("assumption", row.id)
    assert found.before
    assert found.now
    assert (found.now.high, found.now.low) == (float(row.high or 0) + 1, found.before.low)


def test_what_came_and_what_went_is_named() -> None:
    before = edition()
    name, gone = next(iter(before.assumptions.items()))
    now = before.model_copy(
        update={"assumptions": {key: one for key, one in before.assumptions.items() if key != name}}
    )
    assert list(differences(before, now)) == [Difference("assumption", name, gone, None)]
    assert list(differences(now, before)) == [Difference("assumption", name, None, gone)]


def test_words_and_the_day_make_no_other_edition() -> None:
    row = PARAMETERS.uncertainties[0]
    assert edition(other(row.id, note_nl="Anders gezegd.", note_en="Said otherwise.")).id == edition().id
    assert edition(date=dt.date(2027, 1, 1)).id == edition().id


def test_a_passport_hangs_on_the_scenario_and_on_the_edition() -> None:
    plain, moved = Scenario(), Scenario.of(PARAMETERS, {"workers": 0.5})
    ids = {Passport(plain, edition()).id, Passport(moved, edition()).id, Passport(plain, edition(version="2")).id}
    assert len(ids) == 3
    assert all(len(one) == 12 for one in ids)
    assert Passport(moved, edition()).id == Passport(Scenario.of(PARAMETERS, {"workers": 0.5}), edition()).id
