"""An outcome never stands without its bounds, and never pretends to be sharper than it is."""

from __future__ import annotations

import pytest

from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.text import LANGUAGES, Lang, Text

NL, EN = (Outcomes(Text(lang), Numbers(lang)) for lang in LANGUAGES)


def test_shares_and_points() -> None:
    assert NL.percent(22.46) == "22,5%"
    assert EN.percent(22.46) == "22.5%"
    assert NL.points(-3.14) == "-3,1 procentpunt".replace("-", NL.n.decimal(-1.0)[0])
    assert NL.percent_between((1.6, 2.9, 5.2)) == "2,9% (1,6% tot 5,2%)"
    assert NL.percent_between((1.6, 2.9, 5.2), 0) == "3% (2% tot 5%)"


def test_the_most_likely_value_comes_first_and_the_bounds_in_their_order() -> None:
    minus = NL.n.decimal(-1.0)[0]
    assert NL.points_between((-4.7, -3.1, 1.7)) == f"{minus}3,1 procentpunt ({minus}4,7 tot +1,7)"
    assert "3.1 " in EN.points_between((-4.7, -3.1, 1.7))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.0, "0,00"), (0.04, "+0,04"), (0.0099, "+0,010"), (0.0004, "0,000"), (0.0006, "+0,001"), (-0.25, "-0,25")],
)
def test_a_deviation_has_a_third_decimal_where_two_would_be_a_bare_zero(value: float, expected: str) -> None:
    assert NL.deviation(value) == expected.replace("-", NL.n.decimal(-1.0)[0])


def test_all_three_of_a_deviation_have_as_many_decimals() -> None:
    assert NL.deviation_between((0.0, 0.004, 0.12)) == "0,00 (0,00 tot +0,12)"
    assert NL.deviation_between((0.0, 0.004, 0.009)) == "+0,004 (0,000 tot +0,009)"
    assert NL.deviation_between((0.0, 0.0, 0.0)) == "0,00 (0,00 tot 0,00)"


@pytest.mark.parametrize(
    ("value", "expected"), [(0.0, "0"), (7.4, "7"), (99.4, "99"), (104.0, "100"), (1476.0, "1.480"), (12_344, "12.340")]
)
def test_homes_are_rounded_as_far_as_is_meant(value: float, expected: str) -> None:
    assert NL.homes(value) == expected


def test_homes_with_their_bounds() -> None:
    assert NL.homes_between((841.0, 1476.0, 2231.0)) == "1.480 (840 tot 2.230)"
    assert EN.homes_between((841.0, 1476.0, 2231.0)).startswith("1,480 (840 ")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_unknown_outcome_is_no_number(lang: Lang) -> None:
    words = Outcomes(Text(lang), Numbers(lang))
    assert words.percent(float("nan")) == words.n.no_data
