"""The type of a PDF: its letters, its scale, and how every piece of a block is set."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from nplv_dash.present import palette

if TYPE_CHECKING:
    from nplv_dash.present import pdf
    from nplv_dash.present.pdf_tags import Role

#: Fira Sans, the part of it that writes European languages; see `fonts/LICENSE.txt`.
FONT, BOLD = "FiraSans", "FiraSans-SemiBold"
_FILES: Final = {
    name: Path(__file__).parent / "fonts" / f"{file}.ttf" for name, file in ((FONT, "FiraSans-Regular"), (BOLD, BOLD))
}
#: Points below which no letter is set, the small print neither.
SMALLEST: Final = 7.0
#: Size relative to the text, and height of the line relative to that, per style.
_SCALE: Final[Mapping[str, tuple[float, float]]] = {
    "text": (1.0, 1.3),
    "lead": (1.08, 1.3),
    "small": (0.8, 1.25),
    "eyebrow": (0.82, 1.35),
    "title": (2.7, 1.12),
    "heading": (1.34, 1.3),
    "value": (2.15, 1.15),
}
_LOOK: Final[Mapping[str, tuple[str, str]]] = {
    "eyebrow": (BOLD, palette.LIGHT.accent),
    "title": (BOLD, palette.LIGHT.text),
    "heading": (BOLD, palette.LIGHT.text),
    "value": (BOLD, palette.LIGHT.accent),
    "small": (FONT, palette.LIGHT.muted),
}
_lock = Lock()


@dataclass(frozen=True)
class Type:
    """Sets pieces at one size of the text, in points."""

    size: float
    styles: Mapping[str, Any]

    @staticmethod
    @cache
    def of(size: float) -> Type:
        """The type at a size."""
        from reportlab.lib.styles import ParagraphStyle

        _register()
        styles = {}
        for name, (relative, leading) in _SCALE.items():
            font, colour = _LOOK.get(name, (FONT, palette.LIGHT.text))
            own = max(SMALLEST, size * relative)
            styles[name] = ParagraphStyle(
                name, fontName=font, fontSize=own, leading=own * leading, textColor=colour, splitLongWords=1
            )
        for name, base in (("number", "text"), ("number_head", "small")):
            styles[name] = ParagraphStyle(name, parent=styles[base], alignment=2)
        for name in ("bullet", "small_bullet"):
            parent = styles["small" if "small" in name else "text"]
            styles[name] = ParagraphStyle(name, parent=parent, leftIndent=1.25 * size, bulletIndent=0)
        return Type(size, styles)

    def paragraph(self, markup: str, style: str, *, bullet: str | None = None) -> Any:
        """A paragraph in reportlab's own markup: what came from outside is `escaped` or `plain`."""
        from reportlab.platypus import Paragraph

        return Paragraph(markup, self.styles[style], bulletText=bullet)

    def space(self, points: float) -> Any:
        """Empty space, relative to the size of the text."""
        from reportlab.platypus import Spacer

        return Spacer(1, points * self.size / 9)


def escaped(text: str) -> str:
    """Text of anybody as markup that says just that; a sign that the letters do not have becomes a question mark."""
    return escape("".join(sign if sign in _known() else "?" for sign in " ".join(text.split(None))))


def plain(text: str) -> str:
    """As `escaped`, with `**bold**` as in the texts of the pages."""
    return re.sub(r"\*\*(.+?)\*\*", rf'<font name="{BOLD}">\1</font>', escaped(text))


@dataclass(frozen=True, slots=True)
class Part:
    """A piece that reportlab can draw, with what it is in the structure of the document; None for empty space.

    Attributes:
        alt: what a picture shows.
    """

    drawn: Any
    role: Role | None = None
    alt: str = ""


def lines(block: pdf.Block, width: float, style: Type) -> list[Part]:
    """A block as pieces that can be drawn below one another.

    Args:
        width: points.
    """
    found = [Part(style.paragraph(escaped(block.tag), "eyebrow"), "P")] if block.tag else []
    if block.title:
        found += [Part(style.paragraph(escaped(block.title), "heading"), "H2"), Part(style.space(2))]
    for number, piece in enumerate(block.pieces):
        if number:
            found.append(Part(style.space(3.5)))
        found += _set(piece, width, style)
    return found


