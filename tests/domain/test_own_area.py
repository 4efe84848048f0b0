"""Areas that visitors make: what a link may say, and what is refused, each with its reason."""

from __future__ import annotations

import pytest

from nplv_dash.domain.errors import NplvError
from nplv_dash.domain.own_area import LONGEST, LONGEST_NAME, MOST_AREAS, MOST_CODES, defined, read, written

LINK = "Langs de rivier~WK0599.10.12.13~BU0606.0301"


def test_a_link_is_short_and_read_by_people() -> None:
    (found,) = read(LINK)
    assert found.title == "Langs de rivier"
    assert found.wijken == ("WK059910", "WK059912", "WK059913")
    assert found.buurten == ("BU06060301",)
    # Written in one way only: buurten before wijken, as their codes are.
    assert written([found]) == "Langs de rivier~BU0606.0301~WK0599.10.12.13"
    assert read(written([found])) == (found,)
    assert read("") == ()


def test_letters_in_codes_are_kept() -> None:
    (found,) = read("Oost~WK0363.AD.0A")
    assert found.codes == ("WK03630A", "WK0363AD")


def test_several_areas_stand_in_one_link() -> None:
    found = read("A~WK0599.10~~B~WK0599.10")
    assert [one.title for one in found] == ["A", "B"]
    assert found[0].id != found[1].id


@pytest.mark.parametrize(
    ("link", "key"),
    [
        ("~WK0599.10", "own_area_name"),
        ("x" * (LONGEST_NAME + 1) + "~WK0599.10", "own_area_name"),
        ("![x](http://evil.example/x.png)~WK0599.10", "own_area_name"),
        ("<script>alert(1)</script>~WK0599.10", "own_area_name"),
        ("www.evil.example~WK0599.10", "own_area_name"),
        ("=1+1~WK0599.10", "own_area_name"),
        ("-1~WK0599.10", "own_area_name"),
        ("1. lijst~WK0599.10", "own_area_name"),
        ("`x`~WK0599.10", "own_area_name"),
        (":red[x]~WK0599.10", "own_area_name"),
        ("$x$~WK0599.10", "own_area_name"),
        ("a\u202eb~WK0599.10", "own_area_name"),
        ("a\x00b~WK0599.10", "own_area_name"),
        ("Zuid_oost~WK0599.10", "own_area_name"),
        ("Zuid", "own_area_empty"),
        ("Zuid~", "own_area_unreadable"),
        ("Zuid~WK0599", "own_area_unreadable"),
        ("Zuid~WK0599.1", "own_area_unreadable"),
        ("Zuid~GM0599.10", "own_area_unreadable"),
        ("Zuid~wk0599.10", "own_area_unreadable"),
        ("Zuid~WK0599.101", "own_area_codes"),
        ("Zuid~WK0599.1012", "own_area_codes"),
        ("Zuid~BU0599.10", "own_area_codes"),
        ("Zuid~WK0599.10~BU0599.1012", "own_area_overlap"),
        ("Zuid~WK0599.10~~ZUID~WK0599.12", "own_area_same"),
        ("~~".join(f"A{i}~WK0599.10" for i in range(MOST_AREAS + 1)), "own_area_many"),
        ("Zuid~BU0599" + "".join(f".{i:04d}" for i in range(MOST_CODES + 1)), "own_area_large"),
        ("x" * (LONGEST + 1), "own_area_long"),
        ("~" * 5000, "own_area_many"),
    ],
)
def test_what_a_link_may_not_say(link: str, key: str) -> None:
    with pytest.raises(NplvError) as found:
        read(link)
    assert found.value.key == key


@pytest.mark.parametrize("name", ["Zuid", "'t Hool", "Sint-Jan, oost", "A/B (west)", "St. Jan", "Île de Ré", "2e blok"])
def test_names_that_places_have(name: str) -> None:
    with_quote = name if not name.startswith("'") else name[1:]
    assert defined(f"  {with_quote}  ", ["WK059910"]).title == with_quote


def test_the_most_that_fits_in_a_link() -> None:
    # Of codes that have nothing in common but their municipality.
    most = [defined(f"Gebied {i}", [f"BU0599{j:04d}" for j in range(MOST_CODES)]) for i in range(MOST_AREAS)]
    assert read(written(most)) == tuple(most)
