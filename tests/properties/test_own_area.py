"""An area of one's own hangs on what is in it, and not on the order or on how often it was said."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from nplv_dash.domain.codes import wijk_of
from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.own_area import LONGEST, LONGEST_NAME, defined, read, written
from nplv_dash.present.text import Text
from nplv_dash.services import own_areas
from nplv_dash.services.workspace import Workspace
from tests.toy_town import ELSEWHERE
from tests.toy_town import WIJKEN as TOWN

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


#: Every wijk of the toy town, and every buurt of those that are drawn in detail.
PLACES = (*TOWN, *(f"BU{code[2:]}{i:02d}" for code in TOWN if code != ELSEWHERE for i in range(4)))


@given(st.sets(st.sampled_from(PLACES), min_size=1, max_size=12))
def test_residents_are_those_of_its_buurten(toy: Workspace, chosen: set[str]) -> None:
    codes = [code for code in chosen if code.startswith("WK") or wijk_of(code) not in chosen]
    own = own_areas.known(toy, defined("Eigen", codes), Text("nl"))
    found = toy.with_own((own,)).figure("gebied", own.id, "inhabitants", 2024)
    counted = [
        people
        for code in codes
        for people in (TOWN[code].residents if code in TOWN else TOWN[wijk_of(code)].residents[int(code[-2:]) :][:1])
    ]
    # Nobody was counted in Nieuwland.
    assert (found.value if found else 0) == sum(counted)


@given(st.lists(st.sampled_from(PLACES), max_size=30))
def test_clicks_never_put_a_buurt_beside_its_wijk(toy: Workspace, clicks: list[str]) -> None:
    codes: tuple[str, ...] = ()
    for code in clicks:
        codes = own_areas.toggled(toy, codes, code)
        if codes:
            assert defined("Eigen", codes).codes == codes
