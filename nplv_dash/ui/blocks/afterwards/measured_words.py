"""How a gap between wijken and their look-alikes is written, in a sentence and in a cell."""

from __future__ import annotations

from nplv_dash.domain.backtest import Variant, YearGap
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell
from nplv_dash.services.backtest import DIGITS


def points(value: float, figures: Figures) -> str:
    """A gap in points of the Leefbaarometer."""
    return figures.n.decimal(value, DIGITS["points"], signed=True)


def between(low: float, high: float, figures: Figures) -> str:
    """The bounds of a band."""
    return figures.t("backtest.range", low=points(low, figures), high=points(high, figures))


def with_band(one: YearGap, figures: Figures) -> str:
    """A gap with its band, in a sentence."""
    return figures.t("backtest.gap", gap=points(one.gap, figures), band=between(one.low, one.high, figures))


def cell(one: YearGap, figures: Figures, reference: int) -> Cell:
    """A gap with its band below it; the year of reference says that it is nothing by definition."""
    if one.year == reference:
        return Cell(figures.n.integer(0), sub=figures.t("backtest.start"))
    return Cell(points(one.gap, figures), sub=between(one.low, one.high, figures))


def counts(variant: Variant, figures: Figures) -> dict[str, str]:
    """How many wijken a comparison has on either side, for a text."""
    return {name: figures.n.integer(getattr(variant, name)) for name in ("treated", "controls", "gemeenten")}
