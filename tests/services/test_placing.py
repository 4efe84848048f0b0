"""Placing households: nobody lost, nobody where there is no room, and all figures are the model's own."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nplv_dash import ROOT
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.scenario import Scenario
from nplv_dash.domain.tasks import PlacingTask
from nplv_dash.model.draws import central
from nplv_dash.model.redistribute import may_receive, simulate
from nplv_dash.services import placing
from nplv_dash.services.country import Country, country_of
from nplv_dash.services.placing import Job, Placing, Receiver
from nplv_dash.services.placing_map import placing_map
from nplv_dash.services.redistribution import explain, odds_of, shape_of, spreads_of
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.parameters import load_parameters
from nplv_dash.sources.scenarios import examples
from nplv_dash.sources.tasks import load_tasks
from tests.broken.sentences import assert_said_in_full
from tests.golden import for_the_model

PARAMETERS = load_parameters(ROOT)
EXAMPLES = examples(ROOT, PARAMETERS)
TASKS = [task for task in load_tasks(ROOT, PARAMETERS, EXAMPLES) if isinstance(task, PlacingTask)]
EVERY_TASK = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.id)


@pytest.fixture(scope="module")
def country(real: Workspace) -> Country:
    return country_of(real)


def job_of(workspace: Workspace, country: Country, task: PlacingTask) -> Job:
    return placing.job_of(workspace, country, PARAMETERS, EXAMPLES, task)


def made_up(count: int, room: list[int]) -> Job:
    """A job with so much room per wijk."""
    receivers = tuple(
        Receiver(f"WK0001{i:02d}", f"Wijk {i}", "Ergens", 10.0 * most + 1, 2.0 * most, 1.0, most)
        for i, most in enumerate(room)
    )
    return Job(TASKS[0], Scenario(), "Ergens", count, count, receivers, (count, *[0] * (len(room) - 1)))


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    room = draw(st.lists(st.integers(1, 40), min_size=1, max_size=8))
    return made_up(draw(st.integers(1, sum(room))), room)


@st.composite
def placed(draw: st.DrawFn, job: Job) -> Placing:
    """Any placing that adds up."""
    found, left = [], job.count
    for i, most in enumerate(job.room):
        rest = sum(job.room[i + 1 :])
        found.append(draw(st.integers(max(0, left - rest), min(most, left))))
        left -= found[-1]
    return tuple(found)


@st.composite
def answered(draw: st.DrawFn) -> tuple[Job, list[Placing]]:
    job = draw(jobs())
    return job, draw(st.lists(placed(job), min_size=1, max_size=7))


@EVERY_TASK
def test_a_job_says_what_the_model_says(real: Workspace, country: Country, task: PlacingTask) -> None:
    job = job_of(real, country, task)
    levers = replace(job.scenario.levers(PARAMETERS), horizon=task.year)
    outcome = simulate(
        country.places, levers, central(spreads_of(PARAMETERS)), shape_of(PARAMETERS), odds=odds_of(PARAMETERS)
    )
    room, received = outcome.place("room")[0], outcome.place("received")[0]
    allowed = may_receive(country.places, levers, odds_of(PARAMETERS))
    inside = np.array([code[2:6] == task.place[2:] for code in country.codes])
    assert {one.code for one in job.receivers} == {
        country.codes[i] for i in np.flatnonzero(inside & allowed & (room >= 1))
    }
    for one, goal in zip(job.receivers, job.goal, strict=True):
        i = country.index[one.code]
        assert one.room == int(room[i])
        without, with_policy = explain(country, PARAMETERS, job.scenario, one.code, task.year - 1)
        assert (one.homes, one.vacant) == (country.places.homes[i], with_policy["vacancies"])
        # The share afterwards is that of the model when it places so many.
        after = outcome.place("vulnerable")[0][i] / one.homes
        exact = (one.settled + received[i]) / one.homes
        assert exact == pytest.approx(after, abs=1e-5)
        assert one.share() == pytest.approx(without["stock"] / one.homes)
        # The goal seeker fills every wijk as far as all others.
        assert goal == pytest.approx(received[i] * job.count / received[inside].sum(), abs=1.5)
    assert job.wanted >= job.count == sum(job.goal)


@EVERY_TASK
def test_a_shipped_job_leaves_something_to_choose(real: Workspace, country: Country, task: PlacingTask) -> None:
    job = job_of(real, country, task)
    assert len(job.receivers) >= 4
    # All households fit, and then there is room left.
    assert job.count == job.wanted
    assert job.count <= 0.8 * sum(job.room)
    # It can be done by thumb.
    assert job.count / job.step <= 60


def test_households_are_those_that_the_scenario_wants_to_place(real: Workspace, country: Country) -> None:
    task = TASKS[0]
    job = job_of(real, country, task)
    levers = replace(job.scenario.levers(PARAMETERS), horizon=task.year)
    outcome = simulate(
        country.places, levers, central(spreads_of(PARAMETERS)), shape_of(PARAMETERS), odds=odds_of(PARAMETERS)
    )
    areas = {area.id for area in real.bundle.areas if area.gemeente_code == task.place}
    groups = [country.areas.index(area) for area in areas]
    wanted = sum(outcome.total("wanted", group)[0, task.year - 1] for group in groups)
    assert job.wanted == round(wanted)


def test_a_place_without_wijken_or_without_room_is_an_error(real: Workspace, country: Country) -> None:
    nowhere = TASKS[0].model_copy(update={"place": "GM9999"})
    without_area = TASKS[0].model_copy(update={"place": "GM0114"})
    for task, key in ((nowhere, "placing_place"), (without_area, "placing_none")):
        with pytest.raises(NplvError) as caught:
            job_of(real, country, task)
        assert caught.value.key == key
        assert_said_in_full(caught.value)


def test_in_a_province_of_the_toy_town_both_receivers_share_by_room(toy: Workspace) -> None:
    workspace = for_the_model(toy)
    country = country_of(workspace)
    wide = {"receiver_max_share": 0.4, "receiver_min_lbm": 3.8, "spare_pressed": False}
    task = TASKS[0].model_copy(update={"place": "Drenthe", "scenario": "plea_2024", "changes": wide})
    job = job_of(workspace, country, task)
    # Haven lies in the municipality of the areas, Elders in another one of the province.
    assert [one.code for one in job.receivers] == ["WK100300", "WK100103"]
    assert sum(job.goal) == job.count == job.wanted <= sum(job.room)
    assert job.goal[0] == pytest.approx(job.count * job.room[0] / sum(job.room), abs=1.5)
    assert placing.check(job, placing.content_of(job, job.goal)) == job.goal
    # The areas of the other province have no receiver.
    with pytest.raises(NplvError, match="placing_none"):
        job_of(workspace, country, task.model_copy(update={"place": "Zeeland"}))


@given(answered())
def test_a_group_adds_up_within_the_room_in_whatever_order(pair: tuple[Job, list[Placing]]) -> None:
    job, answers = pair
    group = placing.group_of(job, answers)
    assert sum(group.placing) == job.count
    assert all(0 <= number <= most for number, most in zip(group.placing, job.room, strict=True))
    for order in list(permutations(answers))[:6]:
        assert placing.group_of(job, order) == group
    for numbers, low, high in zip(zip(*answers, strict=True), group.low, group.high, strict=True):
        assert min(numbers) <= low <= high <= max(numbers)


@given(jobs().flatmap(lambda job: st.tuples(st.just(job), placed(job), st.integers(1, 9))))
def test_a_group_of_equal_answers_is_that_answer(drawn: tuple[Job, Placing, int]) -> None:
    job, one, people = drawn
    group = placing.group_of(job, [one] * people)
    assert (group.placing, group.low, group.high) == (one, one, one)
    assert placing.disputed(job, group) == ()


@given(answered())
def test_distance_counts_households_that_live_elsewhere(pair: tuple[Job, list[Placing]]) -> None:
    job, answers = pair
    one, other = answers[0], answers[-1]
    apart = placing.elsewhere(one, other)
    assert apart == placing.elsewhere(other, one)
    assert 0 <= apart <= job.count
    assert (apart == 0) == (one == other)
    # As many as leave a wijk come to another.
    assert apart == sum(max(a - b, 0) for a, b in zip(one, other, strict=True))


@given(jobs().flatmap(lambda job: st.tuples(st.just(job), placed(job))))
def test_what_is_sent_and_what_stands_in_the_address_is_read_back(drawn: tuple[Job, Placing]) -> None:
    job, one = drawn
    assert placing.check(job, placing.content_of(job, one)) == one
    assert placing.of_text(job, placing.to_text(job, one)) == one


@given(jobs(), st.lists(st.tuples(st.integers(0, 7), st.sampled_from([-10, -5, -1, 1, 5, 10])), max_size=30))
def test_keys_never_place_more_than_there_are_or_fit(job: Job, presses: list[tuple[int, int]]) -> None:
    now = job.nothing
    for wijk, step in presses:
        now = placing.moved(job, now, wijk % len(job.receivers), step)
        assert all(0 <= number <= most for number, most in zip(now, job.room, strict=True))
        assert placing.left(job, now) >= 0
    assert placing.of_text(job, placing.to_text(job, now)) == now


def test_a_key_places_as_many_as_are_left() -> None:
    job = made_up(13, [20, 4])
    assert placing.moved(job, (5, 0), 0, 10) == (13, 0)
    assert placing.moved(job, (5, 0), 1, 10) == (5, 4)
    assert placing.moved(job, (5, 0), 0, -10) == (0, 0)


@pytest.mark.parametrize("text", ["", "000100x3-", "000100x3", "000100xx", "990100x1", "000100x2-000101x2", "<b>", "x"])
def test_an_address_that_is_no_placing_is_none(text: str) -> None:
    job = made_up(3, [2, 2])
    assert placing.of_text(job, text) == (job.nothing if not text else None)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({}, "placing_shape"),
        ({"placed": [1, 2]}, "placing_shape"),
        ({"placed": {"WK999999": 3}}, "placing_unknown"),
        ({"placed": {"WK000100": 1.0, "WK000101": 2}}, "placing_number"),
        ({"placed": {"WK000100": True, "WK000101": 2}}, "placing_number"),
        ({"placed": {"WK000100": -1, "WK000101": 4}}, "placing_number"),
        ({"placed": {"WK000100": 3}}, "placing_room"),
        ({"placed": {"WK000100": 2}}, "placing_sum"),
    ],
)
def test_what_is_no_placing_is_refused_with_clear_words(content: dict[str, object], key: str) -> None:
    job = made_up(3, [2, 4])
    with pytest.raises(NplvError) as caught:
        placing.check(job, content)
    assert caught.value.key == key
    assert_said_in_full(caught.value)
    assert placing.readable(job, [content, {"placed": {"WK000101": 3}}]) == ((0, 3),)


def test_where_each_chooses_another_wijk_the_group_takes_the_mean() -> None:
    job = made_up(6, [6, 6, 6])
    assert placing.group_of(job, [(6, 0, 0), (0, 6, 0), (0, 0, 6)]).placing == (2, 2, 2)
    # Where the median leaves too little room the rest goes by the mean.
    full = made_up(6, [2, 6, 6])
    assert placing.group_of(full, [(2, 4, 0), (2, 0, 4), (2, 0, 4)]).placing == (2, 0, 4)
    assert placing.group_of(full, [(2, 4, 0), (2, 0, 4), (2, 2, 2), (2, 0, 4), (2, 4, 0)]).placing == (2, 2, 2)


def test_where_people_differ_is_told_in_the_order_of_the_wijken() -> None:
    job = made_up(40, [40, 40, 40, 40, 40])
    answers = [(20, 20, 0, 0, 0), (20, 0, 20, 0, 0), (20, 0, 0, 20, 0), (20, 20, 0, 0, 0), (20, 0, 20, 0, 0)]
    assert placing.disputed(job, placing.group_of(job, answers)) == (1, 2)
    with pytest.raises(ValueError, match="somebody"):
        placing.group_of(job, [])


@EVERY_TASK
def test_the_map_draws_every_receiver_once(real: Workspace, country: Country, task: PlacingTask) -> None:
    job = job_of(real, country, task)
    found = placing_map(real, job, job.goal)
    assert sorted(i for i in found.receivers if i >= 0) == list(range(len(job.receivers)))
    assert sum(found.counts) == len(job.receivers)
    assert all((mark == ".") == (i < 0) for mark, i in zip(found.classes, found.receivers, strict=True))
    assert placing_map(real, job, job.nothing).counts[0] == len(job.receivers)
    south, west, north, east = found.bounds
    assert 50.7 < south < north < 53.6
    assert 3.3 < west < east < 7.3
