"""Pictures are whole when they stand alone, hold text as text, and break on nothing that a name may hold."""

from __future__ import annotations

import math
import struct
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nplv_dash.present.picture import WIDTH, Caption, Picture
from nplv_dash.present.picture_canvas import Canvas, Ink, Shape, legible, thinned, width_of, wrapped
from nplv_dash.present.picture_map import Spot, names_beside
from nplv_dash.present.picture_scale import Scale

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "=1+1 <script>alert(1)</script> & \"'$x_1$\x00\x1b]]> \\frac{}"


@dataclass(frozen=True)
class Words:
    """A drawing of one word."""

    word: str
    height: float = 120.0

    def draw(self, canvas: Canvas) -> None:
        canvas.box(0, 0, WIDTH, self.height, Ink("#ffffff"))
        canvas.text(10, 60, self.word, halo="#ffffff")


PICTURE = Picture(
    Caption("Mensen met bijstand", "per 1.000 inwoners, 2020", "Bron: CBS. Licentie: CC BY 4.0.", "Paspoort 1a2b3c"),
    "Wat er te zien is: 24,7.",
    Words("Veenstad"),
)


def parsed(svg: bytes) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  our own file


def texts(svg: bytes) -> list[str]:
    """Every text that is drawn in an SVG."""
    return ["".join(node.itertext()) for node in parsed(svg).iter(f"{SVG}text")]


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def test_a_picture_says_what_it_is_and_where_it_comes_from() -> None:
    found = " ".join(texts(PICTURE.at("https://voorbeeld.nl/kaart?jaar=2020").svg()))
    caption = PICTURE.caption
    for said in (caption.title, caption.subtitle, caption.source, caption.passport, "Veenstad"):
        assert said in found
    assert "https://voorbeeld.nl/kaart?jaar=2020" in found


def test_a_bare_picture_has_its_drawing_only() -> None:
    assert texts(PICTURE.svg(bare=True)) == ["Veenstad"]
    # See-through: the slide has a colour of its own.
    assert PICTURE.png(bare=True)[25] == 6  # colours with transparency


def test_a_picture_tells_who_cannot_see_it_what_it_shows() -> None:
    root = parsed(PICTURE.svg())
    assert root.get("role") == "img"
    assert root.get("aria-label") == "Mensen met bijstand. Wat er te zien is: 24,7."


@pytest.mark.parametrize("width", [400, 800, 1600])
def test_a_png_is_as_wide_as_asked_for(width: int) -> None:
    wide, high = size(PICTURE.png(width=width))
    assert wide == width
    assert high / wide == pytest.approx(size(PICTURE.png())[1] / 1600, abs=0.01)


def test_a_long_title_makes_the_sheet_higher_and_is_not_cut() -> None:
    title = "Leefbaarheid in de wijken van " * 8
    longer = replace(PICTURE, caption=replace(PICTURE.caption, title=title))
    assert size(longer.png())[1] > size(PICTURE.png())[1] + 100
    assert title.strip() in " ".join(texts(longer.svg()))


def test_nothing_that_a_name_holds_is_more_than_text() -> None:
    caption = Caption(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    svg = Picture(caption, HOSTILE, Words(HOSTILE)).svg()
    tags = {node.tag.removeprefix(SVG) for node in parsed(svg).iter()}
    assert "script" not in tags
    plain = legible(HOSTILE)
    assert plain in texts(svg)
    assert "$x_1$" in plain, "no formula is read into it"
    assert not {"\x00", "\x1b"} & set(plain)
    assert size(Picture(caption, HOSTILE, Words(HOSTILE)).png())[0] == 1600


def test_signs_without_a_letter_are_shown_as_a_box() -> None:
    assert legible("wijk \u5b57 één\n→ ▲") == "wijk □ één → ▲"
    assert size(replace(PICTURE, drawing=Words("\u5b57")).png())[0] == 1600


def test_the_same_picture_is_the_same_file() -> None:
    assert PICTURE.svg() == PICTURE.svg()
    assert PICTURE.png() == PICTURE.png()


def test_two_visitors_do_not_get_each_others_picture() -> None:
    pictures = [replace(PICTURE, drawing=Words(f"Wijk {i}")) for i in range(8)]
    alone = [picture.svg() for picture in pictures]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(Picture.svg, pictures)) == alone


