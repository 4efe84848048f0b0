"""What must hold when figures move from old wijk codes to new ones, whatever the table."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nplv_dash.sources.harmonise import recode

OLD, NEW = [f"WK0000{i:02d}" for i in range(5)], [f"WK0000{letter}A" for letter in "ABCDE"]
OTHER = ["WK999901", "WK999902"]


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """A table in which wijken are renamed, split and joined, with shares that add up to one."""
    rows = []
    for old in OLD[: draw(st.integers(1, len(OLD)))]:
        targets = draw(st.lists(st.sampled_from(NEW), min_size=1, max_size=3, unique=True))
        parts = [draw(st.integers(1, 9)) for _ in targets]
        rows += [(old, new, float(Fraction(p, sum(parts)))) for new, p in zip(targets, parts, strict=True)]
    return pd.DataFrame(rows, columns=["old", "new", "share"])


def observed(indicator: str, values: dict[str, float]) -> pd.DataFrame:
    rows = [(code, 2020, indicator, value) for code, value in values.items()]
    return pd.DataFrame(rows, columns=["code", "year", "indicator", "value"])


@st.composite
def cases(draw: st.DrawFn, high: float) -> tuple[pd.DataFrame, dict[str, float], dict[str, float]]:
    """A table, a figure for every code in it and for others, and residents."""
    table = draw(tables())
    codes = [*dict.fromkeys(table["old"]), *OTHER]
    values = {code: draw(st.floats(0, high)) for code in codes}
    residents = {code: float(draw(st.integers(0, 20_000))) for code in codes}
    return table, values, residents


@given(cases(high=1e6))
def test_counts_are_conserved(case: tuple[pd.DataFrame, dict[str, float], dict[str, float]]) -> None:
    table, values, residents = case
    moved = recode(observed("people", values), table, {"people"}, residents)
    assert moved["value"].sum() == pytest.approx(sum(values.values()))
    assert set(moved["code"]) == {*table["new"], *OTHER}
    assert moved["code"].is_unique


@given(cases(high=1000))
def test_rates_lie_between_those_they_were_made_of(
    case: tuple[pd.DataFrame, dict[str, float], dict[str, float]],
) -> None:
    table, values, residents = case
    moved = recode(observed("rate", values), table, {"people"}, residents).set_index("code")["value"]
    for new, rows in table.groupby("new"):
        parts = [values[old] for old in rows["old"]]
        assert min(parts) - 1e-6 <= moved[new] <= max(parts) + 1e-6
        if len(parts) == 1:
            assert moved[new] == pytest.approx(parts[0])


@given(cases(high=1000), st.sampled_from(["people", "rate"]))
def test_codes_that_are_not_in_the_table_are_unchanged(
    case: tuple[pd.DataFrame, dict[str, float], dict[str, float]], indicator: str
) -> None:
    table, values, residents = case
    moved = recode(observed(indicator, values), table, {"people"}, residents).set_index("code")["value"]
    assert {code: moved[code] for code in OTHER} == {code: values[code] for code in OTHER}


@given(cases(high=1000), st.data())
def test_what_is_missing_does_not_become_zero(
    case: tuple[pd.DataFrame, dict[str, float], dict[str, float]], data: st.DataObject
) -> None:
    table, values, residents = case
    gone = data.draw(st.sampled_from(sorted(set(table["old"]))))
    values = {code: value + 1 for code, value in values.items()} | {gone: float("nan")}
    for indicator in ("people", "rate"):
        moved = recode(observed(indicator, values), table, {"people"}, residents)
        assert moved["value"].notna().all()
        assert (moved["value"] > 0).all()
        alone = [new for new, rows in table.groupby("new") if set(rows["old"]) == {gone}]
        assert not set(alone) & set(moved["code"])


@given(cases(high=1000), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(
    case: tuple[pd.DataFrame, dict[str, float], dict[str, float]], random: st.DrawFn
) -> None:
    table, values, residents = case
    turned = dict(reversed(values.items()))
    seed = random.randint(0, 99)  # type: ignore[attr-defined]
    one, two = (
        recode(observed("rate", v), t, {"people"}, residents).sort_values("code")["value"].tolist()
        for v, t in ((values, table), (turned, table.sample(frac=1, random_state=seed)))
    )
    assert one == pytest.approx(two)
