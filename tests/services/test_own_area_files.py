"""Files about an area of one's own say that it is one, and of what; of the twenty nothing changes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest
from PIL import Image

from nplv_dash.domain.own_area import MOST_CODES, defined
from nplv_dash.present import pdf
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.pdf_type import Type
from nplv_dash.present.picture import Picture
from nplv_dash.present.text import LANGUAGES, Lang, Text
from nplv_dash.services import own_area_words, own_areas
from nplv_dash.services.brief import document, gemeente_of
from nplv_dash.services.brief_model import Computed
from nplv_dash.services.deck_measured import themes
from nplv_dash.services.deck_models import sides
from nplv_dash.services.profile import all_figures
from nplv_dash.services.redistribution_own import own_sides
from nplv_dash.services.workbook import book
from nplv_dash.services.workspace import Workspace
from tests.services.taken import PARAMETERS, computed
from tests.services.test_own_areas import copy_of, with_own

MADE = dt.date(2026, 11, 30)
BASE = "https://nplv.voorbeeld-gemeente.nl/dashboard"


@pytest.fixture(scope="module")
def said(real: Workspace) -> Computed:
    return computed(real)


def blank(width: float, height: float) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (round(width), round(height))).save(content, "PNG")
    return content.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    """What is in a workbook but the time at which it was written."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != "docProps/core.xml"}


def told(document: pdf.Document) -> str:
    """Everything that is written, in its pieces."""
    return repr((document.title, document.eyebrow, document.lead, document.pages))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_brief_fits_and_says_what_it_is_about(
    real: Workspace, said: Computed, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Picture, "png", lambda picture, **_: blank(picture.width, picture.drawing.height))
    t, n = Text(lang), Numbers(lang)
    buurten = [code for code in real.codes["buurt"] if code.startswith(("BU0599", "BU0363"))][:MOST_CODES]
    for codes in (["WK059910", "WK059912", "WK059913"], buurten, ["WK059910", "WK060600", "WK001400"]):
        own = (own_areas.known(real, defined("W" * 40, codes), t),)
        found = real.with_own(own)
        side = own_sides(found, said.country, PARAMETERS["redistribution"], said.result.scenario, own, 40)
        mine = replace(said, own={own[0].id: side[0]}, name="W" * 80)
        made = document(found, own, mine, t, n, address=BASE, made=MADE)
        assert len(made.pages) == 2
        assert pdf._spare(made, Type.of(pdf.SIZES[-1])) >= 0
        words = told(made)
        assert own[0].name == made.title
        assert made.eyebrow == t("own_area.eyebrow")
        assert made.lead
        assert t("own_area.border") in words
        assert t("own_area.money") in words
        assert codes[0] in words
        # Nothing of the programme that it does not have.
        assert t("brief.eyebrow") not in words
        assert t("brief.money.add") not in words
        assert t("brief.unknown.money") not in words


def test_the_municipality_of_an_own_area_is_still_that_of_the_list(real: Workspace) -> None:
    found, _ = copy_of(real, real.bundle.area("den-haag-zuidwest"))
    area = real.bundle.area("den-haag-zuidwest")
    assert gemeente_of(found, area) == gemeente_of(real, area)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_workbook_marks_it_and_lists_its_codes(real: Workspace, said: Computed, lang: Lang) -> None:
    t, n = Text(lang), Numbers(lang)
    own = own_areas.known(real, defined("Langs de rivier", ["WK059910", "WK059912"]), t)
    found = real.with_own((own,))
    (side,) = own_sides(found, said.country, PARAMETERS["redistribution"], said.result.scenario, (own,), 40)
    mine = replace(said, own={own.id: side})
    content = book(found, own, mine, t, n, address=BASE, made=MADE)
    opened: Any = openpyxl.load_workbook(io.BytesIO(content))
    read = {row[0]: row[1] for row in opened["README"].iter_rows(values_only=True)}
    assert read[own.name] == t("own_area.border")
    assert "WK059910, WK059912" in read[t("own_area.facts.ground")]
    assert "eigen=Langs+de+rivier~WK0599.10.12" in read[t("workbook.readme.page")]
    rows = list(opened[t("workbook.sheet.figures")].iter_rows(min_row=2, values_only=True))
    assert {row[0] for row in rows} == {own.name}
    assert [row[6] for row in rows] == [
        None if value != value else round(value, 4) for value in all_figures(found, own)["area"]
    ]
    ((name, start, after, _, change, *_),) = opened[t("own_area.sheet")].iter_rows(min_row=2, values_only=True)
    assert name == own.name
    assert after - start == pytest.approx(change, abs=0.02)
    assert t("workbook.sheet.areas") not in opened.sheetnames


def test_the_workbook_of_all_is_the_same_to_the_byte(real: Workspace, said: Computed) -> None:
    t, n = Text("nl"), Numbers("nl")
    found, (own,) = with_own(real, defined("Eigen", ["WK059910"]))
    for area in (None, real.bundle.area("rotterdam-zuid")):
        made = [book(one, area, said, t, n, address=BASE, made=MADE) for one in (real, found)]
        bare, beside = (parts(one) for one in made)
        assert bare == beside
        assert not any(own.name.encode() in part for part in beside.values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_slides_draw_it_apart_from_the_twenty(real: Workspace, said: Computed, lang: Lang) -> None:
    t, n = Text(lang), Numbers(lang)
    figures = Figures(t, n)
    found, own = copy_of(real, real.bundle.area("rotterdam-zuid"))
    theirs, ours = themes(real, real.bundle.area("rotterdam-zuid"), figures), themes(found, own, figures)
    assert (ours.above, ours.known) == (theirs.above, theirs.known)
    assert [row[1:] for row in ours.table.rows] == [row[1:] for row in theirs.table.rows]
    # The dots of the twenty are the same, and the chosen one lies where its copy does.
    assert ours.chart.series[:-1] == theirs.chart.series[:-1]
    assert [one.value for one in ours.chart.series[-1].marks] == pytest.approx(
        [one.value for one in theirs.chart.series[-1].marks]
    )
    words = Outcomes(t, n)
    (side,) = own_sides(found, said.country, PARAMETERS["redistribution"], said.result.scenario, (own,), 40)
    shown = sides(found, said.result, own, 0.05, words, side)
    copied = sides(real, said.result, real.bundle.area("rotterdam-zuid"), 0.05, words)
    assert [row[1:] for row in shown.table.rows] == [row[1:] for row in copied.table.rows]
    assert len(sides(found, said.result, own, 0.05, words).table.rows) == len(shown.table.rows) - 1


def test_where_nothing_is_known_that_is_said(toy: Workspace, said: Computed) -> None:
    t, n = Text("nl"), Numbers("nl")
    _, (own,) = with_own(toy, defined("Eigen", ["WK100105"]))
    nothing = replace(next(iter(_sides(said))), wijken=0)
    assert own_area_words.scenario(nothing, t, n) == [t("own_area.model.unknown")]
    assert own_area_words.page_of(own) == f"gebied?gebied={own.id}&eigen=Eigen~WK1001.05"
    assert own_area_words.page_of(toy.bundle.area("noord")) == "gebied?gebied=noord"


def _sides(said: Computed) -> Any:
    from nplv_dash.ui.data import workspace

    found, own = copy_of(workspace(), workspace().bundle.area("breda-noord"))
    return own_sides(found, said.country, PARAMETERS["redistribution"], said.result.scenario, (own,), 4)
