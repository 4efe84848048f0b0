"""A short document on A4 as PDF: text that can be selected and searched, with its language, title and bookmarks.

A `Document` says what is in it; here is decided how it looks. Every page is made of rows, and a row of columns. What
does not fit at the full size of type is set a little smaller, the same on every page, down to the smallest size that
still reads well on paper. Nothing is ever cut off: what does not fit even then is an error.

Its structure is tagged (`pdf_tags`): a screen reader hears headings, lists, tables and what a picture shows.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from nplv_dash.domain.errors import NplvError
from nplv_dash.present import palette
from nplv_dash.present.pdf_tags import Tags
from nplv_dash.present.pdf_type import FONT, Part, Type, escaped, lines, plain
from nplv_dash.present.text import Lang

#: Points: the paper, its margins, and what stands between rows and between columns.
_PAPER: Final = (595.28, 841.89)
_SIDE, _TOP, _BOTTOM = 40.0, 32.0, 38.0
_WIDTH: Final = _PAPER[0] - 2 * _SIDE
_GUTTER: Final = 16.0
_BETWEEN, _BETWEEN_MOST = 7.0, 20.0
#: Inside a panel.
_PADDING: Final = 9.0
#: Sizes of the text, in points, the largest first: the first at which all pages hold what is on them is taken.
SIZES: Final = tuple(size / 20 for size in range(182, 147, -2))


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; `**bold**` as in a paragraph."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Small:
    """Small print."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        shares: of the width, a number per column; they add up to 1.
        numbers: columns that are aligned to the right.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture, as wide as its column, with the sentence that says what it shows to whoever cannot see it."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One large figure: what it is, in which unit and year, and what stands beside it."""

    label: str
    value: str
    unit: str
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """The QR code of an address; `alt` says what it is."""

    address: str
    alt: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address that can be read and followed."""

    address: str


Piece = str | Bullets | Small | Table | Shot | Figure | Code | Link


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page with a heading.

    Attributes:
        tag: what kind of figures these are, above the heading; a block of a model is a panel, and so never looks like
            a measurement.
    """

    title: str
    pieces: tuple[Piece, ...]
    tag: str = ""
    model: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """Blocks below one another; `share` is that of the width."""

    share: float
    blocks: tuple[Block, ...]


