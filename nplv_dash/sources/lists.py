"""The two hand-made lists: the twenty areas and the lines of money, as records."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from nplv_dash.domain.codes import gemeente_of, wijk_of
from nplv_dash.domain.errors import DataError
from nplv_dash.domain.records import Area, Certainty, Mark, Population, Scheme
from nplv_dash.sources.recipes import recipe
from nplv_dash.sources.tables import read_table

#: How sure the list of wijken is, from the words in the list.
_CERTAINTY: dict[str, Certainty] = {"found": "listed", "inferred": "inferred", "partly": "partial"}
_MARKS: dict[str, Mark] = {"found": "found", "derived": "derived", "partly": "unverified"}


def areas_from_list(path: Path, mapping: pd.DataFrame, buurten: pd.DataFrame) -> list[Area]:
    """The twenty areas, with their wijk codes brought to the indeling of 2024.

    Args:
        mapping: the table of `harmonise.recoding_table`.
        buurten: columns code, wk_code and hybrid, to check the codes and to tell which areas have approximate borders.

    Raises:
        DataError: an area names a wijk or buurt that does not exist, or two areas claim the same one.
    """
    columns = [
        "area_id", "municipality", "gemeente_code", "population", "population_year", "population_status",
        "population_source", "programme_name", "website", "website_status", "source", "wijken_status",
        "wk_codes_2022_indeling", "target_year", "target_status",
    ]  # fmt: skip
    table = read_table(path, columns, text=[c for c in columns if c != "population"])
    decided = recipe("areas")
    moved = mapping.groupby("old")["new"].apply(list).to_dict()
    rows = table.to_dict("records")
    _check_words(rows, decided, set(buurten["gm_code"]), path)
    areas = [_area(row, decided[int(row["area_id"])], moved, buurten) for row in rows]
    _check_ground(areas, buurten, path)
    return areas


def _check_words(rows: list[dict[str, Any]], decided: dict[int, Any], gemeenten: set[str], path: Path) -> None:
    """Raise where a row of the list says something that we do not understand."""
    for index, row in enumerate(rows, start=2):
        understood = {
            "area_id": row["area_id"] in set(map(str, decided)),
            "gemeente_code": row["gemeente_code"] in gemeenten,
            "wijken_status": row["wijken_status"] in _CERTAINTY,
            "population_status": row["population_status"] in _MARKS,
            "population": row["population"] > 0,
        }
        for column, fine in understood.items():
            if not fine:
                raise DataError("value_unknown", f"{path}, row {index}", column=column, value=row[column])


def _area(row: dict[str, Any], decided: dict[str, Any], moved: dict[str, list[str]], buurten: pd.DataFrame) -> Area:
    old = row["wk_codes_2022_indeling"].split("|")
    # A set: two old wijken may have become one.
    wijken = sorted({new for code in old for new in moved.get(code, [code])} - set(decided.get("replace", ())))
    parts = tuple(decided.get("buurten", ()))
    inside = buurten["wk_code"].isin(wijken) | buurten["code"].isin(parts)
    return Area(
        id=decided["id"],
        number=int(row["area_id"]),
        name=decided["name"],
        gemeente=buurten.loc[buurten["gm_code"] == row["gemeente_code"], "gm_name"].iloc[0],
        gemeente_code=row["gemeente_code"],
        wijken=tuple(wijken),
        buurten=parts,
        certainty=_CERTAINTY[row["wijken_status"]],
        # An area counts as approximate when most of its buurten have approximate inner borders.
        hybrid=bool(buurten.loc[inside, "hybrid"].mean() >= 0.5),
        described_nl=decided["described_nl"],
        described_en=decided["described_en"],
        programme=row["programme_name"],
        website=row["website"] if row["website_status"] in {"found", "national site, found"} else None,
        target_year=_year(row["target_year"]),
        target_mark=_MARKS.get(row["target_status"]),
        population=Population(
            value=int(row["population"]),
            year=row["population_year"],
            mark=_MARKS[row["population_status"]],
            source=decided.get("population_source", row["population_source"]),
        ),
        source=row["source"],
        note_nl=decided.get("note_nl"),
        note_en=decided.get("note_en"),
    )


def _year(text: str) -> str | None:
    """`about 2043 (20 years from ...)` -> `2043`; the mark tells how sure it is."""
    found = re.search(r"20\d\d", text)
    return found.group() if found else None


def _check_ground(areas: list[Area], buurten: pd.DataFrame, path: Path) -> None:
    wijken, codes = set(buurten["wk_code"]), set(buurten["code"])
    claimed: dict[str, str] = {}
    for area in areas:
        unknown = [c for c in area.wijken if c not in wijken] + [c for c in area.buurten if c not in codes]
        if unknown:
            raise DataError("area_unknown_codes", path, area=area.name, codes=", ".join(unknown))
        foreign = [c for c in (*area.wijken, *area.buurten) if gemeente_of(c) != area.gemeente_code]
        overlap = [c for c in area.buurten if wijk_of(c) in area.wijken]
        double = [c for c in (*area.wijken, *area.buurten) if c in claimed]
        if foreign or overlap or double:
            raise DataError("area_claims", path, area=area.name, codes=", ".join(foreign + overlap + double))
        claimed |= dict.fromkeys((*area.wijken, *area.buurten), area.id)


def schemes_from_list(path: Path, areas: list[Area]) -> list[Scheme]:
    """The lines of money in the order of the list, with names in both languages and a kind of amount each."""
    columns = [
        "scheme", "ministry", "start", "end", "amount_eur", "area_or_total", "source", "verified", "area_id",
        "amount_kind", "notes",
    ]  # fmt: skip
    table = read_table(path, columns, text=[c for c in columns if c != "amount_eur"])
    words = recipe("schemes")
    ids = {str(a.number): a.id for a in areas}
    schemes = []
    for index, row in enumerate(table.to_dict("records"), start=1):
        unknown = [k for k, group in (("scheme", "names"), ("amount_kind", "kinds")) if row[k] not in words[group]]
        if unknown:
            raise DataError("words_missing", f"{path}, row {index + 1}", column=unknown[0], value=row[unknown[0]])
        name = words["names"][row["scheme"]]
        schemes.append(
            Scheme(
                id=f"m{index:02d}",
                name_nl=name["nl"],
                name_en=name["en"],
                ministry=row["ministry"] if row["ministry"] not in {"", "-"} else None,
                start=row["start"] or None,
                end=row["end"] or None,
                amount_eur=None if pd.isna(row["amount_eur"]) else row["amount_eur"],
                kind=words["kinds"][row["amount_kind"]],
                area=ids.get(row["area_id"]),
                for_all=row["area_or_total"] == "total",
                wider_than_area=any(words in row["notes"] for words in ("not only", "not (mainly)", "national")),
                source=row["source"],
                verified=row["verified"] == "y",
            )
        )
    return schemes
