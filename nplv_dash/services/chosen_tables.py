"""Tables of what is chosen to see of a scenario: single assumptions, the price of a goal, the distance to the country.

They stand beside those of `run`, which hang on the scenario alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from nplv_dash.domain.editions import Passport
from nplv_dash.domain.futures import REFERENCE, FutureId
from nplv_dash.domain.parameters import Parameters
from nplv_dash.domain.records import Area
from nplv_dash.model.goalseek import TradeOff
from nplv_dash.model.tornado import Tornado
from nplv_dash.present.export import Export, csv_international
from nplv_dash.services import futures, futures_figures
from nplv_dash.services.gap import Gap
from nplv_dash.services.model_rows import TOTAL, seven
from nplv_dash.services.report import rounded_by
from nplv_dash.services.report_folder import STATISTICS
from nplv_dash.services.sensitivity import parameter_of

#: By page of the scenario: what each table hangs on beside the levers, as an address has it.
TABLES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    "herverdeling": {"drives": ("uitkomst",), "price": ("doeljaar",)},
    "na_de_financiering": {"drives": ("thema",), "gap": ("gebied", "naast")},
}
#: Digits of the value of an assumption: each has a unit of its own.
_DIGITS: Final = 6


def drives(found: Tornado, parameters: Parameters, outcome: str) -> pd.DataFrame:
    """What each assumption does by itself to an outcome, the widest first.

    Args:
        outcome: what it is about; a share of households where the name ends in `change`, else a liveability. An
            assumption that does not move it by a decimal is left out.
    """
    unit = "pp" if outcome.endswith("change") else "sd"
    rows = []
    for one in (swing for swing in found.swings if len({rounded_by(end, unit) for end in swing.bounds}) > 1):
        parameter = parameter_of(parameters, one.name)
        rows.append(
            {
                "outcome": outcome,
                "assumption": parameter.id,
                "grade": parameter.grade,
                "value_unit": parameter.unit,
                "value_low": float(f"{one.low:.{_DIGITS}g}"),
                "value_high": float(f"{one.high:.{_DIGITS}g}"),
                f"outcome_{unit}_low": rounded_by(one.at_low, unit),
                f"outcome_{unit}_high": rounded_by(one.at_high, unit),
                f"outcome_{unit}_no_effect": None if one.at_zero is None else rounded_by(one.at_zero, unit),
                f"outcome_{unit}_central": rounded_by(found.centre, unit),
            }
        )
    ends = [f"outcome_{unit}_{end}" for end in ("low", "high", "no_effect", "central")]
    return pd.DataFrame(
        rows, columns=["outcome", "assumption", "grade", "value_unit", "value_low", "value_high", *ends]
    )


def price(curve: TradeOff, year: int) -> pd.DataFrame:
    """What stricter and stricter goals ask.

    Args:
        year: of the policy, at whose end they hold.
    """
    columns = zip(
        curve.target.tolist(), curve.moved.tolist(), curve.share.tolist(), curve.largest_share.tolist(),
        curve.dissimilarity.tolist(), curve.met.tolist(), curve.feasible.tolist(), strict=True,
    )  # fmt: skip
    return pd.DataFrame(
        [
            {
                "year_of_policy": year,
                "target_pct": rounded_by(100 * target, "pct"),
                "moved_households_per_year": rounded_by(moved, "households_per_year"),
                "share_pct": rounded_by(100 * share, "pct"),
                "largest_share_pct": rounded_by(100 * largest, "pct"),
                "dissimilarity_index": rounded_by(dissimilarity, "index"),
                "areas_that_meet_it": met,
                "feasible": "yes" if feasible else "no",
            }
            for target, moved, share, largest, dissimilarity, met, feasible in columns
        ]
    )


def gap(result: futures_figures.Result, measured: tuple[Gap, ...], area: Area | None, beside: FutureId) -> pd.DataFrame:
    """How far an area or all of them stand from the Netherlands: what was measured, and what the model adds to that.

    Args:
        measured: of that area, or of all of them; at least one.
        beside: any future but the reference.
    """
    place, rows = area.id if area else "all", []
    for one in measured:
        level = rounded_by(one.areas, "sd")
        gemeente = None if one.gemeente is None else rounded_by(one.gemeente, "sd")
        rows.append(
            {"place": place, "year": one.year, "kind": "measured", "gap_sd_median": level, "gemeente_sd": gemeente}
        )
    for future in (REFERENCE, beside):
        band = result.outlooks[TOTAL].bands[future]
        for year in result.years:
            values = (x + measured[-1].areas for x in seven(band, futures.step_at(year + 1)))
            ends = {f"gap_sd_{name}": rounded_by(x, "sd") for name, x in zip(STATISTICS, values, strict=True)}
            rows.append({"place": place, "year": year, "kind": "modelled", "future": future, **ends})
    bands = [f"gap_sd_{name}" for name in STATISTICS]
    return pd.DataFrame(rows, columns=["place", "year", "kind", "future", *bands, "gemeente_sd"])


def as_csv(table: pd.DataFrame, passport: Passport, data: str) -> bytes:
    """The table as a file whose every row says with what it was computed.

    Args:
        data: their fingerprint.
    """
    stamp = {"passport": passport.id, "edition": passport.edition.id, "data": data}
    return csv_international(Export(table, {}, (), stamp))
