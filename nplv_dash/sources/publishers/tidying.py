"""Wide tables of text, as publishers give them, as tidy figures."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nplv_dash.domain.codes import is_code
from nplv_dash.domain.errors import DataError, Reason
from nplv_dash.domain.parameters import shown
from nplv_dash.sources.publishers.odata import COLUMNS
from nplv_dash.sources.tables import SECRET


def tidy(rows: pd.DataFrame, code: str, year: str | int, columns: Mapping[str, str], where: str) -> pd.DataFrame:
    """A row per figure, with the columns of `odata.COLUMNS`; a secret or missing one has no row, nor has another unit.

    Args:
        rows: a row per unit and year, all columns text.
        code: the column with the codes.
        year: the column with the years, or the year of all of them.
        columns: indicators by columns, one at least.
        where: named in the error.

    Raises:
        DataError: `publisher_format` where a figure or a year is no number.
    """
    years = pd.Series(str(year), index=rows.index) if isinstance(year, int) else rows[year]
    long = pd.concat(
        [
            pd.DataFrame({"code": rows[code].str.strip(), "year": years, "indicator": ours, "said": rows[theirs]})
            for theirs, ours in columns.items()
        ],
        ignore_index=True,
    )
    said = long["said"].str.strip()
    secret = said.isin(SECRET) | (said == "")
    value, of = (pd.to_numeric(one, errors="coerce") for one in (said.mask(secret), long["year"]))
    of = of.where(of.between(1000, 9999))
    wrong = [*said[~np.isfinite(value) & ~secret], *long["year"][of % 1 != 0]]
    if wrong:
        raise DataError("publisher_format", where, reason=Reason("reasons.number", value=shown(wrong[0])))
    levels = [next((one for one in ("wijk", "buurt") if is_code(one, unit)), None) for unit in long["code"]]
    frame = long.assign(year=of.astype(int), value=value, level=levels)
    return frame.dropna(subset=["level", "value"])[COLUMNS]
