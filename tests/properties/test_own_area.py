"""An area of one's own hangs on what is in it, and not on the order or on how often it was said."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.own_area import LONGEST, LONGEST_NAME, defined, read, written

WIJKEN = st.from_regex(r"WK0[0-9]{3}[0-9A-Z]{2}", fullmatch=True)
BUURTEN = st.from_regex(r"BU1[0-9]{3}[0-9A-Z]{4}", fullmatch=True)
CODES = st.lists(WIJKEN | BUURTEN, min_size=1, max_size=30, unique=True)
NAMES = st.from_regex(r"[A-Za-zé][A-Za-z0-9 ,()/&'-]{0,30}", fullmatch=True)


@given(NAMES, CODES, st.randoms(use_true_random=False))
def test_the_order_makes_no_other_area(name: str, codes: list[str], chance: object) -> None:
    first = defined(name, codes)
    chance.shuffle(codes)  # type: ignore[attr-defined]
    again = defined(name, [*codes, codes[0]])
    assert again == first
    assert again.id == first.id


@given(
    st.lists(st.tuples(NAMES, CODES), min_size=1, max_size=3, unique_by=lambda one: " ".join(one[0].split()).casefold())
)
def test_a_link_gives_back_what_it_was_made_of(areas: list[tuple[str, list[str]]]) -> None:
    made = tuple(defined(name, codes) for name, codes in areas)
    assert read(written(made)) == made


@given(NAMES, NAMES, CODES, CODES)
def test_other_ground_or_another_name_is_another_area(a: str, b: str, first: list[str], second: list[str]) -> None:
    one, other = defined(a, first), defined(b, second)
    assert (one.id == other.id) == (one == other)


@given(st.text(max_size=LONGEST + 10))
def test_whatever_a_link_says_is_read_or_refused(text: str) -> None:
    try:
        found = read(text)
    except NplvError:
        return
    assert read(written(found)) == found


@given(st.text(max_size=2 * LONGEST_NAME))
def test_no_name_means_anything_to_markdown_html_or_a_spreadsheet(text: str) -> None:
    try:
        title = defined(text, ["WK059910"]).title
    except NplvError:
        return
    assert title[0].isalnum()
    assert not set(title) & set('<>[]{}`*_#|$:;~\\!=+@"\n\r\t')
    assert all(unicodedata.category(sign)[0] in "LNPZ" for sign in title)
    assert "www." not in title.casefold()
