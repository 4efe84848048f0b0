"""What a refresh loses is told, on cases small enough to see."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from nplv_dash.cli.refresh import _cells
from nplv_dash.present.text import LANGUAGES, Text
from nplv_dash.services import difference
from nplv_dash.services.workspace import Figure
from nplv_dash.sources.recoding import Placed

LEVEL, RATE, PEOPLE, YEAR = "wijk", "welfare", "inhabitants", 2024


class Bundle:
    """Wijken with so many residents each, of which the first have a figure."""

    indicators = (RATE,)

    def __init__(self, people: list[float], known: int) -> None:
        rates = np.where(np.arange(len(people)) < known, 10.0, np.nan)
        self.figures = {(LEVEL, PEOPLE, YEAR): np.array(people), (LEVEL, RATE, YEAR): rates}

    def years(self, level: str, indicator: str) -> tuple[int, ...]:
        return (YEAR,) if (level, indicator, YEAR) in self.figures else ()


class Held:
    """As much of a workspace as is looked at."""

    def __init__(self, people: list[float], known: int, mean: float | None = None) -> None:
        self.bundle, self.mean = Bundle(people, known), mean

    def figure(self, *_: object) -> Figure | None:
        return None if self.mean is None else Figure(self.mean, YEAR)


def lacking(before: Any, now: Any) -> list[tuple[str, str, str]]:
    rows = difference._lacking(before, now)
    return [(row.subject, row.before, row.now) for row in rows]


def test_fewer_units_hide_no_loss() -> None:
    # Ten lack a figure, before and now.
    assert lacking(Held([100.0] * 100, 90), Held([500.0] * 20, 10)) == [(RATE, "90%", "50%")]
    assert lacking(Held([100.0] * 100, 90), Held([500.0] * 20, 18)) == []
    assert lacking(Held([100.0] * 100, 90), Held([500.0] * 20, 20)) == []


def test_a_loss_where_most_people_live_is_told() -> None:
    assert lacking(Held([900.0, 100.0], 1), Held([100.0, 900.0], 1)) == [(RATE, "90%", "10%")]
    # That people moved is no loss of figures.
    assert lacking(Held([900.0, 100.0], 1), Held([895.0, 105.0], 1)) == []


def test_what_breaks_a_trend_is_told() -> None:
    area = SimpleNamespace(id="noord", name="Noord", wijken=("WK01",), buurten=())
    held: Any = SimpleNamespace(bundle=SimpleNamespace(areas=[area]))
    # Everybody stays; three in ten of the residents come from elsewhere.
    (row,) = difference._areas(held, held, {"noord": Placed(("WK01",), 1.0, 0.3)})
    assert (row.key, row.share, row.others) == ("broken", "100", "30")
    for lang in LANGUAGES:
        assert "30%" in " ".join(_cells(row, Text(lang)))


def means(old: float | None, new: float | None) -> list[tuple[str, str, str]]:
    before: Any = Held([1.0], 1, old)
    now: Any = Held([1.0], 1, new)
    rows = difference._means(before, now)
    return [(row.key, row.before, row.now) for row in rows]


def test_a_national_figure_that_is_no_more_is_told() -> None:
    assert means(12.5, None) == [("gone", "12.5", "")]
    assert means(12.5, 13.0) == [("moved", "12.5", "13")]
    assert means(12.5, 12.5 + 1e-9) == means(None, 1.0) == means(None, None) == []
