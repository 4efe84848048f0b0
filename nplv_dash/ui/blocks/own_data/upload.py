"""The places where files are handed over, and what is said of each."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from nplv_dash.domain.errors import NplvError
from nplv_dash.present.explain import explain
from nplv_dash.present.numbers import Numbers
from nplv_dash.present.text import Text
from nplv_dash.services.own_data_export import example
from nplv_dash.sources.own.reader import Found, Kind, shown_name
from nplv_dash.ui.blocks.own_data import kept
from nplv_dash.ui.data import workspace as shared
from nplv_dash.ui.state import literal

_ENDINGS: Final[dict[Kind, list[str]]] = {
    "table": ["csv", "txt", "xlsx"],
    "borders": ["zip", "gpkg", "geojson", "json"],
}
#: Rows that are named where something was done to them.
_NAMED: Final = 10
_SEPARATORS: Final = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}


def draw(t: Text, n: Numbers) -> tuple[Found | None, Found | None]:
    """Draw both places; returns the table and the borders, each where it was read."""
    first, second = st.columns(2, gap="large")
    with first:
        st.subheader(t("eigen_gegevens.table.title"))
        st.markdown(t("eigen_gegevens.table.lead"))
        table = _one("table", t, n)
        st.download_button(
            t("eigen_gegevens.example"), lambda: example(shared()), "voorbeeld_eigen_gegevens.csv", "text/csv",
            icon=":material/download:", on_click="ignore", key="eigen_voorbeeld",
        )  # fmt: skip
    with second:
        st.subheader(t("eigen_gegevens.borders.title"))
        st.markdown(t("eigen_gegevens.borders.lead"))
        borders = _one("borders", t, n)
    return table, borders


def _one(kind: Kind, t: Text, n: Numbers) -> Found | None:
    """One file, and what was found in it."""
    key = f"eigen_{kind}"
    st.file_uploader(
        t(f"eigen_gegevens.{kind}.label", most=kept.limits().upload // 1_000_000), type=_ENDINGS[kind], key=key,
        on_change=_take, args=(kind, key), max_upload_size=kept.limits().upload // 1_000_000,
    )  # fmt: skip
    found, have = kept.found_of(kind, t), kept.of(kind)
    if have is None or found is None:
        return None
    if isinstance(found, NplvError):
        if not have.may_be_tried:
            said(found, t)
        elif passing(found, kind, t):
            kept.put(kind, replace(have, outcome=None))
            st.rerun()
        _parts(kind, have, have.part, t)
        _away(kind, t)
        return None
    st.success(
        t(
            f"eigen_gegevens.{kind}.read",
            name=literal(found.name),
            rows=n.integer(found.rows),
            columns=n.integer(len(found.names)),
        ),
        icon=":material/check:",
    )
    _parts(kind, have, found.notes.get("sheet") or found.notes.get("layer"), t)
    for line in _notes(kind, found, t, n):
        st.caption(line)
    _away(kind, t)
    return found


def said(error: NplvError, t: Text) -> None:
    """Say what is wrong with a file; what comes from a stranger stands there as it is, and is nothing more."""
    safe = NplvError(
        error.key, error.where, **{k: literal(v) if isinstance(v, str) else v for k, v in error.values.items()}
    )
    for one in explain(safe, t):
        st.error(f"**{one.what}** ({literal(one.where)}) {one.remedy}", icon=":material/error:")


def passing(error: NplvError, what: str, t: Text) -> bool:
    """Say what is wrong with the moment, with a button to try `what` again; returns whether it was pressed just now."""
    said(error, t)
    return st.button(t("eigen_gegevens.again"), icon=":material/refresh:", key=f"eigen_weer_{what}")


def _take(kind: Kind, key: str) -> None:
    """Keep what was handed over; it is read on the run that follows, where a bar can be seen."""
    file = st.session_state[key]
    kept.put(kind, None if file is None else kept.Kept(file.file_id, shown_name(file.name), file.getvalue()))


def _away(kind: Kind, t: Text) -> None:
    # Whoever comes back to the page has the file still, and no longer in the place where it was handed over.
    if st.session_state.get(f"eigen_{kind}") is None and st.button(
        t("eigen_gegevens.remove"), icon=":material/delete:", key=f"eigen_weg_{kind}"
    ):
        kept.put(kind, None)
        st.rerun()


def _parts(kind: Kind, have: kept.Kept, now: str | None, t: Text) -> None:
    """Which sheet or layer, where there is more than one; also where nothing could be done with the one chosen."""
    if len(have.parts) < 2:
        return
    chosen = st.selectbox(
        t(f"eigen_gegevens.{kind}.part"), have.parts, index=have.parts.index(now) if now in have.parts else 0,
        key=f"eigen_deel_{kind}_{have.id}",
    )  # fmt: skip
    if chosen != now:
        kept.put(kind, replace(have, part=chosen, outcome=None))
        st.rerun()


def _notes(kind: Kind, found: Found, t: Text, n: Numbers) -> list[str]:
    """What a visitor may want to know of how the file was read."""
    notes, lines = found.notes, []
    if "separator" in notes:
        separator = t(f"eigen_gegevens.separator.{_SEPARATORS.get(notes['separator'], 'other')}")
        lines.append(
            t("eigen_gegevens.table.text", separator=separator, encoding=notes["encoding"].removesuffix("-sig").upper())
        )
    if notes.get("formulas"):
        lines.append(t("eigen_gegevens.table.formulas", count=n.integer(notes["formulas"])))
    if kind == "borders":
        lines.append(t("eigen_gegevens.borders.crs", crs=literal(notes["crs"])))
        if notes["swapped"]:
            lines.append(t("eigen_gegevens.borders.swapped"))
        for what in ("mended", "empty"):
            rows = notes[what]
            if rows:
                first = ", ".join(n.integer(row) for row in rows[:_NAMED])
                lines.append(t(f"eigen_gegevens.borders.{what}", count=n.integer(len(rows)), rows=first))
    return lines
