"""Tables that read well aloud, and on a phone."""

from __future__ import annotations

import re

from nplv_dash.present.html import Cell, Group, table


def made(*, stacked: bool) -> str:
    rows = [[Cell("Kansrijke Wijk", sub="van OCW & SZW"), Cell("2023"), Cell("€ 256")]]
    return table("Geld", ["Regeling", "Vanaf", "Bedrag <euro>"], [Group(rows)], numbers={2}, stacked=stacked)


def test_a_stacked_table_names_the_column_of_every_cell() -> None:
    html = made(stacked=True)
    assert re.findall(r'<td[^>]* data-head="([^"]*)">([^<]*)', html) == [
        ("Vanaf", "2023"),
        ("Bedrag &lt;euro&gt;", "€ 256"),
    ]
    # For whoever hears it, it stays a table with its heads.
    assert html.count('<th scope="col"') == 3
    assert '<th scope="row" role="rowheader">Kansrijke Wijk<small>van OCW &amp; SZW</small></th>' in html
    assert [html.count(f'role="{role}"') for role in ("table", "row", "columnheader", "cell")] == [1, 2, 3, 2]


def test_another_table_says_no_head_twice() -> None:
    assert "data-head" not in made(stacked=False)
    assert 'role="row"' not in made(stacked=False)
