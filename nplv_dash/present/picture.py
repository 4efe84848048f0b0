"""Pictures of maps and charts as files, made on the server without a browser: SVG and PNG.

A picture is whole when it stands alone: title, units and year, source with licence and date, and the passport where a
model speaks. What is drawn is a `Drawing`, plain data of which tests and other files can read the figures.

    picture = services.pictures.fan(result, outcome, beside, passport, t, n)
    picture.svg()               # 800 pixels wide, text stays text
    picture.png(width=1600)
    picture.png(bare=True)      # without title and source, for slides and pages that set their own; see-through
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Protocol

from nplv_dash.present import palette
from nplv_dash.present.picture_canvas import Canvas, Ink, wrapped

#: Pixels: width of a sheet, its margin, and what remains for a drawing.
SHEET: Final = 800.0
MARGIN: Final = 28.0
WIDTH: Final = SHEET - 2 * MARGIN
#: Sizes of letters and heights of lines: title, units and year, source.
_TITLE, _SUBTITLE, _SOURCE = (21.0, 27.0), (13.5, 19.0), (11.0, 15.5)
#: Between the head and the drawing, and between the drawing and the source.
_GAP: Final = 14.0
#: Words that are less important than the others; 4.5:1 on the ground.
MUTED: Final = palette.LIGHT.muted


@dataclass(frozen=True, slots=True)
class Caption:
    """What every picture carries.

    Attributes:
        subtitle: units and year.
        source: publisher, licence, date.
        passport: the line with the passport, where a model speaks.
        address: of the page with the same figures.
    """

    title: str
    subtitle: str
    source: str
    passport: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """How large a drawing may be, in pixels; letters keep their size, so that they are larger on a small sheet.

    Attributes:
        height: of the map or the chart itself, at most; None for its own.
        caveat: whether it says what to keep in mind; not where the text around it does.
    """

    width: float = WIDTH
    height: float | None = None
    caveat: bool = True


class Drawing(Protocol):
    """Something that can be drawn, `WIDTH` wide or as wide as its `Picture` says."""

    @property
    def height(self) -> float:
        """Pixels."""

    def draw(self, canvas: Canvas) -> None:
        """Draw it right of and below the origin."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be written to a file.

    Attributes:
        alt: what it shows, in a sentence or two, for whoever cannot see it.
        drawing: what is drawn.
        width: pixels, of the drawing.
    """

    caption: Caption
    alt: str
    drawing: Drawing
    width: float = WIDTH

    def svg(self, *, bare: bool = False) -> bytes:
        """As an SVG of 800 pixels wide; with `bare`, without title and source."""
        return self._sheet(bare=bare).svg(title=self.caption.title, description=self.alt)

    def png(self, *, width: int = 1600, bare: bool = False) -> bytes:
        """As a PNG of so many pixels wide; with `bare`, without title and source."""
        return self._sheet(bare=bare).png(width)

    def at(self, address: str) -> Picture:
        """The same picture, with the address of the page that shows it."""
        return replace(self, caption=replace(self.caption, address=address))

    def about(self, words: str) -> Picture:
        """The same picture, which first says what it is about: beside others of its kind."""
        caption = replace(self.caption, subtitle=f"{words}. {self.caption.subtitle}")
        return replace(self, caption=caption, alt=f"{words}. {self.alt}")

    def _sheet(self, *, bare: bool) -> Canvas:
        if bare:
            canvas = Canvas(self.width, self.drawing.height, (0, 0), "none")
            self.drawing.draw(canvas)
            return canvas
        caption, width = self.caption, self.width
        head = [
            (line, *_TITLE, True, palette.LIGHT.text) for line in wrapped(caption.title, width, _TITLE[0], bold=True)
        ]
        head += [(line, *_SUBTITLE, False, MUTED) for line in wrapped(caption.subtitle, width, _SUBTITLE[0])]
        foot = [
            (line, *_SOURCE, False, MUTED)
            for said in (caption.source, caption.passport, caption.address)
            for line in wrapped(said, width, _SOURCE[0])
        ]
        above, below = (sum(height for _, _, height, *_ in lines) for lines in (head, foot))
        top = MARGIN + above + _GAP
        canvas = Canvas(
            width + 2 * MARGIN,
            top + self.drawing.height + 2 * _GAP + below + MARGIN,
            (MARGIN, top),
            palette.LIGHT.background,
        )
        self.drawing.draw(canvas)
        _lines(canvas, head, -above - _GAP)
        rule = self.drawing.height + _GAP
        canvas.line((0, width), (rule, rule), Ink(edge=palette.LIGHT.border, width=1))
        _lines(canvas, foot, rule + _GAP / 2)
        return canvas


#: Words, their size, the height of their line, whether they are bold, and their colour.
_Line = tuple[str, float, float, bool, str]


def _lines(canvas: Canvas, lines: list[_Line], top: float) -> None:
    y = top
    for words, size, height, bold, colour in lines:
        y += height
        canvas.text(0, y - 0.28 * height, words, size=size, bold=bold, colour=colour)
