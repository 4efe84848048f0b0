"""How a table is joined: the columns that were guessed, to be confirmed, and what matched and what did not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.present.html import Cell, Group, note, table
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services import own_data_codes, own_data_export
from nplv_dash.services.aggregate import Array
from nplv_dash.services.own_data_codes import DOUBLES, LEVELS, Doubles, Guess, Join, Level, Places
from nplv_dash.services.own_data_numbers import SPELLINGS, Spelling, Written, values
from nplv_dash.services.workspace import Workspace
from nplv_dash.sources.own.reader import Found
from nplv_dash.ui.blocks.own_data import kept, upload

#: The borders of the visitor as a place to join to.
OWN: Final = "own"
#: Codes that are named; all of them stand in a file.
_NAMED: Final = 5
#: Columns and cells of the table with what was found in each column.
_COLUMNS, _CELLS, _LETTERS = 30, 3, 24


@dataclass(frozen=True)
class Chosen:
    """What a visitor wants on the map.

    Attributes:
        joined: rows of the file with the figures, and their places.
        values: figures per place.
        column: name of the column with the figures; `file`: of the file they stand in.
        borders: name of the file with borders; None for official ones.
        places: those of the borders of a visitor by their column; None for official ones.
    """

    joined: Join
    values: Array
    column: str
    file: str
    borders: str | None


def draw(workspace: Workspace, table: Found | None, borders: Found | None, t: Text, n: Numbers) -> Chosen | None:
    """Draw the choices and the report; None where nothing can be mapped, which is then said."""
    try:
        if table is not None:
            return _table(workspace, table, borders, t, n)
        if borders is not None:
            return _borders(workspace, borders, t, n)
    except NplvError as error:
        upload.said(error, t)
    return None


def _table(workspace: Workspace, table: Found, borders: Found | None, t: Text, n: Numbers) -> Chosen:
    have = kept.of("table")
    assert have is not None  # noqa: S101  it was read
    key = have.key
    columns(table, have.written, t, n)
    guess, own = _guessed(workspace, table, borders)
    first, second, third, fourth = st.columns(4, vertical_alignment="bottom")
    targets: list[str] = [*LEVELS, *([OWN] if borders is not None else [])]
    with first:
        code = _column(t("eigen_gegevens.choose.code"), table.names, guess.column, f"eigen_code_{key}")
    with second:
        to = st.selectbox(
            t("eigen_gegevens.choose.to"), targets, index=targets.index(OWN if own else guess.level),
            format_func=lambda one: t(f"eigen_gegevens.to.{one}"), key=f"eigen_naar_{key}_{len(targets)}",
        )  # fmt: skip
    with third:
        figure = _column(t("eigen_gegevens.choose.figure"), table.names, _figure(have.written, code), f"eigen_c_{key}")
    with fourth:
        spelling = _spelling(have.written[figure], f"eigen_s_{key}_{figure}", t)
    if to == OWN and borders is not None:
        places, name = own_borders(borders, t), borders.name
    else:
        places, name = own_data_codes.official(workspace, cast("Level", to)), None
    joined = own_data_codes.join(workspace, table, code, places)
    numbers = values(table, figure, spelling)
    doubles = report(workspace, joined, table, t, n)
    return Chosen(joined, joined.spread(numbers, doubles), table.names[figure], table.name, name)


def _borders(workspace: Workspace, borders: Found, t: Text, n: Numbers) -> Chosen:
    """Borders with a table of their own: no row is without a place."""
    have = kept.of("borders")
    assert have is not None  # noqa: S101  it was read
    key = have.key
    columns(borders, have.written, t, n)
    first, second, third = st.columns(3, vertical_alignment="bottom")
    with first:
        places = own_borders(borders, t)
    with second:
        figure = _column(t("eigen_gegevens.choose.figure"), borders.names, _figure(have.written, -1), f"eigen_c_{key}")
    with third:
        spelling = _spelling(have.written[figure], f"eigen_s_{key}_{figure}", t)
    column = int(st.session_state[f"eigen_grens_{key}"])
    joined = own_data_codes.join(workspace, borders, column, places)
    numbers = values(borders, figure, spelling)
    return Chosen(joined, joined.spread(numbers, "first"), borders.names[figure], borders.name, borders.name)


def own_borders(borders: Found, t: Text) -> Places:
    """The borders of the visitor by a column that they choose.

    Raises:
        NplvError: what `own_data_codes.own_places` raises; `own_fields_none` where there is no column.
    """
    have = kept.of("borders")
    assert have is not None  # noqa: S101  it was read
    if not borders.names:
        raise NplvError("own_fields_none", borders.name)
    column = _column(
        t("eigen_gegevens.choose.border"),
        borders.names,
        own_data_codes.key_of(borders),
        f"eigen_grens_{have.key}",
    )
    return own_data_codes.own_places(borders, column)


def _guessed(workspace: Workspace, table: Found, borders: Found | None) -> tuple[Guess, bool]:
    """The column with codes, and whether they are those of the borders of the visitor."""
    own = own_data_codes.shared(table, borders) if borders is not None else None
    if own is not None:
        return own, True
    return own_data_codes.guess(workspace, table), False


def _column(label: str, names: Sequence[str], guess: int, key: str) -> int:
    # By number: two columns may have names that look alike.
    chosen = st.selectbox(label, range(len(names)), index=guess, format_func=lambda i: names[i], key=key)
    return int(chosen)


def _figure(found: Sequence[Written], code: int) -> int:
    """The last column of numbers, which is mostly the one that matters."""
    return next((i for i in reversed(range(len(found))) if found[i].is_numbers and i != code), len(found) - 1)


def _spelling(found: Written, key: str, t: Text) -> Spelling:
    chosen: Spelling = st.selectbox(
        t("eigen_gegevens.choose.spelling"), SPELLINGS, index=SPELLINGS.index(found.spelling),
        format_func=lambda one: t(f"eigen_gegevens.spelling.{one}"), key=key,
        help=None if found.is_certain else t("eigen_gegevens.spelling.unsure"),
    )  # fmt: skip
    return chosen


def columns(found: Found, how: Sequence[Written], t: Text, n: Numbers) -> None:
    """What stands in each column, behind an expander."""
    with st.expander(
        t("eigen_gegevens.columns.title", count=n.integer(len(found.names))), icon=":material/view_column:"
    ):
        rows = []
        for i, name in enumerate(found.names[:_COLUMNS]):
            first = [text for text in found.texts(i) if text is not None][:_CELLS]
            kind = t(f"eigen_gegevens.spelling.{how[i].spelling}") if how[i].is_numbers else t("eigen_gegevens.words")
            unsure = t("eigen_gegevens.spelling.unsure") if how[i].is_numbers and not how[i].is_certain else ""
            shown = " · ".join(text[:_LETTERS] for text in first)
            rows.append(
                [Cell(name[: _LETTERS * 2]), Cell(shown), Cell(kind, sub=unsure), Cell(n.integer(how[i].missing))]
            )
        head = [t(f"eigen_gegevens.columns.{one}") for one in ("name", "first", "kind", "missing")]
        st.html(table(t("eigen_gegevens.columns.caption"), head, [Group(rows)], numbers={3}))
        if len(found.names) > _COLUMNS:
            st.caption(t("eigen_gegevens.columns.more", count=n.integer(len(found.names) - _COLUMNS)))


def report(workspace: Workspace, joined: Join, found: Found, t: Text, n: Numbers) -> Doubles:
    """What matched, on both sides; returns what is to be done with places in more than one row."""
    st.subheader(t("eigen_gegevens.join.title"))
    unmatched, doubles = joined.unmatched, joined.doubles
    st.markdown(
        t(
            "eigen_gegevens.join.matched",
            matched=n.integer(joined.matched),
            rows=n.integer(found.rows),
            places=n.integer(int(joined.drawn.sum())),
        )
    )
    year = own_data_codes.border_year(workspace)
    lines = []
    for why in ("earlier", "unknown", "malformed", "empty"):
        those = [one for one in unmatched if one.why == why]
        if those:
            first = _first([one.text or "–" for one in those])
            lines.append(t(f"eigen_gegevens.join.{why}", count=n.integer(len(those)), first=first, year=year))
    older = own_data_codes.older_elsewhere(workspace) if joined.to.level == "wijk" else None
    if older is not None and any(one.why == "unknown" for one in unmatched):
        lines.append(t("eigen_gegevens.join.elsewhere", year=older))
    if joined.lacking:
        names = dict(zip(joined.to.codes, joined.to.names, strict=True))
        first = _first([f"{code} ({names[code]})" for code in joined.lacking])
        kind = "lacking_own" if joined.to.level is None else "lacking"
        lines.append(t(f"eigen_gegevens.join.{kind}", count=n.integer(len(joined.lacking)), first=first))
    if doubles:
        lines.append(t("eigen_gegevens.join.doubles", count=n.integer(len(doubles)), first=_first(list(doubles))))
    if lines:
        st.html("".join(note("nplv-note", line) for line in lines))
        st.download_button(
            t("eigen_gegevens.join.download"), lambda: own_data_export.report(joined, found.name, year, t),
            f"{own_data_export.BEGIN}_koppeling.csv", "text/csv", icon=":material/download:", on_click="ignore",
            key="eigen_koppeling",
        )  # fmt: skip
    else:
        st.caption(t("eigen_gegevens.join.all"))
    if not doubles:
        return "leave"
    chosen: Doubles = st.selectbox(
        t("eigen_gegevens.choose.doubles"), DOUBLES, format_func=lambda one: t(f"eigen_gegevens.doubles.{one}"),
        key="eigen_dubbel", persist_state="session",
    )  # fmt: skip
    return chosen


def _first(texts: Sequence[str]) -> str:
    more = " …" if len(texts) > _NAMED else ""
    return ", ".join(text[: _LETTERS * 2] for text in texts[:_NAMED]) + more