Row = tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What is in a document.

    Attributes:
        title, subject: for the file itself; the title also as the heading of the first page.
        eyebrow: above the heading, and at the head of the pages after the first.
        lead: below the heading.
        pages: rows per page.
        foot: at the foot of every page.
        numbering: what stands beside it, a text per page.
    """

    lang: Lang
    title: str
    subject: str
    eyebrow: str
    lead: str
    pages: tuple[tuple[Row, ...], ...]
    foot: str
    numbering: tuple[str, ...]


def pdf(document: Document) -> bytes:
    """The document as a file.

    Raises:
        NplvError: `document_too_long`, where a page does not hold what is on it at the smallest size.
    """
    size = next((size for size in SIZES if _spare(document, Type.of(size)) >= 0), None)
    if size is None:
        raise NplvError("document_too_long", document.title, pages=len(document.pages))
    return _written(document, Type.of(size))


def _spare(document: Document, style: Type) -> float:
    """Points of height that the fullest page has left; below zero where something does not fit."""
    return min(_room(document, page, style) - _needed(rows, style) for page, rows in enumerate(document.pages))


def _room(document: Document, page: int, style: Type) -> float:
    head = sum(piece.drawn.wrap(_WIDTH, _PAPER[1])[1] for piece in _head(document, page, style))
    return float(_PAPER[1] - _TOP - _BOTTOM - head)


def _needed(rows: tuple[Row, ...], style: Type) -> float:
    return sum(_row_height(row, style) + _BETWEEN for row in rows)


def _row_height(row: Row, style: Type) -> float:
    return max(
        sum(_block_height(block, width, style) for block in column.blocks) + _BETWEEN * (len(column.blocks) - 1)
        for column, _, width in _columns(row)
    )


def _columns(row: Row) -> list[tuple[Column, float, float]]:
    """Every column with its left edge and its width, in points."""
    whole, found, left = _WIDTH - _GUTTER * (len(row) - 1), [], _SIDE
    for column in row:
        width = column.share * whole
        found.append((column, left, width))
        left += width + _GUTTER
    return found


def _block_height(block: Block, width: float, style: Type) -> float:
    inner, around = (width - 2 * _PADDING, 2 * _PADDING) if block.model else (width, 0.0)
    return around + float(sum(piece.drawn.wrap(inner, _PAPER[1])[1] for piece in lines(block, inner, style)))


def _head(document: Document, page: int, style: Type) -> list[Part]:
    if page:
        again = style.paragraph(escaped(f"{document.eyebrow} · {document.title}"), "eyebrow")
        return [Part(again, "P"), Part(style.space(6))]
    return [
        Part(style.paragraph(escaped(document.eyebrow), "eyebrow"), "P"),
        Part(style.paragraph(escaped(document.title), "title"), "H1"),
        Part(style.space(3)),
        Part(style.paragraph(plain(document.lead), "lead"), "P"),
        Part(style.space(6)),
    ]


def _written(document: Document, style: Type) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    content = io.BytesIO()
    lang = {"nl": "nl-NL", "en": "en-GB"}[document.lang]
    canvas = Canvas(content, pagesize=_PAPER, lang=lang, pageCompression=1)
    canvas.setTitle(document.title)
    canvas.setSubject(document.subject)
    canvas.setAuthor("nplv_dash")
    canvas.setCreator("nplv_dash")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    tags = Tags(canvas)
    for page, rows in enumerate(document.pages):
        if page:
            tags.next_page()
        _page(canvas, tags, document, page, rows, style)
        canvas.showPage()
    tags.write()
    canvas.save()
    return content.getvalue()


def _page(canvas: Any, tags: Tags, document: Document, page: int, rows: tuple[Row, ...], style: Type) -> None:
    top = _PAPER[1] - _TOP
    if not page:
        with tags.artifact():
            canvas.setFillColor(palette.LIGHT.accent)
            canvas.rect(0, _PAPER[1] - 10, _PAPER[0], 10, stroke=0, fill=1)
        _mark(canvas, document.title, f"p{page}", top, level=0)
    top = _draw(canvas, tags, _head(document, page, style), _SIDE, top, _WIDTH)
    spare = _room(document, page, style) - _needed(rows, style)
    between = min(_BETWEEN_MOST, _BETWEEN + spare / max(1, len(rows)))
    for number, row in enumerate(rows):
        for place, (column, left, width) in enumerate(_columns(row)):
            below = top
            for order, block in enumerate(column.blocks):
                _mark(canvas, block.title, f"p{page}r{number}c{place}b{order}", below, level=1)
                below = _block(canvas, tags, block, left, below, width, style) - _BETWEEN
        top -= _row_height(row, style) + between
    with tags.artifact():
        canvas.setStrokeColor(palette.LIGHT.border)
        canvas.setLineWidth(0.6)
        canvas.line(_SIDE, _BOTTOM - 6, _PAPER[0] - _SIDE, _BOTTOM - 6)
        canvas.setFillColor(palette.LIGHT.text)
        canvas.setFont(FONT, 7)
        canvas.drawString(_SIDE, _BOTTOM - 16, document.foot)
        canvas.drawRightString(_PAPER[0] - _SIDE, _BOTTOM - 16, document.numbering[page])


def _block(canvas: Any, tags: Tags, block: Block, left: float, top: float, width: float, style: Type) -> float:
    """Draw a block; the place below it."""
    if not block.model:
        return _draw(canvas, tags, lines(block, width, style), left, top, width)
    height = _block_height(block, width, style)
    with tags.artifact():
        canvas.setFillColor(palette.LIGHT.panel)
        canvas.rect(left, top - height, width, height, stroke=0, fill=1)
        # Broken, as on the charts: computed, not measured.
        canvas.setStrokeColor(palette.LIGHT.accent)
        canvas.setLineWidth(1.2)
        canvas.setDash(4, 2.5)
        canvas.line(left, top - height, left, top)
        canvas.setDash()
    inner = width - 2 * _PADDING
    return _draw(canvas, tags, lines(block, inner, style), left + _PADDING, top - _PADDING, inner) - _PADDING


def _draw(canvas: Any, tags: Tags, pieces: list[Part], left: float, top: float, width: float) -> float:
    """Draw pieces below one another; the place below them."""
    for listed, together in groupby(pieces, lambda piece: piece.role == "LBody"):
        with tags.group("L") if listed else nullcontext():
            for piece in together:
                _, height = piece.drawn.wrapOn(canvas, width, _PAPER[1])
                with _as(tags, piece):
                    piece.drawn.drawOn(canvas, left, top - height)
                top -= height
    return top


@contextmanager
def _as(tags: Tags, piece: Part) -> Iterator[None]:
    """What a piece is in the structure."""
    with ExitStack() as around:
        if piece.role == "Table":
            piece.drawn._renderCB = tags.table  # noqa: SLF001  its cells tell where they begin and end
            around.enter_context(tags.group("Table"))
        elif piece.role == "LBody":
            around.enter_context(tags.group("LI"))
        if piece.role not in {None, "Table"}:
            around.enter_context(tags.content(piece.role, piece.alt))
        yield


def _mark(canvas: Any, title: str, key: str, top: float, *, level: int) -> None:
    """A bookmark."""
    if title:
        canvas.bookmarkHorizontal(key, 0, top)
        canvas.addOutlineEntry(title, key, level)
