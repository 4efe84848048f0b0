"""The brief of every area is two pages in both languages, and says what the services say."""

from __future__ import annotations

import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PIL import Image
from pypdf import PdfReader

from nplv_dash.domain.errors import NplvError
from nplv_dash.present import pdf
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.pdf_type import Type
from nplv_dash.present.picture import Picture
from nplv_dash.present.text import Lang, Text
from nplv_dash.services import pictures
from nplv_dash.services.brief import brief, document, find_area
from nplv_dash.services.brief_model import Computed
from nplv_dash.services.profile import compare, headlines
from nplv_dash.services.workspace import Workspace, value_of
from tests.services.taken import computed

MADE = dt.date(2026, 11, 24)
HOSTILE = '<b>=1+1</b> & "x" ]]> <a href="javascript:alert(1)">\x00 €✓'


@pytest.fixture(scope="module")
def said(real: Workspace) -> Computed:
    return computed(real)


def text_of(content: bytes) -> str:
    """All words, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def made(real: Workspace, said: Computed, area_id: str, lang: Lang = "nl", address: str | None = None) -> bytes:
    area = real.bundle.area(area_id)
    return brief(real, area, said, Text(lang), Numbers(lang), address=address, made=MADE)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_everything_fits_for_every_area(
    real: Workspace, said: Computed, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A square is as tall as a picture gets, and takes no time to draw.
    square = io.BytesIO()
    Image.new("RGB", (8, 8)).save(square, "PNG")
    monkeypatch.setattr(Picture, "png", lambda *_, **__: square.getvalue())
    t, n = Text(lang), Numbers(lang)
    # The longest name of a scenario that a visitor may give, and an address.
    long = replace(said, name="W" * 80)
    smallest = Type.of(pdf.SIZES[-1])
    for area in real.bundle.areas:
        found = document(real, area, long, t, n, address="https://nplv.voorbeeld-gemeente.nl/dashboard", made=MADE)
        assert len(found.pages) == 2
        assert pdf._spare(found, smallest) >= 0, area.id


def test_two_pages_with_language_title_bookmarks_and_letters(real: Workspace, said: Computed) -> None:
    reader = PdfReader(io.BytesIO(made(real, said, "rotterdam-zuid")))
    assert len(reader.pages) == 2
    assert reader.trailer["/Root"]["/Lang"] == "nl-NL"
    assert reader.metadata is not None
    assert reader.metadata.title == "Rotterdam-Zuid"
    assert "Rotterdam-Zuid" in str(reader.metadata.subject)
    titles = [entry.title for entry in reader.outline[1]]
    assert "Wat wij niet weten" in titles
    for page in reader.pages:
        assert [float(x) for x in page.mediabox[2:]] == pytest.approx([595.28, 841.89])
        for font in page["/Resources"]["/Font"].values():
            found = font.get_object()
            if "FiraSans" in found["/BaseFont"]:
                assert "/FontFile2" in found["/FontDescriptor"]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_figures_are_those_of_the_services(real: Workspace, said: Computed, lang: Lang) -> None:
    area = real.bundle.area("den-haag-zuidwest")
    t, n = Text(lang), Numbers(lang)
    text, figures, words = text_of(made(real, said, area.id, lang)), Figures(t, n), Outcomes(t, n)
    for indicator in headlines(real):
        found = compare(real, area, indicator)
        assert found is not None
        for figure in (found.area, found.gemeente, found.netherlands):
            assert figures.bare(indicator, value_of(figure)) in text
    change = said.result.areas.change.at(-1)
    low, high = change.between(80)
    assert words.points_between((float(low), float(change.median), float(high))) in text
    compared = said.futures.outlooks["liveability"].compared["to_2042"].band.at(-1)
    low, high = compared.between(80)
    assert words.deviation_between((float(low), float(compared.median), float(high))) in text
    assert said.redistribution.id in text
    assert said.funding.id in text
    assert n.date(MADE) in text


def test_a_code_only_where_the_address_is_known(real: Workspace, said: Computed) -> None:
    area, t, n = real.bundle.area("delft-west"), Text("nl"), Numbers("nl")

    def pieces(address: str | None) -> list[pdf.Piece]:
        found = document(real, area, said, t, n, address=address, made=MADE)
        return [
            piece
            for rows in found.pages
            for row in rows
            for column in row
            for block in column.blocks
            for piece in block.pieces
        ]

    page = "https://voorbeeld.nl/gebied?gebied=delft-west"
    with_address, without = pieces("https://voorbeeld.nl/"), pieces(None)
    assert pdf.Code(page) in with_address
    assert pdf.Link(page) in with_address
    assert not [piece for piece in without if isinstance(piece, pdf.Code | pdf.Link)]
    assert "/gebied?gebied=delft-west" in without


def test_a_hostile_name_is_only_a_name(real: Workspace, said: Computed) -> None:
    content = made(real, replace(said, name=HOSTILE), "delft-west", address="https://voorbeeld.nl")
    reader = PdfReader(io.BytesIO(content))
    assert "<b>=1+1</b>" in text_of(content)
    targets = [
        str(note.get_object()["/A"].get("/URI", "")) for page in reader.pages for note in page.get("/Annots", [])
    ]
    assert targets == ["https://voorbeeld.nl/gebied?gebied=delft-west"]


def test_two_at_once_do_not_mix(real: Workspace, said: Computed) -> None:
    areas = ("delft-west", "zaandam-oost")
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda area: text_of(made(real, said, area)), areas))
    for text, own, other in zip(found, ("Delft-West", "Zaandam-Oost"), ("Zaandam-Oost", "Delft-West"), strict=True):
        assert own in text
        assert other not in text


def test_the_picture_on_it_is_that_of_the_app(real: Workspace, said: Computed) -> None:
    area, t, n = real.bundle.area("delft-west"), Text("nl"), Numbers("nl")
    text = text_of(made(real, said, area.id))
    assert " ".join(pictures.area_map(real, area, "lbm", 2022, t, n).alt.split()) in text


def test_an_area_is_found_by_its_id_its_name_and_its_municipality(real: Workspace) -> None:
    for asked in ("breda-noord", "Breda-Noord", " breda "):
        assert find_area(real, asked).id == "breda-noord"
    with pytest.raises(NplvError) as two:
        find_area(real, "Amsterdam")
    assert two.value.values["known"] == "amsterdam-zuidoost, amsterdam-nieuw-west"
    with pytest.raises(NplvError):
        find_area(real, "Appelscha")
