"""The workbook holds the figures of the services, in both languages."""

from __future__ import annotations

import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Lang, Text
from nplv_dash.services.brief_model import Computed
from nplv_dash.services.links import address, link_of
from nplv_dash.services.profile import all_figures
from nplv_dash.services.report import headlines, report_of
from nplv_dash.services.workbook import book
from nplv_dash.services.workspace import Workspace
from tests.services.taken import PARAMETERS, computed

MADE = dt.date(2026, 11, 24)
SHEETS = ("readme", "figures", "money", "headline", "years", "areas", "wijken", "funding", "sources")


@pytest.fixture(scope="module")
def said(real: Workspace) -> Computed:
    return computed(real)


def opened(real: Workspace, said: Computed, area_id: str | None, lang: Lang = "nl") -> Any:
    area = real.bundle.area(area_id) if area_id else None
    content = book(real, area, said, Text(lang), Numbers(lang), address="https://voorbeeld.nl", made=MADE)
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_figures_are_those_of_the_services(real: Workspace, said: Computed, lang: Lang) -> None:
    t, area = Text(lang), real.bundle.area("heerlen-noord")
    found = opened(real, said, area.id, lang)
    assert found.sheetnames == [t(f"workbook.sheet.{name}") for name in SHEETS]
    rows = list(found[t("workbook.sheet.figures")].iter_rows(min_row=2, values_only=True))
    assert [row[6] for row in rows] == [round(value, 4) for value in all_figures(real, area)["area"]]
    first = list(found[t("workbook.sheet.headline")].iter_rows(min_row=2, values_only=True))
    assert [row[2] for row in first] == pytest.approx([one.value for one in headlines(said.result)], abs=0.06)
    tables = report_of(
        real.bundle, said.country, PARAMETERS["redistribution"], said.result, said.redistribution.edition
    ).tables
    (own,) = found[t("workbook.sheet.areas")].iter_rows(min_row=2, values_only=True)
    expected = tables["areas"].set_index("id").loc[area.id]
    assert own[8] == expected["change_pp_median"]
    read = {row[0]: row[1] for row in found["README"].iter_rows(values_only=True)}
    assert read[t("workbook.readme.scenario_link")] == address(
        "https://voorbeeld.nl/", link_of(said.redistribution), lang
    )
    assert said.redistribution.id in read[t("workbook.readme.passport")]
    assert said.funding.id in read[t("workbook.readme.passport_funding")]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_first_sheet_says_what_the_bounds_are_of_either_model(real: Workspace, said: Computed, lang: Lang) -> None:
    t, n = Text(lang), Numbers(lang)
    rows = dict(opened(real, said, None, lang)["README"].iter_rows(max_col=2, values_only=True))
    margins = str(rows[t("workbook.readme.band")])
    assert n.integer(said.result.count) in margins
    assert n.integer(said.futures.count) in margins


def test_all_twenty(real: Workspace, said: Computed) -> None:
    found = opened(real, said, None)
    areas = found["Herverdeling per gebied (model)"]
    assert [row[1] for row in areas.iter_rows(min_row=2, values_only=True)] == [a.name for a in real.bundle.areas]
    amounts = [row[4] for row in found["Geld"].iter_rows(min_row=2, values_only=True)]
    assert {type(amount) for amount in amounts} <= {int, float, type(None)}


def test_a_hostile_name_of_a_scenario_is_text(real: Workspace, said: Computed) -> None:
    found = opened(real, replace(said, name="=HYPERLINK(1)"), "delft-west")
    kinds = {cell.data_type for page in found for row in page.iter_rows() for cell in row}
    assert kinds <= {"s", "inlineStr", "n"}


def test_two_who_export_at_once_get_their_own(real: Workspace, said: Computed) -> None:
    def cells(area_id: str) -> list[list[object]]:
        return [[*row] for page in opened(real, said, area_id) for row in page.iter_rows(values_only=True)]

    areas = ["delft-west", "zaandam-oost"]
    alone = [cells(one) for one in areas]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(cells, areas)) == alone
    assert alone[0] != alone[1]
