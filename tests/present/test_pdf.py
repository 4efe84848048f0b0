"""A document is set as large as it fits, and never cut off."""

from __future__ import annotations

import io

import pytest
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
            pdf.Code("https://example.nl/"),
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
