"""What a table must look like, with every failure reported at once.

Apart from `tables`, since pandera takes a quarter of a second to import and the app starts without it when every file
is the one that the build checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import get_args

import numpy as np
import pandas as pd
import pandera.pandas as pa

from nplv_dash.domain.codes import PATTERNS, PROVINCES
from nplv_dash.domain.errors import Failure, TableError
from nplv_dash.domain.records import MatchQuality
from nplv_dash.sources.recipes import recipe

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
#: What is added to the gemeenten of the map: each lies in one of the twelve provinces.
GEMEENTEN = pa.DataFrameSchema(
    {
        "code": pa.Column(str, pa.Check.str_matches(rf"^{PATTERNS['gemeente'].pattern}$", error="GM0344")),
        "province": pa.Column(str, pa.Check.isin(PROVINCES, error=" | ".join(PROVINCES))),
    },
    unique=["code"],
    name="gemeenten",
)


def check_schema(table: pd.DataFrame, schema: pa.DataFrameSchema, where: str) -> pd.DataFrame:
    """Validate and return `table`; a TableError lists all failures, grouped by column and check."""
    failures = list(failures_of(table, schema, where))
    if failures:
        told = [f"{f.column or 'table'}: {f.values['expected']} ({f.count}x, e.g. {f.example})" for f in failures]
        raise TableError("schema", where, failures, failures="; ".join(told))
    return table


def failures_of(table: pd.DataFrame, schema: pa.DataFrameSchema, where: str) -> Iterator[Failure]:
    """Every failure of `table`, grouped by column and check."""
    try:
        schema.validate(table, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases.fillna({"column": ""})
        for (column, check), group in cases.groupby(["column", "check"], sort=True):
            where_in, example = str(column), _shown(group["failure_case"].iloc[0])
            if check == "multiple_fields_uniqueness":
                # pandera tells it once per column of the key.
                if column != min(schema.unique):
                    continue
                where_in = ", ".join(schema.unique)
                example = ", ".join(map(str, table.loc[group["index"].iloc[0], schema.unique]))
            yield Failure(where, where_in, _KEYS.get(check, "value"), len(group), example, {"expected": check})


def _shown(value: object) -> str:
    """A value as a person should see it: text in quotes, since it may be empty or end in a space."""
    return f"{value:g}" if isinstance(value, float | np.floating) else repr(value)


#: pandera's names of checks that have words of their own; what other checks ask for is named.
_KEYS = {
    "not_nullable": "unknown",
    "field_uniqueness": "double",
    "multiple_fields_uniqueness": "double",
    "column_in_dataframe": "column_missing",
}


# --- the publishers' files ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """What a file of a publisher must look like where the build reads it.

    Attributes:
        columns: what holds for every row.
        unique: the columns that tell the rows apart.
        used: the rows that the build takes, and columns derived for the check; a file holds other levels and years too.
        used_columns: what holds for those rows only, beside `unique`.
        layer: the layer of a GeoPackage.
    """

    columns: Mapping[str, pa.Column]
    unique: tuple[str, ...]
    used: Callable[[pd.DataFrame], pd.DataFrame] = lambda table: table
    used_columns: Mapping[str, pa.Column] = field(default_factory=dict)
    layer: str | None = None

    @property
    def text(self) -> list[str]:
        """The columns that hold text."""
        return [name for name, column in self.columns.items() if str(column.dtype).startswith("str")]

    def failures(self, table: pd.DataFrame, where: str) -> Iterator[Failure]:
        """Everything that is wrong with the columns of `table` that are there."""
        yield from failures_of(table, pa.DataFrameSchema(_present(self.columns, table)), where)
        if set(self.unique) <= set(table.columns):
            used = self.used(table)
            yield from failures_of(
                used, pa.DataFrameSchema(_present(self.used_columns, used), unique=list(self.unique)), where
            )


def _present(columns: Mapping[str, pa.Column], table: pd.DataFrame) -> dict[str, pa.Column]:
    return {name: column for name, column in columns.items() if name in table.columns}


def _text(*checks: pa.Check) -> pa.Column:
    return pa.Column(str, list(checks))


def _code(level: str, *, empty: bool = False) -> pa.Column:
    example = {"wijk": "WK034403", "buurt": "BU03440311", "gemeente": "GM0344"}[level]
    end = "|^$" if empty else ""
    return _text(pa.Check.str_matches(rf"^{PATTERNS[level].pattern}${end}", error=example))


def _number(low: float, high: float = np.inf, *, needed: bool = False) -> pa.Column:
    """A number within bounds; a publisher may keep it secret, unless it is needed."""
    words = f"≥ {low:g}" if high == np.inf else f"{low:g}-{high:g}"
    return pa.Column("float64", pa.Check.in_range(low, high, error=words), nullable=not needed)


def _one_of(*words: str) -> pa.Column:
    return _text(pa.Check.isin(words, error=" | ".join(words)))


#: Names are lacking in places; they are only shown, or compared where they are there.
_ANY = pa.Column(str, nullable=True)
_COUNT, _PERCENT, _SCORE, _AMOUNT = _number(0), _number(0, 100), _number(1, 9), _number(0)
_YEAR = _text(pa.Check.str_matches(r"^20\d\d$", error="2000-2099"))
#: A tidy file: one figure per row, of all levels.
_TIDY = {
    "level": _one_of("bu", "wk", "gm", "nl"),
    "code": _text(
        pa.Check.str_matches(
            rf"^(?:NL00|{'|'.join(p.pattern for p in PATTERNS.values())})$", error="GM0344, WK034403, BU03440311"
        )
    ),
    "name": _ANY,
    "year": _YEAR,
    "indicator": _text(pa.Check.str_matches(r"^[a-z][a-z0-9_]*$", error="p_edu_low")),
    "value": pa.Column("float64", nullable=True),
}
_KEY = ("level", "code", "year", "indicator")
#: A tidy file with postcodes among its units, which are not used.
_TIDY_PC4 = _TIDY | {
    "level": _one_of("wk", "gm", "pc4"),
    "code": _text(
        pa.Check.str_matches(
            rf"^(?:PC\d{{4}}|{'|'.join(p.pattern for p in PATTERNS.values())})$", error="WK034403, GM0344, PC3512"
        )
    ),
}


def _kwb(levels: Mapping[str, str]) -> Source:
    """The CBS key figures; `levels` from the name of the level in the file to ours."""

    def used(table: pd.DataFrame) -> pd.DataFrame:
        years = recipe("columns")["kwb_years"]
        wanted = {(short, str(y), i) for short, ours in levels.items() for y, ids in years[ours].items() for i in ids}
        rows = table[[key in wanted for key in zip(table["level"], table["year"], table["indicator"], strict=True)]]
        share = rows["indicator"].str.startswith("p_") | (rows["indicator"] == "labour_participation")
        return rows.assign(**{"value (p_…)": rows["value"].where(share) if "value" in rows else np.nan})

    return Source(_TIDY, _KEY, used, {"value": _AMOUNT, "value (p_…)": _PERCENT})


def _violence_rows(table: pd.DataFrame) -> pd.DataFrame:
    return table[
        (table["level"] == "wk") & (table["year"] == "2017") & (table["indicator"] == "crime_violence_per1000")
    ]


def _ses_rows(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["level"] == "wk") & (table["indicator"] == "ses_woa_score")]


def _lbm2_rows(table: pd.DataFrame) -> pd.DataFrame:
    return table[(table["level"] == "wk") & table["indicator"].isin(recipe("columns")["leefbaarometer2"])]


_KEY_FIGURES = {
    "inwoners": _COUNT, "huishoudens": _COUNT, "wozWaarde": _AMOUNT, "koopwoningen": _PERCENT,
    "inkomenPerInwoner": _AMOUNT,
}  # fmt: skip
_OLD_CODES = _text(pa.Check.str_matches(r"^WK\d{6}(\|WK\d{6})*$", error="WK034403|WK034404"))
_DETAILED = "data/boundaries/wijken_buurten_2024_19gemeenten.gpkg"

#: Every table and layer that the build reads, by its path below the folder of the sources.
SOURCES: tuple[tuple[str, Source], ...] = (
    ("data/indicators/kwb_19gm.parquet", _kwb({"wk": "wijk", "bu": "buurt"})),
    ("data/indicators/kwb_otherNL_wijk.parquet", _kwb({"wk": "wijk"})),
    (
        "data/indicators/crime_19gm.parquet",
        Source(
            {name: c for name, c in _TIDY.items() if name != "name"} | {"name": _ANY},
            _KEY,
            _violence_rows,
            {"value": _AMOUNT},
        ),
    ),
    ("data/indicators/ses_woa.parquet", Source(_TIDY, _KEY, _ses_rows, {"value": _number(-3, 3)})),
    (
        "data/indicators/kerncijfers_wijk_2024.csv",
        Source({"code": _code("wijk"), **_KEY_FIGURES}, ("code",)),
    ),
    (
        "data/indicators/kerncijfers_buurt_2024.csv",
        Source(
            {
                "code": _code("buurt"),
                "wijk_code": _code("wijk"),
                **_KEY_FIGURES,
                **{f"misdrijven_{year}": _COUNT for year in recipe("columns")["crime_years"]},
                **dict.fromkeys(recipe("columns")["health_years"], _PERCENT),
            },
            ("code",),
        ),
    ),
    (
        "data/indicators/leefbaarometer3_wijken_2002_2022.csv",
        Source(
            {
                "wk_code": _code("wijk"),
                "jaar": _YEAR,
                **{name: _number(-3, 3) for name in recipe("columns")["leefbaarometer"]},
                "lbm": _number(1, 9, needed=True),
            },
            ("wk_code", "jaar"),
        ),
    ),
    (
        "data/indicators/leefbaarometer3_buurt_mean2020_22_7gm.csv",
        Source({"code": _code("buurt"), "value": _SCORE, "qc_ok": _one_of("True", "False")}, ("code",)),
    ),
    (
        "data/indicators/leefbaarometer2_wijk_gm_pc4.parquet",
        Source(_TIDY_PC4, _KEY, _lbm2_rows, {"value": _number(-3, 9)}),
    ),
    (
        "data/programmes/krachtwijken_40.csv",
        Source(
            {
                "area_official": _text(pa.Check.str_matches(r"\S", error="…")),
                "additional_investment_mln_eur": _number(0, needed=True),
                "max_subsidy_per_year_eur": _number(0, needed=True),
                "gm_code": _code("gemeente"),
                "wk_codes_lbm_2022_indeling": _OLD_CODES,
                "match_quality": _one_of(*get_args(MatchQuality)),
                "match_note": _ANY,
                "source_amounts": _text(pa.Check.str_matches(r"\S", error="…")),
            },
            ("area_official",),
        ),
    ),
    (
        "data/boundaries/cbs_2022_generalised/wijk_2022_attributes.csv",
        Source(
            {
                "code": _code("wijk"),
                "name": _ANY,
                "province": _ANY,
                "population": _COUNT,
                "dwelling_total": _COUNT,
                "dwelling_ownership": _PERCENT,
                "pop_0_14": _PERCENT,
                "income_low": _PERCENT,
            },
            ("code",),
        ),
    ),
    (
        "data/boundaries/cbs_2022_generalised/gemeente_2022_attributes.csv",
        Source({"code": _code("gemeente"), "province": _ANY}, ("code",)),
    ),
    (
        "data/mappings/amsterdam_wijk_crosswalk_2022_2024.csv",
        Source({"wk_code": _code("wijk"), "code24": _code("wijk", empty=True)}, ("wk_code", "code24")),
    ),
    (
        _DETAILED,
        Source({"code": _code("gemeente"), "name": _ANY}, ("code",), layer="gemeente_generalised"),
    ),
    (
        _DETAILED,
        Source(
            {
                "code": _code("wijk"),
                "name": _ANY,
                "gemeente_code": _code("gemeente"),
                "geom_source": _ANY,
                "in_19": pa.Column(bool),
            },
            ("code",),
            layer="wijk",
        ),
    ),
    (
        _DETAILED,
        Source(
            {
                "code": _code("buurt"),
                "name": _ANY,
                "wijk_code": _code("wijk"),
                "gemeente_code": _code("gemeente"),
                "geom_source": _ANY,
            },
            ("code",),
            layer="buurt",
        ),
    ),
    (
        "data/boundaries/nl_buurt_2024_generalised.gpkg",
        Source(
            {"code": _code("buurt"), "name": _ANY, "wijk_code": _code("wijk"), "gemeente_code": _code("gemeente")},
            ("code",),
            layer="buurt_2024_generalised",
        ),
    ),
    (
        "nplv_areas.csv",
        Source(
            {
                "area_id": _text(pa.Check.str_matches(r"^\d+$", error="1")),
                "gemeente_code": _code("gemeente"),
                "population": _number(1, needed=True),
                "wijken_status": _one_of("found", "inferred", "partly"),
                "wk_codes_2022_indeling": _OLD_CODES,
            },
            ("area_id",),
        ),
    ),
    (
        "nplv_funding.csv",
        Source(
            {
                "scheme": _text(pa.Check.str_matches(r"\S", error="…")),
                "amount_eur": _AMOUNT,
                "verified": _one_of("y", "n"),
                "area_id": _text(pa.Check.str_matches(r"^\d*$", error="1")),
            },
            (),
        ),
    ),
)
