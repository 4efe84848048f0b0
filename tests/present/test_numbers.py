"""Numbers and dates: equal to Babel where Babel is right, and right where it is not."""

from __future__ import annotations

import math
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from nplv_dash.present.numbers import Numbers, round_half_up, rounded
from nplv_dash.present.text import LANGUAGES, Lang

NL, EN = Numbers("nl"), Numbers("en")
BABEL = {"nl": "nl_NL", "en": "en_GB"}
NBSP = "\N{NO-BREAK SPACE}"

figures = st.floats(-1e12, 1e12) | st.integers(-(10**15), 10**15)
digits = st.integers(0, 4)
languages = st.sampled_from(LANGUAGES)


def test_as_the_dutch_write_them() -> None:
    assert NL.decimal(1234.5) == "1.234,5"
    assert NL.integer(1234567) == "1.234.567"
    assert NL.percent(12.3) == "12,3%"
    assert NL.euro(1234.5) == f"€{NBSP}1.235"
    assert NL.euro(-12) == f"€{NBSP}-12"
    assert NL.date(date(2026, 1, 31)) == "31 januari 2026"


def test_as_the_english_write_them() -> None:
    assert EN.decimal(1234.5) == "1,234.5"
    assert EN.percent(12.3) == "12.3%"
    assert EN.euro(-1234.5, 1) == "-€1,234.5"
    assert EN.date(date(2026, 1, 31)) == "31 January 2026"


@pytest.mark.parametrize(("value", "written"), [(0.5, "1"), (1.5, "2"), (2.5, "3"), (-0.5, "-1"), (-2.5, "-3")])
def test_half_is_rounded_away_from_zero(value: float, written: str) -> None:
    assert NL.integer(value) == written


def test_half_is_that_of_the_written_decimal() -> None:
    assert NL.decimal(2.675, 2) == "2,68"


@pytest.mark.parametrize("value", [0.0, -0.0, -0.04, np.float64(-0.0), Decimal("-0.01")])
def test_never_a_negative_zero(value: float) -> None:
    assert NL.decimal(value) == "0,0"
    assert NL.decimal(value, signed=True) == "0,0"


@pytest.mark.parametrize("value", [None, float("nan"), np.nan, np.float32("nan"), pd.NA, pd.NaT, Decimal("NaN")])
def test_missing_is_a_text_of_its_own(value: float | None) -> None:
    assert NL.decimal(value) == NL.percent(value) == NL.euro(value) == "geen gegevens"
    assert EN.many([value, 1]) == ["no data", "1.0"]


def test_missing_date() -> None:
    assert NL.date(None) == NL.date(pd.NaT) == "geen gegevens"


@pytest.mark.parametrize(
    ("text", "dutch", "english"),
    [("2024", "2024", "2024"), ("2024-05", "mei 2024", "May 2024"), ("2026-06-01", "1 juni 2026", "1 June 2026")],
)
def test_a_moment_is_as_precise_as_its_text(text: str, dutch: str, english: str) -> None:
    assert (NL.moment(text), EN.moment(text)) == (dutch, english)


@pytest.mark.parametrize("text", ["", "structural", "n.d.", "2024-13", "2026-02-30"])
def test_what_is_no_moment_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        NL.moment(text)


def test_infinite_is_an_error_in_a_computation() -> None:
    with pytest.raises(ValueError, match="infinite"):
        NL.decimal(float("inf"))


def test_signed() -> None:
    assert NL.decimal(1.2, signed=True) == "+1,2"
    assert NL.percent(-1.2, signed=True) == "-1,2%"
    assert NL.euro(5, signed=True) == f"€{NBSP}+5"
    assert EN.euro(5, signed=True) == "+€5"


@given(figures, digits, languages)
def test_equal_to_babel(value: float, places: int, lang: Lang) -> None:
    numbers, half_up, zeros = Numbers(lang), round_half_up(value, places), "0" * places
    pattern = "#,##0" + (f".{zeros}" if places else "")
    assert numbers.decimal(value, places) == format_decimal(half_up, pattern, BABEL[lang])
    assert numbers.percent(value, places) == format_percent(half_up / 100, f"{pattern}%", BABEL[lang])
    euro = {"nl": f"¤{NBSP}{pattern};¤{NBSP}-{pattern}", "en": f"¤{pattern}"}[lang]
    assert numbers.euro(value, places) == format_currency(half_up, "EUR", euro, BABEL[lang], currency_digits=False)


@given(figures, digits)
def test_reads_back_as_the_rounded_value(value: float, places: int) -> None:
    read = Decimal(NL.decimal(value, places).replace(".", "").replace(",", "."))
    assert read == round_half_up(value, places)
    assert abs(read - Decimal(repr(value))) <= Decimal(1).scaleb(-places) / 2


@given(st.lists(figures | st.decimals(-1000, 1000, places=3).map(float) | st.just(float("nan"))), st.integers(0, 4))
def test_a_column_is_rounded_as_its_figures_are(values: list[float], places: int) -> None:
    found = rounded(pd.DataFrame({"x": pd.Series(values, dtype=float)}), {"x": places})["x"]
    expected = [value if math.isnan(value) else float(round_half_up(value, places)) for value in values]
    assert found.map(repr).tolist() == [repr(value) for value in expected]


@given(st.decimals(-1000, 1000, places=3), st.integers(0, 2))
def test_rounds_as_on_paper(value: Decimal, places: int) -> None:
    assert round_half_up(float(value), places) == value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@given(st.lists(figures | st.none(), max_size=20), languages)
def test_a_column_is_its_values_one_by_one(values: list[float | None], lang: Lang) -> None:
    assert Numbers(lang).many(values, "euro", 2) == [Numbers(lang).euro(value, 2) for value in values]
