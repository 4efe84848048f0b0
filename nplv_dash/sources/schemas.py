"""What a table must look like, with every failure reported at once.

Apart from `tables`, since pandera takes a quarter of a second to import and the app starts without it when every file
is the one that the build checked.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandera.pandas as pa

from nplv_dash.domain.codes import PATTERNS
from nplv_dash.domain.errors import DataError

#: The examples are what a person reads when a value does not fit.
_CODE = pa.Check.str_matches(
    rf"^(?:{'|'.join(p.pattern for p in PATTERNS.values())})$", error="GM0344, WK034403, BU03440311"
)
#: The tidy table of figures in `data/indicators/`. Codes are of the indeling of 2024.
OBSERVATIONS = pa.DataFrameSchema(
    {
        "code": pa.Column(str, _CODE),
        "year": pa.Column("int16", pa.Check.in_range(2000, 2100, error="2000-2100")),
        "indicator": pa.Column(str, pa.Check.str_matches(r"^[a-z][a-z0-9_]*$")),
        "value": pa.Column("float64", pa.Check(np.isfinite), nullable=False),
    },
    unique=["code", "year", "indicator"],
    strict=True,
    name="observations",
)


def check_schema(table: pd.DataFrame, schema: pa.DataFrameSchema, where: str) -> pd.DataFrame:
    """Validate and return `table`; a DataError lists all failures, grouped by column and check."""
    try:
        return schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        grouped = [
            f"{column or 'table'}: {check} ({len(group)}x, e.g. {group['failure_case'].iloc[0]!r})"
            for (column, check), group in cases.fillna({"column": ""}).groupby(["column", "check"], sort=True)
        ]
        raise DataError("schema", where, failures="; ".join(grouped)) from errors
