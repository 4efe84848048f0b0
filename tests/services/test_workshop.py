"""What a room chose, whatever people chose: the group, the spread, and what the minutes may tell."""

from __future__ import annotations

import datetime as dt
import io
import random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from nplv_dash import ROOT
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.rooms import ENOUGH, Answer
from nplv_dash.domain.scenario import Scenario
from nplv_dash.present import pdf
from nplv_dash.present.export import csv_dutch, csv_international
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services import minutes
from nplv_dash.services.minutes import Line, Minutes, Section, Told
from nplv_dash.services.workshop import Group, Spread, content_of, group_of, scenario_of
from nplv_dash.sources.parameters import load_parameters
from tests.properties.boxes import scenarios

PARAMETERS = load_parameters(ROOT)
ANY = scenarios(PARAMETERS, Scenario)
HALLS = st.lists(ANY, min_size=ENOUGH, max_size=12)
AT = dt.datetime(2026, 1, 31, 23, 30, tzinfo=dt.UTC)


def answers(chosen: list[Scenario]) -> list[Answer]:
    return [Answer(1, seat, 1, content_of(one), AT) for seat, one in enumerate(chosen, 1)]


def group(chosen: list[Scenario]) -> Group:
    found = group_of(PARAMETERS, answers(chosen))
    assert found is not None
    return found


def of(**levers: object) -> Scenario:
    return Scenario.of(PARAMETERS, levers)


def spread(lever: str, *values: object) -> Spread:
    given = [{} if value is None else {lever: value} for value in values]
    return next(one for one in group([of(**one) for one in given]).spreads if one.lever.id == lever)


@given(ANY)
def test_an_answer_says_the_same_when_it_is_read_back(scenario: Scenario) -> None:
    back = scenario_of(PARAMETERS, content_of(scenario))
    assert back.changes == scenario.changes
    # Everybody has the same draws: a seed of one's own is no choice.
    assert back.seed == Scenario().seed


def test_an_answer_of_an_earlier_version_says_what_it_said() -> None:
    older = {"0": {"share_redirected": 0.4}}
    found = scenario_of(PARAMETERS, {"version": "0", "levers": {"workers": 0.3}}, older)
    assert dict(found.changes) == {"share_redirected": 0.4, "workers": 0.3}


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({}, "scenario_incomplete"),
        ({"version": "1", "levers": {"workers": 7}}, "parameter_bounds"),
        ({"version": "1", "levers": {"wishes": 1}}, "lever_unknown"),
        ({"version": "9", "levers": {}}, "scenario_version"),
    ],
)
def test_an_answer_is_checked_like_any_scenario(content: dict[str, Any], key: str) -> None:
    with pytest.raises(NplvError) as error:
        scenario_of(PARAMETERS, content)
    assert error.value.key == key


@settings(max_examples=20)
@given(HALLS, st.randoms(use_true_random=False))
def test_who_answered_first_changes_nothing(chosen: list[Scenario], order: random.Random) -> None:
    first = group(chosen)
    other = answers(chosen)
    order.shuffle(other)
    assert group_of(PARAMETERS, other) == first


@settings(max_examples=20)
@given(ANY, st.integers(ENOUGH, 12))
def test_the_group_of_equal_answers_is_that_answer(scenario: Scenario, people: int) -> None:
    found = group([scenario] * people)
    assert found.scenario.changes == scenario.changes
    assert found.disputed == ()
    assert all(one.apart == 0 for one in found.spreads)


@settings(max_examples=20)
@given(HALLS)
def test_the_group_lies_between_the_people_and_is_a_scenario(chosen: list[Scenario]) -> None:
    found = group(chosen)
    for one in found.spreads:
        values = [value for value, _ in one.counts]
        assert one.people == len(chosen)
        assert 0 <= one.apart <= 1
        if one.lever.numeric and one.group is not None:
            numbers = [value for value in values if value is not None]
            # On a step next to it where the median lies between two values.
            step = float(one.lever.step or 0)
            assert min(numbers) - step <= one.group <= max(numbers) + step
            assert one.lever.check(one.group) == one.group
            assert one.middle is not None
            assert min(numbers) <= one.middle[0] <= one.middle[1] <= max(numbers)
        else:
            assert one.group in values
    assert found.scenario.levers(PARAMETERS)