@settings(max_examples=60, deadline=None)
@given(st.text("abc wij-é", max_size=60), st.sampled_from([40.0, 90.0, 300.0]))
def test_no_line_is_wider_than_there_is_room(words: str, width: float) -> None:
    lines = wrapped(words, width)
    assert all(width_of(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


def test_neighbours_stay_neighbours_when_corners_are_left_out() -> None:
    left = Shape(np.array([(0, 0), (1, 0.02), (1.01, 1), (0, 1)], dtype=float), np.array([0]))
    right = Shape(np.array([(1, 0.02), (2, 0), (2, 1), (1.01, 1)], dtype=float), np.array([0]))
    shared = {tuple(point) for point in thinned(left, 0.5).points} & {
        tuple(point) for point in thinned(right, 0.5).points
    }
    assert shared == {(1.0, 0.0), (1.0, 1.0)}


def test_a_ring_too_small_to_be_seen_goes_and_the_others_stay() -> None:
    square, speck = [(0, 0), (4, 0), (4, 4), (0, 4)], [(9, 9), (9.01, 9), (9, 9.01)]
    found = thinned(Shape(np.array([*speck, *square, *speck], dtype=float), np.array([0, 3, 7])), 0.5)
    assert found.points.tolist() == [list(map(float, point)) for point in square]
    assert found.starts.tolist() == [0]
    nothing = thinned(Shape(np.array(speck, dtype=float), np.array([0])), 0.5)
    assert len(nothing.points) == len(nothing.starts) == 0


def test_what_lies_straight_between_two_others_goes_and_the_border_stays_where_it_was() -> None:
    one = [(0, 0), (2, 0.01), (4, 0), (4, 4), (0, 4), (0, 3)]
    found = thinned(Shape(np.array([*one, *one], dtype=float), np.array([0, 6])), 0.5)
    corners = [[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]]
    assert found.points.tolist() == corners * 2
    assert found.starts.tolist() == [0, 4]
    # A tongue turns back on a line: its tip is no point between two others.
    tongue = thinned(Shape(np.array([(0, 0), (6, 0), (4, 0), (4, 4)], dtype=float), np.array([0])), 0.5)
    assert [6.0, 0.0] in tongue.points.tolist()


def test_names_stand_beside_their_dots_and_not_on_each_other() -> None:
    spots = [Spot(100 + 3 * i, 100 + 19 * i, Ink(), f"Gebied {i}") for i in range(6)]
    found = names_beside(spots)
    assert len({round(y) for _, y, _ in found}) == len(spots)
    for spot, (x, y, _) in zip(spots, found, strict=True):
        assert abs(x - spot.x) < 15
        assert abs(y - spot.y) < 35


def test_a_name_stands_by_its_own_dot_and_not_by_that_of_another() -> None:
    # Four so near each other that the next free place of a name is beside another dot.
    spots = [
        Spot(x, y, Ink(), name)
        for x, y, name in ((270, 280, "Noord"), (320, 285, "Zuid"), (310, 300, "Oost"), (310, 285, "West"))
    ]
    for i, (spot, (x, y, _)) in enumerate(zip(spots, names_beside(spots), strict=True)):
        near = [math.hypot(other.x - x, other.y - (y - 4)) for other in spots]  # words stand on their line
        assert near.index(min(near)) == i, spot.name


def test_a_sheet_that_is_small_has_its_names_within_it() -> None:
    ((x, _, anchor),) = names_beside([Spot(170, 100, Ink(), "Groningen-Noord")], 200)
    assert (anchor, x < 170) == ("right", True)


def test_a_name_at_the_edge_stays_on_the_sheet() -> None:
    ((x, _, anchor),) = names_beside([Spot(WIDTH - 30, 100, Ink(), "Groningen-Noord")])
    assert anchor == "right"
    assert x < WIDTH


def test_a_scale_ends_where_it_should_and_doubles_are_as_far() -> None:
    x = Scale(0.5, 4, 0, 300, logarithmic=True)
    assert (x(0.5), x(1), x(2), x(4)) == pytest.approx((0, 100, 200, 300))
    y = Scale(-1, 1, 200, 0)
    assert (y(-1), y(0), y(1)) == (200, 100, 0)
    assert y.holds(1)
    assert not y.holds(1.01)
