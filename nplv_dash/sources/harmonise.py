"""From the wijk codes of 2020-2022 to those of 2024.

In 18 of the 19 municipalities the codes stayed the same. Amsterdam was recoded: most wijken got a new code, some were
split or joined. A table of (old, new, share) says where the residents of an old wijk live now; the shares of one old
wijk add up to 1. A count is divided by share, a rate is passed on to every part, and where wijken were joined the rate
is the mean weighted with residents.

In the rest of the country codes changed too between 2020 and 2022 (Almere, and municipalities that merged). They are
not recoded: of some wijken the name and the number of residents agree, but not of Almere, and nothing proves that the
borders do. Figures of a code that is gone by 2022, or that another place has then, are left out before they come here
(`places.same_place`). What is made of those wijken says how much of it is covered.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from nplv_dash.domain.errors import DataError

#: How far the shares of one old code may be from 1.
_TOLERANCE = 1e-9
_COLUMNS = ["code", "year", "indicator", "value"]


def recoding_table(
    by_name: pd.DataFrame, by_overlay: list[Mapping[str, str]], inhabitants_2024: Mapping[str, float]
) -> pd.DataFrame:
    """Build the table of (old, new, share, how).

    Args:
        by_name: columns `wk_code` (old) and `code24` (new, NaN where unknown): the table made on names.
        by_overlay: records with `old`, `new` and `why`, for old codes that the names do not settle.
        inhabitants_2024: residents per new code; the shares of a split wijk follow them.

    Raises:
        DataError: an old code is left without a new one, or stands in both tables.
    """
    known = by_name["code24"] != ""
    named = by_name.loc[known, ["wk_code", "code24"]].rename(columns={"wk_code": "old", "code24": "new"})
    named["how"] = "name"
    placed = pd.DataFrame([{"old": row["old"], "new": row["new"], "how": "overlay"} for row in by_overlay])
    both = set(named["old"]) & set(placed["old"])
    if both:
        raise DataError("recoding_double", "recoding.yaml", codes=", ".join(sorted(both)))
    left = set(by_name["wk_code"]) - set(named["old"]) - set(placed["old"])
    if left:
        raise DataError("recoding_open", "recoding.yaml", codes=", ".join(sorted(left)))
    table = pd.concat([named, placed], ignore_index=True)
    people = table["new"].map(inhabitants_2024).fillna(0.0)
    total = people.groupby(table["old"]).transform("sum")
    parts = table.groupby("old")["new"].transform("size")
    # A wijk with nobody in it is divided evenly, so that the shares still add up.
    table["share"] = np.where(total > 0, people / total.where(total > 0, 1.0), 1.0 / parts)
    return table.sort_values(["old", "new"], ignore_index=True)[["old", "new", "share", "how"]]


def recode(
    observations: pd.DataFrame,
    table: pd.DataFrame,
    counts: set[str],
    inhabitants_before: Mapping[str, float],
    least: float = 0.0,
) -> pd.DataFrame:
    """Bring observations (columns code, year, indicator, value) from old to new codes.

    Codes that are not in the table pass unchanged. The sum of every count over all codes is kept, but a count is left
    out where wijken were joined and one of them is unknown; a rate lies between the rates that it was made of, and is
    left out where those are of too few of the residents.

    Args:
        counts: ids of the indicators that are counts.
        inhabitants_before: residents per old code, the weight where wijken were joined.
        least: share of the residents of a new unit of whom a rate must be known. The build demands none:
            the figures that came with the code were made without.
    """
    sums = table.groupby("old")["share"].sum()
    off = sums.index[(sums - 1.0).abs() > _TOLERANCE]
    if len(off):
        raise DataError("recoding_shares", "recoding table", codes=", ".join(off))
    observed = observations.dropna(subset=["value"])
    old = observed["code"].isin(set(table["old"]))
    if not old.any():  # pandas gives empty columns other types
        return observed[_COLUMNS].reset_index(drop=True)
    shares = table[["old", "new", "share"]]
    moved = observed[old].merge(shares, left_on="code", right_on="old", validate="many_to_many")
    is_count = moved["indicator"].isin(counts)
    # For rates the weight is residents of the old wijk that went to this new one; hardly anything where nobody is known
    # to live there, so that a lone empty wijk keeps its value.
    weight = _people(moved["code"], moved["share"], inhabitants_before).where(~is_count, moved["share"])
    moved = moved.assign(code=moved["new"], weight=weight, product=moved["value"] * weight, known=1)
    grouped = (
        moved.groupby(["code", "year", "indicator"], sort=False)[["product", "weight", "known"]].sum().reset_index()
    )
    grouped_count = grouped["indicator"].isin(counts)
    grouped["value"] = np.where(grouped_count, grouped["product"], grouped["product"] / grouped["weight"])
    # A sum that lacks a part would pass for the whole.
    partial = grouped_count & (grouped["known"] < grouped["code"].map(table.groupby("new").size()))
    # So would a rate of a few, joined with many of whom nothing is known.
    whole = _people(table["old"], table["share"], inhabitants_before).groupby(table["new"]).sum()
    partial |= ~grouped_count & (grouped["weight"] < (least - _TOLERANCE) * grouped["code"].map(whole))
    kept = observed.loc[~old, _COLUMNS]
    return pd.concat([kept, grouped.loc[~partial, _COLUMNS]], ignore_index=True)


def _people(codes: pd.Series, share: pd.Series, inhabitants: Mapping[str, float]) -> pd.Series:
    """Residents of old units who went to a new one; hardly anything where none are known."""
    people = codes.map(inhabitants).fillna(0.0).astype(float) * share
    return people.where(people > 0, 1e-6)
