"""The two hand-made lists: the twenty areas and the lines of money, as records."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from nplv_dash.domain.codes import gemeente_of, wijk_of
from nplv_dash.domain.errors import DataError
from nplv_dash.domain.records import Certainty, Mark, NplvArea, Population, Scheme
from nplv_dash.sources.recipes import recipe
from nplv_dash.sources.tables import read_table

#: How sure the list of wijken is, from the words in the list.
_CERTAINTY: dict[str, Certainty] = {"found": "listed", "inferred": "inferred", "partly": "partial"}
_MARKS: dict[str, Mark] = {"found": "found", "derived": "derived", "partly": "unverified"}


def areas_from_list(path: Path, mapping: pd.DataFrame, buurten: pd.DataFrame) -> list[NplvArea]:
    """The twenty areas, with their wijk codes brought to the indeling of 2024.

    Args:
        mapping: the table of `harmonise.recoding_table`.
        buurten: columns code, wk_code and hybrid, to check the codes and to tell which areas have approximate borders.

    Raises:
        DataError: an area names a wijk or buurt that does not exist, or two areas claim the same one.
    """
    columns = [
        "area_id", "official_name", "municipality", "gemeente_code", "population", "population_year",
        "population_status", "population_source", "programme_name", "website", "website_status", "source",
        "wijken_status", "wk_codes_2022_indeling", "target_year", "target_status",
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
    for line, row in enumerate(rows, start=2):
        understood = {
            "area_id": row["area_id"] in set(map(str, decided)),
            "gemeente_code": row["gemeente_code"] in gemeenten,
            "wijken_status": row["wijken_status"] in _CERTAINTY,
            "population_status": row["population_status"] in _MARKS,
            "population": row["population"] > 0,
        }
        for column, fine in understood.items():
            if not fine:
                raise DataError("value_unknown", f"{path}:{line}", column=column, value=row[column])
        method = decided[int(row["area_id"])].get("target_method_nl")
        if (row["target_status"] == "derived") != (method is not None):
            raise DataError("words_missing", f"{path}:{line}", column="target_method", value=row["target_year"])


def _area(row: dict[str, Any], decided: dict[str, Any], moved: dict[str, list[str]], buurten: pd.DataFrame) -> NplvArea:
    old = row["wk_codes_2022_indeling"].split("|")
    # A set: two old wijken may have become one.
    wijken = sorted({new for code in old for new in moved.get(code, [code])} - set(decided.get("replace", ())))
    parts = tuple(decided.get("buurten", ()))
    inside = buurten["wk_code"].isin(wijken) | buurten["code"].isin(parts)
    return NplvArea(
        id=decided["id"],
        number=int(row["area_id"]),
        name=decided["name"],
        official_name=decided.get("official_name", row["official_name"]),
        gemeente=buurten.loc[buurten["gm_code"] == row["gemeente_code"], "gm_name"].iloc[0],
        gemeente_code=row["gemeente_code"],
        wijken=tuple(wijken),
        buurten=parts,
        certainty=_CERTAINTY[row["wijken_status"]],
        # An area counts as approximate when most of its buurten have approximate inner borders.
        hybrid=bool(buurten.loc[inside, "hybrid"].mean() >= 0.5),
        described_nl=decided["described_nl"],
        described_en=decided["described_en"],
        programme=decided.get("programme", row["programme_name"]),
        goal_nl=decided.get("goal_nl"),
        goal_en=decided.get("goal_en"),
        goal_source=decided.get("goal_source"),
        website=row["website"] if row["website_status"] == "found" and decided.get("own_website", True) else None,
        target_year=_year(row["target_year"]),
        target_mark=_MARKS.get(row["target_status"]),
        target_method_nl=decided.get("target_method_nl"),
        target_method_en=decided.get("target_method_en"),
        population=Population(
            value=int(row["population"]),
            year=_year(row["population_year"]),
            mark=decided.get("population_mark", _MARKS[row["population_status"]]),
            source=decided.get("population_source", row["population_source"]),
            other_value=decided.get("population_other_value"),
            other_source=decided.get("population_other_source"),
        ),
        source=row["source"],
        note_nl=decided.get("note_nl"),
        note_en=decided.get("note_en"),
    )


def _year(text: str) -> str | None:
    """`about 2043 (20 years from ...)` -> `2043`, `various` -> None; the mark tells how sure it is."""
    found = re.search(r"20\d\d", text)
    return found.group() if found else None


def _check_ground(areas: list[NplvArea], buurten: pd.DataFrame, path: Path) -> None:
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


def schemes_from_list(path: Path, areas: list[NplvArea]) -> list[Scheme]:
    """The lines of money in the order of the list, with words in both languages and a kind of amount each.

    Raises:
        DataError: a line of the list is new, says something new, or has a note that we have no words for.
    """
    columns = [
        "scheme", "ministry", "start", "end", "amount_eur", "area_or_total", "source", "verified", "area_id",
        "amount_kind", "notes",
    ]  # fmt: skip
    words = recipe("schemes")
    ids = {str(a.number): a.id for a in areas}
    rows = read_table(path, columns, text=[c for c in columns if c != "amount_eur"]).to_dict("records")
    schemes = []
    for number, row in enumerate(rows, start=1):
        said = _said(row, words, f"{path}:{number + 1}")
        source = words["sources"][row["source"]]
        schemes.append(
            Scheme(
                id=_scheme_id(number),
                name_nl=said["nl"],
                name_en=said["en"],
                ministry=row["ministry"] if row["ministry"] not in {"", "-"} else None,
                start=row["start"] or None,
                end=row["end"] or None,
                amount_eur=None if pd.isna(row["amount_eur"]) else row["amount_eur"],
                precision=said.get("precision", words["precision"].get(row["amount_kind"], "exact")),
                kind=words["kinds"][row["amount_kind"]],
                scope=said["scope"],
                area=ids.get(row["area_id"]),
                areas_sum_eur=_areas_sum(row, rows) if said.get("sum_areas") else None,
                sum_of=_summed(said["sum_of"], rows) if "sum_of" in said else None,
                left_out=said.get("left_out"),
                note_nl=said.get("note_nl"),
                note_en=said.get("note_en"),
                source=row["source"],
                source_nl=source["nl"],
                source_en=source["en"],
                verified=row["verified"] == "y",
            )
        )
    return schemes


def _said(row: dict[str, Any], words: dict[str, Any], where: str) -> dict[str, Any]:
    """What the recipe says of a line: first of the scheme, then of the line itself."""
    scheme = words["schemes"].get(row["scheme"], {"lines": {}})
    line = scheme["lines"].get(f"{row['area_or_total']}|{row['start']}")
    said: dict[str, Any] = scheme | (line or {})
    understood = {
        "scheme": row["scheme"] in words["schemes"],
        "area_or_total": line is not None,
        "amount_kind": row["amount_kind"] in words["kinds"],
        "source": row["source"] in words["sources"],
        # What the list warns for may not get lost.
        "notes": not row["notes"] or said.get("left_out") is not None or {"note_nl", "note_en"} <= said.keys(),
    }
    for column, fine in understood.items():
        if not fine:
            raise DataError("words_missing", where, column=column, value=row[column])
    return said


def _scheme_id(number: int) -> str:
    return f"m{number:02d}"


def _summed(names: list[str], rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """Ids of the lines of these schemes."""
    return tuple(_scheme_id(number) for number, row in enumerate(rows, start=1) if row["scheme"] in names)


def _areas_sum(total: dict[str, Any], rows: list[dict[str, Any]]) -> float:
    """The awards to areas in the same round, added up."""
    same = [r for r in rows if (r["scheme"], r["start"]) == (total["scheme"], total["start"])]
    return float(round(sum(r["amount_eur"] for r in same if r["area_id"]), 2))
