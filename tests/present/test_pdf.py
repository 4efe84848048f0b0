"""A document is set as large as it fits, and never cut off."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from nplv_dash.domain.errors import NplvError
from nplv_dash.present import pdf
from nplv_dash.present.pdf_type import escaped, plain


def a_document(*pages: pdf.Block) -> pdf.Document:
    rows = tuple(((pdf.Column(1.0, (block,)),),) for block in pages)
    numbering = tuple(str(page) for page in range(len(pages)))
    return pdf.Document("en", "Title", "Subject", "Eyebrow", "Lead", rows, "Foot", numbering)


def test_the_largest_size_that_fits_is_taken() -> None:
    short = a_document(pdf.Block("Short", ("One sentence.",)))
    assert pdf._spare(short, pdf.Type.of(pdf.SIZES[0])) > 0
    (page,) = PdfReader(io.BytesIO(pdf.pdf(short))).pages
    for words in ("Title", "Eyebrow", "Lead", "Short", "One sentence.", "Foot"):
        assert words in page.extract_text()


def test_what_does_not_fit_is_an_error_and_no_file() -> None:
    long = a_document(pdf.Block("Long", ("Many words that fill a page. " * 800,)))
    with pytest.raises(NplvError, match="document_too_long"):
        pdf.pdf(long)


def test_every_kind_of_piece_can_be_read() -> None:
    block = pdf.Block(
        "Heading",
        (
            "A **bold** word",
            pdf.Bullets(("First point", "Second point")),
            pdf.Small("Small print"),
            pdf.Table(("Name", "Value"), (("Row", "1.234,5"),), (0.5, 0.5), frozenset({1})),
            pdf.Figure("Label", "37,1%", "2020", ("Netherlands 24,7%",)),
            pdf.Link("https://example.nl/?a=1&b=2"),
            pdf.Code("https://example.nl/", "QR code"),
        ),
        "Computed",
        model=True,
    )
    (page,) = PdfReader(io.BytesIO(pdf.pdf(a_document(block)))).pages
    text = " ".join(page.extract_text().split())
    for words in (
        "A bold word", "First point", "Second point", "Small print", "1.234,5", "37,1%", "Netherlands 24,7%",
        "https://example.nl/?a=1&b=2", "Computed",
    ):  # fmt: skip
        assert words in text
    (note,) = page["/Annots"]
    assert note.get_object()["/A"]["/URI"] == "https://example.nl/?a=1&b=2"


def test_text_of_anybody_is_no_markup() -> None:
    assert escaped("<b>&\x00\n ✓ ë→€") == "&lt;b&gt;&amp;? ? ë→€"
    assert plain("**<i>**").endswith(">&lt;i&gt;</font>")


def test_a_screen_reader_gets_the_structure() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "PNG")
    block = pdf.Block(
        "Heading",
        (
            "A paragraph",
            pdf.Bullets(("First point", "Second point")),
            pdf.Table(("Name", "Value"), (("Row", "1"),), (0.5, 0.5)),
            pdf.Shot(picture.getvalue(), "A map of €"),
            pdf.Link("https://example.nl/"),
        ),
    )
    reader = PdfReader(io.BytesIO(pdf.pdf(a_document(block, pdf.Block("Second page", ("More",))))))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]

    def told(element: Any) -> Any:
        kids = [kid.get_object() for kid in element["/K"]]
        return element["/S"], [told(kid) for kid in kids if isinstance(kid, dict) and "/S" in kid]

    role, elements = told(root["/StructTreeRoot"]["/K"].get_object())
    assert role == "/Document"
    assert [name for name, _ in elements] == [
        "/P", "/H1", "/P", "/H2", "/P", "/L", "/Table", "/Figure", "/Link", "/P", "/H2", "/P",
    ]  # fmt: skip
    assert elements[5][1] == [("/LI", [("/LBody", [])])] * 2
    assert elements[6][1] == [("/TR", [("/TH", []), ("/TH", [])]), ("/TR", [("/TH", []), ("/TD", [])])]
    tree = root["/StructTreeRoot"]["/ParentTree"]["/Nums"]
    assert tree[::2] == [0, 1, 2]
    figure = next(one for ref in tree[1] if (one := ref.get_object())["/S"] == "/Figure")
    assert figure["/Alt"] == "A map of €"
    for page, elements_of_page in zip(reader.pages, tree[1::2], strict=False):
        content = page.get_contents().get_data().decode("latin-1")
        numbers = [int(number) for number in re.findall(r"/MCID (\d+)", content)]
        assert numbers == list(range(len(elements_of_page)))
        assert content.count("BDC") + content.count("BMC") == content.count("EMC")
        assert not _unmarked(content)
    assert tree[5].get_object()["/S"] == "/Link"


def _unmarked(content: str) -> list[str]:
    """What is painted outside of any mark: a screen reader could not tell what it is."""
    depth, found = 0, []
    for operator in re.findall(r"\b(BDC|BMC|EMC|Tj|TJ|Do|f|S|B)\b", re.sub(r"\((?:\\.|[^()\\])*\)", "", content)):
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(operator, 0)
        if not depth and operator not in {"BDC", "BMC", "EMC"}:
            found.append(operator)
    return found