def test_a_median_between_two_values_is_on_a_step_near_the_default() -> None:
    # Between 0.25 and 0.5 lies 0.375: as far from 0.35 as from 0.4, and the default is 0.25.
    assert spread("share_redirected", 0.1, 0.25, 0.5, 0.9).group == 0.35
    assert spread("share_redirected", 0.1, 0.3, 0.9).group == 0.3
    assert spread("horizon", 5, 10, 13, 20).group == 11


def test_of_choices_most_count_and_a_tie_goes_to_the_default() -> None:
    assert spread("reach", "land", "land", "gemeente").group == "land"
    tied = spread("reach", "land", "land", "provincie", "provincie")
    assert (tied.group, tied.is_tied) == ("provincie", True)
    assert spread("reach", "land", "land", "gemeente", "gemeente").group == "gemeente"
    assert spread("stigma", True, True, False).group is True


def test_what_half_of_the_people_call_unknown_is_unknown_to_the_group() -> None:
    half = spread("compliance", 0.4, 0.8, None, None)
    assert half.group is None
    assert half.counts == ((None, 2), (0.4, 1), (0.8, 1))
    assert spread("compliance", 0.4, 0.4, 0.8, None).group == 0.4
    unknown = spread("compliance", None, None, None)
    assert (unknown.group, unknown.middle) == (None, None)


def test_people_differ_most_where_two_of_them_are_furthest_apart() -> None:
    found = group(
        [of(share_redirected=0.0), of(share_redirected=1.0), of(share_redirected=0.0, horizon=11), of(reach="land")]
    )
    assert [one.lever.id for one in found.disputed] == ["share_redirected", "reach"]


def test_levers_that_nobody_touched_are_not_shown() -> None:
    start = of(workers=0.5)
    found = group([start, start, of(workers=0.5, stigma=True)])
    assert [one.lever.id for one in found.chosen(["reach", "workers"], start)] == ["reach", "workers", "stigma"]
    assert "horizon" not in [one.lever.id for one in found.chosen([], start)]


def test_too_few_answers_are_no_group_and_an_unreadable_one_does_not_count() -> None:
    wrong = Answer(1, 9, 1, {"version": "1", "levers": {"workers": 7}}, AT)
    assert group_of(PARAMETERS, answers([of()] * (ENOUGH - 1))) is None
    assert group_of(PARAMETERS, [*answers([of()] * (ENOUGH - 1)), wrong]) is None
    found = group_of(PARAMETERS, [*answers([of()] * ENOUGH), wrong])
    assert found is not None
    assert (len(found.scenarios), found.refused) == (ENOUGH, 1)


# --------------------------------------------------------------------------------------------------------- the minutes
TOLD = Told(
    lines=(Line("workers", "Voorrang", "10%", 2), Line("workers", "Voorrang", "50%", 1)),
    group=(("Voorrang", "10%", "helft tussen 10% en 50%"),),
    sentences=("Na **10 jaar** gebeurt er iets.", "Hier verschilt u: =1+1"),
    passport="Paspoort 123",
    link="herverdeling?v=1&workers=0.1",
)


def minutes_of(title: str = "Wijkraad", rounds: int = 2) -> Minutes:
    sections = tuple(Section(number, 3, TOLD) for number in range(1, rounds + 1))
    return Minutes(
        title, "Een taak", "Een vraag?", 4, (*sections, Section(rounds + 1, 2, None)), minutes.day_of(AT),
        dt.date(2026, 2, 3), "http://127.0.0.1:8501/",
    )  # fmt: skip


