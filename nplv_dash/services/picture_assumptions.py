"""What each assumption does to an outcome, as bars: for the pictures of both models."""

from __future__ import annotations

from collections.abc import Sequence

from nplv_dash.present.bands import Swing
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.picture_bars import Tornado
from nplv_dash.present.text import Text
from nplv_dash.services.model_rows import Assumption, assumption_ticks


def bars(rows: Sequence[Assumption], centre: tuple[float, str], digits: int, t: Text, n: Numbers) -> Tornado:
    """The bars of some assumptions.

    Args:
        centre: the outcome where everything has its most likely value, and the same in words.
        digits: of the outcome on its axis.
    """
    swings = tuple(
        Swing(
            row.swing.label,
            row.swing.low,
            row.swing.high,
            *(
                t("picture.drives.end", value=value, outcome=outcome)
                for value, outcome in zip(row.values, row.outcomes, strict=True)
            ),
        )
        for row in rows
    )
    return Tornado(
        swings,
        (centre[0], t("picture.drives.centre", value=centre[1])),
        (t("herverdeling.drives.low"), t("herverdeling.drives.high")),
        assumption_ticks(rows, digits, n) if rows else {},
        t("picture.drives.nothing"),
    )
