"""How a gap between wijken and their look-alikes is written in a cell, and how many wijken it is of."""

from __future__ import annotations

from nplv_dash.domain.backtest import Variant, YearGap
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell
from nplv_dash.services.chart_rows import gap_between, gap_points


def cell(one: YearGap, figures: Figures, reference: int) -> Cell:
    """A gap with its band below it; the year of reference says that it is nothing by definition."""
    if one.year == reference:
        return Cell(figures.n.integer(0), sub=figures.t("backtest.start"))
    return Cell(gap_points(one.gap, figures), sub=gap_between(one.low, one.high, figures))


def counts(variant: Variant, figures: Figures) -> dict[str, str]:
    """How many wijken a comparison has on either side, for a text."""
    return {name: figures.n.integer(getattr(variant, name)) for name in ("treated", "controls", "gemeenten")}
