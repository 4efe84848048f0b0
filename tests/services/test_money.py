"""Money in time: each amount once, ends as far as they are known, and per resident only where that is honest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nplv_dash.domain.records import Area, Scheme
from nplv_dash.present.numbers import Numbers
from nplv_dash.services import money
from nplv_dash.services.workspace import Workspace, workspace_of


def bars(real: Workspace, area: Area | None = None) -> dict[str, money.Bar]:
    return {bar.scheme.id: bar for _, group in money.time_line(real, area).groups for bar in group}


def scheme(real: Workspace, scheme_id: str) -> Scheme:
    return next(s for s in real.bundle.schemes if s.id == scheme_id)


@pytest.mark.parametrize(
    ("day", "begin", "after"),
    [
        ("2025", 2025.0, 2026.0),
        ("2024", 2024.0, 2025.0),
        ("2024-02", 2024 + 31 / 366, 2024 + 60 / 366),
        ("2024-12", 2024 + 335 / 366, 2025.0),
        ("2026-06-01", 2026 + 151 / 365, 2026 + 152 / 365),
        ("2029-12-31", 2029 + 364 / 365, 2030.0),
    ],
)
def test_a_moment_begins_with_its_first_day_and_ends_after_its_last(day: str, begin: float, after: float) -> None:
    assert money.begin(day) == pytest.approx(begin)
    assert money.after(day) == pytest.approx(after)


def test_both_rounds_follow_each_other_and_then_nothing_was_found(real: Workspace) -> None:
    found = bars(real)
    first, second = found["m04"], found["m07"]
    assert (first.start, first.stop, first.end) == (2023, 2026, "known")
    assert (second.start, second.stop, second.end) == (2026, 2029, "known")
    assert money.time_line(real, None).nothing_from == 2029


def test_an_end_is_known_unknown_or_there_is_none(real: Workspace) -> None:
    found = bars(real, real.bundle.area("groningen-noord"))
    assert {i: bar.end for i, bar in found.items() if bar.end != "known"} == {
        "m44": "unknown", "m58": "unknown",
        "m03": "unknown", "m18": "unknown",
        "m19": "unknown", "m01": "unknown", "m48": "unknown", "m28": "unknown", "m30": "unknown", "m40": "unknown",
        "m49": "structural",
    }  # fmt: skip
    assert all((bar.stop is None) == (bar.end != "known") for bar in found.values())
    # A line of which the begin was not found either is still there.
    assert (found["m58"].start, found["m58"].stop) == (None, None)
    assert found["m51"].stop == 2030


def test_every_amount_is_drawn_once(real: Workspace) -> None:
    for area in (None, *real.bundle.areas):
        found = bars(real, area)
        for bar in found.values():
            assert not set(bar.scheme.sum_of or ()) & set(found)
            assert bar.scheme.left_out is None
            assert bar.scheme.kind not in (*money.WISHES, money.BUDGET)
            assert bar.scheme.verified or bar.scheme.amount_eur is None or bar.scheme.sum_of
        assert not {"m08", "m09", "m10", "m05", "m17"} & set(found)


def test_an_area_has_its_own_money_and_what_reaches_all(real: Workspace) -> None:
    everybody = set(bars(real))
    for area in real.bundle.areas:
        found = bars(real, area)
        assert everybody < set(found) or everybody == set(found)
        assert {bar.scheme.area for i, bar in found.items() if i not in everybody} <= {area.id}
    assert [scope for scope, _ in money.time_line(real, real.bundle.area("breda-noord")).groups] == [
        "city", "programme", "national",
    ]  # fmt: skip
    assert [scope for scope, _ in money.time_line(real, None).groups] == ["programme", "national"]


def test_lines_are_in_order_and_sums_stand_before_what_they_sum(real: Workspace) -> None:
    found = [s.id for s in money.lines(real, None, "programme", sums=True)]
    assert found == ["m03", "m04", "m18", "m07", "m08", "m09", "m10"]
    assert [s.id for s in money.lines(real, None, "programme")] == ["m03", "m04", "m18", "m08", "m09", "m10"]


def test_wishes_are_no_lines_of_money(real: Workspace) -> None:
    assert [s.id for s in money.wishes(real, None)] == ["m63", "m64"]
    assert [s.id for s in money.wishes(real, real.bundle.area("amsterdam-zuidoost"))] == ["m62", "m63", "m64"]
    assert [s.id for s in money.wishes(real, real.bundle.area("delft-west"))] == ["m63", "m64"]


def test_the_budget_has_a_decided_amount_for_every_year_and_falls_to_zero(real: Workspace) -> None:
    found = money.budget(real)
    assert {s.start: s.amount_eur for s in found} == {
        "2025": 0, "2026": 107_978_000, "2027": 133_344_000, "2028": 133_344_000, "2029": 0, "2030": 0,
    }  # fmt: skip
    total = money.sum_of(real, found)
    assert total is not None
    assert total.id == "m17"
    assert money.sum_of(real, found[:3]) is None


def test_moments_are_those_of_the_data(real: Workspace) -> None:
    found = {m.id: m for m in money.time_line(real, None).moments}
    assert found["first_round"].at == bars(real)["m04"].stop
    assert found["second_round"].at == bars(real)["m07"].stop
    # 93 days into a leap year.
    assert found["plea"].at == pytest.approx(2024 + 93 / 366)
    obtained = next(d.obtained_nl for d in real.bundle.catalog.datasets if d.id == "nplv_money")
    assert Numbers("nl").moment(found["searched"].day) in obtained


def test_the_axis_holds_everything_and_what_comes_after(real: Workspace) -> None:
    for area in (None, *real.bundle.areas):
        line = money.time_line(real, area)
        starts = [bar.start for _, group in line.groups for bar in group if bar.start is not None]
        stops = [bar.stop for _, group in line.groups for bar in group if bar.stop is not None]
        assert line.first <= min(starts)
        assert line.last > max(*stops, *(m.at for m in line.moments))
        assert line.nothing_from is not None
        assert line.last - line.nothing_from >= 2
    assert money.time_line(real, real.bundle.area("rotterdam-zuid")).first == 2018


def test_the_rounds_per_resident_and_year(real: Workspace) -> None:
    people = money.residents(real)
    assert people is not None
    # The programme speaks of 1.2 million.
    assert people.value == pytest.approx(1.2e6, rel=0.05)
    assert people.year == 2024
    for line, euro in (("m04", 256e6), ("m07", 408e6)):
        found = money.per_resident(real, scheme(real, line))
        assert found is not None
        assert found.euro == pytest.approx(euro / 3 / people.value)
        assert (found.years, found.residents) == (3, people)


def test_an_award_to_an_area_is_per_resident_of_it_and_once(real: Workspace) -> None:
    found = money.per_resident(real, scheme(real, "m39"))
    people = real.figure("gebied", "zaandam-oost", "inhabitants")
    assert found is not None
    assert people is not None
    assert found.euro == pytest.approx(22_469_517.12 / people.value)
    assert (found.years, found.residents) == (None, people)


def test_nothing_else_is_divided(real: Workspace) -> None:
    divided = {s.id for s in real.bundle.schemes if money.per_resident(real, s)}
    awards = {s.id for s in real.bundle.schemes if s.scope == "area" and s.kind == "awarded" and s.area}
    assert divided == {"m04", "m07", *awards}
    assert {scheme(real, i).name_en.split()[0] for i in awards} == {"Volkshuisvestingsfonds"}


def test_more_than_an_amount_is_not_divided(real: Workspace) -> None:
    line = scheme(real, "m39")
    assert money.per_resident(real, line.model_copy(update={"precision": "more_than"})) is None
    assert money.per_resident(real, line.model_copy(update={"amount_eur": None})) is None


def test_a_list_without_dates_has_a_time_line_too(real: Workspace) -> None:
    groningen = real.bundle.area("groningen-noord")
    undated = workspace_of(replace(real.bundle, schemes=(scheme(real, "m58"),)))
    line = money.time_line(undated, groningen)
    assert [(scope, [bar.scheme.id for bar in group]) for scope, group in line.groups] == [("area", ["m58"])]
    # Without any line the moments remain.
    assert (line.first, line.last, line.nothing_from) == (2024, 2031, None)
    assert money.time_line(undated, None).groups == ()
    assert money.budget(undated) == ()