def _set(piece: pdf.Piece, width: float, style: Type) -> list[Part]:
    from nplv_dash.present import pdf

    match piece:
        case str(text):
            return [Part(style.paragraph(plain(text), "text"), "P")]
        case pdf.Small(text):
            return [Part(style.paragraph(plain(text), "small"), "P")]
        case pdf.Bullets(items):
            return [Part(style.paragraph(plain(item), "bullet", bullet="•"), "LBody") for item in items]
        case pdf.Figure(label, value, unit, beside):
            told = [
                style.paragraph(f'<font name="{BOLD}">{escaped(label)}</font>', "text"),
                style.paragraph(escaped(value), "value"),
                style.paragraph(escaped(unit), "small"),
                *(style.paragraph(plain(line), "text") for line in beside),
            ]
            return [*(Part(paragraph, "P") for paragraph in told), Part(style.space(3))]
        case pdf.Link(address):
            target = escape(address, {'"': "%22"})
            words = f'<a href="{target}" color="{palette.LIGHT.accent}">{escaped(address)}</a>'
            return [Part(style.paragraph(words, "text"), "Link")]
        case pdf.Shot(_, alt):
            return [Part(_shot(piece, width), "Figure", alt)]
        case pdf.Code(address, alt):
            return [Part(_code(address, min(width, 66.0)), "Figure", alt)]
        case pdf.Table():
            return [Part(_table(piece, width, style), "Table")]


def _shot(shot: pdf.Shot, width: float) -> Any:
    """As wide as there is room, so that whoever drew it knows how large its letters are on paper."""
    from reportlab.lib.utils import ImageReader
    from reportlab.platypus import Image

    across, up = ImageReader(io.BytesIO(shot.png)).getSize()
    return Image(io.BytesIO(shot.png), width=width, height=width * up / across, hAlign="LEFT")


def _code(address: str, side: float) -> Any:
    """A QR code of squares, so that it is sharp at any size; four white ones around it, as its readers ask for."""
    import segno
    from reportlab.graphics.shapes import Drawing, Rect

    matrix = [bytes(row) for row in segno.make(address, error="m").matrix_iter(border=4)]
    module, drawing = side / len(matrix), Drawing(side, side)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                drawing.add(
                    Rect(x * module, side - (y + 1) * module, module, module, strokeWidth=0, fillColor=_black())
                )
    return drawing


def _black() -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(palette.LIGHT.text)


def _table(table: pdf.Table, width: float, style: Type) -> Any:
    from reportlab.platypus import Table

    def cells(row: tuple[str, ...], kinds: tuple[str, str]) -> list[Any]:
        return [style.paragraph(plain(text), kinds[i in table.numbers]) for i, text in enumerate(row)]

    rows = [cells(row, ("text", "number")) for row in table.rows]
    drawn = Table(
        [cells(table.head, ("small", "number_head")), *rows],
        colWidths=[share * width for share in table.shares],
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-2, -1), 5),
            ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 1.6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
            ("LINEBELOW", (0, 0), (-1, 0), 0.9, palette.LIGHT.text),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, palette.LIGHT.border),
        ],
    )
    drawn.hAlign = "LEFT"
    return drawn


def _register() -> None:
    """Make the letters known to reportlab, which keeps them for the whole process."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    with _lock:
        for name, path in _FILES.items():
            if name not in pdfmetrics.getRegisteredFontNames():
                pdfmetrics.registerFont(TTFont(name, path))


@cache
def _known() -> frozenset[str]:
    """Every sign that both cuts have."""
    from reportlab.pdfbase import pdfmetrics

    _register()
    kept = [set(pdfmetrics.getFont(name).face.charToGlyph) for name in _FILES]
    return frozenset(map(chr, set.intersection(*kept)))
