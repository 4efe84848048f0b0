"""A browser says which content it has, in each of the ways in which it may."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from nplv_dash.ui import tags


@pytest.mark.parametrize(
    ("said", "has"),
    [(None, False), ("", False), ('"a"', True), ('W/"a"', True), ('"b", "a"', True), ("*", True), ("a", False)],
)
def test_what_a_browser_says_that_it_has(said: str | None, has: bool) -> None:
    headers = Headers({} if said is None else {"If-None-Match": said})
    assert tags.has(headers, "a") is has