def test_the_day_of_a_room_is_that_of_the_hall() -> None:
    # Half past eleven at night in UTC is the next day in the Netherlands.
    assert minutes.day_of(AT) == dt.date(2026, 2, 1)


def test_the_table_counts_per_subject_and_of_too_few_nothing() -> None:
    found = pd.read_csv(io.BytesIO(csv_international(minutes.table(minutes_of(), Text("nl")))))
    assert found["round"].tolist() == [1, 1, 2, 2, 3]
    assert found["value"].tolist()[:2] == ["10%", "50%"]
    assert found["people"].tolist()[:2] == [2, 1]
    last = found.iloc[-1]
    assert last["answered"] == 2
    assert last[["key", "value", "people", "group"]].isna().all()


@pytest.mark.parametrize("write", [csv_dutch, csv_international])
def test_a_title_is_no_formula(write: Any) -> None:
    content = write(minutes.table(minutes_of('=HYPERLINK("http://a.example")'), Text("nl"))).decode()
    assert "'=HYPERLINK" in content
    assert ";=HYPERLINK" not in content
    assert ",=HYPERLINK" not in content


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_paper_has_every_round_and_what_the_model_does_not_say(lang: Lang) -> None:
    t, n = Text(lang), Numbers(lang)
    reader = PdfReader(io.BytesIO(pdf.pdf(minutes.document(minutes_of("<b>Raad</b> & co"), t, n))))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert len(reader.pages) == 4
    assert "<b>Raad</b> & co" in text
    assert n.date(dt.date(2026, 2, 1)) in text
    for number in (1, 2, 3):
        assert t("werksessie.minutes.round", number=number, people=2 if number == 3 else 3) in text
    assert t("werksessie.few", enough=ENOUGH) in text
    assert t("werksessie.minutes.limit.forecast") in text
    assert "10% (2)" in text
    assert "herverdeling?v=1&workers=0.1" in text
    assert "**" not in text


def test_of_a_round_that_is_still_hidden_the_minutes_say_that() -> None:
    t, n = Text("nl"), Numbers("nl")
    section = Section(1, 5, None, is_hidden=True)
    one = Minutes("", "Taak", "Vraag", 5, (section,), dt.date(2026, 1, 1), dt.date(2026, 1, 1), "")
    reader = PdfReader(io.BytesIO(pdf.pdf(minutes.document(one, t, n))))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert t("werksessie.minutes.hidden") in text
    assert t("werksessie.few", enough=ENOUGH) not in text
    assert (t("werksessie.round", number=1), t("werksessie.minutes.hidden")) in minutes.table(one, t).notes


def test_what_an_answer_that_cannot_be_read_says_is_not_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    wrong = Answer(2, 1, 1, {"version": "1", "levers": {"Buurthuis Noord": 1}}, AT)
    assert group_of(PARAMETERS, [wrong]) is None
    (record,) = caplog.records
    assert record.__dict__["round"] == 2
    assert record.__dict__["error"]
    assert "Buurthuis" not in caplog.text + str(vars(record))


def test_much_to_choose_takes_more_pages() -> None:
    told = Told(
        tuple(Line(f"WK{i}", f"Wijk {i}", str(i), 3) for i in range(40)),
        tuple((f"Wijk {i}", str(i), f"helft tussen {i} en {i + 1}") for i in range(40)),
        ("Klaar.",),
    )
    one = Minutes("", "Taak", "Vraag", 3, (Section(1, 3, told),), dt.date(2026, 1, 1), dt.date(2026, 1, 1), "")
    reader = PdfReader(io.BytesIO(pdf.pdf(minutes.document(one, Text("nl"), Numbers("nl")))))
    assert len(reader.pages) == 4
    assert "Wijk 39" in reader.pages[3].extract_text()
    assert "Klaar." in reader.pages[3].extract_text()
