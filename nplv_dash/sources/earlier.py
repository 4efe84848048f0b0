"""The programme of 2008-2012 and the instrument of that time: the 40 krachtwijken, and the Leefbaarometer 2.0."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from nplv_dash.domain.errors import DataError
from nplv_dash.domain.records import Krachtwijk
from nplv_dash.sources.harmonise import recode
from nplv_dash.sources.indicators import codes_that_stayed
from nplv_dash.sources.recipes import recipe
from nplv_dash.sources.tables import read_table

#: The list and the scores, below the folder of the sources.
LIST = Path("data/programmes/krachtwijken_40.csv")
SCORES = Path("data/indicators/leefbaarometer2_wijk_gm_pc4.parquet")
#: The wijken for which the Leefbaarometer 2.0 was published are those of this year.
_WIJKEN_OF = 2016


def krachtwijken_from_list(
    path: Path, mapping: pd.DataFrame, known: set[str], gemeenten: Mapping[str, str]
) -> list[Krachtwijk]:
    """The forty areas, with their wijk codes brought to the indeling of 2024.

    Args:
        mapping: the table of `harmonise.recoding_table`.
        known: codes of all wijken of 2024.
        gemeenten: name of each municipality, by its code.

    Raises:
        DataError: an area names a wijk or municipality that does not exist, or has a note that we have no words for.
    """
    columns = [
        "area_official", "additional_investment_mln_eur", "max_subsidy_per_year_eur", "gm_code",
        "wk_codes_lbm_2022_indeling", "match_quality", "match_note", "source_amounts",
    ]  # fmt: skip
    numbers = columns[1:3]
    moved = mapping.groupby("old")["new"].apply(list).to_dict()
    words = recipe("krachtwijken")
    found = []
    for line, row in enumerate(
        read_table(path, columns, text=[c for c in columns if c not in numbers]).to_dict("records"), start=2
    ):
        where = f"{path}:{line}"
        old = row["wk_codes_lbm_2022_indeling"].split("|")
        wijken = tuple(dict.fromkeys(new for code in old for new in moved.get(code, [code])))
        _check(row, wijken, known, gemeenten, words, where)
        said = words.get(row["match_note"], {})
        found.append(
            Krachtwijk(
                id=re.sub(r"[^a-z0-9]+", "-", row["area_official"].lower()),
                name=row["area_official"],
                gemeente=gemeenten[row["gm_code"]],
                gemeente_code=row["gm_code"],
                wijken=wijken,
                quality=row["match_quality"],
                note_nl=said.get("nl"),
                note_en=said.get("en"),
                investment_mln_eur=row["additional_investment_mln_eur"],
                subsidy_max_eur_per_year=row["max_subsidy_per_year_eur"],
                source=row["source_amounts"],
            )
        )
    return found


def _check(
    row: dict[str, Any],
    wijken: tuple[str, ...],
    known: set[str],
    gemeenten: Mapping[str, str],
    words: Mapping[str, Any],
    where: str,
) -> None:
    lost = [code for code in wijken if code not in known]
    if lost:
        raise DataError("area_unknown_codes", where, area=row["area_official"], codes=", ".join(lost))
    if row["gm_code"] not in gemeenten:
        raise DataError("value_unknown", where, column="gm_code", value=row["gm_code"])
    if row["match_note"] and row["match_note"] not in words:
        # What the list warns for may not get lost.
        raise DataError("words_missing", where, column="match_note", value=row["match_note"])


def leefbaarometer2(raw: Path, mapping: pd.DataFrame, known: set[str], residents: Mapping[str, float]) -> pd.DataFrame:
    """The Leefbaarometer 2.0 per wijk: code (of 2024), year, indicator, value.

    It is another instrument than 3.0, with other wijken behind it: those of 2016. A code that was given to another
    place by 2022, or is gone, is left out (see `places.same_place`); 2.0 names no wijken, so that the names are those
    of the CBS key figures of that year.

    Args:
        raw: the folder `data` of the sources.
        mapping: the table of `harmonise.recoding_table`.
        known: codes of all wijken of 2024.
        residents: of 2022 per old code, the weight where wijken were joined.
    """
    names = recipe("columns")["leefbaarometer2"]
    columns = ["level", "code", "year", "indicator", "value"]
    table = read_table(raw.parent / SCORES, columns, text=columns[:-1])
    wijken = table[(table["level"] == "wk") & table["code"].isin(codes_that_stayed(raw, _WIJKEN_OF))]
    chosen = wijken[wijken["indicator"].isin(names)]
    observed = chosen.assign(year=chosen["year"].astype(int), indicator=chosen["indicator"].map(names))
    recoded = recode(observed[["code", "year", "indicator", "value"]], mapping, set(), residents)
    return recoded[recoded["code"].isin(known)].reset_index(drop=True)
