"""From old wijk codes to new ones, on cases small enough to see."""

from __future__ import annotations

import pandas as pd
import pytest

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.records import KNOWN
from nplv_dash.sources.harmonise import recode, recoding_table

#: WK01 is renamed, WK02 is split over two, WK03 and WK04 become one.
TABLE = pd.DataFrame(
    [("WK01", "WKA", 1.0), ("WK02", "WKB", 0.25), ("WK02", "WKC", 0.75), ("WK03", "WKD", 1.0), ("WK04", "WKD", 1.0)],
    columns=["old", "new", "share"],
)
RESIDENTS = {"WK01": 100.0, "WK02": 400.0, "WK03": 300.0, "WK04": 100.0}


def recoded(indicator: str, values: dict[str, float], least: float = 0.0) -> dict[str, float]:
    observed = pd.DataFrame(
        [(code, 2020, indicator, value) for code, value in values.items()],
        columns=["code", "year", "indicator", "value"],
    )
    table = recode(observed, TABLE, {"residents"}, RESIDENTS, least)
    assert table["code"].is_unique
    return dict(zip(table["code"], table["value"], strict=True))


def test_a_count_is_divided_and_summed() -> None:
    assert recoded("residents", RESIDENTS) == {"WKA": 100, "WKB": 100, "WKC": 300, "WKD": 400}


def test_a_rate_is_passed_on_and_averaged_with_residents() -> None:
    rates = recoded("welfare", {"WK01": 10, "WK02": 20, "WK03": 30, "WK04": 70})
    # 40 = (300 x 30 + 100 x 70) / 400
    assert rates == pytest.approx({"WKA": 10, "WKB": 20, "WKC": 20, "WKD": 40})


def test_codes_outside_the_table_pass_unchanged() -> None:
    assert recoded("residents", {"WK99": 7, "WK01": 1}) == {"WK99": 7, "WKA": 1}


def test_a_sum_that_lacks_a_part_is_no_figure() -> None:
    assert recoded("residents", {"WK03": 300}) == {}
    assert recoded("residents", {"WK03": 300, "WK04": float("nan")}) == {}
    # A mean of what is known is.
    assert recoded("welfare", {"WK03": 30, "WK04": float("nan")}) == pytest.approx({"WKD": 30})


def test_a_rate_of_a_few_does_not_pass_for_the_whole() -> None:
    # Of the 400 residents of WKD 300 came from WK03, and 100 from WK04.
    assert recoded("welfare", {"WK03": 80}) == pytest.approx({"WKD": 80})
    assert recoded("welfare", {"WK03": 80, "WK01": 5}, KNOWN) == pytest.approx({"WKA": 5})
    assert recoded("welfare", {"WK03": 80}, 0.75) == pytest.approx({"WKD": 80})
    assert recoded("welfare", {"WK02": 20, "WK03": 80, "WK04": 40}, 1.0) == pytest.approx(
        {"WKB": 20, "WKC": 20, "WKD": 70}
    )
    # A wijk of whom no residents are known is a whole of its own.
    observed = pd.DataFrame([("WK01", 2020, "welfare", 12.0)], columns=["code", "year", "indicator", "value"])
    assert recode(observed, TABLE, set(), {}, KNOWN)["value"].tolist() == pytest.approx([12])


def test_an_empty_wijk_keeps_its_rate() -> None:
    observed = pd.DataFrame([("WK01", 2020, "welfare", 12.0)], columns=["code", "year", "indicator", "value"])
    assert recode(observed, TABLE, set(), {})["value"].tolist() == pytest.approx([12])


def test_shares_that_do_not_add_up_are_refused() -> None:
    observed = pd.DataFrame(columns=["code", "year", "indicator", "value"])
    with pytest.raises(DataError, match=r"recoding_shares .*codes=WK02"):
        recode(observed, TABLE.drop(index=1), set(), {})


NAMED = pd.DataFrame({"wk_code": ["WK01", "WK02", "WK02", "WK03"], "code24": ["WKA", "WKB", "WKC", ""]})


def test_the_table_is_made_of_names_and_overlay_and_its_shares_follow_the_residents() -> None:
    overlay = [{"old": "WK03", "new": "WKD", "why": "by hand"}]
    table = recoding_table(NAMED, overlay, {"WKA": 50, "WKB": 100, "WKC": 300})
    assert table.to_numpy().tolist() == [
        ["WK01", "WKA", 1.0, "name"],
        ["WK02", "WKB", 0.25, "name"],
        ["WK02", "WKC", 0.75, "name"],
        # Nobody lives there, and yet it went somewhere.
        ["WK03", "WKD", 1.0, "overlay"],
    ]


def test_a_wijk_that_goes_nowhere_or_twice_is_refused() -> None:
    with pytest.raises(DataError, match=r"recoding_open .*codes=WK03"):
        recoding_table(NAMED, [{"old": "WK04", "new": "WKD", "why": ""}], {})
    with pytest.raises(DataError, match=r"recoding_double .*codes=WK01"):
        recoding_table(NAMED, [{"old": "WK01", "new": "WKD", "why": ""}], {})
