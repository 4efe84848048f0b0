"""The brief of every area is two pages in both languages, and says what the services say."""

from __future__ import annotations

import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from nplv_dash.domain.errors import NplvError
from nplv_dash.present import pdf
from nplv_dash.present.figures import Figures
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.outcomes import Outcomes
from nplv_dash.present.pdf_type import SMALLEST, Type
from nplv_dash.present.picture import Picture
from nplv_dash.present.picture_canvas import Canvas
from nplv_dash.present.text import Lang, Text
from nplv_dash.services import pictures
from nplv_dash.services.brief import brief, document, find_areas, gemeente_of
from nplv_dash.services.brief_measured import MAP, TREND
from nplv_dash.services.brief_model import Computed
from nplv_dash.services.own_areas import with_said
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


def blank(width: float, height: float) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (round(width), round(height))).save(content, "PNG")
    return content.getvalue()


def made(real: Workspace, said: Computed, area_id: str, lang: Lang = "nl", address: str | None = None) -> bytes:
    area = real.bundle.area(area_id)
    return brief(real, (area,), said, Text(lang), Numbers(lang), address=address, made=MADE)


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_everything_fits_for_every_area(
    real: Workspace, said: Computed, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As tall as the pictures are, and takes no time to draw.
    monkeypatch.setattr(Picture, "png", lambda picture, **_: blank(picture.width, picture.drawing.height))
    t, n = Text(lang), Numbers(lang)
    # The longest name of a scenario that a visitor may give, and an address.
    long = replace(said, name="W" * 80)
    smallest = Type.of(pdf.SIZES[-1])
    about = dict.fromkeys(
        [*((area,) for area in real.bundle.areas), *(gemeente_of(real, a) for a in real.bundle.areas)]
    )
    assert len(about) == 21
    for areas in about:
        found = document(real, areas, long, t, n, address="https://nplv.voorbeeld-gemeente.nl/dashboard", made=MADE)
        assert len(found.pages) == 2
        assert pdf._spare(found, smallest) >= 0, areas[-1].id


@pytest.mark.parametrize("asked", ["rotterdam-zuid", "Amsterdam"])
@pytest.mark.parametrize("lang", ["nl", "en"])
def test_no_letter_is_too_small_for_paper(real: Workspace, said: Computed, lang: Lang, asked: str) -> None:
    t, n, areas, found = Text(lang), Numbers(lang), find_areas(real, asked), set()
    content = brief(real, areas, said, t, n, address="https://voorbeeld.nl", made=MADE)

    def watched(words: str, current: list[float], placed: list[float], _font: object, size: float) -> None:
        # As it comes out: what the page and the line itself make larger or smaller counts.
        if words.strip():
            found.add(round(size * abs(placed[3] * current[3]), 3))

    for page in PdfReader(io.BytesIO(content)).pages:
        page.extract_text(visitor_text=watched)
    assert min(found) >= SMALLEST == 7.0
    assert len(found) > 3


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
    assert t("brief.sources.model") in text
    assert said.redistribution.id in text
    assert said.funding.id in text
    assert n.date(MADE) in text


def test_a_code_only_where_the_address_is_known(real: Workspace, said: Computed) -> None:
    area, t, n = real.bundle.area("delft-west"), Text("nl"), Numbers("nl")

    def pieces(address: str | None) -> list[pdf.Piece]:
        found = document(real, (area,), said, t, n, address=address, made=MADE)
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
    assert [piece.address for piece in with_address if isinstance(piece, pdf.Code)] == [page]
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
    tree = PdfReader(io.BytesIO(made(real, said, area.id))).trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    elements = [one.get_object() for one in tree[1]]
    told = [one["/Alt"] for one in elements if one["/S"] == "/Figure"]
    assert told == [pictures.area_map(real, area, "lbm", 2022, t, n).alt, pictures.trend(real, area, t, n).alt]


def test_an_area_is_found_by_its_id_its_name_and_its_municipality(real: Workspace) -> None:
    for asked in ("breda-noord", "Breda-Noord", " breda "):
        assert [area.id for area in find_areas(real, asked)] == ["breda-noord"]
    both = [area.id for area in find_areas(real, "Amsterdam")]
    assert both == ["amsterdam-zuidoost", "amsterdam-nieuw-west"]
    with pytest.raises(NplvError) as unknown:
        find_areas(real, "Appelscha")
    assert "breda-noord" in unknown.value.values["known"]


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_a_municipality_has_a_brief_of_all_its_areas(real: Workspace, said: Computed, lang: Lang) -> None:
    t, n, areas = Text(lang), Numbers(lang), find_areas(real, "Amsterdam")
    content = brief(real, areas, said, t, n, address="https://voorbeeld.nl", made=MADE)
    text, figures = text_of(content), Figures(t, n)
    reader = PdfReader(io.BytesIO(content))
    assert reader.metadata is not None
    assert (reader.metadata.title, len(reader.pages)) == ("Amsterdam", 2)
    for area in areas:
        residents = real.figure("gebied", area.id, "inhabitants")
        assert residents is not None
        assert f"{area.name} ({n.integer(residents.value)}" in text
        for indicator in headlines(real):
            found = compare(real, area, indicator)
            assert found is not None
            assert f"{area.name} {figures.bare(indicator, value_of(found.area))}" in text
    assert "kaart?niveau=wijken&rond=amsterdam-zuidoost" in "".join(text.split())


def test_letters_of_the_pictures_can_be_read_on_paper(
    real: Workspace, said: Computed, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: dict[float, list[float]] = {}
    draw = Canvas.text

    def watched(canvas: Canvas, x: float, y: float, words: str, *, size: float = 12.0, **options: Any) -> None:
        if words:
            sizes.setdefault(canvas._size[0], []).append(size)
        draw(canvas, x, y, words, size=size, **options)

    monkeypatch.setattr(Canvas, "text", watched)
    t, n = Text("nl"), Numbers("nl")
    found = document(real, find_areas(real, "Amsterdam"), said, t, n, address=None, made=MADE)
    first = found.pages[0]
    for row, room in ((first[0], MAP), (first[4], TREND)):
        column, _, points = pdf._columns(row)[0]
        assert any(isinstance(piece, pdf.Shot) for block in column.blocks for piece in block.pieces)
        assert min(sizes[room.width]) * points / room.width >= 7.5


@pytest.mark.parametrize("begin", ["", "?", "kaart?"])
def test_a_link_that_lost_its_begin_names_the_same_area(real: Workspace, begin: str) -> None:
    asked = f"{begin}eigen=Langs de rivier~WK0599.10.12.13&gebied=delft-west"
    (area,) = find_areas(with_said(real, asked, Text("nl")), asked)
    assert area.id == "delft-west"
    without = asked.partition("&")[0]
    (area,) = find_areas(with_said(real, without, Text("nl")), without)
    assert area.name.startswith("Langs de rivier")
