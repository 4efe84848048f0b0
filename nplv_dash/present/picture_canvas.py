"""A sheet to draw on, in pixels of a page that is 800 wide: the only place that knows matplotlib.

Coordinates run to the right and down. Nothing of pyplot is used, so that two visitors can draw at the same time.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from nplv_dash.present import palette

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

#: Pixels of the page per inch, and points per pixel.
_PER_INCH: Final = 96
_POINTS: Final = 0.75
#: Families of the letters; the second has signs that the first lacks. Readers of an SVG may have neither.
_FAMILIES: Final = ("Fira Sans", "DejaVu Sans")
_NAMED: Final = (b"'Fira Sans', 'DejaVu Sans'", b"'Fira Sans', 'Source Sans 3', Arial, 'DejaVu Sans', sans-serif")
#: Files of the first family, by weight; see `fonts/LICENSE.txt`.
_FILES: Final = {400: "FiraSans-Regular.ttf", 700: "FiraSans-SemiBold.ttf"}
#: Thickness of the lines of a hatching, in points.
_HATCH: Final = 0.8

Floats = NDArray[np.float64]
Mark = Literal["o", "D", "|", ">", "s"]
Anchor = Literal["left", "middle", "right"]
_ALIGN: Final = {"left": "left", "middle": "center", "right": "right"}


@dataclass(frozen=True, slots=True)
class Shape:
    """Closed rings as one outline: `points` has shape (n, 2), `starts` the first row of each ring, rising from 0."""

    points: Floats
    starts: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Ink:
    """How something is drawn: filled, with an edge, hatched; `width` in pixels, `dash` as in matplotlib."""

    fill: str = "none"
    edge: str = "none"
    width: float = 0.0
    dash: str = "solid"
    opacity: float = 1.0
    hatch: str | None = None


def thinned(shape: Shape, step: float) -> Shape:
    """A shape on a grid of so many pixels, without the points that fall together or lie straight between two others.

    Neighbours stay neighbours: equal points are moved equally, and what goes after that lies on what stays.
    """
    moved = Shape(np.round(shape.points / step) * step, shape.starts)
    first = np.zeros(len(moved.points), dtype=bool)
    first[moved.starts] = True
    apart = _only(moved, first | (moved.points != np.roll(moved.points, 1, axis=0)).any(axis=1))
    before, after = _neighbours(apart)
    come, go = apart.points - before, after - apart.points
    # Multiples of a step, so that this is exact.
    turns = (come[:, 0] * go[:, 1] != come[:, 1] * go[:, 0]) | ((come * go).sum(axis=1) < 0)
    return _only(apart, turns)


def _only(shape: Shape, kept: NDArray[np.bool_]) -> Shape:
    """Some points of a shape, and no ring of fewer than three: that is nothing that could be seen."""
    begins = np.zeros(len(kept), dtype=np.intp)
    begins[shape.starts] = 1
    ring = np.cumsum(begins) - 1
    kept = kept & (np.bincount(ring[kept], minlength=len(shape.starts))[ring] > 2)
    starts = np.flatnonzero(np.diff(ring[kept], prepend=-1))
    return Shape(shape.points[kept], starts.astype(np.intp))


def _neighbours(shape: Shape) -> tuple[Floats, Floats]:
    """Of each point, the one before and the one after it in its ring."""
    rows, lasts = np.arange(len(shape.points)), np.append(shape.starts[1:], len(shape.points))[: len(shape.starts)] - 1
    before, after = rows - 1, rows + 1
    before[shape.starts], after[lasts] = lasts, shape.starts
    return shape.points[before], shape.points[after]


#: Places without a figure, as on every map of the project.
NO_DATA: Final = Ink(fill=palette.NO_DATA, edge=palette.OUTLINE, width=0.5, hatch=palette.NO_DATA_HATCH)


class Canvas:
    """A sheet with its origin somewhere in it; what is drawn later lies on top."""

    def __init__(self, width: float, height: float, origin: tuple[float, float], ground: str) -> None:
        """Take the size of the sheet, where on it the point (0, 0) lies, and its colour (`none`: see-through)."""
        figure = _figure(width, height)
        figure.set_facecolor(ground)
        self._size = (width, height)
        self._figure, self._axes = figure, figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(-origin[0], width - origin[0])
        self._axes.set_ylim(height - origin[1], -origin[1])
        self._axes.set_axis_off()
        self._order = 0

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 12.0,
        colour: str = palette.LIGHT.text,
        bold: bool = False,
        anchor: Anchor = "left",
        halo: str | None = None,
    ) -> None:
        """Words on the line at `y`; with `halo`, on a ground of that colour through which a little shows."""
        if halo:
            # No rim: with one, matplotlib writes the words into an SVG as lines, and no longer as text.
            width = width_of(words, size, bold=bold) + 4
            left = x - {"left": 2.0, "middle": width / 2, "right": width - 2}[anchor]
            self.box(left, y - 0.82 * size, width, 1.1 * size, Ink(halo, opacity=0.85))
        self._axes.text(
            x, y, legible(words), fontproperties=_letters(size, bold=bold), color=colour, ha=_ALIGN[anchor],
            va="baseline", parse_math=False, zorder=self._next(),
        )  # fmt: skip

    def line(self, xs: Sequence[float] | Floats, ys: Sequence[float] | Floats, ink: Ink) -> None:
        """A line through points, in the colour of the edge; interrupted at NaN."""
        self._axes.plot(
            xs, ys, color=ink.edge, linewidth=ink.width * _POINTS, linestyle=ink.dash, alpha=ink.opacity,
            solid_capstyle="butt", zorder=self._next(), scalex=False, scaley=False,
        )  # fmt: skip

    def between(self, xs: Sequence[float], low: Sequence[float], high: Sequence[float], ink: Ink) -> None:
        """The area between two lines."""
        self.shape(
            Shape(
                np.array([*zip(xs, high, strict=True), *zip(reversed(xs), reversed(low), strict=True)]), np.array([0])
            ),
            ink,
        )

    def box(self, x: float, y: float, width: float, height: float, ink: Ink) -> None:
        """A rectangle with its corner at the left above."""
        corners = np.array([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], dtype=float)
        self.shape(Shape(corners, np.array([0])), ink)

    def shape(self, shape: Shape, ink: Ink, clip: tuple[float, float, float, float] | None = None) -> None:
        """Rings, filled together.

        Args:
            clip: left, top, width and height outside which nothing shows.
        """
        from matplotlib.patches import PathPatch, Rectangle

        if not len(shape.points):
            return
        patch = PathPatch(
            _path(shape), facecolor=ink.fill, edgecolor=ink.edge, linewidth=ink.width * _POINTS, linestyle=ink.dash,
            alpha=ink.opacity, zorder=self._next(), joinstyle="round",
        )  # fmt: skip
        if ink.hatch:
            patch.set_hatch("////")
            patch.set_hatchcolor(ink.hatch)
        # Not `add_patch`, which looks where every one of a hundred thousand corners lies.
        self._axes.add_artist(patch)
        if clip:
            frame = Rectangle((clip[0], clip[1]), clip[2], clip[3], transform=self._axes.transData)
            patch.set_clip_path(frame)

    def marks(
        self, xs: Sequence[float], ys: Sequence[float], ink: Ink, *, radius: float = 4.0, mark: Mark = "o"
    ) -> None:
        """A mark at each point."""
        # A stroke has no inside: matplotlib draws it in the colour of what it calls its face.
        face, edge = (ink.edge, None) if mark == "|" else (ink.fill, ink.edge)
        self._axes.scatter(
            xs, ys, s=(2 * radius * _POINTS) ** 2, c=face, edgecolors=edge,
            linewidths=ink.width * _POINTS, marker=mark, alpha=ink.opacity, zorder=self._next(),
        )  # fmt: skip

    def png(self, width: int) -> bytes:
        """The sheet in pixels, so many wide."""
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        self._figure.set_dpi(width * _PER_INCH / self._size[0])
        content = io.BytesIO()
        # Its types are not declared.
        sheet: Any = FigureCanvasAgg(self._figure)
        # Pressed less hard than by default: in half the time, to a file that is no larger.
        sheet.print_png(content, metadata={"Software": "nplv_dash"}, pil_kwargs={"compress_level": 3})
        return content.getvalue()

    def svg(self, *, title: str, description: str) -> bytes:
        """The sheet as a drawing in which text is text; the same sheet gives the same bytes."""
        from xml.sax.saxutils import quoteattr

        from matplotlib.backends.backend_svg import FigureCanvasSVG

        content = io.BytesIO()
        metadata: dict[str, Any] = {
            "Title": legible(title), "Description": legible(description), "Creator": "nplv_dash", "Date": None,
        }  # fmt: skip
        sheet: Any = FigureCanvasSVG(self._figure)
        sheet.print_svg(content, metadata=metadata)
        spoken = quoteattr(legible(f"{title}. {description}"))
        drawn = content.getvalue().replace(*_NAMED)
        return drawn.replace(b"<svg ", f'<svg role="img" aria-label={spoken} '.encode(), 1)

    def _next(self) -> int:
        self._order += 1
        return self._order


def warm_up() -> None:
    """Draw a few pixels in both ways: letters, readers and writers of files are loaded then, which takes a while."""
    canvas = Canvas(40, 20, (0, 0), palette.LIGHT.background)
    canvas.box(0, 0, 10, 10, NO_DATA)
    for bold in (False, True):
        canvas.text(10, 10, "a", bold=bold)
    canvas.png(40)
    canvas.svg(title="a", description="a")


@lru_cache(maxsize=4096)
def width_of(words: str, size: float = 12.0, *, bold: bool = False) -> float:
    """How many pixels wide words are, in our letters."""
    from matplotlib.textpath import text_to_path

    _matplotlib()
    found = text_to_path.get_text_width_height_descent(legible(words), _letters(size, bold=bold), ismath=False)
    # A little more: on the sheet letters stand on whole pixels.
    return 1.015 * float(found[0]) / _POINTS


def wrapped(words: str, width: float, size: float = 12.0, *, bold: bool = False) -> list[str]:
    """Words in lines of at most so many pixels; a word that is longer is cut."""
    lines: list[str] = []
    taken, space = 0.0, width_of("a a", size, bold=bold) - width_of("aa", size, bold=bold)
    for word in legible(words).split():
        # Word by word, whose widths are remembered: measuring whole lines over and over takes most of a second.
        rest, wide = word, width_of(word, size, bold=bold)
        if lines and taken + space + wide <= width - 1:
            lines[-1], taken = f"{lines[-1]} {rest}", taken + space + wide
            continue
        while width_of(rest, size, bold=bold) > width and len(rest) > 1:
            fits = next(
                k for k in range(len(rest) - 1, 0, -1) if k == 1 or width_of(rest[:k], size, bold=bold) <= width
            )
            lines.append(rest[:fits])
            rest = rest[fits:]
        lines.append(rest)
        taken = width_of(rest, size, bold=bold)
    return lines


def legible(words: str) -> str:
    """Words on one line, of characters that an XML file may hold and that our letters can write."""
    known = _characters()
    plain = words if words.isprintable() else "".join(map(_printable, words))
    return "".join(c if ord(c) in known else "□" for c in plain)


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return " " if character.isspace() else ""


@cache
def _characters() -> frozenset[int]:
    from matplotlib.font_manager import findfont, get_font

    _matplotlib()
    found: set[int] = set()
    for family in _FAMILIES:
        found |= set(get_font(findfont(family)).get_charmap())
    return frozenset(found)


def _path(shape: Shape) -> Any:
    from matplotlib.path import Path as Outline

    ends = np.append(shape.starts[1:], len(shape.points))
    # Every ring ends with a point that is not drawn but closes it.
    points = np.insert(shape.points, ends, shape.points[shape.starts], axis=0)
    codes = np.full(len(points), Outline.LINETO, dtype=Outline.code_type)
    shifted = shape.starts + np.arange(len(shape.starts))
    codes[shifted] = Outline.MOVETO
    codes[ends + np.arange(len(ends))] = Outline.CLOSEPOLY
    return Outline(points, codes)


def _figure(width: float, height: float) -> Figure:
    from matplotlib.figure import Figure

    _matplotlib()
    return Figure(figsize=(width / _PER_INCH, height / _PER_INCH), dpi=_PER_INCH)


@cache
def _matplotlib() -> None:
    """Settings that hold for every sheet; set once, since they are shared by all threads."""
    import matplotlib as mpl
    from matplotlib import font_manager

    for weight, file in _FILES.items():
        # By hand: the half-bold letters call themselves another family, and are our bold.
        path = str(Path(__file__).parent / "fonts" / file)
        entry = font_manager.FontEntry(path, 0, _FAMILIES[0], "normal", "normal", weight, "normal", "scalable")
        font_manager.fontManager.ttflist.append(entry)
    mpl.rcParams["svg.fonttype"] = "none"
    mpl.rcParams["svg.hashsalt"] = "nplv_dash"
    mpl.rcParams["hatch.linewidth"] = _HATCH


@cache
def _letters(size: float, *, bold: bool) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    _matplotlib()
    return FontProperties(family=_FAMILIES, size=size * _POINTS, weight="bold" if bold else "normal")
